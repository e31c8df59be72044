/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * trace.h: what the recorder (record.so.c) writes and the replayer (power.c) reads: one after the
 * other every change a program made to files below one directory, and when it made them durable.
 */
#ifndef FIHRIST_TESTS_TRACE_H
#define FIHRIST_TESTS_TRACE_H

#include <stdint.h>

enum trace_kind {
    TRACE_CREATE, /* file `inode` appears in `dir` as the first name */
    TRACE_MKDIR,
    TRACE_WRITE,    /* `bytes` of data at `offset` */
    TRACE_TRUNCATE, /* to `offset` */
    TRACE_SYNC,     /* of a file or a directory */
    TRACE_RENAME,   /* first name in `dir` to second name in `to_dir` */
    TRACE_UNLINK,
    TRACE_ACKNOWLEDGE /* the program said that what it wrote is on disk */
};

/* Then follow the two names and the data. */
struct trace_entry {
    uint32_t kind;
    uint32_t name_bytes, second_bytes, data_bytes;
    uint64_t inode, dir, to_dir, offset;
};

#endif
