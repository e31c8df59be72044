/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * alike.h: how alike two articles of a generation are, by all the words of their texts: what a
 * signature (core/signature.h) only makes likely. The answer depends on the two texts alone.
 *
 * The likeness of two texts is the share of the words of both that stand in a shingle (three words
 * side by side) that the other has, too, in millionths: a text cut to six tenths is .75 like the
 * whole, one of which four tenths are exchanged .6. Sentences may change places without cost. Where
 * one of them has less than FH_ALIKE_LEAST_WORDS words only the same text under the same title is
 * alike.
 */
#ifndef FIHRIST_INDEXER_ALIKE_H
#define FIHRIST_INDEXER_ALIKE_H

#include "core/copies.h"
#include "core/store.h"
#include "indexer/workspace.h"

typedef struct fh_alike fh_alike;

/** The workspace must outlive it. */
int fh_alike_new(const fh_workspace *workspace, fh_alike **ret_alike, fihrist_error *err);
void fh_alike_free(fh_alike *alike);

/** The likeness of two articles in `store`, whose docids always mean the same ones. The words of
 *  the two that were asked about last are at hand. FIHRIST_E_CORRUPT: one of them cannot be read.
 */
int fh_alike_measure(fh_alike *alike, fh_store *store, uint32_t a, uint32_t b,
                     uint32_t *ret_likeness, fihrist_error *err);

#endif
