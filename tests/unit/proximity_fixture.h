/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * proximity_fixture.h: random documents, a store that is arrays, and random proximities; the same
 * in every run. Behind what may be read of a document's planes is a page that may not be.
 */
#ifndef FIHRIST_TESTS_PROXIMITY_FIXTURE_H
#define FIHRIST_TESTS_PROXIMITY_FIXTURE_H

#include "searcher/near_scan.h"
#include "searcher/proximity.h"
#include "tests/unit/xc_random.h"

#include <sys/mman.h>

enum {
    DOCUMENTS = 400,
    A_BLOCK = 50,
    WORDS = 24, /* numbered from 1; 0 is a gap */
    UNITS_MAX = 300,
    BLOCKS = DOCUMENTS / A_BLOCK
};

typedef struct document {
    uint8_t words[UNITS_MAX]; /* what stands there: the number of a word */
    uint32_t count, title_count;
} document;

static document made[DOCUMENTS + 1]; /* by docid */
static uint16_t ids[BLOCKS][WORDS + 1];

/* Words 1 and 2 are the forms of one stem, 3 and 4 of another, and so on. */
static inline fh_unit unit_of_stem(uint32_t word) {
    return (fh_unit)((word + 1) / 2 * 0x9e3779b1u) << 32;
}
static inline fh_unit unit_of_word(uint32_t word) {
    return unit_of_stem(word) | word * 0x85ebca6bu;
}
/* Does the word, where it is one, answer to the unit? */
static inline bool is_word_of(fh_unit unit, uint32_t word) {
    return word != FH_UNIT_GAP && (unit == unit_of_word(word) || unit == unit_of_stem(word));
}

/* Small numbers are common words. */
static inline uint8_t random_word(void) {
    return (uint8_t)(1 + random_below(1 + random_below(WORDS)));
}

static inline void make_document(document *doc, uint32_t most) {
    uint32_t texts = 1 + random_below(4);
    doc->count = 0;
    for (uint32_t text = 0; text < texts; text++) {
        uint32_t words = 1 + random_below(most / texts - 1);
        if (text)
            doc->words[doc->count++] = FH_UNIT_GAP;
        for (uint32_t i = 0; i < words; i++)
            doc->words[doc->count++] = random_word();
        if (text == 0)
            doc->title_count = random_below(4) ? doc->count : 0;
    }
}

static inline bool is_taken(const uint16_t block_ids[WORDS + 1], uint32_t words, uint16_t id) {
    for (uint32_t word = 1; word <= words; word++)
        if (block_ids[word] == id)
            return true;
    return id == 0;
}

/* Ids of a block: different, but few low bytes among them, and some words have none there. The
 * forms of a stem have ids side by side. */
static inline void make_ids(uint16_t block_ids[WORDS + 1]) {
    for (uint32_t word = 1; word <= WORDS; word += 2) {
        uint16_t id;
        do
            id = (uint16_t)(random_below(12) + 256 * random_below(250));
        while (is_taken(block_ids, word - 1, id) || is_taken(block_ids, word - 1, id + 1));
        block_ids[word] = id;
        block_ids[word + 1] = (uint16_t)(id + 1);
    }
}

static inline bool is_in_block(uint32_t block, uint32_t word) {
    for (uint32_t docid = block * A_BLOCK + 1; docid <= (block + 1) * A_BLOCK; docid++)
        if (memchr(made[docid].words, (int)word, made[docid].count))
            return true;
    return false;
}

static inline void make_documents(void) {
    random_state = 1;
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++)
        make_document(&made[docid], docid % 25 ? 40 : UNITS_MAX);
    for (uint32_t block = 0; block < BLOCKS; block++) {
        make_ids(ids[block]);
        for (uint32_t word = 1; word <= WORDS; word++)
            if (!is_in_block(block, word))
                ids[block][word] = 0;
    }
}

/* --- the store --- */

/* Room for a plane, its last byte the last that can be read. */
static inline uint8_t *plane_at_an_edge(size_t bytes) {
    static uint8_t *mapped;
    static size_t used;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!mapped) {
        mapped = mmap(NULL, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(mapped != MAP_FAILED);
        assert_int_equal(mprotect(mapped, page, PROT_READ | PROT_WRITE), 0);
        assert_int_equal(mprotect(mapped + 2 * page, page, PROT_READ | PROT_WRITE), 0);
    }
    used = !used;
    return mapped + (used ? 1 : 3) * page - bytes;
}

