/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json.c: printing JSON into a buffer. Every value puts its own comma in front when one is due.
 */
#include "core/json.h"

#include "core/date.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void separate(fh_buffer *out) {
    if (out->n == 0)
        return;
    char last = out->p[out->n - 1];
    if (last != '{' && last != '[' && last != ':' && last != '\n')
        fh_buffer_append_byte(out, ',');
}

void fh_json_open(fh_buffer *out, char bracket) {
    separate(out);
    fh_buffer_append_byte(out, bracket);
}

void fh_json_close(fh_buffer *out, char bracket) {
    fh_buffer_append_byte(out, bracket);
}

/* --- strings --- */

/* Bytes of the well-formed UTF-8 character at p, with its code point; 0 when it is not one. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *code_point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || length > n)
        return 0;
    uint32_t c = p[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *code_point = c;
    return length;
}

/* C1 controls, line separators that end a line for some readers, and what reorders a line. */
static bool must_escape(uint32_t c) {
    return c < 0xa0 || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

static void escape_ascii(fh_buffer *out, unsigned char c) {
    static const char short_form[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                      ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
    if (c < sizeof short_form && short_form[c]) {
        char pair[] = {'\\', short_form[c]};
        fh_buffer_append(out, pair, sizeof pair);
    } else {
        fh_buffer_printf(out, "\\u%04x", c);
    }
}

static bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static void string_body(fh_buffer *out, fh_str text) {
    const unsigned char *p = (const unsigned char *)text.p;
    size_t at = 0, from = 0;
    while (at < text.n) {
        uint32_t c = p[at];
        size_t n = c < 0x80 ? 1 : decode(p + at, text.n - at, &c);
        if (c < 0x80 ? is_plain((unsigned char)c) : n > 0 && !must_escape(c)) {
            at += n;
            continue;
        }
        fh_buffer_append(out, p + from, at - from);
        if (c < 0x80)
            escape_ascii(out, (unsigned char)c);
        else if (n > 0)
            fh_buffer_printf(out, "\\u%04x", c);
        else
            fh_buffer_append_text(out, "\\ufffd");
        from = at += n ? n : 1;
    }
    fh_buffer_append(out, p + from, at - from);
}

void fh_json_string(fh_buffer *out, fh_str text) {
    separate(out);
    fh_buffer_append_byte(out, '"');
    if (text.n)
        string_body(out, text);
    fh_buffer_append_byte(out, '"');
}

void fh_json_text(fh_buffer *out, const char *text) {
    fh_json_string(out, fh_str_of(text));
}

void fh_json_key(fh_buffer *out, const char *key) {
    fh_json_text(out, key);
    fh_buffer_append_byte(out, ':');
}

/* --- other values --- */

void fh_json_integer(fh_buffer *out, int64_t number) {
    separate(out);
    fh_buffer_printf(out, "%lld", (long long)number);
}

void fh_json_real(fh_buffer *out, double number) {
    char text[40];
    if (!isfinite(number)) {
        fh_json_null(out);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    separate(out);
    fh_buffer_append_text(out, text);
    /* 2.0 stays a real when it is read again. */
    if (!strpbrk(text, ".e"))
        fh_buffer_append_text(out, ".0");
}

void fh_json_bool(fh_buffer *out, bool value) {
    separate(out);
    fh_buffer_append_text(out, value ? "true" : "false");
}

void fh_json_null(fh_buffer *out) {
    separate(out);
    fh_buffer_append_text(out, "null");
}

static fh_str json_str(const json_t *value) {
    return (fh_str){json_string_value(value), json_string_length(value)};
}

static void object_value(fh_buffer *out, const json_t *object, int depth);

/* Depth: jansson reads no deeper than JSON_PARSER_MAX_DEPTH, so what it gave us is not deeper; what
 * a caller builds by itself is cut there. */
static void value_at(fh_buffer *out, const json_t *value, int depth) {
    if (depth > 2048) {
        fh_json_null(out);
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        object_value(out, value, depth);
        break;
    case JSON_ARRAY:
        fh_json_open(out, '[');
        for (size_t i = 0; i < json_array_size(value); i++)
            value_at(out, json_array_get(value, i), depth + 1);
        fh_json_close(out, ']');
        break;
    case JSON_STRING:
        fh_json_string(out, json_str(value));
        break;
    case JSON_INTEGER:
        fh_json_integer(out, json_integer_value(value));
        break;
    case JSON_REAL:
        fh_json_real(out, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        fh_json_bool(out, json_is_true(value));
        break;
    default:
        fh_json_null(out);
    }
}

static void object_value(fh_buffer *out, const json_t *object, int depth) {
    fh_json_open(out, '{');
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)object, key, member) {
        fh_json_key(out, key);
        value_at(out, member, depth + 1);
    }
    fh_json_close(out, '}');
}

void fh_json_value(fh_buffer *out, const json_t *value) {
    value_at(out, value, 0);
}

/* --- members --- */

void fh_json_member(fh_buffer *out, const char *key, fh_str text) {
    if (text.n == 0)
        return;
    fh_json_key(out, key);
    fh_json_string(out, text);
}

void fh_json_member_integer(fh_buffer *out, const char *key, int64_t number) {
    fh_json_key(out, key);
    fh_json_integer(out, number);
}

void fh_json_member_strings(fh_buffer *out, const char *key, const fh_str *items, size_t count) {
    if (count == 0)
        return;
    fh_json_key(out, key);
    fh_json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        fh_json_string(out, items[i]);
    fh_json_close(out, ']');
}

void fh_json_members(fh_buffer *out, fh_str object) {
    if (object.n <= 2 || object.p[0] != '{' || object.p[object.n - 1] != '}')
        return;
    separate(out);
    fh_buffer_append(out, object.p + 1, object.n - 2);
}

static void actors(fh_buffer *out, const fh_str *given, size_t given_count,
                   const fh_json_found *found, size_t found_count) {
    if (given_count + found_count == 0)
        return;
    fh_json_key(out, "actors");
    fh_json_open(out, '[');
    for (size_t i = 0; i < given_count; i++)
        fh_json_string(out, given[i]);
    for (size_t i = 0; i < found_count; i++) {
        fh_json_open(out, '{');
        fh_json_member(out, "id", found[i].id);
        fh_json_member(out, "name", found[i].name);
        fh_json_key(out, "spans");
        fh_json_open(out, '[');
        for (size_t s = 0; s < found[i].span_count; s++) {
            fh_json_open(out, '[');
            fh_json_integer(out, found[i].spans[s][0]);
            fh_json_integer(out, found[i].spans[s][1]);
            fh_json_close(out, ']');
        }
        fh_json_close(out, ']');
        fh_json_close(out, '}');
    }
    fh_json_close(out, ']');
}

void fh_json_comment_members(fh_buffer *out, const fh_comment *comment, const fh_json_found *found,
                             size_t found_count) {
    fh_json_member(out, "id", comment->id);
    fh_json_member(out, "parent", comment->parent);
    fh_json_member(out, "author", comment->author);
    fh_json_member(out, "date", comment->date);
    fh_json_key(out, "text");
    fh_json_string(out, comment->text);
    actors(out, NULL, 0, found, found_count);
    fh_json_members(out, comment->extra);
}

void fh_json_article_members(fh_buffer *out, const fh_article *article, const fh_json_found *found,
                             size_t found_count) {
    fh_json_member(out, "id", article->id);
    fh_json_member(out, "url", article->url);
    fh_json_member(out, "source", article->source);
    fh_json_member(out, "title", article->title);
    fh_json_member_strings(out, "authors", article->authors, article->author_count);
    fh_json_member(out, "date", article->date);
    fh_json_member(out, "lang", article->lang);
    if (article->seen > 0) {
        char seen[FH_UTC_BYTES];
        fh_utc_print(article->seen, seen);
        fh_json_member(out, FH_JSON_SEEN, fh_str_of(seen));
    }
    fh_json_key(out, "text");
    fh_json_string(out, article->text);
    fh_json_member(out, "caption", article->caption);
    actors(out, article->actors, article->actor_count, found, found_count);
    fh_json_members(out, article->extra);
}

void fh_json_article(fh_buffer *out, const fh_article *article) {
    fh_json_open(out, '{');
    fh_json_article_members(out, article, NULL, 0);
    if (article->addition) {
        fh_json_key(out, "addition");
        fh_json_bool(out, true);
    }
    if (article->comment_count) {
        fh_json_key(out, "comments");
        fh_json_open(out, '[');
        for (size_t i = 0; i < article->comment_count; i++) {
            fh_json_open(out, '{');
            fh_json_comment_members(out, &article->comments[i], NULL, 0);
            fh_json_close(out, '}');
        }
        fh_json_close(out, ']');
    }
    fh_json_close(out, '}');
}
