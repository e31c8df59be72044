/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader.h: any bytes through a reader, to its end: every article can be finished and printed,
 * every rejection says why, and nothing but the input is at fault.
 */
#ifndef FIHRIST_TESTS_FUZZ_READER_H
#define FIHRIST_TESTS_FUZZ_READER_H

#include "formats/formats.h"
#include "tests/fuzz/article.h"

static inline void read_with(const fh_reader_format *format, fh_str bytes,
                             const fh_origin *origin) {
    fh_memory_stream stream = fh_memory_stream_of(bytes);
    fh_arena *arena = fh_arena_new();
    fh_article article;
    fihrist_error err;
    uint64_t line, before = 0;
    void *reader;
    if (!arena || format->open(&stream.stream, origin, &reader, &err) != 0)
        abort();
    int got;
    do {
        err.message[0] = '\0';
        got = format->next(reader, arena, &article, &line, &err);
        if (got == FH_READ_ARTICLE)
            check_article(0, &article, arena);
        else if (got != FH_READ_END && err.message[0] == '\0')
            abort();
        if (got > 0 && line < before)
            abort();
        before = line;
        fh_arena_reset(arena);
    } while (got > 0);
    if (got < 0 && got != FIHRIST_E_INPUT)
        abort();
    format->close(reader);
    fh_arena_free(arena);
}

#endif
