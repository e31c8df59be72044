/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pieces.h: a stream in large pieces, for readers that go through it byte by byte or line by line.
 * What begins with a byte order mark comes without it, and as UTF-8 where it is UTF-16.
 */
#ifndef FIHRIST_FORMATS_PIECES_H
#define FIHRIST_FORMATS_PIECES_H

#include "core/stream.h"

typedef struct fh_pieces {
    fh_stream *stream;
    char *bytes;
    size_t at, end; /**< what is there of the stream, not used yet */
    char *units;    /**< of UTF-16: as it was read; NULL: it is none */
    size_t unit_bytes;
    bool big_endian, begun, ended;
} fh_pieces;

int fh_pieces_open(fh_pieces *pieces, fh_stream *stream, fihrist_error *err);
void fh_pieces_close(fh_pieces *pieces);

/** Have something at `at`: 1; 0 at the end of the stream; or the stream's error. */
int fh_pieces_more(fh_pieces *pieces, fihrist_error *err);

/** The next line, with its line feed where it has one; of one that is longer than 128 KB a part. It
 *  stands until the next call. 1; 0 at the end; or the stream's error. */
int fh_pieces_line(fh_pieces *pieces, fh_str *ret_line, fihrist_error *err);

#endif
