/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stories.h: the matches of articles and of comments joined into one list of answers: a story is
 * there when its article matches, with the article's score, or when one of its comments does, with
 * a third of the best comment's. Knows documents by number only.
 */
#ifndef FIHRIST_SEARCHER_STORIES_H
#define FIHRIST_SEARCHER_STORIES_H

#include "searcher/plan.h"

typedef struct fh_answer {
    uint32_t docid;
    uint32_t story; /**< docid of the article (its own, for one) */
    double score;
    bool is_comment;
} fh_answer;

typedef struct fh_answers {
    fh_answer *items; /**< in order; at most `wanted` */
    size_t count;
    bool more;      /**< there are others behind them */
    uint64_t total; /**< of all answers */
    bool exact;
} fh_answers;

typedef struct fh_answers_request {
    fihrist_comments comments;
    fihrist_sort sort; /**< as asked; RELEVANCE is by date where nothing is weighted */
    uint32_t wanted;   /**< answers from the first on; at least 1 */
    bool exact_count;
    fihrist_copies copies;
    uint64_t deadline_ns;
} fh_answers_request;

/** Run a plan. Everything returned lives in `arena`. */
int fh_answers_find(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                    fh_arena *arena, fh_answers *ret_answers, fihrist_error *err);

/** The comments that match beneath `stories` (docids of articles, ascending), the best first. */
int fh_answers_beneath(fh_reader *reader, const fh_plan *plan, const uint32_t *stories,
                       size_t story_count, uint64_t deadline_ns, fh_arena *arena,
                       fh_answers *ret_comments, fihrist_error *err);

#endif
