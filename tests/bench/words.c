/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * words.c: make the words up once, then draw from them in constant time.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/bench/words.h"

/* Zipf's law with Mandelbrot's shift: word number i is drawn as often as 1 / (i + 1 + SHIFT). The
 * most frequent word is then every 20th, about as "the" is in English. */
static const double SHIFT = 0.7;

static const char *const onsets[] = {"b", "br", "d",  "dr", "g",  "gl", "gr", "h",
                                     "j", "k",  "kl", "l",  "m",  "n",  "p",  "pl",
                                     "r", "s",  "sk", "t",  "tr", "v",  "w",  "z"};
static const char *const nuclei[] = {"a", "e", "i", "o", "u", "a", "e", "o", "ai", "ea"};
static const char *const codas[] = {"", "", "", "", "", "n", "r", "l", "m", "st"};
static const char *const endings[] = {"s", "s", "ed", "ing", "er", "ly", "ment", "al"};

#define PICK(state, list) ((list)[random_below(state, (unsigned)(sizeof(list) / sizeof *(list)))])

/* A word has at most three syllables of six letters and an ending of four. */
static size_t append(char *word, size_t n, const char *piece) {
    size_t len = strlen(piece);
    memcpy(word + n, piece, len + 1);
    return n + len;
}

static unsigned syllables(unsigned rank, uint64_t *state) {
    if (rank < 60)
        return 1;
    if (rank < 3000)
        return 1 + random_below(state, 2);
    return 2 + random_below(state, 2);
}

/* A new word; or, every third, a form of one before it that is none itself. */
static void make_word(words *all, unsigned rank, uint64_t *state) {
    char *word = all->text[rank];
    size_t n = 0;
    if (rank > 300 && rank % 3 == 0) {
        unsigned base = random_below(state, rank / 3) * 3 + 1;
        n = append(word, 0, all->text[base]);
        n = append(word, n, PICK(state, endings));
    }
    for (unsigned i = n ? 0 : syllables(rank, state); i > 0; i--) {
        n = append(word, n, PICK(state, onsets));
        n = append(word, n, PICK(state, nuclei));
        n = append(word, n, PICK(state, codas));
    }
    all->length[rank] = (uint8_t)n;
}

/* Where the word is, or where it would be put. */
static uint32_t *find(words *all, const char *word, size_t n) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)word[i]) * UINT64_C(0x100000001b3);
    for (size_t at = hash >> 40;; at++) {
        uint32_t *slot = &all->slot[at & (WORDS_SLOTS - 1)];
        if (*slot == 0 ||
            (all->length[*slot - 1] == n && memcmp(all->text[*slot - 1], word, n) == 0))
            return slot;
    }
}

static void make_words(words *all, uint64_t seed) {
    uint64_t state = seed;
    for (unsigned rank = 0; rank < WORDS_COUNT; rank++) {
        uint32_t *slot;
        do {
            make_word(all, rank, &state);
            slot = find(all, all->text[rank], all->length[rank]);
        } while (*slot != 0);
        *slot = rank + 1;
    }
}

/* Vose's way to fill Walker's tables. `weight` is on average 1, `stack` room for every word. */
static void fill_alias(words *all, double *weight, uint32_t *stack) {
    size_t small = 0, large = WORDS_COUNT; /* two stacks that grow towards each other */
    for (uint32_t i = 0; i < WORDS_COUNT; i++) {
        if (weight[i] < 1)
            stack[small++] = i;
        else
            stack[--large] = i;
    }
    while (small > 0 && large < WORDS_COUNT) {
        uint32_t less = stack[--small], more = stack[large];
        all->chance[less] = (uint32_t)(weight[less] * 4294967295.0);
        all->alias[less] = more;
        weight[more] -= 1 - weight[less];
        if (weight[more] < 1) {
            large++;
            stack[small++] = more;
        }
    }
    while (large < WORDS_COUNT || small > 0) {
        uint32_t rest = small > 0 ? stack[--small] : stack[large++];
        all->chance[rest] = UINT32_MAX;
        all->alias[rest] = rest;
    }
}

static int make_alias(words *all) {
    double *weight = malloc(WORDS_COUNT * sizeof *weight), sum = 0;
    uint32_t *stack = malloc(WORDS_COUNT * sizeof *stack);
    if (weight && stack) {
        for (unsigned i = 0; i < WORDS_COUNT; i++)
            sum += 1 / (i + 1 + SHIFT);
        for (unsigned i = 0; i < WORDS_COUNT; i++)
            weight[i] = WORDS_COUNT / (i + 1 + SHIFT) / sum;
        fill_alias(all, weight, stack);
    }
    int status = weight && stack ? 0 : -1;
    free(weight);
    free(stack);
    return status;
}

words *words_new(uint64_t seed) {
    words *all = calloc(1, sizeof *all);
    if (!all)
        return NULL;
    make_words(all, seed);
    if (make_alias(all) < 0) {
        free(all);
        return NULL;
    }
    return all;
}

unsigned words_draw(const words *all, uint64_t *random) {
    uint64_t r = random_next(random);
    uint32_t i = (uint32_t)((r >> 32) * WORDS_COUNT >> 32);
    return (uint32_t)r <= all->chance[i] ? i : all->alias[i];
}

int words_rank(const words *all, const char *word, size_t word_len) {
    return (int)*find((words *)all, word, word_len) - 1;
}
