/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * spelling.h: invented words with the shape of English ones: syllables, the endings of nouns, verbs
 * and adjectives, and the forms that a stemmer takes back. UTF-8; a few have an accent.
 */
#ifndef FIHRIST_CORPUS_SPELLING_H
#define FIHRIST_CORPUS_SPELLING_H

#include "corpus/generator/random.h"

/** A word, or a few that always stand together. Its size is a power of two on purpose: tables of
 *  them are looked into at random. */
typedef struct corpus_word {
    char text[30]; /* not NUL-terminated; all of it may be copied */
    uint8_t bytes;
    uint8_t words; /* parted by a blank */
} corpus_word;

enum { CORPUS_WORD_BYTES = sizeof(((corpus_word *)0)->text) };

typedef enum corpus_root {
    CORPUS_ROOT_NOUN,
    CORPUS_ROOT_VERB,
    CORPUS_ROOT_ADJECTIVE,
    CORPUS_ROOT_SURNAME,
    CORPUS_ROOT_FIRST_NAME,
    CORPUS_ROOT_PLACE
} corpus_root;

typedef enum corpus_form {
    CORPUS_FORM_S,     /* plurals, and verbs: -s, -es, -ies */
    CORPUS_FORM_ED,    /* -ed, -ied */
    CORPUS_FORM_ING,   /* -ing, the e lost */
    CORPUS_FORM_LY,    /* adverbs: -ly, -ily, -ically */
    CORPUS_FORM_ATION, /* nouns of verbs */
    CORPUS_FORM_MENT,
    CORPUS_FORM_ER,
    CORPUS_FORM_NESS, /* nouns of adjectives */
    CORPUS_FORM_ITY
} corpus_form;

/** Make a word up. The higher its rank, the longer it is. Names have capitals. */
void corpus_spell(uint64_t *random, corpus_root root, uint32_t rank, corpus_word *ret_word);

/** Another form of a word. */
void corpus_inflect(const corpus_word *word, corpus_form form, corpus_word *ret_word);

/** Mistype it: letters that change places, are lost or doubled. */
void corpus_mistype(uint64_t *random, corpus_word *word);

#endif
