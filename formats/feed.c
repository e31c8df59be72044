/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed.c: the reader of RSS and Atom (feed.h). The bytes of a feed are kept, its items are not.
 */
#include "formats/feed.h"

#include "formats/formats.h"

typedef struct feed_reader {
    fh_stream *stream;
    const fh_origin *origin;
    fh_arena *arena; /* of the feed's text */
    fh_feed_parser *parser;
} feed_reader;

static void feed_close(void *state) {
    feed_reader *reader = state;
    if (!reader)
        return;
    fh_feed_parser_free(reader->parser);
    fh_arena_free(reader->arena);
    fh_free(reader);
}

static int feed_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                     fihrist_error *err) {
    feed_reader *reader = fh_calloc(1, sizeof *reader);
    if (reader)
        *reader = (feed_reader){.stream = stream, .origin = origin, .arena = fh_arena_new()};
    if (!reader || !reader->arena) {
        feed_close(reader);
        return fh_fail_memory(err);
    }
    *ret_state = reader;
    return 0;
}

static int begin(feed_reader *reader, fihrist_error *err) {
    fh_buffer bytes = FH_BUFFER(FH_FEED_MAX_BYTES + 1);
    fh_str charset = reader->origin ? reader->origin->charset : (fh_str){NULL, 0};
    fh_feed_source source;
    int code = fh_stream_read_all(reader->stream, "a feed", FH_FEED_MAX_BYTES, &bytes, err);
    /* A copy: the text may be the bytes themselves, which go. */
    fh_str kept = {NULL, 0};
    if (code == 0)
        kept = fh_arena_copy(reader->arena, fh_buffer_str(&bytes));
    fh_buffer_free(&bytes);
    if (code == 0 && !kept.p)
        code = fh_fail_memory(err);
    if (code == 0)
        code = fh_feed_source_open(kept, charset, reader->arena, &source, err);
    return code == 0 ? fh_feed_parser_new(source, &reader->parser, err) : code;
}

static int read_item(feed_reader *reader, fh_feed_item *item, fh_arena *arena,
                     fh_article *ret_article, fihrist_error *err) {
    const fh_feed_item *head = fh_feed_head(reader->parser);
    if (fh_feed_is_comment(head, item, reader->origin))
        return fh_feed_comments(reader->parser, reader->origin, arena, ret_article, err);
    int code = fh_feed_article(head, item, reader->origin, arena, ret_article, err);
    fh_feed_pass(reader->parser);
    return code;
}

static int feed_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                     fihrist_error *err) {
    feed_reader *reader = state;
    fh_feed_item *item;
    *ret_line = 0;
    int code = reader->parser ? 0 : begin(reader, err);
    if (code == 0)
        code = fh_feed_peek(reader->parser, &item, err);
    if (code <= 0)
        return code == 0 ? FH_READ_END : code;
    *ret_line = item->number;
    code = read_item(reader, item, arena, ret_article, err);
    return code == 0 ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

const fh_reader_format fh_reader_feed = {"feed", feed_open, feed_next, feed_close};
