#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 25: after any number of updates and deletions an index is what its articles alone would
make: it passes a deep check, a compaction leaves nothing of what is gone, and an index restored from
its dump answers the same.
"""
import json
import random

import harness
import store
from harness import require

CHANGES, ROUNDS = harness.count(300, 10000), harness.count(6, 40)
ARTICLES = harness.count(60, 600)


def queries(choice, dump):
    """Queries of all kinds, made of what some of the articles say."""
    made = ["*"]
    for line in choice.sample(dump.splitlines(), 6):
        article = json.loads(line)
        one, two, three = article["text"].replace(".", "").split()[:3]
        title = article["title"].replace(".", "").split()[0]
        made += [one, f'"{one} {two}"', f"{three} NEAR/4 {one}", f"{one} ADJ/3 {three}",
                 f"{one} OR {title}", f"{one} -{three}", f'"{one} {two}" OR "{two} {three}"',
                 f"title:{title}", f"{one[:4]}*", f'author:"{article["authors"][0]}"']
        for comment in article.get("comments", [])[:1]:
            made.append("comment:" + comment["text"].replace(".", " ").split()[0])
    return made


def a_change(choice, alive):
    """One article in a version of its own, new or in place of another; or the id of one to go."""
    number = choice.randrange(ARTICLES)
    line = harness.articles(1, number, choice.randrange(1, 10 ** 6))[0]
    name = json.loads(line)["id"]
    if name in alive and choice.random() < .3:
        alive.discard(name)
        return name, None
    alive.add(name)
    return name, line


def change(index, choice, alive, count):
    """So many changes, in runs of one kind, the last of an article's being the one that counts."""
    run, going = [], []
    for _ in range(count):
        name, line = a_change(choice, alive)
        if line and going:
            harness.must("delete", "--index", index, "--quiet", *going)
            going = []
        if line:
            run.append(line)
            continue
        if run:
            harness.must("index", "--index", index, "--quiet",
                         harness.write(SCRATCH("run.jsonl"), run))
            run = []
        going.append(name)
    if run:
        harness.must("index", "--index", index, "--quiet", harness.write(SCRATCH("run.jsonl"), run))
    if going:
        harness.must("delete", "--index", index, "--quiet", *going)


def answers(index, asked):
    """To each query the hits with their scores, in an order that docids have no part in."""
    found = {}
    for query in asked:
        done = harness.run("search", "--index", index, "--format", "jsonl", "--limit", "10000",
                           "--comments", "with", query)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        found[query] = sorted((-hit.get("score", 0), hit["id"]) for hit in lines if "id" in hit)
    return found


def an_index_is_what_its_articles_make():
    choice, alive = random.Random(harness.SEED), set()
    index, restored = SCRATCH("changed"), SCRATCH("restored")
    for _ in range(ROUNDS):
        change(index, choice, alive, CHANGES // ROUNDS)
        harness.must("check", "--deep", "--index", index)
        if choice.random() < .3:
            harness.must("compact", "--index", index)
    dump = harness.clean_dump(index)
    names = {json.loads(line)["id"] for line in dump.splitlines()}
    require(names == alive, "it has not the articles it should:", names ^ alive)
    harness.must("compact", "--index", index)
    with open(store.path(index), "rb") as file:
        kept = store.docids(file.read())
    said = harness.status(index)
    require(len(kept) == said["articles"] + said["comments"], "the compacted store keeps",
            len(kept), "documents of", said["articles"], "and", said["comments"])
    require(kept == sorted(set(kept)), "its documents are not in order")
    harness.must("check", "--deep", "--index", index)
    require(harness.dump(index) == dump, "a compaction changed an article")
    harness.write(SCRATCH("dump.jsonl"), [dump])
    harness.must("restore", "--index", restored, SCRATCH("dump.jsonl"))
    require(harness.dump(restored) == dump, "what was restored is not what was dumped")
    asked = queries(choice, dump)
    before, after = answers(index, asked), answers(restored, asked)
    for query in asked:
        require(before[query] == after[query], "restored, it answers otherwise to", query)
    require(sum(map(bool, before.values())) > len(asked) / 2, "too few of the queries find")
    return f"{CHANGES} changes, {len(alive)} articles left"


with harness.Scratch() as SCRATCH:
    harness.main(an_index_is_what_its_articles_make)
