/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * run.h: one run of the writer over an input: every article put, everything rejected told, batch
 * after batch committed, what the input no longer has pruned.
 */
#ifndef FIHRIST_INDEXER_RUN_H
#define FIHRIST_INDEXER_RUN_H

#include "indexer/progress.h"
#include "indexer/writer.h"
#include "input/input.h"

typedef struct fh_run_options {
    const char *name; /**< of the verb, in front of messages */
    bool prune;
    fh_known_files *known; /**< that the input was told of (fh_input_know), to be saved; or NULL */
    bool quiet;
    bool verbose;             /**< say when a batch is on disk */
    const char *rejects;      /**< file for rejections, as JSON Lines; NULL: none */
    bool (*stop_asked)(void); /**< asked after each article */
    FILE *talk;
} fh_run_options;

/** What came of a run that did not fail. */
typedef struct fh_run_result {
    fh_run_counts counts;
    bool resumed; /**< it went on where an earlier run was cut short */
    bool stopped; /**< asked to: committed, and a run with the same input goes on from there */
} fh_run_result;

/** After a failure what was committed stands. */
int fh_run(fh_writer *writer, fh_input *input, const fh_run_options *options,
           fh_run_result *ret_result, fihrist_error *err);

#endif
