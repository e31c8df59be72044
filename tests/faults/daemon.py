# SPDX-License-Identifier: GPL-2.0-or-later
"""What the fault tests of the daemon share: a daemon that is started, watched and stopped; a client
that speaks the protocol over a bare socket and judges the form of every line; a crowd of clients
whose answers are known beforehand.
"""
import collections
import itertools
import json
import os
import re
import resource
import select
import signal
import socket
import subprocess
import threading
import time

import harness
from harness import require

PROGRAM = os.path.join(harness.BUILD, "fihristd")
GRACE_SECONDS = 0.25  # a request ends by its deadline and so much
READY_SECONDS = 20
END_SECONDS = 7  # what runs may take 5 s to finish, and a program has to end, too
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

LINE = re.compile(rb'\{"id":("(?:[^"\\]|\\.)*"|-?\d+|null),"(hit|end|error)":(\{.*\})\}', re.DOTALL)
TROUBLE = re.compile("died of|ended with status|makes no sense|cannot start|Sanitizer|runtime")

# A worker that is killed on purpose is to leave no core file.
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def small_index(scratch, articles=200):
    """An index of so many articles of the invented archive; its path."""
    lines = harness.write(scratch("archive.jsonl"), harness.articles(articles))
    harness.must("index", "--quiet", "--index", scratch("index"), lines)
    return scratch("index")


# --- processes ---

def arguments_of(pid):
    """b"" of one that has ended."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def children(pid):
    """The processes that a process has started and that live."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            parent, state = stat(name)[1:3]
            if parent == pid and state != "Z":
                found.append(int(name))
    return sorted(found)


def stat(pid):
    """CPU seconds, parent and state of a process; nothing of one that is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, None, "Z"
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[1]), fields[0]


def rss_bytes(pid, what="VmRSS"):
    """Resident memory of a process; with VmHWM the most it ever had."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return int(re.search(what + r":\s+(\d+) kB", file.read())[1]) * 1024


def wait_until(holds, what, seconds=5):
    """Wait for something to become true; how long it took."""
    started = time.monotonic()
    while not holds():
        require(time.monotonic() - started < seconds, what, f"not within {seconds} s")
        time.sleep(0.002)
    return time.monotonic() - started


def command_line(index, path, options):
    return [PROGRAM, "--index", index, *(["--socket", path] if path else []), *map(str, options)]


