/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pen.h: what writes an article, word by word. Every word is followed by a blank, which a mark that
 * comes next takes the place of. A word that was used in an article is likely to come again in it.
 */
#ifndef FIHRIST_CORPUS_PEN_H
#define FIHRIST_CORPUS_PEN_H

#include "corpus/generator/world.h"

enum {
    PEN_TOPICS = 3,
    PEN_PEOPLE = 6,
    PEN_USED = 64,           /* words remembered of a letter; a power of two */
    PEN_PIECE_BYTES = 1 << 9 /* written by one call, at most */
};

typedef struct corpus_pen {
    const corpus_world *world;
    uint64_t random;
    char *at, *end; /* who calls sees to it that a sentence fits */
    uint32_t words; /* written so far */
    bool curly;
    bool indefinite; /* the last word was "a" */
    int32_t month, year;
    const corpus_topic *topics[PEN_TOPICS]; /* the main one first */
    bool named[PEN_PEOPLE];                 /* by their full names, before */
    uint8_t used_count[26];
    uint32_t used[26][PEN_USED];
} corpus_pen;

/** A word of a letter, a letter. */
void pen_class(corpus_pen *pen, int letter);
/** Words, with the blank behind them. */
void pen_words(corpus_pen *pen, const char *text);
/** Bytes as they are. */
void pen_bytes(corpus_pen *pen, const char *p, size_t n);
/** A mark behind the last word, and a blank. */
void pen_mark(corpus_pen *pen, char mark);
/** "’s" behind the last word. */
void pen_possessive(corpus_pen *pen);
void pen_quote_open(corpus_pen *pen);
/** `mark` goes inside: “…,” */
void pen_quote_close(corpus_pen *pen, char mark);

void pen_actor(corpus_pen *pen);
void pen_place(corpus_pen *pen);
/** One of the topic's people: with title and full name first, then by surname. */
void pen_person(corpus_pen *pen, bool short_name);
/** A person's name out of so many that belong to `list`. */
void pen_name(corpus_pen *pen, uint64_t list, uint32_t number);
/** Two or three words that always stand together: the topic's, or anybody's. */
void pen_compound(corpus_pen *pen);
void pen_acronym(corpus_pen *pen);

/** How many (of what comes next). */
void pen_count(corpus_pen *pen);
/** A sum, a share, a score. */
void pen_figure(corpus_pen *pen);
void pen_when(corpus_pen *pen);
void pen_decimal(corpus_pen *pen, uint32_t number);

#endif
