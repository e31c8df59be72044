/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive.h: an invented archive for tests, the same for the same seed: article number N of any
 * length of archive is always the same, so that a test knows what an index must hold.
 */
#ifndef FIHRIST_TESTS_ARCHIVE_H
#define FIHRIST_TESTS_ARCHIVE_H

#include <stdint.h>
#include <stdio.h>

/* splitmix64 by Sebastiano Vigna, public domain. */
static inline uint64_t archive_random(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Words that are few and words that are many: squaring makes the first ones frequent. */
static inline void archive_words(FILE *out, uint64_t *state, unsigned count) {
    static const char *const syllables[] = {"ba", "do", "fer", "gil", "ka", "lo", "mun", "ne",
                                            "or", "pu", "ras", "sel", "ti", "ur", "ve",  "zan"};
    for (unsigned i = 0; i < count; i++) {
        uint64_t r = archive_random(state);
        unsigned a = (unsigned)(r & 0xffff), word = (a * a) >> 20;
        fprintf(out, "%s%s%s%s", i ? " " : "", syllables[word & 15], syllables[word >> 4 & 15],
                syllables[word >> 8 & 15]);
        if ((r >> 32 & 15) == 0 && i + 1 < count)
            fputs(r >> 36 & 3 ? "." : ".\\n\\n", out);
    }
}

/** One line of JSON Lines. Another `version` is the same article with another text and other
 *  comments. */
static inline void archive_article(FILE *out, uint64_t number, uint64_t version) {
    uint64_t state = number * 1000003 + version * 7919;
    unsigned comments = (unsigned)(archive_random(&state) % 8);
    comments = comments > 4 ? 0 : comments;
    fprintf(out, "{\"id\":\"a%llu\",\"source\":\"Gazette %u\",\"date\":\"20%02u-%02u-%02u\",",
            (unsigned long long)number, (unsigned)(number % 7),
            (unsigned)(archive_random(&state) % 20), 1 + (unsigned)(archive_random(&state) % 12),
            1 + (unsigned)(archive_random(&state) % 28));
    fputs("\"title\":\"", out);
    archive_words(out, &state, 6);
    fputs("\",\"authors\":[\"", out);
    archive_words(out, &state, 2);
    fputs("\"],\"text\":\"", out);
    archive_words(out, &state, 30 + (unsigned)(archive_random(&state) % 200));
    fprintf(out, "\",\"shelf\":%u,\"comments\":[", (unsigned)(number % 5));
    for (unsigned i = 0; i < comments; i++) {
        fprintf(out, "%s{\"author\":\"", i ? "," : "");
        archive_words(out, &state, 1);
        fputs("\",\"text\":\"", out);
        archive_words(out, &state, 3 + (unsigned)(archive_random(&state) % 30));
        fputs("\"}", out);
    }
    fputs("]}\n", out);
}

#endif
