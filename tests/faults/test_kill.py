#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 1: killed at any instant, the index opens, checks clean, and holds whole batches, at
least all that were acknowledged; and the same command finishes the work.

Killed are: making an index, changing it, compacting it, rebuilding it, and taking up again what was
killed before. By the clock, and in `make check-full` before and after every call that the disk sees.
"""
import random
import shutil
import signal
import subprocess

import harness
import work
from harness import require

KILLS = harness.count(20, 500, 10000)
CALLS_EACH = harness.count(5, 10 ** 6)  # of each kind of work, so many are killed at

WORK = work.kinds(120)
SMALL_WORK = work.kinds(24)


def an_undisturbed_run_commits_many_batches():
    for kind in WORK:
        kind.measure(harness.Part(SCRATCH, "large"))
    for kind in SMALL_WORK:
        kind.measure(harness.Part(SCRATCH, "small"))
    batches = [kind.batches for kind in WORK[:2]]
    require(min(batches) >= 4, "too few batches to kill between:", batches)
    return ", ".join(f"{kind.name} {kind.seconds:.2f} s" for kind in WORK)


def kill_after(seconds, arguments):
    """Start a program and kill it unless it ends before; what it had acknowledged."""
    process = harness.start(*arguments, stdout=subprocess.DEVNULL)
    try:
        _, talk = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        _, talk = process.communicate()
    require(process.returncode in (harness.DONE, -signal.SIGKILL), "ended by itself with",
            process.returncode, talk.decode(errors="replace"))
    return harness.acknowledged(talk)


def kill_and_finish(number):
    """One trial: kill the work, and now and then its repetition too, then let it finish."""
    choice = random.Random(f"{harness.SEED}/{number}")
    kind = WORK[number % len(WORK)]
    index = SCRATCH(f"killed-{number}")
    kind.prepare(index)
    for _ in range(choice.choice((1, 1, 2, 3))):
        promised = kill_after(choice.random() * 1.2 * kind.seconds, kind.arguments(index))
        kind.examine(index, promised)
    kind.finish(index)
    shutil.rmtree(index)


def killed_at_any_instant_the_index_is_whole_and_the_work_can_be_finished():
    harness.trials(kill_and_finish, range(KILLS))
    return f"{KILLS} kills"


def kill_at_call(trial):
    """Kill one kind of work before or after one of its calls, then let it finish."""
    kind, how, call = trial
    index = SCRATCH(f"killed-{SMALL_WORK[kind].name}-{how}-{call}")
    SMALL_WORK[kind].prepare(index)
    done = SMALL_WORK[kind].run(index, env=harness.shim(
        SCRATCH.path, SHIM_KINDS="owstn", SHIM_HOW=how, SHIM_AT=str(call)))
    require(done.returncode == -signal.SIGKILL, "was not killed:", done.returncode)
    SMALL_WORK[kind].examine(index, harness.acknowledged(done.stderr))
    SMALL_WORK[kind].finish(index)
    shutil.rmtree(index)


def killed_before_or_after_any_call_the_index_is_whole_and_the_work_can_be_finished():
    kills = []
    for number, kind in enumerate(SMALL_WORK):
        calls = kind.count_calls("owstn")
        every = [(number, how, call) for call in range(1, calls + 1) for how in ("before", "after")]
        kills += random.Random(harness.SEED).sample(every, min(CALLS_EACH, len(every)))
    harness.trials(kill_at_call, kills)
    return f"{len(kills)} kills"


with harness.Scratch() as SCRATCH:
    harness.main(an_undisturbed_run_commits_many_batches,
                 killed_at_any_instant_the_index_is_whole_and_the_work_can_be_finished,
                 killed_before_or_after_any_call_the_index_is_whole_and_the_work_can_be_finished)
