/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_block.h: the documents of one block of the store while they are gathered: their records as
 * they are, their words numbered in the order they were met.
 */
#ifndef FIHRIST_INDEXER_STORE_BLOCK_H
#define FIHRIST_INDEXER_STORE_BLOCK_H

#include "indexer/store_packer.h"
#include "indexer/store_writer.h"

typedef struct fh_store_block fh_store_block;

int fh_store_block_new(fh_store_block **ret_block, fihrist_error *err);
void fh_store_block_free(fh_store_block *block);
/** Begin the next one, in the memory of this; not in that of a document of unusual length. */
void fh_store_block_clear(fh_store_block *block);

/** Append a document as fh_store_writer_add says. 1; 0: the block would have more than
 *  FH_STORE_BLOCK_MAX_WORDS words, and was left as it is; FIHRIST_E_MEMORY: it is of no more use.
 *  The block must not be full. */
int fh_store_block_add(fh_store_block *block, const fh_store_document *document,
                       fihrist_error *err);
/** Is it to be closed before another document comes? */
bool fh_store_block_full(const fh_store_block *block);

uint32_t fh_store_block_documents(const fh_store_block *block);
size_t fh_store_block_bytes(const fh_store_block *block);
/** The records, one behind the other, and where each begins. */
fh_str fh_store_block_records(const fh_store_block *block, const fh_store_row **ret_rows);
/** The record of a document, packed or not; valid until the block is changed. False: it is not in
 *  it. */
bool fh_store_block_record(const fh_store_block *block, uint32_t docid, fh_str *ret_record,
                           bool *ret_packed);

/** Append the bytes of the block to `out`, which is empty, and fill all of *ret_entry but its
 *  offset. `dictionary_at` is where the packer's dictionary is in the file; 0: it has none. */
int fh_store_block_encode(fh_store_block *block, fh_store_packer *packer, uint64_t dictionary_at,
                          fh_buffer *out, fh_store_entry *ret_entry, fihrist_error *err);

#endif
