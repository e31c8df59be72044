/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * near_scan.c: words of the rarest slot are looked for; around each, as far as the window reaches,
 * all words are gone through in order, with those seen last in mind.
 */
#include "searcher/near_scan.h"

#include <stdlib.h>

/* --- which slots a unit fills --- */

static int compare_words(const void *a, const void *b) {
    return ((const fh_near_word *)a)->id - ((const fh_near_word *)b)->id;
}

static const fh_near_word *find_word(const fh_near *near, uint16_t id) {
    return bsearch(&(fh_near_word){.id = id}, near->words, near->word_count, sizeof *near->words,
                   compare_words);
}

/* Words of a run may fill its slot too. */
static uint64_t candidate_slots(const fh_near *near, uint16_t id) {
    uint64_t slots = find_word(near, id)->slots;
    for (size_t i = 0; i < near->run_count; i++)
        for (size_t k = 0; k < near->runs[i].run->count; k++)
            if (fh_ids_have(&near->runs[i].run->words[k], id))
                slots |= (uint64_t)1 << near->runs[i].slot;
    return slots;
}

void fh_near_prepare(fh_near *near) {
    size_t kept = 0;
    near->words[near->word_count++] = (fh_near_word){0, FH_UNIT_GAP};
    qsort(near->words, near->word_count, sizeof *near->words, compare_words);
    for (size_t i = 0; i < near->word_count; i++) {
        if (kept && near->words[kept - 1].id == near->words[i].id)
            near->words[kept - 1].slots |= near->words[i].slots;
        else
            near->words[kept++] = near->words[i];
    }
    near->word_count = kept;
    near->least_hits = 0;
    for (size_t slot = 0; slot < near->slot_count; slot++)
        near->least_hits += near->wanted[slot];
    fh_bytes_clear(&near->bytes);
    fh_bytes_clear(&near->anchor_bytes);
    for (size_t i = 0; i < kept; i++) {
        uint16_t id = near->words[i].id;
        fh_bytes_add(&near->bytes, id);
        if (candidate_slots(near, id) >> near->anchor & 1)
            fh_bytes_add(&near->anchor_bytes, id);
    }
}

/* Does unit `at` belong to words that stand as the run has them? */
static bool is_in_run(const fh_run *run, const fh_units *units, size_t at, size_t end) {
    uint16_t id = fh_unit_id(units, at);
    for (size_t i = 0; i < run->count && i <= at; i++)
        if (fh_ids_have(&run->words[i], id) && fh_run_stands_at(run, units, at - i, end))
            return true;
    return false;
}

static uint64_t slots_at(const fh_near *near, const fh_near_word *word, const fh_units *units,
                         size_t at, size_t end) {
    uint64_t slots = word->slots;
    for (size_t i = 0; i < near->run_count; i++) {
        uint64_t slot = (uint64_t)1 << near->runs[i].slot;
        if (!(slots & slot) && is_in_run(near->runs[i].run, units, at, end))
            slots |= slot;
    }
    return slots;
}

/* --- one behind the other --- */

/* Of the rows that end with a word the one that begins last is the shortest. From the last slot
 * down, so that no word fills two. */
static bool add_ordered(fh_near *near, uint64_t position, uint64_t slots) {
    size_t last = near->slot_count - 1;
    for (size_t i = near->slot_count; i-- > 0;)
        if (slots >> i & 1)
            near->begun[i] = i == 0 ? position + 1 : near->begun[i - 1];
    return slots >> last & 1 && near->begun[last] &&
           position - (near->begun[last] - 1) < near->window;
}

/* --- in any order --- */

static fh_near_hit *hit_at(const fh_near *near, size_t i) {
    return &near->hits[(near->hit_first + i) % near->window];
}

static void drop_first_hit(fh_near *near) {
    uint64_t slots = hit_at(near, 0)->slots;
    near->shared -= (slots & (slots - 1)) != 0;
    near->hit_first = (near->hit_first + 1) % near->window;
    near->hit_count--;
    for (; slots; slots &= slots - 1) {
        size_t slot = (size_t)__builtin_ctzll(slots);
        near->missing += near->have[slot]-- == near->wanted[slot];
    }
}

