# SPDX-License-Identifier: GPL-2.0-or-later
"""measure.py ARCHIVE QUERIES FOLDER: measure Fihrist and other engines (engines.py) with an
archive, as JSON Lines, and queries, one a line as `bench-load` takes them. Writes everything that
was measured to FOLDER/measured.json; report.py makes tables of it.

A machine that has other work beside is faster and slower from second to second. So engines run side
by side, each for a moment while the others wait: in every round all index in slices, and all ask in
turns, of tenths of a second, each in a process of its own.

In the environment: BENCH_ROUNDS (3), or as many as begin within
BENCH_INDEX_SECONDS (230) and BENCH_SEARCH_SECONDS (180); BENCH_ASK_SECONDS (5) of each engine in a
round, or one pass over all questions, in BENCH_TURNS (50) turns, once it is warm (engines.py);
BENCH_CLIENTS ("1 2 8 64") of the daemon, in BENCH_CLIENT_ROUNDS (40 times as many), or as many as
begin within BENCH_CLIENT_SECONDS (150); BENCH_ENGINES, names of engines (all);
BENCH_SCRIPTINDEX (10000) and BENCH_AGREE (20000), the most articles for scriptindex and for the
count with equal stems; BENCH_KEEP=1 keeps the indexes."""
import collections
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import ask
import causes
import engines
import machine
import process
from engines import FIHRIST
from summary import expected


def setting(name, default):
    return type(default)(os.environ.get(f"BENCH_{name}") or default)


ROUNDS = setting("ROUNDS", 3)
INDEX_SECONDS = setting("INDEX_SECONDS", 230)
SEARCH_SECONDS = setting("SEARCH_SECONDS", 180)
ASK_SECONDS = setting("ASK_SECONDS", 5)
PASSES = 6
TURNS = setting("TURNS", 50)
CLIENTS = setting("CLIENTS", "1 2 8 64").split()
CLIENT_ROUNDS = setting("CLIENT_ROUNDS", 40 * ROUNDS)
CLIENT_SECONDS = setting("CLIENT_SECONDS", 150)
CLIENT_PASSES = 4  # over all questions in a round, the same for all
WARM_PASSES = 8  # once; and one before each round
NAMES = setting("ENGINES", "").split()
MOST_ARTICLES = {"scriptindex": setting("SCRIPTINDEX", 10000)}
AGREE_ARTICLES = setting("AGREE", 20000)


def say(*what):
    print("   ", *what, file=sys.stderr, flush=True)


