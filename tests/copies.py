#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""copies.py BUILD [--articles N] [--alike SHARE] [--floor PRECISION RECALL] [--sweep]: how well near
copies are found. Rewrites are made of the sample archive's English articles and of N invented ones,
the same ones each time, of which 60 to 100 per cent of the sentences are kept: others are cut, or
replaced or joined by sentences of an article that is in no archive; sentences change places, the
lead is another, some words are. Other stories share what stories on one event do: they are an
article of their own into which sentences of another are put, as quotes of a wire report.

Recall is the share of rewrites that are in a cluster with what they were made of; precision the
share of pairs in one cluster that were made of one article. Prints both, what it costs, and which
pairs are wrong; exits 1 under the floor. --sweep prints both for other thresholds too."""
import argparse
import collections
import glob
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

REWRITES = 3
SEED = 20


def sentences(text):
    return [s for s in re.split(r"(?<=[.!?…”’\"])\s+|\n+", text) if s.strip()]


def originals():
    """Of the sample archive's articles that are copies what they are copies of, by file or id."""
    found = {}
    with open("corpus/copies.tsv", encoding="utf-8") as rows:
        for row in list(rows)[1:]:
            first, copies = row.rstrip("\n").split("\t")
            found.update(dict.fromkeys(copies.split(" | "), first))
    return found


