/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies_writer.h: keep what a generation says of copies (core/copies.h) in step with its articles,
 * batch by batch.
 *
 * Two articles are linked when they are candidates (candidates.h) and as alike (alike.h) as the
 * index wants copies to be; a cluster is all that hangs together by links. Both depend on the texts
 * alone, so that articles have the same clusters in whatever order, and by whatever changes, they
 * came to be there.
 */
#ifndef FIHRIST_INDEXER_COPIES_WRITER_H
#define FIHRIST_INDEXER_COPIES_WRITER_H

#include "core/copies.h"
#include "core/store.h"
#include "indexer/workspace.h"

typedef struct fh_copies_writer fh_copies_writer;

/** For the generation in directory `path`. The workspace must outlive it. */
int fh_copies_writer_new(const fh_workspace *workspace, const char *path,
                         fh_copies_writer **ret_writer, fihrist_error *err);
void fh_copies_writer_free(fh_copies_writer *writer);

/** The batch has taken this article out. */
int fh_copies_writer_remove(fh_copies_writer *writer, uint32_t docid, fihrist_error *err);

/** Before the commit of a batch whose store is flushed: articles from docid `first_new` on are new.
 *  What changes is written in the transaction that is open in `engine`. After a failure only the
 *  free is left. */
int fh_copies_writer_update(fh_copies_writer *writer, xc_writer *engine, uint32_t first_new,
                            fihrist_error *err);

/** The copies among all articles of a generation that is open, found anew, whatever it says of
 *  them: *ret_items (fh_free), by docid. */
int fh_copies_find_all(const fh_workspace *workspace, xc_database *db, fh_store *store,
                       fh_copy **ret_items, size_t *ret_count, fihrist_error *err);

#endif
