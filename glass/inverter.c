/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inverter.c: postings in the order they come, and a table of terms. Sorting them is counting: a
 * term knows how many it has, so the place of each posting among all is known at once.
 */
#include "glass/inverter.h"

#include "core/key.h"
#include "glass/pack.h"
#include "glass/run_merge.h"

enum { FIRST_SLOTS = 1 << 12, GROUP = 32 /* terms that are looked up together */ };

/* A posting waits with its term's number; sorted it needs that no more. */
typedef struct waiting {
    uint32_t term, docid, wdf;
} waiting;

typedef struct sorted {
    uint32_t docid, wdf;
} sorted;

typedef struct term {
    fh_key text; /* the first member: fh_ranked leads back to the term */
    uint32_t tf;
    uint32_t next; /* place of its next posting among the sorted ones */
    uint64_t cf;
} term;

struct glass_inverter {
    glass_run_merge *runs;
    fh_arena *arena; /* texts of terms */
    term *terms;
    size_t term_count, term_capacity, terms_max;
    uint64_t *slots; /* hash, and below it number + 1; a power of 2, at most half full */
    size_t slot_count;
    size_t text_max; /* bytes of the arena */
    waiting *postings;
    sorted *by_term;
    size_t count, max;
};

/* --- memory --- */

/* A half for postings, waiting and sorted, an eighth for texts, a quarter for terms with the slots
 * that lead to them and the order they are brought into. */
static bool share_memory(glass_inverter *inverter, size_t bytes) {
    inverter->max = bytes / 2 / (sizeof(waiting) + sizeof(sorted));
    inverter->text_max = bytes / 8;
    inverter->terms_max = bytes / 4 / (sizeof(term) + 4 * sizeof(uint64_t) + sizeof(fh_ranked));
    /* Not touched before they are needed. */
    inverter->postings = fh_malloc(inverter->max * sizeof *inverter->postings);
    inverter->by_term = fh_malloc(inverter->max * sizeof *inverter->by_term);
    inverter->slots = fh_calloc(FIRST_SLOTS, sizeof *inverter->slots);
    inverter->slot_count = FIRST_SLOTS;
    inverter->arena = fh_arena_new();
    return inverter->postings && inverter->by_term && inverter->slots && inverter->arena;
}

int glass_inverter_new(const char *path, size_t memory_bytes, glass_inverter **ret_inverter,
                       fihrist_error *err) {
    glass_inverter *inverter = fh_calloc(1, sizeof *inverter);
    if (!inverter)
        return fh_fail_memory(err);
    int code =
        share_memory(inverter, memory_bytes < GLASS_INVERTER_MIN_BYTES ? GLASS_INVERTER_MIN_BYTES
                                                                       : memory_bytes)
            ? glass_run_merge_new(path, &inverter->runs, err)
            : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        *ret_inverter = inverter;
    else
        glass_inverter_free(inverter);
    return code;
}

void glass_inverter_free(glass_inverter *inverter) {
    if (!inverter)
        return;
    glass_run_merge_free(inverter->runs);
    fh_arena_free(inverter->arena);
    fh_free(inverter->terms);
    fh_free(inverter->slots);
    fh_free(inverter->postings);
    fh_free(inverter->by_term);
    fh_free(inverter);
}

static void forget_all(glass_inverter *inverter) {
    inverter->count = 0;
    inverter->term_count = 0;
    fh_arena_reset(inverter->arena);
    memset(inverter->slots, 0, inverter->slot_count * sizeof *inverter->slots);
}

/* --- terms --- */

static void put_slot(uint64_t *slots, size_t count, uint32_t hash, size_t number) {
    size_t at = hash & (count - 1);
    while (slots[at])
        at = (at + 1) & (count - 1);
    slots[at] = (uint64_t)hash << 32 | (number + 1);
}

