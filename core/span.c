/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * span.c: the rules of words and numbers. What looks ahead is bounded, or what it passed is not
 * looked at again, so that no text takes more than linear time.
 */
#include "core/span.h"

#include <unicode/uchar.h>

#include "core/utf8.h"

enum { GROUPS_MAX = 12 /* more digits than any number in a newspaper */ };

fh_class fh_source_peek(const fh_source *source, size_t at, size_t *ret_next) {
    *ret_next = at;
    if (at >= source->text.n)
        return FH_CLASS_OTHER;
    unsigned char byte = (unsigned char)source->text.p[at];
    if (byte < 0x80) {
        *ret_next = at + 1;
        return (fh_class)fh_ascii_class[byte];
    }
    return fh_class_of(source->classes, fh_utf8_next(source->text, ret_next));
}

static bool byte_at(const fh_source *source, size_t at, char byte) {
    return at < source->text.n && source->text.p[at] == byte;
}

bool fh_span_joins(fh_str gap) {
    static const char single[] = "-.'_&/@:+=~%#\\";
    static const fh_str several[] = {
        {"://", 3},          {"\xc2\xad", 2},                          /* soft hyphen */
        {"\xe2\x80\x90", 3}, {"\xe2\x80\x91", 3}, {"\xe2\x80\x93", 3}, /* hyphens, en dash */
        {"\xe2\x80\x98", 3}, {"\xe2\x80\x99", 3},                      /* curly apostrophes */
        {"\xe2\x80\x8c", 3}, {"\xe2\x80\x8d", 3},                      /* ZWNJ, ZWJ */
    };
    if (gap.n <= 1)
        return gap.n == 0 || memchr(single, gap.p[0], sizeof single - 1);
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        if (fh_str_equal(gap, several[i]))
            return true;
    return false;
}

/* --- acronyms --- */

/* Where the letter at `at` ends with its marks, 0 when it is none or another follows. */
static size_t skip_single_letter(const fh_source *source, size_t at) {
    size_t next, end;
    fh_class class = fh_source_peek(source, at, &next);
    if (class != FH_CLASS_LETTER)
        return 0;
    do {
        end = next;
        class = fh_source_peek(source, end, &next);
    } while (class == FH_CLASS_MARK || class == FH_CLASS_INVISIBLE);
    return class == FH_CLASS_LETTER ? 0 : end;
}

/* U.S., e.g., I.R.G.C: single letters with dots between them, its last dot left out. Where it ends,
 * 0 when it is none. */
static size_t skip_acronym(const fh_source *source, size_t start) {
    size_t end = skip_single_letter(source, start), letters = 1;
    while (end && byte_at(source, end, '.')) {
        size_t next = skip_single_letter(source, end + 1);
        if (!next)
            break;
        end = next;
        letters++;
    }
    return letters > 1 ? end : 0;
}

/* Behind the 's at `at`; `at` itself when there is none. */
static size_t skip_possessive(const fh_source *source, size_t at) {
    size_t letter, behind, unused;
    if (fh_source_peek(source, at, &letter) != FH_CLASS_APOSTROPHE ||
        !(byte_at(source, letter, 's') || byte_at(source, letter, 'S')))
        return at;
    behind = letter + 1;
    fh_class class = fh_source_peek(source, behind, &unused);
    return class == FH_CLASS_LETTER || class == FH_CLASS_MARK ? at : behind;
}

/* --- words --- */

static bool is_hebrew_letter(uint32_t c) {
    return c >= 0x05d0 && c <= 0x05f2;
}

/* Gershayim, or a quotation mark in its place, between two Hebrew letters: an abbreviation. */
static bool is_gershayim(const fh_source *source, uint32_t before, uint32_t mark, size_t after) {
    if ((mark != '"' && mark != 0x05f4 && mark != 0x201d) || !is_hebrew_letter(before))
        return false;
    return after < source->text.n && is_hebrew_letter(fh_utf8_next(source->text, &after));
}

/* Words of French, Italian and Catalan that lose their last vowel before another. */
static bool is_elided(fh_str word) {
    static const char *const words[] = {
        "l",    "d",    "j",     "m",     "t",      "s",      "n",      "c",     "qu",
        "v",    "un",   "dell",  "all",   "nell",   "dall",   "sull",   "coll",  "quell",
        "gl",   "dov",  "com",   "cos",   "anch",   "tutt",   "sant",   "bell",  "quest",
        "senz", "mezz", "jusqu", "quand", "quelqu", "lorsqu", "puisqu", "quoiqu"};
    char lower[8];
    if (word.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < word.n; i++) {
        unsigned char byte = (unsigned char)word.p[i];
        if (byte >= 0x80)
            return false;
        lower[i] = fh_ascii_lower[byte];
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_str_equal((fh_str){lower, word.n}, fh_str_of(words[i])))
            return true;
    return false;
}

/* Whether an apostrophe that ends at `after` has a letter behind it. */
static bool is_inside_word(const fh_source *source, size_t after) {
    fh_class class;
    size_t next;
    while ((class = fh_source_peek(source, after, &next)) == FH_CLASS_INVISIBLE)
        after = next;
    return class == FH_CLASS_LETTER;
}

/* Letters, marks and apostrophes between letters. *ret_apostrophe is where the first of these
 * stands, 0 when there is none. An elided word ends at its apostrophe. */
