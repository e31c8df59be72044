/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * words.h: the words of an invented archive: made of syllables, the frequent ones short, a third of
 * them forms of another ("-s", "-ing"), and drawn as often as Zipf's law has it.
 */
#ifndef FIHRIST_BENCH_WORDS_H
#define FIHRIST_BENCH_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum {
    WORDS_COUNT = 100000,
    WORDS_BYTES = 24, /* of a word, with the NUL */
    WORDS_SLOTS = 1 << 18
};

typedef struct words {
    char text[WORDS_COUNT][WORDS_BYTES]; /* the most frequent one first */
    uint8_t length[WORDS_COUNT];
    uint32_t chance[WORDS_COUNT]; /* Walker's alias method: of 2^32, that a draw of i is i */
    uint32_t alias[WORDS_COUNT];  /* and what it is otherwise */
    uint32_t slot[WORDS_SLOTS];   /* open addressing; rank + 1, 0 where empty */
} words;

/** NULL when memory is short. Free with free(). */
words *words_new(uint64_t seed);

/** The rank of a word drawn by its frequency. */
unsigned words_draw(const words *all, uint64_t *random);

/** The rank of a word in small letters; -1 for none of the words. */
int words_rank(const words *all, const char *word, size_t word_len);

/** splitmix64 by Sebastiano Vigna, public domain. */
static inline uint64_t random_next(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/** A number below `end`. */
static inline unsigned random_below(uint64_t *state, unsigned end) {
    return (unsigned)((random_next(state) >> 32) * end >> 32);
}

#endif
