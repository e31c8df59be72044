/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * candidates.c: a hash table of chains, with a set of bits in front of it that says of most hashes
 * that they are not there.
 */
#include "indexer/candidates.h"

enum { BITS_A_KEY = 16 };

#define STEP UINT64_C(0x9e3779b97f4a7c15)

/* A key of an article. */
typedef struct entry {
    uint32_t hash, number;
    uint32_t next; /* the entry before it in the chain, + 1 */
} entry;

struct fh_candidates {
    const uint8_t **signatures; /* by number */
    bool *again; /* the text of one before it: found by that alone, so as to crowd nobody out */
    size_t articles, added;
    unsigned keys, first_key;
    entry *entries;
    size_t entry_count;
    uint32_t *chains; /* last entry + 1 */
    uint64_t *bits;
    size_t mask, bit_mask;
};

static size_t power_of_two(size_t least) {
    size_t power = 1024;
    while (power < least)
        power *= 2;
    return power;
}

int fh_candidates_new(size_t articles, fh_candidates **ret_candidates, fihrist_error *err) {
    fh_candidates *candidates = fh_calloc(1, sizeof *candidates);
    if (!candidates)
        return fh_fail_memory(err);
    size_t keys = articles ? FH_CANDIDATES_MAX_KEYS / articles : 0;
    candidates->keys = keys < 1                    ? 1
                       : keys < FH_CANDIDATES_KEYS ? (unsigned)keys
                                                   : FH_CANDIDATES_KEYS;
    candidates->articles = articles;
    size_t most = articles * candidates->keys;
    candidates->mask = power_of_two(most) - 1;
    candidates->bit_mask = power_of_two(most * BITS_A_KEY) - 1;
    candidates->signatures = fh_calloc(articles + 1, sizeof *candidates->signatures);
    candidates->again = fh_calloc(articles + 1, sizeof *candidates->again);
    candidates->entries = fh_calloc(most + 1, sizeof *candidates->entries);
    candidates->chains = fh_calloc(candidates->mask + 1, sizeof *candidates->chains);
    candidates->bits = fh_calloc(candidates->bit_mask / 64 + 1, sizeof *candidates->bits);
    if (!candidates->signatures || !candidates->again || !candidates->entries ||
        !candidates->chains || !candidates->bits) {
        fh_candidates_free(candidates);
        return fh_fail_memory(err);
    }
    *ret_candidates = candidates;
    return FIHRIST_OK;
}

void fh_candidates_free(fh_candidates *candidates) {
    if (!candidates)
        return;
    fh_free(candidates->signatures);
    fh_free(candidates->again);
    fh_free(candidates->entries);
    fh_free(candidates->chains);
    fh_free(candidates->bits);
    fh_free(candidates);
}

unsigned fh_candidates_keys(const fh_candidates *candidates) {
    return candidates->keys;
}

void fh_candidates_begin(fh_candidates *candidates, unsigned first_key) {
    candidates->first_key = first_key;
    candidates->added = candidates->entry_count = 0;
    memset(candidates->chains, 0, (candidates->mask + 1) * sizeof *candidates->chains);
    memset(candidates->bits, 0, (candidates->bit_mask / 64 + 1) * sizeof *candidates->bits);
}

/* --- keys --- */

/* Key 0 is the text, the others two neighbouring places. */
static uint64_t key_of(const uint8_t *signature, unsigned key) {
    uint64_t value = fh_signature_text(signature);
    if (key > 0)
        value = (uint64_t)key << 32 | (uint32_t)fh_signature_least(signature, key - 1) << 16 |
                fh_signature_least(signature, key % FH_SIGNATURE_PLACES);
    value = (value ^ value >> 31) * STEP;
    return value ^ value >> 32;
}

