/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * prepared.h: an article made ready for the writer: all of it that can be worked out without the
 * index, so that another thread can do it. Reads and writes no index.
 */
#ifndef FIHRIST_INDEXER_PREPARED_H
#define FIHRIST_INDEXER_PREPARED_H

#include "indexer/document.h"
#include "indexer/store_packer.h"

/** A document and what libxapian is to have of it. */
typedef struct fh_prepared_document {
    fh_document document;  /**< its postings are here for a bulk, else in `engine` alone */
    size_t unpacked_bytes; /**< of its record, where that is packed; else 0 */
    xc_document *engine;
} fh_prepared_document;

/** Put terms and values of `document` into `engine`, which is emptied first; all but the value of
 *  FH_SLOT_STORY. 0, or negative with *cause set. */
int fh_prepare_engine(const fh_document *document, xc_document *engine, xc_error *cause);

/** One article after the other, in the same memory. */
typedef struct fh_prepared {
    fh_prepared_document *documents; /**< of the article, then of its comments in their order */
    size_t count, capacity;          /**< count 0: only the hash is known */
    fh_lexicon_batch *counts;        /**< their word forms */
    fh_content_hash hash;            /**< of the article */
    fh_buffer packed;                /**< a record */
    fh_arena *arena;
} fh_prepared;

int fh_prepared_open(fh_prepared *prepared, fihrist_error *err);
/** Also what fh_prepared_open left half done; nothing for one that is all zeros. */
void fh_prepared_close(fh_prepared *prepared);

/** What articles are prepared by, and for. */
typedef struct fh_preparer {
    fh_document_maker *maker; /**< NULL: they are only hashed */
    fh_store_packer *packer;  /**< records are packed, once it has a dictionary */
    bool for_bulk;            /**< else for libxapian */
} fh_preparer;

/** Prepare `article`, which fh_document_admit lets in, in place of what was prepared before. */
int fh_prepare(fh_prepared *prepared, const fh_preparer *by, const fh_article *article,
               fihrist_error *err);

#endif
