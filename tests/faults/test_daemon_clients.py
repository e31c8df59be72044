#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 14: slow, half, silent, flooding and senseless clients do not hurt others. Each is told
what is wrong, or closed; the others are answered as if there were no such clients, and the daemon's
memory stays bounded.
"""
import collections
import contextlib
import json
import multiprocessing
import os
import random
import resource
import selectors
import threading
import time

import daemon
import harness
from harness import require

RSS_BYTES = 200 << 20
CONNECTIONS, OTHERS = 10000, 100
EVERY_SECONDS, MEASURE_SECONDS = 0.2, 10
ALL = {"query": "*", "limit": 200, "snippets": 10}  # a large answer of many lines
LARGE_BYTES = 2 << 20  # of one line
STALL_SECONDS = 30


def an_index_and_its_answers():
    daemon.small_index(SCRATCH)
    large = {"id": "large", "title": "large", "text": "word " * (LARGE_BYTES // 5)}
    harness.must("index", "--quiet", "--index", SCRATCH("index"), harness.write(
        SCRATCH("large.jsonl"), [json.dumps(large).encode() + b"\n"]))
    with served() as one:
        RIGHT.extend(daemon.known(one.path, daemon.some_questions(one.index)))


def served(*options, workers=2, **how):
    return daemon.Daemon(SCRATCH("index"), SCRATCH("socket"), "--workers", workers, *options, **how)


@contextlib.contextmanager
def others_are_answered(one, clients=2, most_seconds=2.0):
    """Meanwhile, each in so long; and the daemon's memory stays bounded."""
    with daemon.Crowd(one.path, RIGHT, clients, pause=0.005) as crowd:
        yield crowd
        daemon.wait_until(lambda: crowd.right > 10 or crowd.failures, "others are answered",
                          harness.PATIENCE_SECONDS)
    require(max(crowd.seconds) < most_seconds, f"one waited for {max(crowd.seconds):.3f} s")
    require(daemon.rss_bytes(one.pid, "VmHWM") < RSS_BYTES, "the daemon took",
            daemon.rss_bytes(one.pid, "VmHWM") >> 20, "MiB")


def names(client):
    """Of the errors that answer no request, up to the end."""
    return [stray["name"] for stray in client.rest_of_it()]


# --- requests that are none ---

def a_request_cut_after_any_of_its_bytes_hurts_nobody():
    method, params, lines = RIGHT[0]
    line = daemon.request(method, 1, **params)
    with served() as one, others_are_answered(one):
        for cut in range(len(line) + 1):
            with one.client() as client:
                client.send(line[:cut])
                client.end()
                whole = cut >= len(line) - 1
                if whole:
                    require(client.wait(1).lines == lines, "the whole is answered otherwise")
                told = names(client)
                require(told == ([] if whole or cut == 0 else ["protocol"]), cut, "gives", told)
            with one.client() as client:
                client.send(line[:cut])
            with one.client() as client:  # and in two parts
                client.send(line[:cut])
                time.sleep(0.001)
                client.send(line[cut:])
                require(client.wait(1).lines == lines, "in two parts it is answered otherwise")


def noise_is_answered_by_errors():
    choice = random.Random(harness.SEED)
    line = daemon.request("search", 1, query="bababa", limit=3)
    with served() as one, others_are_answered(one):
        for trial in range(harness.count(40, 3000)):
            if trial % 2:
                noise = choice.randbytes(choice.randrange(1, 5000))
            else:
                noise = bytearray(line * choice.randrange(1, 30))
                for _ in range(choice.randrange(1, 40)):
                    noise[choice.randrange(len(noise))] = choice.randrange(256)
            with one.client(patience=5) as client:
                client.send(noise)
                client.end()
                answers = 0
                while (told := client.line()) is not None:
                    parts = daemon.LINE.fullmatch(told)
                    require(parts, "a line has not its form:", told[:200])
                    answers += parts[2] != b"hit"
            asked = sum(1 for part in bytes(noise).split(b"\n") if part.strip(b" \t\r"))
            require(answers == asked, asked, "lines of noise,", answers, "answers:", bytes(noise))


def a_request_that_is_too_long_is_refused_and_its_connection_closed():
    with served() as one, others_are_answered(one):
        for byte in (b"x", b"[", b'"', b"\x00", b" "):
            with one.client() as client:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for _ in range(100):
                        client.send(byte * (1 << 20))
                    require(False, "it takes 100 MiB")
                require(names(client) == ["limit"], "it is told", client.strays)
        room = (256 << 10) - len(daemon.request("search", 1, query="", plain=True)) + 1
        with one.client() as client:
            answer = client.ask("search", query="x" * room, plain=True)
            require(answer.name != "limit", "the longest one met", answer.error)
            client.begin("search", query="x" * (room + 1), plain=True)
            require(names(client) == ["limit"], "one byte more is told", client.strays)


