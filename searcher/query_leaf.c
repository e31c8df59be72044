/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_leaf.c: what a word, a quotation or the value of a field becomes in the tree: dates,
 * revisions, types, wildcards, and the refusal of what would be read otherwise than it was meant.
 */
#include "searcher/query_lex.h"

#include "core/date.h"
#include "core/number.h"
#include "core/slice.h"

static int bad_date(const fh_query_lexer *lexer, size_t position, fh_str text) {
    return REFUSE(lexer, position,
                  "bad date '%.*s': write 2015, 2015-05, 2015-05-20 or a range, as in "
                  "2015-05..2015-08, 2015.. or ..2015",
                  SHOWN(text));
}

/* Where in text ".." stands, or text.n. */
static size_t find_dots(fh_str text) {
    size_t at = 0;
    while (at < text.n && !(text.n - at >= 2 && text.p[at] == '.' && text.p[at + 1] == '.'))
        at++;
    return at;
}

static int read_range(const fh_query_lexer *lexer, size_t position, fh_str text, size_t dots,
                      fh_query_node *leaf) {
    fh_str first = fh_query_trim(fh_query_slice(text, 0, dots)),
           last = fh_query_trim(fh_query_slice(text, dots + 2, text.n));
    fh_date from = {.first_day = FH_QUERY_FIRST_DAY}, to = {.last_day = FH_QUERY_LAST_DAY};
    if ((first.n == 0 && last.n == 0) || (first.n && !fh_date_parse(first, &from)) ||
        (last.n && !fh_date_parse(last, &to)))
        return bad_date(lexer, position, text);
    if (from.first_day > to.last_day)
        return REFUSE(lexer, position, "the range '%.*s' ends before it begins: write %.*s..%.*s",
                      SHOWN(text), SHOWN(last), SHOWN(first));
    leaf->first_day = from.first_day;
    leaf->last_day = to.last_day;
    return FIHRIST_OK;
}

/* after: and before: leave out the whole of the date they name. */
static int read_dates(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                      fh_str text, fh_query_node *leaf) {
    fh_date date;
    size_t dots = find_dots(text);
    leaf->kind = FH_QUERY_DATES;
    leaf->text = (fh_str){NULL, 0};
    leaf->first_day = FH_QUERY_FIRST_DAY;
    leaf->last_day = FH_QUERY_LAST_DAY;
    if (dots < text.n && entry->bound == FH_BOUND_WITHIN)
        return read_range(lexer, position, text, dots, leaf);
    if (dots < text.n)
        return REFUSE(lexer, position, "'%s:' takes one date; a range is date:%.*s", entry->name,
                      SHOWN(text));
    if (!fh_date_parse(text, &date))
        return bad_date(lexer, position, text);
    if (entry->bound != FH_BOUND_BEFORE)
        leaf->first_day = entry->bound == FH_BOUND_AFTER ? date.last_day + 1 : date.first_day;
    if (entry->bound != FH_BOUND_AFTER)
        leaf->last_day = entry->bound == FH_BOUND_BEFORE ? date.first_day - 1 : date.last_day;
    if (leaf->first_day > leaf->last_day)
        return REFUSE(lexer, position, "no day is %s '%.*s'", entry->name, SHOWN(text));
    return FIHRIST_OK;
}

static int bad_revision(const fh_query_lexer *lexer, size_t position, fh_str text) {
    return REFUSE(lexer, position,
                  "bad revision '%.*s': write 118 or a range, as in 118..120, 118.. or ..120",
                  SHOWN(text));
}

/* Nothing leaves what is there: the end is open. */
static bool read_revision(fh_str text, uint64_t *revision) {
    int64_t number;
    if (text.n == 0)
        return true;
    if (!fh_number_parse(text, 0, INT64_MAX, &number))
        return false;
    *revision = (uint64_t)number;
    return true;
}

