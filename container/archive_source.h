/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive_source.h: the bytes of an archive, for libarchive: of a file, of memory, or of a stream.
 * What is packed with gzip or zstd is unpacked here, which checks its checksums; libarchive leaves
 * that of gzip unread. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_ARCHIVE_SOURCE_H
#define FIHRIST_CONTAINER_ARCHIVE_SOURCE_H

#include "container/part.h"
#include "container/unpack.h"

typedef struct fh_archive_source {
    fh_container *container; /**< which counts what is read */
    fihrist_error error;     /**< why it cannot be read on */
    uint64_t read;           /**< bytes that were handed out, some perhaps more than once */
    uint64_t most;           /**< that may be handed out; the one who reads says it */
    uint64_t at, size;       /**< size: of what can be sought; UINT64_MAX: it cannot */
    /* Where they are: a file, memory, or a stream. */
    int fd;
    fh_str memory;
    fh_stream *stream;
    fh_unpack *unpack; /**< which then is what the stream is */
    bool is_packed;    /**< in another way, which libarchive unpacks */
    uint64_t counted;
    fh_buffer start; /**< what was read ahead of the stream */
    size_t start_at;
    fh_stream stored; /**< that, and the rest behind it */
    fh_stream *rest;
    uint8_t block[FH_PACKED_BLOCK_BYTES];
} fh_archive_source;

/** Zeroed before. `memory`, where it is not NULL, has all the bytes. */
int fh_archive_source_open(fh_archive_source *self, fh_container *container,
                           const fh_container_source *source, const fh_str *memory,
                           fihrist_error *err);
void fh_archive_source_close(fh_archive_source *self);

static inline bool fh_archive_source_seeks(const fh_archive_source *self) {
    return self->size != UINT64_MAX;
}

/** The next bytes, until the next call: how many, 0 at the end; negative: self->error. */
ssize_t fh_archive_source_read(fh_archive_source *self, const void **ret_block);
/** Where reading goes on then; -1: there is no such place. */
int64_t fh_archive_source_seek(fh_archive_source *self, int64_t offset, int whence);
/** Pass over up to so many bytes: how many. */
int64_t fh_archive_source_skip(fh_archive_source *self, int64_t bytes);
/** The archive had its end: whether what it was packed in has a good one too. */
int fh_archive_source_finish(fh_archive_source *self, fihrist_error *err);

#endif
