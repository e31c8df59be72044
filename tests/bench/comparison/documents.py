# SPDX-License-Identifier: GPL-2.0-or-later
"""documents.py INDEX DOCUMENTS: write what an index holds for other engines to index: articles and
comments, a JSON object a line, each with the filters that Fihrist finds it by: a comment has the
source and date of its article, and its actors. Which actors a text names is Fihrist's to find out;
the other engines are told. Prints how many documents there are, and the bytes of titles and texts.
"""
import collections
import json
import sys

import ask


def actors_by_document(index):
    """For an id the actors that it names itself."""
    named = collections.defaultdict(list)
    for actor in ask.actors(index):
        for hit in ask.every(index, f'actor:"{actor["id"]}"', "--comments", "with"):
            named[hit["id"]].append(actor["id"])
    return named


FIRST, LAST = ("01", "01"), ("12", "31")  # month and day


def day(date, missing=FIRST):
    """"2015-06-20" as 20150620; of a month or a year the FIRST or LAST day; 0 for none. (Every
    month has 31 days here: such numbers are only compared.)"""
    parts = date[:10].split("-") if date else []  # an exact time may follow
    return int("".join(parts + list(missing[len(parts) - 1:]))) if parts else 0


def document(kind, whole, story, actors):
    """`story` is what a comment has from its article."""
    return {"id": whole["id"], "type": kind, "title": whole.get("title", ""),
            "text": "\n\n".join(filter(None, (whole.get("text"), whole.get("caption")))),
            "source": story["source"], "actors": sorted(actors),
            "date": day(whole.get("date") or story["date"])}


def documents(index, article, named):
    story = {"source": ask.source(index, article.get("source", "")), "date": article.get("date")}
    actors = set(named.get(article["id"], ()))
    yield document("article", article, story, actors)
    for comment in article.get("comments", ()):
        whole = dict(comment, id=f'{article["id"]}#comment-{comment["id"]}')
        yield document("comment", whole, story, actors.union(named.get(whole["id"], ())))


def main(index, path):
    named = actors_by_document(index)
    totals = {"documents": 0, "text_bytes": 0}
    with open(path, "w", encoding="utf-8") as file:
        for line in ask.lines(index, "dump"):
            for one in documents(index, json.loads(line), named):
                totals["documents"] += 1
                totals["text_bytes"] += len((one["title"] + one["text"]).encode())
                file.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(json.dumps(totals))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: documents.py INDEX DOCUMENTS")
    main(*sys.argv[1:])
