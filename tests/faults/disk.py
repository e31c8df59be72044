# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk that can lose power: replays what shim.so wrote down and makes images of what a power cut
at some point of it may leave.

What is promised to survive is only what was flushed. A file has the bytes of its last fsync; of
those written since, any set of 512-byte sectors, and any of the lengths it had meanwhile. A
directory has the names of its last fsync; of those made, renamed and removed since, none, all, the
first few or any set. A rename within a directory happens whole or not at all.
"""
import os
import struct

HEAD = struct.Struct("<8sQQQII")
SECTOR_BYTES = 512


class Record:
    """One operation: what, inode, path, path2, offset (or flags, length, stream), data."""

    __slots__ = ("what", "inode", "path", "path2", "offset", "data")

    def __init__(self, what, inode, path, path2, offset, data):
        self.what, self.inode, self.path = what, inode, path
        self.path2, self.offset, self.data = path2, offset, data


def read_log(path):
    """All records of a log, in order."""
    with open(path, "rb") as file:
        log = file.read()
    records, at = [], 0
    while at < len(log):
        what, inode, offset, size, path_n, path2_n = HEAD.unpack_from(log, at)
        at += HEAD.size
        name = log[at:at + path_n].decode()
        name2 = log[at + path_n:at + path_n + path2_n].decode()
        at += path_n + path2_n
        # An operation without data has a size of 0.
        data = log[at:at + size]
        at += size
        records.append(Record(what[:1].decode(), inode, name, name2, offset, data))
    return records


class File:
    """What was flushed, what the program sees, and the steps between the two."""

    def __init__(self):
        self.flushed, self.seen, self.steps = b"", bytearray(), []

    def write(self, offset, data):
        overwrite(self.seen, offset, data)
        self.steps.append((offset, data))

    def truncate(self, length):
        resize(self.seen, length)
        self.steps.append((length, None))

    def flush(self):
        if self.steps:
            self.flushed, self.steps = bytes(self.seen), []

    def after_cut(self, random):
        """Bytes that a power cut may leave."""
        if not self.steps:
            return self.flushed
        chance = random.choice((0.0, 1.0, 0.5, random.random()))
        left, lengths = bytearray(self.flushed), [len(self.flushed), len(self.seen)]
        for offset, data in self.steps:
            if data is None:
                if random.random() < chance:
                    resize(left, offset)
                continue
            for start, part in sectors(offset, data):
                if random.random() < chance:
                    overwrite(left, start, part)
        lengths.append(len(left))
        resize(left, random.choice(lengths))
        return bytes(left)


class Directory:
    """Names to files and directories, as flushed and as seen."""

    def __init__(self):
        self.flushed, self.seen, self.steps = {}, {}, []

    def apply(self, step):
        self.steps.append(step)
        rename(self.seen, step)

    def flush(self):
        self.flushed, self.steps = dict(self.seen), []

    def after_cut(self, random):
        how = random.choice(("none", "all", "first", "any"))
        count = random.randint(0, len(self.steps))
        names = dict(self.flushed)
        for number, step in enumerate(self.steps):
            if how == "all" or (how == "first" and number < count) or \
                    (how == "any" and random.random() < 0.5):
                rename(names, step)
        return names


def rename(names, step):
    """A step is (old name or None, new name or None, what it names)."""
    old, new, what = step
    if old is not None and names.get(old) is what:
        del names[old]
    if new is not None:
        names[new] = what


def resize(data, length):
    if length < len(data):
        del data[length:]
    else:
        data.extend(bytes(length - len(data)))


def overwrite(data, offset, part):
    if offset > len(data):
        resize(data, offset)
    data[offset:offset + len(part)] = part


def sectors(offset, data):
    """Cut what is written at the borders of the disk's sectors."""
    at = 0
    while at < len(data):
        n = SECTOR_BYTES - (offset + at) % SECTOR_BYTES
        yield offset + at, data[at:at + n]
        at += n


class Disk:
    """The directory that the shim watched, from empty on."""

    def __init__(self, directory_syncs=True):
        self.root = Directory()
        self.inodes = {}
        self.directory_syncs = directory_syncs

    def find(self, path):
        """The directory a path is in, and its last name."""
        *above, name = path.split("/")
        directory = self.root
        for part in above:
            directory = directory.seen[part]
        return directory, name

    def apply(self, record):
        step = getattr(self, STEPS.get(record.what, "unknown"))
        step(record)

    def open(self, record):
        directory, name = self.find(record.path)
        if name not in directory.seen:
            file = self.inodes[record.inode] = File()
            directory.apply((None, name, file))
        elif record.offset & os.O_TRUNC:
            directory.seen[name].truncate(0)

    def write(self, record):
        self.inodes[record.inode].write(record.offset, record.data)

    def truncate(self, record):
        self.inodes[record.inode].truncate(record.offset)

    def sync(self, record):
        what = self.inodes[record.inode] if record.path else self.root
        if isinstance(what, File) or self.directory_syncs:
            what.flush()

    def rename(self, record):
        directory, old = self.find(record.path)
        other, new = self.find(record.path2)
        if directory is not other:
            raise ValueError(f"a rename between directories: {record.path} to {record.path2}")
        directory.apply((old, new, directory.seen[old]))

    def unlink(self, record):
        directory, name = self.find(record.path)
        directory.apply((name, None, directory.seen[name]))

    def mkdir(self, record):
        directory, name = self.find(record.path)
        made = self.inodes[record.inode] = Directory()
        directory.apply((None, name, made))

    def talk(self, record):
        pass

    def unknown(self, record):
        raise ValueError(f"{record.path}: {record.path2} cannot be replayed")

    def write_image(self, path, random=None):
        """Make `path` what a power cut may leave, or without `random` what the program saw."""
        write_directory(self.root, path, random)


STEPS = {"o": "open", "w": "write", "t": "truncate", "s": "sync", "m": "rename", "u": "unlink",
         "d": "mkdir", "a": "talk"}


def write_directory(directory, path, random):
    os.mkdir(path, 0o700)
    names = directory.after_cut(random) if random else directory.seen
    for name, what in names.items():
        below = os.path.join(path, name)
        if isinstance(what, Directory):
            write_directory(what, below, random)
            continue
        with open(below, "wb") as file:
            file.write(what.after_cut(random) if random else what.seen)


def same_tree(a, b):
    """Whether two directories hold the same names and bytes."""
    names = sorted(os.listdir(a))
    if names != sorted(os.listdir(b)):
        return False
    for name in names:
        one, other = os.path.join(a, name), os.path.join(b, name)
        if os.path.isdir(one) != os.path.isdir(other):
            return False
        if os.path.isdir(one):
            if not same_tree(one, other):
                return False
        else:
            with open(one, "rb") as first, open(other, "rb") as second:
                if first.read() != second.read():
                    return False
    return True
