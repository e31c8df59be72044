/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inverter.c: a table of terms, each with a stream of its postings. They come in the order of
 * docids, so only the terms are sorted when the memory is full.
 */
#include "glass/inverter.h"

#include <assert.h>

#include "core/key.h"
#include "glass/pack.h"
#include "glass/run_merge.h"
#include "glass/streams.h"

enum {
    FIRST_SLOTS = 1 << 12,
    GROUP = 32, /* terms that are looked up together */
    /* The most that a group adds to the streams: of each term its text and a slice. */
    GROUP_MAX_BYTES = GROUP * (GLASS_TERM_MAX_BYTES + GLASS_SLICE_MAX_BYTES)
};

/* A line of the processor's cache. */
typedef struct term {
    fh_key text; /* the first member: fh_ranked leads back to the term */
    uint64_t cf;
    uint32_t tf, last; /* docid */
    glass_stream postings;
} term;
static_assert(sizeof(term) == FH_LINE_BYTES, "a term is a line");
static_assert((int)GLASS_POSTING_MAX_BYTES <= (int)GLASS_STREAM_PUT_MAX_BYTES, "a posting fits");

/* What a term takes: itself, up to four slots, and its place in the order of terms. */
enum { TERM_BYTES = sizeof(term) + 4 * sizeof(uint64_t) + sizeof(fh_ranked) };

struct glass_inverter {
    glass_run_merge *runs;
    glass_streams streams; /* postings, and texts of terms */
    term *terms;
    size_t term_count;
    uint64_t *slots; /* hash, and below it number + 1; a power of 2, at most half full */
    size_t slot_count;
    size_t max_bytes; /* of streams and terms */
};

/* --- memory --- */

/* Streams and terms may each take all; what is not used is not touched. */
static bool open_memory(glass_inverter *inverter, size_t bytes) {
    inverter->max_bytes = bytes;
    inverter->terms = fh_malloc_lines(bytes / TERM_BYTES * sizeof *inverter->terms);
    inverter->slots = fh_calloc(FIRST_SLOTS, sizeof *inverter->slots);
    inverter->slot_count = FIRST_SLOTS;
    return inverter->terms && inverter->slots &&
           glass_streams_open(&inverter->streams, (uint32_t)bytes);
}

int glass_inverter_new(const char *path, size_t memory_bytes, glass_inverter **ret_inverter,
                       fihrist_error *err) {
    glass_inverter *inverter = fh_calloc(1, sizeof *inverter);
    if (!inverter)
        return fh_fail_memory(err);
    if (memory_bytes < GLASS_INVERTER_MIN_BYTES)
        memory_bytes = GLASS_INVERTER_MIN_BYTES;
    if (memory_bytes > UINT32_MAX) /* what places in streams are counted with */
        memory_bytes = UINT32_MAX;
    int code = open_memory(inverter, memory_bytes) ? glass_run_merge_new(path, &inverter->runs, err)
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
    glass_streams_close(&inverter->streams);
    fh_free(inverter->terms);
    fh_free(inverter->slots);
    fh_free(inverter);
}

static void forget_all(glass_inverter *inverter) {
    inverter->term_count = 0;
    glass_streams_clear(&inverter->streams);
    memset(inverter->slots, 0, inverter->slot_count * sizeof *inverter->slots);
}

