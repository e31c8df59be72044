#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 17: at SIGTERM the daemon takes nothing new, finishes what runs within five seconds and
ends with status 0; no line is cut off. At SIGHUP nobody notices anything. Killed, it leaves no
worker.
"""
import os
import random
import signal
import threading
import time

import daemon
import harness
from harness import require

RESTARTS, CLIENTS, AT_A_TIME = harness.count(5, 200), 8, 4
DRAIN_SECONDS = 5


def an_index_and_its_answers():
    daemon.small_index(SCRATCH)
    with served() as one:
        RIGHT.extend(daemon.known(one.path, [
            *daemon.some_questions(one.index),
            ("search", {"query": "*", "limit": 100, "snippets": 5})]))


def served(*options, workers=2, **how):
    return daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers, *options, **how)


def is_away(path):
    """Nobody can connect."""
    try:
        with daemon.Client(path):
            return False
    except (ConnectionRefusedError, FileNotFoundError):
        return True


def is_right(client, name, question, allowed=()):
    answer = client.wait(name)
    require(answer.name in allowed if answer.error else answer.lines == question[2], question[:2],
            "is answered by", answer.error or "something else")
    return answer.error is None


# --- SIGTERM ---

class Asker(threading.Thread):
    """Keeps some requests under way over one connection until that ends."""

    def __init__(self, one, number):
        super().__init__()
        self.one, self.number = one, number
        self.sent, self.right, self.away, self.failure = {}, 0, 0, None

    def run(self):
        try:
            with self.one.client() as client:
                self.go_on(client)
        except BaseException as why:  # is looked at by judge
            self.failure = why

    def go_on(self, client):
        ended = False
        for at in range(10 ** 9):
            question = RIGHT[(self.number + at) % len(RIGHT)]
            try:
                name = client.begin(question[0], **question[1])
                self.sent[name] = (time.monotonic(), question)
            except (BrokenPipeError, ConnectionResetError):
                ended = True
            while not ended and len(self.sent) >= AT_A_TIME:
                ended = not client.take()
                self.gather(client)
            if ended:
                break
        while client.take():
            pass
        self.gather(client)
        require(not client.answers, "an answer has no end")

    def gather(self, client):
        for name in [name for name in self.sent if client.poll(name)]:
            _, question = self.sent.pop(name)
            right = is_right(client, name, question, allowed=("away",))
            self.right, self.away = self.right + right, self.away + (not right)

    def judge(self, stopped):
        """What was sent a while before the signal has to be answered."""
        if self.failure:
            raise self.failure
        late = [question[:2] for since, question in self.sent.values() if since < stopped - 0.2]
        require(not late, "not answered is", late)
        require(self.right, "nothing was answered")


def terminated_under_load_it_ends_well_and_cuts_no_line():
    choice, right, away, took = random.Random(harness.SEED), 0, 0, []
    for _ in range(RESTARTS):
        with served() as one:
            askers = [Asker(one, number) for number in range(CLIENTS)]
            for asker in askers:
                asker.start()
            time.sleep(0.1 + 0.2 * choice.random())
            stopped = time.monotonic()
            one.signal(signal.SIGTERM)
            require(one.wait() == harness.DONE, "it ended with", one.process.returncode)
            took.append(time.monotonic() - stopped)
            require(is_away(one.path), "the socket is still there")
            for asker in askers:
                asker.join()
                asker.judge(stopped)
            right += sum(asker.right for asker in askers)
            away += sum(asker.away for asker in askers)
    require(max(took) < DRAIN_SECONDS + 0.5, "it took", max(took), "s")
    return f"{RESTARTS} restarts, {right} answered, {away} away, {max(took):.2f} s at most"


def what_runs_is_finished_and_what_is_new_is_away():
    for number in (signal.SIGTERM, signal.SIGINT):
        with served(workers=1) as one, one.client() as client, one.client() as idle:
            worker, = one.workers()
            os.kill(worker, signal.SIGSTOP)
            names = [client.begin(*question[:1], **question[1], timeout_ms=10000)
                     for question in RIGHT[:3]]  # one runs, two wait
            client.sure()
            idle.sure()
            one.signal(number)
            daemon.wait_until(lambda: is_away(one.path), "nobody new is let in")
            for other in (client, idle):
                require(other.ask("info", "new").name == "away", "a new request is taken")
            one.signal(number)  # once more changes nothing
            with served(workers=1) as next_one:  # has the path by now
                next_one.log_path = one.log_path
                os.kill(worker, signal.SIGCONT)
                for name, question in zip(names, RIGHT):
                    require(is_right(client, name, question), "was given up")
                require(not client.rest_of_it() and not idle.rest_of_it(), "more was said")
                require(one.wait(1) == harness.DONE, "it ended with", one.process.returncode)
                next_one.serves()


def what_does_not_end_is_given_up_after_five_seconds():
    if not harness.FULL:
        return "only in make check-full"

    def stuck():
        with served(workers=1) as one, one.client() as client:
            os.kill(one.workers()[0], signal.SIGSTOP)
            names = [client.begin("search", query="bababa", timeout_ms=60000) for _ in range(3)]
            time.sleep(0.5)  # what it has not read when it stops is not answered
            gives_up(one, lambda: [is_right(client, name, RIGHT[0], ("away",)) for name in names])

    def deaf():
        with served(workers=1) as one, one.client() as client:
            for _ in range(20):
                client.begin("search", query="*", limit=200, snippets=10)
            time.sleep(0.5)
            gives_up(one, lambda: None)

    for test in (stuck, deaf):
        test()


def gives_up(one, judge):
    started = time.monotonic()
    one.signal(signal.SIGTERM)
    judge()
    require(one.wait() == harness.DONE, "it ended with", one.process.returncode)
    took = time.monotonic() - started
    require(DRAIN_SECONDS - 0.5 < took < DRAIN_SECONDS + 0.5, "it took", took, "s")


# --- SIGHUP ---

def all_are_new(one, before):
    now = one.workers()
    return len(now) == len(before) and not set(now) & set(before)


def reloaded_under_load_it_fails_nobody():
    with served(workers=3) as one:
        with daemon.Crowd(one.path, RIGHT, CLIENTS) as crowd:
            for _ in range(harness.count(8, 200)):
                before = one.workers()
                one.signal(signal.SIGHUP)
                daemon.wait_until(lambda: all_are_new(one, before), "all workers are new")
                require(not crowd.failures, "a client met", *crowd.failures)
            for _ in range(harness.count(20, 100)):  # and in haste
                one.signal(signal.SIGHUP)
                time.sleep(0.002)
        require(crowd.right > 50, "only", crowd.right, "were answered")
        one.serves()
        return f"{crowd.right} answered"


# --- SIGKILL ---

def killed_it_leaves_no_worker_and_the_next_one_takes_its_place():
    for _ in range(harness.count(3, 50)):
        with served(workers=4) as one:
            workers = one.workers()
            with one.client() as client:
                os.kill(workers[0], signal.SIGSTOP)
                for number in range(8):
                    client.begin("search", query="*", limit=200, timeout_ms=60000)
                one.kill()
                daemon.wait_until(lambda: all(daemon.stat(pid)[2] == "Z" for pid in workers),
                                  "no worker is left", 1)
            require(os.path.lexists(one.path), "there is no stale socket to be replaced")
        with served() as one:
            one.serves()


def a_worker_whose_daemon_died_as_it_started_ends():
    for at in range(harness.count(10, 100)):
        with served(workers=4, ready=False) as one:
            time.sleep(0.0005 * at)
            workers = one.workers()
            one.kill()
            daemon.wait_until(lambda: all(daemon.stat(pid)[2] == "Z" for pid in workers),
                              "no worker is left", 1)


# --- the terminal ---

def an_interrupt_of_the_whole_group_lets_the_workers_finish():
    with served(workers=1, start_new_session=True) as one, one.client() as client:
        worker, = one.workers()
        os.kill(worker, signal.SIGSTOP)
        name = client.begin(*RIGHT[0][:1], **RIGHT[0][1])
        client.sure()
        os.killpg(one.pid, signal.SIGINT)
        os.killpg(one.pid, signal.SIGHUP)
        os.kill(worker, signal.SIGCONT)
        require(is_right(client, name, RIGHT[0]), "it was given up")
        require(one.wait(1) == harness.DONE, "it ended with", one.process.returncode)


RIGHT = []
with harness.Scratch() as SCRATCH:
    harness.main(an_index_and_its_answers,
                 terminated_under_load_it_ends_well_and_cuts_no_line,
                 what_runs_is_finished_and_what_is_new_is_away,
                 what_does_not_end_is_given_up_after_five_seconds,
                 reloaded_under_load_it_fails_nobody,
                 killed_it_leaves_no_worker_and_the_next_one_takes_its_place,
                 a_worker_whose_daemon_died_as_it_started_ends,
                 an_interrupt_of_the_whole_group_lets_the_workers_finish)
