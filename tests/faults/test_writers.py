#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 5: one writer; a second is told at once, with exit status 75 and who it waits for; a dead
writer never blocks the next.
"""
import os
import signal
import subprocess
import time

import harness
from harness import require

RACERS = harness.count(6, 20)
AT_ONCE_SECONDS = 2  # a program has to start, too


def writer_at_work(index):
    """A writer that has the lock and waits for more input."""
    writer = harness.start("index", "--index", index, "-", stdin=subprocess.PIPE)
    writer.stdin.write(harness.articles(1)[0])
    writer.stdin.flush()
    lock, until = os.path.join(index, "lock"), time.monotonic() + harness.PATIENCE_SECONDS
    while not holds(lock, b"%d\n" % writer.pid):
        require(writer.poll() is None, "the first writer ended with", writer.returncode)
        require(time.monotonic() < until, "the first writer never took the lock")
        time.sleep(0.01)
    return writer


def holds(path, text):
    try:
        with open(path, "rb") as file:
            return file.read() == text
    except FileNotFoundError:
        return False


def a_second_writer_is_told_at_once_whom_it_waits_for():
    index, more = SCRATCH("two"), harness.write(SCRATCH("more.jsonl"), harness.articles(3, 1))
    harness.must("index", "--index", index, more)
    before = harness.dump(index)
    first = writer_at_work(index)
    for verb, *arguments in (["index", more], ["index", "--rebuild"], ["compact"],
                             ["delete", "a1"]):
        started = time.monotonic()
        second = harness.run(verb, "--index", index, *arguments)
        told = harness.said(second)
        require(second.returncode == harness.TRY_LATER, verb, "ended with", second.returncode, told)
        require(time.monotonic() - started < AT_ONCE_SECONDS, verb, "waited")
        require(str(first.pid) in told and "\n" not in told, verb, "said", repr(told))
    require(harness.dump(index) == before, "a reader was disturbed, or saw what is not done")
    first.communicate(harness.articles(1, 9)[0], timeout=harness.PATIENCE_SECONDS)
    require(first.returncode == harness.DONE, "the first writer ended with", first.returncode)
    require(harness.clean_dump(index).count(b"\n") == 5, "the first writer's articles are not there")


def a_dead_writer_never_blocks_the_next():
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM):
        index = SCRATCH(f"dead-{number}")
        more = harness.write(SCRATCH("more.jsonl"), harness.articles(3, 1))
        harness.must("index", "--index", index, more)
        writer = writer_at_work(index)
        writer.send_signal(number)
        if number == signal.SIGTERM:
            writer.stdin.close()
        writer.wait(harness.PATIENCE_SECONDS)
        harness.must("index", "--index", index,
                     harness.write(SCRATCH("next.jsonl"), harness.articles(2, 7)))
        require(harness.clean_dump(index).count(b"\n") >= 5, "the next writer's articles are missing")
        require(holds(os.path.join(index, "lock"), b"") or
                not holds(os.path.join(index, "lock"), b"%d\n" % writer.pid),
                "the lock still names the dead writer")


def of_racing_writers_each_is_done_or_told_to_try_later():
    for race in range(harness.count(2, 5)):
        index = SCRATCH(f"race-{race}")
        inputs = [harness.write(SCRATCH(f"race-{racer}.jsonl"), harness.articles(4, 10 * racer))
                  for racer in range(RACERS)]
        racers = [harness.start("index", "--index", index, path) for path in inputs]
        won = []
        for racer, path in zip(racers, inputs):
            _, told = racer.communicate(timeout=harness.PATIENCE_SECONDS)
            require(racer.returncode in (harness.DONE, harness.TRY_LATER), "a writer ended with",
                    racer.returncode, told.decode())
            if racer.returncode == harness.DONE:
                won.append(path)
        require(won, "nobody was let in")
        alone = SCRATCH(f"alone-{race}")
        harness.must("index", "--index", alone, *won)
        require(harness.clean_dump(index) == harness.clean_dump(alone),
                "the winners' articles are not what is there")


with harness.Scratch() as SCRATCH:
    harness.main(a_second_writer_is_told_at_once_whom_it_waits_for,
                 a_dead_writer_never_blocks_the_next,
                 of_racing_writers_each_is_done_or_told_to_try_later)
