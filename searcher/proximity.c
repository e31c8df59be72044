/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * proximity.c: units made into the ids of a block, once a block, and what they have in common for
 * NEAR told apart.
 */
#include "searcher/proximity.h"

#include "core/clock.h"
#include "searcher/near_scan.h"

/* A run with the ids its words have in the block. */
typedef struct block_run {
    fh_run run;
    const fh_proximity_run *from;
    size_t slot;
    bool present; /* each word has an id */
} block_run;

/* The ids of one unit in a block, which lie together. */
typedef struct id_range {
    uint16_t first;
    uint32_t count;
} id_range;

struct fh_proximity_test {
    fh_store *store;
    fh_arena *arena;
    uint64_t deadline_ns;
    uint64_t work_ns; /* since the time was looked at, about */
    bool title_only, is_phrase;
    block_run *runs;
    size_t run_count;
    fh_near near;     /* of several slots; else only slot_count counts */
    size_t near_room; /* of near.words */
    id_range *ranges; /* for one word */
    size_t range_room;
    uint32_t block;
    bool block_known, block_possible;
};

/* --- made from a proximity --- */

static bool same_words(const fh_proximity_word *a, const fh_proximity_word *b) {
    return a->count == b->count && memcmp(a->units, b->units, a->count * sizeof *a->units) == 0;
}

static bool same_operands(const fh_proximity_operand *a, const fh_proximity_operand *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->runs[i].count != b->runs[i].count)
            return false;
        for (size_t k = 0; k < a->runs[i].count; k++)
            if (!same_words(&a->runs[i].words[k], &b->runs[i].words[k]))
                return false;
    }
    return true;
}

/* How often a run stands is not more often than its rarest word. */
static uint64_t run_occurrences(const fh_proximity_run *run) {
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < run->count; i++)
        if (run->words[i].occurrences < least)
            least = run->words[i].occurrences;
    return least;
}

/* All words of a run are looked for, where it is the slot to look for first. */
static uint64_t operand_occurrences(const fh_proximity_operand *operand) {
    uint64_t sum = 0;
    for (size_t i = 0; i < operand->count; i++)
        for (size_t k = 0; k < operand->runs[i].count; k++)
            sum += operand->runs[i].words[k].occurrences;
    return sum;
}

static void choose_anchors(const fh_proximity_run *from, fh_run *run) {
    uint64_t rarest = run_occurrences(from);
    size_t first = 0;
    while (from->words[first].occurrences != rarest)
        first++;
    size_t second = first == 0 && from->count > 1 ? 1 : 0;
    for (size_t i = 0; i < from->count; i++)
        if (i != first && from->words[i].occurrences < from->words[second].occurrences)
            second = i;
    run->anchors[0] = first;
    run->anchors[1] = from->count > 1 ? second : first;
}

static bool make_run(const fh_proximity_run *from, size_t slot, fh_arena *arena, block_run *ret) {
    *ret = (block_run){.from = from, .slot = slot};
    ret->run.count = from->count;
    ret->run.words = fh_arena_calloc(arena, from->count, sizeof *ret->run.words);
    if (!ret->run.words)
        return false;
    choose_anchors(from, &ret->run);
    return true;
}

/* The runs of the operands, those of equal operands once: such a slot wants several words. */
static bool make_runs(fh_proximity_test *test, const fh_proximity *proximity, fh_arena *arena) {
    fh_near *near = &test->near;
    const fh_proximity_operand *of_slot[FH_NEAR_MAX_SLOTS];
    uint64_t rarest = UINT64_MAX;
    for (size_t i = 0; i < proximity->count; i++) {
        const fh_proximity_operand *operand = &proximity->operands[i];
        size_t slot = proximity->ordered ? near->slot_count : 0;
        while (slot < near->slot_count && !same_operands(of_slot[slot], operand))
            slot++;
        near->wanted[slot]++;
        if (slot < near->slot_count)
            continue;
        of_slot[near->slot_count++] = operand;
        if (operand_occurrences(operand) < rarest) {
            rarest = operand_occurrences(operand);
            near->anchor = slot;
        }
        for (size_t k = 0; k < operand->count; k++)
            if (!make_run(&operand->runs[k], slot, arena, &test->runs[test->run_count++]))
                return false;
    }
    return true;
}

static bool make_near(fh_proximity_test *test, const fh_proximity *proximity, fh_arena *arena) {
    fh_near *near = &test->near;
    near->window = proximity->window;
    near->ordered = proximity->ordered;
    near->runs = fh_arena_calloc(arena, test->run_count, sizeof *near->runs);
    near->hits = fh_arena_calloc(arena, near->ordered ? 1 : near->window, sizeof *near->hits);
    return near->runs && near->hits;
}

fh_proximity_test *fh_proximity_test_new(const fh_proximity *proximity, fh_store *store,
                                         uint64_t deadline_ns, fh_arena *arena) {
    size_t runs = 0;
    for (size_t i = 0; i < proximity->count; i++)
        runs += proximity->operands[i].count;
    fh_proximity_test *test = fh_arena_calloc(arena, 1, sizeof *test);
    if (!test)
        return NULL;
    test->store = store;
    test->arena = arena;
    test->is_phrase = proximity->count == 1;
    test->deadline_ns = deadline_ns;
    test->title_only = proximity->title_only;
    test->runs = fh_arena_calloc(arena, runs, sizeof *test->runs);
    bool made = test->runs && make_runs(test, proximity, arena) &&
                (proximity->count == 1 || make_near(test, proximity, arena));
    return made ? test : NULL;
}

/* --- in a block --- */

/* What work takes, about: finding an id in a block, coming to a document. */
enum { LOOKUP_NS = 300, DOCUMENT_NS = 100 };