static void add_hit(fh_near *near, uint64_t position, uint64_t slots) {
    *hit_at(near, near->hit_count++) = (fh_near_hit){position, slots, 0};
    near->shared += (slots & (slots - 1)) != 0;
    for (; slots; slots &= slots - 1) {
        size_t slot = (size_t)__builtin_ctzll(slots);
        near->missing -= ++near->have[slot] == near->wanted[slot];
    }
}

enum { NO_OWNER = 0xff };

/* Find a word for the slot, be it by giving the slot that has it another one. */
static bool fill_slot(fh_near *near, size_t slot, uint64_t *tried) {
    *tried |= (uint64_t)1 << slot;
    near->steps += near->hit_count;
    for (size_t i = 0; i < near->hit_count; i++) {
        fh_near_hit *hit = hit_at(near, i);
        if (!(hit->slots >> slot & 1))
            continue;
        if (hit->owner == NO_OWNER ||
            (!(*tried >> hit->owner & 1) && fill_slot(near, hit->owner, tried))) {
            hit->owner = (uint8_t)slot;
            return true;
        }
    }
    return false;
}

/* Where some word could fill several slots, it is one only that it fills. */
static bool can_fill_all(fh_near *near) {
    if (near->hit_count < near->least_hits)
        return false;
    for (size_t i = 0; i < near->hit_count; i++)
        hit_at(near, i)->owner = NO_OWNER;
    for (size_t slot = 0; slot < near->slot_count; slot++)
        for (uint32_t k = 0; k < near->wanted[slot]; k++) {
            uint64_t tried = 0;
            if (!fill_slot(near, slot, &tried))
                return false;
        }
    return true;
}

static bool add_unordered(fh_near *near, uint64_t position, uint64_t slots) {
    while (near->hit_count && hit_at(near, 0)->position + near->window <= position)
        drop_first_hit(near);
    add_hit(near, position, slots);
    return near->missing == 0 && (near->shared == 0 || can_fill_all(near));
}

/* --- all of a document --- */

static void forget(fh_near *near) {
    near->hit_first = near->hit_count = near->shared = 0;
    near->missing = near->slot_count;
    near->gaps = 0;
    memset(near->have, 0, near->slot_count * sizeof *near->have);
    memset(near->begun, 0, near->slot_count * sizeof *near->begun);
}

static bool go_through(fh_near *near, const fh_units *units, size_t from, size_t to, size_t end) {
    for (size_t base = from; base < to; base += FH_SCAN_STEP)
        for (uint64_t found = fh_bytes_match(&near->bytes, units->low + base, to - base); found;
             found &= found - 1) {
            size_t at = base + (size_t)__builtin_ctzll(found);
            const fh_near_word *word = find_word(near, fh_unit_id(units, at));
            if (!word)
                continue;
            near->gaps += word->id == FH_UNIT_GAP;
            uint64_t slots = slots_at(near, word, units, at, end);
            /* A gap is a unit itself, and is followed by one. */
            uint64_t position = at + near->gaps * (FH_POSITION_GAP - 2);
            if (slots && (near->ordered ? add_ordered(near, position, slots)
                                        : add_unordered(near, position, slots)))
                return true;
        }
    return false;
}

static bool fills_anchor(const fh_near *near, const fh_units *units, size_t at, size_t end) {
    const fh_near_word *word = find_word(near, fh_unit_id(units, at));
    return word && slots_at(near, word, units, at, end) >> near->anchor & 1;
}

bool fh_near_stands(fh_near *near, const fh_units *units, size_t end) {
    size_t reach = near->window - 1, done = 0; /* of the units, the first */
    forget(near);
    for (size_t base = 0; base < end; base += FH_SCAN_STEP)
        for (uint64_t found = fh_bytes_match(&near->anchor_bytes, units->low + base, end - base);
             found; found &= found - 1) {
            size_t at = base + (size_t)__builtin_ctzll(found);
            if (!fills_anchor(near, units, at, end))
                continue;
            size_t from = at > reach ? at - reach : 0;
            size_t to = reach < end - at ? at + reach + 1 : end;
            if (go_through(near, units, from > done ? from : done, to, end))
                return true;
            done = to;
        }
    return false;
}
