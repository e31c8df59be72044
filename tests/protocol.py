#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""protocol.py SOCKET: send the requests of doc/protocol.md's examples to a daemon that serves the
sample archive, and compare what it answers; see that every method and every error has its place on
the page. In an example a line goes on in the next one that is indented. `…` stands for anything; in
a request, for the rest of the last cursor. Exits 1 with what differs."""
import json
import re
import socket
import sys

page = open("doc/protocol.md", encoding="utf-8").read()
wrong = []


def exchanges(block):
    """(request, [lines of its answer]) for each request of an example."""
    found = []
    for mark, indent, text in re.findall(r"^([<>]) ( *)(.*)$", block, re.M):
        if mark == ">" and not indent:
            found.append([text, []])
        elif mark == ">":
            found[-1][0] += text
        elif not indent:
            found[-1][1].append(text)
        else:
            found[-1][1][-1] += text
    return found


def fits(pattern, line):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("…")), line)


def ask(connection, lines, request):
    connection.sendall(request.encode() + b"\n")
    answer = []
    while not answer or '"hit":' in answer[-1][:80]:
        answer.append(lines.readline().decode().rstrip("\n"))
    return answer


methods = set()
cursor = ""
for block in re.findall(r"^```jsonl\n(.*?)^```", page, re.M | re.S):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(sys.argv[1])
        lines = connection.makefile("rb")
        for request, wanted in exchanges(block):
            request = re.sub(r'"cursor":"[^"]*…"', f'"cursor":"{cursor}"', request)
            answer = ask(connection, lines, request)
            if len(wanted) != len(answer) or not all(map(fits, wanted, answer)):
                wrong += ["asked: " + request, *("page:  " + line for line in wanted),
                          *("daemon: " + line for line in answer)]
            cursor = json.loads(answer[-1]).get("end", {}).get("cursor", cursor)
            if request.startswith("{"):
                methods.add(json.loads(request)["method"])
            if '"methods":' in answer[-1]:
                known = set(json.loads(answer[-1])["end"]["methods"])

wrong += [f"method '{name}' has no example" for name in known - methods]
header = open("include/fihrist.h", encoding="utf-8").read()
for name in re.findall(r"FIHRIST_E_(\w+) = -", header):
    if not re.search(rf"^\|[^|]*`{name.lower()}`", page, re.M):
        wrong.append(f"error '{name.lower()}' is not on the page")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