class Daemon:
    """A daemon, ready to answer; stopped at the end of a `with`, and then judged by its log."""

    def __init__(self, index, path, *options, env=None, ready=True, lossy=False, wrapper=(), **how):
        """`ready`: wait until it is; `lossy`: its workers may die; `wrapper`: what executes it."""
        self.index, self.path, self.lossy = index, path, lossy
        folder = how.get("cwd") or os.path.dirname(os.path.abspath(index))
        self.log_path = f"{path}.log" if path else os.path.join(folder, "daemon.log")
        how.setdefault("stdin", subprocess.DEVNULL)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, *command_line(index, path, options)],
                env=harness.environment(**(env or {})), stdout=subprocess.PIPE, stderr=log, **how)
        self.pid = self.process.pid
        self.greeting = b""
        if ready:
            self.wait_ready()

    def wait_ready(self):
        if select.select([self.process.stdout], [], [], READY_SECONDS)[0]:
            self.greeting = self.process.stdout.readline()
        require(self.greeting.startswith(b"fihristd: ready: "), "the daemon did not start:",
                self.greeting, self.log())
        return self

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def workers(self):
        return children(self.pid)

    def begun_workers(self):
        """Those that are programs of their own: until one is, the daemon waits for it."""
        own = arguments_of(self.pid)
        return [worker for worker in self.workers() if arguments_of(worker) not in (own, b"")]

    def client(self, **how):
        return Client(self.path, **how)

    def ask(self, method, /, **params):
        """Ask over a connection of its own."""
        with self.client() as client:
            return client.ask(method, **params)

    def serves(self):
        """It has to answer, right now."""
        answer = self.ask("info")
        require(answer.error is None, "the daemon answers with", answer.error)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=END_SECONDS):
        """Wait for its end; its exit status."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            require(False, f"the daemon did not end within {seconds} s:", self.log()[-500:])

    def stop(self):
        workers = self.workers()
        self.signal(signal.SIGTERM)
        status = self.wait()
        require(status == harness.DONE, "the daemon ended with", status, self.log()[-500:])
        wait_until(lambda: all(stat(pid)[2] == "Z" for pid in workers), "the workers end")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None and self.process.poll() is None:
                self.stop()
            trouble = [line for line in self.log().splitlines() if TROUBLE.search(line)]
            if kind is None and not self.lossy:
                require(not trouble, "the daemon had trouble:", trouble[:3])
        finally:
            self.kill()
            self.process.stdout.close()
            if kind is not None:
                print("".join(f"# log: {line}\n" for line in self.log().splitlines()[-8:]), end="")


def refused(index, path, *options, env=None, wrapper=(), **how):
    """Run a daemon that is not to start; its exit status and what it said."""
    how.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run([*wrapper, *command_line(index, path, options)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=READY_SECONDS,
                          env=harness.environment(**(env or {})), **how)
    require(done.stdout == b"", "the daemon says it is ready:", done.stdout)
    return done.returncode, harness.said(done)


# --- clients ---

class Answer:
    """The lines that answer one request, without their envelopes."""

    def __init__(self):
        self.hits, self.end, self.error, self.at = [], None, None, 0.0

    @property
    def name(self):
        """Of the error; None where there is none."""
        return self.error["name"] if self.error else None

    @property
    def lines(self):
        """To be compared."""
        return self.hits, self.end, self.error

    def json(self):
        return json.loads(self.end)


class Client:
    """One connection. Requests are named 1, 2, 3 ... unless they are named otherwise."""

    def __init__(self, path, patience=harness.PATIENCE_SECONDS):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(patience)
        while True:
            try:
                self.socket.connect(path)
                break
            except BlockingIOError:  # the backlog is full
                time.sleep(0.005)
        self.rest, self.at = b"", 0.0
        self.ready = collections.deque()
        self.answers = {}  # by id, as JSON
        self.strays = []  # errors that answer no request
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def end(self):
        """Send nothing more."""
        self.socket.shutdown(socket.SHUT_WR)

    def begin(self, method, name=None, /, **params):
        """Send a request; its id."""
        if name is None:
            self.number += 1
            name = self.number
        self.send(request(method, name, **params))
        return name

    def ask(self, method, name=None, /, **params):
        return self.wait(self.begin(method, name, **params))

    def sure(self):
        """Wait until the daemon has taken what was sent: requests of a connection are taken in
        order, and a cancel is answered at once."""
        self.ask("cancel", "sure", id="unknown")

    def line(self):
        """The next line; None at the end, which has to come behind a whole line."""
        while not self.ready:
            try:
                more = self.socket.recv(1 << 18)
            except ConnectionResetError:
                more = b""
            self.at = time.monotonic()
            if not more:
                require(not self.rest, "the connection ended within a line:", self.rest[-80:])
                return None
            *lines, self.rest = (self.rest + more if self.rest else more).split(b"\n")
            self.ready.extend(lines)
        return self.ready.popleft()

    def take(self):
        """Take one line to the answer it belongs to. False at the end."""
        line = self.line()
        if line is None:
            return False
        parts = LINE.fullmatch(line)
        require(parts, "a line has not the form that was promised:", line[:200])
        name, kind, value = parts.groups()
        if name == b"null":
            require(kind == b"error", "a line answers nobody:", line[:200])
            self.strays.append(json.loads(value))
            return True
        answer = self.answers.setdefault(name, Answer())
        require(answer.end is None and answer.error is None, "an answer goes on after its end:",
                line[:200])
        if kind == b"hit":
            answer.hits.append(value)
            return True
        answer.at = self.at
        if kind == b"end":
            answer.end = value
        else:
            answer.error = json.loads(value)
            require(answer.error["name"] and answer.error["message"], "an error says too little")
        return True

    def poll(self, name):
        """The answer to a request, where all of it has come already."""
        answer = self.answers.get(json.dumps(name, ensure_ascii=False).encode())
        done = answer and (answer.end is not None or answer.error is not None)
        return answer if done else None

    def wait(self, name):
        """The answer to a request, which has to come."""
        while not self.poll(name):
            require(self.take(), "the connection ended before request", name, "was answered")
            require(not self.strays, "instead of an answer to", name, "came", self.strays)
        answer = self.answers.pop(json.dumps(name, ensure_ascii=False).encode())
        for line in (*answer.hits, *([answer.end] if answer.end else [])):
            json.loads(line)  # which is strict about UTF-8
        return answer

    def rest_of_it(self):
        """Read to the end; the errors that answered no request."""
        while self.take():
            pass
        return self.strays


def request(method, name, /, **params):
    line = {"id": name, "method": method, **({"params": params} if params else {})}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


# --- many clients ---

def beside(work, items):
    """Run work(item) for each at the same time, in threads; all have to succeed."""
    failures = []

    def one(item):
        try:
            work(item)
        except BaseException as why:  # is raised again below
            failures.append(why)

    threads = [threading.Thread(target=one, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def known(path, questions):
    """Ask each (method, params) once; what a crowd is to be told: (method, params, lines)."""
    with Client(path) as client:
        answers = [(method, params, client.ask(method, **params)) for method, params in questions]
    for method, params, answer in answers:
        require(answer.error is None, method, params, "is answered by", answer.error)
    return [(method, params, answer.lines) for method, params, answer in answers]


def some_questions(index, number=40):
    """Questions whose answers differ from one another."""
    words = [record["title"].split()[0].strip(".")
             for record in map(json.loads, harness.dump(index).splitlines()[:number])]
    return [(("search", {"query": word, "limit": 3 + at % 5, "snippets": at % 3}),
             ("count", {"query": f"{word} OR source:\"Gazette {at % 7}\""}),
             ("show", {"id": f"a{at}"}))[at % 3] for at, word in enumerate(words)]


class Crowd:
    """Clients that ask what is known until they are stopped. Each answer has to be right, or an
    error of an allowed name; `errors` counts those, `seconds` has how long each answer took."""

    def __init__(self, path, questions, clients, allowed=(), pause=0.0):
        self.path, self.questions, self.allowed, self.pause = path, questions, allowed, pause
        self.over = threading.Event()
        self.right, self.errors, self.seconds = 0, collections.Counter(), []
        self.failures = []
        self.threads = [threading.Thread(target=self.run, args=(number,))
                        for number in range(clients)]

    def run(self, number):
        try:
            with Client(self.path) as client:
                self.go_on(client, number)
        except BaseException as why:  # is raised again by stop
            self.failures.append(why)

    def go_on(self, client, number):
        for method, params, lines in itertools.islice(itertools.cycle(self.questions),
                                                      number % len(self.questions), None):
            if self.over.is_set():
                return
            started = time.monotonic()
            answer = client.ask(method, **params)
            self.seconds.append(time.monotonic() - started)
            if answer.error:
                require(answer.name in self.allowed, method, params, "met", answer.error)
                self.errors[answer.name] += 1
            else:
                require(answer.lines == lines, method, params, "was answered otherwise")
                self.right += 1
            time.sleep(self.pause)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.failures and kind is None:
            raise self.failures[0]


def percentile(seconds, part):
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
