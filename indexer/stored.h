/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stored.h: read back from the database what was stored: the documents of an article, their
 * records, the article itself with its comments. Changes nothing.
 */
#ifndef FIHRIST_INDEXER_STORED_H
#define FIHRIST_INDEXER_STORED_H

#include "core/record.h"
#include "xapian-c.h"

/** Docids of the article `id` and its comments, the article first. *ret_count 0: not there. In
 *  `arena`. */
int fh_stored_find(xc_database *db, fh_str id, fh_arena *arena, uint32_t **ret_docids,
                   size_t *ret_count, fihrist_error *err);

/** The record of one document, verified. In `arena`. */
int fh_stored_record(xc_database *db, uint32_t docid, fh_arena *arena, fh_record *ret_record,
                     fihrist_error *err);

/** An article put together again from the documents that fh_stored_find gave. In `arena`.
 *  FIHRIST_E_CORRUPT when they do not fit together. */
int fh_stored_article(xc_database *db, const uint32_t *docids, size_t count, fh_arena *arena,
                      fh_article *ret_article, fihrist_error *err);

/** Called with each article of the database: `code` 0, or what is wrong with it (*err says it) and
 *  `article` holds its id alone. A negative result ends the walk and becomes its result. */
typedef int (*fh_stored_visitor)(void *user, int code, const fh_article *article,
                                 fihrist_error *err);

/** Visit every article, in the order of their ids' terms: the same for the same articles however
 *  they came in. */
int fh_stored_visit(xc_database *db, fh_stored_visitor visit, void *user, fihrist_error *err);

#endif
