#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 3: on a full disk, an input/output error, an interrupted or a short call there is a clear
error, the last batch is intact, and a rerun ends as if nothing had happened.
"""
import errno
import os
import random
import resource
import shutil
import signal
import subprocess

import harness
import work
from harness import require

CALLS_EACH = harness.count(2, 10 ** 6)  # of each way to fail in each kind of work
FULL_DISKS = harness.count(2, 40)  # of each kind of work, with another amount of room each

WORK = work.kinds(24)


def an_undisturbed_run_succeeds():
    for kind in WORK:
        kind.measure(SCRATCH)


# --- answers that cannot be written ---

def what_cannot_be_written_to_standard_output_is_an_error():
    index, page = SCRATCH("undisturbed-making"), SCRATCH("making.jsonl")
    verbs = (["dump", "--index", index], ["search", "--index", index, "*"],
             ["search", "--index", index, "--format", "jsonl", "*"], ["extract", page],
             ["count", "--index", index, "*"], ["status", "--index", index],
             ["show", "--index", index, "a1"], ["search", "--help"], ["index", "--help"])
    for verb, *arguments in verbs:
        with open("/dev/full", "wb") as full:
            done = harness.run(verb, *arguments, stdout=full)
        one_line(done, f"{verb} to a full device", errno.ENOSPC)


def one_line(done, what, cause):
    """Exit status 2, and the last line, and no other, is the error and names the cause."""
    *talk, error = harness.said(done).splitlines() or [""]
    require(done.returncode == harness.ERROR, what, "ended with", done.returncode, error)
    require(error.startswith("fihrist") and os.strerror(cause) in error, what,
            "does not name the cause:", error)
    require(not any(line.startswith("fihrist") for line in talk), what, "said too much:", talk)


# --- a disk that is full ---

def broken_off(kind, index, done, cause):
    """Judge what a run that could not read or write left and said."""
    talk = [line for line in done.stderr.splitlines() if not harness.acknowledged(line)]
    # An input that cannot be opened is rejected by its name, and counted in a line more.
    rejected = bool(talk) and b": rejected: " in talk[0] and b" 1 rejected;" in talk.pop()
    require(done.returncode == harness.ERROR, kind.name, "ended with", done.returncode, talk)
    require(len(talk) == 1 and os.strerror(cause).encode() in talk[0],
            "does not name the cause in one line:", talk)
    if rejected:
        require(harness.clean_dump(index) == kind.before, "is changed by what was rejected")
    else:
        kind.examine(index, harness.acknowledged(done.stderr))


def a_full_file_system_costs_the_batch_under_way_and_no_more():
    disk, met = SCRATCH("small-disk"), 0
    os.mkdir(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk],
                             stderr=subprocess.DEVNULL, check=False)
    if mounted.returncode != 0:
        return "left out, since no file system can be mounted here"
    try:
        for kind in WORK:
            for kilobytes in random.Random(harness.SEED).sample(range(4, 400, 4), FULL_DISKS):
                met += full_disk(kind, disk, kilobytes)
    finally:
        subprocess.run(["umount", disk], check=True)
    require(met, "no disk was full")
    return f"{met} full disks"


def full_disk(kind, disk, kilobytes):
    """Work with so much room left; whether that was too little."""
    index, filler = os.path.join(disk, "index"), os.path.join(disk, "filler")
    kind.prepare(index)
    left = os.statvfs(disk)
    with open(filler, "wb") as file:
        file.write(bytes(left.f_bavail * left.f_frsize - kilobytes * 1024))
    done = kind.run(index)
    met = done.returncode != harness.DONE
    if met:
        broken_off(kind, index, done, errno.ENOSPC)
    os.unlink(filler)
    kind.finish(index)
    shutil.rmtree(index)
    return met


def a_file_that_may_not_grow_costs_the_batch_under_way_and_no_more():
    def limit(kilobytes):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024,) * 2)

    met = 0
    for kilobytes in (16, 40, 64, 96, 128, 192):
        index = SCRATCH(f"limited-{kilobytes}")
        done = WORK[0].run(index, restore_signals=False, preexec_fn=lambda: limit(kilobytes))
        if done.returncode != harness.DONE:
            met += 1
            broken_off(WORK[0], index, done, errno.EFBIG)
        WORK[0].finish(index)
    require(met >= 2, "no file reached its limit")


# --- one call that fails ---

# Calls (see shim.so.c), how, whether for ever. What reads or writes less, or is interrupted, is to be
# done again; libxapian takes an interrupted flush for a failed one.
WAYS = (("owstnr", errno.EIO, False), ("owstnr", errno.EIO, True),
        ("owtn", errno.ENOSPC, False), ("owtn", errno.ENOSPC, True),
        ("s", errno.EINTR, False), ("rw", errno.EINTR, False), ("rw", "short", False))


def fail_at_call(trial):
    number, (calls, how, forever), call = trial
    kind = WORK[number]
    index = SCRATCH(f"failed-{kind.name}-{calls}-{how}-{forever}-{call}")
    kind.prepare(index)
    env = harness.shim(SCRATCH.path, SHIM_KINDS=calls, SHIM_HOW=str(how), SHIM_AT=str(call),
                       SHIM_FOREVER="1" if forever else "")
    done = kind.run(index, env=env)
    passing = calls == "rw"
    if passing or done.returncode == harness.DONE:
        require(done.returncode == harness.DONE, "ended with", done.returncode, harness.said(done))
        require(harness.clean_dump(index) == kind.after, "succeeded with another result")
    else:
        broken_off(kind, index, done, how)
        kind.finish(index)
    shutil.rmtree(index, ignore_errors=True)


def whatever_call_fails_the_error_is_clear_and_the_last_batch_intact():
    choice, failures = random.Random(harness.SEED), []
    for number, kind in enumerate(WORK):
        for way in WAYS:
            calls = range(1, kind.count_calls(way[0]) + 1)
            failures += [(number, way, call)
                         for call in choice.sample(calls, min(CALLS_EACH, len(calls)))]
    harness.trials(fail_at_call, failures)
    return f"{len(failures)} failures"


def what_could_not_be_read_is_not_pruned():
    pages, index, seen = SCRATCH("pages"), SCRATCH("pruned"), SCRATCH("count-pruning")
    prune = ["index", "--index", index, "--prune", pages]
    os.makedirs(os.path.join(pages, "below"))
    for name in ("one.txt", "two.txt", "below/three.txt"):
        harness.write(os.path.join(pages, name), [f"On {name}\n\nSome words of it.\n".encode()])
    harness.must(*prune)
    before = harness.clean_dump(index)
    settings = {"SHIM_KINDS": "or", "SHIM_COUNT": seen}
    harness.must(*prune, env=harness.shim(pages, **settings))
    with open(seen, encoding="ascii") as file:
        calls = int(file.read())
    for cause in (errno.EIO, errno.EMFILE):
        for call in range(1, calls + 1):
            done = harness.run(*prune, env=harness.shim(pages, SHIM_KINDS="or", SHIM_AT=str(call),
                                                        SHIM_HOW=str(cause)))
            # What fails while the input is only measured is read all the same.
            require(os.strerror(cause) in harness.said(done) or "3 unchanged" in harness.said(done),
                    "call", call, "is not told:", harness.said(done))
            require(harness.dump(index) == before, "call", call, "made it prune:",
                    harness.said(done))
    return f"{2 * calls} failures"


# --- one call that fails while an index is read ---

# The words of the phrase stand in the first article the other way round: without positions they
# would be found.
QUESTIONS = (("status",), ("count", "*"), ("show", "a1"), ("dump",), ("check",),
             ("search", "--format", "jsonl", "bababa"),
             ("search", "--format", "jsonl", '"gilnedo tizanmun"'))


def ask(question, name, **settings):
    verb, *arguments = question
    index = SCRATCH("undisturbed-making")
    if verb == "check":  # it takes the lock, and leaves its number in it
        index = SCRATCH(f"checked-{name}")
        WORK[1].prepare(index)
    return harness.run(verb, "--index", index, *arguments,
                       env=harness.shim(SCRATCH.path, SHIM_KINDS="or", **settings))


def fail_at_reading_call(trial):
    number, forever, call, answer = trial
    question = QUESTIONS[number]
    done = ask(question, f"{forever}-{call}", SHIM_HOW=str(errno.EIO), SHIM_AT=str(call),
               SHIM_FOREVER="1" if forever else "")
    if (done.returncode, done.stdout) == answer:
        return
    if question == ("check",):
        require(done.returncode == harness.ERROR and os.strerror(errno.EIO) in harness.said(done),
                "check ended with", done.returncode, harness.said(done))
    else:
        one_line(done, question, errno.EIO)


def whatever_call_fails_what_is_answered_is_right():
    choice, failures, seen = random.Random(harness.SEED), [], SCRATCH("count-reading")
    for number, question in enumerate(QUESTIONS):
        done = ask(question, "undisturbed", SHIM_COUNT=seen)
        require(done.returncode in (harness.DONE, harness.NOTHING), question, harness.said(done))
        with open(seen, encoding="ascii") as file:
            calls = range(1, int(file.read()) + 1)
        failures += [(number, forever, call, (done.returncode, done.stdout))
                     for forever in (False, True)
                     for call in choice.sample(calls, min(CALLS_EACH, len(calls)))]
    harness.trials(fail_at_reading_call, failures)
    return f"{len(failures)} failures"


with harness.Scratch() as SCRATCH:
    harness.main(an_undisturbed_run_succeeds,
                 what_cannot_be_written_to_standard_output_is_an_error,
                 a_full_file_system_costs_the_batch_under_way_and_no_more,
                 a_file_that_may_not_grow_costs_the_batch_under_way_and_no_more,
                 whatever_call_fails_the_error_is_clear_and_the_last_batch_intact,
                 what_could_not_be_read_is_not_pruned,
                 whatever_call_fails_what_is_answered_is_right)
