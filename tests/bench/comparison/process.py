# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a program and say what it took: time, processor, memory. From outside, so that it is the same
for every engine; with all the processes it starts."""
import os
import subprocess
import threading
import time

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
EVERY_SECONDS = 0.05


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


def run(command, log):
    """What a program took, and what it printed. What it says is wrong goes to the file `log`."""
    with open(log, "ab") as errors:
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=errors)
        watch = Watch(process.pid)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    sampled = watch.stop()
    if process.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as file:
            raise SystemExit(f"{' '.join(command)}: status {process.returncode}\n"
                             + "".join(file.readlines()[-5:]))
    return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_rss_bytes": max(sampled, usage.ru_maxrss * 1024)}, printed
