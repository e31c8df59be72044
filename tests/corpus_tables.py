#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""corpus_tables.py BUILD [TABLE...]: prove that what was marked by hand in the sample archive is
there: every row of corpus/mentions*.tsv and corpus/quotations*.tsv, or of the tables given, names a
part of an article as `fihrist extract` reads it, words that stand in it, and an actor of the
authority files. Prints a line of TAP; exits 1 with the first row that is wrong.

    article  the id of a line of JSON, or the path of a page below corpus/
    part     title, text, or comment:ID
    mention  article part nth text actor: the nth place where the text stands as whole words;
             an actor's id, or - for what looks like an actor and is none
    quotation  article part form quotation speaker cue: pieces of one quotation that other words
             or a new paragraph part are given in their order, with ` | ` between them; a speaker's
             id, `?NAME` as it is written there for one without an id, or - where nobody is named;
             the cue as it is written there, or -
"""
import glob
import json
import re
import subprocess
import sys

CORPUS = "corpus/"
COLUMNS = {"mentions": "article part nth text actor".split(),
           "quotations": "article part form quotation speaker cue".split()}
FORMS = {"direct", "indirect", "mixed", "split", "headline", "nested"}


class Wrong(Exception):
    """What a row says is not so."""


def extract(build, path):
    done = subprocess.run([build + "/fihrist", "extract", "--path", "{source}/{date}/{}", path],
                          stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def archive(build):
    """Each article by the name that the tables give it."""
    articles = {}
    for path in glob.glob(CORPUS + "*.jsonl"):
        articles.update((article["id"], article) for article in extract(build, path))
    for path in glob.glob(CORPUS + "pages/**/*.txt", recursive=True):
        articles[path[len(CORPUS):]] = extract(build, path)[0]
    return articles


def actors():
    """The ids of all authority files of this world."""
    ids = set()
    for path in glob.glob(CORPUS + "authority*.tsv"):
        with open(path, encoding="utf-8") as rows:
            next(rows)
            ids.update(row.split("\t")[0].strip() for row in rows
                       if row.strip() and not row.startswith("#"))
    return ids


def part_text(article, part):
    if part in ("title", "text"):
        return article.get(part, "")
    for comment in article.get("comments", []):
        if part == "comment:" + comment["id"]:
            return comment["text"]
    raise Wrong(f"the article has no part {part!r}")


def places(words, text):
    """Where the words stand in the text and no letter or digit goes on before or after them."""
    return [found.start() for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def check_mention(row, article, ids):
    text = part_text(article, row["part"])
    found = len(places(row["text"], text))
    if not row["nth"].isdigit() or not 1 <= int(row["nth"]) <= found:
        raise Wrong(f"{row['text']!r} stands there {found} times")
    if row["actor"] != "-" and row["actor"] not in ids:
        raise Wrong(f"no actor {row['actor']!r}")


def check_quotation(row, article, ids):
    text = part_text(article, row["part"])
    if row["form"] not in FORMS:
        raise Wrong(f"no form {row['form']!r}")
    at = 0
    for piece in row["quotation"].split(" | "):
        after = [place for place in places(piece, text) if place >= at]
        if not after:
            raise Wrong(f"{piece!r} does not stand there")
        at = after[0] + len(piece)
    if row["cue"] != "-" and not places(row["cue"], text):
        raise Wrong(f"the cue {row['cue']!r} does not stand there")
    speaker = row["speaker"]
    if speaker.startswith("?"):
        if not any(places(speaker[1:], part) for part in (article["title"], article["text"], text)):
            raise Wrong(f"{speaker[1:]!r} is not named in the article")
    elif speaker != "-" and speaker not in ids:
        raise Wrong(f"no actor {speaker!r}")


CHECKS = {"mentions": check_mention, "quotations": check_quotation}


def check_table(path, articles, ids):
    """How many rows the table has, each of them right."""
    kind = re.split("[-.]", path.rsplit("/", 1)[-1])[0]
    with open(path, encoding="utf-8") as table:
        lines = [line.rstrip("\n") for line in table]
    if lines[0].split("\t") != COLUMNS[kind]:
        raise Wrong(f"{path}: its header is not {' '.join(COLUMNS[kind])}")
    seen = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        try:
            if len(cells) != len(COLUMNS[kind]):
                raise Wrong(f"{len(cells)} cells")
            if line in seen:
                raise Wrong(f"the row of line {seen[line]} again")
            seen[line] = number
            row = dict(zip(COLUMNS[kind], cells))
            if row["article"] not in articles:
                raise Wrong("no such article")
            CHECKS[kind](row, articles[row["article"]], ids)
        except Wrong as wrong:
            raise Wrong(f"{path}:{number}: {wrong}: {line}") from None
    return len(lines) - 1


def main():
    build, *tables = sys.argv[1:]
    tables = tables or sorted(glob.glob(CORPUS + "mentions*.tsv") +
                              glob.glob(CORPUS + "quotations*.tsv"))
    what = "what was marked by hand in the archive stands there"
    try:
        if not tables:
            raise Wrong("no tables")
        articles, ids = archive(build), actors()
        rows = sum(check_table(path, articles, ids) for path in tables)
    except Wrong as wrong:
        print(f"not ok 1 - {what}\n# {wrong}")
        sys.exit(1)
    print(f"ok 1 - {what}: {rows} rows of {len(tables)} tables")


main()
