/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * key.c: what is seldom needed of keys, and their order.
 */
#include "core/key.h"

#include <stdlib.h>

uint32_t fh_key_hash_long(uint64_t hash, fh_str text) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = FH_KEY_HEAD_BYTES; at < text.n; at += 8) {
        hash = (hash ^ fh_key_head(text.p + at, text.n - at)) * factor;
        hash ^= hash >> 32;
    }
    return (uint32_t)(hash * factor >> 32);
}

static fh_str behind_head(const fh_key *key) {
    size_t head = key->n < FH_KEY_HEAD_BYTES ? key->n : FH_KEY_HEAD_BYTES;
    return (fh_str){key->text + head, key->n - head};
}

int fh_key_compare(const fh_key *a, const fh_key *b) {
    for (size_t i = 0; i < 2; i++)
        if (a->head[i] != b->head[i])
            return a->head[i] < b->head[i] ? -1 : 1;
    if (a->n <= FH_KEY_HEAD_BYTES || b->n <= FH_KEY_HEAD_BYTES)
        return a->n < b->n ? -1 : a->n > b->n;
    return fh_str_compare(behind_head(a), behind_head(b));
}

static int compare(const void *a, const void *b) {
    const fh_ranked *left = a, *right = b;
    if (left->head != right->head)
        return left->head < right->head ? -1 : 1;
    return fh_key_compare(left->key, right->key);
}

void fh_rank(fh_ranked *items, size_t count) {
    if (count > 1)
        qsort(items, count, sizeof *items, compare);
}
