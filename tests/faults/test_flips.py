#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 6: stored text comes back as it was, or not at all: one bit of the store is flipped, and
every article that a dump still prints is the same to the byte, every piece of text that a search
shows stands in the text of its article; the check finds the damage. Nor does a bit of the lexicon
change what a wildcard finds: it finds that, or ends with an error.
"""
import json
import os
import random
import shutil

import harness
import store
from harness import require

FLIPS = harness.count(60, 500, 10000)
ARTICLES = 40


def a_good_index():
    harness.write(SCRATCH("archive.jsonl"), harness.articles(ARTICLES))
    harness.must("index", "--index", SCRATCH("good"), "--batch", "15", SCRATCH("archive.jsonl"))
    GOOD.update({json.loads(line)["id"]: line for line in
                 harness.clean_dump(SCRATCH("good")).splitlines()})
    require(len(GOOD) == ARTICLES, "not all articles are there")
    for query in queries():
        harness.must("search", "--index", SCRATCH("good"), query)


def texts(article):
    """Everything a search may show of it."""
    said = [article.get("text", ""), article.get("title", ""), article.get("caption", "")]
    return said + [comment.get("text", "") for comment in article.get("comments", [])]


def shown(hit):
    """The pieces of text in a hit and in the comments beneath it."""
    pieces = [piece["text"] for piece in hit.get("snippets", [])]
    for comment in hit.get("comments", []):
        pieces += shown(comment)
    return pieces


def queries():
    """A word, a phrase and two words near each other, of some articles."""
    for line in list(GOOD.values())[::17]:
        one, two, three = json.loads(line)["text"].replace(".", "").split()[:3]
        yield from (one, f'"{one} {two}"', f"{three} NEAR/4 {one}")


def flip(number, good="good", name="store"):
    """A copy of the index with one bit of a file flipped, somewhere that is committed."""
    choice = random.Random(f"{harness.SEED}/{name}/{number}")
    index = SCRATCH(f"flipped-{number}")
    shutil.copytree(SCRATCH(good), index)
    place = os.path.join(os.path.dirname(store.path(index)), name)
    at = choice.randrange(os.path.getsize(place))
    with open(place, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0] ^ 1 << choice.randrange(8)
        file.seek(at)
        file.write(bytes([byte]))
    return index, at


def must_be_seen(index, at):
    """The check finds what was flipped at that byte."""
    checked = harness.run("check", "--index", index)
    require(checked.returncode == harness.ERROR, "the check does not see that byte", at, "is wrong")
    shutil.rmtree(index)


def what_comes_back_is_what_was_stored(number):
    index, at = flip(number)
    done = harness.run("dump", "--index", index)
    require(done.returncode in (harness.DONE, harness.ERROR), "dump ended with", done.returncode)
    for line in done.stdout.splitlines():
        require(line == GOOD.get(json.loads(line)["id"]), "byte", at, "changed an article")
    for query in queries():
        found = harness.run("search", "--index", index, "--format", "jsonl", query)
        require(found.returncode in (harness.DONE, harness.NOTHING, harness.ERROR), query,
                "ended with", found.returncode)
        for line in found.stdout.splitlines():
            hit = json.loads(line)
            if "id" not in hit:
                continue
            said = texts(json.loads(GOOD[hit["id"]]))
            for piece in shown(hit):
                require(any(piece.strip("… \n") in text for text in said), "byte", at,
                        "made a search show", piece)
    must_be_seen(index, at)


def no_flipped_bit_alters_a_text():
    harness.trials(what_comes_back_is_what_was_stored, range(FLIPS))
    return f"{FLIPS} flips"


def ids(query, index):
    done = harness.run("search", "--index", index, "--output", "ids", "--limit", "1000", query)
    require(done.returncode in (harness.DONE, harness.NOTHING, harness.ERROR), query, "ended with",
            done.returncode)
    return None if done.returncode == harness.ERROR else done.stdout


def a_compact_index():
    """One run, all of which counts."""
    shutil.copytree(SCRATCH("good"), SCRATCH("compact"))
    harness.must("compact", "--index", SCRATCH("compact"))
    for line in list(GOOD.values())[::13]:
        word = max(json.loads(line)["text"].replace(".", "").split(), key=len)
        for query in (f"{word[:3]}*", f"*{word[-3:]}", f"{word[:2]}*{word[-2:]}", f'"{word}"'):
            FOUND[query] = ids(query, SCRATCH("compact"))
            require(FOUND[query], query, "finds nothing")


def what_is_found_is_what_was_found(number):
    index, at = flip(number, "compact", "lexicon-1")
    for query, found in FOUND.items():
        require(ids(query, index) in (found, None), "byte", at, "changed what is found by", query)
    must_be_seen(index, at)


def no_flipped_bit_alters_what_a_wildcard_finds():
    harness.trials(what_is_found_is_what_was_found, range(FLIPS))
    return f"{FLIPS} flips"


GOOD, FOUND = {}, {}
with harness.Scratch() as SCRATCH:
    harness.main(a_good_index, no_flipped_bit_alters_a_text, a_compact_index,
                 no_flipped_bit_alters_what_a_wildcard_finds)
