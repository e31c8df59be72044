/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json_scan.c: one byte after the other, but in strings, where eight are looked at at once.
 */
#include "formats/json_scan.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "core/utf8.h"

enum {
    DEPTH_MAX = 2048,   /* jansson's JSON_PARSER_MAX_DEPTH */
    INTEGER_DIGITS = 19 /* of INT64_MAX */
};

typedef struct scan {
    const char *at, *end;
} scan;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static void pass_blanks(scan *s) {
    while (s->at < s->end && is_blank(*s->at))
        s->at++;
}

static bool pass(scan *s, char byte) {
    bool there = s->at < s->end && *s->at == byte;
    s->at += there;
    return there;
}

/* --- strings --- */

/* Whether one of eight bytes is a quotation mark, a backslash or a control character. */
static bool ends_run(const char *at) {
    const uint64_t each = UINT64_C(0x0101010101010101), high = each << 7;
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t quote = word ^ each * '"', backslash = word ^ each * '\\';
    return ((((quote - each) & ~quote) | ((backslash - each) & ~backslash) |
             ((word - each * 0x20) & ~word)) &
            high) != 0;
}

/* To the first byte that does not stand for itself. */
static void pass_run(scan *s) {
    while (s->end - s->at >= 8 && !ends_run(s->at))
        s->at += 8;
    while (s->at < s->end && *s->at != '"' && *s->at != '\\' && (unsigned char)*s->at >= 0x20)
        s->at++;
}

