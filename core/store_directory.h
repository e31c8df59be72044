/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_directory.h: which blocks a store has, as the database's metadata says: what is committed.
 * Under "fihrist-store" its head, under "fihrist-store-" and eight hex digits the blocks, 256 a
 * key, so that a commit writes the last key alone and a reader goes on from where it was.
 */
#ifndef FIHRIST_CORE_STORE_DIRECTORY_H
#define FIHRIST_CORE_STORE_DIRECTORY_H

#include "core/store_format.h"

enum { FH_STORE_CHUNK_BLOCKS = 256 };

/** Of the whole file. */
typedef struct fh_store_head {
    uint64_t bytes; /**< committed */
    uint64_t id;    /**< of the file */
    uint64_t dictionary_at;
    uint32_t dictionary_bytes, dictionary_checksum; /**< of its whole block; 0: there is none */
    uint32_t blocks;
} fh_store_head;

/** Zero-initialise. `entries` is the directory's: fh_store_directory_free. */
typedef struct fh_store_directory {
    fh_store_head head;
    fh_store_entry *entries; /**< head.blocks of them: their docids ascend, none lies beyond
                                  head.bytes, and each begins where what is before it ends */
    size_t capacity;
} fh_store_directory;

void fh_store_directory_free(fh_store_directory *directory);

/** Read what `db` says; what is known already only has to agree with it. Nothing is changed on
 *  failure. FIHRIST_E_CORRUPT: it does not, or it says nothing sensible; _VERSION. */
int fh_store_directory_read(fh_store_directory *directory, xc_database *db, fihrist_error *err);

/** Where the next block is to begin. */
uint64_t fh_store_directory_end(const fh_store_directory *directory);
/** Append a block, in memory. */
int fh_store_directory_append(fh_store_directory *directory, const fh_store_entry *entry,
                              fihrist_error *err);

/** Write the head, and the blocks from number `first` on, in the transaction that is open. */
int fh_store_directory_write(const fh_store_directory *directory, uint32_t first, xc_writer *engine,
                             fihrist_error *err);
/** Remove what the transaction's database says of a store: another one's, copied with it. */
int fh_store_directory_remove(xc_writer *engine, fihrist_error *err);

/** The block that a docid would be in; -1: none. `near` is where to look first. */
int64_t fh_store_directory_find(const fh_store_directory *directory, uint32_t docid, uint32_t near);

#endif
