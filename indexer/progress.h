/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * progress.h: what a run has done so far: one line on a terminal that is written over, and one line
 * at its end.
 */
#ifndef FIHRIST_INDEXER_PROGRESS_H
#define FIHRIST_INDEXER_PROGRESS_H

#include <stdio.h>
#include <time.h>

#include "core/memory.h"

typedef struct fh_run_counts {
    uint64_t added, replaced, unchanged, deleted; /**< articles */
    uint64_t comments;                            /**< of the articles added or replaced */
    uint64_t added_comments;                      /**< to articles that were there */
    uint64_t rejected;
    uint64_t passed_over; /**< files that could hold no article */
} fh_run_counts;

typedef struct fh_progress {
    FILE *talk;
    bool live; /**< `talk` is a terminal */
    bool shown;
    uint64_t total_bytes;        /**< 0: not known */
    uint64_t files, total_files; /**< done, and all of them; 0: not known, and neither is shown */
    struct timespec began, last;
} fh_progress;

void fh_progress_start(fh_progress *progress, FILE *talk, bool quiet, uint64_t total_bytes);
/** Show the line anew, some times a second at most, within the terminal's columns. */
void fh_progress_update(fh_progress *progress, const fh_run_counts *counts, uint64_t bytes);
/** Append that line as it is `seconds` after the start, with so many bytes of the input read:
 * "1,204 articles, 310 comments, 1.2 of 4.8 GB, 12 of 40 files, 31.0 MB/s, 1:55 left". Where it is
 * longer than `columns`, words and then whole pieces are left out: speed first, then files,
 * comments, what is rejected; never more than `columns` characters. */
void fh_progress_line(const fh_progress *progress, const fh_run_counts *counts, uint64_t bytes,
                      double seconds, unsigned columns, fh_buffer *out);
/** Show what takes its time now in place of the counts. */
void fh_progress_say(fh_progress *progress, const char *what);
/** Take the line away, for another message. */
void fh_progress_clear(fh_progress *progress);
/** Columns of a terminal at least 20, or 80 where it does not say. */
unsigned fh_progress_columns(FILE *talk);
/** "NAME: 295 articles added, ... ; 2.1 MB in 0.4 s, 5.1 MB/s". */
void fh_progress_summary(fh_progress *progress, const char *name, const fh_run_counts *counts,
                         uint64_t bytes);

#endif