static int read_revisions(const fh_query_lexer *lexer, size_t position, fh_str text,
                          fh_query_node *leaf) {
    size_t dots = find_dots(text);
    bool range = dots < text.n;
    fh_str first = fh_query_trim(fh_query_slice(text, 0, dots));
    fh_str last = range ? fh_query_trim(fh_query_slice(text, dots + 2, text.n)) : first;
    leaf->kind = FH_QUERY_REVISIONS;
    leaf->text = (fh_str){NULL, 0};
    leaf->first_revision = 0;
    leaf->last_revision = FH_QUERY_LAST_REVISION;
    if (first.n + last.n == 0 || !read_revision(first, &leaf->first_revision) ||
        !read_revision(last, &leaf->last_revision))
        return bad_revision(lexer, position, text);
    if (leaf->first_revision > leaf->last_revision)
        return REFUSE(lexer, position, "the range '%.*s' ends before it begins: write %.*s..%.*s",
                      SHOWN(text), SHOWN(last), SHOWN(first));
    return FIHRIST_OK;
}

static int read_type(const fh_query_lexer *lexer, size_t position, fh_query_node *leaf) {
    static const char *const types[] = {"article", "comment"};
    fh_str text = leaf->text;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (fh_str_is(text, types[i])) {
            leaf->text = fh_str_of(types[i]);
            return FIHRIST_OK;
        }
    }
    return REFUSE(lexer, position, "unknown type '%.*s': type:article or type:comment",
                  SHOWN(text));
}

/* What is the same for a value in quotes and one without: leaf->text is set. */
static int finish_value(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                        fh_query_node *leaf) {
    leaf->field = entry ? entry->field : FH_QUERY_NO_FIELD;
    if (!entry || entry->rule == FH_VALUE_WORDS)
        return FIHRIST_OK;
    if (entry->rule == FH_VALUE_DATE)
        return read_dates(lexer, entry, position, leaf->text, leaf);
    if (entry->rule == FH_VALUE_REVISION)
        return read_revisions(lexer, position, leaf->text, leaf);
    leaf->kind = FH_QUERY_WORD;
    return entry->field == FH_QUERY_TYPE ? read_type(lexer, position, leaf) : FIHRIST_OK;
}

/* A `*` beside a letter is a wildcard to whoever types it, and would not be one. */
static int check_phrase(const fh_query_lexer *lexer, size_t start, fh_str text) {
    size_t words = 0, star = SIZE_MAX; /* the star before */
    bool in_word = false, behind_letter = false;
    for (size_t at = 0, next; at < text.n; at = next) {
        uint32_t c = fh_query_char_at(text, at, &next);
        bool wordly = fh_query_is_wordly(c);
        if ((c == '*' && behind_letter) || (wordly && star != SIZE_MAX))
            return REFUSE(
                lexer, (size_t)(text.p - lexer->text.p) + (wordly ? star : at),
                "a wildcard does not work inside quotation marks; write first ADJ/1 sec*");
        words += !in_word && !fh_query_is_space(c);
        in_word = !fh_query_is_space(c);
        behind_letter = wordly;
        star = c == '*' ? at : SIZE_MAX;
    }
    if (words > FH_QUERY_PHRASE_WORDS)
        return fh_fail_at(lexer->err, FIHRIST_E_LIMIT, (int64_t)start,
                          "more than %d words in quotation marks", FH_QUERY_PHRASE_WORDS);
    return FIHRIST_OK;
}

/* Letters and digits that stand together with the star at `star`, up to punctuation, and where they
 * end. */
static size_t letters_at(fh_str word, size_t star, size_t *ret_start, size_t *ret_end) {
    size_t letters = 0, end = word.n;
    *ret_start = 0;
    for (size_t at = 0, next; at < word.n; at = next) {
        uint32_t c = fh_query_char_at(word, at, &next);
        if (fh_query_is_wordly(c)) {
            letters++;
        } else if (c != '*' && !fh_query_is_joining(c)) {
            if (at > star) {
                end = at;
                break;
            }
            letters = 0;
            *ret_start = next;
        }
    }
    *ret_end = end;
    return letters;
}

