#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The life of a request to the daemon: cancelled, refused, queued, past its deadline, interleaved
with others; an index that goes away and comes back; what of all this reaches the log.

A worker that is stopped by a signal is one that never ends what it is at: so each state of a
request can be held as long as a test looks at it.
"""
import contextlib
import json
import os
import random
import re
import signal
import threading
import time

import daemon
import harness
from harness import require

QUERY = {"query": "bababa", "limit": 5}


def an_index_and_its_answers():
    daemon.small_index(SCRATCH)
    with served() as one:
        RIGHT.extend(daemon.known(one.path, daemon.some_questions(one.index)))


def served(*options, workers=1, **how):
    return daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers, *options, **how)


def hold(worker):
    os.kill(worker, signal.SIGSTOP)


def let_go(worker):
    os.kill(worker, signal.SIGCONT)


def is_right(client, number=0, **more):
    """A question over this connection gets its right answer."""
    method, params, lines = RIGHT[number % len(RIGHT)]
    answer = client.ask(method, **params, **more)
    require(answer.lines == lines, method, params, "is answered by", answer.lines)


def in_time(answer, started, seconds):
    took = answer.at - started
    require(took < seconds + daemon.GRACE_SECONDS, f"took {took:.3f} s, not {seconds}")
    require(took > seconds - 0.1, f"took only {took:.3f} s of {seconds}")


# --- cancel ---

def a_running_request_is_cancelled_at_once_and_its_worker_is_free_again():
    with served() as one, one.client() as client:
        worker, = one.workers()
        hold(worker)
        name, started = client.begin("search", **QUERY), time.monotonic()
        done = client.ask("cancel", id=name)
        require(done.json() == {"cancelled": True}, "cancel answered", done.lines)
        require(client.wait(name).name == "cancelled", "the request was not")
        require(time.monotonic() - started < 0.25, "it took long")
        is_right(client)
        require(one.workers() != [worker], "the worker that hangs is still there")


def a_waiting_request_is_cancelled_and_the_others_are_not():
    with served() as one, one.client() as client:
        worker, = one.workers()
        hold(worker)
        names = [client.begin("search", **QUERY) for _ in range(5)]
        done = client.ask("cancel", id=names[2])
        require(done.json() == {"cancelled": True}, "cancel answered", done.lines)
        let_go(worker)
        outcome = [client.wait(name).name for name in names]
        require(outcome == [None, None, "cancelled", None, None], "the outcome is", outcome)


def what_is_not_under_way_on_this_connection_cannot_be_cancelled():
    with served() as one, one.client() as client, one.client() as other:
        worker, = one.workers()
        hold(worker)
        name = client.begin("search", **QUERY)
        for target in (name, str(name), 77):
            done = other.ask("cancel", "c", id=target)
            require(done.json() == {"cancelled": False}, "cancel answered", done.lines)
        for params in ({}, {"id": None}, {"id": 1.5}, {"id": 1, "query": "x"}, {"id": "x" * 65}):
            require(other.ask("cancel", "c", **params).name == "usage", "cancel takes", params)
        let_go(worker)
        require(client.wait(name).error is None, "it was cancelled all the same")


def cancels_and_requests_in_one_write_are_each_answered_once():
    """Whatever the order of lines, and whether a line comes whole, in parts or with others."""
    choice = random.Random(harness.SEED)
    with served(workers=2) as one:
        for _ in range(harness.count(20, 400)):
            lines, names, targets = [], [], []
            for number in range(choice.randrange(2, 40)):
                if names and choice.random() < 0.4:
                    targets.append((f"c{number}", choice.choice(names)))
                    lines.append(daemon.request("cancel", f"c{number}", id=targets[-1][1]))
                else:
                    names.append(number)
                    lines.append(daemon.request("search", number, **QUERY))
            with one.client(patience=5) as client:
                text = b"".join(lines)
                cut = choice.choice((0, len(text), choice.randrange(len(text))))
                for part in (text[:cut], text[cut:]):
                    client.send(part)
                client.end()
                ended = {name: client.wait(name) for name in names}
                said = [(target, client.wait(name).json()["cancelled"]) for name, target in targets]
                require(not client.rest_of_it(), "an answer too many:", client.strays)
            cancelled = [name for name in names if ended[name].name == "cancelled"]
            require(sorted(target for target, done in said if done) == cancelled,
                    "cancelled are", cancelled, "not", said)
            require(all(ended[name].name in (None, "cancelled") for name in names), "an error")


# --- refused ---

def an_id_that_is_under_way_is_refused_and_may_be_used_again():
    with served() as one, one.client() as client, one.client() as other:
        worker, = one.workers()
        hold(worker)
        client.begin("search", "same", **QUERY)
        client.begin("search", "same", **QUERY)
        require(client.take() and client.answers[b'"same"'].name == "usage", "it is taken twice")
        del client.answers[b'"same"']
        other.begin("search", "same", **QUERY)  # another connection has ids of its own
        let_go(worker)
        first, second = client.wait("same"), other.wait("same")
        require(first.error is None and first.lines == second.lines, "one of them is answered by",
                first.error, second.error)
        require(client.ask("search", "same", **QUERY).lines == first.lines, "not the second time")


def ids_come_back_as_they_were_given():
    names = [0, -1, 2 ** 63 - 1, -2 ** 63, "", "a", 'q"\\/', "\x01" * 64, "\x7f", "é", "🗄",
             "\u2028", "x" * 64, "\u0000", "null", "7", 7]
    with served() as one, one.client() as client:
        for name in names:
            line = json.dumps({"id": name, "method": "info"}).encode()  # what is not ASCII as \\u
            client.send(line + b"\n")
            back = json.loads(client.line())
            require(back["id"] == name and "end" in back, repr(name), "came back as", back)
        for name in (2 ** 63, 1.0, True, None, [], {}, "x" * 65, "é" * 33):
            client.send(json.dumps({"id": name, "method": "info"}).encode() + b"\n")
            require(client.take() and client.strays.pop()["name"] == "protocol", name, "is taken")


def with_a_full_queue_whoever_has_most_waiting_is_told_busy():
    with served("--queue", 3) as one, one.client() as client, one.client() as other:
        worker, = one.workers()
        hold(worker)
        names = [client.begin("search", **QUERY) for _ in range(4)]  # one runs, three wait
        require(client.ask("search", "more", **QUERY).name == "busy", "a fourth one waits")
        asked = other.begin("search", **QUERY)
        require(client.wait(names[3]).name == "busy", "room is made for one that asks little")
        require(client.ask("search", "more", **QUERY).name == "busy", "a fourth one waits again")
        let_go(worker)
        require(all(client.wait(name).error is None for name in names[:3]), "one was not answered")
        require(other.wait(asked).error is None, "the other was not answered")
        is_right(other)


def flooding_connections_leave_room_for_one_that_asks_little():
    with served("--queue", 40) as one, one.client() as little, contextlib.ExitStack() as stack:
        flooding = [stack.enter_context(one.client()) for _ in range(6)]
        for client in flooding:
            client.send(b"".join(daemon.request("search", name, **QUERY) for name in range(200)))
        for _ in range(20):
            is_right(little)


def past_the_number_of_connections_one_is_told_busy_and_let_in_later():
    with served("--max-connections", 2) as one:
        with one.client() as first, one.client() as second:
            is_right(first)
            is_right(second, 1)
            for _ in range(3):
                with one.client() as third:
                    require([stray["name"] for stray in third.rest_of_it()] == ["busy"],
                            "a third is told", third.strays)
            is_right(first, 2)
        daemon.wait_until(lambda: let_in(one), "a new connection is let in")


def let_in(one):
    with one.client() as client:
        client.begin("info")
        return client.take() and not client.strays


# --- time ---

def a_timeout_over_what_is_allowed_is_cut_to_it():
    with served("--timeout-ms", 200, "--max-timeout-ms", 400) as one, one.client() as client:
        for asked, given in ((60000, 0.4), (None, 0.2), (0, 0.2), (100, 0.1)):
            hold(one.workers()[0])
            started = time.monotonic()
            answer = client.ask("search", **QUERY, timeout_ms=asked)
            require(answer.name == "timeout", "it ended with", answer.lines)
            in_time(answer, started, given)
            daemon.wait_until(lambda: client.ask("search", **QUERY).error is None, "it recovers")
        for wrong in (-1, 1.5, "1", 2 ** 40):
            require(client.ask("info", timeout_ms=wrong).name == "usage", "timeout", wrong)


def a_request_that_waits_ends_by_its_deadline_too():
    with served() as one, one.client() as client:
        worker, = one.workers()
        hold(worker)
        first, started = client.begin("search", **QUERY, timeout_ms=5000), time.monotonic()
        for seconds in (0.3, 0.15, 0.2):
            name = client.begin("search", **QUERY, timeout_ms=int(1000 * seconds))
            client.answers[b"%d" % name] = daemon.Answer()
        for name, seconds in ((3, 0.15), (4, 0.2), (2, 0.3)):
            answer = client.wait(name)
            require(answer.name == "timeout", "it ended with", answer.lines)
            in_time(answer, started, seconds)
        let_go(worker)
        require(client.wait(first).error is None, "the first one is not answered")


def who_asks_nothing_for_the_idle_time_is_told_and_closed():
    with served("--idle-seconds", 1) as one:
        with one.client() as idle, one.client() as asking, one.client() as cancelling:
            started = time.monotonic()
            waiting = threading.Thread(target=idle.rest_of_it)
            waiting.start()
            while time.monotonic() - started < 2:
                is_right(asking)
                require(cancelling.ask("cancel", id=1).end, "no answer")
                time.sleep(0.2)
            waiting.join()
            require([stray["name"] for stray in idle.strays] == ["timeout"],
                    "the idle one is told", idle.strays)
            require(0.9 < idle.at - started < 3, "it was closed after", idle.at - started)


# --- several at a time ---

def answers_of_one_connection_may_mix_but_each_is_whole_and_in_order():
    with served(workers=4) as one, one.client() as client:
        for _ in range(harness.count(3, 20)):
            names = [(client.begin(method, **params), lines) for method, params, lines in RIGHT]
            large = [client.begin("search", query="*", limit=200, snippets=3) for _ in range(8)]
            for name, lines in names:
                require(client.wait(name).lines == lines, "the answer is another's, or broken")
            whole = [client.wait(name) for name in large]
            for answer in whole:
                ranks = [json.loads(hit)["rank"] for hit in answer.hits]
                require(ranks == list(range(1, 201)), "hits are out of order")
                require(answer.lines == whole[0].lines, "they differ")


def while_one_worker_cannot_be_replaced_another_new_one_takes_what_waits():
    """After SIGHUP one worker is at a request that does not end; the other one is new and free."""
    with served(workers=2) as one, one.client() as stuck, one.client() as client:
        busy, free = one.workers()
        hold(busy)
        hold(free)
        names = [stuck.begin("search", **QUERY, timeout_ms=3000) for _ in range(2)]
        let_go(free)
        daemon.wait_until(lambda: stuck.take() and any(map(stuck.poll, names)), "one is answered")
        one.signal(signal.SIGHUP)
        daemon.wait_until(lambda: free not in one.workers(), "the free one is replaced")
        started = time.monotonic()
        is_right(client, timeout_ms=2500)
        require(time.monotonic() - started < 0.5, "it waited for the one that is stuck")
        let_go(busy)
        require(all(stuck.wait(name).error is None for name in names), "the stuck one is lost")


def flooding_with_requests_delays_others_by_their_turn_only():
    names = range(harness.count(1000, 10000))
    lines = b"".join(daemon.request("search", name, **QUERY) for name in names)
    with served() as one, one.client() as flood, one.client() as client:
        sender = threading.Thread(target=flood.send, args=(lines,))
        sender.start()
        right = flood.wait(0).lines
        for number in range(10):
            started = time.monotonic()
            is_right(client, number)
            require(time.monotonic() - started < 0.5, "it waited for the flood")
        require(not flood.poll(names[-1]), "the flood was over before it was looked at")
        require(all(flood.wait(name).lines == right for name in names[1:]),
                "a request of the flood was answered otherwise")
        sender.join()


# --- the index ---

def an_index_that_cannot_be_opened_is_exit_status_2_and_why():
    os.makedirs(SCRATCH("empty"), mode=0o700)
    harness.write(SCRATCH("file"), [b"text\n"])
    for index in ("nowhere", "empty", "file"):
        status, said = daemon.refused(SCRATCH(index), SCRATCH("refused"))
        require(status == harness.ERROR and SCRATCH(index) in said and "\n" not in said, index,
                "ended with", status, repr(said))
        require(not os.path.lexists(SCRATCH("refused")), index, "left a socket")


def an_index_that_is_away_is_a_named_error_and_it_may_come_back():
    with served(workers=2) as one, one.client() as client:
        is_right(client)
        for name in (one.index, os.path.join(one.index, "manifest.json")):
            os.rename(name, name + ".away")
            for number in range(6):
                method, params, _ = RIGHT[number]
                answer = client.ask(method, **params)
                require(answer.name in ("not_found", "io"), method, "is answered by", answer.lines)
            one.signal(signal.SIGHUP)  # nor can new workers open it
            time.sleep(0.2)
            require(client.ask("status").name in ("not_found", "io"), "there is a status")
            os.rename(name + ".away", name)
            for number in range(6):
                is_right(client, number)


# --- the log ---

def no_control_character_of_a_client_reaches_the_log():
    nasty = ["\x1b[31mred", "\x07", "\x9b31m", "\u202e", "\x7f", "a\nfihristd: b", "\r", "\x00",
             "é" * 300]
    with served("--log-requests", "--slow-ms", 1) as one, one.client() as client:
        for text in nasty:
            for line in ({"id": text, "method": "search", "params": {"query": text}},
                         {"id": 1, "method": text},
                         {"id": 1, "method": "info", "params": {text: 1}},
                         {"id": 1, "method": "info", text: 1},
                         {"id": 1, "method": "show", "params": {"id": text}}):
                client.send(json.dumps(line).encode() + b"\n")
                require(client.line() is not None, "the connection ended")
            client.send(text.encode() + b"\n" + b"\xff\xfe\x1b]0;x\x07" + text.encode() + b"\n")
        client.end()
        while client.line() is not None:
            pass
        one.stop()
        with open(one.log_path, "rb") as file:
            log = file.read()
    text = log.decode()  # and it is UTF-8
    require("search" in text and "red" in text, "the requests are not there:", text[:500])
    found = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    require(not found, "the log holds", found and ascii(text[found.start() - 40:found.end() + 20]))
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ fihristd: .{,1000}")
    wrong = [line for line in text.splitlines() if not form.fullmatch(line)]
    require(not wrong, "a line is not the daemon's own:", wrong[:2])


RIGHT = []
with harness.Scratch() as SCRATCH:
    harness.main(an_index_and_its_answers,
                 a_running_request_is_cancelled_at_once_and_its_worker_is_free_again,
                 a_waiting_request_is_cancelled_and_the_others_are_not,
                 what_is_not_under_way_on_this_connection_cannot_be_cancelled,
                 cancels_and_requests_in_one_write_are_each_answered_once,
                 an_id_that_is_under_way_is_refused_and_may_be_used_again,
                 ids_come_back_as_they_were_given,
                 with_a_full_queue_whoever_has_most_waiting_is_told_busy,
                 flooding_connections_leave_room_for_one_that_asks_little,
                 past_the_number_of_connections_one_is_told_busy_and_let_in_later,
                 a_timeout_over_what_is_allowed_is_cut_to_it,
                 a_request_that_waits_ends_by_its_deadline_too,
                 who_asks_nothing_for_the_idle_time_is_told_and_closed,
                 answers_of_one_connection_may_mix_but_each_is_whole_and_in_order,
                 while_one_worker_cannot_be_replaced_another_new_one_takes_what_waits,
                 flooding_with_requests_delays_others_by_their_turn_only,
                 an_index_that_cannot_be_opened_is_exit_status_2_and_why,
                 an_index_that_is_away_is_a_named_error_and_it_may_come_back,
                 no_control_character_of_a_client_reaches_the_log)
