/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_field.c: the one table of the fields a query may name. The man page, the messages and the
 * daemon's `info` follow it.
 */
#include "searcher/query_lex.h"

#include <string.h>

#include "core/slice.h"

/* The first entry of a field has its canonical name; aliases come last. */
static const fh_field_entry entries[] = {
    {"source", FH_QUERY_SOURCE, FH_VALUE_NAME, FH_BOUND_WITHIN},
    {"date", FH_QUERY_DATE, FH_VALUE_DATE, FH_BOUND_WITHIN},
    {"after", FH_QUERY_DATE, FH_VALUE_DATE, FH_BOUND_AFTER},
    {"before", FH_QUERY_DATE, FH_VALUE_DATE, FH_BOUND_BEFORE},
    {"actor", FH_QUERY_ACTOR, FH_VALUE_NAME, FH_BOUND_WITHIN},
    {"author", FH_QUERY_AUTHOR, FH_VALUE_WORDS, FH_BOUND_WITHIN},
    {"commenter", FH_QUERY_COMMENTER, FH_VALUE_WORDS, FH_BOUND_WITHIN},
    {"title", FH_QUERY_TITLE, FH_VALUE_WORDS, FH_BOUND_WITHIN},
    {"text", FH_QUERY_TEXT, FH_VALUE_WORDS, FH_BOUND_WITHIN},
    {"comment", FH_QUERY_COMMENT, FH_VALUE_WORDS, FH_BOUND_WITHIN},
    {"type", FH_QUERY_TYPE, FH_VALUE_NAME, FH_BOUND_WITHIN},
    {"lang", FH_QUERY_LANG, FH_VALUE_NAME, FH_BOUND_WITHIN},
    {"id", FH_QUERY_ID, FH_VALUE_RAW, FH_BOUND_WITHIN},
    {"url", FH_QUERY_URL, FH_VALUE_RAW, FH_BOUND_WITHIN},
    {"lastmod", FH_QUERY_LASTMOD, FH_VALUE_REVISION, FH_BOUND_WITHIN},
    {"cluster", FH_QUERY_CLUSTER, FH_VALUE_RAW, FH_BOUND_WITHIN},
    {"outlet", FH_QUERY_SOURCE, FH_VALUE_NAME, FH_BOUND_WITHIN},
    {"by", FH_QUERY_AUTHOR, FH_VALUE_WORDS, FH_BOUND_WITHIN},
};

enum { ENTRY_COUNT = sizeof entries / sizeof *entries, NAME_MAX_BYTES = 15 };

/* What other search engines call these fields. */
static const struct {
    const char *other, *ours;
} elsewhere[] = {
    {"body", "text"},      {"content", "text"},     {"entity", "actor"},     {"headline", "title"},
    {"host", "source"},    {"language", "lang"},    {"link", "url"},         {"mentions", "actor"},
    {"month", "date"},     {"org", "actor"},        {"paper", "source"},     {"person", "actor"},
    {"published", "date"}, {"publisher", "source"}, {"revision", "lastmod"}, {"since", "after"},
    {"site", "source"},    {"subject", "title"},    {"until", "before"},     {"writer", "author"},
    {"year", "date"},
};

const fh_field_entry *fh_field_entry_find(fh_str name) {
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        if (fh_str_is(name, entries[i].name))
            return &entries[i];
    return NULL;
}

fh_value_rule fh_field_value_rule(fh_query_field field) {
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        if (entries[i].field == field)
            return entries[i].rule;
    return FH_VALUE_WORDS;
}

const char *fh_query_field_name(fh_query_field field) {
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        if (entries[i].field == field)
            return entries[i].name;
    return "";
}

const char *fh_query_field_list(size_t i) {
    return i < ENTRY_COUNT ? entries[i].name : NULL;
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

/* Insertions, deletions, replacements and swaps of neighbours that make `a` into `b`; both have at
 * most NAME_MAX_BYTES. */
static size_t edit_distance(fh_str a, fh_str b) {
    size_t rows[3][NAME_MAX_BYTES + 1] = {0};
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
            size_t best = above[j - 1] + (x != y);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == lower(b.p[j - 2]) && lower(a.p[i - 2]) == y &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *oldest = before;
        before = above, above = row, row = oldest;
    }
    return above[b.n];
}

const char *fh_field_entry_nearest(fh_str name) {
    if (name.n > NAME_MAX_BYTES)
        return NULL;
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (fh_str_is(name, elsewhere[i].other))
            return elsewhere[i].ours;
    const char *nearest = NULL;
    /* A third of the letters may be wrong: `tilte`, `sorce`, `autor`; not `re` for `by`. */
    size_t least = name.n / 3 + 1;
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        size_t distance = edit_distance(name, fh_str_of(entries[i].name));
        if (distance < least) {
            least = distance;
            nearest = entries[i].name;
        }
    }
    return nearest;
}
