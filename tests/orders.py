#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""orders.py INDEX: hold the answers to a query against one another: by relevance and by date, in one
page and in many, counted, with comments beneath, among, alone and left out, they have to be about
the same documents with the same scores; and exact words and wildcards about those whose text has
them, whatever other forms of their stems it has. orders.py --archive prints the archive it asks.
"""
import json
import random
import re
import subprocess
import sys

WORDS = ["harbour", "council", "river", "strike", "minister", "ferry", "gauge", "proxy",
         "ferries", "hope", "hoping", "hopiland", "strikes"]
QUERIES = ["harbour", "proxy", "harbour council", "river OR strike", "ferry -minister", "har*",
           "\"river strike\"", "\"harbour\" OR gauge", "minister NEAR/3 gauge", "date:2021 council",
           "actor:iran", "actor:iran river", "*", "title:ferry", "type:comment harbour", "nowhere"]
# What stands in a document's text; some are all forms of their stems, some are not.
FORMS = {"\"ferries\"": r"\bferries\b", "\"ferry\"": r"\bferry\b", "ferr*": r"\bferr",
         "hop*": r"\bhop", "hopi*": r"\bhopi", "strik*": r"\bstrik", "strikes*": r"\bstrikes",
         "\"proxy\"": r"\bproxy\b", "\"proxy gauge\"": r"\bproxy gauge\b",
         "\"hope strikes\"": r"\bhope strikes\b", "\"proxy ferry\"": r"\bproxy ferry\b",
         "*oping": r"oping\b", "*trik*": r"trik", "s*kes": r"\bs\w*kes\b",
         "*arb*r OR *erri*": r"\b\w*arb\w*r\b|erri",
         "hopi* OR \"river strikes\"": r"\bhopi|\briver strikes\b"}
COMMENT_FACTOR = 1 / 3
ALL = 10000
ROUNDING = 2e-6  # scores are printed to six decimals


def archive():
    """300 articles about few words, undated some, with comments that may say what they do not."""
    rng = random.Random(1)

    def text(most):
        words = [rng.choice(WORDS[:rng.randint(1, len(WORDS))]) for _ in range(rng.randint(1, most))]
        return " ".join(words) + rng.choice(("", "", " in Iran"))

    for number in range(300):
        article = {"id": f"a{number}", "title": text(3), "text": text(30), "lang": "en",
                   "comments": [{"id": str(k), "text": text(12)} for k in range(rng.randint(0, 4))]}
        if rng.random() < 0.9:
            article["date"] = f"20{rng.randint(19, 22)}-0{rng.randint(1, 9)}-0{rng.randint(1, 3)}"
        yield article


def ask(query, *options):
    """The hits, and the end."""
    done = subprocess.run(["fihrist", "search", "--index", INDEX, "--format", "jsonl", "--copies",
                           "show", "--snippets", "0", *options, "--", query], stdout=subprocess.PIPE, check=False)
    assert done.returncode in (0, 1), (query, options, done.returncode)
    *hits, end = map(json.loads, done.stdout.splitlines())
    return hits, end["end"]


def ids(hits):
    return [hit["id"] for hit in hits]


def story(hit):
    return hit.get("story", hit["id"])


def check_order(query, comments, hits):
    """By date the same hits in the order of their days; by any order the same count and pages."""
    asked = ("--comments", comments)
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1)), query
    for order, sign in (("newest", -1), ("oldest", 1)):
        dated, end = ask(query, *asked, "--sort", order, "--limit", str(ALL))
        assert sorted(ids(dated)) == sorted(ids(hits)), (query, comments, order)
        assert (end["count"], end["count_exact"]) == (len(hits), True), (query, comments, order)
        days = [hit.get("date") for hit in dated]
        known = [day for day in days if day]
        assert known == sorted(known, reverse=sign < 0) and not any(days[len(known):]), (query, days)
        if comments == "under":
            check_pages(query, dated, *asked, "--sort", order)
    count = ask(query, *asked, "--limit", "1", "--exact-count")[1]
    assert (count["count"], count["count_exact"]) == (len(hits), True), (query, comments, count)
    check_pages(query, hits, *asked)


def check_pages(query, hits, *asked):
    whole, more = [], []
    while True:
        page, end = ask(query, *asked, "--limit", "70", *more)
        whole += page
        if "cursor" not in end:
            break
        more = ["--cursor", end["cursor"]]
    assert whole == hits, (query, asked, "pages are not the whole")


def check_stories(query, found):
    """A story is there by its article or by a comment, and has the score that this gives it."""
    articles = {hit["id"]: hit["score"] for hit in found["off"]}
    by_comment = {}
    for hit in found["only"]:
        by_comment[story(hit)] = max(by_comment.get(story(hit), 0), hit["score"])
    expected = {name: score * COMMENT_FACTOR for name, score in by_comment.items()} | articles
    got = {hit["id"]: hit["score"] for hit in found["under"]}
    assert got.keys() == expected.keys(), (query, got.keys() ^ expected.keys())
    for name, score in got.items():
        assert abs(score - expected[name]) < ROUNDING, (query, name, score, expected[name])
    among = {(hit["id"], hit["score"]) for hit in found["off"] + found["only"]}
    assert {(hit["id"], hit["score"]) for hit in found["with"]} == among, query


def check_forms(query, pattern):
    """What is found has the words in one of its texts, and what has them is found."""
    found = {comments: sorted(map(story, ask(query, "--comments", comments, "--limit", str(ALL))[0]))
             for comments in ("off", "only", "under")}
    says = re.compile(pattern).search
    articles = [a["id"] for a in archive() if says(a["title"]) or says(a["text"])]
    comments = [a["id"] for a in archive() for c in a["comments"] if says(c["text"])]
    assert found["off"] == sorted(articles), (query, "articles")
    assert found["only"] == sorted(comments), (query, "comments")
    assert found["under"] == sorted(set(articles + comments)), (query, "stories")


def main():
    for query, pattern in FORMS.items():
        check_forms(query, pattern)
    for query in QUERIES + list(FORMS):
        found = {comments: ask(query, "--comments", comments, "--limit", str(ALL))[0]
                 for comments in ("under", "with", "only", "off")}
        for comments, hits in found.items():
            scores = [hit["score"] for hit in hits]
            assert scores == sorted(scores, reverse=True) or not any(scores), (query, comments)
            check_order(query, comments, hits)
        if not query.startswith("type:") and any(hit["score"] for hit in found["with"]):
            check_stories(query, found)
        print(f"{query}: {', '.join(f'{len(hits)} {name}' for name, hits in found.items())}")


if sys.argv[1] == "--archive":
    for made in archive():
        print(json.dumps(made))
else:
    INDEX = sys.argv[1]
    main()
