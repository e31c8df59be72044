/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * folding.h: of the stories that are copies of one another (core/copies.h) one alone among the
 * answers: the best. Knows documents by number only.
 */
#ifndef FIHRIST_SEARCHER_FOLDING_H
#define FIHRIST_SEARCHER_FOLDING_H

#include "searcher/joiner.h"

/** Whether answers of this request are to be folded at all: reader->copies are read where they may
 *  be. Negative: they cannot be. */
int fh_folding_is_due(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                      fihrist_comments comments, fihrist_error *err);

/** Leave out of `answers`, which are in order, of time or of relevance, every story that is a copy
 * of one before it; of copies that are equally good the first of their cluster stays. */
int fh_fold(fh_joiner *joiner, bool by_date, fh_answers *answers);

/** How many answers a set of stories is: fh_docids_count, where the joiner folds less copies of one
 *  another. */
uint64_t fh_folding_count(const fh_joiner *joiner, const fh_docids *stories);

/** Are two stories copies of one another? */
bool fh_folding_same(const fh_copies *copies, uint32_t a, uint32_t b);

/** Narrow a plan to stories that have copies, and to the comments under them. The plan must not
 *  outlive the snapshot. */
int fh_folding_restrict(fh_reader *reader, fh_plan *plan, fihrist_error *err);

#endif
