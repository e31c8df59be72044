/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan.h: a syntax tree made into what libxapian runs: one query for articles, one for comments,
 * and what has to be looked up in the stored text because stems alone cannot tell. Owns the
 * meaning of each field; runs nothing.
 */
#ifndef FIHRIST_SEARCHER_PLAN_H
#define FIHRIST_SEARCHER_PLAN_H

#include "searcher/query.h"
#include "searcher/verifier.h"

/** What to run over the documents of one kind. */
typedef struct fh_kind_plan {
    xc_query *query;          /**< NULL: nothing of this kind can match */
    fh_requirements required; /**< of every hit */
    bool placed;              /**< it asks where words stand, by the store */
} fh_kind_plan;

typedef struct fh_plan {
    fh_arena *arena; /**< the caller's; everything below lives in it but the queries */
    fh_kind_plan kinds[FH_KIND_COUNT];
    bool weighted;             /**< some word in it is ranked; else all scores are 0 */
    bool comments_only;        /**< it asks for type:comment */
    bool asks_for_cluster;     /**< for all copies of an article: they are not folded */
    const fh_needle **needles; /**< what a snippet marks */
    size_t needle_count;
    fihrist_warning *warnings;
    size_t warning_count;
    /* libxapian queries made on the way, freed with the plan */
    xc_query **queries;
    size_t query_count, query_capacity;
    /* what their conditions ask; the same */
    fh_verifier **verifiers;
    size_t verifier_count, verifier_capacity;
} fh_plan;

/** Plan a query for the reader's snapshot: its tree, or with options->plain (and no tree) the
 *  words of `text`. The plan is to be freed in any case. `match` is FIHRIST_MATCH_ALL or _ANY.
 *  `deadline_ns` is on CLOCK_MONOTONIC, 0 for none. */
int fh_plan_query(fh_reader *reader, const fh_query *query, fh_str text,
                  const fihrist_search_options *options, fihrist_match match, uint64_t deadline_ns,
                  fh_arena *arena, fh_plan *ret_plan, fihrist_error *err);
/** Narrow what is planned of either kind to documents for which a condition holds. */
int fh_plan_narrow(fh_plan *plan, const xc_condition *condition, void *user, fihrist_error *err);
void fh_plan_free(fh_plan *plan);

#endif