/* How many keys a signature has from the first one on that the table is for. */
static unsigned count_keys(const fh_candidates *candidates, const uint8_t *signature) {
    unsigned end = fh_signature_text(signature) == 0    ? 0
                   : fh_signature_has_sample(signature) ? FH_CANDIDATES_KEYS
                                                        : 1;
    if (candidates->first_key >= end)
        return 0;
    unsigned count = end - candidates->first_key;
    return count < candidates->keys ? count : candidates->keys;
}

static size_t bit_of(const fh_candidates *candidates, uint64_t hash) {
    return (size_t)(hash >> 24) & candidates->bit_mask;
}

static bool is_set(const fh_candidates *candidates, uint64_t hash) {
    size_t bit = bit_of(candidates, hash);
    return candidates->bits[bit / 64] >> bit % 64 & 1;
}

/* --- finding --- */

static bool agree(const uint8_t *a, const uint8_t *b, unsigned place) {
    place %= FH_SIGNATURE_PLACES;
    return fh_signature_least(a, place) == fh_signature_least(b, place);
}

/* Of two that share a key in how many places they agree; 0: they are no candidates. Of one text
 * both have all keys in common, and to be found by the first is enough. */
static unsigned agreement_by(const uint8_t *a, const uint8_t *b, unsigned key) {
    bool one_text = fh_signature_text(a) == fh_signature_text(b);
    if (key == 0)
        return one_text ? FH_SIGNATURE_PLACES + 1 : 0;
    if (one_text || !agree(a, b, key - 1) || !agree(a, b, key))
        return 0;
    unsigned agreement = fh_signature_agreement(a, b);
    return agreement < FH_CANDIDATES_AGREE ? 0 : agreement;
}

static int find_key(fh_candidates *candidates, const uint8_t *signature, unsigned key,
                    fh_candidate_function found, void *user, fihrist_error *err) {
    uint64_t hash = key_of(signature, key);
    if (!is_set(candidates, hash))
        return FIHRIST_OK;
    uint32_t at = candidates->chains[hash & candidates->mask];
    int code = FIHRIST_OK;
    for (int looked_at = 0; at && looked_at < FH_CANDIDATES_WINDOW && code >= 0;) {
        const entry *here = &candidates->entries[at - 1];
        at = here->next;
        if (here->hash != (uint32_t)hash)
            continue;
        looked_at++;
        unsigned agreement = agreement_by(signature, candidates->signatures[here->number], key);
        if (agreement > 0)
            code = found(user, here->number, agreement, err);
    }
    return code;
}

int fh_candidates_find(fh_candidates *candidates, const uint8_t *signature,
                       fh_candidate_function found, void *user, fihrist_error *err) {
    unsigned count = count_keys(candidates, signature);
    int code = FIHRIST_OK;
    for (unsigned i = 0; i < count && code >= 0; i++)
        code = find_key(candidates, signature, candidates->first_key + i, found, user, err);
    return code;
}

static int note_text(void *user, uint32_t number, unsigned agreement, fihrist_error *err) {
    (void)number, (void)agreement, (void)err;
    *(bool *)user = true;
    return FIHRIST_E_CANCELLED;
}

void fh_candidates_add(fh_candidates *candidates, const uint8_t *signature) {
    unsigned count = count_keys(candidates, signature);
    uint32_t number = (uint32_t)candidates->added++;
    candidates->signatures[number] = signature;
    if (candidates->first_key == 0 && count > 0)
        (void)find_key(candidates, signature, 0, note_text, &candidates->again[number], NULL);
    if (candidates->again[number])
        count = candidates->first_key == 0 ? 1 : 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t hash = key_of(signature, candidates->first_key + i);
        uint32_t *chain = &candidates->chains[hash & candidates->mask];
        size_t bit = bit_of(candidates, hash);
        candidates->bits[bit / 64] |= (uint64_t)1 << bit % 64;
        candidates->entries[candidates->entry_count] = (entry){(uint32_t)hash, number, *chain};
        *chain = (uint32_t)++candidates->entry_count;
    }
}
