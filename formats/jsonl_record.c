/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jsonl_record.c: one line of JSON Lines to an article. Keys that are known are taken from the text
 * as it is scanned; the others, few as a rule, go through jansson into `extra`. Of a key that comes
 * again the last value counts.
 */
#include "core/date.h"
#include "core/json.h"
#include "core/utf8.h"
#include "formats/formats.h"
#include "formats/json_scan.h"

/* A control character of two bytes is six when escaped: a line's keys always fit. */
enum { EXTRA_MAX_BYTES = FH_JSONL_MAX_LINE_BYTES * 3 + 64, KEYS_MAX = 16 };

/* What is being read: errors name the comment, where it is one. */
typedef struct target {
    fh_arena *arena;
    fihrist_error *err;
    size_t comment; /* from 1; 0: the article itself */
} target;

/* An object's members. */
typedef struct members {
    fh_json_scanned
        known[KEYS_MAX]; /* by the place of the key in its list; null: it is not there */
    json_t *others;      /* NULL: there are none */
} members;

enum {
    ID,
    TEXT,
    TITLE,
    DATE,
    URL,
    SOURCE,
    LANG,
    CAPTION,
    COMMENTS,
    ACTORS,
    AUTHORS,
    AUTHOR,
    ADDITION,
    SEEN
};
static const char *const article_keys[] = {"id",      "text",   "title",    "date",       "url",
                                           "source",  "lang",   "caption",  "comments",   "actors",
                                           "authors", "author", "addition", FH_JSON_SEEN, NULL};

enum { COMMENT_ID, COMMENT_TEXT, COMMENT_PARENT, COMMENT_AUTHOR, COMMENT_DATE };
static const char *const comment_keys[] = {"id", "text", "parent", "author", "date", NULL};

/* --- strings --- */

static int wrong_type(const target *t, const char *key, const char *wanted) {
    if (t->comment)
        return fh_fail(t->err, FIHRIST_E_INPUT, "comment %zu: '%s' is not %s", t->comment, key,
                       wanted);
    return fh_fail(t->err, FIHRIST_E_INPUT, "'%s' is not %s", key, wanted);
}

/* Out of the line, which is the input's. What is escaped has to be repaired: an escaped control
 * character is as bad as a bare one. */
static int copy_string(const target *t, const fh_json_scanned *value, fh_str *ret_text) {
    fh_str text = fh_json_unescape(t->arena, value);
    if (text.p)
        text = value->escaped ? fh_utf8_repair(t->arena, text) : fh_arena_copy(t->arena, text);
    *ret_text = text;
    return text.p ? 0 : fh_fail_memory(t->err);
}

static int read_string(const target *t, const char *key, const fh_json_scanned *value,
                       fh_str *ret_text) {
    if (value->kind == FH_JSON_NULL)
        return 0;
    if (value->kind != FH_JSON_STRING)
        return wrong_type(t, key, "a string");
    return copy_string(t, value, ret_text);
}

/* Ids are often numbers. */
static int read_string_or_number(const target *t, const char *key, const fh_json_scanned *value,
                                 fh_str *ret_text) {
    if (value->kind != FH_JSON_INTEGER)
        return value->kind == FH_JSON_STRING || value->kind == FH_JSON_NULL
                   ? read_string(t, key, value, ret_text)
                   : wrong_type(t, key, "a string or a whole number");
    *ret_text = fh_arena_printf(t->arena, "%lld", (long long)fh_json_integer_of(value));
    return ret_text->p ? 0 : fh_fail_memory(t->err);
}

/* --- lists --- */

static size_t count_items(const fh_json_scanned *array) {
    fh_json_walk walk = fh_json_walk_into(array);
    fh_json_scanned item;
    size_t count = 0;
    while (fh_json_walk_next(&walk, NULL, &item) > 0)
        count++;
    return count;
}

static int read_items(const target *t, const char *key, const fh_json_scanned *array,
                      bool pass_objects, fh_str *items, size_t *ret_count) {
    fh_json_walk walk = fh_json_walk_into(array);
    fh_json_scanned item;
    int code = 0;
    while (code == 0 && fh_json_walk_next(&walk, NULL, &item) > 0) {
        if (pass_objects && item.kind == FH_JSON_OBJECT)
            continue;
        code = item.kind == FH_JSON_STRING ? copy_string(t, &item, &items[(*ret_count)++])
                                           : wrong_type(t, key, "a string or an array of strings");
    }
    return code;
}

/* A string, or an array of strings. Objects in `actors` are what was found in the text by whoever
 * wrote this; they are found again. */
