#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promises 14 and 19: streams of requests that were cut, joined, repeated and altered at random bring
no daemon and no worker down, and every line that comes back is a line of the protocol. For a minute
in `make check-full`; FUZZ_SECONDS=3600 makes it an hour.
"""
import json
import os
import random
import select
import socket
import time

import daemon
import harness
from harness import require

SECONDS = int(os.environ.get("FUZZ_SECONDS") or harness.count(4, 60))
CLIENTS = 8
PIECES = [b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"\n", b"\r\n", b"null", b"-1", b"1e999",
          b"\\u0000", b"\\ud800", b"\xff", b"\xc3\xa9", b"\x1b[31m", b'"id":', b'"method":', b"(",
          b")", b"*", b"NOT ", b"NEAR/99 ", b'\\"', b"actor:", b"date:", b" OR ", b"0" * 40]


def seeds(words):
    """Requests of every method, with queries of many kinds."""
    queries = [*words, '"%s %s"' % (words[0], words[1]), words[0][:3] + "*", f"{words[0]} OR {words[1]}",
               f"{words[0]} NEAR/5 {words[1]}", f"title:{words[2]}", "date:2015..2020", "source:x", "*",
               f"({words[0]} ({words[1]} -{words[2]}))", "type:comment " + words[0]]
    requests = []
    for number, query in enumerate(queries):
        params = {"query": query, "limit": number % 12, "snippets": number % 4}
        if number % 3 == 0:
            params.update(match="any", sort="newest", comments="with")
        if number % 5 == 0:
            params.update(plain=True, explain=True, timeout_ms=2000)
        requests.append({"id": number, "method": "search", "params": params})
        requests.append({"id": f"c{number}", "method": "count", "params": {"query": query}})
    for number, (method, params) in enumerate((
            ("show", {"id": "a1"}), ("actors", {}), ("actors", {"name": "river"}), ("status", {}),
            ("info", {}), ("cancel", {"id": 3}), ("cancel", {"id": "c4"}))):
        requests.append({"id": 1000 + number, "method": method, "params": params})
    return [json.dumps(request).encode() + b"\n" for request in requests]


def mutate(rng, known):
    """A stream of a few requests, most of them damaged."""
    stream = bytearray(b"".join(rng.choice(known) for _ in range(rng.randint(1, 6))))
    for _ in range(rng.choice((0, 0, 1, 1, 2, 5, 20))):
        at = rng.randrange(len(stream) + 1)
        kind = rng.randrange(6)
        if kind == 0 and stream:
            stream[min(at, len(stream) - 1)] = rng.randrange(256)
        elif kind == 1:
            stream[at:at] = rng.choice(PIECES) * rng.choice((1, 1, 1, 3, 300))
        elif kind == 2:
            del stream[at:at + rng.randint(1, 40)]
        elif kind == 3:
            stream[at:at] = stream[max(0, at - rng.randint(1, 200)):at]
        elif kind == 4:
            other = rng.choice(known)
            stream[at:] = other[rng.randrange(len(other)):]
        else:
            stream[at:at] = rng.randbytes(rng.randint(1, 30))
    return bytes(stream)


class Half:
    """A connection that a stream goes over in pieces, and what comes back."""

    def __init__(self, path, rng, stream):
        self.rng, self.stream, self.got = rng, stream, b""
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.setblocking(False)
        self.leaves = rng.random() < 0.1  # without waiting for an answer
        self.until = time.monotonic() + daemon.END_SECONDS

    def go_on(self):
        """Send and take a little; False when it is over."""
        try:
            if self.stream is not None and self.stream:
                self.stream = self.stream[self.socket.send(
                    self.stream[:self.rng.choice((1, 7, 100, 1 << 20))]):]
            elif self.stream is not None:
                self.stream = None
                self.socket.shutdown(socket.SHUT_WR)
                if self.leaves:
                    return False
            taken = self.socket.recv(1 << 20) if select.select([self.socket], [], [], 0)[0] else None
        except BlockingIOError:
            taken = None
        except (BrokenPipeError, ConnectionResetError):
            return False
        if taken:
            self.got += taken
        require(time.monotonic() < self.until, "no end came after", self.got[-200:])
        return taken != b""

    def close(self):
        self.socket.close()
        lines = self.got.split(b"\n")
        for line in lines[:-1]:
            require(daemon.LINE.fullmatch(line), "sent a line of another form:", line[:200])
            json.loads(line)
        require(self.leaves or lines[-1] == b"", "sent a part of a line:", lines[-1][:200])


def mutated_streams_bring_nothing_down():
    rng = random.Random(harness.SEED)
    index = daemon.small_index(SCRATCH)
    words = ["river", "harbour", "council", "the", "minister"]
    known = seeds(words)
    sent = 0
    with daemon.Daemon(index, SCRATCH("socket"), "--workers", 2, "--idle-seconds", 5,
                       *os.environ.get("FUZZ_OPTIONS", "").split()) as one:
        workers, until = one.workers(), time.monotonic() + SECONDS
        halves = []
        while time.monotonic() < until or halves:
            if time.monotonic() < until and len(halves) < CLIENTS:
                halves.append(Half(one.path, rng, mutate(rng, known)))
                sent += 1
            for half in halves[:]:
                if not half.go_on():
                    half.close()
                    halves.remove(half)
        one.serves()
        late = "error timeout" in one.log()  # a worker that is too slow on a busy machine is replaced
        require(late or one.workers() == workers, "a worker died:", one.log()[-500:])
    return f"{sent} streams"


with harness.Scratch() as SCRATCH:
    harness.main(mutated_streams_bring_nothing_down)
