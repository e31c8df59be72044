/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * idset.c: an open hash table of SHA-256, cut to 16 bytes, which is its own hash.
 */
#include "indexer/idset.h"

#include "core/hash.h"

typedef struct key {
    uint64_t low, high; /* both zero: a free slot */
} key;

struct fh_idset {
    key *slots;
    size_t count, slot_count; /* a power of 2, at most half full */
};

enum { FIRST_SLOTS = 1024 };

fh_idset *fh_idset_new(void) {
    fh_idset *set = fh_calloc(1, sizeof *set);
    if (!set)
        return NULL;
    set->slots = fh_calloc(FIRST_SLOTS, sizeof *set->slots);
    set->slot_count = FIRST_SLOTS;
    if (set->slots)
        return set;
    fh_free(set);
    return NULL;
}

void fh_idset_free(fh_idset *set) {
    if (!set)
        return;
    fh_free(set->slots);
    fh_free(set);
}

static key key_of(fh_str id) {
    uint8_t hash[FH_HASH_BYTES];
    key result;
    fh_hash(id, hash);
    memcpy(&result.low, hash, sizeof result.low);
    memcpy(&result.high, hash + sizeof result.low, sizeof result.high);
    result.high |= 1;
    return result;
}

/* The slot that holds `wanted`, or the free one where it belongs. */
static key *slot_of(key *slots, size_t slot_count, key wanted) {
    size_t at = (size_t)wanted.low & (slot_count - 1);
    while (slots[at].high && (slots[at].low != wanted.low || slots[at].high != wanted.high))
        at = (at + 1) & (slot_count - 1);
    return &slots[at];
}

bool fh_idset_add(fh_idset *set, fh_str id) {
    if (set->count * 2 >= set->slot_count) {
        key *slots = fh_calloc(set->slot_count * 2, sizeof *slots);
        if (!slots)
            return false;
        for (size_t i = 0; i < set->slot_count; i++)
            if (set->slots[i].high)
                *slot_of(slots, set->slot_count * 2, set->slots[i]) = set->slots[i];
        fh_free(set->slots);
        set->slots = slots;
        set->slot_count *= 2;
    }
    key wanted = key_of(id), *slot = slot_of(set->slots, set->slot_count, wanted);
    set->count += slot->high == 0;
    *slot = wanted;
    return true;
}

bool fh_idset_has(const fh_idset *set, fh_str id) {
    return slot_of(set->slots, set->slot_count, key_of(id))->high != 0;
}
