/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_packer.h: records made small for the store, by zstd, and the dictionary that helps it: what
 * records have in common, of which a single one is too short to tell.
 */
#ifndef FIHRIST_INDEXER_STORE_PACKER_H
#define FIHRIST_INDEXER_STORE_PACKER_H

#include "core/store_format.h"

typedef struct fh_store_packer {
    ZSTD_CCtx *context;
    const ZSTD_CDict *dictionary; /**< its own, or another's */
    ZSTD_CDict *own;
    fh_buffer head; /**< of the record that is packed, until its length is known */
} fh_store_packer;

#define FH_STORE_PACKER                                                                            \
    (fh_store_packer) {                                                                            \
        NULL, NULL, NULL, FH_BUFFER(FH_STORE_RECORD_MAX_BYTES * 2)                                 \
    }

void fh_store_packer_free(fh_store_packer *packer);
/** Pack with this dictionary from now on; it is copied. */
int fh_store_packer_dictionary(fh_store_packer *packer, fh_str content, fihrist_error *err);
/** Pack with the dictionary of another packer from now on, which must stay until this one is freed.
 *  Several threads may do so, each with a packer of its own. */
int fh_store_packer_share(fh_store_packer *packer, const ZSTD_CDict *dictionary,
                          fihrist_error *err);
/** Append a packed record, as fh_store_unpack reads it. */
int fh_store_pack(fh_store_packer *packer, fh_str record, fh_buffer *out, fihrist_error *err);
size_t fh_store_packer_bytes(const fh_store_packer *packer);

/** Make a dictionary of records that lie one behind the other in `records`; record i begins at
 *  rows[i].record_at. *ret_dictionary is empty where they have too little in common. Takes at most
 *  2 MB of them, and a quarter of a second. */
int fh_store_train(fh_str records, const fh_store_row *rows, uint32_t count,
                   fh_buffer *ret_dictionary, fihrist_error *err);

#endif