static bool grow_slots(glass_inverter *inverter) {
    size_t count = inverter->slot_count * 2;
    uint64_t *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < inverter->term_count; i++)
        put_slot(slots, count, inverter->terms[i].text.hash, i);
    fh_free(inverter->slots);
    inverter->slots = slots;
    inverter->slot_count = count;
    return true;
}

static term *add_term(glass_inverter *inverter, const fh_key *from) {
    if (inverter->term_count * 2 >= inverter->slot_count && !grow_slots(inverter))
        return NULL;
    term *terms = fh_array_grow(inverter->terms, inverter->term_count, &inverter->term_capacity,
                                sizeof *terms, 1U << 31);
    if (!terms)
        return NULL;
    inverter->terms = terms;
    fh_str text = fh_arena_copy(inverter->arena, (fh_str){from->text, from->n});
    if (!text.p)
        return NULL;
    put_slot(inverter->slots, inverter->slot_count, from->hash, inverter->term_count);
    term *added = &terms[inverter->term_count++];
    *added = (term){.text = *from};
    added->text.text = text.p;
    return added;
}

static term *term_of(glass_inverter *inverter, const fh_key *wanted) {
    size_t mask = inverter->slot_count - 1;
    for (size_t at = wanted->hash & mask; inverter->slots[at]; at = (at + 1) & mask) {
        if (inverter->slots[at] >> 32 != wanted->hash)
            continue;
        term *here = &inverter->terms[(uint32_t)inverter->slots[at] - 1];
        if (fh_key_equal(&here->text, wanted))
            return here;
    }
    return add_term(inverter, wanted);
}

/* Slots and terms are anywhere in memory. So they are asked for some terms ahead. */
static void fetch_slot(const glass_inverter *inverter, uint32_t hash) {
    __builtin_prefetch(&inverter->slots[hash & (inverter->slot_count - 1)]);
}

static void fetch_term(const glass_inverter *inverter, uint32_t hash) {
    uint64_t slot = inverter->slots[hash & (inverter->slot_count - 1)];
    if (slot >> 32 == hash)
        __builtin_prefetch(&inverter->terms[(uint32_t)slot - 1], 1);
}

/* --- sorting --- */

static fh_ranked *rank_terms(const glass_inverter *inverter) {
    fh_ranked *order = fh_malloc(inverter->term_count * sizeof *order);
    for (size_t i = 0; order && i < inverter->term_count; i++)
        order[i] = fh_ranked_of(&inverter->terms[i].text);
    if (order)
        fh_rank(order, inverter->term_count);
    return order;
}

static void sort_postings(glass_inverter *inverter) {
    uint32_t next = 0;
    for (size_t i = 0; i < inverter->term_count; i++) {
        inverter->terms[i].next = next;
        next += inverter->terms[i].tf;
    }
    for (size_t i = 0; i < inverter->count; i++) {
        const waiting *one = &inverter->postings[i];
        inverter->by_term[inverter->terms[one->term].next++] = (sorted){one->docid, one->wdf};
    }
}

/* Give all lists that are in memory, in the order of their terms, to `to`. */
typedef struct sink {
    int (*begin)(void *user, fh_str text, uint64_t tf, uint64_t cf, fihrist_error *err);
    int (*add)(void *user, uint32_t docid, uint32_t wdf, fihrist_error *err);
    int (*end)(void *user, fihrist_error *err);
    void *user;
} sink;

static int give_term(const glass_inverter *inverter, const term *one, const sink *to,
                     fihrist_error *err) {
    int code = to->begin(to->user, (fh_str){one->text.text, one->text.n}, one->tf, one->cf, err);
    const sorted *last = inverter->by_term + one->next;
    for (const sorted *at = last - one->tf; at < last && code == FIHRIST_OK; at++)
        code = to->add(to->user, at->docid, at->wdf, err);
    return code == FIHRIST_OK ? to->end(to->user, err) : code;
}

