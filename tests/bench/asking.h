/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * asking.h: make a query up, piece by piece, of words of an article: those that stand side by side
 * in a query stand together in an article, so that there is something to find.
 */
#ifndef FIHRIST_BENCH_ASKING_H
#define FIHRIST_BENCH_ASKING_H

#include "tests/bench/invented.h"

/* How frequent a word is: its rank, from `from` to below `to`. */
typedef struct band {
    unsigned from, to;
} band;

/* A word of COMMON is in four articles of five, one of RARE in one of 500 or fewer. */
#define COMMON ((band){0, 30})
#define FREQUENT ((band){30, 1000})
#define MEDIUM ((band){1000, 10000})
#define RARE ((band){10000, WORDS_COUNT})
#define USUAL ((band){30, 10000})
#define TELLING ((band){30, WORDS_COUNT})

enum { ASKING_WORDS = 8 /* picked together, at most */ };

typedef struct asking {
    invented_world world;
    uint64_t random, articles;
    invented_article *article; /* the one that was looked into last */
    char query[1024];          /* NUL-terminated */
    size_t used;
} asking;

void say(asking *ask, const char *text, size_t n);
void say_string(asking *ask, const char *text);
void say_text(asking *ask, invented_text text);
void say_quoted(asking *ask, const char *field, invented_text text);

/** Look into an article that chance picks. */
void any_article(asking *ask);

/** The word that begins at or behind `at`, without the mark that ends it; {NULL, 0} at the end. */
invented_text word_at(invented_text text, size_t at);

/** Different words of `text`, one of each band; false when chance does not meet with them soon. */
bool find_words(asking *ask, invented_text text, invented_text *ret_words, const band *bands,
                unsigned count);
/** Different words of one article's text, one of each band. */
void pick_words(asking *ask, invented_text *ret_words, const band *bands, unsigned count);
/** A word of a comment. */
invented_text pick_comment_word(asking *ask, band of);
/** Words that follow each other within a sentence; the first of a band, the others more frequent
 *  than its end. */
invented_text pick_run(asking *ask, unsigned count, band of);

void say_picked(asking *ask, const band *bands, unsigned count, const char *between);
/** The same with one band for all words. */
void say_words(asking *ask, unsigned count, band of, const char *between);

#endif
