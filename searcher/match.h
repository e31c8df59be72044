/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * match.h: one match of libxapian over the documents of one kind: BM25 within the kind, an order,
 * the stored text of candidates looked at where the plan requires it.
 */
#ifndef FIHRIST_SEARCHER_MATCH_H
#define FIHRIST_SEARCHER_MATCH_H

#include "searcher/verifier.h"

/** What to match and how much of it is wanted. */
typedef struct fh_match_request {
    fh_kind kind;
    const xc_query *query;
    fh_requirements required;
    const xc_query *not_under; /**< plain, of articles: what stands under those of them that are as
                                    `not_under_required` is left out; NULL: none */
    fh_requirements not_under_required;
    bool not_under_first;    /**< most do, so ask that before a condition of `query`; only without
                                  not_under_required */
    double least_score;      /**< what weighs less is left out, and not counted */
    uint32_t count;          /**< hits wanted */
    uint32_t check_at_least; /**< count so many exactly */
    uint64_t deadline_ns;    /**< CLOCK_MONOTONIC; 0: none */
} fh_match_request;

/** Run it: the best first, ties in the order in which they were indexed. *ret_mset is the caller's:
 *  xc_mset_free. FIHRIST_E_TIMEOUT past the deadline. */
int fh_match_run(fh_reader *reader, const fh_match_request *request, xc_mset **ret_mset,
                 fihrist_error *err);

/** How many match, without looking for them: a bound in `upper`, and an estimate. */
int fh_match_estimate(fh_reader *reader, const fh_match_request *request, xc_counts *ret_counts,
                      fihrist_error *err);

/** All documents that match, however many are wanted; *ret_set lives in `arena`. */
int fh_match_all(fh_reader *reader, const fh_match_request *request, fh_arena *arena,
                 fh_docids *ret_set, fihrist_error *err);

#endif
