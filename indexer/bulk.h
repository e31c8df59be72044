/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bulk.h: the database of a new generation, written at once (glass/database.h): several times
 * sooner than libxapian adds documents, but nothing of it is there before its end.
 */
#ifndef FIHRIST_INDEXER_BULK_H
#define FIHRIST_INDEXER_BULK_H

#include "indexer/document.h"
#include "indexer/workspace.h"

typedef struct fh_bulk fh_bulk;

/** Begin a database in directory `path`, which is made and must stay. About `memory_bytes` are
 *  used, and 60 bytes an article. */
int fh_bulk_new(const char *path, size_t memory_bytes, fh_bulk **ret_bulk, fihrist_error *err);
void fh_bulk_free(fh_bulk *bulk);

/** Whether an index can be made so: its store has the places of words, and the libxapian that is
 *  installed reads and changes what this writes, which is tried (20 ms). Where it does not, *err
 * says why though this is no failure; else its message is empty. */
int fh_bulk_is_possible(const fh_workspace *workspace, bool *ret_possible, fihrist_error *err);

/** An article that was added. */
typedef struct fh_bulk_article {
    uint32_t docid, documents; /**< its first one, and how many with its comments; 0: none */
    fh_content_hash hash;
    int64_t seen; /**< when it first came (fh_article) */
} fh_bulk_article;

/** What was added of the article `id` last. */
fh_bulk_article fh_bulk_find(const fh_bulk *bulk, fh_str id);

/** Add a document. `story` is the docid of its article, 0: it is one. */
int fh_bulk_add(fh_bulk *bulk, const fh_document *document, uint32_t story, uint32_t *ret_docid,
                fihrist_error *err);
/** The article `id` is whole. One that was added under this id before is to be deleted in the end.
 */
int fh_bulk_note(fh_bulk *bulk, fh_str id, const fh_bulk_article *article, fihrist_error *err);

/** Finish: a database that libxapian opens. */
int fh_bulk_finish(fh_bulk *bulk, fihrist_error *err);
/** Articles that others have taken the place of. */
const fh_bulk_article *fh_bulk_replaced(const fh_bulk *bulk, size_t *ret_count);

#endif