static int give_all(glass_inverter *inverter, const sink *to, fihrist_error *err) {
    fh_ranked *order = rank_terms(inverter);
    int code = order ? FIHRIST_OK : fh_fail_memory(err);
    if (order)
        sort_postings(inverter);
    for (size_t i = 0; i < inverter->term_count && code == FIHRIST_OK; i++)
        code = give_term(inverter, (const term *)order[i].key, to, err);
    fh_free(order);
    forget_all(inverter);
    return code;
}

static int begin_in_run(void *user, fh_str text, uint64_t tf, uint64_t cf, fihrist_error *err) {
    return glass_run_begin_term(user, text, tf, cf, err);
}

static int add_to_run(void *user, uint32_t docid, uint32_t wdf, fihrist_error *err) {
    return glass_run_add(user, docid, wdf, err);
}

static int end_in_run(void *user, fihrist_error *err) {
    (void)user;
    (void)err;
    return FIHRIST_OK;
}

static int put_aside(glass_inverter *inverter, fihrist_error *err) {
    const sink to = {begin_in_run, add_to_run, end_in_run, inverter->runs};
    glass_run_begin(inverter->runs);
    int code = give_all(inverter, &to, err);
    return code == FIHRIST_OK ? glass_run_end(inverter->runs, err) : code;
}

/* --- documents --- */

static bool is_full(const glass_inverter *inverter, size_t more) {
    return inverter->count > 0 &&
           (inverter->count + more > inverter->max ||
            inverter->term_count + more > inverter->terms_max ||
            fh_arena_bytes(inverter->arena) + more * 16 > inverter->text_max);
}

static int add_one(glass_inverter *inverter, uint32_t docid, const fh_key *key, uint32_t wdf,
                   fihrist_error *err) {
    int code = inverter->count == inverter->max ? put_aside(inverter, err) : FIHRIST_OK;
    if (code != FIHRIST_OK)
        return code;
    term *of = term_of(inverter, key);
    if (!of)
        return fh_fail_memory(err);
    of->tf++;
    of->cf += wdf;
    inverter->postings[inverter->count++] = (waiting){(uint32_t)(of - inverter->terms), docid, wdf};
    return FIHRIST_OK;
}

static int add_group(glass_inverter *inverter, uint32_t docid, const xc_posting *terms,
                     size_t count, fihrist_error *err) {
    fh_key keys[GROUP];
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count; i++) {
        keys[i] = fh_key_of((fh_str){terms[i].term, terms[i].len}, 0);
        fetch_slot(inverter, keys[i].hash);
    }
    for (size_t i = 0; i < count; i++)
        fetch_term(inverter, keys[i].hash);
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = add_one(inverter, docid, &keys[i], terms[i].wdf, err);
    return code;
}

int glass_inverter_add(glass_inverter *inverter, uint32_t docid, const xc_posting *terms,
                       size_t count, fihrist_error *err) {
    int code = is_full(inverter, count) ? put_aside(inverter, err) : FIHRIST_OK;
    for (size_t at = 0; at < count && code == FIHRIST_OK; at += GROUP)
        code = add_group(inverter, docid, terms + at, count - at < GROUP ? count - at : GROUP, err);
    return code;
}

static int begin_list(void *user, fh_str text, uint64_t tf, uint64_t cf, fihrist_error *err) {
    (void)err;
    glass_posting_list_begin(user, text, tf, cf);
    return FIHRIST_OK;
}

static int add_to_list(void *user, uint32_t docid, uint32_t wdf, fihrist_error *err) {
    return glass_posting_list_add(user, docid, wdf, err);
}

static int end_list(void *user, fihrist_error *err) {
    return glass_posting_list_end(user, err);
}

int glass_inverter_finish(glass_inverter *inverter, glass_posting_list *list, fihrist_error *err) {
    const sink to = {begin_list, add_to_list, end_list, list};
    if (glass_run_count(inverter->runs) == 0)
        return give_all(inverter, &to, err);
    int code = put_aside(inverter, err);
    return code == FIHRIST_OK ? glass_run_merge_write(inverter->runs, list, err) : code;
}
