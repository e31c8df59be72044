/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * hash.c: SHA-256 by nettle, cut to its first 16 bytes.
 */
#include "core/hash.h"

void fh_hash(fh_str bytes, uint8_t ret_hash[FH_HASH_BYTES]) {
    struct sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, bytes.n, (const uint8_t *)bytes.p);
    sha256_digest(&state, FH_HASH_BYTES, ret_hash);
}

void fh_hash_hex(const uint8_t hash[FH_HASH_BYTES], char ret_hex[FH_HASH_HEX_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < FH_HASH_BYTES; i++) {
        ret_hex[2 * i] = digits[hash[i] >> 4];
        ret_hex[2 * i + 1] = digits[hash[i] & 15];
    }
}

void fh_hasher_start(fh_hasher *hasher) {
    sha256_init(&hasher->state);
}

void fh_hasher_add_number(fh_hasher *hasher, int64_t number) {
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) /* the same bytes on every machine */
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    sha256_update(&hasher->state, sizeof bytes, bytes);
}

void fh_hasher_add(fh_hasher *hasher, fh_str field) {
    fh_hasher_add_number(hasher, (int64_t)field.n);
    sha256_update(&hasher->state, field.n, (const uint8_t *)field.p);
}

void fh_hasher_finish(fh_hasher *hasher, uint8_t ret_hash[FH_HASH_BYTES]) {
    sha256_digest(&hasher->state, FH_HASH_BYTES, ret_hash);
}
