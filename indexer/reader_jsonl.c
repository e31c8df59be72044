/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader_jsonl.c: JSON Lines, one article a line. Reads in large pieces, keeps one line; a line
 * that is too long is passed over without being kept. What is wrong with a line costs that line
 * alone.
 */
#include <errno.h>
#include <unistd.h>

#include "core/json.h"
#include "core/utf8.h"
#include "indexer/reader.h"

enum {
    READ_BYTES = 256 << 10,
    /* A control character of two bytes is six when escaped: a line's keys always fit. */
    EXTRA_MAX_BYTES = FH_INPUT_MAX_LINE_BYTES * 3 + 64
};

/* --- one line --- */

/* What is being read: errors name the comment, where it is one. */
typedef struct target {
    fh_arena *arena;
    fihrist_error *err;
    size_t comment; /* from 1; 0: the article itself */
} target;

static int wrong_type(const target *t, const char *key, const char *wanted) {
    if (t->comment)
        return fh_fail(t->err, FIHRIST_E_INPUT, "comment %zu: '%s' is not %s", t->comment, key,
                       wanted);
    return fh_fail(t->err, FIHRIST_E_INPUT, "'%s' is not %s", key, wanted);
}

/* Repaired (an escaped control character is as bad as a bare one), and copied out of the tree. */
static int copy_string(const target *t, const json_t *value, fh_str *ret_text) {
    fh_str given = {json_string_value(value), json_string_length(value)};
    fh_str text = fh_utf8_repair(t->arena, given);
    if (text.p == given.p && given.n)
        text = fh_arena_copy(t->arena, given);
    if (given.n && !text.p)
        return fh_fail_memory(t->err);
    *ret_text = text;
    return 0;
}

static int read_string(const target *t, const char *key, const json_t *value, fh_str *ret_text) {
    if (json_is_null(value))
        return 0;
    if (!json_is_string(value))
        return wrong_type(t, key, "a string");
    return copy_string(t, value, ret_text);
}

/* Ids are often numbers, and dates of years. */
static int read_string_or_number(const target *t, const char *key, const json_t *value,
                                 fh_str *ret_text) {
    if (!json_is_integer(value))
        return json_is_string(value) || json_is_null(value)
                   ? read_string(t, key, value, ret_text)
                   : wrong_type(t, key, "a string or a whole number");
    *ret_text = fh_arena_printf(t->arena, "%lld", (long long)json_integer_value(value));
    return ret_text->p ? 0 : fh_fail_memory(t->err);
}

/* A string, or an array of strings. Objects in `actors` are what was found in the text by whoever
 * wrote this; they are found again. */
static int read_list(const target *t, const char *key, const json_t *value, bool pass_objects,
                     fh_str **ret_items, size_t *ret_count) {
    size_t given = json_is_array(value) ? json_array_size(value) : 1, count = 0;
    if (json_is_null(value))
        return 0;
    if (!json_is_array(value) && !json_is_string(value))
        return wrong_type(t, key, "a string or an array of strings");
    fh_str *items = fh_arena_calloc(t->arena, given, sizeof *items);
    if (!items)
        return fh_fail_memory(t->err);
    for (size_t i = 0; i < given; i++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;
        if (pass_objects && json_is_object(item))
            continue;
        if (!json_is_string(item))
            return wrong_type(t, key, "a string or an array of strings");
        int rc = copy_string(t, item, &items[count++]);
        if (rc)
            return rc;
    }
    *ret_items = items;
    *ret_count = count;
    return 0;
}

/* Unknown keys go into one object, which is begun with the first of them. */
static void keep_extra(fh_buffer *extra, const char *key, const json_t *value) {
    if (extra->n == 0)
        fh_json_open(extra, '{');
    fh_json_key(extra, key);
    fh_json_value(extra, value);
}

static int finish_extra(const target *t, fh_buffer *extra, fh_str *ret_extra) {
    if (extra->n == 0 && !extra->failed)
        return 0;
    fh_json_close(extra, '}');
    if (extra->failed)
        return fh_fail_memory(t->err);
    *ret_extra = fh_arena_copy(t->arena, fh_buffer_str(extra));
    return ret_extra->p ? 0 : fh_fail_memory(t->err);
}

static bool all_objects(const json_t *array) {
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!json_is_object(json_array_get(array, i)))
            return false;
    return json_is_array(array);
}

static int read_comment_key(const target *t, const char *key, const json_t *value,
                            fh_comment *comment, fh_buffer *extra) {
    if (strcmp(key, "text") == 0)
        return read_string(t, key, value, &comment->text);
    if (strcmp(key, "id") == 0)
        return read_string_or_number(t, key, value, &comment->id);
    if (strcmp(key, "parent") == 0)
        return read_string_or_number(t, key, value, &comment->parent);
    if (strcmp(key, "author") == 0)
        return read_string(t, key, value, &comment->author);
    if (strcmp(key, "date") == 0)
        return read_string(t, key, value, &comment->date);
    if (strcmp(key, "actors") != 0 || !all_objects(value))
        keep_extra(extra, key, value);
    return 0;
}

static int read_comment(const target *t, const json_t *object, fh_comment *comment) {
    fh_buffer extra = FH_BUFFER(EXTRA_MAX_BYTES);
    const char *key;
    json_t *value;
    int rc = 0;
    if (!json_is_object(object))
        return fh_fail(t->err, FIHRIST_E_INPUT, "comment %zu is not an object", t->comment);
    json_object_foreach((json_t *)object, key, value) {
        rc = read_comment_key(t, key, value, comment, &extra);
        if (rc)
            break;
    }
    if (rc == 0)
        rc = finish_extra(t, &extra, &comment->extra);
    fh_buffer_free(&extra);
    return rc;
}

