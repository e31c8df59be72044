/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * signing.c: what a signature costs beside the words it is made of. Reads texts, one a line, from
 * standard input; prints nanoseconds a word of telling words apart and stemming them, and of
 * signing them, each the best of some rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/analyser.h"
#include "core/signature.h"

enum { ROUNDS = 5, UNITS_MAX = 1 << 20 };

static fh_unit units[UNITS_MAX];
static uint64_t sum; /* so that nothing is left out */

static double seconds(void) {
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static size_t read_words(fh_analyser *analyser, fh_str text) {
    fh_token token;
    fh_str stem;
    size_t count = 0;
    fh_analyser_start(analyser, text, fh_language_find(fh_str_of("english")), 1);
    while (count < UNITS_MAX && fh_analyser_next(analyser, &token, &stem) > 0) {
        units[count++] = (fh_unit)stem.n << 32 | (unsigned char)stem.p[0];
        sum += token.form.n;
    }
    return count;
}

static void make_units(fh_analyser *analyser, fh_str text) {
    fh_token token;
    fh_str stem;
    size_t count = 0;
    fh_analyser_start(analyser, text, fh_language_find(fh_str_of("english")), 1);
    while (count < UNITS_MAX && fh_analyser_next(analyser, &token, &stem) > 0)
        units[count++] = fh_unit_of(FH_FIELD_WORD, stem, token.form);
}

static void sign(size_t count) {
    fh_signature signature;
    fh_alike_words words = fh_alike_words_of(units, count, 0);
    fh_signature_of(&words, &signature);
    sum += signature.text + signature.least[0];
}

int main(void) {
    fh_analyser *analyser;
    fihrist_error err;
    char *line = NULL;
    size_t room = 0, words = 0;
    ssize_t n;
    double reading = 0, signing = 0;
    if (fh_analyser_new(&analyser, &err) < 0) {
        fprintf(stderr, "signing: %s\n", err.message);
        return 2;
    }
    while ((n = getline(&line, &room, stdin)) > 0) {
        double best[2] = {1e9, 1e9};
        size_t count = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double began = seconds();
            count = read_words(analyser, (fh_str){line, (size_t)n});
            double read = seconds();
            make_units(analyser, (fh_str){line, (size_t)n});
            double made = seconds();
            sign(count);
            double signed_at = seconds();
            best[0] = read - began < best[0] ? read - began : best[0];
            best[1] = signed_at - made < best[1] ? signed_at - made : best[1];
        }
        words += count;
        reading += best[0];
        signing += best[1];
    }
    printf("words and stems %.1f ns, signing %.1f ns a word\n", reading * 1e9 / (double)words,
           signing * 1e9 / (double)words);
    free(line);
    fh_analyser_free(analyser);
    return sum == 0;
}
