/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mention.h: find the names of the authority's actors in a text. Calls authority and token.
 *
 * Whole words, longest name first, leftmost first, never across a sentence end or a blank line;
 * case-sensitive aliases not where somebody shouts ("WHO IS IN CHARGE?").
 */
#ifndef FIHRIST_CORE_MENTION_H
#define FIHRIST_CORE_MENTION_H

#include "core/authority.h"

enum {
    /** Mentions found in one text; more are left out. */
    FH_MENTION_MAX = 1 << 20,
    /** Words looked at together; a longer sentence is cut, and a name across the cut is missed. */
    FH_MENTION_MAX_SENTENCE_WORDS = 4096
};

/** One mention in a text. */
typedef struct fh_mention {
    size_t actor;      /**< index for fh_authority_actor */
    size_t start, end; /**< bytes of the text */
} fh_mention;

/** What names know of a word; zero: it is in none. */
typedef struct fh_name_word {
    uint32_t number; /**< among the words of names */
    uint32_t node;   /**< where it leads from the root of their trie; 0: it begins no name */
} fh_name_word;

/** Reads texts one after another. One thread at a time; the authority must outlive it. */
typedef struct fh_mention_finder fh_mention_finder;

int fh_mention_finder_new(const fh_authority *authority, fh_mention_finder **ret_finder,
                          fihrist_error *err);
void fh_mention_finder_free(fh_mention_finder *finder);

/** What feed has to be told of a token's form: the same for as long as the finder is there. */
fh_name_word fh_mention_finder_word(const fh_mention_finder *finder, fh_str form);

/** For a caller that reads the tokens of a text anyway: start, feed every token in order, finish.
 *  `text` is what the tokens' offsets are of and must stay until finish. Finish gives all mentions
 *  in order; *ret_mentions belongs to the finder until its next start. Feed and finish return 0 or
 *  FIHRIST_E_MEMORY. */
void fh_mention_finder_start(fh_mention_finder *finder, fh_str text);
int fh_mention_finder_feed(fh_mention_finder *finder, const fh_token *token, fh_name_word word);
int fh_mention_finder_finish(fh_mention_finder *finder, const fh_mention **ret_mentions,
                             size_t *ret_count);

/** Tokenise `text` (valid UTF-8) and find all mentions in it: the three calls above in one. */
int fh_mention_find(fh_mention_finder *finder, fh_str text, fh_token_rules rules,
                    const fh_mention **ret_mentions, size_t *ret_count);

#endif