static int read_comments(const target *t, const json_t *value, fh_article *article) {
    if (json_is_null(value))
        return 0;
    if (!json_is_array(value))
        return wrong_type(t, "comments", "an array");
    size_t count = json_array_size(value);
    if (count > FH_ARTICLE_MAX_COMMENTS)
        return fh_fail(t->err, FIHRIST_E_INPUT, "%zu comments, the limit is %d", count,
                       FH_ARTICLE_MAX_COMMENTS);
    article->comments = fh_arena_calloc(t->arena, count, sizeof *article->comments);
    if (!article->comments)
        return fh_fail_memory(t->err);
    for (size_t i = 0; i < count; i++) {
        target inner = {t->arena, t->err, i + 1};
        int rc = read_comment(&inner, json_array_get(value, i), &article->comments[i]);
        if (rc)
            return rc;
    }
    article->comment_count = count;
    return 0;
}

static int read_key(const target *t, const char *key, const json_t *value, fh_article *article,
                    fh_buffer *extra) {
    const struct {
        const char *key;
        fh_str *text;
    } strings[] = {{"text", &article->text},      {"title", &article->title},
                   {"date", &article->date},      {"url", &article->url},
                   {"source", &article->source},  {"lang", &article->lang},
                   {"caption", &article->caption}};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (strcmp(key, strings[i].key) == 0)
            return read_string(t, key, value, strings[i].text);
    if (strcmp(key, "id") == 0)
        return read_string_or_number(t, key, value, &article->id);
    if (strcmp(key, "comments") == 0)
        return read_comments(t, value, article);
    if (strcmp(key, "actors") == 0)
        return read_list(t, key, value, true, &article->actors, &article->actor_count);
    /* Both may be there: "authors" counts, whichever comes first. */
    if (strcmp(key, "authors") == 0 || (strcmp(key, "author") == 0 && !article->author_count))
        return read_list(t, key, value, false, &article->authors, &article->author_count);
    if (strcmp(key, "author") != 0)
        keep_extra(extra, key, value);
    return 0;
}

static int read_object(const json_t *object, fh_arena *arena, fh_article *article,
                       fihrist_error *err) {
    target t = {arena, err, 0};
    fh_buffer extra = FH_BUFFER(EXTRA_MAX_BYTES);
    const char *key;
    json_t *value;
    int rc = 0;
    json_object_foreach((json_t *)object, key, value) {
        rc = read_key(&t, key, value, article, &extra);
        if (rc)
            break;
    }
    if (rc == 0)
        rc = finish_extra(&t, &extra, &article->extra);
    fh_buffer_free(&extra);
    return rc;
}

int fh_jsonl_read(fh_str line, fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    json_error_t error;
    fh_str repaired = fh_utf8_repair(arena, line);
    if (!repaired.p)
        return fh_fail_memory(err);
    json_t *object = json_loadb(repaired.p, repaired.n, JSON_ALLOW_NUL, &error);
    if (!object)
        return json_error_code(&error) == json_error_out_of_memory
                   ? fh_fail_memory(err)
                   : fh_fail(err, FIHRIST_E_INPUT, "not JSON: %s, at byte %d", error.text,
                             error.position);
    *ret_article = (fh_article){0};
    int rc = json_is_object(object) ? read_object(object, arena, ret_article, err)
                                    : fh_fail(err, FIHRIST_E_INPUT, "not a JSON object");
    json_decref(object);
    return rc;
}

/* --- the reader of a file --- */

typedef struct jsonl_file {
    fh_source *source;
    fh_buffer line; /* a line that goes over the edge of a piece */
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

static int jsonl_open(fh_source *source, void **ret_state, fihrist_error *err) {
    jsonl_file *file = fh_calloc(1, sizeof *file);
    if (file) {
        file->source = source;
        file->line = FH_BUFFER(FH_INPUT_MAX_LINE_BYTES);
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
    ssize_t n = fh_source_read(file->source, file->piece, READ_BYTES);
    if (n < 0)
        return fh_fail_errno(err, errno, "cannot be read");
    file->at = 0;
    file->end = (size_t)n;
    file->at_end = n == 0;
    file->source->bytes_read += (uint64_t)n;
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
        file->source->offset += n + ended;
        if (ended && bytes == 0)
            *ret_line = (fh_str){from, n};
        else if (bytes + n <= FH_INPUT_MAX_LINE_BYTES && !fh_buffer_append(&file->line, from, n))
            return fh_fail_memory(err);
        bytes += n;
    }
    if (!ended && bytes == 0)
        return 0;
    file->source->line++;
    *ret_bytes = bytes;
    if (!ret_line->p && bytes <= FH_INPUT_MAX_LINE_BYTES)
        *ret_line = fh_buffer_str(&file->line);
    /* One huge line does not keep its memory for the rest of the run. */
    if (bytes > FH_INPUT_MAX_LINE_BYTES)
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
        *ret_line = file->source->line;
        if (rc <= 0)
            return rc;
        if (!line.p) {
            fh_fail(err, FIHRIST_E_INPUT, "a line of %llu bytes, the limit is %d",
                    (unsigned long long)bytes, FH_INPUT_MAX_LINE_BYTES);
            return FH_INPUT_REJECTED;
        }
        line = without_blanks(line, *ret_line == 1);
        if (line.n == 0)
            continue;
        rc = fh_jsonl_read(line, arena, ret_article, err);
        return rc == 0 ? FH_INPUT_ARTICLE : rc == FIHRIST_E_INPUT ? FH_INPUT_REJECTED : rc;
    }
}

const fh_reader_format fh_reader_jsonl = {"jsonl", jsonl_open, jsonl_next, jsonl_close};
