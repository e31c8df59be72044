/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * joiner.h: what stories.c and by_date.c share: matches of one kind as lists of answers. Nobody
 * else includes it.
 */
#ifndef FIHRIST_SEARCHER_JOINER_H
#define FIHRIST_SEARCHER_JOINER_H

#include "searcher/match.h"
#include "searcher/stories.h"

typedef struct fh_joiner {
    fh_reader *reader; /**< with the column of stories */
    const fh_plan *plan;
    const fh_answers_request *request;
    fihrist_comments comments; /**< of the request, or ONLY where the query asks for comments */
    fh_arena *arena;
    fihrist_error *err;
    bool folds; /**< copies of one another are one answer (folding.h) */
} fh_joiner;

/** The best matches of one kind. */
typedef struct fh_ranked {
    fh_answer *items; /**< the best first, ties by docid */
    size_t count;
    uint64_t total; /**< matches in all, estimated unless exact */
    bool exact;
    bool complete; /**< nothing lies behind the items */
} fh_ranked;

/** What a story found for a comment's sake counts of the comment's score. Measured on four judged
 *  collections with five comments put under each document: with a half MAP falls by up to .0029,
 *  with a third by at most .001. */
#define FH_COMMENT_FACTOR (1.0 / 3)

/** Which matches of a kind are wanted; zeroes are no restriction. */
typedef struct fh_ranking {
    const xc_query *only;          /**< documents of this query */
    const fh_kind_plan *not_under; /**< of articles, plain: not what stands under them */
    bool not_under_first;          /**< most do */
    double least_score;            /**< what weighs less is not even counted */
} fh_ranking;

/** Up to `count` matches of a kind. */
int fh_join_ranked(fh_joiner *joiner, fh_kind kind, const fh_ranking *which, uint32_t count,
                   fh_ranked *ret);

/** How many match about, and at most. */
int fh_join_estimate(fh_joiner *joiner, fh_kind kind, uint64_t *ret_estimate, uint64_t *ret_most);

/** The same among docids, which ascend; all of them. */
int fh_join_among(fh_joiner *joiner, fh_kind kind, const uint32_t *docids, size_t count,
                  fh_ranked *ret);

/** The articles that do not match, whose own text does not have to be looked at. */
int fh_join_other_articles(fh_joiner *joiner, fh_docids *ret_set);

/** All matches of a kind. */
int fh_join_all(fh_joiner *joiner, fh_kind kind, fh_docids *ret_set);

/** The stories that some comments stand under. */
int fh_join_stories_of(fh_joiner *joiner, const fh_docids *comments, fh_docids *ret_stories);

/** Docids of the comments under some stories, both ascending. */
int fh_join_comments_under(fh_joiner *joiner, const uint32_t *stories, size_t count,
                           uint32_t **ret_docids, size_t *ret_count);

/** The answers by date instead of relevance. */
int fh_join_by_date(fh_joiner *joiner, fihrist_sort sort, fh_answers *ret_answers);

#endif
