/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sample.h: how many articles of an archive a word is in, as the first thousands of them show it,
 * or would if the archive went so far.
 */
#ifndef FIHRIST_BENCH_SAMPLE_H
#define FIHRIST_BENCH_SAMPLE_H

#include "corpus/generator/article.h"

enum { SAMPLE_PARTS = 10000 /* what a share is in parts of */ };

typedef struct word_sample word_sample;

/** NULL: out of memory. `article` is room for one. */
word_sample *sample_new(const corpus_world *world, corpus_article *article);
void sample_free(word_sample *sample);

/** Of 10,000 articles, how many have the word in their text, in whatever capitals. */
unsigned sample_share(const word_sample *sample, fh_str word);

/** The word that begins at or behind `at`: ASCII letters between blanks and marks, none of which
 *  joins it to others. {NULL, 0} at the end. */
fh_str sample_word_at(fh_str text, size_t at);

#endif
