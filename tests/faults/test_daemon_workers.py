#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 11: a crash inside the engine costs one request. Workers are killed while clients ask:
the request that a worker had is answered by `worker_lost`, all others are answered right, and the
place is taken by another worker at once.
"""
import contextlib
import os
import random
import signal
import time

import daemon
import harness
from harness import require

KILLS, CLIENTS = harness.count(20, 1000), harness.count(8, 100)
AT_ONCE_SECONDS = 0.1
LONG = {"query": "bababa OR fer*", "limit": 100, "snippets": 5}


def an_index_and_its_answers():
    daemon.small_index(SCRATCH)
    with served(2) as one:
        RIGHT.extend(daemon.known(one.path, [*daemon.some_questions(one.index), ("search", LONG)]))


def served(workers, *options):
    return daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers, *options,
                         lossy=True)


def replaced(one, dead, count):
    """Wait for `count` workers, the dead one not among them; the new ones."""
    daemon.wait_until(lambda: len(one.workers()) == count and dead not in one.workers(),
                      "a worker is replaced")


def exactly_the_request_that_the_worker_had_is_lost():
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        with served(3) as one:
            workers = one.workers()
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
            clients = [one.client() for _ in range(9)]
            names = [client.begin(method, **params)  # three run, six wait
                     for client, (method, params, _) in zip(clients, RIGHT)]
            for client in clients:
                client.sure()
            os.kill(workers[1], number)
            for worker in workers:
                with contextlib.suppress(ProcessLookupError):  # it may be gone already
                    os.kill(worker, signal.SIGCONT)
            answers = [client.wait(name) for client, name in zip(clients, names)]
            lost = [at for at, answer in enumerate(answers) if answer.error]
            require(len(lost) == 1 and lost[0] < 3, "lost are the requests", lost)
            require(answers[lost[0]].name == "worker_lost", "the error is", answers[lost[0]].error)
            for answer, (method, params, lines) in zip(answers, RIGHT):
                require(answer.error or answer.lines == lines, method, params, "answered otherwise")
            for client, (method, params, lines) in zip(clients, RIGHT):
                require(client.ask(method, **params).lines == lines, "a connection is of no use")
                client.close()
            said = f"worker {workers[1]} died of signal {number:d} "
            daemon.wait_until(lambda: said in one.log(), "the log says how the worker died")


def lost_in_the_midst_of_a_long_answer_it_ends_at_a_line_with_an_error():
    """The signal comes at any time that an answer takes, on a machine of whatever speed."""
    cut, trial, enough = 0, 0, harness.count(2, 50)
    choice = random.Random(harness.SEED)
    asked = {"query": "*", "limit": 200, "snippets": 10, "timeout_ms": 10000}
    with served(1) as one, one.client() as client:
        began = time.monotonic()
        client.ask("search", **asked)
        longest = time.monotonic() - began
        while cut < enough and trial < 200 * enough:  # most are whole, or not begun, by then
            trial += 1
            worker, = one.workers()
            name = client.begin("search", **asked)
            time.sleep(choice.uniform(0, longest))
            os.kill(worker, signal.SIGKILL)
            answer = client.wait(name)  # which judges the lines
            require(answer.name in (None, "worker_lost"), "the error is", answer.error)
            cut += answer.name == "worker_lost" and len(answer.hits) > 0
            replaced(one, worker, 1)
            method, params, lines = RIGHT[trial % len(RIGHT)]
            require(client.ask(method, **params).lines == lines, "the next is answered otherwise")
    require(cut == enough, f"only {cut} of {trial} answers were broken off")
    return f"{cut} of {trial} broken off"


def with_more_asked_than_is_read_at_a_time_each_request_is_answered_once():
    """A connection has more lines waiting than may be under way when a worker that it has dies."""
    method, params, lines = RIGHT[0]
    for trial in range(harness.count(3, 30)):
        with served(1 + trial % 3) as one, one.client() as client:
            workers = one.workers()
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
            names = range(300)
            asked = [daemon.request(method, name, **params, timeout_ms=5000) for name in names]
            asked.insert(10, daemon.request("cancel", "sure", id="unknown"))
            client.send(b"".join(asked))
            client.wait("sure")
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            answers = [client.wait(name) for name in names]
            lost = [answer.name for answer in answers if answer.error]
            require(lost == ["worker_lost"] * len(workers), "lost are", lost)
            require(all(answer.error or answer.lines == lines for answer in answers),
                    "one was answered otherwise")


def a_worker_that_is_killed_as_it_finishes_is_given_nothing_more():
    """The daemon sleeps while the time of a cancelled request runs out and its worker ends it all
    the same: awake, it kills the worker, then finds the answer."""
    for trial in range(harness.count(3, 50)):
        method, params, lines = RIGHT[trial % len(RIGHT)]
        with served(1) as one, one.client() as client:
            worker, = one.workers()
            os.kill(worker, signal.SIGSTOP)
            name = client.begin(method, **params)
            require(client.ask("cancel", id=name).json()["cancelled"], "it cannot be cancelled")
            one.signal(signal.SIGSTOP)
            os.kill(worker, signal.SIGCONT)
            other = client.begin(method, **params)
            time.sleep(0.15)
            one.signal(signal.SIGCONT)
            answer = client.wait(other)
            require(answer.lines == lines, "the next request is answered by", answer.error)


def an_idle_worker_that_dies_is_replaced_at_once():
    took = []
    with served(1) as one:
        for _ in range(harness.count(8, 50)):
            dead, started = one.workers()[0], time.monotonic()
            os.kill(dead, signal.SIGKILL)
            replaced(one, dead, 1)
            one.serves()
            took.append(time.monotonic() - started)
    require(daemon.percentile(took, 0.5) < AT_ONCE_SECONDS, "it takes", sorted(took))
    return f"{1000 * daemon.percentile(took, 0.5):.0f} ms"


def workers_killed_under_load_cost_a_request_each_at_most():
    choice = random.Random(harness.SEED)
    with served(4) as one:
        with daemon.Crowd(one.path, RIGHT, CLIENTS, allowed=("worker_lost",)) as crowd:
            for _ in range(KILLS):
                dead = choice.choice(one.workers())
                os.kill(dead, choice.choice((signal.SIGKILL, signal.SIGSEGV)))
                replaced(one, dead, 4)
                time.sleep(choice.random() * 0.02)
                require(not crowd.failures, "a client:", *crowd.failures)
        require(0 < crowd.errors["worker_lost"] <= KILLS, "of", KILLS, "kills came", crowd.errors)
        require(crowd.right > KILLS, "only", crowd.right, "were answered")
        return f"{KILLS} kills, {crowd.errors['worker_lost']} lost, {crowd.right} answered right"


def workers_that_die_as_they_start_are_not_started_without_end():
    """Each new one is killed on sight; left alone, the daemon serves again."""
    with served(1) as one, one.client() as client:
        killed, until = 0, time.monotonic() + harness.count(0.5, 4)
        while time.monotonic() < until:
            for worker in one.workers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
        require(killed < 60, killed, "workers were started")
        method, params, lines = RIGHT[0]
        require(client.ask(method, **params, timeout_ms=10000).lines == lines, "no right answer")
        return f"{killed} killed"


RIGHT = []
with harness.Scratch() as SCRATCH:
    harness.main(an_index_and_its_answers,
                 exactly_the_request_that_the_worker_had_is_lost,
                 lost_in_the_midst_of_a_long_answer_it_ends_at_a_line_with_an_error,
                 with_more_asked_than_is_read_at_a_time_each_request_is_answered_once,
                 a_worker_that_is_killed_as_it_finishes_is_given_nothing_more,
                 an_idle_worker_that_dies_is_replaced_at_once,
                 workers_killed_under_load_cost_a_request_each_at_most,
                 workers_that_die_as_they_start_are_not_started_without_end)
