/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * invented.h: the articles of an invented archive. An article keeps to a topic, whose words, people
 * and actors come again in it. Article number N is the same whatever was asked before, so that who
 * makes queries up can look into an article without making the whole archive.
 */
#ifndef FIHRIST_BENCH_INVENTED_H
#define FIHRIST_BENCH_INVENTED_H

#include <stdbool.h>

#include "tests/bench/words.h"

enum {
    INVENTED_TEXT_WORDS = 2500, /* in an article's text, at most */
    INVENTED_COMMENTS = 8,      /* under an article, at most */
    INVENTED_ROOM = 256 << 10   /* bytes, more than an article with all its comments can have */
};

typedef struct invented_world {
    words *words;
    uint64_t seed;
} invented_world;

typedef struct invented_text {
    const char *p;
    size_t n;
} invented_text;

/** Paragraphs of a text are parted by two line feeds; nothing else needs to be escaped in JSON. */
typedef struct invented_article {
    uint64_t number;
    unsigned year, month, day;
    invented_text source, title, text;
    invented_text authors[2];
    unsigned author_count;
    invented_text commenters[INVENTED_COMMENTS], comments[INVENTED_COMMENTS];
    unsigned comment_count;
    size_t used;
    char room[INVENTED_ROOM]; /* what the texts point into */
} invented_article;

void invented_make(const invented_world *world, uint64_t number, invented_article *ret_article);

/** An actor by its id in corpus/starter-authority.tsv, the one most written of first. */
const char *invented_actor(unsigned i);
unsigned invented_actors(void);

#endif