/* Room for `wanted` items in the arena, twice as many as before at least; NULL: out of memory. What
 * is there is not kept. */
static void *make_room(fh_arena *arena, void *items, size_t wanted, size_t *room, size_t size) {
    if (wanted <= *room)
        return items;
    size_t enough = wanted < 2 * *room ? 2 * *room : wanted;
    void *made = fh_arena_alloc(arena, enough * size);
    if (made)
        *room = enough;
    return made;
}

/* 1: the word has ids in the block; 0: it has none; FIHRIST_E_MEMORY. */
static int find_word_ids(fh_proximity_test *test, const fh_proximity_word *word, fh_ids *ids) {
    size_t count = 0;
    id_range *ranges =
        make_room(test->arena, test->ranges, word->count, &test->range_room, sizeof *ranges);
    if (!ranges)
        return FIHRIST_E_MEMORY;
    test->ranges = ranges;
    test->work_ns += LOOKUP_NS * word->count;
    for (size_t k = 0; k < word->count; k++) {
        ranges[k].count =
            fh_store_word_ids(test->store, test->block, word->units[k], &ranges[k].first);
        count += ranges[k].count;
    }
    uint16_t *items = make_room(test->arena, ids->items, count, &ids->room, sizeof *items);
    if (count && !items)
        return FIHRIST_E_MEMORY;
    ids->items = items;
    ids->count = 0;
    for (size_t k = 0; k < word->count; k++)
        for (uint32_t i = 0; i < ranges[k].count; i++)
            ids->items[ids->count++] = (uint16_t)(ranges[k].first + i);
    fh_ids_order(ids);
    return ids->count > 0;
}

/* 1: each word has some; 0: one has none; negative: an error. */
static int find_ids(fh_proximity_test *test, block_run *run) {
    int found = 1;
    for (size_t i = 0; i < run->from->count && found > 0; i++)
        found = find_word_ids(test, &run->from->words[i], &run->run.words[i]);
    return found;
}

static void add_words(fh_near *near, const fh_ids *ids, uint64_t slots) {
    for (size_t i = 0; i < ids->count; i++)
        near->words[near->word_count++] = (fh_near_word){slots, ids->items[i]};
}

static size_t count_words(const fh_proximity_test *test) {
    size_t count = FH_NEAR_WORDS_EXTRA;
    for (size_t i = 0; i < test->run_count; i++)
        for (size_t k = 0; test->runs[i].present && k < test->runs[i].run.count; k++)
            count += test->runs[i].run.words[k].count;
    return count;
}

static int fill_near(fh_proximity_test *test) {
    fh_near *near = &test->near;
    near->words = make_room(test->arena, near->words, count_words(test), &test->near_room,
                            sizeof *near->words);
    if (!near->words)
        return FIHRIST_E_MEMORY;
    near->word_count = near->run_count = 0;
    for (size_t i = 0; i < test->run_count; i++) {
        const block_run *run = &test->runs[i];
        if (!run->present)
            continue;
        bool alone = run->run.count == 1;
        for (size_t k = 0; k < run->run.count; k++)
            add_words(near, &run->run.words[k], alone ? (uint64_t)1 << run->slot : 0);
        if (!alone)
            near->runs[near->run_count++] = (fh_near_run){&run->run, run->slot};
    }
    fh_near_prepare(near);
    return 0;
}

/* Find out what the words are in the block; where one is missing no document has them all. */
static int enter_block(fh_proximity_test *test, uint32_t block) {
    uint64_t present = 0;
    test->block = block;
    test->block_known = true;
    for (size_t i = 0; i < test->run_count; i++) {
        block_run *run = &test->runs[i];
        int found = find_ids(test, run);
        if (found < 0)
            return found;
        run->present = found > 0;
        if (run->present)
            present |= (uint64_t)1 << run->slot;
        if (run->present && test->is_phrase)
            fh_run_prepare(&run->run);
    }
    size_t slots = test->near.slot_count;
    test->block_possible = present == UINT64_MAX >> (64 - slots);
    return test->block_possible && !test->is_phrase ? fill_near(test) : 0;
}

/* --- in a document --- */

static bool stands(fh_proximity_test *test, const fh_units *units) {
    size_t end =
        test->title_only && units->title_count < units->count ? units->title_count : units->count;
    test->work_ns += DOCUMENT_NS + (test->is_phrase ? end / 4 : end * 2);
    if (!test->is_phrase) {
        test->near.steps = 0;
        bool found = fh_near_stands(&test->near, units, end);
        test->work_ns += 2 * test->near.steps;
        return found;
    }
    for (size_t i = 0; i < test->run_count; i++)
        if (test->runs[i].present && fh_run_stands(&test->runs[i].run, units, end))
            return true;
    return false;
}

/* Looking at the clock takes a third of what a short document does. */
enum { WORK_BETWEEN_CHECKS_NS = 100000 };

int fh_proximity_holds(void *user, uint32_t docid) {
    fh_proximity_test *test = user;
    fh_units units;
    if (test->work_ns >= WORK_BETWEEN_CHECKS_NS) {
        test->work_ns = 0;
        int status = fh_check_deadline(test->deadline_ns, NULL);
        if (status < 0)
            return status;
    }
    if (!fh_store_units(test->store, docid, &units))
        return 0;
    int status = 0;
    if (!test->block_known || test->block != units.block)
        status = enter_block(test, units.block);
    if (status < 0)
        return status;
    if (!test->block_possible)
        return 0;
    return stands(test, &units);
}

void fh_proximity_expect(void *user, uint32_t docid) {
    const fh_proximity_test *test = user;
    fh_store_prefetch(test->store, docid);
}
