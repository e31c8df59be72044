# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a program and say what it took: time, processor, memory. From outside, so that it is the same
for every engine; with all the processes it starts."""
import json
import os
import select
import signal
import subprocess
import threading
import time

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
EVERY_SECONDS = 0.05
# What else the machine does changes within seconds: ratios of 10,000 articles lay 8 to 13 per cent
# about their mean (standard deviation) by slices of 1 s. By these they lie 2 to 4 in two series of
# rounds, 4 to 7 in a third. They cost each engine some 4 per cent.
SLICE_SECONDS = 0.1


def resident_bytes(pid):
    """Of a process and all its children; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            own = int(file.read().split()[1]) * PAGE_BYTES
        threads = os.listdir(f"/proc/{pid}/task")
        children = []
        for thread in threads:
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                children += file.read().split()
    except OSError:
        return 0
    return own + sum(map(resident_bytes, children))


class Watch(threading.Thread):
    """Looks now and then how much memory a process and its children take together."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_bytes = 0
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, resident_bytes(self.pid))

    def stop(self):
        self.over.set()
        self.join()
        return self.peak_bytes


def disk_bytes(path):
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(path) for name in names)


class Program:
    """A program and what it took. What it says is wrong goes to the file `log`. With `slices` it
    runs only while one is given to it."""

    def __init__(self, command, log, slices=False):
        self.command = command
        self.log = log
        self.seconds = 0.0
        with open(log, "ab") as errors:
            self.started = time.monotonic()
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=errors,
                                            start_new_session=slices)
        if slices:
            os.killpg(self.process.pid, signal.SIGSTOP)
            self.seconds += time.monotonic() - self.started
            self.ended = os.pidfd_open(self.process.pid)
        self.watch = Watch(self.process.pid)

    def slice(self, seconds):
        """Let it run for so long. Whether it has more to do."""
        started = time.monotonic()
        os.killpg(self.process.pid, signal.SIGCONT)
        ended, _, _ = select.select([self.ended], [], [], seconds)
        if not ended:
            os.killpg(self.process.pid, signal.SIGSTOP)
        self.seconds += time.monotonic() - started
        return not ended

    def result(self):
        """What it took, and what it printed."""
        printed = self.process.stdout.read()
        _, status, usage = os.wait4(self.process.pid, 0)
        seconds = self.seconds or time.monotonic() - self.started
        self.process.stdout.close()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        sampled = self.watch.stop()
        if self.process.returncode != 0:
            fail(self.command, self.process.returncode, self.log)
        return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_rss_bytes": max(sampled, usage.ru_maxrss * 1024)}, printed


def fail(command, status, log):
    with open(log, encoding="utf-8", errors="replace") as file:
        raise SystemExit(f"{' '.join(command)}: status {status}\n" + "".join(file.readlines()[-5:]))


def run(command, log):
    """What a program took, and what it printed."""
    return Program(command, log).result()


def run_together(commands, shares, log):
    """The same of several programs, side by side: each runs for a slice, as long as its share of
    the time, while the others are stopped, so that a machine which is slower for some seconds is
    slower for all of them."""
    programs = [Program(command, log, slices=True) for command in commands]
    running = list(zip(programs, shares))
    while running:
        running = [(one, share) for one, share in running
                   if one.slice(SLICE_SECONDS * share / min(shares))]
    for one in programs:
        os.close(one.ended)
    return [one.result() for one in programs]


class Asked:
    """A driver that was told --turns (peer.h): it asks its questions when it is its turn."""

    def __init__(self, command, log):
        self.command = command
        self.log = log
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=errors)
        self.pass_seconds = float(self.line())

    def line(self):
        got = self.process.stdout.readline()
        if not got:
            fail(self.command, self.process.wait(), self.log)
        return got

    def turn(self, seconds):
        self.process.stdin.write(b"%.6f\n" % seconds)
        self.process.stdin.flush()
        self.line()

    def results(self):
        """For each question what is known of it, with its times."""
        printed, _ = self.process.communicate()
        if self.process.returncode != 0:
            fail(self.command, self.process.returncode, self.log)
        return [json.loads(line) for line in printed.splitlines()]
