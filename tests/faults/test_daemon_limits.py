#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 15: out of file descriptors or memory the daemon degrades, says so, and recovers: it does
not start and names the limit, or it serves as many as it can and turns the others away.
"""
import contextlib
import json
import os
import resource
import signal
import time

import daemon
import harness
from harness import require

# Limits of open files, and how many workers are asked for.
FILES = [(files, workers) for workers in (1, 3)
         for files in harness.count([8, 12, 28, 29, 30, 36, 41], range(8, 90))]
LARGE_BYTES = 6 << 20
WHILE_SECONDS = 1
FEW_CPU_SECONDS = 0.2


def an_index_with_one_very_large_article():
    large = {"id": "large", "title": "large", "text": "word " * (LARGE_BYTES // 5)}
    lines = [json.dumps(large).encode() + b"\n", *harness.articles(40)]
    harness.must("index", "--quiet", "--index", SCRATCH("index"),
                 harness.write(SCRATCH("archive.jsonl"), lines))


def served(*options, workers=1, files=None, **how):
    if files:
        how["preexec_fn"] = lambda: limit(files)
    return daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers, *options, **how)


def limit(files):
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


# --- file descriptors ---

def with_any_number_of_open_files_it_serves_or_says_why_not():
    most = {}
    for files, workers in FILES:
        status, said = None, ""
        try:
            with served(workers=workers, files=files, ready=False) as one:
                one.greeting = one.process.stdout.readline()
                if one.greeting:
                    most[files, workers] = fill(one)
                    continue
                status, said = one.wait(), one.log().strip()
        except harness.Broken as broken:
            raise harness.Broken(f"{files} open files, {workers} workers: {broken}") from broken
        require(status == harness.ERROR and "open files" in said and "\n" not in said,
                f"with {files} open files it ended with", status, repr(said))
        require(not os.path.lexists(SCRATCH("socket")), "it left its socket")
    for (files, workers), clients in most.items():
        require(most.get((files + 1, workers), clients + 1) > clients, "one more file is no use")
    require(0 < len(most) < len(FILES), "it served with", list(most))
    return f"served with {len(most)} of {len(FILES)} limits"


def fill(one):
    """Connect until one is turned away; that has to be said, and to pass. How many got in."""
    with contextlib.ExitStack() as stack:
        clients = []
        while True:
            require(len(clients) < 200, "nobody is turned away")
            client = stack.enter_context(one.client(patience=5))
            with contextlib.suppress(BrokenPipeError):
                client.begin("info")
            client.take()
            if client.strays:
                break
            clients.append(client)
        require(client.strays[0]["name"] == "busy", "it is told", client.strays)
        for client in (*clients, *clients):
            require(client.ask("count", query="bababa").error is None, "who is in is not answered")
        burst = [stack.enter_context(one.client(patience=5)) for _ in range(60)]
        for client in burst:
            require([stray["name"] for stray in client.rest_of_it()] == ["busy"], "one is told",
                    client.strays)
        for client in clients:
            client.close()
    daemon.wait_until(lambda: is_let_in(one), "somebody is let in again")
    return len(clients)


def is_let_in(one):
    with contextlib.suppress(BrokenPipeError), one.client() as client:
        client.begin("info")
        return client.take() and not client.strays
    return False


def with_too_many_files_inherited_it_says_why_it_does_not_start():
    with contextlib.ExitStack() as stack:
        null = [stack.enter_context(open("/dev/null", "rb")).fileno() for _ in range(40)]
        # One descriptor is always left, or the dynamic loader fails before a word of ours runs.
        least = max(null) + 2
        for files in range(least, least + 60, 4):
            with served(files=files, workers=4, ready=False, lossy=True, pass_fds=null) as one:
                if one.process.stdout.readline():
                    one.serves()
                    continue
                require(one.wait() == harness.ERROR, "it ended with", one.process.returncode)
                said = one.log().lower()
                require("open files" in said and said.count("\n") == 1, "it says", said)
                require(not os.path.lexists(one.path), "it left its socket")


def open_files(one):
    return len(os.listdir(f"/proc/{one.pid}/fd"))


def out_of_descriptors_it_does_not_spin_and_recovers():
    """The limit is lowered while it runs to what it has open, so that accepting fails."""
    with served(workers=2, lossy=True) as one, one.client() as inside:
        inside.ask("info")
        before = resource.prlimit(one.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(one.pid, resource.RLIMIT_NOFILE, (open_files(one), before[1]))
        with contextlib.ExitStack() as stack:
            for _ in range(50):
                with contextlib.suppress(OSError):
                    stack.enter_context(one.client())
            inside.ask("info")
            started = daemon.stat(one.pid)[0]
            time.sleep(WHILE_SECONDS)
            spent = daemon.stat(one.pid)[0] - started
            require(spent < FEW_CPU_SECONDS, "it spent", spent, "s of CPU on nothing")
            require(inside.ask("count", query="bababa").error is None, "who is in is not answered")
            # Nor can a worker be replaced.
            dead = one.workers()[0]
            os.kill(dead, signal.SIGKILL)
            daemon.wait_until(lambda: dead not in one.workers(), "it is dead")
            for _ in range(5):
                require(inside.ask("count", query="bababa").name in (None, "worker_lost"),
                        "not answered by the worker that is left")
        resource.prlimit(one.pid, resource.RLIMIT_NOFILE, before)
        one.serves()
        daemon.wait_until(lambda: len(one.workers()) == 2, "the worker is replaced", 8)
        return f"{spent:.2f} s of CPU in {WHILE_SECONDS} s"


# --- memory ---

def a_request_that_takes_too_much_memory_costs_itself_only():
    failed = set()
    with served("--worker-memory", "64M", workers=2, lossy=True) as one, one.client() as client:
        right = client.ask("search", query="bababa").lines
        for method, params in (("show", {"id": "large"}),
                               ("search", {"query": "word", "snippets": 10, "limit": 10000}),
                               ("search", {"query": '"word word word word"', "snippets": 10}),
                               ("search", {"query": "* word", "plain": True, "match": "any"})) * 3:
            answer = client.ask(method, **params, timeout_ms=20000)
            failed.add(answer.name)
            require(answer.name in (None, "memory", "limit", "worker_lost"), method, params, "met",
                    answer.error)
            require(client.ask("search", query="bababa").lines == right, "the next is not right")
    require("memory" in failed or "worker_lost" in failed, "nothing took too much:", failed)
    with served() as one:
        large = one.ask("show", id="large", timeout_ms=20000)
        require(large.error is None, "with more memory it met", large.error)
    return ", ".join(sorted(name or "answered" for name in failed))


with harness.Scratch() as SCRATCH:
    harness.main(an_index_with_one_very_large_article,
                 with_any_number_of_open_files_it_serves_or_says_why_not,
                 with_too_many_files_inherited_it_says_why_it_does_not_start,
                 out_of_descriptors_it_does_not_spin_and_recovers,
                 a_request_that_takes_too_much_memory_costs_itself_only)
