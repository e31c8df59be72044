/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_state.h: what an index says of itself in the same commit as its documents, kept as
 * libxapian metadata: uuid, revision (one more for each committed batch), per kind the number of
 * documents and their total length (what BM25 within the kind is given), languages seen.
 */
#ifndef FIHRIST_CORE_INDEX_STATE_H
#define FIHRIST_CORE_INDEX_STATE_H

#include "core/analyser.h"
#include "core/record.h"
#include "xapian-c.h"

typedef struct fh_kind_stats {
    uint64_t documents;
    uint64_t total_length; /**< sum of libxapian's document lengths */
} fh_kind_stats;

typedef struct fh_index_state {
    char uuid[37]; /**< ours, random, kept for the life of the index */
    uint64_t revision;
    fh_kind_stats kinds[FH_KIND_COUNT];
    uint64_t rejected;      /**< articles rejected by the last run that indexed */
    uint64_t languages[64]; /**< documents by fh_language */
} fh_index_state;

/** A new state: random uuid, everything else zero. */
int fh_index_state_new(fh_index_state *ret_state, fihrist_error *err);
/** FIHRIST_E_CORRUPT when the database holds none. */
int fh_index_state_read(xc_database *db, fh_index_state *ret_state, fihrist_error *err);
int fh_index_state_write(xc_writer *writer, const fh_index_state *state, fihrist_error *err);

#endif