def a_request_that_is_too_deep_or_has_too_many_values_is_refused():
    with served() as one, others_are_answered(one), one.client() as client:
        for value in ("[" * 10000, "[" * 10000 + "]" * 10000, '{"a":' * 10000, "[1," * 10000,
                      "[" + "1," * 60000 + "1]", '{"a":1,' * 20000, '"' + "\\u0000" * 30000 + '"'):
            for line in (value, '{"id":1,"method":"search","params":' + value + "}",
                         '{"id":' + value + ',"method":"info"}'):
                client.send(line.encode() + b"\n")
                told = daemon.LINE.fullmatch(client.line())
                require(told and told[2] == b"error", value[:20], "is answered by", told)
            method, params, lines = RIGHT[0]
            require(client.ask(method, "next", **params).lines == lines, "the next is not right")


# --- answers nobody takes ---

def clients_that_never_read_are_cut_off_before_the_others_are_hurt():
    """They ask for gigabytes, and come back. Others ask for as large answers, and read them. That
    goes on until it has happened twice: a busy machine needs longer, and more than two seconds for
    a request.
    """
    with served("--timeout-ms", 60000, workers=4) as one:
        questions = daemon.known(one.path, [("search", ALL), ("show", {"id": "large"})])
        over = threading.Event()
        deaf = [threading.Thread(target=be_deaf, args=(one, over, name)) for name in questions]
        for thread in deaf:
            thread.start()
        try:
            with daemon.Crowd(one.path, [*questions, *RIGHT[:3]], 2) as crowd:
                with others_are_answered(one, most_seconds=4):
                    daemon.wait_until(
                        lambda: crowd.failures or (crowd.right > 10 and cut_off(one) > 1),
                        "they are cut off, others get large answers", harness.PATIENCE_SECONDS)
                    time.sleep(harness.count(0, 30))
        finally:
            over.set()
            for thread in deaf:
                thread.join()
        return f"{cut_off(one)} cut off, {crowd.right} large answers"


def cut_off(one):
    """How many were."""
    return one.log().count("answers it did not take")


def be_deaf(one, over, question):
    """Ask on and on and read nothing; once closed, do it again."""
    method, params, _ = question
    while not over.is_set():
        with contextlib.suppress(BrokenPipeError, ConnectionResetError), one.client() as client:
            client.socket.settimeout(0.05)
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    client.begin(method, **params, timeout_ms=60000)


def requests_that_never_end_fill_no_memory():
    """Each just short of the length that is refused, on more connections than have room."""
    with served() as one, contextlib.ExitStack() as stack:
        part = b'{"id":1,"method":"search","params":{"query":"' + b"x" * (250 << 10)
        clients = [stack.enter_context(one.client()) for _ in range(harness.count(400, 1000))]
        with others_are_answered(one):
            for client in clients:
                client.socket.setblocking(False)
                with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                    client.socket.sendall(part)
            time.sleep(0.5)


def a_crowd_that_floods_takes_turns_with_the_others():
    with served() as one, contextlib.ExitStack() as stack:
        method, params, _ = RIGHT[0]
        lines = b"".join(daemon.request(method, name, **params) for name in range(2000))
        floods = [stack.enter_context(one.client()) for _ in range(10)]
        for client in floods:
            threading.Thread(target=flood, args=(client, lines), daemon=True).start()
        with others_are_answered(one):
            time.sleep(harness.count(0.6, 5))


def flood(client, lines):
    """Send all, and read all, until somebody closes."""
    with contextlib.suppress(OSError, ValueError, harness.Broken):
        threading.Thread(target=client.socket.send, args=(lines,), daemon=True).start()
        while client.line() is not None:
            pass


# --- slowness ---

def slow_and_silent_clients_do_not_matter():
    line = daemon.request("info", 1)
    with served() as one, contextlib.ExitStack() as stack:
        silent = [stack.enter_context(one.client()) for _ in range(100)]
        slow = [stack.enter_context(one.client()) for _ in range(50)]
        with others_are_answered(one):
            for byte in line:
                for client in slow:
                    client.send(bytes([byte]))
                time.sleep(harness.count(0.02, 0.5))
        for client in (*slow, *silent):
            if client in silent:
                client.send(line)
            require(client.wait(1).error is None, "a slow one is not answered at last")


