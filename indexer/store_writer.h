/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_writer.h: append documents to the store of a generation (store.h). They are gathered in
 * memory, a block at a time, and can be read back at once; what a block holds is on disk before
 * the database's commit names it.
 *
 * After a failure of a write the writer takes nothing more but its close.
 */
#ifndef FIHRIST_INDEXER_STORE_WRITER_H
#define FIHRIST_INDEXER_STORE_WRITER_H

#include <zstd.h>

#include "core/signature.h"
#include "core/store.h"

typedef struct fh_store_writer fh_store_writer;

/** Open the store of the generation in directory `path`, where `db` is its database as committed:
 *  what lies behind the last committed block is cut off. `fresh`: make the file, which must not be
 *  there (what the database says of another one is not looked at). */
int fh_store_writer_open(const char *path, xc_database *db, bool fresh,
                         fh_store_writer **ret_writer, fihrist_error *err);
/** What was not committed is left behind, and cut off by the next open. */
void fh_store_writer_close(fh_store_writer *writer);

/** What is kept of a document. */
typedef struct fh_store_document {
    uint32_t docid;
    uint32_t story; /**< docid of its article, which is its own for an article */
    int32_t day;    /**< days since 1970; FH_DATE_NONE */
    fh_str record;
    /** 0: the record is as it is. Else it is packed (store_packer.h) with the dictionary of this
     *  writer, and had so many bytes. */
    size_t unpacked_bytes;
    const fh_unit *units; /**< its words in order; none: their places are not kept */
    size_t unit_count;
    size_t title_count;            /**< so many of the units, the first, are the title */
    const fh_signature *signature; /**< of an article, by which copies are found; NULL: none */
} fh_store_document;

/** Of its record as it is when it is not packed. */
static inline size_t fh_store_document_bytes(const fh_store_document *document) {
    return document->unpacked_bytes ? document->unpacked_bytes : document->record.n;
}

/** Append a document, behind all that are there. What it points at is copied. FIHRIST_E_LIMIT: more
 *  than FH_STORE_MAX_UNITS units, 65,000 different words or 64 MB of record; nothing was changed.
 */
int fh_store_writer_add(fh_store_writer *writer, const fh_store_document *document,
                        fihrist_error *err);

/** What records are packed with, so that others can do it ahead; NULL: nothing, yet. Until close.
 */
const ZSTD_CDict *fh_store_writer_dictionary(const fh_store_writer *writer);

/** As fh_store_record, of a document that was committed or added. */
int fh_store_writer_record(fh_store_writer *writer, uint32_t docid, fh_record_part part,
                           fh_arena *arena, fh_str *ret_record, fihrist_error *err);

/** A record that was packed with this writer's dictionary, as it was before; in `arena`. */
int fh_store_writer_unpack(fh_store_writer *writer, fh_str packed, fh_arena *arena,
                           fh_str *ret_record, fihrist_error *err);

/** Memory it holds, in bytes. */
size_t fh_store_writer_bytes(const fh_store_writer *writer);

/** Everything added is on disk (fdatasync, and the file's name), and named in the metadata of the
 *  transaction that is open in `engine`: commit that next. With nothing added this is free, but for
 *  the first one of a fresh store, which puts an empty one in place of what the metadata said. */
int fh_store_writer_flush(fh_store_writer *writer, xc_writer *engine, fihrist_error *err);

enum { FH_STORE_MAX_UNITS = 1 << 26 };

#endif