int fh_store_units(fh_store *store, uint32_t docid, fh_units *ret_units) {
    (void)store;
    if (docid == 0 || docid > DOCUMENTS)
        return 0;
    const document *doc = &made[docid];
    const uint16_t *of_block = ids[(docid - 1) / A_BLOCK];
    size_t bytes = doc->count + FH_UNITS_SLACK;
    uint8_t *low = plane_at_an_edge(bytes), *high = plane_at_an_edge(bytes);
    for (uint32_t i = 0; i < bytes; i++) { /* what follows are words too, but not of this one */
        uint16_t id = of_block[i < doc->count ? doc->words[i] : random_word()];
        low[i] = (uint8_t)id;
        high[i] = (uint8_t)(id >> 8);
    }
    *ret_units = (fh_units){low, high, doc->count, (docid - 1) / A_BLOCK, doc->title_count};
    return 1;
}

void fh_store_prefetch(const fh_store *store, uint32_t docid) {
    (void)store;
    (void)docid;
}

uint32_t fh_store_word_ids(const fh_store *store, uint32_t block, fh_unit unit,
                           uint16_t *ret_first) {
    uint32_t count = 0;
    (void)store;
    for (uint32_t word = 1; word <= WORDS; word++)
        if (is_word_of(unit, word) && ids[block][word] && count++ == 0)
            *ret_first = ids[block][word];
    return count;
}

/* --- random proximities --- */

enum { OPERANDS_MAX = 4, RUNS_MAX = 3, RUN_WORDS_MAX = 4, CHOICES_MAX = 14 };

typedef struct shape {
    fh_unit units[OPERANDS_MAX][RUNS_MAX][RUN_WORDS_MAX][CHOICES_MAX];
    fh_proximity_word words[OPERANDS_MAX][RUNS_MAX][RUN_WORDS_MAX];
    fh_proximity_run runs[OPERANDS_MAX][RUNS_MAX];
    fh_proximity_operand operands[OPERANDS_MAX];
    fh_proximity proximity;
} shape;

/* One word mostly, at times a choice of some, at times of more than compared at a time. */
static inline void random_choice(fh_unit *units, fh_proximity_word *word) {
    size_t count = random_below(4)   ? 1
                   : random_below(4) ? 2 + random_below(3)
                                     : 9 + random_below(CHOICES_MAX - 8);
    for (size_t i = 0; i < count; i++)
        units[i] = random_below(3) ? unit_of_word(random_word()) : unit_of_stem(random_word());
    *word = (fh_proximity_word){units, count, random_below(1000)};
}

/* A phrase of `run_words` words, or of mere words. */
static inline void random_operand(shape *s, size_t at, size_t runs, size_t run_words) {
    for (size_t run = 0; run < runs; run++) {
        for (size_t k = 0; k < run_words; k++)
            random_choice(s->units[at][run][k], &s->words[at][run][k]);
        s->runs[at][run] = (fh_proximity_run){s->words[at][run], run_words};
    }
    s->operands[at] = (fh_proximity_operand){s->runs[at], runs};
}

static inline void random_phrase(shape *s) {
    random_operand(s, 0, random_below(4) ? 1 : 2, 2 + random_below(RUN_WORDS_MAX - 1));
    s->proximity = (fh_proximity){
        .operands = s->operands, .count = 1, .window = 2, .title_only = random_below(5) == 0};
}

/* Operands that are the same or have words in common, wide windows, and, if asked for, phrases. */
static inline void random_near(shape *s, bool phrases) {
    size_t count = 2 + random_below(OPERANDS_MAX - 1);
    for (size_t i = 0; i < count; i++) {
        bool phrase = phrases && random_below(3) == 0;
        if (i && random_below(4) == 0)
            s->operands[i] = s->operands[random_below((uint32_t)i)];
        else
            random_operand(s, i, phrase ? 1 + random_below(RUNS_MAX) : 1,
                           phrase ? 2 + random_below(2) : 1);
    }
    uint32_t distance = random_below(3) ? 1 + random_below(4) : 1 + random_below(99);
    s->proximity = (fh_proximity){.operands = s->operands,
                                  .count = count,
                                  .window = distance * (uint32_t)(count - 1) + 1,
                                  .ordered = random_below(2),
                                  .title_only = random_below(5) == 0};
    if (s->proximity.window < count)
        s->proximity.window = (uint32_t)count;
}

#endif