def beside_9900_that_send_a_byte_a_second_100_others_are_as_fast_as_before():
    if not harness.FULL:
        return "only in make check-full"
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # root may
        resource.setrlimit(resource.RLIMIT_NOFILE,
                           (2 * CONNECTIONS, max(files[1], 2 * CONNECTIONS)))
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    slow_count = min(CONNECTIONS - OTHERS, room - 1000)
    with served("--queue", 100000) as one:
        worst = []
        for _ in range(5):  # other work on the machine is felt, too
            before = p99(one)
            with slow_clients(one, slow_count):
                require(daemon.rss_bytes(one.pid) < RSS_BYTES, "too much memory")
                beside = p99(one)
                require(len(os.listdir(f"/proc/{one.pid}/fd")) > slow_count, "they are not there")
            require(daemon.rss_bytes(one.pid, "VmHWM") < RSS_BYTES, "too much memory")
            worst.append(beside / before)
            if beside < 2 * before:
                break
        require(min(worst) < 2, "the p99 was", worst, "times that of before")
        return (f"{slow_count} slow ones; p99 {1000 * before:.1f} ms before, "
                f"{1000 * beside:.1f} ms beside; {daemon.rss_bytes(one.pid, 'VmHWM') >> 20} MiB")


def p99(one):
    """Of what 100 connections wait for their answers, each asking five times a second."""
    took, started = [], time.monotonic()
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
        due = collections.deque()
        for number in range(OTHERS):
            client = stack.enter_context(one.client())
            selector.register(client.socket, selectors.EVENT_READ, client)
            due.append((started + number * EVERY_SECONDS / OTHERS, client))
        while (now := time.monotonic()) < started + MEASURE_SECONDS:
            while due and due[0][0] <= now:
                _, client = due.popleft()
                client.since = time.monotonic()
                method, params, client.right = RIGHT[len(took) % len(RIGHT)]
                client.begin(method, **params)
            for key, _ in selector.select(max(0, due[0][0] - now) if due else 0.1):
                client = key.data
                answer = client.wait(client.number)
                took.append(answer.at - client.since)
                require(answer.lines == client.right, "an answer is not right")
                due.append((client.since + EVERY_SECONDS, client))
    require(len(took) > OTHERS, "hardly anybody was answered")
    return daemon.percentile(took, 0.99)


@contextlib.contextmanager
def slow_clients(one, count):
    """A process with so many connections, each of which sends a byte a second."""
    ready = multiprocessing.get_context("fork").Event()
    process = multiprocessing.get_context("fork").Process(target=be_slow,
                                                          args=(one.path, count, ready))
    process.start()
    try:
        require(ready.wait(60), "the slow ones do not get in")
        yield
        require(process.is_alive(), "the slow ones were closed")
    finally:
        process.kill()
        process.join()


def be_slow(path, count, ready):
    line = daemon.request("info", 1)  # is whole after 25 s, before it is found too slow
    clients = [daemon.Client(path).socket for _ in range(count)]
    ready.set()
    at = 0
    while True:
        started = time.monotonic()
        for number, client in enumerate(clients):
            client.send(line[at % len(line):][:1])
            if number % 100 == 99:  # spread over the second
                time.sleep(max(0, started + number / count - time.monotonic()))
        at += 1
        time.sleep(max(0, started + 1 - time.monotonic()))
        if at % len(line) == 0:
            read_away(clients)


def read_away(clients):
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client, selectors.EVENT_READ)
        for key, _ in selector.select(0):
            key.fileobj.recv(1 << 16)


def what_does_not_go_on_for_30_seconds_is_told_and_closed():
    if not harness.FULL:
        return "only in make check-full"
    with served() as one, one.client() as half, one.client() as deaf, one.client() as slow:
        half.send(b'{"id":1,')
        for name in range(20):
            deaf.send(daemon.request("search", name, **ALL))
        slow.begin("search", **ALL)
        started = time.monotonic()
        while time.monotonic() - started < STALL_SECONDS + 5:
            slow.socket.recv(100)  # it takes something now and then
            time.sleep(0.5)
        require(names(half) == ["timeout"], "the half request is told", half.strays)
        log = one.log()
        require("takes nothing of its answer" in log, "nothing is said of who reads nothing:", log)
        require(log.count("fihristd: uid") == 2, "the slow one was closed:", log)


RIGHT = []
with harness.Scratch() as SCRATCH:
    harness.main(an_index_and_its_answers,
                 a_request_cut_after_any_of_its_bytes_hurts_nobody,
                 noise_is_answered_by_errors,
                 a_request_that_is_too_long_is_refused_and_its_connection_closed,
                 a_request_that_is_too_deep_or_has_too_many_values_is_refused,
                 clients_that_never_read_are_cut_off_before_the_others_are_hurt,
                 requests_that_never_end_fill_no_memory,
                 a_crowd_that_floods_takes_turns_with_the_others,
                 slow_and_silent_clients_do_not_matter,
                 beside_9900_that_send_a_byte_a_second_100_others_are_as_fast_as_before,
                 what_does_not_go_on_for_30_seconds_is_told_and_closed)
