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

struct fh_proximity_test {
    fh_store *store;
    uint64_t deadline_ns;
    uint64_t work_ns; /* since the time was looked at, about */
    bool title_only;
    block_run *runs;
    size_t run_count;
    fh_near near; /* of several slots; else only slot_count counts */
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

/* Room for the ids of each word. */
static bool make_run(const fh_proximity_run *from, size_t slot, fh_arena *arena, block_run *ret) {
    *ret = (block_run){.from = from, .slot = slot};
    ret->run.count = from->count;
    ret->run.words = fh_arena_calloc(arena, from->count, sizeof *ret->run.words);
    if (!ret->run.words)
        return false;
    choose_anchors(from, &ret->run);
    for (size_t i = 0; i < from->count; i++) {
        ret->run.words[i].items = fh_arena_calloc(arena, from->words[i].count, sizeof(uint16_t));
        if (!ret->run.words[i].items)
            return false;
    }
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
    size_t words = FH_NEAR_WORDS_EXTRA;
    for (size_t i = 0; i < test->run_count; i++)
        for (size_t k = 0; k < test->runs[i].from->count; k++)
            words += test->runs[i].from->words[k].count;
    near->window = proximity->window;
    near->ordered = proximity->ordered;
    near->words = fh_arena_calloc(arena, words, sizeof *near->words);
    near->runs = fh_arena_calloc(arena, test->run_count, sizeof *near->runs);
    near->hits = fh_arena_calloc(arena, near->ordered ? 1 : near->window, sizeof *near->hits);
    return near->words && near->runs && near->hits;
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

static bool find_ids(fh_proximity_test *test, block_run *run) {
    for (size_t i = 0; i < run->from->count; i++) {
        const fh_proximity_word *word = &run->from->words[i];
        fh_ids *ids = &run->run.words[i];
        ids->count = 0;
        test->work_ns += LOOKUP_NS * word->count;
        for (size_t k = 0; k < word->count; k++) {
            uint16_t id = fh_store_word_id(test->store, test->block, word->units[k]);
            if (id)
                ids->items[ids->count++] = id;
        }
        fh_ids_order(ids);
        if (ids->count == 0)
            return false;
    }
    return true;
}

static void add_words(fh_near *near, const fh_ids *ids, uint64_t slots) {
    for (size_t i = 0; i < ids->count; i++)
        near->words[near->word_count++] = (fh_near_word){slots, ids->items[i]};
}

static void fill_near(fh_proximity_test *test) {
    fh_near *near = &test->near;
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
}

static bool is_phrase(const fh_proximity_test *test) {
    return !test->near.words;
}

/* Find out what the words are in the block; where one is missing no document has them all. */
static void enter_block(fh_proximity_test *test, uint32_t block) {
    uint64_t present = 0;
    test->block = block;
    test->block_known = true;
    for (size_t i = 0; i < test->run_count; i++) {
        block_run *run = &test->runs[i];
        run->present = find_ids(test, run);
        if (run->present)
            present |= (uint64_t)1 << run->slot;
        if (run->present && is_phrase(test))
            fh_run_prepare(&run->run);
    }
    size_t slots = test->near.slot_count;
    test->block_possible = present == UINT64_MAX >> (64 - slots);
    if (test->block_possible && !is_phrase(test))
        fill_near(test);
}

/* --- in a document --- */

static bool stands(fh_proximity_test *test, const fh_units *units) {
    size_t end =
        test->title_only && units->title_count < units->count ? units->title_count : units->count;
    test->work_ns += DOCUMENT_NS + (is_phrase(test) ? end / 4 : end * 2);
    if (!is_phrase(test)) {
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
    if (!test->block_known || test->block != units.block)
        enter_block(test, units.block);
    if (!test->block_possible)
        return 0;
    return stands(test, &units);
}

void fh_proximity_expect(void *user, uint32_t docid) {
    const fh_proximity_test *test = user;
    fh_store_prefetch(test->store, docid);
}
