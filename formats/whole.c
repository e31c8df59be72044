/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * whole.c: files that are one article each: a page saved as text, or as HTML.
 */
#include "formats/formats.h"
#include "webpage/webpage.h"

typedef struct whole_file {
    fh_stream *stream;
    const fh_origin *origin;
    fh_buffer bytes;
    size_t max_bytes;
    bool done;
} whole_file;

static int open_whole(fh_stream *stream, const fh_origin *origin, size_t max_bytes,
                      void **ret_state, fihrist_error *err) {
    whole_file *file = fh_calloc(1, sizeof *file);
    if (!file)
        return fh_fail_memory(err);
    file->stream = stream;
    file->origin = origin;
    file->max_bytes = max_bytes;
    /* A byte more than the limit is enough to know that it is passed. */
    file->bytes = FH_BUFFER(max_bytes + 1);
    *ret_state = file;
    return FIHRIST_OK;
}

/* What the text is read to points into it. */
static int read_text(fh_str bytes, const fh_origin *origin, fh_arena *arena,
                     fh_article *ret_article, fihrist_error *err) {
    (void)origin;
    fh_str text = fh_arena_copy(arena, bytes);
    return text.p ? fh_page_read(text, arena, ret_article, err) : fh_fail_memory(err);
}

typedef int (*page_reading)(fh_str bytes, const fh_origin *origin, fh_arena *arena,
                            fh_article *ret_article, fihrist_error *err);

static int next_whole(whole_file *file, page_reading read, fh_arena *arena, fh_article *ret_article,
                      uint64_t *ret_line, fihrist_error *err) {
    *ret_line = 0;
    if (file->done)
        return FH_READ_END;
    file->done = true;
    int code = fh_stream_read_all(file->stream, "a page", file->max_bytes, &file->bytes, err);
    const fh_origin *origin = file->origin;
    if (code == FIHRIST_OK && origin && origin->is_known &&
        origin->is_known(origin->user, fh_buffer_str(&file->bytes)))
        return FH_READ_KNOWN;
    if (code == FIHRIST_OK)
        code = read(fh_buffer_str(&file->bytes), origin, arena, ret_article, err);
    return code == FIHRIST_OK ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

static int page_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                     fihrist_error *err) {
    return open_whole(stream, origin, FH_ARTICLE_MAX_BYTES, ret_state, err);
}

static int html_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                     fihrist_error *err) {
    return open_whole(stream, origin, FH_HTML_MAX_BYTES, ret_state, err);
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
