/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * compact.h: a compacted copy of the generation in use, put in its place: the database without
 * half-full blocks, the store without what was deleted. Docids, revision and answers stay.
 */
#ifndef FIHRIST_INDEXER_COMPACT_H
#define FIHRIST_INDEXER_COMPACT_H

#include "indexer/workspace.h"

/** After a failure the index is as it was. */
int fh_compact(fh_workspace *workspace, fihrist_error *err);

#endif
