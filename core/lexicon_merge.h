/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_merge.h: several runs of a lexicon read as one: each form once, with the sum of its
 * changes.
 */
#ifndef FIHRIST_CORE_LEXICON_MERGE_H
#define FIHRIST_CORE_LEXICON_MERGE_H

#include "core/lexicon.h"
#include "core/lexicon_directory.h"
#include "core/lexicon_search.h"

/** What is read from a run. */
typedef struct fh_lexicon_source {
    fh_lexicon_run *run;
    const uint8_t *bytes;
    fh_lexicon_cursor cursor;
    bool on;  /**< its cursor is on a form */
    bool due; /**< and has to move on, for that was given */
} fh_lexicon_source;

enum { FH_LEXICON_MAX_SOURCES = FH_LEXICON_MAX_RUNS + 1 };

/** Use from one thread at a time. */
typedef struct fh_lexicon_merge {
    fh_lexicon_source sources[FH_LEXICON_MAX_SOURCES];
    size_t count;
    const fh_lexicon_search *search; /**< only what it finds is read; NULL: all is */
} fh_lexicon_merge;

/** A form with the sum over the runs; valid until the next is read. */
typedef struct fh_lexicon_sum {
    fh_str form, stem;
    int64_t change;
} fh_lexicon_sum;

/** Read the runs of a lexicon, and no others, until it is refreshed or closed. */
void fh_lexicon_sources(fh_lexicon *lexicon, fh_lexicon_merge *merge);

/** "damaged index: its lexicon cannot be read"; FIHRIST_E_CORRUPT. */
int fh_lexicon_damaged(fihrist_error *err);

/** Read no runs. */
static inline void fh_lexicon_merge_clear(fh_lexicon_merge *merge) {
    merge->count = 0;
}
/** Read the run at `bytes` too, which both have to stay. There is room for FH_LEXICON_MAX_SOURCES.
 */
void fh_lexicon_merge_add(fh_lexicon_merge *merge, fh_lexicon_run *run, const uint8_t *bytes);

/** The first language behind `after` (NULL: the first of all) that one of the runs has, in the
 *  order of codes: 1, or 0 where there is none; FIHRIST_E_CORRUPT. */
int fh_lexicon_merge_language(fh_lexicon_merge *merge, const fh_lexicon_code *after,
                              fh_lexicon_code *ret_code, fihrist_error *err);
/** Go to the first form of a language that is not before `from`. FIHRIST_E_CORRUPT. */
int fh_lexicon_merge_start(fh_lexicon_merge *merge, const fh_lexicon_code *code, fh_str from,
                           fihrist_error *err);
/** Go to the first form of a language that `search` finds, which has to stay. FIHRIST_E_CORRUPT. */
int fh_lexicon_merge_search(fh_lexicon_merge *merge, const fh_lexicon_code *code,
                            const fh_lexicon_search *search, fihrist_error *err);
/** 1: *ret_sum is the next form in byte order, be its sum what it may; 0: there is none;
 *  FIHRIST_E_CORRUPT: a run is damaged, or two give a form different stems. */
int fh_lexicon_merge_next(fh_lexicon_merge *merge, fh_lexicon_sum *ret_sum, fihrist_error *err);

#endif
