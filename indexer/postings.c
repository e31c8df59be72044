/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * postings.c: an open hash table from term to number, and the occurrences in the order they came;
 * sorting the distinct terms and counting gives them in term order.
 */
#include "indexer/postings.h"

#include "core/key.h"

typedef struct entry {
    fh_key term;    /* the first member: fh_ranked leads back to the entry */
    uint32_t count; /* occurrences */
    uint32_t last;  /* of them, the latest */
    uint32_t next;  /* when finished: where its next occurrence goes */
} entry;

typedef struct occurrence {
    uint32_t entry, position, wdf;
} occurrence;

/* A slot belongs to the table only in its own round, so that clearing costs nothing. */
typedef struct slot {
    uint32_t round, entry;
} slot;

struct fh_postings {
    fh_arena *arena; /* bytes of the terms */
    entry *entries;
    size_t entry_count, entry_capacity;
    occurrence *occurrences;
    size_t occurrence_count, occurrence_capacity;
    slot *slots;
    size_t slot_count; /* a power of 2, at most half full */
    uint32_t round;
    uint32_t document; /* its number, never 0 */
    fh_ranked *order;
    size_t order_capacity;
    xc_posting *sorted;
    size_t sorted_capacity;
};

enum { FIRST_SLOTS = 4096, ENTRIES_MAX = 1 << 28 };

fh_postings *fh_postings_new(void) {
    fh_postings *postings = fh_calloc(1, sizeof *postings);
    if (!postings)
        return NULL;
    postings->arena = fh_arena_new();
    postings->slots = fh_calloc(FIRST_SLOTS, sizeof *postings->slots);
    postings->slot_count = FIRST_SLOTS;
    postings->round = 1;
    postings->document = 1;
    if (postings->arena && postings->slots)
        return postings;
    fh_postings_free(postings);
    return NULL;
}

void fh_postings_free(fh_postings *postings) {
    if (!postings)
        return;
    fh_arena_free(postings->arena);
    fh_free(postings->entries);
    fh_free(postings->occurrences);
    fh_free(postings->slots);
    fh_free(postings->order);
    fh_free(postings->sorted);
    fh_free(postings);
}

void fh_postings_clear(fh_postings *postings) {
    fh_arena_reset(postings->arena);
    postings->entry_count = postings->occurrence_count = 0;
    if (++postings->document == 0)
        postings->document = 1;
    if (++postings->round == 0) {
        memset(postings->slots, 0, postings->slot_count * sizeof *postings->slots);
        postings->round = 1;
    }
}

static void put_slot(slot *slots, size_t slot_count, uint32_t round, uint32_t hash, uint32_t at) {
    size_t i = hash & (slot_count - 1);
    while (slots[i].round == round)
        i = (i + 1) & (slot_count - 1);
    slots[i] = (slot){round, at};
}

static bool grow_slots(fh_postings *postings) {
    size_t count = postings->slot_count * 2;
    slot *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < postings->entry_count; i++)
        put_slot(slots, count, 1, postings->entries[i].term.hash, (uint32_t)i);
    fh_free(postings->slots);
    postings->slots = slots;
    postings->slot_count = count;
    postings->round = 1;
    return true;
}

/* The number of a term, new or not; UINT32_MAX when out of memory. */
static uint32_t entry_of(fh_postings *postings, const fh_term *term) {
    fh_key key = fh_key_of((fh_str){term->bytes, term->n}, 0);
    size_t mask = postings->slot_count - 1;
    for (size_t i = key.hash & mask; postings->slots[i].round == postings->round;
         i = (i + 1) & mask)
        if (fh_key_equal(&postings->entries[postings->slots[i].entry].term, &key))
            return postings->slots[i].entry;
    if (postings->entry_count * 2 >= postings->slot_count && !grow_slots(postings))
        return UINT32_MAX;
    entry *entries = fh_array_grow(postings->entries, postings->entry_count,
                                   &postings->entry_capacity, sizeof *entries, ENTRIES_MAX);
    if (!entries)
        return UINT32_MAX;
    postings->entries = entries;
    key.text = fh_arena_copy(postings->arena, (fh_str){term->bytes, term->n}).p;
    if (!key.text)
        return UINT32_MAX;
    uint32_t at = (uint32_t)postings->entry_count++;
    entries[at] = (entry){.term = key};
    put_slot(postings->slots, postings->slot_count, postings->round, key.hash, at);
    return at;
}

