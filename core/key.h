/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * key.h: texts that hash tables are looked through by, and that are brought into the order of their
 * bytes. The first sixteen bytes, most often all, stand in the key itself: two keys are told apart
 * without a look at their texts, which are somewhere else in memory.
 */
#ifndef FIHRIST_CORE_KEY_H
#define FIHRIST_CORE_KEY_H

#include <endian.h>

#include "core/memory.h"

enum { FH_KEY_HEAD_BYTES = 16 };

/** The text is borrowed. */
typedef struct fh_key {
    uint64_t head[2]; /**< its first bytes as numbers, the first byte the highest, zeros behind */
    const char *text;
    uint32_t n, hash;
} fh_key;

/** Up to eight bytes as a number. Reads no byte behind them. */
static inline uint64_t fh_key_head(const char *text, size_t n) {
    uint64_t all = 0;
    uint32_t first, last;
    if (n >= 8) {
        memcpy(&all, text, sizeof all);
        return be64toh(all);
    }
    if (n >= 4) {
        memcpy(&first, text, sizeof first);
        memcpy(&last, text + n - 4, sizeof last);
        return (uint64_t)be32toh(first) << 32 | (uint64_t)be32toh(last) << (64 - 8 * n);
    }
    for (size_t i = 0; i < n; i++)
        all |= (uint64_t)(unsigned char)text[i] << (56 - 8 * i);
    return all;
}

/** For a table in memory: no file has it. */
uint32_t fh_key_hash_long(uint64_t hash, fh_str text);

/** `seed` makes another hash, 0 does as well. */
static inline fh_key fh_key_of(fh_str text, uint64_t seed) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    fh_key key = {.text = text.p, .n = (uint32_t)text.n};
    key.head[0] = fh_key_head(text.p, text.n);
    key.head[1] = text.n > 8 ? fh_key_head(text.p + 8, text.n - 8) : 0;
    uint64_t hash = (key.head[0] ^ seed) * factor;
    hash = (hash ^ hash >> 32 ^ key.head[1] ^ text.n) * factor;
    hash = (hash ^ hash >> 29) * factor;
    key.hash = text.n > FH_KEY_HEAD_BYTES ? fh_key_hash_long(hash, text) : (uint32_t)(hash >> 32);
    return key;
}

static inline bool fh_key_equal(const fh_key *a, const fh_key *b) {
    return a->hash == b->hash && a->n == b->n && a->head[0] == b->head[0] &&
           a->head[1] == b->head[1] &&
           (a->n <= FH_KEY_HEAD_BYTES ||
            memcmp(a->text + FH_KEY_HEAD_BYTES, b->text + FH_KEY_HEAD_BYTES,
                   a->n - FH_KEY_HEAD_BYTES) == 0);
}

/** As fh_str_compare of their texts. */
int fh_key_compare(const fh_key *a, const fh_key *b);

/** A key that is to be brought into its order. */
typedef struct fh_ranked {
    uint64_t head; /**< the key's first */
    const fh_key *key;
} fh_ranked;

static inline fh_ranked fh_ranked_of(const fh_key *key) {
    return (fh_ranked){key->head[0], key};
}
/** Keys that are the same come in no order. */
void fh_rank(fh_ranked *items, size_t count);

#endif
