/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * idset.c: an open hash table of SHA-256, cut to 16 bytes, which is its own hash.
 */
#include "indexer/idset.h"

#include "core/hash.h"

typedef struct slot {
    uint64_t low, high;
    uint32_t number; /* 0: a free slot */
} slot;

struct fh_idset {
    slot *slots;
    uint32_t count;
    size_t slot_count; /* a power of 2, at most half full */
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

static slot slot_of(fh_str id) {
    uint8_t hash[FH_HASH_BYTES];
    slot made = {.number = 0};
    fh_hash(id, hash);
    memcpy(&made.low, hash, sizeof made.low);
    memcpy(&made.high, hash + sizeof made.low, sizeof made.high);
    return made;
}

/* The slot that holds `wanted`, or the free one where it belongs. */
static slot *place_of(slot *slots, size_t slot_count, const slot *wanted) {
    size_t at = (size_t)wanted->low & (slot_count - 1);
    while (slots[at].number && (slots[at].low != wanted->low || slots[at].high != wanted->high))
        at = (at + 1) & (slot_count - 1);
    return &slots[at];
}

static bool grow(fh_idset *set) {
    size_t slot_count = set->slot_count * 2;
    slot *slots = fh_calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < set->slot_count; i++)
        if (set->slots[i].number)
            *place_of(slots, slot_count, &set->slots[i]) = set->slots[i];
    fh_free(set->slots);
    set->slots = slots;
    set->slot_count = slot_count;
    return true;
}

uint32_t fh_idset_add(fh_idset *set, fh_str id) {
    if ((size_t)set->count * 2 >= set->slot_count && !grow(set))
        return 0;
    slot wanted = slot_of(id), *place = place_of(set->slots, set->slot_count, &wanted);
    if (!place->number) {
        *place = wanted;
        place->number = ++set->count;
    }
    return place->number;
}

uint32_t fh_idset_find(const fh_idset *set, fh_str id) {
    slot wanted = slot_of(id);
    return place_of(set->slots, set->slot_count, &wanted)->number;
}
