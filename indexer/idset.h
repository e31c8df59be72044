/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * idset.h: which ids a run has seen, and as the how manieth; a few bytes each however long they
 * are.
 */
#ifndef FIHRIST_INDEXER_IDSET_H
#define FIHRIST_INDEXER_IDSET_H

#include "core/hash.h"

typedef struct fh_idset fh_idset;

/** NULL when out of memory. */
fh_idset *fh_idset_new(void);
void fh_idset_free(fh_idset *set);
/** The number of an id, from 1 in the order in which they are added; it is added where it is not
 *  there. 0 when out of memory. */
uint32_t fh_idset_add(fh_idset *set, fh_str id);
/** The same, of an id whose hash is known (core/hash.h). */
uint32_t fh_idset_add_hash(fh_idset *set, const uint8_t hash[FH_HASH_BYTES]);
/** How many there are: the number of the one that was added last. */
uint32_t fh_idset_count(const fh_idset *set);
/** The number of an id; 0: it is not there. */
uint32_t fh_idset_find(const fh_idset *set, fh_str id);

#endif
