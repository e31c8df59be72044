/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_char.c: the classes of characters in a query, and how far a word or a URL reaches. Calls
 * ICU for the classes.
 */
#include "searcher/query_lex.h"

#include "core/utf8.h"

#include <unicode/uchar.h>

uint32_t fh_query_char_at(fh_str text, size_t at, size_t *ret_next) {
    *ret_next = at;
    return at < text.n ? fh_utf8_next(text, ret_next) : 0;
}

/* Direction marks and the like, which come along when text is copied; nobody sees them. */
static bool is_ignorable(uint32_t c) {
    return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x061c || c == 0x2060 || c == 0xfeff ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool fh_query_is_space(uint32_t c) {
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace((UChar32)c);
}

bool fh_query_is_wordly(uint32_t c) {
    return u_isalnum((UChar32)c);
}

/* Inside a word without ending it: marks on letters, joiners, apostrophes. */
bool fh_query_is_joining(uint32_t c) {
    return c == '\'' || c == 0x2019 || c == 0x200c || c == 0x200d || c == 0xad ||
           (U_MASK(u_charType((UChar32)c)) & (U_GC_MN_MASK | U_GC_MC_MASK | U_GC_ME_MASK));
}

/* Straight, curly, low and full-width double quotation marks: any of them ends any other, since
 * languages and word processors pair them in every way. */
static bool is_double_quote(uint32_t c) {
    return c == '"' || (c >= 0x201c && c <= 0x201f) || c == 0xff02;
}

enum { LEFT_GUILLEMET = 0xab, RIGHT_GUILLEMET = 0xbb };

bool fh_query_is_quote(uint32_t c) {
    return is_double_quote(c) || c == LEFT_GUILLEMET || c == RIGHT_GUILLEMET;
}

bool fh_query_closes(uint32_t open, uint32_t c) {
    if (open == LEFT_GUILLEMET)
        return c == RIGHT_GUILLEMET;
    if (open == RIGHT_GUILLEMET)
        return c == LEFT_GUILLEMET;
    return is_double_quote(c);
}

size_t fh_query_skip(fh_str text, size_t at, bool spaces) {
    for (size_t next; at < text.n; at = next) {
        uint32_t c = fh_query_char_at(text, at, &next);
        if (!is_ignorable(c) && !(spaces && fh_query_is_space(c)))
            break;
    }
    return at;
}

/* Without white space and invisible characters at both ends. */
fh_str fh_query_trim(fh_str text) {
    size_t start = fh_query_skip(text, 0, true), end = start;
    for (size_t at = start, next; at < text.n; at = next) {
        uint32_t c = fh_query_char_at(text, at, &next);
        if (!fh_query_is_space(c) && !is_ignorable(c))
            end = next;
    }
    return fh_query_slice(text, start, end);
}

bool fh_query_has_word(fh_str text) {
    for (size_t at = 0; at < text.n;)
        if (fh_query_is_wordly(fh_utf8_next(text, &at)))
            return true;
    return false;
}

int fh_query_check_bytes(fh_str text, fihrist_error *err) {
    size_t at = 0;
    while (at < text.n) {
        size_t length = 1;
        while (length < 4 && length < text.n - at &&
               !fh_utf8_valid(fh_query_slice(text, at, at + length)))
            length++;
        if (!fh_utf8_valid(fh_query_slice(text, at, at + length)))
            return fh_fail_at(err, FIHRIST_E_QUERY, (int64_t)at, "not UTF-8 at byte %zu", at);
        size_t next = at;
        uint32_t c = fh_utf8_next(text, &next);
        if (!fh_query_is_space(c) && (c < 0x20 || (c >= 0x7f && c < 0xa0)))
            return fh_fail_at(err, FIHRIST_E_QUERY, (int64_t)at, "control character U+%04X",
                              (unsigned)c);
        at = next;
    }
    return FIHRIST_OK;
}

/* --- runs --- */

bool fh_query_is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does `http://` or the like stand at `at`? */
bool fh_query_is_url_at(fh_str text, size_t at) {
    size_t i = at;
    while (i < text.n && (fh_query_is_letter(text.p[i]) ||
                          (i > at && text.p[i] != '\0' && strchr("+-.0123456789", text.p[i]))))
        i++;
    return i > at && text.n - i >= 3 && memcmp(text.p + i, "://", 3) == 0;
}

/* Where the word at `at` ends: at white space, a bracket or a quotation mark. */
size_t fh_query_word_end(fh_str text, size_t at) {
    for (size_t next; at < text.n; at = next) {
        uint32_t c = fh_query_char_at(text, at, &next);
        if (fh_query_is_space(c) || c == '(' || c == ')' || fh_query_is_quote(c))
            break;
    }
    return at;
}

/* Where a URL ends: at white space, but pairs of brackets belong to it (wiki/Syria_(region)). With
 * `quotes`, quotation marks do too. `lenient`: so does a ')' when the query has no '(' open. */
size_t fh_query_raw_end(fh_str text, size_t at, bool quotes, bool lenient) {
    size_t depth = 0, outermost = at, end = at;
    for (size_t next; end < text.n; end = next) {
        uint32_t c = fh_query_char_at(text, end, &next);
        if (fh_query_is_space(c) || (!quotes && fh_query_is_quote(c)))
            break;
        if (c == '(' && depth++ == 0)
            outermost = end;
        if (c == ')' && depth == 0 && !lenient)
            break;
        if (c == ')' && depth > 0)
            depth--;
    }
    return depth > 0 && !quotes ? outermost : end;
}

bool fh_query_quotes_for(fh_str text, const char **ret_open, const char **ret_close) {
    bool twice = false, left = false, right = false;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = fh_utf8_next(text, &at);
        twice = twice || is_double_quote(c);
        left = left || c == LEFT_GUILLEMET;
        right = right || c == RIGHT_GUILLEMET;
    }
    *ret_open = !twice ? "\"" : !right ? "«" : "»";
    *ret_close = !twice ? "\"" : !right ? "»" : "«";
    return !twice || !right || !left;
}
