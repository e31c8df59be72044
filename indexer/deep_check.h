/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * deep_check.h: whether an index is what its stored texts make: each article is taken apart once
 * more, and its terms, weights, values and order of words are held against those in the index, the
 * word forms of all against the lexicon.
 */
#ifndef FIHRIST_INDEXER_DEEP_CHECK_H
#define FIHRIST_INDEXER_DEEP_CHECK_H

#include "indexer/check.h"
#include "indexer/stored.h"

/** `generation` is the workspace's, which this analyser has made. An article that cannot
 *  be read is passed over: fh_check tells of it. */
int fh_check_deeply(const fh_workspace *workspace, const fh_generation *generation,
                    fh_fault_teller tell, void *user, fihrist_error *err);

#endif
