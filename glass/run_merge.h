/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * run_merge.h: sorted runs of posting lists in a file, and all of them as one. The documents of a
 * run come after those of the runs before.
 */
#ifndef FIHRIST_GLASS_RUN_MERGE_H
#define FIHRIST_GLASS_RUN_MERGE_H

#include "glass/posting_list.h"

typedef struct glass_run_merge glass_run_merge;

/** The file is made in directory `path` when there is something to put into it. */
int glass_run_merge_new(const char *path, glass_run_merge **ret_runs, fihrist_error *err);
void glass_run_merge_free(glass_run_merge *runs);

/** Write a run: terms in the order of their bytes, each followed by its `tf` postings in order, the
 *  first one's gap being its docid: bytes of glass_put_posting. */
void glass_run_begin(glass_run_merge *runs);
int glass_run_begin_term(glass_run_merge *runs, fh_str term, uint64_t tf, uint64_t cf,
                         fihrist_error *err);
int glass_run_add(glass_run_merge *runs, fh_str postings, fihrist_error *err);
int glass_run_end(glass_run_merge *runs, fihrist_error *err);

/** Write the lists of all runs. */
int glass_run_merge_write(glass_run_merge *runs, glass_posting_list *list, fihrist_error *err);

#endif
