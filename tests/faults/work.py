# SPDX-License-Identifier: GPL-2.0-or-later
"""Kinds of work on an index that a test may break off: making it, changing it, compacting it,
rebuilding it, making it all at once, with what it had or of nothing. Each knows every state the index may lawfully be found in
meanwhile.
"""
import json
import shutil
import time

import harness
from harness import require

BATCH = 6  # articles
ENOUGH = 1100000  # bytes of a file that is put into an index, be it empty, in one batch
SMALL = ["--batch", str(BATCH), "--verbose"]  # small batches, each acknowledged in a line


class Work:
    """One kind: what it begins with, what it does, what it leads to when nothing disturbs it."""

    def __init__(self, name, ready, command, articles, batch=BATCH):
        self.name, self.ready, self.command, self.articles = name, ready, command, articles
        self.batch = batch
        self.order = [id_of(line) for line in articles]

    def measure(self, scratch):
        """Do it undisturbed: the dumps before and after, how many batches and seconds it takes."""
        self.scratch = scratch
        harness.write(scratch(f"{self.name}.jsonl"), self.articles)
        index = scratch(f"undisturbed-{self.name}")
        self.prepare(index)
        self.before = harness.dump(index) if self.ready else b""
        self.revision = harness.status(index)["revision"] if self.ready else 0
        started = time.monotonic()
        done = self.run(index)
        self.seconds = time.monotonic() - started
        require(done.returncode == harness.DONE, self.name, "failed:", harness.said(done))
        self.batches = len(harness.acknowledged(done.stderr))
        self.after = harness.clean_dump(index)
        self.states = {self.state(safe): safe for safe in range(len(self.order) + 1)}

    def prepare(self, index):
        """What there is before the work."""
        if self.ready:
            shutil.copytree(self.scratch("undisturbed-making"), index)

    def arguments(self, index):
        """For harness.run and harness.start."""
        verb, *arguments = self.command(self.scratch)
        return [verb, "--index", index, *arguments]

    def run(self, index, **how):
        return harness.run(*self.arguments(index), **how)

    def count_calls(self, kinds):
        """How many calls of these kinds (see shim.so.c) the undisturbed work makes."""
        index, seen = self.scratch(f"counted-{self.name}"), self.scratch("count")
        self.prepare(index)
        done = self.run(index, env=harness.shim(self.scratch.path, SHIM_KINDS=kinds,
                                                SHIM_COUNT=seen))
        require(done.returncode == harness.DONE, self.name, "failed:", harness.said(done))
        shutil.rmtree(index)
        with open(seen, encoding="ascii") as file:
            return int(file.read())

    def state(self, safe):
        """The dump when the first `safe` articles of the input are in."""
        lines = {id_of(line): line for line in self.before.splitlines(keepends=True)}
        new = {id_of(line): line for line in self.after.splitlines(keepends=True)}
        lines.update((name, new[name]) for name in self.order[:safe])
        return b"".join(lines[name] for name in sorted(lines))

    def safe(self, revision):
        """How many articles of the input a revision of the index holds: all batches are full but
        the last, however often the work was broken off."""
        return min(self.batch * (revision - self.revision), len(self.order))

    def examine(self, index, promised):
        """Judge what is found after the work was broken off having acknowledged `promised`."""
        if not promised and not self.ready and \
                harness.run("status", "--index", index).returncode == harness.ERROR:
            return  # broken off before there was an index
        held, revision = harness.clean_dump(index), harness.status(index)["revision"]
        require(revision >= max(promised, default=0),
                f"revision {max(promised, default=0)} was acknowledged, {revision} is there")
        require(held in self.states, "holds articles that never were together")
        require(self.states[held] == self.safe(revision), f"revision {revision} holds",
                self.states[held], "articles of the input: no whole batches")

    def finish(self, index):
        """Do it again, undisturbed: it has to end as if nothing had happened."""
        done = self.run(index)
        require(done.returncode == harness.DONE, self.name, "cannot be taken up again:",
                harness.said(done))
        require(harness.clean_dump(index) == self.after, self.name, "ended otherwise")


def id_of(line):
    return json.loads(line)["id"].encode()


def padded(articles):
    """With blanks behind the lines, which are no part of them."""
    blanks = b" " * (ENOUGH // len(articles))
    return [line.rstrip(b"\n") + blanks + b"\n" for line in articles]


def kinds(count):
    """All kinds of work, on an index of `count` articles; a sixth of them changes, a third comes
    new. To be measured in this order."""
    first = harness.articles(count)
    second = harness.articles(count // 6, version=1) + harness.articles(count // 3, count)
    return [Work("making", False, lambda s: ["index", *SMALL, s("making.jsonl")], first),
            Work("changing", True, lambda s: ["index", *SMALL, s("changing.jsonl")], second),
            Work("compacting", True, lambda s: ["compact"], []),
            Work("rebuilding", True, lambda s: ["index", *SMALL, "--rebuild"], []),
            Work("filling", False, lambda s: ["index", "--verbose", s("filling.jsonl")],
                 padded(first), batch=count),
            Work("joining", True, lambda s: ["index", "--verbose", s("joining.jsonl")],
                 padded(second), batch=len(second))]
