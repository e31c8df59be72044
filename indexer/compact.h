/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * compact.h: a compacted copy of the generation in use, put in its place: the database without
 * half-full blocks, the store without what was deleted. Docids, revision and answers stay.
 *
 * A final one is without the lists of each document's terms too, a third of its bytes: no answer
 * needs them, but libxapian takes no document out without. An index that is to change has to be
 * made again first (rebuild.h).
 */
#ifndef FIHRIST_INDEXER_COMPACT_H
#define FIHRIST_INDEXER_COMPACT_H

#include "indexer/workspace.h"

/** An index that is final stays so. After a failure the index is as it was. */
int fh_compact(fh_workspace *workspace, bool final, fihrist_error *err);

#endif
