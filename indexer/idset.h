/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * idset.h: which ids a run has seen, 16 bytes each however long they are.
 */
#ifndef FIHRIST_INDEXER_IDSET_H
#define FIHRIST_INDEXER_IDSET_H

#include "core/memory.h"

typedef struct fh_idset fh_idset;

/** NULL when out of memory. */
fh_idset *fh_idset_new(void);
void fh_idset_free(fh_idset *set);
/** False when out of memory. */
bool fh_idset_add(fh_idset *set, fh_str id);
bool fh_idset_has(const fh_idset *set, fh_str id);

#endif
