/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer_part.h: what writer.c, which opens and commits, and writer_put.c share.
 */
#ifndef FIHRIST_INDEXER_WRITER_PART_H
#define FIHRIST_INDEXER_WRITER_PART_H

#include <time.h>

#include "core/revisions.h"
#include "indexer/bulk.h"
#include "indexer/copies_writer.h"
#include "indexer/lexicon_writer.h"
#include "indexer/writer.h"

struct fh_writer {
    fh_workspace *workspace;
    fh_writer_options options;
    char path[FH_PATH_MAX]; /* of the generation */
    uint64_t generation;
    fh_bulk *bulk;     /* NULL: documents go to the engine */
    xc_writer *engine; /* NULL: there is a bulk */
    fh_store_writer *store;
    fh_lexicon_writer *lexicon;
    fh_copies_writer *copies;
    fh_document_maker *maker;
    fh_lexicon_batch *counts; /* of word forms */
    xc_document *document;
    fh_arena *arena; /* as long as one put or delete */
    fh_index_state state;
    fh_revisions revisions;
    uint64_t copied_revision; /* of what is put, while it is copied */
    bool copying;
    uint32_t last_docid;
    /* the batch */
    bool open;
    uint32_t first_docid; /* of those that it adds */
    uint32_t articles;
    uint64_t bytes;     /* estimated memory of libxapian's changes */
    uint32_t unflushed; /* documents in that */
    size_t forms;       /* in the counts when they were counted last */
    time_t began;
};

/** Bytes that a batch may take. */
uint64_t fh_writer_room(const fh_writer *writer);
/** "cannot write index ...". */
int fh_writer_fail(const fh_writer *writer, const xc_error *cause, fihrist_error *err);
/** Begin a batch, if none is under way. */
int fh_writer_begin(fh_writer *writer, fihrist_error *err);
/** Take one document out. */
int fh_writer_remove_document(fh_writer *writer, uint32_t docid, fihrist_error *err);

#endif
