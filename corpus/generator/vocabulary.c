/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * vocabulary.c: make the words up once. Verbs and adjectives come first; other classes have forms
 * of words that are as frequent, so that a stem has several words, and words of their own.
 */
#include "corpus/generator/vocabulary.h"

/* A word of rank i is drawn as often as 1 / ((i + shift) * (i + bend)): by Zipf's law with
 * Mandelbrot's shift at first, and much less from the bend on. So it is with large collections of
 * English, where the number of different words grows with the square root of all. */
enum {
    NAME_BEND = 1 << 19, /* of names, which have none within their tables */
    SET_BITS = 20,       /* of places for all spellings, which fill half of them */
    TRIES = 12           /* to find a word that has no such form yet */
};

static const uint64_t ONE = UINT64_C(1) << 44;
static const uint64_t LEAST_PART = 1 << 8; /* so that a rank has 32 bits */

/* Forms of words of another class. */
typedef struct derivation {
    int base;
    corpus_form form;
} derivation;

static const derivation nouns[] = {{CORPUS_VERB, CORPUS_FORM_ATION},
                                   {CORPUS_VERB, CORPUS_FORM_ER},
                                   {CORPUS_VERB, CORPUS_FORM_MENT},
                                   {CORPUS_ADJECTIVE, CORPUS_FORM_NESS}};
static const derivation plurals[] = {{CORPUS_NOUN, CORPUS_FORM_S}};
static const derivation verbs_s[] = {{CORPUS_VERB, CORPUS_FORM_S}};
static const derivation verbs_ed[] = {{CORPUS_VERB, CORPUS_FORM_ED}};
static const derivation verbs_ing[] = {{CORPUS_VERB, CORPUS_FORM_ING}};
static const derivation adverbs[] = {{CORPUS_ADJECTIVE, CORPUS_FORM_LY}};

static const struct plan {
    int letter;
    corpus_root root;
    uint32_t count, shift, bend;
    uint32_t derived; /* of 16 words, how many are forms of known words */
    uint32_t way_count;
    const derivation *ways; /* where there is but one, the other words are such forms as well */
} plans[] = {
#define WAYS(list) sizeof(list) / sizeof *(list), list
    {CORPUS_VERB, CORPUS_ROOT_VERB, 30000, 12, 1500, 0, 0, NULL},
    {CORPUS_ADJECTIVE, CORPUS_ROOT_ADJECTIVE, 90000, 20, 3000, 0, 0, NULL},
    {CORPUS_NOUN, CORPUS_ROOT_NOUN, 160000, 30, 3500, 5, WAYS(nouns)},
    {CORPUS_PLURAL, CORPUS_ROOT_NOUN, 90000, 20, 3000, 14, WAYS(plurals)},
    {CORPUS_VERB_S, CORPUS_ROOT_VERB, 24000, 12, 1200, 14, WAYS(verbs_s)},
    {CORPUS_VERB_ED, CORPUS_ROOT_VERB, 40000, 12, 1500, 10, WAYS(verbs_ed)},
    {CORPUS_VERB_ING, CORPUS_ROOT_VERB, 32000, 12, 1200, 12, WAYS(verbs_ing)},
    {CORPUS_ADVERB, CORPUS_ROOT_ADJECTIVE, 24000, 12, 1000, 14, WAYS(adverbs)},
    {CORPUS_SURNAME, CORPUS_ROOT_SURNAME, 60000, 60, NAME_BEND, 0, 0, NULL},
    {CORPUS_FIRST_NAME, CORPUS_ROOT_FIRST_NAME, 1500, 10, NAME_BEND, 0, 0, NULL},
    {CORPUS_PLACE, CORPUS_ROOT_PLACE, 8000, 10, NAME_BEND, 0, 0, NULL},
#undef WAYS
};

typedef struct making {
    corpus_vocabulary *vocabulary;
    uint64_t random;
    uint64_t *spellings; /* hashes of those that are taken; 0 is free */
} making;

/* Take a spelling: false when it is taken. */
static bool take(making *make, const corpus_word *word) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < word->bytes; i++)
        hash = (hash ^ (unsigned char)word->text[i]) * UINT64_C(0x100000001b3);
    for (size_t at = hash >> (64 - SET_BITS);; at++) {
        uint64_t *place = &make->spellings[at & ((1u << SET_BITS) - 1)];
        if (*place == hash)
            return false;
        if (*place == 0) {
            *place = hash;
            return true;
        }
    }
}

/* ---- open classes ---- */

static void spell(uint64_t *random, const struct plan *plan, uint32_t rank, corpus_word *ret_word) {
    corpus_word root;
    corpus_spell(random, plan->root, rank, &root);
    if (plan->way_count == 1)
        corpus_inflect(&root, plan->ways[0].form, ret_word);
    else
        *ret_word = root;
}

