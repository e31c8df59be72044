/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * idset.c: SHA-256 of the ids, cut to 16 bytes, in the order in which they came; and an open hash
 * table of their numbers. Some 28 bytes an id.
 */
#include "indexer/idset.h"

enum { FIRST_SLOTS = 1024, IDS_MAX = 1 << 30 };

/* Spread as it is. */
typedef struct key {
    uint64_t low, high;
} key;

struct fh_idset {
    key *keys; /* by number - 1 */
    size_t count, capacity;
    uint32_t *slots;   /* a number; 0: free */
    size_t slot_count; /* a power of 2, at most half full */
};

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
    fh_free(set->keys);
    fh_free(set->slots);
    fh_free(set);
}

static key key_of_hash(const uint8_t hash[FH_HASH_BYTES]) {
    key made;
    memcpy(&made.low, hash, sizeof made.low);
    memcpy(&made.high, hash + sizeof made.low, sizeof made.high);
    return made;
}

static key key_of(fh_str id) {
    uint8_t hash[FH_HASH_BYTES];
    fh_hash(id, hash);
    return key_of_hash(hash);
}

static bool is_at(const fh_idset *set, uint32_t number, const key *wanted) {
    const key *here = &set->keys[number - 1];
    return here->low == wanted->low && here->high == wanted->high;
}

/* The slot that holds `wanted`, or the free one where it belongs. */
static uint32_t *place_of(const fh_idset *set, const key *wanted) {
    size_t mask = set->slot_count - 1, at = (size_t)wanted->low & mask;
    while (set->slots[at] && !is_at(set, set->slots[at], wanted))
        at = (at + 1) & mask;
    return &set->slots[at];
}

static bool grow_slots(fh_idset *set) {
    size_t slot_count = set->slot_count * 2;
    uint32_t *slots = fh_calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    fh_free(set->slots);
    set->slots = slots;
    set->slot_count = slot_count;
    for (uint32_t number = 1; number <= set->count; number++)
        *place_of(set, &set->keys[number - 1]) = number;
    return true;
}

static uint32_t add(fh_idset *set, key wanted) {
    if (set->count * 2 >= set->slot_count && !grow_slots(set))
        return 0;
    uint32_t *place = place_of(set, &wanted), known = *place;
    if (known)
        return known;
    key *keys = fh_array_grow(set->keys, set->count, &set->capacity, sizeof *keys, IDS_MAX);
    if (!keys)
        return 0;
    set->keys = keys;
    keys[set->count++] = wanted;
    return *place = (uint32_t)set->count;
}

uint32_t fh_idset_add(fh_idset *set, fh_str id) {
    return add(set, key_of(id));
}

uint32_t fh_idset_add_hash(fh_idset *set, const uint8_t hash[FH_HASH_BYTES]) {
    return add(set, key_of_hash(hash));
}

uint32_t fh_idset_count(const fh_idset *set) {
    return (uint32_t)set->count;
}

uint32_t fh_idset_find(const fh_idset *set, fh_str id) {
    key wanted = key_of(id);
    return *place_of(set, &wanted);
}