static bool add_occurrence(fh_postings *postings, uint32_t at, uint32_t position, uint32_t wdf) {
    occurrence *all = fh_array_grow(postings->occurrences, postings->occurrence_count,
                                    &postings->occurrence_capacity, sizeof *all, ENTRIES_MAX);
    if (!all)
        return false;
    postings->occurrences = all;
    postings->entries[at].last = (uint32_t)postings->occurrence_count;
    postings->entries[at].count++;
    all[postings->occurrence_count++] = (occurrence){at, position, wdf};
    return true;
}

static bool add_word(fh_postings *postings, uint32_t at, uint32_t position, uint32_t wdf) {
    if (position == 0 && postings->entries[at].count > 0) {
        postings->occurrences[postings->entries[at].last].wdf += wdf;
        return true;
    }
    return add_occurrence(postings, at, position, wdf);
}

bool fh_postings_add_at(fh_postings *postings, fh_posting_place *place, fh_field field,
                        fh_str value, uint32_t position, uint32_t wdf) {
    if (place->document != postings->document) {
        fh_term term;
        fh_term_make(field, value, &term);
        uint32_t at = entry_of(postings, &term);
        if (at == UINT32_MAX)
            return false;
        *place = (fh_posting_place){postings->document, at};
    }
    return add_word(postings, place->entry, position, wdf);
}

bool fh_postings_add(fh_postings *postings, fh_field field, fh_str value, uint32_t position,
                     uint32_t wdf) {
    fh_posting_place nowhere = {0};
    return fh_postings_add_at(postings, &nowhere, field, value, position, wdf);
}

int fh_postings_add_filter(fh_postings *postings, fh_field field, fh_str value) {
    fh_term term;
    if (value.n == 0)
        return 0;
    fh_term_make(field, value, &term);
    uint32_t at = entry_of(postings, &term);
    if (at == UINT32_MAX)
        return FIHRIST_E_MEMORY;
    if (postings->entries[at].count > 0)
        return 0;
    return add_occurrence(postings, at, 0, 0) ? 1 : FIHRIST_E_MEMORY;
}

static bool reserve(void **items, size_t count, size_t *capacity, size_t size) {
    if (count <= *capacity)
        return true;
    size_t wanted = count + count / 2;
    void *moved = fh_realloc_array(*items, wanted, size);
    if (!moved)
        return false;
    *items = moved;
    *capacity = wanted;
    return true;
}

bool fh_postings_finish(fh_postings *postings, const xc_posting **ret_postings, size_t *ret_count,
                        size_t *ret_terms, uint64_t *ret_length) {
    if (!reserve((void **)&postings->order, postings->entry_count, &postings->order_capacity,
                 sizeof *postings->order) ||
        !reserve((void **)&postings->sorted, postings->occurrence_count, &postings->sorted_capacity,
                 sizeof *postings->sorted))
        return false;
    for (size_t i = 0; i < postings->entry_count; i++)
        postings->order[i] = fh_ranked_of(&postings->entries[i].term);
    fh_rank(postings->order, postings->entry_count);
    uint32_t next = 0;
    for (size_t i = 0; i < postings->entry_count; i++) {
        entry *here = (entry *)postings->order[i].key;
        here->next = next;
        next += here->count;
    }
    uint64_t length = 0;
    for (size_t i = 0; i < postings->occurrence_count; i++) {
        const occurrence *one = &postings->occurrences[i];
        entry *here = &postings->entries[one->entry];
        postings->sorted[here->next++] =
            (xc_posting){here->term.text, here->term.n, one->wdf, one->position};
        length += one->wdf;
    }
    *ret_postings = postings->sorted;
    *ret_count = postings->occurrence_count;
    *ret_terms = postings->entry_count;
    *ret_length = length;
    return true;
}
