# SPDX-License-Identifier: GPL-2.0-or-later
"""What a measurement was made on, and of what."""
import os
import platform
import re
import subprocess

PACKAGES = ("libxapian30", "libsqlite3-0", "liblucene8-java", "xapian-omega",
            "openjdk-17-jre-headless", "gcc")


def first(path, pattern):
    with open(path, encoding="utf-8") as file:
        found = re.search(pattern, file.read(), re.M)
    return found.group(1).strip() if found else "?"


def versions():
    """Of the packages that are installed."""
    try:
        said = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES],
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              encoding="utf-8").stdout
    except OSError:
        return {}
    return dict(line.split(" ") for line in said.splitlines() if not line.endswith(" "))


def describe():
    return {"processor": first("/proc/cpuinfo", r"^model name\s*: (.*)"),
            "processors": os.cpu_count(),
            "memory_bytes": int(first("/proc/meminfo", r"^MemTotal:\s+(\d+)")) * 1024,
            "kernel": platform.release(),
            "system": first("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
            "load_average": os.getloadavg()[0], "packages": versions()}
