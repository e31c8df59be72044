/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xc_random.h: a database of random documents, two kinds of them, and random queries to it; the
 * same in every run.
 */
#ifndef FIHRIST_TESTS_XC_RANDOM_H
#define FIHRIST_TESTS_XC_RANDOM_H

#include "xc_fixture.h"

#include <math.h>

enum { documents = 2000, vocabulary = 200 };

static uint32_t random_state;

static inline uint32_t random_below(uint32_t n) {
    random_state = random_state * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)random_state * n) >> 32);
}

/** A document of words t0, t1, ... where low numbers are common, under `prefix`. */
static inline void add_random(xc_fixture *f, xc_writer *writer, xc_document *document, char prefix,
                              uint32_t most_words) {
    xc_document_clear(document);
    uint32_t words = 1 + random_below(most_words);
    for (uint32_t i = 0; i < words; ++i) {
        char word[16];
        int len = snprintf(word, sizeof word, "%ct%u", prefix,
                           random_below(1 + random_below(1 + random_below(vocabulary))));
        MUST(f, xc_document_add_term(document, word, (size_t)len, 1, &f->err));
    }
    MUST(f, xc_writer_add(writer, document, NULL, &f->err));
}

/** Documents of kind a, and when `comments` as many again of kind b, shorter, after them. */
static inline xc_database *make_random(xc_fixture *f, int comments) {
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    xc_writer *writer = new_writer(f);
    random_state = 1;
    for (int i = 0; i < documents; ++i)
        add_random(f, writer, document, 'a', i % 10 ? 80 : 600);
    for (int i = 0; comments && i < documents; ++i)
        add_random(f, writer, document, 'b', 12);
    xc_document_free(document);
    return commit_and_open(f, writer);
}

/** An OR of `count` random words of kind a; at times weighted by wqf or scaled. */
static inline xc_query *random_query(xc_fixture *f, size_t count) {
    xc_query *parts[8], *query = NULL;
    for (size_t i = 0; i < count; ++i) {
        char word[16];
        int len = snprintf(word, sizeof word, "at%u", random_below(vocabulary));
        MUST(f, xc_query_term(word, (size_t)len, 1 + random_below(2), 0, &parts[i], &f->err));
        if (random_below(4) == 0) {
            xc_query *scaled = NULL;
            MUST(f, xc_query_scale(0.25, parts[i], &scaled, &f->err));
            xc_query_free(parts[i]);
            parts[i] = scaled;
        }
    }
    xc_operator op = random_below(5) ? XC_OP_OR : XC_OP_SYNONYM;
    MUST(f, xc_query_combine(op, (const xc_query *const *)parts, count, &query, &f->err));
    while (count)
        xc_query_free(parts[--count]);
    return query;
}

/** A tree of words of kind a under operators, `depth` levels deep at the most. MAX is not among
 * them: libxapian 1.4.22 takes an OR right below it for a part of itself. */
static inline xc_query *random_tree(xc_fixture *f, unsigned depth) {
    if (depth == 0 || random_below(4) == 0)
        return random_query(f, 1);
    static const xc_operator operators[] = {XC_OP_AND,       XC_OP_OR, XC_OP_AND_NOT, XC_OP_FILTER,
                                            XC_OP_AND_MAYBE, XC_OP_OR, XC_OP_OR,      XC_OP_XOR};
    xc_query *parts[3], *query = NULL;
    size_t count = 2 + random_below(2);
    for (size_t i = 0; i < count; ++i)
        parts[i] = random_tree(f, depth - 1);
    MUST(f, xc_query_combine(operators[random_below(8)], (const xc_query *const *)parts, count,
                             &query, &f->err));
    while (count)
        xc_query_free(parts[--count]);
    return query;
}

/** The first of `all` are `part`, but for weights that differ in their last bits, and for documents
 *  that weigh alike. */
static inline void check_alike(const xc_mset *part, const xc_mset *all) {
    static double weights[2 * documents + 1];
    for (size_t i = 0; i < xc_mset_size(all); ++i)
        weights[xc_mset_hit(all, i)->docid] = xc_mset_hit(all, i)->weight;
    for (size_t i = 0; i < xc_mset_size(part); ++i) {
        const xc_hit *a = xc_mset_hit(part, i), *b = xc_mset_hit(all, i);
        assert_non_null(b);
        assert_true(fabs(a->weight - b->weight) < 1e-9);
        assert_true(fabs(weights[a->docid] - a->weight) < 1e-9);
        weights[a->docid] = -1;
    }
}

#endif
