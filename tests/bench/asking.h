/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * asking.h: make a query up, piece by piece, of words of an article: those that stand side by side
 * in a query stand together in an article, so that there is something to find.
 */
#ifndef FIHRIST_BENCH_ASKING_H
#define FIHRIST_BENCH_ASKING_H

#include "tests/bench/sample.h"

/* How frequent a word is: of 10,000 articles it is in `from` or more, and fewer than `to`. */
typedef struct band {
    unsigned from, to;
} band;

#define COMMON ((band){5000, SAMPLE_PARTS + 1})
#define FREQUENT ((band){300, 5000})
#define MEDIUM ((band){30, 300})
#define RARE ((band){0, 30})
#define USUAL ((band){30, 5000})
#define TELLING ((band){0, 5000})
#define ANY ((band){0, SAMPLE_PARTS + 1})

enum { ASKING_WORDS = 8 /* picked together, at most */ };

typedef struct asking {
    const corpus_world *world;
    const word_sample *sample;
    uint64_t random, articles;
    corpus_article *article; /* the one that was looked into last */
    char query[1024];        /* NUL-terminated */
    size_t used;
} asking;

void say(asking *ask, const char *text, size_t n);
void say_string(asking *ask, const char *text);
void say_text(asking *ask, fh_str text);
/** A word in small letters, so that it is no operator. */
void say_word(asking *ask, fh_str word);
void say_quoted(asking *ask, const char *field, fh_str text);

/** Look into an article that chance picks. */
void any_article(asking *ask);

/** Different words of `text`, one of each band; false when chance does not meet with them soon. */
bool find_words(asking *ask, fh_str text, fh_str *ret_words, const band *bands, unsigned count);
/** Different words of one article's text, one of each band. */
void pick_words(asking *ask, fh_str *ret_words, const band *bands, unsigned count);
/** A word of a comment. */
fh_str pick_comment_word(asking *ask, band of);
/** Words that follow each other within a sentence, the first of one band and the others of another.
 */
fh_str pick_run(asking *ask, unsigned count, band first, band others);

void say_picked(asking *ask, const band *bands, unsigned count, const char *between);
/** The same with one band for all words. */
void say_words(asking *ask, unsigned count, band of, const char *between);

#endif
