/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader_whole.c: files that are one article each: a page saved as text, or as HTML.
 */
#include <errno.h>
#include <unistd.h>

#include "indexer/reader.h"
#include "webpage/webpage.h"

enum { HTML_MAX_BYTES = 64 << 20, PIECE_BYTES = 65536 };

typedef struct whole_file {
    fh_source *source;
    fh_buffer bytes; /* its cap is a byte more than the limit: enough to know that it is passed */
    bool done;
} whole_file;

static int open_whole(fh_source *source, size_t max_bytes, void **ret_state, fihrist_error *err) {
    whole_file *file = fh_calloc(1, sizeof *file);
    if (!file)
        return fh_fail_memory(err);
    file->source = source;
    /* A resumed run stands behind the one article there is. */
    file->done = source->offset > 0;
    file->bytes = FH_BUFFER(max_bytes + 1);
    *ret_state = file;
    return 0;
}

static int read_all(whole_file *file, fihrist_error *err) {
    const size_t max = file->bytes.cap_bytes - 1;
    while (file->bytes.n <= max) {
        size_t room = max + 1 - file->bytes.n;
        room = room < PIECE_BYTES ? room : PIECE_BYTES;
        if (!fh_buffer_reserve(&file->bytes, room))
            return fh_fail_memory(err);
        ssize_t n = fh_source_read(file->source, file->bytes.p + file->bytes.n, room);
        if (n < 0) {
            fh_fail_errno(err, errno, "cannot be read");
            return FIHRIST_E_INPUT;
        }
        if (n == 0)
            return 0;
        file->bytes.n += (size_t)n;
        file->source->bytes_read += (uint64_t)n;
    }
    return fh_fail(err, FIHRIST_E_INPUT, "a page of more than %zu bytes", max);
}

/* What the text is read to points into it. */
static int read_text(fh_str bytes, fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    fh_str text = fh_arena_copy(arena, bytes);
    return text.p ? fh_page_read(text, arena, ret_article, err) : fh_fail_memory(err);
}

typedef int (*page_reading)(fh_str bytes, fh_arena *arena, fh_article *ret_article,
                            fihrist_error *err);

static int next_whole(whole_file *file, page_reading read, fh_arena *arena, fh_article *ret_article,
                      uint64_t *ret_line, fihrist_error *err) {
    *ret_line = 0;
    if (file->done)
        return FH_INPUT_END;
    file->done = true;
    int rc = read_all(file, err);
    if (rc == 0)
        rc = read(fh_buffer_str(&file->bytes), arena, ret_article, err);
    file->source->offset = file->source->bytes_read;
    return rc == 0 ? FH_INPUT_ARTICLE : rc == FIHRIST_E_INPUT ? FH_INPUT_REJECTED : rc;
}

static int page_open(fh_source *source, void **ret_state, fihrist_error *err) {
    return open_whole(source, FH_ARTICLE_MAX_BYTES, ret_state, err);
}

static int html_open(fh_source *source, void **ret_state, fihrist_error *err) {
    return open_whole(source, HTML_MAX_BYTES, ret_state, err);
}

static int page_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                     fihrist_error *err) {
    return next_whole(state, read_text, arena, ret_article, ret_line, err);
}

static int html_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                     fihrist_error *err) {
    return next_whole(state, fh_html_read, arena, ret_article, ret_line, err);
}

static void close_whole(void *state) {
    whole_file *file = state;
    fh_buffer_free(&file->bytes);
    fh_free(file);
}

const fh_reader_format fh_reader_page = {"page", page_open, page_next, close_whole};
const fh_reader_format fh_reader_html = {"html", html_open, html_next, close_whole};
