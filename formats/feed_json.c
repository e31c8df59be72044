/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_json.c: JSON Feed, 1.0 and 1.1. The text is scanned in place; of its items one at a time is
 * a tree.
 */
#include <jansson.h>

#include "core/charset.h"
#include "core/date_written.h"
#include "core/utf8.h"
#include "formats/feed.h"
#include "formats/formats.h"
#include "formats/json_scan.h"
#include "webpage/webpage.h"

enum { ITEM_MAX_BYTES = FH_FEED_FIELD_MAX_BYTES + (1 << 20) /* and its other fields */ };

typedef struct json_feed {
    fh_stream *stream;
    const fh_origin *origin;
    fh_arena *arena; /* of the feed's text and its head */
    bool begun;
    fh_str title, language, base;
    json_t *authors;
    fh_json_walk items;
    uint64_t count;
} json_feed;

/* What is being read. */
typedef struct target {
    fh_arena *arena;
    fihrist_error *err;
} target;

static void json_feed_close(void *state) {
    json_feed *feed = state;
    if (!feed)
        return;
    json_decref(feed->authors);
    fh_arena_free(feed->arena);
    fh_free(feed);
}

static int json_feed_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                          fihrist_error *err) {
    json_feed *feed = fh_calloc(1, sizeof *feed);
    if (feed)
        *feed = (json_feed){.stream = stream, .origin = origin, .arena = fh_arena_new()};
    if (!feed || !feed->arena) {
        json_feed_close(feed);
        return fh_fail_memory(err);
    }
    *ret_state = feed;
    return 0;
}

/* --- the feed --- */

static int read_bytes(json_feed *feed, fh_str *ret_text, fihrist_error *err) {
    fh_buffer bytes = FH_BUFFER(FH_FEED_MAX_BYTES + 1);
    int code = fh_stream_read_all(feed->stream, "a feed", FH_FEED_MAX_BYTES, &bytes, err);
    fh_str kept = {NULL, 0};
    if (code == 0)
        kept = fh_arena_copy(feed->arena, fh_buffer_str(&bytes));
    fh_buffer_free(&bytes);
    if (code != 0)
        return code;
    if (kept.p)
        kept = fh_charset_to_utf8(feed->arena, kept, (fh_str){NULL, 0});
    *ret_text = kept;
    return kept.p ? 0 : fh_fail_memory(err);
}

static bool is_key(fh_str key, const char *name) {
    return fh_str_equal(key, fh_str_of(name));
}

/* "author" is 1.0's; an item's own go before both. */
static void take_member(json_feed *feed, fh_str key, const fh_json_scanned *value,
                        bool *ret_items) {
    if (value->kind == FH_JSON_STRING) {
        fh_str *to = is_key(key, "title")           ? &feed->title
                     : is_key(key, "language")      ? &feed->language
                     : is_key(key, "home_page_url") ? &feed->base
                                                    : NULL;
        if (to)
            *to = fh_json_unescape(feed->arena, value);
    } else if (value->kind == FH_JSON_ARRAY && is_key(key, "items")) {
        feed->items = fh_json_walk_into(value);
        *ret_items = true;
    } else if ((is_key(key, "authors") || is_key(key, "author")) &&
               value->text.n <= ITEM_MAX_BYTES && !feed->authors) {
        feed->authors = json_loadb(value->text.p, value->text.n, JSON_ALLOW_NUL, NULL);
    }
}

static int begin(json_feed *feed, fihrist_error *err) {
    fh_str text;
    fh_json_walk walk;
    fh_json_scanned key, value;
    bool items = false;
    int more = -1, code = read_bytes(feed, &text, err);
    if (code != 0)
        return code;
    if (!fh_json_walk_text(text, &walk))
        return fh_fail(err, FIHRIST_E_INPUT, "not a JSON Feed: not an object");
    while ((more = fh_json_walk_next(&walk, &key, &value)) > 0)
        take_member(feed, fh_json_unescape(feed->arena, &key), &value, &items);
    if (fh_arena_failed(feed->arena))
        return fh_fail_memory(err);
    if (more < 0 || !fh_json_walk_ended(&walk))
        return fh_fail(err, FIHRIST_E_INPUT, "not JSON from byte %zu on",
                       (size_t)(walk.at - text.p));
    feed->begun = items;
    return items ? 0 : fh_fail(err, FIHRIST_E_INPUT, "not a JSON Feed: it has no 'items'");
}

/* --- an item --- */

