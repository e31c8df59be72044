#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""quality.py BUILD [--misses] [--floor NDCG] DIR...: how good the order of answers is. Each DIR is a
judged collection: queries.tsv (id TAB query), qrels.txt (query 0 document grade), and documents.
Prints MAP, nDCG@10 and recall at 100 over the queries that have a relevant document, grades above 0;
documents without a grade count as irrelevant. Exits 1 when some nDCG@10 is under the floor.

    corpus.jsonl  documents of {id, title, text}: asked with any of a query's words, 1,000 answers
    pages/, archive.jsonl, authority.tsv
                  an archive like corpus/: asked in the query language, with the defaults; documents
                  are named by their id, those of pages by their path below DIR
"""
import argparse
import collections
import json
import math
import os
import subprocess
import sys
import tempfile


def read_qrels(path):
    grades = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as rows:
        for row in rows:
            query, _, document, grade = row.split()
            grades[query][document] = max(0, int(grade))
    return {query: judged for query, judged in grades.items() if any(judged.values())}


def run(build, *arguments):
    """Standard output; an exit status of 1 says that nothing was found."""
    done = subprocess.run([build + "/fihrist", *arguments], stdout=subprocess.PIPE, check=False)
    assert done.returncode in (0, 1), arguments
    return done.stdout.decode()


def is_archive(directory):
    return os.path.exists(directory + "/authority.tsv")


def index(build, directory, where):
    if is_archive(directory):
        run(build, "index", "--quiet", "--index", where, "--authority", directory + "/authority.tsv",
            "--path", "{source}/{date}/{}", directory + "/pages", directory + "/archive.jsonl")
    else:
        run(build, "index", "--quiet", "--index", where, "--authority", "none",
            directory + "/corpus.jsonl")


def name(hit, directory):
    path = hit.get("file", "")
    return os.path.relpath(path, directory) if path.endswith(".txt") else hit["id"]


def answers(build, directory, where):
    """Documents found, best first, by query."""
    how = ["--limit", "100"] if is_archive(directory) else ["--plain", "--match", "any",
                                                             "--limit", "1000"]
    found = collections.defaultdict(list)
    output = run(build, "search", "--index", where, "--format", "jsonl", "--snippets", "0",
                 "--copies", "show", *how,
                 "--batch", directory + "/queries.tsv")
    for line in output.splitlines():
        hit = json.loads(line)
        if "id" in hit:
            found[hit["qid"]].append(name(hit, directory))
    return found


def average_precision(documents, judged):
    relevant = {document for document, grade in judged.items() if grade}
    found = total = 0
    for rank, document in enumerate(documents, 1):
        if document in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def ndcg(documents, judged, depth=10):
    def gain(grades):
        return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
    ideal = sorted(judged.values(), reverse=True)[:depth]
    return gain([judged.get(document, 0) for document in documents[:depth]]) / gain(ideal)


def recall(documents, judged, depth=100):
    relevant = {document for document, grade in judged.items() if grade}
    return len(relevant.intersection(documents[:depth])) / len(relevant)


def show_misses(directory, qrels, found):
    """What keeps a query from a perfect order of its first ten."""
    with open(directory + "/queries.tsv", encoding="utf-8") as rows:
        typed = dict(row.rstrip("\n").split("\t", 1) for row in rows)
    for query, judged in qrels.items():
        score = ndcg(found[query], judged)
        if score > 0.9995:
            continue
        print(f"\n{query} {score:.3f}  {typed[query]}")
        for rank, document in enumerate(found[query][:10], 1):
            print(f"  {rank:2} {judged.get(document, '-')} {document}")
        missing = [document for document in judged if judged[document] and
                   document not in found[query][:10]]
        for document in missing:
            print(f"   - {judged[document]} {document}")


def measure(build, directory, misses):
    """nDCG@10."""
    qrels = read_qrels(directory + "/qrels.txt")
    with tempfile.TemporaryDirectory(prefix="fihrist-quality.") as scratch:
        index(build, directory, scratch + "/index")
        found = answers(build, directory, scratch + "/index")
    means = [sum(score(found[query], judged) for query, judged in qrels.items()) / len(qrels)
             for score in (average_precision, ndcg, recall)]
    label = os.path.basename(os.path.abspath(directory))
    print(f"{label:16} {len(qrels):7} {means[0]:8.4f} {means[1]:8.4f} {means[2]:8.4f}", flush=True)
    if misses:
        show_misses(directory, qrels, found)
    return means[1]


def main():
    parser = argparse.ArgumentParser(description="How good is the order of answers?")
    parser.add_argument("build")
    parser.add_argument("directories", nargs="+", metavar="DIR")
    parser.add_argument("--misses", action="store_true", help="list what is not as judged")
    parser.add_argument("--floor", type=float, default=0, metavar="NDCG")
    options = parser.parse_args()
    print(f"{'collection':16} {'queries':>7} {'MAP':>8} {'nDCG@10':>8} {'R@100':>8}")
    scores = [measure(options.build, directory, options.misses)
              for directory in options.directories]
    sys.exit(0 if min(scores) >= options.floor else 1)


main()
