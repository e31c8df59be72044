# SPDX-License-Identifier: GPL-2.0-or-later
"""The store of an index read as doc/format.md describes it, without the code that is tested."""
import os
import struct

BLOCK, DICTIONARY = b"FHBK", b"FHDC"
FILE_HEADER_BYTES, BLOCK_HEADER_BYTES, ROW_BYTES = 32, 64, 24


def path(index):
    """The store of the generation in use, which is the only one when no writer is at work."""
    (generation,) = [name for name in os.listdir(index) if name.startswith("gen-")]
    return os.path.join(index, generation, "store")


def parts(store):
    """Offset and bytes of each block, the dictionary's too, in the order of the file."""
    at = FILE_HEADER_BYTES
    while at < len(store):
        if store[at:at + 4] == BLOCK:
            (size,) = struct.unpack_from("<I", store, at + 24)
        else:
            assert store[at:at + 4] == DICTIONARY, f"no block at {at}"
            (content,) = struct.unpack_from("<I", store, at + 8)
            size = (16 + content + 7) // 8 * 8
        yield at, store[at:at + size]
        at += size


def docids(store):
    """Of every document that the store keeps, in the order of the file."""
    found = []
    for _, block in parts(store):
        if block[:4] == BLOCK:
            (documents,) = struct.unpack_from("<I", block, 8)
            found += [struct.unpack_from("<I", block, BLOCK_HEADER_BYTES + row * ROW_BYTES)[0]
                      for row in range(documents)]
    return found
