/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian_question.c: a question as a query of libxapian's, with the terms that scriptindex and
 * Omega agree on: Z before a stem, S before what is in a title, XA an actor, XS an outlet, T a
 * type, and Y, M and D for dates.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/peers/xapian.h"

enum {
    PARTS = 128 /* of one operator: a date range has at most 30 days, 22 months and some years */
};

typedef struct parts {
    xc_query *list[PARTS];
    size_t count;
} parts;

static xc_query *term(const char *bytes) {
    xc_query *query;
    xc_error err;
    xapian_must(xc_query_term(bytes, strlen(bytes), 1, 0, &query, &err), &err, bytes);
    return query;
}

static void push(parts *all, xc_query *query) {
    if (all->count == PARTS)
        peer_die("a query has too many parts");
    all->list[all->count++] = query;
}

/* The parts are freed; one by itself is its own combination. */
static xc_query *combine(xc_operator with, parts *all) {
    xc_query *query;
    xc_error err;
    if (all->count == 1)
        return all->list[0];
    xapian_must(
        xc_query_combine(with, (const xc_query *const *)all->list, all->count, &query, &err), &err,
        "combine");
    for (size_t i = 0; i < all->count; i++)
        xc_query_free(all->list[i]);
    return query;
}

/* ---- words ---- */

static xc_query *word(struct sb_stemmer *stemmer, const char *text, const char *prefix,
                      bool exactly) {
    char lower[256], bytes[300];
    size_t n = 0;
    for (; text[n] && n < sizeof lower - 1; n++)
        lower[n] = (char)tolower((unsigned char)text[n]);
    lower[n] = '\0';
    if (exactly) {
        snprintf(bytes, sizeof bytes, "%s%s", prefix, lower);
    } else {
        const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)lower, (int)n);
        snprintf(bytes, sizeof bytes, "Z%s%.*s", prefix, sb_stemmer_length(stemmer),
                 (const char *)stem);
    }
    return term(bytes);
}

static xc_query *phrase(struct sb_stemmer *stemmer, const json_t *words, const char *prefix) {
    parts all = {.count = 0};
    xc_query *query;
    xc_error err;
    size_t i;
    const json_t *one;
    bool exactly = json_array_size(words) > 1;
    json_array_foreach(words, i, one)
        push(&all, word(stemmer, json_string_value(one), prefix, exactly));
    if (!exactly)
        return combine(XC_OP_AND, &all);
    xapian_must(xc_query_phrase((const xc_query *const *)all.list, all.count, (uint32_t)all.count,
                                &query, &err),
                &err, "phrase");
    for (size_t k = 0; k < all.count; k++)
        xc_query_free(all.list[k]);
    return query;
}

static xc_query *text_query(struct sb_stemmer *stemmer, const json_t *text) {
    static const struct {
        const char *key;
        xc_operator with;
    } operators[] = {{"and", XC_OP_AND}, {"or", XC_OP_OR}, {"not", XC_OP_AND_NOT}};
    const json_t *words = json_object_get(text, "words");
    if (words)
        return phrase(stemmer, words, json_object_get(text, "in") ? "S" : "");
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        const json_t *operands = json_object_get(text, operators[i].key), *operand;
        parts all = {.count = 0};
        size_t k;
        json_array_foreach(operands, k, operand) push(&all, text_query(stemmer, operand));
        if (operands)
            return combine(operators[i].with, &all);
    }
    peer_die("a text without words");
}

/* ---- filters ---- */

static void push_date(parts *all, char prefix, int number) {
    char bytes[16];
    snprintf(bytes, sizeof bytes, "%c%d", prefix, number);
    push(all, term(bytes));
}

/* Days up to the end of a month or year that is not whole, months of a year, whole years: as few
 * terms as will do, as Omega has it. Days are numbered as 20150631: a month has 31. */
static xc_query *date_query(int from, int to) {
    parts all = {.count = 0};
    for (int day = from; day <= to;) {
        int year = day / 10000, month = day / 100 % 100;
        if (day % 10000 == 101 && year * 10000 + 1231 <= to) {
            push_date(&all, 'Y', year);
            day = (year + 1) * 10000 + 101;
        } else if (day % 100 == 1 && day + 30 <= to) {
            push_date(&all, 'M', day / 100);
            day = month < 12 ? day + 100 : (year + 1) * 10000 + 101;
        } else {
            push_date(&all, 'D', day);
            day = day % 100 < 31 ? day + 1 : month < 12 ? day + 70 : (year + 1) * 10000 + 101;
        }
    }
    return combine(XC_OP_OR, &all);
}

/* As scriptindex: a colon behind a prefix of several letters before a capital. */
static xc_query *boolean(const char *prefix, const char *value) {
    char bytes[300];
    bool colon = strlen(prefix) > 1 && isupper((unsigned char)value[0]);
    snprintf(bytes, sizeof bytes, "%s%s%s", prefix, colon ? ":" : "", value);
    return term(bytes);
}

static void push_filters(parts *all, const peer_question *question) {
    enum { FIRST_DAY = 19000101, LAST_DAY = 20991231 };
    size_t i;
    const json_t *actor;
    json_array_foreach(question->actors, i, actor)
        push(all, boolean("XA", json_string_value(actor)));
    if (question->source)
        push(all, boolean("XS", question->source));
    if (question->type)
        push(all, boolean("T", question->type));
    if (question->from || question->to)
        push(all, date_query(question->from ? question->from : FIRST_DAY,
                             question->to ? question->to : LAST_DAY));
}

xc_query *xapian_query(struct sb_stemmer *stemmer, const peer_question *question) {
    parts all = {.count = 0};
    push(&all, text_query(stemmer, question->text));
    push_filters(&all, question);
    return combine(XC_OP_FILTER, &all);
}