/* Each word that has a star in it must have letters enough. */
static int check_letters(const fh_query_lexer *lexer, size_t position, fh_str word) {
    for (size_t star = 0, start, end; star < word.n; star = end) {
        const char *found = memchr(word.p + star, '*', word.n - star);
        if (!found)
            break;
        size_t letters = letters_at(word, (size_t)(found - word.p), &start, &end);
        fh_str one = fh_query_slice(word, start, end);
        if (letters < FH_QUERY_STEM_LETTERS)
            return fh_fail_at(lexer->err, FIHRIST_E_LIMIT, (int64_t)(position + start),
                              "a wildcard needs at least %d letters beside its '*'; '%.*s' has %zu",
                              FH_QUERY_STEM_LETTERS, SHOWN(one), letters);
    }
    return FIHRIST_OK;
}

/* Up to its last letter or star: what stands behind that says nothing. */
static fh_str without_tail(fh_str word) {
    size_t end = 0;
    for (size_t at = 0, next; at < word.n; at = next) {
        uint32_t c = fh_query_char_at(word, at, &next);
        if (c == '*' || fh_query_is_wordly(c) || fh_query_is_joining(c))
            end = next;
    }
    return fh_query_slice(word, 0, end);
}

static int read_wildcard(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                         size_t star, fh_query_node *leaf) {
    fh_str word = leaf->text;
    if (entry && entry->rule != FH_VALUE_WORDS)
        return REFUSE(lexer, position + star,
                      "'%s:' takes a whole value, no wildcard; a real '*' goes in quotation marks",
                      entry->name);
    if (!fh_query_has_word(word))
        return REFUSE(lexer, position + star, "'*' has no place %s",
                      entry ? "in a field" : "among signs; a wildcard is tali*, *ban or ta*n");
    if (memchr(word.p + star, ')', word.n - star))
        return REFUSE(lexer, position + star, "a wildcard cannot stand before a bracket in a URL");
    leaf->kind = FH_QUERY_WILDCARD;
    leaf->text = without_tail(word);
    return check_letters(lexer, position, leaf->text);
}

/* Signs that other search engines give a meaning, where only that meaning can be intended. */
static int refuse_foreign(const fh_query_lexer *lexer, size_t position, fh_str word) {
    bool inner_letters = false;
    for (size_t at = 0, next; at < word.n; at = next) {
        uint32_t c = fh_query_char_at(word, at, &next);
        fh_str behind = fh_query_slice(word, next, word.n);
        size_t digits = 0;
        while (digits < behind.n && strchr("0123456789.", behind.p[digits]) && behind.p[digits])
            digits++;
        if (inner_letters && (c == '~' || c == '^') && digits == behind.n)
            return REFUSE(lexer, position + at,
                          "'%c' has no meaning here: there are no fuzzy or weighted words", (int)c);
        size_t after;
        if (inner_letters && c == '?' && fh_query_is_wordly(fh_query_char_at(behind, 0, &after)))
            return REFUSE(
                lexer, position + at,
                "'?' stands for no letter here; write the spellings, as in (woman OR women)");
        inner_letters = fh_query_is_wordly(c);
    }
    return FIHRIST_OK;
}

int fh_query_read_phrase(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                         fh_query_node *leaf) {
    int status = FIHRIST_OK;
    if (!entry || entry->rule == FH_VALUE_WORDS)
        status = check_phrase(lexer, position, leaf->text);
    return status < 0 ? status : finish_value(lexer, entry, position, leaf);
}

/* Several stars are one. */
static bool is_stars(fh_str text) {
    size_t stars = 0;
    while (stars < text.n && text.p[stars] == '*')
        stars++;
    return stars == text.n;
}

int fh_query_read_word(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                       fh_query_node *leaf) {
    fh_str text = leaf->text;
    const char *star = memchr(text.p, '*', text.n);
    if (entry && (entry->rule == FH_VALUE_DATE || entry->rule == FH_VALUE_REVISION))
        return finish_value(lexer, entry, position, leaf);
    if (!entry && star && is_stars(text)) {
        leaf->kind = FH_QUERY_ALL;
        leaf->text = (fh_str){NULL, 0};
        return FIHRIST_OK;
    }
    int status = FIHRIST_OK;
    if (star)
        status = read_wildcard(lexer, entry, position, (size_t)(star - text.p), leaf);
    else if (!fh_query_is_url_at(text, 0))
        status = refuse_foreign(lexer, position, text);
    return status < 0 ? status : finish_value(lexer, entry, position, leaf);
}
