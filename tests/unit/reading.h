/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reading.h: all that a reader makes of some bytes, as lines that can be compared: each article as
 * JSON, as it was given; what was rejected, with its line; how it ended.
 */
#ifndef FIHRIST_TESTS_READING_H
#define FIHRIST_TESTS_READING_H

#include "core/json.h"
#include "core/utf8.h"
#include "formats/formats.h"

#include "tests/unit/check.h"

/* What came out, a line each: "LINE {article}", "LINE rejected: REASON", "error: REASON" at the end
 * where it ended with one. */
static inline fh_str read_with(const fh_reader_format *format, fh_str bytes,
                               const fh_origin *origin, fh_arena *arena) {
    fh_memory_stream stream = fh_memory_stream_of(bytes);
    fh_buffer lines = FH_BUFFER(64 << 20);
    fihrist_error err;
    uint64_t line;
    void *state;
    fh_arena *one = fh_arena_new();
    int got = format->open(&stream.stream, origin, &state, &err);
    while (got >= 0) {
        fh_article article;
        fh_arena_reset(one);
        got = format->next(state, one, &article, &line, &err);
        if (got <= 0)
            break;
        fh_buffer_printf(&lines, "%s%llu ", lines.n ? "\n" : "", (unsigned long long)line);
        if (got == FH_READ_REJECTED) {
            fh_buffer_printf(&lines, "rejected: %s", err.message);
            continue;
        }
        fh_buffer json = FH_BUFFER(64 << 20);
        fh_json_article(&json, &article);
        fh_buffer_append_str(&lines, fh_buffer_str(&json));
        fh_buffer_free(&json);
        assert_true(fh_utf8_valid(article.text) && fh_utf8_valid(article.title));
        assert_int_equal(fh_article_finish(&article, one, &err), 0);
    }
    if (got < 0) {
        assert_int_equal(got, FIHRIST_E_INPUT);
        fh_buffer_printf(&lines, "%serror: %s", lines.n ? "\n" : "", err.message);
    }
    format->close(state);
    fh_arena_free(one);
    assert_false(lines.failed);
    fh_str copy = fh_arena_copy(arena, fh_buffer_str(&lines));
    fh_buffer_free(&lines);
    return copy;
}

static inline void check_reading(const char *what, const fh_reader_format *format, fh_str bytes,
                                 const fh_origin *origin, const char *expected) {
    fh_arena *arena = fh_arena_new();
    check_text(what, read_with(format, bytes, origin, arena), expected);
    fh_arena_free(arena);
}

/** Each allocation of ours fails in turn: a failure that was met is FIHRIST_E_MEMORY and nothing
 *  else; without one the result is as ever. */
static inline void check_out_of_memory(const fh_reader_format *format, fh_str bytes) {
    for (long n = 0, failed = 1; failed; n++) {
        fh_memory_stream stream = fh_memory_stream_of(bytes);
        fh_arena *arena = fh_arena_new();
        void *state = NULL;
        uint64_t line;
        fh_article article;
        fihrist_error err;
        fh_memory_fail_after(n);
        int got = format->open(&stream.stream, NULL, &state, &err);
        bool open = got == 0;
        if (open)
            do
                got = format->next(state, arena, &article, &line, &err);
            while (got > 0);
        fh_memory_fail_after(-1);
        if (got != FIHRIST_E_MEMORY && got != 0)
            fail_msg("allocation %ld: %d, %s", n, got, err.message);
        failed = got != 0;
        if (open)
            format->close(state);
        fh_arena_free(arena);
    }
}

#endif
