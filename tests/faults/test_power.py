#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 2: what was acknowledged survives a loss of power.

A run over an index is written down by shim.so, call by call. disk.py makes images of what the disk
may hold when the power goes at some point of it; each is checked and dumped by the real programs, and a part of them is worked on as if nothing had happened.
"""
import hashlib
import os
import random
import shutil

import disk
import harness
import work
from harness import require

IMAGES = harness.count(200, 2000)
CONTINUED_EVERY = 8  # every so many images the work is also taken up again and finished


class Recording:
    """A log of a run whose every program is killed once and then run to its end, and what an index
    may hold at each point of it."""

    def __init__(self, scratch):
        self.scratch, self.choice = scratch, random.Random(harness.SEED)
        self.log = scratch("log")
        self.inputs = [harness.write(scratch("first.jsonl"), harness.articles(60)),
                       harness.write(scratch("second.jsonl"), harness.articles(10, version=1),
                                     harness.articles(20, 60))]
        self.index = scratch("recorded", "index")
        os.mkdir(scratch("recorded"))
        self.ends = []
        for step in range(len(STEPS)):
            self.record_killed(step)
            self.record_done(step)
            self.ends.append(harness.dump(self.index))
        self.records = disk.read_log(self.log)
        self.states = self.find_states()

    def do(self, step, index, **how):
        """One program of the run."""
        verb, arguments = STEPS[step]
        return harness.run(verb, "--index", index, *arguments(self), **how)

    def shim(self, **settings):
        return harness.shim(self.scratch("recorded"), SHIM_LOG=self.log, **settings)

    def record_killed(self, step):
        """Kill it after a call: anywhere, at a flush, or where a name was made or changed."""
        calls, most = self.choice.choice((("owstn", 60), ("s", 20), ("n", 8)))
        self.do(step, self.index, env=self.shim(SHIM_KINDS=calls, SHIM_HOW="after",
                                                SHIM_AT=str(self.choice.randint(1, most))))
        self.note(b"killed")

    def record_done(self, step):
        done = self.do(step, self.index, env=self.shim())
        require(done.returncode == harness.DONE, f"step {step}:", harness.said(done))
        self.note(b"done step %d" % step)

    def note(self, text):
        """Put in the log what we know, as if the program had said it."""
        with open(self.log, "ab") as log:
            log.write(disk.HEAD.pack(b"a", 0, 0, len(text), 0, 0) + text)

    def find_states(self):
        """[(position in the log, digest of the dump, whether it was promised)], ascending. A line
        that acknowledges a batch, and the end of a program, are promises; one that was killed may
        have committed what it did not come to acknowledge."""
        states, now, image = [], disk.Disk(), self.scratch("state")
        for position, record in enumerate(self.records):
            now.apply(record)
            promised = record.what == "a" and is_promise(record.data)
            if promised or record.data == b"killed":
                now.write_image(image)
                dumped = harness.run("dump", "--index", os.path.join(image, "index"))
                require(dumped.returncode == harness.DONE or not promised, harness.said(dumped))
                states.append((position + 1, digest(dumped.stdout), promised))
                shutil.rmtree(image)
        return states

    def allowed(self, cut):
        """What an index may hold after a cut (None: there need be none yet): what was promised last
        and what has come since, up to the batch that was under way."""
        done, coming = [None], []
        for position, state, promised in self.states:
            if position > cut:
                coming.append(state)
            elif promised:
                done = [state]
            else:
                done.append(state)
        return done + coming[:1]

    def step_at(self, cut):
        """The program that was running at a cut."""
        return sum(record.what == "a" and record.data.startswith(b"done step")
                   for record in self.records[:cut])


STEPS = [("index", lambda run: [*work.SMALL, run.inputs[0]]),
         ("index", lambda run: [*work.SMALL, run.inputs[1]]),
         ("compact", lambda run: []),
         ("index", lambda run: [*work.SMALL, "--rebuild"])]


def is_promise(text):
    return bool(harness.acknowledged(text)) or text.startswith(b"done step")


def digest(dumped):
    """None for no article at all."""
    return hashlib.sha256(dumped).hexdigest() if dumped else None


def choose_cuts(records, seed):
    """Anywhere, and half of the time where it hurts: just after a flush, a rename or a promise."""
    choice = random.Random(seed)
    sore = [number + 1 for number, record in enumerate(records) if record.what in "sma"]
    return sorted(choice.randint(0, len(records)) if choice.random() < 0.5 else
                  min(choice.choice(sore) + choice.randint(0, 3), len(records))
                  for _ in range(IMAGES))


def examine(recording, image, cut, continued):
    """Judge the image of a cut."""
    index = os.path.join(image, "index")
    allowed = recording.allowed(cut)
    where = f"cut {cut} of {len(recording.records)}"
    check = harness.run("check", "--index", index)
    dumped = harness.run("dump", "--index", index)
    if check.returncode or dumped.returncode:
        require(allowed[0] is None, f"{where}: check {check.returncode}, dump {dumped.returncode}:",
                harness.said(check), harness.said(dumped))
    else:
        require(digest(dumped.stdout) in allowed,
                f"{where}: holds neither what was promised nor one batch more")
    if continued or allowed[0] is None:
        for step in range(recording.step_at(cut), len(STEPS)):
            done = recording.do(step, index)
            require(done.returncode == harness.DONE and
                    harness.dump(index) == recording.ends[step],
                    f"{where}: taken up again, step {step} ends otherwise", harness.said(done))


def examine_all(recording, directory_syncs, continue_every, part):
    """Every JOBS-th image, beginning with number `part`, rolling one disk forward."""
    now, done = disk.Disk(directory_syncs), 0
    cuts = choose_cuts(recording.records, harness.SEED)
    for number in range(part, IMAGES, harness.JOBS):
        while done < cuts[number]:
            now.apply(recording.records[done])
            done += 1
        image = recording.scratch(f"image-{directory_syncs}-{number}")
        now.write_image(image, random.Random(f"{harness.SEED}/{number}"))
        examine(recording, image, cuts[number],
                continue_every and number % continue_every == 0)
        shutil.rmtree(image)


with harness.Scratch() as SCRATCH:
    RECORDING = None

    def the_log_of_a_run_leads_to_what_is_on_disk():
        global RECORDING
        RECORDING = Recording(SCRATCH)
        now = disk.Disk()
        for record in RECORDING.records:
            now.apply(record)
        now.write_image(SCRATCH("whole"))
        require(disk.same_tree(SCRATCH("whole"), SCRATCH("recorded")),
                "something was written past the shim")
        states = {state for _, state, promised in RECORDING.states if promised}
        require(len(states) >= 6, f"only {len(states)} states to lose power between")
        return f"{len(RECORDING.records)} operations, {len(states)} states"

    def what_was_acknowledged_survives_a_loss_of_power():
        harness.trials(lambda part: examine_all(RECORDING, True, CONTINUED_EVERY, part),
                       range(harness.JOBS))
        return f"{IMAGES} images"

    def without_flushed_directories_it_would_not():
        try:
            harness.trials(lambda part: examine_all(RECORDING, False, 0, part),
                           range(harness.JOBS))
        except harness.Broken:
            return "so the test above can fail"
        require(False, f"{IMAGES} images were good all the same: this test proves nothing")

    harness.main(the_log_of_a_run_leads_to_what_is_on_disk,
                 what_was_acknowledged_survives_a_loss_of_power,
                 without_flushed_directories_it_would_not)