/* Whether there may be no room for a group. */
static bool is_full(const glass_inverter *inverter) {
    return inverter->streams.used + GROUP_MAX_BYTES + (inverter->term_count + GROUP) * TERM_BYTES >
           inverter->max_bytes;
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
    put_slot(inverter->slots, inverter->slot_count, from->hash, inverter->term_count);
    term *added = &inverter->terms[inverter->term_count++];
    uint8_t *text = glass_streams_take(&inverter->streams, from->n);
    *added = (term){.text = *from};
    added->text.text = memcpy(text, from->text, from->n);
    added->postings = glass_stream_begin(&inverter->streams);
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

static void fetch_slot(const glass_inverter *inverter, uint32_t hash) {
    __builtin_prefetch(&inverter->slots[hash & (inverter->slot_count - 1)]);
}

static void fetch_term(const glass_inverter *inverter, uint32_t hash) {
    uint64_t slot = inverter->slots[hash & (inverter->slot_count - 1)];
    if (slot >> 32 == hash)
        __builtin_prefetch(&inverter->terms[(uint32_t)slot - 1], 1);
}

/* --- runs --- */

static fh_ranked *rank_terms(const glass_inverter *inverter) {
    fh_ranked *order = fh_malloc(inverter->term_count * sizeof *order);
    for (size_t i = 0; order && i < inverter->term_count; i++)
        order[i] = fh_ranked_of(&inverter->terms[i].text);
    if (order)
        fh_rank(order, inverter->term_count);
    return order;
}

static int write_term(const glass_inverter *inverter, const term *one, fihrist_error *err) {
    fh_str text = {one->text.text, one->text.n}, slice;
    glass_stream_walk walk = glass_stream_start(&inverter->streams, &one->postings);
    int code = glass_run_begin_term(inverter->runs, text, one->tf, one->cf, err);
    while (code == FIHRIST_OK && (slice = glass_stream_next(&walk)).n > 0)
        code = glass_run_add(inverter->runs, slice, err);
    return code;
}

/* All that is in memory as a run. */
static int put_aside(glass_inverter *inverter, fihrist_error *err) {
    fh_ranked *order = rank_terms(inverter);
    int code = order ? FIHRIST_OK : fh_fail_memory(err);
    glass_run_begin(inverter->runs);
    for (size_t i = 0; i < inverter->term_count && code == FIHRIST_OK; i++)
        code = write_term(inverter, (const term *)order[i].key, err);
    fh_free(order);
    forget_all(inverter);
    return code == FIHRIST_OK ? glass_run_end(inverter->runs, err) : code;
}

/* --- documents --- */

static void add_posting(glass_inverter *inverter, term *of, uint32_t docid, uint32_t wdf) {
    uint8_t bytes[GLASS_POSTING_MAX_BYTES];
    uint8_t *end = glass_put_posting(bytes, docid - of->last, wdf);
    glass_stream_put(&inverter->streams, &of->postings, bytes, (uint32_t)(end - bytes));
    of->last = docid;
    of->tf++;
    of->cf += wdf;
}

/* Slots, terms and the ends of streams are anywhere in memory. So they are asked for together. */
static int add_group(glass_inverter *inverter, uint32_t docid, const xc_posting *terms,
                     size_t count, fihrist_error *err) {
    fh_key keys[GROUP];
    term *of[GROUP];
    if (is_full(inverter)) {
        int code = put_aside(inverter, err);
        if (code != FIHRIST_OK)
            return code;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = fh_key_of((fh_str){terms[i].term, terms[i].len}, 0);
        fetch_slot(inverter, keys[i].hash);
    }
    for (size_t i = 0; i < count; i++)
        fetch_term(inverter, keys[i].hash);
    for (size_t i = 0; i < count; i++) {
        of[i] = term_of(inverter, &keys[i]);
        if (!of[i])
            return fh_fail_memory(err);
        __builtin_prefetch(inverter->streams.bytes + of[i]->postings.next, 1);
    }
    for (size_t i = 0; i < count; i++)
        add_posting(inverter, of[i], docid, terms[i].wdf);
    return FIHRIST_OK;
}

int glass_inverter_add(glass_inverter *inverter, uint32_t docid, const xc_posting *terms,
                       size_t count, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t at = 0; at < count && code == FIHRIST_OK; at += GROUP)
        code = add_group(inverter, docid, terms + at, count - at < GROUP ? count - at : GROUP, err);
    return code;
}

int glass_inverter_finish(glass_inverter *inverter, glass_posting_list *list, fihrist_error *err) {
    int code = put_aside(inverter, err);
    return code == FIHRIST_OK ? glass_run_merge_write(inverter->runs, list, err) : code;
}
