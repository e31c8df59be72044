/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * signature.h: what tells that one article is a copy of another, or nearly one, without a look at
 * their texts: a hash of the text, and a sample of its shingles, which are three words that stand
 * side by side. All of it is made of units (unit.h), so that neither punctuation nor case, nor for
 * shingles the form of a word, makes a difference.
 *
 * The sample is MinHash with one permutation: the hash of a shingle says which of the places it
 * belongs to, and the least hash of each place is kept. Two texts agree in about as many places, of
 * all, as they have shingles in common, of all that one of them has.
 */
#ifndef FIHRIST_CORE_SIGNATURE_H
#define FIHRIST_CORE_SIGNATURE_H

#include "core/bytes.h"
#include "core/unit.h"

enum {
    FH_SHINGLE_WORDS = 3,
    /** Fewer words say too little: such a text is a copy only of one that is the same, under the
     *  same title. */
    FH_ALIKE_LEAST_WORDS = 30,
    /** Of a longer text the words behind are not looked at, so that work and memory have a bound;
     *  a long novel has as many. */
    FH_ALIKE_MOST_WORDS = 100000,
    /** With so many, two neighbours of which have to agree, two texts that share two fifths of
     *  their shingles are compared in 98.6 of 100 cases, two that share a hundredth in 0.3. */
    FH_SIGNATURE_PLACES = 32,
    FH_SIGNATURE_BYTES = 8 + 2 * FH_SIGNATURE_PLACES
};

typedef struct fh_signature {
    uint64_t text;                       /**< hash of its words; 0: it has none, nor copies */
    uint16_t least[FH_SIGNATURE_PLACES]; /**< of each place; all 0: it has too few words */
} fh_signature;

/** The words that are compared of an article's units (unit.h), of which the first `title_count` are
 *  its title: those of its text, or where that has too few, of its title too, with the gap between.
 */
typedef struct fh_alike_words {
    const fh_unit *units;
    size_t count;
    bool short_text; /**< its text has less than FH_ALIKE_LEAST_WORDS */
} fh_alike_words;

fh_alike_words fh_alike_words_of(const fh_unit *units, size_t count, size_t title_count);

/** The shingle that begins at words[0]; there are three. */
uint32_t fh_shingle(const fh_unit *words);

void fh_signature_of(const fh_alike_words *words, fh_signature *ret_signature);

/** As it is stored, FH_SIGNATURE_BYTES of it. */
void fh_signature_save(const fh_signature *signature, uint8_t *to);
void fh_signature_load(const uint8_t *from, fh_signature *ret_signature);

/** Of what fh_signature_save wrote: the hash of the text, one of the samples, whether there are
 *  samples, and in how many places two agree. */
static inline uint64_t fh_signature_text(const uint8_t *signature) {
    return fh_load64(signature);
}
static inline uint16_t fh_signature_least(const uint8_t *signature, unsigned place) {
    return fh_load16(signature + 8 + 2 * (size_t)place);
}
bool fh_signature_has_sample(const uint8_t *signature);
unsigned fh_signature_agreement(const uint8_t *a, const uint8_t *b);

#endif
