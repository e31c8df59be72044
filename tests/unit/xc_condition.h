/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xc_condition.h: a condition on documents that counts what it is asked, and ways to run a query
 * that has such conditions.
 */
#ifndef FIHRIST_TESTS_XC_CONDITION_H
#define FIHRIST_TESTS_XC_CONDITION_H

#include "xc_random.h"

enum { WORDS = 2 * documents / 64 + 1, CONDITIONS = 64, ALL = 2 * documents };

/** A condition on documents: docid % divisor == rest. */
typedef struct modulo {
    uint32_t divisor, rest;
    uint32_t last; /**< asked about */
    uint32_t asked, expected;
    int fail; /**< returned instead of an answer, if not 0 */
} modulo;

static modulo conditions[CONDITIONS];
static size_t condition_count;

static inline int holds(void *user, uint32_t docid) {
    modulo *m = user;
    assert_true(docid > m->last);
    m->last = docid;
    ++m->asked;
    return m->fail ? m->fail : docid % m->divisor == m->rest;
}

static inline void expect(void *user, uint32_t docid) {
    modulo *m = user;
    assert_true(docid > m->last);
    ++m->expected;
}

/** Before each match, in which each condition is asked about documents in ascending order. */
static inline void forget_asked(void) {
    for (size_t i = 0; i < condition_count; ++i)
        conditions[i].last = conditions[i].asked = conditions[i].expected = 0;
}

static inline xc_query *where(xc_fixture *f, const xc_query *query, modulo *m) {
    static const xc_condition calls = {sizeof calls, holds, expect, 3, false};
    xc_query *made = NULL;
    MUST(f, xc_query_where(query, &calls, m, &made, &f->err));
    return made;
}

/** How a query is run. */
typedef struct way {
    const char *name;
    bool memo, weights;
    uint32_t items;
} way;

static inline xc_mset *run(xc_fixture *f, xc_database *db, xc_memo *memo, const xc_query *query,
                           const way *w) {
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    forget_asked();
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    if (w->memo)
        MUST(f, xc_enquire_set_query_kind(enquire, query, memo, 1.2, 8, 0.6, 0.3, documents, 65,
                                          &f->err));
    else
        MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    if (!w->memo && w->weights)
        MUST(f, xc_enquire_set_bm25_kind(enquire, 1.2, 8, 0.6, 0.3, documents, 65, &f->err));
    if (!w->weights)
        MUST(f, xc_enquire_set_bool(enquire, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, w->items, w->items, NULL, NULL, &mset, &f->err));
    xc_enquire_free(enquire);
    return mset;
}

#endif
