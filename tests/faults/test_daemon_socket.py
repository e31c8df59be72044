#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Promise 16: the daemon's socket has its mode from its first instant, is never made through a
symbolic link, never taken from a daemon that lives, replaced when nobody listens, and removed by
who made it only. And what systemd passes is taken: the socket, and the place to say how it goes.
"""
import contextlib
import grp
import os
import random
import signal
import socket
import stat
import subprocess
import time

import daemon
import harness
from harness import require

PAUSE = {"LD_PRELOAD": os.path.join(harness.BUILD, "faults", "bind.so"), "BIND_PAUSE_MS": "300"}
RACES = harness.count(20, 200)
LONGEST_PATH_BYTES = 107


def an_index():
    daemon.small_index(SCRATCH, 20)


def served(*options, path=None, **how):
    return daemon.Daemon(SCRATCH("index"), path or SCRATCH("socket"), "--workers", 1, *options,
                         **how)


def refused(path, *options, **how):
    """It does not start, and says why in a line that names the path."""
    status, said = daemon.refused(SCRATCH("index"), path, "--workers", 1, *options, **how)
    require("\n" not in said.removesuffix("\nTry 'fihristd --help'."), "it said", repr(said))
    return status, said


def listen(path, backlog=16, kind=socket.SOCK_STREAM):
    """Somebody else's socket."""
    other = socket.socket(socket.AF_UNIX, kind)
    other.bind(path)
    if kind == socket.SOCK_STREAM and backlog is not None:
        other.listen(backlog)
    return other


def state(path):
    """What would show that something was done to a file, or beneath a directory."""
    info = os.lstat(path)
    return (info.st_ino, info.st_mode, info.st_size, info.st_mtime_ns, info.st_uid, info.st_gid,
            os.readlink(path) if stat.S_ISLNK(info.st_mode) else None,
            sorted(os.listdir(path)) if stat.S_ISDIR(info.st_mode) else None)


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


# --- mode and group ---

def a_group():
    """One that the socket can be given, and that it would not have by itself."""
    mine = [entry.gr_gid for entry in grp.getgrall()] if os.geteuid() == 0 else os.getgroups()
    others = [gid for gid in mine if gid != os.getegid()]
    return grp.getgrgid(others[0]) if others else None


def nobody_else_can_open_the_socket_in_its_first_instant():
    group = a_group()
    wider = ["--mode", "666", *(["--group", group.gr_name] if group else [])]
    for umask in (0o000, 0o077, 0o777):
        for options in ([], wider):
            with served(*options, env=PAUSE, ready=False, umask=umask) as one:
                daemon.wait_until(lambda: os.path.lexists(one.path), "there is a socket")
                for _ in range(20):
                    require(mode(one.path) == 0o600, f"its mode is {mode(one.path):o} at first")
                    with contextlib.suppress(ConnectionRefusedError):
                        one.client()
                        require(False, "it listens before it has its mode")
                    time.sleep(0.002)
                one.wait_ready()
                require(mode(one.path) == (0o666 if options else 0o600),
                        f"its mode is {mode(one.path):o}")
                if options and group:
                    require(os.lstat(one.path).st_gid == group.gr_gid, "it has not its group")
                one.serves()


def a_mode_that_is_none_of_a_socket_is_refused():
    for wrong in ("400", "060", "777", "700", "1600", "0", "", "x", "66 0", "660x", "-600", "8"):
        status, said = refused(SCRATCH("socket"), f"--mode={wrong}")
        require(status == harness.ERROR and "mode" in said, wrong, "ended with", status, said)
    status, said = refused(SCRATCH("socket"), "--group", "no-such-group")
    require(status == harness.ERROR and "no-such-group" in said, "it ended with", status, said)
    with served("--mode", "0660") as one:
        require(mode(one.path) == 0o660, "0660 is not taken")


# --- what stands at the path already ---

