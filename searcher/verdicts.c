/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verdicts.c: two bits a document, a list of needles of which the one asked for last comes first.
 */
#include "searcher/verdicts.h"

enum { KEY_MAX_BYTES = 1024 };

struct fh_verdict_set {
    fh_verdict_set *next;
    char key[KEY_MAX_BYTES]; /* of the needle */
    size_t key_n;
    size_t bytes;
    unsigned users;
    uint32_t size;
    uint64_t *known, *has; /* one behind the other */
};

static void free_set(fh_verdict_set *set) {
    fh_free(set->known);
    fh_free(set);
}

void fh_verdicts_clear(fh_verdicts *verdicts) {
    while (verdicts->first) {
        fh_verdict_set *set = verdicts->first;
        verdicts->first = set->next;
        free_set(set);
    }
    verdicts->bytes = 0;
}

/* --- keys --- */

static bool append(char key[KEY_MAX_BYTES], size_t *n, const void *bytes, size_t count) {
    if (count > KEY_MAX_BYTES - *n)
        return false;
    if (count)
        memcpy(key + *n, bytes, count);
    *n += count;
    return true;
}

static bool append_number(char key[KEY_MAX_BYTES], size_t *n, size_t number) {
    return append(key, n, &number, sizeof number);
}

/* All that decides whether a document has the needle; false: it is too long. */
static bool make_key(const fh_needle *needle, char key[KEY_MAX_BYTES], size_t *ret_n) {
    *ret_n = 0;
    bool fits =
        append_number(key, ret_n, needle->zones) && append_number(key, ret_n, needle->slot_count);
    for (size_t i = 0; i < needle->slot_count && fits; i++) {
        const fh_slot *slot = &needle->slots[i];
        fits = append_number(key, ret_n, slot->kind) &&
               append_number(key, ret_n, slot->alternative_count);
        for (size_t k = 0; k < slot->alternative_count && fits; k++)
            fits = append_number(key, ret_n, slot->alternatives[k].n) &&
                   append(key, ret_n, slot->alternatives[k].p, slot->alternatives[k].n);
    }
    return fits && needle->actor.n == 0;
}

/* --- sets --- */

static fh_verdict_set *find(fh_verdicts *verdicts, const char *key, size_t n, uint32_t size) {
    for (fh_verdict_set **at = &verdicts->first; *at; at = &(*at)->next) {
        fh_verdict_set *set = *at;
        if (set->key_n != n || set->size != size || memcmp(set->key, key, n) != 0)
            continue;
        *at = set->next;
        set->next = verdicts->first;
        verdicts->first = set;
        return set;
    }
    return NULL;
}

/* Free what was asked for longest ago and is not in use, until there is room. */
static bool make_room(fh_verdicts *verdicts, size_t bytes) {
    while (verdicts->bytes + bytes > FH_VERDICTS_MAX_BYTES) {
        fh_verdict_set **oldest = NULL;
        for (fh_verdict_set **at = &verdicts->first; *at; at = &(*at)->next)
            if ((*at)->users == 0)
                oldest = at;
        if (!oldest)
            return false;
        fh_verdict_set *set = *oldest;
        *oldest = set->next;
        verdicts->bytes -= set->bytes;
        free_set(set);
    }
    return true;
}

static fh_verdict_set *add(fh_verdicts *verdicts, const char *key, size_t n, uint32_t size) {
    size_t words = size / 64 + 1, bytes = sizeof(fh_verdict_set) + 2 * words * sizeof(uint64_t);
    if (!make_room(verdicts, bytes))
        return NULL;
    fh_verdict_set *set = fh_calloc(1, sizeof *set);
    uint64_t *bits = fh_calloc(2 * words, sizeof *bits);
    if (!set || !bits) {
        fh_free(set);
        fh_free(bits);
        return NULL;
    }
    *set = (fh_verdict_set){.next = verdicts->first,
                            .key_n = n,
                            .bytes = bytes,
                            .size = size,
                            .known = bits,
                            .has = bits + words};
    memcpy(set->key, key, n);
    verdicts->first = set;
    verdicts->bytes += bytes;
    return set;
}

fh_verdict_set *fh_verdicts_use(fh_verdicts *verdicts, const fh_needle *needle, uint32_t size) {
    char key[KEY_MAX_BYTES];
    size_t n;
    if (!make_key(needle, key, &n))
        return NULL;
    fh_verdict_set *set = find(verdicts, key, n, size);
    if (!set)
        set = add(verdicts, key, n, size);
    if (set)
        set->users++;
    return set;
}

void fh_verdicts_leave(fh_verdict_set *set) {
    if (set)
        set->users--;
}

int fh_verdict_get(const fh_verdict_set *set, uint32_t docid) {
    if (!set || docid >= set->size || !(set->known[docid / 64] >> docid % 64 & 1))
        return -1;
    return set->has[docid / 64] >> docid % 64 & 1;
}

void fh_verdict_set_to(fh_verdict_set *set, uint32_t docid, bool has) {
    uint64_t bit = (uint64_t)1 << docid % 64;
    if (!set || docid >= set->size)
        return;
    set->known[docid / 64] |= bit;
    if (has)
        set->has[docid / 64] |= bit;
}