static int read_list(const target *t, const char *key, const fh_json_scanned *value,
                     bool pass_objects, fh_str **ret_items, size_t *ret_count) {
    bool array = value->kind == FH_JSON_ARRAY;
    if (value->kind == FH_JSON_NULL)
        return 0;
    if (!array && value->kind != FH_JSON_STRING)
        return wrong_type(t, key, "a string or an array of strings");
    *ret_count = 0;
    *ret_items = fh_arena_calloc(t->arena, array ? count_items(value) : 1, sizeof **ret_items);
    if (!*ret_items)
        return fh_fail_memory(t->err);
    if (array)
        return read_items(t, key, value, pass_objects, *ret_items, ret_count);
    return copy_string(t, value, &(*ret_items)[(*ret_count)++]);
}

/* --- keys --- */

static int place_of(const char *const *keys, fh_str key) {
    for (int i = 0; keys[i]; i++)
        if (strlen(keys[i]) == key.n && memcmp(keys[i], key.p, key.n) == 0)
            return i;
    return -1;
}

/* A key that comes again keeps its first place. */
static int keep_other(members *m, fh_str key, const fh_json_scanned *value, fihrist_error *err) {
    if (!m->others)
        m->others = json_object();
    json_t *loaded =
        json_loadb(value->text.p, value->text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    return json_object_setn_new_nocheck(m->others, key.p, key.n, loaded) == 0 ? 0
                                                                              : fh_fail_memory(err);
}

/* *ret_formed says whether all of it is JSON. */
static int read_members(fh_json_walk *walk, const char *const *keys, fh_arena *arena, members *m,
                        bool *ret_formed, fihrist_error *err) {
    fh_json_scanned key, value;
    int more, code = 0;
    while (code == 0 && (more = fh_json_walk_next(walk, &key, &value)) > 0) {
        fh_str name = fh_json_unescape(arena, &key);
        int place = name.p ? place_of(keys, name) : -1;
        if (place >= 0)
            m->known[place] = value;
        else
            code = name.p ? keep_other(m, name, &value, err) : fh_fail_memory(err);
    }
    *ret_formed = code == 0 && more == 0;
    return code;
}

/* As one object. */
static int take_others(const target *t, const members *m, fh_str *ret_extra) {
    fh_buffer extra = FH_BUFFER(EXTRA_MAX_BYTES);
    const char *key;
    json_t *value;
    if (json_object_size(m->others) == 0)
        return 0;
    fh_json_open(&extra, '{');
    json_object_foreach(m->others, key, value) {
        fh_json_key(&extra, key);
        fh_json_value(&extra, value);
    }
    fh_json_close(&extra, '}');
    if (!extra.failed)
        *ret_extra = fh_arena_copy(t->arena, fh_buffer_str(&extra));
    fh_buffer_free(&extra);
    return ret_extra->p ? 0 : fh_fail_memory(t->err);
}

/* --- comments --- */

/* Objects alone are what was found in the text, and will be found again. */
static void leave_found_actors(const members *m) {
    const json_t *actors = json_object_get(m->others, "actors");
    for (size_t i = 0; i < json_array_size(actors); i++)
        if (!json_is_object(json_array_get(actors, i)))
            return;
    if (json_is_array(actors))
        json_object_del(m->others, "actors");
}

static int take_comment(const target *t, const members *m, fh_comment *comment) {
    const fh_json_scanned *known = m->known;
    int code = read_string_or_number(t, "id", &known[COMMENT_ID], &comment->id);
    if (code == 0)
        code = read_string(t, "text", &known[COMMENT_TEXT], &comment->text);
    if (code == 0)
        code = read_string_or_number(t, "parent", &known[COMMENT_PARENT], &comment->parent);
    if (code == 0)
        code = read_string(t, "author", &known[COMMENT_AUTHOR], &comment->author);
    if (code == 0)
        code = read_string(t, "date", &known[COMMENT_DATE], &comment->date);
    if (code != 0)
        return code;
    leave_found_actors(m);
    return take_others(t, m, &comment->extra);
}

static int read_comment(const target *t, const fh_json_scanned *object, fh_comment *comment) {
    members m = {0};
    bool formed;
    if (object->kind != FH_JSON_OBJECT)
        return fh_fail(t->err, FIHRIST_E_INPUT, "comment %zu is not an object", t->comment);
    fh_json_walk walk = fh_json_walk_into(object);
    int code = read_members(&walk, comment_keys, t->arena, &m, &formed, t->err);
    if (code == 0)
        code = take_comment(t, &m, comment);
    json_decref(m.others);
    return code;
}

static int read_comments(const target *t, const fh_json_scanned *value, fh_article *article) {
    if (value->kind == FH_JSON_NULL)
        return 0;
    if (value->kind != FH_JSON_ARRAY)
        return wrong_type(t, "comments", "an array");
    size_t count = count_items(value);
    if (count > FH_ARTICLE_MAX_COMMENTS)
        return fh_fail(t->err, FIHRIST_E_INPUT, "%zu comments, the limit is %d", count,
                       FH_ARTICLE_MAX_COMMENTS);
    article->comments = fh_arena_calloc(t->arena, count, sizeof *article->comments);
    if (!article->comments)
        return fh_fail_memory(t->err);
    fh_json_walk walk = fh_json_walk_into(value);
    fh_json_scanned item;
    int code = 0;
    for (size_t i = 0; code == 0 && fh_json_walk_next(&walk, NULL, &item) > 0; i++) {
        target inner = {t->arena, t->err, i + 1};
        code = read_comment(&inner, &item, &article->comments[i]);
    }
    article->comment_count = count;
    return code;
}

/* --- the article --- */

static int read_strings(const target *t, const members *m, fh_article *article) {
    const struct {
        int key;
        fh_str *text;
    } strings[] = {{TEXT, &article->text},      {TITLE, &article->title},   {DATE, &article->date},
                   {URL, &article->url},        {SOURCE, &article->source}, {LANG, &article->lang},
                   {CAPTION, &article->caption}};
    int code = read_string_or_number(t, "id", &m->known[ID], &article->id);
    for (size_t i = 0; i < sizeof strings / sizeof *strings && code == 0; i++) {
        int key = strings[i].key;
        code = read_string(t, article_keys[key], &m->known[key], strings[i].text);
    }
    return code;
}

/* Anything but true or false is somebody's own. */
static int read_addition(const target *t, members *m, fh_article *article) {
    const fh_json_scanned *value = &m->known[ADDITION];
    if (value->kind == FH_JSON_BOOL)
        article->addition = value->text.p[0] == 't';
    else if (value->text.p)
        return keep_other(m, fh_str_of("addition"), value, t->err);
    return 0;
}

/* What `dump` has written. */
static int read_seen(const target *t, const fh_json_scanned *value, int64_t *ret_seen) {
    fh_str text = {NULL, 0};
    int code = read_string(t, FH_JSON_SEEN, value, &text);
    if (code != 0 || !text.p)
        return code;
    return fh_utc_parse(text, ret_seen)
               ? 0
               : wrong_type(t, FH_JSON_SEEN, "a time such as 2026-11-27T04:55:00Z");
}

static int take_article(const target *t, members *m, fh_article *article) {
    int code = read_strings(t, m, article);
    if (code == 0)
        code = read_comments(t, &m->known[COMMENTS], article);
    if (code == 0)
        code = read_list(t, "actors", &m->known[ACTORS], true, &article->actors,
                         &article->actor_count);
    if (code == 0)
        code = read_list(t, "authors", &m->known[AUTHORS], false, &article->authors,
                         &article->author_count);
    if (code == 0 && article->author_count == 0) /* else "authors" counts */
        code = read_list(t, "author", &m->known[AUTHOR], false, &article->authors,
                         &article->author_count);
    if (code == 0)
        code = read_addition(t, m, article);
    if (code == 0)
        code = read_seen(t, &m->known[SEEN], &article->seen);
    return code == 0 ? take_others(t, m, &article->extra) : code;
}

/* What is no JSON object, in jansson's words. If it is one after all, memory was wanting. */
static int refuse(fh_str line, fihrist_error *err) {
    json_error_t error;
    json_t *value = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &error);
    bool formed = value != NULL, object = json_is_object(value);
    json_decref(value);
    if (object || (!formed && json_error_code(&error) == json_error_out_of_memory))
        return fh_fail_memory(err);
    if (formed)
        return fh_fail(err, FIHRIST_E_INPUT, "not a JSON object");
    return fh_fail(err, FIHRIST_E_INPUT, "not JSON: %s, at byte %d", error.text, error.position);
}

int fh_jsonl_read(fh_str line, fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    fh_json_walk walk;
    members m = {0};
    target t = {arena, err, 0};
    int code = 0;
    fh_str repaired = fh_utf8_repair(arena, line);
    if (!repaired.p)
        return fh_fail_memory(err);
    bool formed = fh_json_walk_text(repaired, &walk);
    if (formed)
        code = read_members(&walk, article_keys, arena, &m, &formed, err);
    *ret_article = (fh_article){0};
    if (code == 0 && formed && fh_json_walk_ended(&walk))
        code = take_article(&t, &m, ret_article);
    else if (code == 0)
        code = refuse(repaired, err);
    json_decref(m.others);
    return code;
}
