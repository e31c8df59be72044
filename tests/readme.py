#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""readme.py BUILD FOLDER: run README.md's console examples as they stand there, in order, and
compare what they print; compare its C with the example file. Times and FOLDER for /tmp are the only
differences that are let pass. Exits 1 with the first difference."""
import difflib
import os
import re
import subprocess
import sys

build, folder = sys.argv[1:]
readme = open("README.md", encoding="utf-8").read()


def steps(block):
    """(command, what it printed) for each `$ ` line."""
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M)
    return [(command, printed.rstrip("\n")) for command, printed in found]


def untimed(text):
    return re.sub(r"in [0-9.]+ s\b", "in 0.1 s", text)


def differ(what, wanted, got):
    print(f"README.md: {what}")
    print("\n".join(difflib.unified_diff(wanted.split("\n"), got.split("\n"), "README", "run",
                                         lineterm="")))
    sys.exit(1)


env = dict(os.environ, PATH=build + ":" + os.environ["PATH"], NO_COLOR="1")
run = 0
for block in re.findall(r"^```console\n(.*?)^```", readme, re.M | re.S):
    for command, wanted in steps(block):
        if command.startswith("export "):
            env["FIHRIST_INDEX"] = folder + "/sample"
            continue
        # `build/` is wherever this build is.
        typed = command.replace("/tmp/", folder + "/").replace("build/", build + "/")
        done = subprocess.run(["bash", "-c", typed], env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding="utf-8")
        if untimed(done.stdout.rstrip("\n")) != untimed(wanted):
            differ(command, untimed(wanted), untimed(done.stdout.rstrip("\n")))
        run += 1

example = open("doc/examples/search.c", encoding="utf-8").read()
code = re.search(r"^```c\n(.*?)^```", readme, re.M | re.S).group(1)
body = "".join(line[4:] for line in example.split("int main", 1)[1].splitlines(True)[1:-1])
if code != body:
    differ("the C example", code.rstrip("\n"), body.rstrip("\n"))

packages = " ".join(open("debian-packages.txt", encoding="utf-8").read().split())
if packages not in " ".join(readme.split()):
    differ("the packages of debian-packages.txt", packages, "not in README.md")
if run < 8:
    differ("its examples", "at least 8", str(run))
