#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 20: opening an index runs nothing, follows nothing, writes nothing outside it.

Each trap is an index with one part replaced by something that would lead elsewhere. Every program
has to refuse it in one line, at once, and leave what it leads to as it was.
"""
import json
import os
import shutil
import stat
import subprocess

import harness
from harness import require

READERS = (["status"], ["search", "*"], ["count", "*"], ["show", "a1"], ["dump"], ["check"])
WRITERS = (["index", "@more.jsonl"], ["index", "--rebuild"], ["compact"], ["delete", "a1"])
AT_ONCE_SECONDS = 5

# Parts of an index, and whether every reader needs them. One that does not may answer all the same.
PARTS = {"manifest.json": True, "lock": False, "authority.tsv": False, "gen-1": True,
         "gen-1/iamglass": True, "gen-1/flintlock": True, "gen-1/postlist.glass": True,
         "gen-1/termlist.glass": True, "gen-1/position.glass": True, "gen-1/store": True,
         "gen-1/lexicon-1": False, "gen-1/docdata.glass": True}
# What an index never has, and libxapian would open.
NEVER_MADE = {"gen-1/docdata.glass"}


def a_good_index_and_an_outside():
    harness.write(SCRATCH("first.jsonl"), harness.articles(3))
    harness.write(SCRATCH("more.jsonl"), harness.articles(3, 3))
    harness.must("index", "--index", SCRATCH("good"), "--positions", "xapian",
                 SCRATCH("first.jsonl"))
    missing = {part for part in PARTS if not os.path.exists(SCRATCH("good", part))}
    require(missing == NEVER_MADE, "an index has no", missing)
    os.mkdir(SCRATCH("outside"))


def stub(path):
    """A file that makes libxapian run a program: it would leave a mark."""
    with open(path, "w", encoding="ascii") as file:
        file.write(f"remote :/usr/bin/touch {SCRATCH('mark')}\n")


def outside_state():
    """Everything about what lies outside that a careless program may change."""
    state = []
    for folder, _, names in os.walk(SCRATCH("outside")):
        state.append((folder, sorted(names)))
        for name in sorted(names):
            info = os.lstat(os.path.join(folder, name))
            state.append((name, info.st_size, info.st_mtime_ns, info.st_mode, info.st_nlink))
    return state


def refuse(index, verbs, may_answer=False):
    """Every one of the verbs refuses the index, and nothing happens outside."""
    before = outside_state()
    for verb, *arguments in verbs:
        arguments = [SCRATCH(word[1:]) if word.startswith("@") else word for word in arguments]
        try:
            done = harness.run(verb, "--index", index, *arguments, timeout=AT_ONCE_SECONDS)
        except subprocess.TimeoutExpired:
            require(False, verb, "hung on", os.path.basename(index))
        told = harness.said(done)
        what = f"{verb} {arguments} on {os.path.basename(index)}"
        require(not os.path.exists(SCRATCH("mark")), what, "ran a program")
        require(outside_state() == before, what, "changed what lies outside")
        if may_answer and done.returncode == harness.DONE:
            continue
        require(done.returncode == harness.ERROR, what, "ended with", done.returncode, told)
        require(told and "\n" not in told, what, "said", repr(told))


def trapped(name, part, trap, readers_too=True):
    """A copy of the good index with `part` replaced by what `trap` makes there."""
    index = SCRATCH(f"{name}-{part.replace('/', '-')}")
    shutil.copytree(SCRATCH("good"), index)
    place = os.path.join(index, part)
    moved = SCRATCH("outside", f"{name}-{part.replace('/', '-')}")
    if os.path.exists(place):
        shutil.move(place, moved)
    trap(place, moved)
    refuse(index, READERS, may_answer=not readers_too)
    refuse(index, WRITERS)


def a_symbolic_link_in_place_of_a_part_is_not_followed():
    for part, readers_too in PARTS.items():
        trapped("link", part, lambda place, moved: os.symlink(moved, place), readers_too)


def a_symbolic_link_to_nowhere_makes_nothing_there():
    for part, readers_too in PARTS.items():
        trapped("nowhere", part,
                lambda place, moved: os.symlink(moved + "-not-there", place), readers_too)


def a_fifo_in_place_of_a_part_hangs_nobody():
    for part, readers_too in PARTS.items():
        trapped("fifo", part, lambda place, moved: os.mkfifo(place), readers_too)


def a_stub_file_is_not_run():
    stub(SCRATCH("stub"))
    refuse(SCRATCH("stub"), (*READERS, *WRITERS))
    trapped("stub", "gen-1", lambda place, moved: stub(place))
    trapped("stub", "gen-1/XAPIANDB", lambda place, moved: stub(place))
    trapped("stub", "gen-1/iamglass", lambda place, moved: stub(place))


def a_directory_with_a_stub_in_it_is_no_index():
    os.mkdir(SCRATCH("stub-directory"), 0o700)
    stub(SCRATCH("stub-directory", "XAPIANDB"))
    refuse(SCRATCH("stub-directory"), (*READERS, *WRITERS))


def an_index_that_others_may_write_is_refused():
    for part in ("", "gen-1"):
        index = SCRATCH("writable" + part)
        shutil.copytree(SCRATCH("good"), index)
        place = os.path.join(index, part)
        os.chmod(place, stat.S_IMODE(os.stat(place).st_mode) | stat.S_IWOTH)
        refuse(index, (*READERS, *WRITERS))


def an_index_of_another_format_is_refused_by_its_number():
    index = SCRATCH("other-format")
    shutil.copytree(SCRATCH("good"), index)
    with open(os.path.join(index, "manifest.json"), "r+", encoding="utf-8") as file:
        manifest = json.load(file)
        now, manifest["format"] = manifest["format"], 999
        file.seek(0)
        json.dump(manifest, file)
        file.truncate()
    refuse(index, (*READERS, *WRITERS))
    said = harness.said(harness.run("status", "--index", index))
    require("999" in said and str(now) in said, "the versions are not named:", said)


def a_directory_of_something_else_is_left_alone():
    os.mkdir(SCRATCH("notes"))
    harness.write(SCRATCH("notes", "notes.txt"), [b"notes"])
    refuse(SCRATCH("notes"), (*READERS, *WRITERS))
    require(os.listdir(SCRATCH("notes")) == ["notes.txt"], "something was put into it")


def the_untouched_index_is_still_good():
    require(harness.clean_dump(SCRATCH("good")).count(b"\n") == 3, "it is not")


with harness.Scratch() as SCRATCH:
    harness.main(a_good_index_and_an_outside,
                 a_symbolic_link_in_place_of_a_part_is_not_followed,
                 a_symbolic_link_to_nowhere_makes_nothing_there,
                 a_fifo_in_place_of_a_part_hangs_nobody,
                 a_stub_file_is_not_run,
                 a_directory_with_a_stub_in_it_is_no_index,
                 an_index_that_others_may_write_is_refused,
                 an_index_of_another_format_is_refused_by_its_number,
                 a_directory_of_something_else_is_left_alone,
                 the_untouched_index_is_still_good)
