#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 13: the same index and question give the same bytes, over the socket as from the directory,
with one worker and with eight, before and after a restart.

The questions are made of the archive's own words, sentences, names, dates and ids, in every way a
query may be written.
"""
import json
import os
import random

import daemon
import harness
from harness import require

QUESTIONS = harness.count(160, 2000)
CORPUS = os.path.join(harness.HERE, "..", "..", "corpus")

# What they are asked with: as params of the protocol, which are the options of the command line.
WAYS = ({}, {"match": "any", "limit": 3}, {"match": "smart", "snippets": 0, "limit": 25},
        {"comments": "with", "sort": "newest"}, {"comments": "only", "sort": "oldest", "snippets": 4},
        {"plain": True, "exact_count": True}, {"comments": "off", "explain": True},
        {"lang": "en", "exact_count": True, "limit": 0})


def an_index_of_two_archives():
    lines = harness.write(SCRATCH("archive.jsonl"), harness.articles(150))
    harness.must("index", "--quiet", "--index", SCRATCH("index"), "--authority",
                 os.path.join(CORPUS, "authority.tsv"), "--path", "{source}/{date}/{}",
                 os.path.join(CORPUS, "pages"), os.path.join(CORPUS, "archive.jsonl"), lines)
    QUERIES.extend(Words().queries(QUESTIONS))


class Words:
    """What an archive is made of, and queries made of that."""

    def __init__(self):
        self.choice = random.Random(harness.SEED)
        self.records = [json.loads(line) for line in harness.dump(SCRATCH("index")).splitlines()]
        actors = json.loads(harness.must("actors", "--index", SCRATCH("index"), "--format", "json"))
        self.actors = [actor[key] for actor in actors["actors"] for key in ("id", "name")]
        self.kinds = [getattr(self, name) for name in dir(self) if name.startswith("a_")]

    def queries(self, count):
        """Each kind in its turn, in one line."""
        return [" ".join(self.kinds[number % len(self.kinds)]().split()) for number in range(count)]

    def record(self):
        return self.choice.choice(self.records)

    def text(self):
        record = self.record()
        texts = [record.get("text", "")] + [one["text"] for one in record.get("comments", [])]
        return self.choice.choice([text for text in texts if text.split()] or ["bababa"])

    def run(self, least, most):
        """Words that stand side by side, without what would be syntax."""
        words = [word.strip(".,;:!?()[]\"'“”‘’*-–—") for word in self.text().split()]
        words = [word for word in words if word and '"' not in word and ":" not in word]
        start = self.choice.randrange(max(1, len(words) - most))
        return words[start:start + self.choice.randint(least, most)] or ["bababa"]

    def word(self):
        return self.run(1, 1)[0]

    def long_word(self):
        return next((word for word in self.run(1, 9) if len(word) > 3 and word.isalpha()), "bababa")

    def a_word(self):
        return self.word()

    def a_few_words(self):
        return f"{self.word()} {self.word()}"

    def a_choice(self):
        return f"{self.word()} OR {self.word()} OR ({self.word()} AND {self.word()})"

    def a_word_without_another(self):
        return f"{self.word()} -{self.word()} NOT {self.long_word()}"

    def a_phrase(self):
        return '"' + " ".join(self.run(2, 6)) + '"'

    def a_headline(self):
        return self.record().get("title", "bababa")

    def a_wildcard(self):
        return self.long_word()[:3] + "*"

    def near(self):
        words = self.run(4, 9)
        return words[0], words[-1]

    def a_nearness(self):
        return "{} NEAR/{n} {}".format(*self.near(), n=self.choice.randint(1, 20))

    def an_order(self):
        return "{} ADJ/{n} {}".format(*self.near(), n=self.choice.randint(1, 20))

    def a_field_of_words(self):
        field = self.choice.choice(("title", "text", "comment", "author", "commenter", "by"))
        return f'{field}:({self.word()} OR {self.word()}) OR {field}:"{self.word()}"'

    def a_source(self):
        return f'source:"{self.record().get("source", "x")}" {self.word()}'

    def a_date(self):
        date = self.record().get("date", "2010-01-01")
        form = self.choice.choice(("date:{}", "date:{:.7}", "date:{:.4}", "date:{:.7}..", "date:..{:.4}",
                                   "after:{}", "before:{:.4}", "date:{:.4}..2030"))
        return f"{form.format(date)} {self.choice.choice(('', self.word()))}"

    def an_actor(self):
        return f'actor:"{self.choice.choice(self.actors)}"'

    def an_actor_and_a_word(self):
        return f'actor:"{self.choice.choice(self.actors)}" OR {self.word()}'

    def an_id(self):
        return "id:" + self.record()["id"]

    def a_type(self):
        return f"type:{self.choice.choice(('article', 'comment'))} {self.word()}"

    def a_language(self):
        return f"lang:en {self.word()}"

    def a_nothing(self):
        return self.choice.choice(("zzzzzz", "actor:nobody-at-all", "source:zz", "iran or iraq", "* -id:a1"))

    def a_mistake(self):
        return self.choice.choice(("colour:red", "date:2015-13-45", "(iran", "ab*", "-alone", "a AND",
                                   "title:x NEAR/5 y", "wom?n", f'"{self.word()}'))

    def everything(self):
        return "* " + self.word()


def options(way):
    """A way of asking as words of the command line."""
    found = []
    for name, value in way.items():
        found.append("--" + name.replace("_", "-"))
        if value is not True:
            found.append(value)
    return found


def from_directory():
    """What `fihrist search --batch` answers, by way of asking: lists of (lines, error message)."""
    every = []
    for way in WAYS:
        lines = [f"{number}\t{query}\n".encode() for number, query in enumerate(QUERIES)]
        done = harness.run("search", "--index", SCRATCH("index"), "--format", "jsonl", *options(way),
                           "--batch", harness.write(SCRATCH("batch"), lines))
        answers = [([], None) for _ in QUERIES]
        for line in done.stdout.splitlines():
            number = json.loads(line)["qid"]
            answers[int(number)][0].append(b"{" + line[len(f'{{"qid":"{number}",'):])
        for line in harness.said(done).splitlines():
            if line.startswith("fihrist search: query '"):
                number, message = line[len("fihrist search: query '"):].split("': ", 1)
                answers[int(number)] = (answers[int(number)][0], message)
        every.append(answers)
    return every


def from_socket(path):
    """The same questions over a connection, as many at a time as it takes, in a random order."""
    every = [[None] * len(QUERIES) for _ in WAYS]
    order = [(way, number) for way in range(len(WAYS)) for number in range(len(QUERIES))]
    random.Random(harness.SEED).shuffle(order)
    with daemon.Client(path) as client:
        while order:
            some, order = order[:50], order[50:]
            for way, number in some:
                client.begin("search", f"{way}/{number}", query=QUERIES[number], **WAYS[way])
            for way, number in some:
                answer = client.wait(f"{way}/{number}")
                end = [b'{"end":' + answer.end + b"}"] if answer.end else []
                every[way][number] = (answer.hits + end, answer.error and answer.error["message"])
    return every


def compare(given):
    for way, right, answers in zip(WAYS, RIGHT, given):
        for query, one, other in zip(QUERIES, right, answers):
            require(one == other, f"{query!r} {way} gives\n", other, "\nnot\n", one)


def the_directory_answers_all_kinds_of_questions():
    RIGHT.extend(from_directory())
    hits = sum(len(lines) > 1 for answers in RIGHT for lines, _ in answers)
    errors = sum(message is not None for answers in RIGHT for _, message in answers)
    whole = all(bool(lines) != bool(message) for answers in RIGHT for lines, message in answers)
    require(hits > len(QUERIES) * 3 and errors > len(WAYS), "only", hits, "with hits,", errors, "errors")
    require(whole, "a question has no answer, or two")
    return f"{len(QUERIES)} questions in {len(WAYS)} ways, {hits} with hits, {errors} errors"


def asked_with(workers):
    with daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers) as one:
        compare(from_socket(one.path))


def one_worker_gives_the_same_bytes():
    asked_with(1)


def eight_workers_give_the_same_bytes():
    asked_with(8)


def after_a_restart_and_a_reload_the_bytes_are_the_same():
    with daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", 2) as one:
        compare(from_socket(one.path))
        one.signal(daemon.signal.SIGHUP)
        compare(from_socket(one.path))


def a_cursor_leads_over_the_same_pages():
    with daemon.Daemon(SCRATCH("index"), SCRATCH("socket")) as one, one.client() as client:
        for query in ("bababa OR ferdoba", "*", "type:comment kababa"):
            cursor, pages = None, 0
            while (cursor or not pages) and pages < 6:
                pages += 1
                answer = client.ask("search", query=query, limit=7, cursor=cursor)
                again = harness.must("search", "--index", SCRATCH("index"), "--format", "jsonl",
                                     "--limit", 7, *(["--cursor", cursor] if cursor else []), query)
                require(b"".join(line + b"\n" for line in (*answer.hits, b'{"end":' + answer.end + b"}"))
                        == again, query, "differs on page", pages)
                cursor = answer.json().get("cursor")
            require(pages > 1, query, "has one page only")


def every_verb_prints_the_same_by_socket_and_by_directory():
    verbs = (["search", "merrin", "kettle"], ["search", "--format", "json", "dockers"],
             ["search", "--output", "citations", "umbrella"], ["search", "--format", "trec", "port*"],
             ["search", "--explain", "-n", 1, "actor:trc"], ["search", "colour:red"], ["search", "zzz"],
             ["count", "actor:rise"], ["count", "("], ["show", "post-2022-1104"], ["show", "a7"],
             ["show", "nothing"], ["show", "--format", "json", "a7"], ["actors"], ["actors", "merrin"],
             ["actors", "--format", "json"], ["status"], ["status", "--format", "json"])
    with daemon.Daemon(SCRATCH("index"), SCRATCH("socket")) as one:
        for verb, *arguments in verbs:
            done = [harness.run(verb, *place, *arguments)
                    for place in (["--index", one.index], ["--socket", one.path],
                                  ["--index", f"unix:{one.path}"])]
            for other in done[1:]:
                require((other.returncode, other.stdout, other.stderr) ==
                        (done[0].returncode, done[0].stdout, done[0].stderr),
                        verb, arguments, "differs:\n", other, "\n", done[0])


QUERIES, RIGHT = [], []
with harness.Scratch() as SCRATCH:
    harness.main(an_index_of_two_archives,
                 the_directory_answers_all_kinds_of_questions,
                 one_worker_gives_the_same_bytes,
                 eight_workers_give_the_same_bytes,
                 after_a_restart_and_a_reload_the_bytes_are_the_same,
                 a_cursor_leads_over_the_same_pages,
                 every_verb_prints_the_same_by_socket_and_by_directory)