/* Absent where the value is no text. */
static fh_str string(const target *t, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    fh_str text = {json_string_value(value), json_string_length(value)};
    if (text.n == 0)
        return (fh_str){NULL, 0};
    /* What was escaped may be what no text should have. */
    text = fh_utf8_repair(t->arena, text);
    return text.n ? fh_arena_copy(t->arena, text) : text;
}

static fh_str first_string(const target *t, const json_t *object, const char *first,
                           const char *second) {
    fh_str text = string(t, object, first);
    return text.n ? text : string(t, object, second);
}

static void add_names(const target *t, const json_t *authors, fh_names_found *names) {
    size_t count = json_is_array(authors) ? json_array_size(authors) : authors ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(authors) ? json_array_get(authors, i) : authors;
        if (!fh_field_add_name(names, fh_field_trim(string(t, one, "name")), t->arena))
            return;
    }
}

static void read_authors(const target *t, const json_feed *feed, const json_t *item,
                         fh_article *article) {
    fh_names_found names = {0};
    add_names(t, json_object_get(item, "authors"), &names);
    if (names.count == 0)
        add_names(t, json_object_get(item, "author"), &names);
    if (names.count == 0)
        add_names(t, feed->authors, &names);
    article->authors = names.all;
    article->author_count = names.count;
}

static int read_text(const target *t, const json_t *item, fh_article *article) {
    fh_str html = string(t, item, "content_html");
    int code = html.n ? fh_html_fragment_text(html, t->arena, &article->text, t->err) : 0;
    if (code == 0 && !article->text.n)
        article->text = first_string(t, item, "content_text", "summary");
    return code;
}

/* Where it stands; else, of an item that points to something, that. */
static void read_addresses(const target *t, const json_feed *feed, const json_t *item,
                           fh_article *article) {
    fh_str origin = feed->origin ? feed->origin->url : (fh_str){NULL, 0};
    fh_str base = feed->base.n ? feed->base : origin, id = string(t, item, "id");
    article->url = fh_field_url(string(t, item, "url"), base, t->arena);
    if (!article->url.n)
        article->url = fh_field_url(id, (fh_str){NULL, 0}, t->arena);
    if (!article->url.n)
        article->url = fh_field_url(string(t, item, "external_url"), base, t->arena);
    if (!article->url.n && id.n && memchr(id.p, ':', id.n) && id.n <= FH_ID_MAX_BYTES)
        article->id = id;
}

static int read_item(const target *t, const json_feed *feed, const json_t *item,
                     fh_article *article) {
    int code = read_text(t, item, article);
    if (code != 0)
        return code;
    article->title = string(t, item, "title");
    if (!article->text.n && !article->title.n)
        return fh_fail(t->err, FIHRIST_E_INPUT, "an item with neither title nor text");
    read_addresses(t, feed, item, article);
    read_authors(t, feed, item, article);
    article->source = fh_arena_copy(t->arena, feed->title);
    article->date = fh_date_written(string(t, item, "date_published"), t->arena);
    if (!article->date.n)
        article->date = fh_date_written(string(t, item, "date_modified"), t->arena);
    article->lang = fh_field_language(string(t, item, "language"));
    if (!article->lang.n)
        article->lang = fh_field_language(feed->language);
    return fh_arena_failed(t->arena) ? fh_fail_memory(t->err) : 0;
}

static int read_scanned(const target *t, const json_feed *feed, const fh_json_scanned *value,
                        fh_article *article) {
    if (value->kind != FH_JSON_OBJECT)
        return fh_fail(t->err, FIHRIST_E_INPUT, "an item that is no object");
    if (value->text.n > ITEM_MAX_BYTES)
        return fh_fail(t->err, FIHRIST_E_INPUT, "an item of %zu bytes, the limit is %d",
                       value->text.n, ITEM_MAX_BYTES);
    /* It was scanned: nothing but memory can be wanting. */
    json_t *item = json_loadb(value->text.p, value->text.n, JSON_ALLOW_NUL, NULL);
    int code = item ? read_item(t, feed, item, article) : fh_fail_memory(t->err);
    json_decref(item);
    return code;
}

static int json_feed_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                          fihrist_error *err) {
    json_feed *feed = state;
    fh_json_scanned value;
    const target t = {arena, err};
    *ret_line = 0;
    int code = feed->begun ? 0 : begin(feed, err);
    if (code != 0)
        return code;
    if (fh_json_walk_next(&feed->items, NULL, &value) <= 0)
        return FH_READ_END;
    *ret_line = ++feed->count;
    *ret_article = (fh_article){.author_count = 0};
    code = read_scanned(&t, feed, &value, ret_article);
    return code == 0 ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

const fh_reader_format fh_reader_json_feed = {"feed", json_feed_open, json_feed_next,
                                              json_feed_close};
