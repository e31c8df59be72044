#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 12: writing never fails a reader, and a page is one snapshot. Beside eight clients of a
daemon a writer commits every 20 ms, and the index is compacted and made anew.
"""
import json
import os
import queue
import random
import subprocess
import threading
import time

import daemon
import harness
from harness import require

SECONDS, CLIENTS = harness.count(4, 60), 8
PAUSE_SECONDS = 0.02
NEW, CHANGED = 3, 2  # articles of a batch
FOUND_SECONDS = 1


def article(number, version=0):
    """All have the word `steady`; each has a title and, in every version, a text of its own (copies
    would be one hit), and a comment that changes."""
    choice = random.Random(f"{number} {version}")
    text = " ".join(f"word{choice.randrange(500)}" for _ in range(120))
    return json.dumps({"id": f"n{number}", "source": f"Gazette {number % 5}",
                       "title": f"fresh{number}", "date": f"20{10 + number % 10}-05-01",
                       "text": "steady " + text,
                       "comments": [{"id": "1", "text": f"remark{version} {text[:60]}"}]}) + "\n"


class Writer:
    """Feeds `fihrist index` a batch every PAUSE_SECONDS and tells when each is on disk."""

    def __init__(self, index):
        self.index, self.count, self.version = index, 0, 0
        self.batches = 0
        self.news = queue.SimpleQueue()  # (time, number of the newest article) when it is on disk

    def batch(self):
        self.version += 1
        new = [article(self.count + at) for at in range(NEW)]
        old = [article(number, self.version)
               for number in random.Random(self.version).sample(range(self.count), CHANGED)]
        self.count += NEW
        return "".join(new + old).encode()

    def run(self, seconds):
        """Write for so long."""
        process = harness.start("index", "--index", self.index, "--batch", NEW + CHANGED,
                                "--verbose", "-", stdin=subprocess.PIPE)
        first, talk = self.count, []
        reader = threading.Thread(target=self.listen, args=(process.stderr, first, talk))
        reader.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            process.stdin.write(self.batch())
            process.stdin.flush()
            time.sleep(PAUSE_SECONDS)
        process.stdin.close()
        reader.join()
        require(process.wait() == harness.DONE, "the writer failed:", b"".join(talk)[-300:])

    def listen(self, stream, newest, talk):
        for line in stream:
            talk.append(line)
            if harness.acknowledged(line):
                newest += NEW
                self.batches += 1
                self.news.put((time.monotonic(), min(newest, self.count) - 1))


def an_index():
    lines = [article(number).encode() for number in range(60)]
    harness.must("index", "--quiet", "--index", SCRATCH("index"),
                 harness.write(SCRATCH("first.jsonl"), lines))
    WRITER.count = len(lines)


class Reader:
    """One connection, and what it saw last: neither revision nor count may go back."""

    def __init__(self, client, number):
        self.client, self.number = client, number
        self.revision, self.count = 0, 0
        self.choice = random.Random(number)

    def ask(self, method, **params):
        answer = self.client.ask(method, **params)
        require(answer.error is None, method, params, "met", answer.error)
        return answer

    def saw(self, end):
        now = end["revision"]
        require(now >= self.revision, "revision", now, "after", self.revision)
        self.revision = now

    def snapshot(self, count):
        require(count % NEW == 0 and count >= self.count, count, "articles after", self.count)
        self.count = count

    def search(self):
        answer = self.ask("search", query="steady", limit=self.choice.randrange(30), sort="newest")
        self.saw(answer.json())
        ids = [json.loads(hit)["id"] for hit in answer.hits]
        require(len(set(ids)) == len(ids), "a page has an article twice")

    def exact(self):
        answer = self.ask("search", query="steady", limit=1, exact_count=True)
        self.saw(answer.json())
        self.snapshot(answer.json()["count"])

    def counting(self):
        answer = self.ask("count", query="steady", comments="off")
        self.saw(answer.json())
        self.snapshot(answer.json()["count"])

    def status(self):
        end = self.ask("status").json()
        self.saw(end)
        self.snapshot(end["articles"])
        require(end["comments"] == end["articles"], "articles without their comments", end)

    def show(self):
        number = self.choice.randrange(60)
        end = self.ask("show", id=f"n{number}").json()
        require(end["title"] == f"fresh{number}" and len(end["comments"]) == 1, "shown is", end)

    def wildcard(self):
        self.saw(self.ask("search", query=f"word{self.choice.randrange(10, 50)}* steady",
                          limit=10).json())

    def run(self, over):
        kinds = (self.search, self.exact, self.counting, self.status, self.show, self.wildcard)
        asked = 0
        while not over.is_set():
            self.choice.choice(kinds)()
            asked += 1
        return asked


def find_news(one, over, took):
    """What is on disk has to be found within a second."""
    with one.client() as client:
        while True:
            try:
                since, number = WRITER.news.get(timeout=0.2)
            except queue.Empty:
                if over.is_set():
                    return
                continue
            while True:
                answer = client.ask("search", query=f"title:fresh{number}", limit=1)
                require(answer.error is None, "the search for news met", answer.error)
                if answer.hits:
                    break
                require(time.monotonic() - since < FOUND_SECONDS, f"fresh{number} is not found")
            took.append(time.monotonic() - since)


def beside_a_writer_no_reader_fails_and_what_is_new_is_found_at_once():
    over, asked, took = threading.Event(), [], []
    started = time.monotonic()

    def reads(number):
        try:
            with one.client() as client:
                if number == CLIENTS:
                    find_news(one, over, took)
                else:
                    asked.append(Reader(client, number).run(over))
        finally:
            over.set()

    def writes():
        try:
            while not over.is_set() and time.monotonic() - started < SECONDS:
                WRITER.run(SECONDS / 6)
                harness.must("compact", "--index", SCRATCH("index"))
                WRITER.run(SECONDS / 6)
                harness.must("index", "--quiet", "--index", SCRATCH("index"), "--rebuild")
        finally:
            over.set()

    with daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", 2) as one:
        daemon.beside(lambda number: writes() if number > CLIENTS else reads(number),
                      range(CLIENTS + 2))
    require(took and WRITER.batches, "nothing was written")
    return (f"{sum(asked)} requests beside {WRITER.batches} commits; "
            f"found after {1000 * max(took):.0f} ms at most")


def all_that_was_written_is_there():
    held = harness.clean_dump(SCRATCH("index")).count(b"\n")
    require(held == WRITER.count, held, "articles, not", WRITER.count)


with harness.Scratch() as SCRATCH:
    WRITER = Writer(SCRATCH("index"))
    harness.main(an_index,
                 beside_a_writer_no_reader_fails_and_what_is_new_is_found_at_once,
                 all_that_was_written_is_there)
