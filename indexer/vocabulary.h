/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * vocabulary.h: the word forms that were met, each with all that is the same wherever it stands:
 * its stem, its unit, whether it is in a name; and with the places where it was counted last. One
 * look for a token, in place of one for each of these, and made some tokens ahead: words are
 * anywhere in memory.
 */
#ifndef FIHRIST_INDEXER_VOCABULARY_H
#define FIHRIST_INDEXER_VOCABULARY_H

#include <assert.h>

#include "core/analyser.h"
#include "core/key.h"
#include "core/mention.h"
#include "core/unit.h"
#include "indexer/lexicon_batch.h"
#include "indexer/postings.h"

typedef struct fh_vocabulary fh_vocabulary;

/** Fields that words of texts have terms in. */
enum { FH_TEXT_FIELDS = 3 };
static_assert((int)FH_FIELD_WORD < FH_TEXT_FIELDS && (int)FH_FIELD_TITLE < FH_TEXT_FIELDS &&
                  (int)FH_FIELD_COMMENT_WORD < FH_TEXT_FIELDS,
              "they come first");

/** In the order in which they are needed: what every token needs is in the first 64 bytes. */
typedef struct fh_word {
    fh_key form;
    fh_unit unit;             /**< in a text */
    fh_lexicon_place counted; /**< in a lexicon batch */
    fh_language language;
    fh_posting_place in[FH_TEXT_FIELDS]; /**< the postings, by field */
    fh_name_word name;                   /**< for the finder of names */
    fh_str stem;
} fh_word;

/** `analyser` stems; `finder`, or NULL, knows the words of names. Both must outlive it. */
int fh_vocabulary_new(fh_analyser *analyser, fh_mention_finder *finder,
                      fh_vocabulary **ret_vocabulary, fihrist_error *err);
void fh_vocabulary_free(fh_vocabulary *vocabulary);

/** The word `form` in `language`; valid until the next call. NULL when out of memory. At most 16 MB
 *  are kept: then it begins anew. */
fh_word *fh_vocabulary_find(fh_vocabulary *vocabulary, fh_language language, fh_str form);

/** Begin to read a text word by word, as fh_analyser_start. */
void fh_vocabulary_start(fh_vocabulary *vocabulary, fh_str text, fh_language language,
                         uint32_t first_position);
/** 1: the next token, and its word, both valid until the next call; 0: there is none; negative
 *  FIHRIST_E_MEMORY. */
int fh_vocabulary_next(fh_vocabulary *vocabulary, fh_token *ret_token, fh_word **ret_word);

#endif
