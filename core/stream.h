/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stream.h: bytes that are read once, from their beginning to their end: a file, a member of a
 * container, a body that is unpacked on the way. Who makes one embeds it as the first member of a
 * struct of its own and frees that itself.
 */
#ifndef FIHRIST_CORE_STREAM_H
#define FIHRIST_CORE_STREAM_H

#include <sys/types.h>

#include "core/error.h"
#include "core/memory.h"

typedef struct fh_stream fh_stream;

struct fh_stream {
    /** Up to `n` bytes into `bytes`, fewer only before the end: how many, 0 at the end. Negative
     *  and *err: FIHRIST_E_INPUT where what is read is damaged or passes a limit, FIHRIST_E_IO
     *  where it cannot be read, FIHRIST_E_MEMORY. */
    ssize_t (*read)(fh_stream *stream, void *bytes, size_t n, fihrist_error *err);
};

static inline ssize_t fh_stream_read(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    return stream->read(stream, bytes, n, err);
}

/** Read all that is left into `buffer`, behind what it has. FIHRIST_E_INPUT when that is more than
 *  `max_bytes`; "what" is named then ("a page"). */
int fh_stream_read_all(fh_stream *stream, const char *what, size_t max_bytes, fh_buffer *buffer,
                       fihrist_error *err);

/** Bytes that are in memory as a stream; they are borrowed. */
typedef struct fh_memory_stream {
    fh_stream stream;
    fh_str left;
} fh_memory_stream;

fh_memory_stream fh_memory_stream_of(fh_str bytes);

#endif
