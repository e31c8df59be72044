/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * candidates.h: which articles may be copies of one another, by their signatures: those of one
 * text, and those that agree in two neighbouring places of their samples and in some more. A table
 * of the articles that are new; what is there already is held against it.
 *
 * Whether two articles are candidates depends on them alone, but where so many share a hash that
 * only the last FH_CANDIDATES_WINDOW of them are looked at.
 */
#ifndef FIHRIST_INDEXER_CANDIDATES_H
#define FIHRIST_INDEXER_CANDIDATES_H

#include "core/error.h"
#include "core/signature.h"

enum {
    FH_CANDIDATES_KEYS = FH_SIGNATURE_PLACES + 1, /**< of a signature: neighbours, and the text */
    /** In so many places candidates agree: of texts that share three tenths of their shingles one
     * in 150 does not, of those that share a fiftieth and two neighbours one in eight does. */
    FH_CANDIDATES_AGREE = 4,
    FH_CANDIDATES_WINDOW = 64,
    /** Keys in the table at one time, which take 40 MB. */
    FH_CANDIDATES_MAX_KEYS = 1 << 21
};

typedef struct fh_candidates fh_candidates;

/** A table for some keys of `articles` signatures, whose bytes must stay. */
int fh_candidates_new(size_t articles, fh_candidates **ret_candidates, fihrist_error *err);
void fh_candidates_free(fh_candidates *candidates);

/** So many of the keys of each signature are in the table at a time; begin with those from number
 *  `first_key` on. */
unsigned fh_candidates_keys(const fh_candidates *candidates);
void fh_candidates_begin(fh_candidates *candidates, unsigned first_key);

/** Called with the number of an article that was added, and in how many places it agrees: some of
 *  them more than once; one more than there are for the same text. Negative: stop. */
typedef int (*fh_candidate_function)(void *user, uint32_t number, unsigned agreement,
                                     fihrist_error *err);

/** Find those in the table that may be copies of an article. */
int fh_candidates_find(fh_candidates *candidates, const uint8_t *signature,
                       fh_candidate_function found, void *user, fihrist_error *err);
/** Put it in, as number 0, 1 and so on, the same with each begin; `articles` of them. */
void fh_candidates_add(fh_candidates *candidates, const uint8_t *signature);

#endif
