/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * random.h: chance, the same on every machine: whole numbers only, no floating point.
 */
#ifndef FIHRIST_CORPUS_RANDOM_H
#define FIHRIST_CORPUS_RANDOM_H

#include <stdint.h>

/** splitmix64 by Sebastiano Vigna, public domain. Any state will do to begin with. */
static inline uint64_t corpus_random(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/** A number that belongs to two others, always the same one. */
static inline uint64_t corpus_mix(uint64_t a, uint64_t b) {
    uint64_t state = a ^ b * UINT64_C(0xd1342543de82ef95);
    return corpus_random(&state);
}

/** Below `end`, from 32 random bits. */
static inline uint32_t corpus_scale(uint32_t bits, uint32_t end) {
    return (uint32_t)((uint64_t)bits * end >> 32);
}

static inline uint32_t corpus_below(uint64_t *state, uint32_t end) {
    return corpus_scale((uint32_t)(corpus_random(state) >> 32), end);
}

/** Below `end`, the small numbers more often: a square has the most of them. */
static inline uint32_t corpus_scale_skewed(uint32_t bits, uint32_t end) {
    return corpus_scale((uint32_t)((uint64_t)bits * bits >> 32), end);
}

static inline uint32_t corpus_skewed(uint64_t *state, uint32_t end) {
    return corpus_scale_skewed((uint32_t)(corpus_random(state) >> 32), end);
}

/** About log-normal, as a product of many chances is, with that mean. `spread` is how far each of
 *  the eight factors goes from one, of 65,536; the logarithm deviates by spread * 1.7 / 65,536. */
static inline uint32_t corpus_log_normal(uint64_t *state, uint32_t mean, uint32_t spread) {
    uint64_t product = (uint64_t)mean << 16;
    for (int i = 0; i < 4; i++) {
        uint64_t r = corpus_random(state);
        product = product * (65536 - spread + corpus_scale((uint32_t)r, 2 * spread)) >> 16;
        product = product * (65536 - spread + corpus_scale((uint32_t)(r >> 32), 2 * spread)) >> 16;
    }
    return (uint32_t)(product >> 16);
}

#endif