def lines_of(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def ask_seconds(driver):
    """Of a round: one pass over the questions at least, and where three times as long will do,
    PASSES of them."""
    return max(ASK_SECONDS, driver.pass_seconds,
               min(PASSES * driver.pass_seconds, 3 * ASK_SECONDS))


class Measurement:
    def __init__(self, archive, queries, folder):
        self.place = engines.Place(folder, archive)
        self.queries = queries
        self.log = self.place("log")
        self.articles, self.asked = map(lines_of, (archive, queries))
        self.totals = {}
        self.left_out = {}
        self.engines = [one for one in engines.ENGINES if self.takes_part(one)]
        self.measured = {"index": collections.defaultdict(list), "search": {}, "socket": {}}

    def takes_part(self, engine):
        why = engine.lacks()
        if NAMES and engine is not FIHRIST and engine.name not in NAMES:
            why = "not asked for"
        elif self.articles > MOST_ARTICLES.get(engine.name, self.articles):
            why = f"too slow for {self.articles:,} articles"
        if why:
            self.left_out[engine.name] = why
            say(f"{engine.name} is left out: {why}")
        return not why

    # --- indexing ---

    def index(self):
        """Let all engines index, then optimise one by one. What an engine took the last time, or
        takes elsewhere, is its share of the time, so that all are at work from beginning to end."""
        for engine in self.engines:
            self.remove(engine)
        known = [self.measured["index"][one.name][-1:] for one in self.engines]
        shares = [last[0]["seconds"] if last else engine.share
                  for engine, last in zip(self.engines, known)]
        indexed = process.run_together([one.index(self.place) for one in self.engines], shares,
                                       self.log)
        for engine, (taken, printed) in zip(self.engines, indexed):
            taken.update(json.loads(printed) if printed.startswith(b"{") else {})
            self.measured["index"][engine.name].append({**taken, **self.optimize(engine)})
            say(f"{engine.name} has indexed in {taken['seconds']:.1f} s")

    def optimize(self, engine):
        made = {"disk_bytes": process.disk_bytes(engine.directory(self.place))}
        optimized, _ = process.run(engine.optimize(self.place), self.log)
        engine.settle(self.place)
        made.update({f"optimize_{key}": value for key, value in optimized.items()})
        made["optimized_bytes"] = process.disk_bytes(engine.directory(self.place))
        return made

    def remove(self, engine):
        shutil.rmtree(engine.directory(self.place), ignore_errors=True)

    def prepare(self):
        """The documents and questions for the others, by what Fihrist has indexed."""
        index = FIHRIST.directory(self.place)
        self.remove(FIHRIST)
        process.run(FIHRIST.index(self.place), self.log)
        self.totals = json.loads(ask.script("documents.py", index, self.place.documents))
        ask.script("translate.py", index, self.queries, self.place.questions)
        for engine in self.engines:
            engine.prepare(self.place)
        say("what the engines are given is made")

    @staticmethod
    def rounds(count, seconds, work):
        """Work as often as it is to be done, or as time allows."""
        started = time.monotonic()
        for turn in range(count):
            if turn == 0 or time.monotonic() - started < seconds:
                work(turn)

    # --- searching ---

    def drivers(self, turn):
        """What searches, by name, once it is warm."""
        commands = {}
        for engine in self.engines:
            command = [*engine.search(self.place), "--turns", "--warm", str(engine.warm_seconds)]
            if engine.searched:
                commands[engine.name] = [*command, *(["--count"] if turn == 0 else [])]
            if engine is FIHRIST:
                commands["fihrist-as-asked"] = [*command, "--as-asked"]
        return {name: process.Asked(command, self.log) for name, command in commands.items()}

    def search(self, turn):
        drivers = self.drivers(turn)
        for _ in range(TURNS):
            for driver in drivers.values():
                driver.turn(ask_seconds(driver) / TURNS)
        for name, driver in drivers.items():
            asked = driver.results()
            for before, now in zip(self.measured["search"].setdefault(name, asked), asked):
                before.setdefault("rounds_us", []).append(now.pop("us"))
        say(f"all have searched, {len(drivers)} in turns")

    def count_with_equal_stems(self):
        """By an engine that differs in nothing but what is to be explained."""
        engine = engines.AGREEING
        if "fts5" in self.measured["search"] and self.articles <= AGREE_ARTICLES:
            self.remove(engine)
            process.run(engine.index(self.place), self.log)
            _, printed = process.run([*engine.search(self.place), "--passes", "1", "--warm", "0",
                                      "--count"], self.log)
            counts = [json.loads(line)["hits"] for line in printed.splitlines()]
            self.measured["equal_stems"] = counts

    def find_causes(self):
        """Of different counts, for the questions that have them."""
        with open(self.place.questions, encoding="utf-8") as file:
            questions = [json.loads(line) for line in file]
        differing = sorted(set(self.differing()))
        found = causes.causes(self.place.documents, [questions[number] for number in differing])
        self.measured["causes"] = dict(zip(differing, found))

    def differing(self):
        """The numbers of questions whose counts are not all as Fihrist has it."""
        own = self.measured["search"][FIHRIST.name]
        counted = [([one["hits"] for one in self.measured["search"][engine.name]], engine.phrases)
                   for engine in self.engines if engine.name in self.measured["search"]]
        if "equal_stems" in self.measured:
            counted.append((self.measured["equal_stems"], "stems"))
        for hits, phrases in counted:
            for number, (count, question) in enumerate(zip(hits, own)):
                if count != expected(question, phrases):
                    yield number

    # --- the daemon ---

    def load(self, socket, clients, warm_passes):
        command = [os.path.join(engines.TOOLS, "bench-load"), socket, self.queries, "--json",
                   "--clients", clients, "--requests", str(CLIENT_PASSES * self.asked),
                   "--warmup", str(warm_passes * self.asked)]
        _, printed = process.run(command, self.log)
        return json.loads(printed)

    def ask_daemon(self):
        with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
            socket = os.path.join(folder, "socket")
            with daemon(FIHRIST.directory(self.place), socket, self.log):
                self.load_in_turns(socket)
        say("the daemon has answered")

    def load_in_turns(self, socket):
        """Once every worker has the pages of the questions, mostly: what the first asking costs is
        measured in process. Each round asks the same, in the same order."""
        self.load(socket, max(CLIENTS, key=int), WARM_PASSES)

        def work(_):
            for clients in CLIENTS:
                loaded = self.load(socket, clients, 1)
                self.measured["socket"].setdefault(clients, []).append(loaded)
        self.rounds(CLIENT_ROUNDS, CLIENT_SECONDS, work)

    # --- all of it ---

    def run(self):
        before = machine.describe()
        started = time.monotonic()
        self.prepare()
        self.rounds(ROUNDS, INDEX_SECONDS, lambda turn: self.index())
        self.rounds(ROUNDS, SEARCH_SECONDS, self.search)
        self.count_with_equal_stems()
        self.find_causes()
        self.ask_daemon()
        return {"articles": self.articles, "archive_bytes": os.path.getsize(self.place.archive),
                **self.totals, "machine": before, "load_average_after": os.getloadavg()[0],
                "when": time.strftime("%Y-%m-%d"), "took_seconds": time.monotonic() - started,
                "phrases": {one.name: one.phrases for one in self.engines},
                "left_out": self.left_out, **self.measured}

    def tidy(self):
        for name in os.listdir(self.place.folder):
            if name.startswith("index-"):
                shutil.rmtree(self.place(name))
        for name in ("documents.jsonl", "records"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.place(name))


@contextlib.contextmanager
def daemon(index, socket, log):
    with open(log, "ab") as errors, subprocess.Popen(
            [os.path.join(ask.BUILD, "fihristd"), "--index", index, "--socket", socket],
            stdout=subprocess.PIPE, stderr=errors) as process_:
        try:
            if b"ready" not in process_.stdout.readline():
                raise SystemExit(f"fihristd did not start; see {log}")
            yield
        finally:
            process_.terminate()


def main(archive, queries, folder):
    os.makedirs(folder, exist_ok=True)
    measurement = Measurement(archive, queries, os.path.abspath(folder))
    measured = measurement.run()
    with open(measurement.place("measured.json"), "w", encoding="utf-8") as file:
        json.dump(measured, file)
    if not setting("KEEP", ""):
        measurement.tidy()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
