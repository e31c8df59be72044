/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * spool.h: bytes that are put aside in a file without a name, and read again from the beginning.
 */
#ifndef FIHRIST_GLASS_SPOOL_H
#define FIHRIST_GLASS_SPOOL_H

#include "core/error.h"
#include "core/memory.h"

typedef struct glass_spool {
    int fd; /* -1: closed */
    uint64_t written;
    fh_buffer waiting; /* to be written */
} glass_spool;

#define GLASS_SPOOL_CLOSED ((glass_spool){.fd = -1})

/** In directory `path`, whose file system the bytes need, under a `name` that nothing has there for
 *  as long as it takes to remove it. Gone when it is closed, and when the process ends. */
int glass_spool_open(glass_spool *spool, const char *path, const char *name, fihrist_error *err);
void glass_spool_close(glass_spool *spool);
int glass_spool_write(glass_spool *spool, const void *bytes, size_t n, fihrist_error *err);
/** Nothing waits to be written any more. */
int glass_spool_flush(glass_spool *spool, fihrist_error *err);

/** A walk over a part of a spool. Several can go over one spool, which is not written meanwhile. */
typedef struct glass_spool_reader {
    const glass_spool *spool;
    uint64_t next, end; /* of the spool, behind what is in the buffer */
    fh_buffer bytes;
    size_t at;
} glass_spool_reader;

/** From byte `from` to byte `to`, by `buffer_bytes` at a time. */
void glass_spool_reader_open(glass_spool_reader *reader, const glass_spool *spool, uint64_t from,
                             uint64_t to, size_t buffer_bytes);
void glass_spool_reader_close(glass_spool_reader *reader);
/** Have `n` bytes, at most `buffer_bytes`, or all that are left, side by side at
 *  reader->bytes.p + reader->at. Returns how many there are in *ret_n. */
int glass_spool_need(glass_spool_reader *reader, size_t n, size_t *ret_n, fihrist_error *err);

#endif
