/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * generation.h: one generation of an index open for reading: its database, its store and its
 * lexicon, at one commit.
 */
#ifndef FIHRIST_CORE_GENERATION_H
#define FIHRIST_CORE_GENERATION_H

#include "core/index_dir.h"
#include "core/lexicon.h"
#include "core/record.h"
#include "core/store.h"

typedef struct fh_generation {
    xc_database *db;
    fh_store *store;
    fh_lexicon *lexicon;
} fh_generation;

/** Check and open generation `number` of the index in `dir`. FIHRIST_E_BUSY: a writer took the
 *  commit away meanwhile. */
int fh_generation_open(const char *dir, uint64_t number, fh_generation *ret_generation,
                       fihrist_error *err);
/** The same without the lexicon (NULL), which may be damaged or lost: all can be made again from
 * the documents. */
int fh_generation_open_documents(const char *dir, uint64_t number, fh_generation *ret_generation,
                                 fihrist_error *err);
void fh_generation_close(fh_generation *generation);

/** Read and decode the record of a document, verified. In `arena`. */
int fh_generation_record(const fh_generation *generation, uint32_t docid, fh_record_part part,
                         fh_arena *arena, fh_record *ret_record, fihrist_error *err);

#endif
