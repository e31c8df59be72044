/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * file_stream.h: an open file as a stream, and a stream whose beginning was looked at.
 */
#ifndef FIHRIST_INPUT_FILE_STREAM_H
#define FIHRIST_INPUT_FILE_STREAM_H

#include "core/stream.h"

typedef struct fh_file_stream {
    fh_stream stream;
    int fd;         /**< borrowed */
    bool waits;     /**< a pipe or a terminal: nobody knows whether more will come */
    uint64_t bytes; /**< that were read */
} fh_file_stream;

fh_file_stream fh_file_stream_of(int fd);

/** Between these two a thread that waits for a pipe can be cancelled, if its owner says so
 *  (indexer/read_ahead.c): nobody may ever write to it. Nowhere else, and never while the thread
 *  holds what only it knows of. What `let` returns is for `end`. */
int fh_let_cancel(bool waits);
void fh_end_cancel(int before);

/** The bytes of `from`, the first of which are in `start`. */
typedef struct fh_peeked_stream {
    fh_stream stream;
    fh_stream *from;
    fh_str left; /**< of the beginning */
} fh_peeked_stream;

fh_peeked_stream fh_peeked_stream_of(fh_stream *from, fh_str start);
/** Read the first bytes of `from` into `start`, up to `room` of them, fewer only where it ends: the
 *  stream has them too, then what follows. `start` must stay where it is. */
int fh_peek(fh_stream *from, char *start, size_t room, fh_peeked_stream *ret_stream,
            fihrist_error *err);

#endif