def extract(build, path):
    done = subprocess.run([build + "/fihrist", "extract", path], stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def sample_archive(build):
    """Its articles in Latin letters, but copies."""
    copies = originals()
    pages = sorted(glob.glob("corpus/pages/*/*/*.txt"))
    found = [a for page in pages if page[len("corpus/"):] not in copies
             for a in extract(build, page)]
    found += [a for a in extract(build, "corpus/archive.jsonl") if a["id"] not in copies]
    return [a for a in found if len(re.findall("[a-z]", a["text"])) > len(a["text"]) / 2]


def sample(build, count):
    """(id, title, text): the sample archive's articles in Latin letters but copies, and invented ones; as many
    for other stories; others that nothing is made of but sentences."""
    kept = [(a["id"], a["title"], a["text"]) for a in sample_archive(build)]
    wanted = 4 * count + 2 * len(kept)
    made = subprocess.run([build + "/fihrist-corpus", str(wanted), "--seed", "11"],
                          stdout=subprocess.PIPE, check=True).stdout
    invented = {}
    for line in made.decode().splitlines():
        article = json.loads(line)
        if len(article["text"].split()) >= 60:
            words = " ".join(re.findall(r"\w+", article["text"]))  # outlets have marks of their own
            invented.setdefault(words, (article["id"], article["title"], article["text"]))
    invented = list(invented.values())
    base = kept + invented[:count]
    return base, invented[count:count + len(base)], invented[count + len(base):]


def change_words(rng, sentence, share, pool):
    words = sentence.split()
    return " ".join(rng.choice(pool) if rng.random() < share else w for w in words)


def rewrite(rng, text, others, words):
    """Another writing of a text, and the share of its sentences that is in it."""
    parts = sentences(text)
    share = rng.uniform(.6, 1)
    kept = max(1, round(share * len(parts)))
    chosen = sorted(rng.sample(range(len(parts)), kept))
    made = [parts[i] for i in chosen]
    way = rng.choice(["cut", "replace", "insert", "all"])
    new = sentences(rng.choice(others)[2])
    room = len(parts) - kept
    count = {"cut": 0, "replace": room, "insert": rng.randint(0, kept // 3), "all": room}[way]
    for extra in new[1:1 + count]:
        made.insert(rng.randint(0, len(made)), extra)
    if way == "all" or rng.random() < .3:
        for _ in range(max(1, len(made) // 6)):
            i, j = rng.randrange(len(made)), rng.randrange(len(made))
            made[i], made[j] = made[j], made[i]
    if way == "all" or rng.random() < .5:
        made[0] = new[0]
    if rng.random() < .3:
        made = [change_words(rng, s, .02, words) for s in made]
    return " ".join(made)


def other_story(rng, text, event):
    """An article of its own with up to a quarter of the sentences of another on the same event."""
    parts, quotes = sentences(text), sentences(event)
    count = min(round(rng.uniform(.05, .25) * len(quotes)), len(parts) // 4)
    for quote in rng.sample(quotes, count):
        parts.insert(rng.randint(0, len(parts)), quote)
    return " ".join(parts)


def make(build, count):
    """Articles, and of each the family it belongs to."""
    rng = random.Random(SEED)
    base, stories, others = sample(build, count)
    words = sorted({w for _, _, text in others[:50] for w in text.split()})
    articles, family = [], {}
    def add(name, title, text, of):
        articles.append({"id": name, "title": title, "text": text, "source": "S" + name[-1],
                         "date": "2020-%02d-%02d" % (rng.randint(1, 12), rng.randint(1, 28))})
        family[name] = of
    for number, (name, title, text) in enumerate(base):
        if len(text.split()) < 60:
            continue
        add(name, title, text, name)
        for i in range(REWRITES):
            add("%s~%d" % (name, i), "Other " + title, rewrite(rng, text, others, words), name)
        event = base[(number * 7 + 3) % len(base)][2]
        story = stories[number]
        add("%s!" % name, story[1], other_story(rng, story[2], event), name + "!")
    rng.shuffle(articles)
    return articles, family


def clusters(build, where):
    found, cursor = collections.defaultdict(set), []
    while True:
        lines = subprocess.run([build + "/fihrist", "search", "--index", where, "--copies", "show",
                                "--comments", "off", "--snippets", "0", "--limit", "10000",
                                "--format", "jsonl", *cursor, "*"],
                               stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
        for line in map(json.loads, lines[:-1]):
            if "cluster" in line:
                found[line["cluster"]].add(line["id"])
        end = json.loads(lines[-1])["end"]
        if "cursor" not in end:
            return found.values()
        cursor = ["--cursor", end["cursor"]]


def index(build, articles, where, alike):
    path = where + ".jsonl"
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(article) + "\n" for article in articles)
    before, began = os.times(), time.monotonic()
    subprocess.run([build + "/fihrist", "index", "--quiet", "--index", where, "--authority", "none",
                    "--alike", alike, path], check=True)
    after = os.times()
    return (after.children_user + after.children_system - before.children_user -
            before.children_system, time.monotonic() - began)


def judge(found, family):
    pairs = wrong = 0
    together = {}
    bad = []
    for members in found:
        for a, b in itertools.combinations(sorted(members), 2):
            pairs += 1
            if family[a] != family[b]:
                wrong += 1
                bad.append((a, b))
        together.update(dict.fromkeys(members, min(members)))
    copies = [name for name in family if "~" in name]
    missed = [name for name in copies
              if together.get(name) is None or together[name] != together.get(family[name])]
    return 1 - wrong / max(1, pairs), 1 - len(missed) / len(copies), bad, missed


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--alike", default="0.53")
    parser.add_argument("--floor", nargs=2, type=float, default=[0, 0])
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    articles, family = make(options.build, options.articles)
    cost = options.build + "/bench/bench-signing"
    if os.path.exists(cost):
        texts = "".join(a["text"].replace("\n", " ") + "\n" for a in articles)
        print(subprocess.run([cost], input=texts, stdout=subprocess.PIPE, check=True,
                             text=True).stdout, end="")
    with tempfile.TemporaryDirectory() as scratch:
        without, _ = index(options.build, articles, scratch + "/none", "0")
        shares = [options.alike]
        if options.sweep:
            shares = sorted({"0.3", "0.4", "0.45", "0.5", "0.52", "0.53", "0.54", "0.55", "0.57", "0.6", *shares})
        for share in shares:
            seconds, _ = index(options.build, articles, scratch + "/" + share, share)
            found = clusters(options.build, scratch + "/" + share)
            precision, recall, bad, missed = judge(found, family)
            print("%d articles, alike %s: precision %.4f, recall %.4f; %.2f s of processor, "
                  "%.2f without" % (len(articles), share, precision, recall, seconds, without))
            if share == options.alike:
                for a, b in bad[:5]:
                    print("  not copies: %s %s" % (a, b))
                print("  missed: %d, as %s" % (len(missed), " ".join(missed[:5])))
                low = precision < options.floor[0] or recall < options.floor[1]
    sys.exit(1 if low else 0)


main()