def what_is_no_socket_is_refused_and_left_as_it_was():
    harness.write(SCRATCH("text"), [b"text\n"])
    living = listen(SCRATCH("living"))
    traps = {"dangling link": lambda path: os.symlink(SCRATCH("nowhere"), path),
             "link to a file": lambda path: os.symlink(SCRATCH("text"), path),
             "link to a socket": lambda path: os.symlink(SCRATCH("living"), path),
             "link to a stale socket": lambda path: os.symlink(SCRATCH("stale"), path),
             "link to a directory": lambda path: os.symlink(SCRATCH("index"), path),
             "link to itself": lambda path: os.symlink(path, path),
             "file": lambda path: os.close(os.open(path, os.O_CREAT)), "directory": os.mkdir,
             "fifo": os.mkfifo}
    listen(SCRATCH("stale")).close()
    with living:
        for name, trap in traps.items():
            path = SCRATCH(f"at-{name}")
            trap(path)
            watched = (path, SCRATCH("text"), SCRATCH("living"), SCRATCH("stale"), SCRATCH("index"))
            before = [state(one) for one in watched]
            status, said = refused(path)
            require(status == harness.ERROR and path in said, name, "ended with", status, said)
            require([state(one) for one in watched] == before, name, "was changed")
            require(not os.path.lexists(SCRATCH("nowhere")), "the link's target was made")


def a_socket_of_another_kind_is_left_alone():
    with listen(SCRATCH("datagrams"), kind=socket.SOCK_DGRAM):
        before = state(SCRATCH("datagrams"))
        status, said = refused(SCRATCH("datagrams"))
        require(status == harness.ERROR and SCRATCH("datagrams") in said, status, said)
        require(state(SCRATCH("datagrams")) == before, "it was changed")


def a_socket_nobody_listens_on_is_replaced():
    listen(SCRATCH("socket")).close()
    before = state(SCRATCH("socket"))
    with served() as one:
        one.serves()
        require(state(one.path) != before, "it is still the old one")
        one.kill()
        require(os.path.lexists(one.path), "it removed it though it was killed")
    with served() as one:
        one.serves()


def one_that_somebody_listens_on_is_never_taken():
    with served() as one:
        for held in (False, True):  # the first is stopped: it listens and accepts nobody
            if held:
                one.signal(signal.SIGSTOP)
            status, said = refused(one.path)
            require(status == harness.TRY_LATER and one.path in said, "ended with", status, said)
        one.signal(signal.SIGCONT)
        one.serves()
    with listen(SCRATCH("full"), backlog=0), contextlib.ExitStack() as waiting:
        with contextlib.suppress(BlockingIOError):
            for _ in range(8):
                client = waiting.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                client.setblocking(False)
                client.connect(SCRATCH("full"))
            require(False, "the backlog does not fill up")
        before = state(SCRATCH("full"))
        status, said = refused(SCRATCH("full"))
        require(status == harness.TRY_LATER and state(SCRATCH("full")) == before, status, said)


