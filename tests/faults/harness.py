# SPDX-License-Identifier: GPL-2.0-or-later
"""What the fault tests share: the programs, scratch directories, trials beside one another, and the
tally. FIHRIST_BUILD names where the programs are; FULL=1 asks for the counts of `make check-full`;
SEED repeats the random choices of an earlier run, which are always the same in `make check`.

A test file is a list of functions whose names are sentences, run by main(). A test fails by an
exception; `require` is the one for what was promised and did not hold.
"""
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("FIHRIST_BUILD") or os.path.join(HERE, "..", "..", "build"))
ARCHIVE = os.path.join(BUILD, "faults", "archive")
SHIM = os.path.join(BUILD, "faults", "shim.so")
SOAK = os.environ.get("SOAK") == "1"
FULL = SOAK or os.environ.get("FULL") == "1"
SEED = os.environ.get("SEED") or (str(time.time_ns()) if FULL else "1")
JOBS = int(os.environ.get("JOBS") or os.cpu_count())
PATIENCE_SECONDS = 60  # for one program; what takes longer hangs

DONE, NOTHING, ERROR, TRY_LATER = 0, 1, 2, 75


class Broken(Exception):
    """A promise did not hold."""


def require(holds, *what):
    if not holds:
        raise Broken(" ".join(str(part) for part in what))


def count(check, full, soak=None):
    """So many trials: here, in `make check-full`, in `make soak`."""
    if SOAK and soak is not None:
        return soak
    return full if FULL else check


# --- archives ---

def articles(count, first=0, version=0):
    """So many lines of the invented archive, from article number `first` on."""
    made = subprocess.run([ARCHIVE, str(first), str(count), str(version)], check=True,
                          stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS)
    return made.stdout.splitlines(keepends=True)


def write(path, *parts):
    """Write lists of lines to a file; its path."""
    with open(path, "wb") as file:
        for lines in parts:
            file.writelines(lines)
    return path


# --- programs ---

def command(verb, *arguments):
    """The command line of a verb."""
    program = os.path.join(BUILD, f"fihrist-{verb}")
    if os.path.exists(program):
        return [program, *map(str, arguments)]
    return [os.path.join(BUILD, "fihrist"), verb, *map(str, arguments)]


def environment(**settings):
    """Articles come at one time, so that dumps of the same articles are the same."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1700000000", **settings}


def shim(root, **settings):
    """Settings that put shim.so between a program and what is below `root`."""
    return {"LD_PRELOAD": SHIM, "SHIM_ROOT": root, **settings}


def run(verb, *arguments, env=None, **how):
    """Run a verb to its end."""
    how.setdefault("stdin", subprocess.DEVNULL)
    how.setdefault("stdout", subprocess.PIPE)
    how.setdefault("stderr", subprocess.PIPE)
    how.setdefault("timeout", PATIENCE_SECONDS)
    return subprocess.run(command(verb, *arguments), env=environment(**(env or {})), check=False,
                          **how)


def must(verb, *arguments, **how):
    """Run a verb that has to succeed; what it wrote."""
    done = run(verb, *arguments, **how)
    require(done.returncode == DONE, f"{verb} ended with {done.returncode}:", said(done))
    return done.stdout


def start(verb, *arguments, env=None, **how):
    how.setdefault("stdin", subprocess.DEVNULL)
    how.setdefault("stdout", subprocess.PIPE)
    how.setdefault("stderr", subprocess.PIPE)
    return subprocess.Popen(command(verb, *arguments), env=environment(**(env or {})), **how)


def said(done):
    return done.stderr.decode(errors="replace").strip()


def acknowledged(talk):
    """The revisions that `index --verbose` said are on disk."""
    return [int(number) for number in re.findall(rb"revision (\d+) is on disk", talk)]


def dump(index):
    return must("dump", "--index", index)


def clean_dump(index):
    """The dump of an index that has to be whole."""
    must("check", "--index", index)
    return dump(index)


def status(index):
    return json.loads(must("status", "--index", index, "--format", "json"))


# --- trials ---

class Scratch:
    """A directory of its own, removed at the end."""

    def __enter__(self):
        # In memory where that is possible: a busy disk takes long to flush.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = os.path.realpath(tempfile.mkdtemp(
            prefix="fihrist-faults-", dir=os.environ.get("TMPDIR") or memory))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __call__(self, *names):
        return os.path.join(self.path, *map(str, names))


class Part:
    """A directory of its own in a scratch directory."""

    def __init__(self, scratch, name):
        self.path = scratch(name)
        os.makedirs(self.path, exist_ok=True)

    def __call__(self, *names):
        return os.path.join(self.path, *map(str, names))


def trial_failed(trial, item):
    """Why a trial failed, or None."""
    try:
        trial(item)
        return None
    except Broken as broken:
        return f"{item}: {broken}"
    except Exception:  # whatever it is, it is to be told and counted
        return f"{item}: {traceback.format_exc()}"


def trials(trial, items):
    """Run trial(item) for each, JOBS at a time in processes of their own; all have to succeed."""
    items = list(items)
    context = multiprocessing.get_context("fork")
    taken, failures = context.Value("i", 0), context.SimpleQueue()

    def work():
        while True:
            with taken:
                number, taken.value = taken.value, taken.value + 1
            if number >= len(items):
                return
            failures.put(trial_failed(trial, items[number]))

    workers = [context.Process(target=work) for _ in range(min(JOBS, len(items)))]
    for worker in workers:
        worker.start()
    found = [why for why in (failures.get() for _ in items) if why]
    for worker in workers:
        worker.join()
    require(not found, f"{len(found)} of {len(items)} trials failed\n", "\n".join(found[:5]))


def main(*tests):
    """Run tests, say how each ended, and end with the tally."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    failed = 0
    for test in tests:
        sentence = test.__name__.replace("_", " ")
        started = time.monotonic()
        try:
            note = test()
        except Exception as why:
            failed += 1
            text = str(why) if isinstance(why, Broken) else traceback.format_exc()
            print(f"not ok - {sentence} (SEED={SEED})")
            print("\n".join("# " + line for line in text.splitlines()))
        else:
            print(f"ok - {sentence}" + (f": {note}" if note else ""))
        print(f"# {time.monotonic() - started:.1f} s", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
