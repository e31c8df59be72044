/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * hash.h: SHA-256, cut to 16 bytes: enough that nobody makes two texts of one hash by intent, and
 * half the size. For ids of what has no URL, hashes of content and terms that are too long.
 */
#ifndef FIHRIST_CORE_HASH_H
#define FIHRIST_CORE_HASH_H

#include <nettle/sha2.h>

#include "core/memory.h"

enum { FH_HASH_BYTES = 16, FH_HASH_HEX_BYTES = 2 * FH_HASH_BYTES };

/** Hash of bytes. */
void fh_hash(fh_str bytes, uint8_t ret_hash[FH_HASH_BYTES]);
/** A hash as lower-case hex digits, no NUL behind them. */
void fh_hash_hex(const uint8_t hash[FH_HASH_BYTES], char ret_hex[FH_HASH_HEX_BYTES]);

/** A hash over several fields, each with its length, so that ("ab","c") differs from ("a","bc"). */
typedef struct fh_hasher {
    struct sha256_ctx state;
} fh_hasher;

void fh_hasher_start(fh_hasher *hasher);
/** An absent field ({NULL, 0}) hashes as an empty one. */
void fh_hasher_add(fh_hasher *hasher, fh_str field);
void fh_hasher_add_number(fh_hasher *hasher, int64_t number);
void fh_hasher_finish(fh_hasher *hasher, uint8_t ret_hash[FH_HASH_BYTES]);

#endif
