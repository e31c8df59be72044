/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stored.h: read back from an index what was stored: the documents of an article, their records,
 * the article itself with its comments. Changes nothing.
 */
#ifndef FIHRIST_INDEXER_STORED_H
#define FIHRIST_INDEXER_STORED_H

#include "core/generation.h"
#include "indexer/store_writer.h"

/** What is read: a database, and its store or, while that is written, its writer. */
typedef struct fh_stored {
    xc_database *db;
    fh_store *store;
    fh_store_writer *writer; /**< not NULL: in place of the store */
} fh_stored;

/** A generation that is open for reading. */
fh_stored fh_stored_of(const fh_generation *generation);

/** Docids of the article `id` and its comments, the article first. *ret_count 0: not there. In
 *  `arena`. */
int fh_stored_find(const fh_stored *stored, fh_str id, fh_arena *arena, uint32_t **ret_docids,
                   size_t *ret_count, fihrist_error *err);

/** The record of one document, verified. In `arena`. */
int fh_stored_record(const fh_stored *stored, uint32_t docid, fh_record_part part, fh_arena *arena,
                     fh_record *ret_record, fihrist_error *err);

/** An article put together again from the documents that fh_stored_find gave. In `arena`.
 *  FIHRIST_E_CORRUPT when they do not fit together. */
int fh_stored_article(const fh_stored *stored, const uint32_t *docids, size_t count,
                      fh_arena *arena, fh_article *ret_article, fihrist_error *err);

/** The article whose own document is `docid`, and how many documents it has with its comments. In
 *  `arena`. FIHRIST_E_CORRUPT when it cannot be read; then *ret_article has its id alone, where
 * that is known. */
int fh_stored_at(const fh_stored *stored, uint32_t docid, fh_arena *arena, fh_article *ret_article,
                 size_t *ret_documents, fihrist_error *err);

/** Called with each article of the index: `code` 0, or what is wrong with it (*err says it) and
 *  `article` holds its id alone. A negative result ends the walk and becomes its result. */
typedef int (*fh_stored_visitor)(void *user, int code, const fh_article *article,
                                 fihrist_error *err);

/** Visit every article, in the order of their ids' terms: the same for the same articles however
 *  they came in. */
int fh_stored_visit(const fh_stored *stored, fh_stored_visitor visit, void *user,
                    fihrist_error *err);

#endif