static int hex_digit(char byte) {
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    char lower = (char)(byte | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Behind a backslash and a u: four digits; -1: they are not. */
static int32_t pass_unit(scan *s) {
    int32_t unit = 0;
    if (s->end - s->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*s->at++);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Behind a backslash: what the escape stands for, be it two units; -1: for nothing. */
static int32_t pass_escape(scan *s) {
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (s->at == s->end)
        return -1;
    char name = *s->at++;
    if (name != 'u') {
        const char *known = name ? strchr(names, name) : NULL;
        return known ? meanings[known - names] : -1;
    }
    int32_t unit = pass_unit(s);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit;
    if (unit > 0xdbff || !pass(s, '\\') || !pass(s, 'u'))
        return -1;
    int32_t low = pass_unit(s);
    return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : -1;
}

/* Behind the first quotation mark. */
static bool pass_string(scan *s, bool *ret_escaped) {
    *ret_escaped = false;
    for (;;) {
        pass_run(s);
        if (pass(s, '"'))
            return true;
        *ret_escaped = true;
        if (!pass(s, '\\') || pass_escape(s) < 0)
            return false;
    }
}

/* A string's text without its marks. */
static scan inside(const fh_json_scanned *string) {
    return (scan){string->text.p + 1, string->text.p + string->text.n - 1};
}

static bool has_nul(const fh_json_scanned *string) {
    scan s = inside(string);
    while (string->escaped && s.at < s.end) {
        pass_run(&s);
        if (pass(&s, '\\') && pass_escape(&s) == 0)
            return true;
    }
    return false;
}

fh_str fh_json_unescape(fh_arena *arena, const fh_json_scanned *string) {
    scan s = inside(string);
    if (!string->escaped)
        return (fh_str){s.at, (size_t)(s.end - s.at)};
    /* No escape is shorter than what it stands for. */
    char *text = fh_arena_alloc(arena, string->text.n);
    size_t n = 0;
    while (text && s.at < s.end) {
        const char *run = s.at;
        pass_run(&s);
        memcpy(text + n, run, (size_t)(s.at - run));
        n += (size_t)(s.at - run);
        if (pass(&s, '\\'))
            n += fh_utf8_encode(text + n, (uint32_t)pass_escape(&s));
    }
    return (fh_str){text, n};
}

/* --- numbers --- */

static size_t pass_digits(scan *s) {
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return (size_t)(s->at - from);
}

static bool is_digit_next(const scan *s) {
    return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

int64_t fh_json_integer_of(const fh_json_scanned *integer) {
    char digits[INTEGER_DIGITS + 2] = "";
    memcpy(digits, integer->text.p, integer->text.n);
    return strtoll(digits, NULL, 10);
}

static bool fits(fh_str integer) {
    fh_json_scanned value = {.kind = FH_JSON_INTEGER, .text = integer};
    if (integer.n - (integer.p[0] == '-') > INTEGER_DIGITS)
        return false;
    errno = 0;
    fh_json_integer_of(&value);
    return errno == 0;
}

/* Whether it is not too large, as jansson has it. */
static bool is_finite(fh_str real) {
    json_t *value = json_loadb(real.p, real.n, JSON_DECODE_ANY, NULL);
    json_decref(value);
    return value != NULL;
}

static bool pass_number(scan *s, fh_json_kind *ret_kind) {
    const char *from = s->at;
    pass(s, '-');
    if (pass(s, '0') ? is_digit_next(s) : pass_digits(s) == 0)
        return false;
    *ret_kind = FH_JSON_INTEGER;
    if (pass(s, '.')) {
        *ret_kind = FH_JSON_REAL;
        if (pass_digits(s) == 0)
            return false;
    }
    if (pass(s, 'e') || pass(s, 'E')) {
        *ret_kind = FH_JSON_REAL;
        if (!pass(s, '-'))
            pass(s, '+');
        if (pass_digits(s) == 0)
            return false;
    }
    fh_str number = {from, (size_t)(s->at - from)};
    return *ret_kind == FH_JSON_INTEGER ? fits(number) : is_finite(number);
}

/* --- values --- */

static bool pass_word(scan *s, const char *word) {
    size_t n = strlen(word);
    bool there = (size_t)(s->end - s->at) >= n && memcmp(s->at, word, n) == 0;
    s->at += there ? n : 0;
    return there;
}

static bool pass_value(scan *s, int depth, fh_json_scanned *ret_value);

static int pass_item(scan *s, fh_json_walk *walk, fh_json_scanned *ret_key,
                     fh_json_scanned *ret_value) {
    pass_blanks(s);
    if (!walk->begun && pass(s, walk->close))
        return 0;
    if (walk->begun) {
        if (pass(s, walk->close))
            return 0;
        if (!pass(s, ','))
            return -1;
        pass_blanks(s);
    }
    walk->begun = true;
    if (walk->close == '}') {
        if (s->at == s->end || *s->at != '"' || !pass_value(s, 1, ret_key) || has_nul(ret_key))
            return -1;
        pass_blanks(s);
        if (!pass(s, ':'))
            return -1;
        pass_blanks(s);
    }
    return pass_value(s, walk->depth, ret_value) ? 1 : -1;
}

/* Behind the first bracket. */
static bool pass_items(scan *s, char close, int depth) {
    fh_json_walk walk = {.close = close, .depth = depth};
    fh_json_scanned key, value;
    int more;
    do
        more = pass_item(s, &walk, &key, &value);
    while (more > 0);
    return more == 0;
}

/* By its first byte. */
static bool pass_kind(scan *s, int depth, fh_json_scanned *value) {
    switch (*s->at) {
    case '"':
        s->at++;
        value->kind = FH_JSON_STRING;
        return pass_string(s, &value->escaped);
    case '{':
        s->at++;
        value->kind = FH_JSON_OBJECT;
        return pass_items(s, '}', depth + 1);
    case '[':
        s->at++;
        value->kind = FH_JSON_ARRAY;
        return pass_items(s, ']', depth + 1);
    case 'n':
        value->kind = FH_JSON_NULL;
        return pass_word(s, "null");
    case 't':
        value->kind = FH_JSON_BOOL;
        return pass_word(s, "true");
    case 'f':
        value->kind = FH_JSON_BOOL;
        return pass_word(s, "false");
    default:
        return pass_number(s, &value->kind);
    }
}

static bool pass_value(scan *s, int depth, fh_json_scanned *ret_value) {
    const char *from = s->at;
    *ret_value = (fh_json_scanned){.depth = depth};
    if (s->at == s->end || depth > DEPTH_MAX || !pass_kind(s, depth, ret_value))
        return false;
    ret_value->text = (fh_str){from, (size_t)(s->at - from)};
    return true;
}

/* --- walking --- */

bool fh_json_walk_text(fh_str text, fh_json_walk *ret_walk) {
    scan s = {text.p, text.p + text.n};
    pass_blanks(&s);
    bool object = pass(&s, '{');
    *ret_walk = (fh_json_walk){.at = s.at, .end = s.end, .close = '}', .depth = 2};
    return object;
}

fh_json_walk fh_json_walk_into(const fh_json_scanned *value) {
    return (fh_json_walk){.at = value->text.p + 1,
                          .end = value->text.p + value->text.n,
                          .close = value->kind == FH_JSON_ARRAY ? ']' : '}',
                          .depth = value->depth + 1};
}

int fh_json_walk_next(fh_json_walk *walk, fh_json_scanned *ret_key, fh_json_scanned *ret_value) {
    fh_json_scanned no_key;
    scan s = {walk->at, walk->end};
    int more = pass_item(&s, walk, ret_key ? ret_key : &no_key, ret_value);
    walk->at = s.at;
    return more;
}

bool fh_json_walk_ended(const fh_json_walk *walk) {
    scan s = {walk->at, walk->end};
    pass_blanks(&s);
    return s.at == s.end;
}
