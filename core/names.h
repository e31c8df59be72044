/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * names.h: the names of an authority: sorted by their folded words for questions ("who is sepah?"),
 * and as a trie of words for reading texts. Only authority*.c and mention.c include it.
 */
#ifndef FIHRIST_CORE_NAMES_H
#define FIHRIST_CORE_NAMES_H

#include "core/authority.h"

/** What makes somebody bear a name, the strongest claim first. */
typedef enum fh_name_kind { FH_NAME_ID, FH_NAME_MAIN, FH_NAME_ALIAS, FH_NAME_NOT } fh_name_kind;

enum { FH_NAMES_MAX = 16000000, FH_WORDS_MAX = 16000000 };

typedef struct fh_name {
    fh_str key;     /**< folded words with spaces between, no leading "the"; empty: not asked for */
    fh_str exact;   /**< case-sensitive: the words as written, by fh_name_exact; else absent */
    uint32_t actor; /**< its index */
    uint32_t next;  /**< another name of the same words (1 + index), 0: none */
    uint8_t kind;   /**< fh_name_kind; FH_NAME_NOT: these words are not that actor */
    bool the;       /**< "the" stands before it */
    bool shouts;    /**< case-sensitive and all in capitals (IS, US) */
    bool comma;     /**< a comma stands in it, so it may stand in the text */
} fh_name;

typedef struct fh_names fh_names;

/** NULL when out of memory. */
fh_names *fh_names_new(void);
void fh_names_free(fh_names *names);
/** Names stay valid until fh_names_free; what `text` points to need not. */
typedef struct fh_name_spec {
    fh_str text;
    uint32_t actor;
    fh_name_kind kind;
    bool exact;    /**< case-sensitive */
    bool asked;    /**< resolves in questions */
    bool in_texts; /**< looked for in texts */
} fh_name_spec;

/** 1: added; 0: there is no word in it, or it passes FH_NAME_MAX_WORDS or _BYTES; negative: out of
 *  memory. */
int fh_names_add(fh_names *names, const fh_name_spec *spec);
/** Sort and build the trie: after the last add, before anything below. */
int fh_names_seal(fh_names *names);

/** Names that resolve, sorted by key. */
size_t fh_names_asked(const fh_names *names);
const fh_name *fh_names_at(const fh_names *names, size_t index);
/** Those whose key is `key`: the first index and how many, strongest claim first. */
size_t fh_names_find(const fh_names *names, fh_str key, size_t *ret_first);

/** Fold a name to a key (leading "the" dropped), in room[FH_NAME_MAX_BYTES]. Empty where the name
 *  has no word or passes the limits, or out of memory. */
fh_str fh_names_key(fh_tokenizer *tokenizer, fh_str name, char *room);
/** The same for a case-sensitive comparison: its words as written, dots and apostrophes left out.
 */
fh_str fh_names_exact(fh_tokenizer *tokenizer, fh_str name, char *room);
/** The one they were read by, for one thread at a time. */
fh_tokenizer *fh_names_tokenizer(const fh_names *names);
/** Append one word as written to room (*length bytes so far), a space before it where one is due.
 *  False: no room. */
bool fh_name_exact_word(fh_str word, char *room, size_t *length);

/** Number of a word that is in some name, from 1; 0: in none. */
uint32_t fh_names_word(const fh_names *names, fh_str form);
/** Where words lead from `node` (0: the root); 0: nowhere. */
uint32_t fh_names_step(const fh_names *names, uint32_t node, uint32_t word);
/** The names of the words that lead to `node`, strongest claim first; NULL: none, no more. */
const fh_name *fh_names_ending(const fh_names *names, uint32_t node);
const fh_name *fh_names_next(const fh_names *names, const fh_name *name);

#endif