static fh_span skip_letters(const fh_source *source, size_t start, bool elisions,
                            size_t *ret_apostrophe) {
    fh_span span = {start, start};
    size_t at = start;
    uint32_t before = 0;
    *ret_apostrophe = 0;
    while (at < source->text.n) {
        size_t here = at;
        uint32_t c = fh_utf8_next(source->text, &at);
        fh_class class = fh_class_of(source->classes, c);
        if (class == FH_CLASS_LETTER || class == FH_CLASS_MARK) {
            span.end = span.next = at;
            before = c;
        } else if (class == FH_CLASS_APOSTROPHE) {
            if (!is_inside_word(source, at))
                break;
            if (elisions && !*ret_apostrophe &&
                is_elided((fh_str){source->text.p + start, span.end - start})) {
                span.next = at;
                break;
            }
            if (!*ret_apostrophe)
                *ret_apostrophe = here;
        } else if (class != FH_CLASS_INVISIBLE && !is_gershayim(source, before, c, at)) {
            break;
        }
    }
    return span;
}

/* Take the 's off a word that has one. */
static size_t without_possessive(const fh_source *source, size_t start, size_t end) {
    /* The apostrophe takes a byte or, curly or full-width, three. */
    for (size_t length = 1; length <= 3; length += 2)
        if (end - start > length + 1 && skip_possessive(source, end - 1 - length) == end)
            return end - 1 - length;
    return end;
}

fh_span fh_span_word(const fh_source *source, size_t start, fh_token_rules rules) {
    size_t apostrophe, acronym = skip_acronym(source, start);
    if (acronym) {
        fh_span span = {acronym, acronym + byte_at(source, acronym, '.')};
        if (rules == FH_TOKEN_POSSESSIVE)
            span.next = skip_possessive(source, span.next);
        return span;
    }
    fh_span span = skip_letters(source, start, rules == FH_TOKEN_ELISION, &apostrophe);
    if (rules == FH_TOKEN_POSSESSIVE && apostrophe)
        span.end = without_possessive(source, start, span.end);
    if (rules == FH_TOKEN_SUFFIX && apostrophe)
        span.end = apostrophe;
    return span;
}

/* --- numbers --- */

/* Superscripts and the like are digits, but not of the number they stand at. */
static bool is_raised(const fh_source *source, size_t at) {
    return (unsigned char)source->text.p[at] >= 0x80 &&
           u_charType((UChar32)fh_utf8_next(source->text, &at)) == U_OTHER_NUMBER;
}

static size_t skip_digits(const fh_source *source, size_t at, size_t *ret_count) {
    size_t next;
    *ret_count = 0;
    if (at >= source->text.n)
        return at;
    bool raised = is_raised(source, at);
    while (fh_source_peek(source, at, &next) == FH_CLASS_DIGIT && is_raised(source, at) == raised) {
        at = next;
        ++*ret_count;
    }
    return at;
}

/* Behind the separator at `at`: ASCII's `mark` or the Arabic one 0xd9 `arabic`; `at` itself when
 * there is none. */
static size_t skip_separator(const fh_source *source, size_t at, char mark) {
    char arabic = mark == '.' ? '\xab' : '\xac';
    if (byte_at(source, at, mark))
        return at + 1;
    return byte_at(source, at, '\xd9') && byte_at(source, at + 1, arabic) ? at + 2 : at;
}

typedef struct groups {
    size_t count, end;
    bool thousands; /* the last of three digits, those before it of three or two (as in India) */
} groups;

/* Groups of digits from `at` on, each behind a separator. */
static groups skip_groups(const fh_source *source, size_t at, char mark) {
    groups found = {0, at, false};
    bool well_formed = true;
    while (found.count <= GROUPS_MAX) {
        size_t digits, first = skip_separator(source, found.end, mark);
        if (first == found.end)
            break;
        size_t end = skip_digits(source, first, &digits);
        if (digits == 0)
            break;
        well_formed = well_formed && (digits == 2 || digits == 3);
        found.thousands = well_formed && digits == 3;
        found.end = end;
        found.count++;
    }
    return found;
}

/* Behind a separator at `at` that has a digit behind it, else 0. */
static size_t list_separator(const fh_source *source, size_t at) {
    for (const char *mark = ".,"; *mark; mark++) {
        size_t unused, behind = skip_separator(source, at, *mark);
        if (behind > at && fh_source_peek(source, behind, &unused) == FH_CLASS_DIGIT)
            return behind;
    }
    return 0;
}

fh_number_span fh_span_number(const fh_source *source, size_t start, bool listed) {
    size_t digits, end = skip_digits(source, start, &digits);
    fh_number_span span = {.whole_end = end, .end = end};
    if (!listed && digits <= 3) {
        groups commas = skip_groups(source, end, ','), points = skip_groups(source, end, '.');
        if (commas.thousands)
            span.whole_end = span.end = commas.end;
        else if (points.thousands && points.count > 1) /* 3.000 may well be a decimal */
            span.whole_end = span.end = points.end;
    }
    if (!listed) {
        groups points = skip_groups(source, span.whole_end, '.');
        if (points.count == 1) {
            span.point_next = skip_separator(source, span.whole_end, '.');
            span.end = points.end;
        }
    }
    span.list_next = list_separator(source, span.end);
    return span;
}

/* --- scripts without spaces --- */

size_t fh_span_run(const fh_source *source, size_t start, size_t max_bytes, bool *ret_cut) {
    size_t at = start, next;
    fh_class class = fh_source_peek(source, at, &next);
    *ret_cut = false;
    while (class == FH_CLASS_DICTIONARY || class == FH_CLASS_MARK || class == FH_CLASS_INVISIBLE) {
        if (next - start > max_bytes) {
            *ret_cut = true;
            break;
        }
        at = next;
        class = fh_source_peek(source, at, &next);
    }
    return at;
}
