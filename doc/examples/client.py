#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""client.py: ask a Fihrist daemon from Python; nothing but the standard library is needed.

    with Fihrist("/run/fihrist/news.sock") as fihrist:
        hits, end = fihrist.call("search", query="actor:irgc proxy", limit=3)
        asked = [fihrist.send("count", query=f"date:{year}") for year in range(2010, 2020)]
        counts = [fihrist.receive(number)[1]["count"] for number in asked]

As a program, client.py SOCKET QUERY prints date and title of what is found. doc/protocol.md tells
the methods, their params and the answers.
"""
import json
import re
import socket
import sys

UNDER_WAY = 32  # requests to send before answers are read; the daemon takes 64 at a time
SILENCE_SECONDS = 70  # the daemon ends every request in a minute, unless told otherwise


class FihristError(Exception):
    """What an answer failed with: its `name` is for programs, its text for people, and `position`
    the byte of the query it is about, or None."""

    def __init__(self, name, message, position=None, **_):
        super().__init__(message)
        self.name, self.position = name, position

    @classmethod
    def of_system(cls, what, error):
        """`away` where it may help to try again later, `io` where it will not."""
        passing = (FileNotFoundError, ConnectionError, BlockingIOError, TimeoutError)
        return cls("away" if isinstance(error, passing) else "io", f"{what}: {error}")


class Fihrist:
    """One connection, for one thread at a time. After the error `away` make a new one."""

    def __init__(self, path):
        self.last = 0  # the id of the newest request
        self.open = {}  # the hits so far of each request under way
        self.answers = {}  # by id, what nobody asked for yet: (hits, end) or an error
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(SILENCE_SECONDS)
        try:
            self.socket.connect(path)
        except OSError as error:
            raise FihristError.of_system(f"cannot reach the daemon at '{path}'", error) from None
        self.lines = self.socket.makefile("rb")

    def call(self, method, **params):
        """Ask, and wait for the answer: (hits, end)."""
        return self.receive(self.send(method, **params))

    def send(self, method, **params):
        """Ask, and do not wait: the number returned is for receive(). Any number of requests may
        be sent before that; their answers are kept."""
        while len(self.open) >= UNDER_WAY:
            self._read_line()
        self.last += 1
        request = {"id": self.last, "method": method, "params": params}
        self.open[self.last] = []
        try:
            self.socket.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise FihristError.of_system("the connection is lost", error) from None
        return self.last

    def receive(self, number):
        """The answer to the request of that number: (hits, end). It is given once."""
        while number in self.open:
            self._read_line()
        answer = self.answers.pop(number)
        if isinstance(answer, FihristError):
            raise answer
        return answer

    def close(self):
        self.lines.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _read_line(self):
        """Answers come in any order, and their lines between each other."""
        try:
            text = self.lines.readline()
        except OSError as error:
            raise FihristError.of_system("no answer", error) from None
        if not text.endswith(b"\n"):
            raise FihristError("away", "the daemon closed the connection")
        try:
            line = json.loads(text)
        except ValueError:
            raise FihristError("protocol", "what came is not Fihrist's protocol") from None
        number = line["id"]
        if number is None:  # about the connection as a whole
            raise FihristError(**line["error"])
        if "hit" in line:
            self.open[number].append(line["hit"])
            return
        hits = self.open.pop(number)
        failed = "error" in line
        self.answers[number] = FihristError(**line["error"]) if failed else (hits, line["end"])


def plain(text):
    """Without what could drive a terminal: control characters and turns of direction."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", text)


def main(arguments):
    if len(arguments) != 2:
        print("usage: client.py SOCKET QUERY", file=sys.stderr)
        return 2
    path, query = arguments
    try:
        with Fihrist(path) as fihrist:
            hits, _ = fihrist.call("search", query=query, snippets=0)
    except FihristError as error:
        print("client.py:", plain(str(error)), file=sys.stderr)
        return 75 if error.name in ("busy", "away") else 2
    for hit in hits:
        print(plain(f"{hit.get('date', '')}  {hit.get('title', '')}"))
    return 0 if hits else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