static bool derive(making *make, const struct plan *plan, uint32_t rank, corpus_word *ret_word) {
    const derivation *way = &plan->ways[corpus_below(&make->random, plan->way_count)];
    const corpus_table *base = corpus_table_of(make->vocabulary, way->base);
    /* Up to twice as far down its class as this word is. */
    uint32_t end = (uint32_t)((uint64_t)rank * 2 * base->count / plan->count) + 16;
    if (end > base->count)
        end = base->count;
    for (int i = 0; i < TRIES; i++) {
        corpus_inflect(&base->words[corpus_below(&make->random, end)], way->form, ret_word);
        if (take(make, ret_word))
            return true;
    }
    return false;
}

static void make_word(making *make, const struct plan *plan, uint32_t rank, corpus_word *ret_word) {
    if (corpus_below(&make->random, 16) < plan->derived && derive(make, plan, rank, ret_word))
        return;
    do {
        spell(&make->random, plan, rank, ret_word);
    } while (!take(make, ret_word));
}

static bool make_aliases(corpus_table *table, uint64_t *weights) {
    uint64_t head[CORPUS_HEAD + 1];
    memcpy(head, weights, sizeof head);
    for (uint32_t i = CORPUS_HEAD + 1; i <= table->count; i++)
        head[CORPUS_HEAD] += weights[i];
    return corpus_alias_make(&table->alias, head, CORPUS_HEAD + 1) &&
           corpus_alias_make(&table->rest, weights + CORPUS_HEAD, table->count - CORPUS_HEAD + 1);
}

static bool make_open(making *make, const struct plan *plan) {
    corpus_table *table = &make->vocabulary->tables[plan->letter - 'A'];
    uint64_t *weights = fh_calloc(plan->count + 1, sizeof *weights);
    table->words = fh_calloc(plan->count, sizeof *table->words);
    table->count = plan->count;
    table->plan = plan;
    table->seed = make->random;
    bool made = weights && table->words;
    for (uint32_t i = 0; i < plan->count && made; i++) {
        weights[i] = ONE / (i + plan->shift) * plan->bend / (i + plan->bend);
        make_word(make, plan, i, &table->words[i]);
    }
    if (made) {
        weights[plan->count] = plan->bend < NAME_BEND ? ONE / plan->count * plan->bend : 0;
        made = make_aliases(table, weights);
    }
    fh_free(weights);
    return made;
}

/* From the bend on the weights fall with the square of the rank, so that those above a rank have
 * together as much as one over that rank. */
uint32_t corpus_table_draw(const corpus_table *table, uint64_t *random) {
    uint32_t rank = corpus_alias_draw(&table->alias, corpus_random(random));
    if (rank < CORPUS_HEAD)
        return rank;
    rank += corpus_alias_draw(&table->rest, corpus_random(random));
    if (rank < table->count)
        return rank;
    uint64_t part = corpus_random(random) >> 34; /* of 2^30 */
    return (uint32_t)(((uint64_t)table->count << 30) / (part + LEAST_PART));
}

void corpus_table_spell(const corpus_table *table, uint32_t rank, corpus_word *ret_word) {
    uint64_t random = corpus_mix(table->seed, rank);
    spell(&random, table->plan, rank, ret_word);
}

/* ---- closed classes ---- */

static void set_word(const char *text, corpus_word *ret_word) {
    ret_word->bytes = (uint8_t)strnlen(text, CORPUS_WORD_BYTES);
    memcpy(ret_word->text, text, ret_word->bytes);
    ret_word->words = 1;
    for (uint8_t i = 0; i < ret_word->bytes; i++)
        ret_word->words = (uint8_t)(ret_word->words + (text[i] == ' '));
}

static bool make_closed(corpus_table *table, const corpus_closed_word *list) {
    uint32_t count = 0;
    while (list[count].text)
        count++;
    uint64_t *weights = fh_calloc(count, sizeof *weights);
    table->words = fh_calloc(count, sizeof *table->words);
    bool made = weights && table->words;
    for (uint32_t i = 0; i < count && made; i++) {
        weights[i] = list[i].weight;
        set_word(list[i].text, &table->words[i]);
    }
    table->count = count;
    made = made && corpus_alias_make(&table->alias, weights, count);
    fh_free(weights);
    return made;
}

bool corpus_vocabulary_make(uint64_t seed, corpus_vocabulary *ret_vocabulary) {
    making make = {ret_vocabulary, seed, fh_calloc((size_t)1 << SET_BITS, sizeof(uint64_t))};
    *ret_vocabulary = (corpus_vocabulary){0};
    bool made = make.spellings != NULL;
    for (size_t i = 0; i < sizeof plans / sizeof *plans && made; i++)
        made = make_open(&make, &plans[i]);
    for (int letter = 'A'; letter <= 'Z' && made; letter++) {
        if (corpus_closed(letter))
            made = make_closed(&ret_vocabulary->tables[letter - 'A'], corpus_closed(letter));
    }
    fh_free(make.spellings);
    return made;
}

void corpus_vocabulary_free(corpus_vocabulary *vocabulary) {
    for (int i = 0; i < CORPUS_CLASSES; i++) {
        fh_free(vocabulary->tables[i].words);
        corpus_alias_free(&vocabulary->tables[i].alias);
        corpus_alias_free(&vocabulary->tables[i].rest);
    }
}
