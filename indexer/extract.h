/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * extract.h: the verb `extract`: print what the readers see as JSON Lines, without an index.
 */
#ifndef FIHRIST_INDEXER_EXTRACT_H
#define FIHRIST_INDEXER_EXTRACT_H

#include <stdio.h>

#include "input/input.h"

typedef struct fh_extract_counts {
    uint64_t articles, comments, rejected;
} fh_extract_counts;

/** Write every article of the input to `out`, one JSON object a line, and one line a rejection to
 *  `talk`: "path:line: reason". */
int fh_extract_run(const fh_input_options *options, FILE *out, FILE *talk,
                   fh_extract_counts *ret_counts, fihrist_error *err);

/** The exit status: 0 when an article came out, 1 when there was none, 2 when all were rejected. */
int fh_extract_status(const fh_extract_counts *counts);

/** Write one rejection to `talk` (or to the file of --rejects): "path:line: reason" and a line end.
 *  Control bytes of the path are replaced. */
void fh_rejection_print(const fh_rejection *rejection, FILE *talk);

#endif
