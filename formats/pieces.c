/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pieces.c: what is left of a piece moves to its front before more is read behind it.
 */
#include "formats/pieces.h"

#include "core/utf8.h"

enum {
    READ_BYTES = 128 << 10,
    ROOM_BYTES = READ_BYTES * 2 /* two bytes of UTF-16 make at most three */
};

int fh_pieces_open(fh_pieces *pieces, fh_stream *stream, fihrist_error *err) {
    *pieces = (fh_pieces){.stream = stream, .bytes = fh_malloc(ROOM_BYTES)};
    return pieces->bytes ? 0 : fh_fail_memory(err);
}

void fh_pieces_close(fh_pieces *pieces) {
    fh_free(pieces->bytes);
    fh_free(pieces->units);
    *pieces = (fh_pieces){0};
}

/* --- UTF-16 --- */

static uint32_t unit_at(const fh_pieces *pieces, size_t at) {
    unsigned char a = (unsigned char)pieces->units[at], b = (unsigned char)pieces->units[at + 1];
    return pieces->big_endian ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

static void add(fh_pieces *pieces, uint32_t c) {
    bool lone = c >= 0xd800 && c < 0xe000;
    pieces->end += fh_utf8_encode(pieces->bytes + pieces->end, lone ? 0xfffd : c);
}

/* Of what was read; half a pair waits for its other half, unless nothing more comes. */
static void decode_units(fh_pieces *pieces) {
    size_t at = 0, n = pieces->unit_bytes;
    while (at + 2 <= n) {
        uint32_t c = unit_at(pieces, at);
        bool high = c >= 0xd800 && c < 0xdc00;
        if (high && at + 4 > n && !pieces->ended)
            break;
        uint32_t low = high && at + 4 <= n ? unit_at(pieces, at + 2) : 0;
        bool pair = low >= 0xdc00 && low < 0xe000;
        add(pieces, pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : c);
        at += pair ? 4 : 2;
    }
    memmove(pieces->units, pieces->units + at, n - at);
    pieces->unit_bytes = n - at;
}

static int read_units(fh_pieces *pieces, fihrist_error *err) {
    size_t room = (ROOM_BYTES - pieces->end) / 3 * 2;
    room = (room < READ_BYTES ? room : READ_BYTES) - 4;
    ssize_t n = fh_stream_read(pieces->stream, pieces->units + pieces->unit_bytes,
                               room - pieces->unit_bytes, err);
    if (n < 0)
        return (int)n;
    pieces->ended = n == 0;
    pieces->unit_bytes += (size_t)n;
    decode_units(pieces);
    return 0;
}

/* --- filling --- */

static bool begins(const fh_pieces *pieces, const char *with, size_t n) {
    return pieces->end >= n && memcmp(pieces->bytes, with, n) == 0;
}

/* What the first piece is. */
static int begin(fh_pieces *pieces, fihrist_error *err) {
    pieces->begun = true;
    if (begins(pieces, "\xef\xbb\xbf", 3)) {
        pieces->at = 3;
        return 0;
    }
    pieces->big_endian = begins(pieces, "\xfe\xff", 2);
    if (!pieces->big_endian && !begins(pieces, "\xff\xfe", 2))
        return 0;
    pieces->units = fh_malloc(READ_BYTES);
    if (!pieces->units)
        return fh_fail_memory(err);
    pieces->unit_bytes = pieces->end - 2;
    memcpy(pieces->units, pieces->bytes + 2, pieces->unit_bytes);
    pieces->end = 0;
    decode_units(pieces);
    return 0;
}

/* At least half of the room is free. */
static int fill(fh_pieces *pieces, fihrist_error *err) {
    size_t left = pieces->end - pieces->at;
    memmove(pieces->bytes, pieces->bytes + pieces->at, left);
    pieces->at = 0;
    pieces->end = left;
    if (pieces->units)
        return read_units(pieces, err);
    ssize_t n = fh_stream_read(pieces->stream, pieces->bytes + left, READ_BYTES, err);
    if (n < 0)
        return (int)n;
    pieces->ended = n == 0;
    pieces->end += (size_t)n;
    return pieces->begun ? 0 : begin(pieces, err);
}

int fh_pieces_more(fh_pieces *pieces, fihrist_error *err) {
    while (pieces->at == pieces->end && !pieces->ended) {
        int code = fill(pieces, err);
        if (code < 0)
            return code;
    }
    return pieces->at < pieces->end;
}

int fh_pieces_line(fh_pieces *pieces, fh_str *ret_line, fihrist_error *err) {
    size_t seen = 0;
    for (;;) {
        const char *from = pieces->bytes + pieces->at;
        size_t left = pieces->end - pieces->at;
        const char *feed = memchr(from + seen, '\n', left - seen);
        if (feed || left >= READ_BYTES || (pieces->ended && left > 0)) {
            *ret_line = (fh_str){from, feed ? (size_t)(feed - from) + 1 : left};
            pieces->at += ret_line->n;
            return 1;
        }
        if (pieces->ended)
            return 0;
        seen = left;
        int code = fill(pieces, err);
        if (code < 0)
            return code;
    }
}
