/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * vocabulary.h: the words of an archive by what they do in a sentence. Articles, prepositions and
 * other words that hold sentences together are English; nouns, verbs and adjectives are invented,
 * several hundred thousand of them. Each class is drawn from by Zipf's law, and an open one has no
 * end: a word that is rarer than those of its table is made up when it is drawn.
 */
#ifndef FIHRIST_CORPUS_VOCABULARY_H
#define FIHRIST_CORPUS_VOCABULARY_H

#include "core/memory.h"
#include "corpus/generator/alias.h"
#include "corpus/generator/spelling.h"

/** Classes are letters, so that the pattern of a sentence can be written as a string. */
typedef enum corpus_class {
    /* Open: invented, each member with a rank. */
    CORPUS_ADJECTIVE = 'A',
    CORPUS_VERB_ED = 'E',
    CORPUS_VERB_ING = 'G',
    CORPUS_PLURAL = 'M',
    CORPUS_NOUN = 'N',
    CORPUS_ADVERB = 'R',
    CORPUS_VERB_S = 'S',
    CORPUS_VERB = 'V',
    /* Closed: real, listed in closed.c. */
    CORPUS_SUBORDINATOR = 'B', /* because, while */
    CORPUS_COORDINATOR = 'C',  /* and, but */
    CORPUS_DETERMINER = 'D',   /* the, a */
    CORPUS_LIGHT_NOUN = 'F',   /* year, government */
    CORPUS_SUBJECT = 'H',      /* he, it */
    CORPUS_LIGHT_PLURAL = 'I', /* years, officials */
    CORPUS_TITLE = 'J',        /* President, Dr. */
    CORPUS_SPOKEN = 'K',       /* I don't, it's */
    CORPUS_LINK = 'L',         /* is, was */
    CORPUS_OBJECT = 'O',       /* him, them */
    CORPUS_PREPOSITION = 'P',  /* in, on */
    CORPUS_QUANTITY = 'Q',     /* more than, about */
    CORPUS_PARTICLE = 'T',     /* also, not */
    CORPUS_SAID = 'U',         /* said, told reporters */
    CORPUS_RELATIVE = 'W',     /* who, which */
    CORPUS_MODAL = 'X',        /* will, could */
    CORPUS_AUXILIARY = 'Y',    /* was, has been */
    CORPUS_PROGRESSIVE = 'Z',  /* is, were */
    /* Names, which are no part of patterns. */
    CORPUS_SURNAME = 'Z' + 1,
    CORPUS_FIRST_NAME,
    CORPUS_PLACE,
    CORPUS_CLASSES = CORPUS_PLACE - 'A' + 1
} corpus_class;

/* Words of an open class that have an alias table of their own: it is small enough to stay in the
 * processor's cache, and two draws of three need no other. */
enum { CORPUS_HEAD = 1024 };

typedef struct corpus_table {
    corpus_word *words; /* the most frequent first */
    uint32_t count;
    corpus_alias alias; /* of an open class: of its CORPUS_HEAD first words, and of all others */
    corpus_alias rest;  /* of an open class: of the others, and of all that are beyond the table */
    const void *plan;   /* of an open class: how its words are made; NULL else */
    uint64_t seed;
} corpus_table;

typedef struct corpus_vocabulary {
    corpus_table tables[CORPUS_CLASSES];
} corpus_vocabulary;

/** Make the words of a seed up; no two of them are spelt alike in an open class. False: out of
 *  memory; free all the same. */
bool corpus_vocabulary_make(uint64_t seed, corpus_vocabulary *ret_vocabulary);
void corpus_vocabulary_free(corpus_vocabulary *vocabulary);

/** The rank of a word of an open class, which may be beyond those of the table. */
uint32_t corpus_table_draw(const corpus_table *table, uint64_t *random);

/** A word of an open class that is beyond those of the table. */
void corpus_table_spell(const corpus_table *table, uint32_t rank, corpus_word *ret_word);

static inline const corpus_table *corpus_table_of(const corpus_vocabulary *vocabulary, int letter) {
    return &vocabulary->tables[letter - 'A'];
}

/** A closed class: words with how often they are used. */
typedef struct corpus_closed_word {
    const char *text;
    uint32_t weight;
} corpus_closed_word;

/** Its words, the last one with the text NULL; NULL for a class that is open. */
const corpus_closed_word *corpus_closed(int letter);

#endif
