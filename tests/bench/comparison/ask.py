# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask an index by Fihrist's own command line. FIHRIST_BUILD names where the programs are."""
import functools
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("FIHRIST_BUILD")
                        or os.path.join(HERE, "..", "..", "..", "build"))
FIHRIST = os.path.join(BUILD, "fihrist")
PAGE = 10000  # hits, the most that one answer has


def lines(index, verb, *arguments):
    """What a verb prints, line by line. Status 1 says that nothing was found."""
    command = [FIHRIST, verb, "--index", index, *arguments]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process:
            yield from process.stdout
        if process.returncode not in (0, 1):
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}: {said.read().decode(errors='replace')}")


def actors(index, *name):
    """All of them, or those that a name may stand for."""
    return json.loads(b"".join(lines(index, "actors", "--format", "json", "--", *name)))["actors"]


@functools.lru_cache(None)
def source(index, name):
    """One name for an outlet that has several: its id, where the index knows it."""
    ids = [one["id"] for one in actors(index, name) if one["type"] == "outlet"] if name else []
    return ids[0] if ids else name.casefold()


def page(index, query, *options):
    """The hits of a page, and its end."""
    answer = [json.loads(line) for line in
              lines(index, "search", "--format", "jsonl", "--snippets", "0", "--copies", "show", *options,
                    "--", query)]
    return answer[:-1], answer[-1]["end"]


def every(index, query, *options):
    """All hits, page after page."""
    cursor = ()
    while cursor is not None:
        hits, end = page(index, query, "--limit", str(PAGE), *options, *cursor)
        yield from hits
        cursor = ("--cursor", end["cursor"]) if end.get("cursor") else None


def script(name, *arguments):
    """What another program of this directory prints."""
    return subprocess.run([sys.executable, "-B", os.path.join(HERE, name), *arguments], check=True,
                          stdout=subprocess.PIPE).stdout
