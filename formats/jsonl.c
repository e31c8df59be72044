/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jsonl.c: JSON Lines, one article a line (jsonl_record.c). Reads in large pieces, keeps one line;
 * a line that is too long is passed over without being kept. What is wrong with a line costs that
 * line alone.
 */
#include "formats/formats.h"

enum { READ_BYTES = 256 << 10 };

typedef struct jsonl_file {
    fh_stream *stream;
    uint64_t offset;     /* of the next line */
    uint64_t line_count; /* lines behind us */
    fh_buffer line;      /* a line that goes over the edge of a piece */
    char *piece;
    size_t at, end; /* what is left of the piece */
    bool at_end;
} jsonl_file;

static void jsonl_close(void *state) {
    jsonl_file *file = state;
    if (!file)
        return;
    fh_buffer_free(&file->line);
    fh_free(file->piece);
    fh_free(file);
}

static int jsonl_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                      fihrist_error *err) {
    (void)origin;
    jsonl_file *file = fh_calloc(1, sizeof *file);
    if (file) {
        file->stream = stream;
        file->line = FH_BUFFER(FH_JSONL_MAX_LINE_BYTES);
        file->piece = fh_malloc(READ_BYTES);
    }
    if (!file || !file->piece) {
        jsonl_close(file);
        return fh_fail_memory(err);
    }
    *ret_state = file;
    return 0;
}

static int fill_piece(jsonl_file *file, fihrist_error *err) {
    ssize_t n = fh_stream_read(file->stream, file->piece, READ_BYTES, err);
    if (n < 0)
        return (int)n;
    file->at = 0;
    file->end = (size_t)n;
    file->at_end = n == 0;
    return 0;
}

/* The next line without its end: in the piece, or put together in file->line. *ret_bytes is how
 * long it is in the file; where that is more than the limit, *ret_line is absent. 1, 0 at the end.
 */
static int next_line(jsonl_file *file, fh_str *ret_line, uint64_t *ret_bytes, fihrist_error *err) {
    uint64_t bytes = 0;
    bool ended = false;
    fh_buffer_clear(&file->line);
    *ret_line = (fh_str){NULL, 0};
    while (!ended) {
        int rc = file->at == file->end && !file->at_end ? fill_piece(file, err) : 0;
        if (rc)
            return rc;
        if (file->at_end)
            break;
        const char *from = file->piece + file->at;
        const char *feed = memchr(from, '\n', file->end - file->at);
        size_t n = feed ? (size_t)(feed - from) : file->end - file->at;
        ended = feed != NULL;
        file->at += n + ended;
        file->offset += n + ended;
        if (ended && bytes == 0)
            *ret_line = (fh_str){from, n};
        else if (bytes + n <= FH_JSONL_MAX_LINE_BYTES && !fh_buffer_append(&file->line, from, n))
            return fh_fail_memory(err);
        bytes += n;
    }
    if (!ended && bytes == 0)
        return 0;
    file->line_count++;
    *ret_bytes = bytes;
    if (!ret_line->p && bytes <= FH_JSONL_MAX_LINE_BYTES)
        *ret_line = fh_buffer_str(&file->line);
    /* One huge line does not keep its memory for the rest of the run. */
    if (bytes > FH_JSONL_MAX_LINE_BYTES)
        fh_buffer_free(&file->line);
    return 1;
}

static fh_str without_blanks(fh_str line, bool first) {
    if (first && line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0)
        line.p += 3, line.n -= 3;
    while (line.n && strchr(" \t\r", line.p[line.n - 1]) && line.p[line.n - 1])
        line.n--;
    return line;
}

static int jsonl_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                      fihrist_error *err) {
    jsonl_file *file = state;
    for (;;) {
        fh_str line;
        uint64_t bytes = 0;
        int rc = next_line(file, &line, &bytes, err);
        *ret_line = file->line_count;
        if (rc <= 0)
            return rc;
        if (!line.p) {
            fh_fail(err, FIHRIST_E_INPUT, "a line of %llu bytes, the limit is %d",
                    (unsigned long long)bytes, FH_JSONL_MAX_LINE_BYTES);
            return FH_READ_REJECTED;
        }
        line = without_blanks(line, *ret_line == 1);
        if (line.n == 0)
            continue;
        rc = fh_jsonl_read(line, arena, ret_article, err);
        return rc == 0 ? FH_READ_ARTICLE : rc == FIHRIST_E_INPUT ? FH_READ_REJECTED : rc;
    }
}

void fh_jsonl_place(const void *state, uint64_t *ret_offset, uint64_t *ret_line) {
    const jsonl_file *file = state;
    *ret_offset = file->offset;
    *ret_line = file->line_count;
}

void fh_jsonl_start_at(void *state, uint64_t offset, uint64_t line) {
    jsonl_file *file = state;
    file->offset = offset;
    file->line_count = line;
}

const fh_reader_format fh_reader_jsonl = {"jsonl", jsonl_open, jsonl_next, jsonl_close};
