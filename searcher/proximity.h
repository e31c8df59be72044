/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * proximity.h: whether the words of a document stand as a phrase, NEAR or ADJ asks, by the units in
 * the store: a condition on documents of which the postings say that they have the words.
 *
 * It means what libxapian's OP_PHRASE and OP_NEAR mean for terms and ORs of terms. A phrase among
 * what stands near one another counts where it stands whole, by any of its words; and of words
 * that could fill several operands each is given to one in whatever way fills all.
 */
#ifndef FIHRIST_SEARCHER_PROXIMITY_H
#define FIHRIST_SEARCHER_PROXIMITY_H

#include "core/store.h"

/** A place for one word. */
typedef struct fh_proximity_word {
    const fh_unit *units; /**< any of them will do, in any form where they do not say which */
    size_t count;         /**< at least 1 */
    uint64_t occurrences; /**< in the index, roughly: the rarest word is looked for first */
} fh_proximity_word;

/** Words one after another; one by itself is a mere word. */
typedef struct fh_proximity_run {
    const fh_proximity_word *words;
    size_t count; /**< at least 1 */
} fh_proximity_run;

/** One side of NEAR or ADJ, or a phrase. */
typedef struct fh_proximity_operand {
    const fh_proximity_run *runs; /**< any of them will do */
    size_t count;                 /**< at least 1 */
} fh_proximity_operand;

typedef struct fh_proximity {
    const fh_proximity_operand *operands;
    size_t count;    /**< 1: that the operand stands at all; at most FH_NEAR_MAX_SLOTS */
    uint32_t window; /**< all of them within so many positions, at least `count` */
    bool ordered;    /**< in the order given; else in any, each by a word of its own */
    bool title_only; /**< what the title does not say does not count */
} fh_proximity;

/** A proximity that documents are asked for. */
typedef struct fh_proximity_test fh_proximity_test;

/** The test and all of `proximity` live in `arena`, the store has to outlive its use. It remembers
 *  the block it was asked about last, so one is for one thread, and fast in ascending order. Past
 *  `deadline_ns` (CLOCK_MONOTONIC; 0: none) it refuses. NULL: out of memory. */
fh_proximity_test *fh_proximity_test_new(const fh_proximity *proximity, fh_store *store,
                                         uint64_t deadline_ns, fh_arena *arena);

/** For xc_condition, with the test as `user`. 1: the words stand so in the document; 0: they do
 *  not, or the store does not have it; FIHRIST_E_TIMEOUT, some thousand documents late at most;
 *  FIHRIST_E_MEMORY. */
int fh_proximity_holds(void *test, uint32_t docid);
void fh_proximity_expect(void *test, uint32_t docid);

#endif