def of_daemons_started_at_once_exactly_one_serves():
    choice = random.Random(harness.SEED)
    for race in range(RACES):
        path = SCRATCH("raced")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        if race % 2:
            listen(path).close()
        racers = []
        for _ in range(2):
            racers.append(subprocess.Popen(
                daemon.command_line(SCRATCH("index"), path, ["--workers", "1"]),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
            time.sleep(choice.random() * 0.004)
        said = [racer.stdout.readline() for racer in racers]
        winner, loser = racers if said[0] else racers[::-1]
        require([bool(one) for one in said].count(True) == 1, "ready are", said)
        with daemon.Client(path) as client:
            require(client.ask("info").error is None, "it does not serve")
        winner.send_signal(signal.SIGTERM)
        statuses = [one.wait(daemon.END_SECONDS) for one in (winner, loser)]
        told = [one.communicate()[1] for one in (winner, loser)]
        require(statuses == [harness.DONE, harness.TRY_LATER], "they ended with", statuses, told)
        require(not os.path.lexists(path), "the socket is left")
    return f"{RACES} races"


# --- its end ---

def it_goes_with_its_daemon_and_nobody_elses_does():
    for number in (signal.SIGTERM, signal.SIGINT):
        with served() as one:
            one.signal(number)
            require(one.wait() == harness.DONE, "it ended with", one.process.returncode)
            require(not os.path.lexists(one.path), "its socket is left")
    with served() as one:
        os.rename(one.path, SCRATCH("moved"))
        with listen(one.path):
            before = state(one.path)
            one.stop()
            require(state(one.path) == before, "another's socket was removed")
        os.unlink(one.path)
    with served() as one:
        os.unlink(one.path)
        harness.write(one.path, [b"text\n"])
        one.stop()
        require(os.path.isfile(one.path), "a file was removed")
        os.unlink(one.path)
    with served() as one:
        os.unlink(one.path)  # and there is none to remove


def a_daemon_stopped_before_it_was_ready_leaves_none_either():
    for _ in range(20):  # until a worker is stopped before it is ready
        with served("--workers", 8, ready=False) as one:
            daemon.wait_until(one.begun_workers, "a worker starts")
            workers = one.begun_workers()
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
            one.signal(signal.SIGTERM)
            require(one.wait() == harness.DONE, "it ended with", one.process.returncode)
            require(not os.path.lexists(one.path), "its socket is left")
            daemon.wait_until(lambda: all(daemon.stat(worker)[2] == "Z" for worker in workers),
                              "its workers end")
            if one.process.stdout.read() == b"":
                return
    require(False, "it was always ready")


# --- paths ---

def a_path_is_at_most_107_bytes_long():
    room = LONGEST_PATH_BYTES - len(SCRATCH("")) - 1
    with served(path=SCRATCH("x" * (room + 1))) as one:
        require(len(one.path) == LONGEST_PATH_BYTES, "the test has got it wrong")
        one.serves()
    for path in (SCRATCH("x" * (room + 2)), SCRATCH("x" * 500), ""):
        status, said = daemon.refused(SCRATCH("index"), None, f"--socket={path}")
        require(status == harness.ERROR and "bytes" in said, len(path), "ended with", status, said)
    status, said = refused(SCRATCH("no", "such", "directory"))
    require(status == harness.ERROR, "ended with", status, said)


def by_default_it_is_named_after_the_index_in_the_runtime_directory():
    runtime = harness.Part(SCRATCH, "run")
    env = {"XDG_RUNTIME_DIR": runtime.path}
    for index, folder in ((SCRATCH("index"), None), (SCRATCH("index") + "/", None),
                          (".", SCRATCH("index")), ("index", SCRATCH.path)):
        with daemon.Daemon(index, None, "--workers", 1, env=env, cwd=folder) as one:
            one.path = runtime("fihrist", "index.sock")
            one.serves()
            require(one.path.encode() in one.greeting, "it does not name it:", one.greeting)
            require((mode(runtime("fihrist")), mode(one.path)) == (0o700, 0o600), "it is too open")
    for wrong in ("", "run"):
        status, said = daemon.refused(SCRATCH("index"), None, env={"XDG_RUNTIME_DIR": wrong})
        require(status == harness.ERROR and "--socket" in said, "ended with", status, said)
    env = {"XDG_RUNTIME_DIR": SCRATCH("x" * 90)}
    os.mkdir(env["XDG_RUNTIME_DIR"])
    status, said = daemon.refused(SCRATCH("index"), None, env=env)
    require(status == harness.ERROR and "too long" in said, "ended with", status, said)


# --- systemd ---

def passed(listening, count=1, pid="$$"):
    """How to start a daemon with this socket, its standard input, as descriptor 3; `pid` is for
    whom it is meant."""
    return {"env": {"LISTEN_FDS": str(count), "LISTEN_FDNAMES": "x"}, "stdin": listening,
            "wrapper": ["sh", "-c",
                        f'export LISTEN_PID={pid}; exec "$0" "$@" 3<&0 </dev/null']}


def a_socket_that_systemd_passes_is_taken_and_not_removed():
    for path in (SCRATCH("activated"), "\0fihrist-faults-" + str(os.getpid())):
        with listen(path) as listening, daemon.Client(path) as early:
            early.begin("info")  # before there is a daemon
            with daemon.Daemon(SCRATCH("index"), None, "--workers", 1, **passed(listening)) as one:
                one.path = path
                require(early.wait(1).error is None, "who came early is not answered")
                one.serves()
            if path[0] != "\0":
                require(os.path.lexists(path), "it was removed")
            with daemon.Daemon(SCRATCH("index"), None, "--workers", 1, **passed(listening)) as one:
                one.path = path
                one.serves()


def what_else_systemd_may_pass_is_refused():
    with listen(SCRATCH("good")) as good, listen(SCRATCH("silent"), None) as silent, \
            listen(SCRATCH("letters"), kind=socket.SOCK_DGRAM) as letters, \
            socket.create_server(("127.0.0.1", 0)) as network, open("/dev/null", "rb") as null:
        for what, count in ((good, 2), (good, -1), (silent, 1), (letters, 1), (network, 1),
                            (null, 1)):
            status, said = refused(SCRATCH("unused"), **passed(what, count))
            require(status == harness.ERROR and "systemd" in said, what, "ended with", status, said)
            require(not os.path.lexists(SCRATCH("unused")), "another socket was made")
        with served(path=SCRATCH("own"), **passed(good, pid=1)) as one:  # another process's
            one.serves()


def systemd_is_told_how_it_goes():
    for path in (SCRATCH("notify"), "\0fihrist-notify-" + str(os.getpid())):
        env = {"NOTIFY_SOCKET": path.replace("\0", "@"), "WATCHDOG_USEC": "100000"}
        with listen(path, kind=socket.SOCK_DGRAM) as told:
            told.settimeout(5)
            with served(env=env) as one:
                require(hear(told, "READY=1", "WATCHDOG=1"), "it is ready")
                for _ in range(3):
                    hear(told, "WATCHDOG=1")
                one.signal(signal.SIGHUP)
                assignments = hear(told, "RELOADING=1", "WATCHDOG=1")
                usec = int(assignments["MONOTONIC_USEC"])
                require(abs(time.monotonic_ns() // 1000 - usec) < 2000000, "not the time:", usec)
                hear(told, "READY=1", "WATCHDOG=1")
                one.signal(signal.SIGTERM)
                hear(told, "STOPPING=1", "WATCHDOG=1")
                require(one.wait() == harness.DONE, "it ended with", one.process.returncode)
    with served(env={"NOTIFY_SOCKET": SCRATCH("nobody"), "WATCHDOG_USEC": "1",
                     "WATCHDOG_PID": "1"}) as one:
        one.serves()


def hear(told, wanted, unless=""):
    """The assignments of the next message that has the wanted one; others may come first."""
    while True:
        lines = told.recv(4096).decode().splitlines()
        if wanted in lines:
            return dict(line.split("=", 1) for line in lines)
        require(unless in lines, "told was", lines, "not", wanted)


with harness.Scratch() as SCRATCH:
    harness.main(an_index,
                 nobody_else_can_open_the_socket_in_its_first_instant,
                 a_mode_that_is_none_of_a_socket_is_refused,
                 what_is_no_socket_is_refused_and_left_as_it_was,
                 a_socket_of_another_kind_is_left_alone,
                 a_socket_nobody_listens_on_is_replaced,
                 one_that_somebody_listens_on_is_never_taken,
                 of_daemons_started_at_once_exactly_one_serves,
                 it_goes_with_its_daemon_and_nobody_elses_does,
                 a_daemon_stopped_before_it_was_ready_leaves_none_either,
                 a_path_is_at_most_107_bytes_long,
                 by_default_it_is_named_after_the_index_in_the_runtime_directory,
                 a_socket_that_systemd_passes_is_taken_and_not_removed,
                 what_else_systemd_may_pass_is_refused,
                 systemd_is_told_how_it_goes)
