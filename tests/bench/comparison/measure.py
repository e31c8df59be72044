# SPDX-License-Identifier: GPL-2.0-or-later
"""measure.py ARCHIVE QUERIES FOLDER: measure Fihrist and other engines (engines.py) with an
archive, as JSON Lines, and queries, one a line as `bench-load` takes them. Writes everything that
was measured to FOLDER/measured.json; report.py makes tables of it.

Engines take turns: in every round each indexes once, and later each searches once, in a process of
its own. A slow one has fewer rounds: no more than fit into its share of seconds, one at least.

In the environment: BENCH_ROUNDS (3), BENCH_INDEX_SECONDS (150) and BENCH_SEARCH_SECONDS (120) for
the rounds of one engine; BENCH_PASSES (40) over all questions in a process, or as many as begin
within BENCH_PASS_SECONDS (5), after BENCH_WARM_SECONDS (3); BENCH_CLIENTS ("1 2 8 64") of the
daemon, for BENCH_CLIENT_SECONDS (4) a round; BENCH_ENGINES, names of engines (all);
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
SHARE_SECONDS = {"index": setting("INDEX_SECONDS", 150), "search": setting("SEARCH_SECONDS", 120)}
PACE = ["--passes", str(setting("PASSES", 40)), "--seconds", str(setting("PASS_SECONDS", 5)),
        "--warm", str(setting("WARM_SECONDS", 3))]
CLIENTS = setting("CLIENTS", "1 2 8 64").split()
CLIENT_SECONDS = setting("CLIENT_SECONDS", 4)
NAMES = setting("ENGINES", "").split()
MOST_ARTICLES = {"scriptindex": setting("SCRIPTINDEX", 10000)}
AGREE_ARTICLES = setting("AGREE", 20000)


def say(*what):
    print("   ", *what, file=sys.stderr, flush=True)


class Measurement:
    def __init__(self, archive, queries, folder):
        self.place = engines.Place(folder, archive)
        self.queries = queries
        self.log = self.place("log")
        with open(archive, "rb") as file:
            self.articles = sum(1 for _ in file)
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

    def index(self, engine):
        """Index and optimise once; the seconds that took."""
        self.remove(engine)
        taken, printed = process.run(engine.index(self.place), self.log)
        taken.update(json.loads(printed) if printed.startswith(b"{") else {})
        taken["disk_bytes"] = process.disk_bytes(engine.directory(self.place))
        optimized, _ = process.run(engine.optimize(self.place), self.log)
        engine.settle(self.place)
        taken.update({f"optimize_{key}": value for key, value in optimized.items()})
        taken["optimized_bytes"] = process.disk_bytes(engine.directory(self.place))
        self.measured["index"][engine.name].append(taken)
        say(f"{engine.name} has indexed in {taken['seconds']:.1f} s, and optimised in"
            f" {optimized['seconds']:.1f} s")
        return taken["seconds"] + optimized["seconds"]

    def remove(self, engine):
        shutil.rmtree(engine.directory(self.place), ignore_errors=True)

    def prepare(self):
        """The documents and questions for the others, by what Fihrist has indexed."""
        index = FIHRIST.directory(self.place)
        self.totals = json.loads(ask.script("documents.py", index, self.place.documents))
        ask.script("translate.py", index, self.queries, self.place.questions)
        for engine in self.engines:
            engine.prepare(self.place)

    def rounds(self, what, work):
        """Let all engines work, turn by turn, as often as their share of time allows; `work` says
        how many seconds it took."""
        used, done = collections.Counter(), collections.Counter()
        for turn in range(ROUNDS):
            for engine in self.engines:
                if turn and used[engine] + used[engine] / done[engine] > SHARE_SECONDS[what]:
                    continue
                used[engine] += work(engine, turn)
                done[engine] += 1

    def index_turn(self, engine, turn):
        seconds = self.index(engine)
        if engine is FIHRIST and turn == 0:
            self.prepare()
        return seconds

    # --- searching ---

    def ask(self, engine, name, turn, *options):
        counting = ["--count"] if turn == 0 and name == engine.name else []
        taken, printed = process.run([*engine.search(self.place), *PACE, *counting, *options],
                                     self.log)
        asked = [json.loads(line) for line in printed.splitlines()]
        for before, now in zip(self.measured["search"].setdefault(name, asked), asked):
            if now is not before:
                before["us"] += now["us"]
        say(f"{name} has searched for {taken['seconds']:.1f} s")
        return taken["seconds"]

    def search_turn(self, engine, turn):
        if not engine.searched:
            return 0
        seconds = self.ask(engine, engine.name, turn)
        if engine is FIHRIST:
            seconds += self.ask(engine, "fihrist-as-asked", turn, "--as-asked")
        return seconds

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

    def load(self, socket, clients):
        command = [os.path.join(engines.TOOLS, "bench-load"), socket, self.queries, "--json",
                   "--clients", clients, "--seconds", str(CLIENT_SECONDS), "--warmup", "100"]
        _, printed = process.run(command, self.log)
        self.measured["socket"].setdefault(clients, []).append(json.loads(printed))

    def ask_daemon(self):
        with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
            socket = os.path.join(folder, "socket")
            with daemon(FIHRIST.directory(self.place), socket, self.log):
                self.load_in_turns(socket)
        say("the daemon has answered")

    def load_in_turns(self, socket):
        for _ in range(ROUNDS):
            for clients in CLIENTS:
                self.load(socket, clients)

    # --- all of it ---

    def run(self):
        before = machine.describe()
        started = time.monotonic()
        self.rounds("index", self.index_turn)
        self.rounds("search", self.search_turn)
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
