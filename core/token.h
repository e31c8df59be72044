/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * token.h: text to tokens: one way for documents, queries, aliases of actors and snippets. Owns
 * what a word is. Calls utf8, fold and ICU's dictionaries; knows no stems and no index.
 *
 * A token is a word as a reader sees it: `U.S.` and `US` are us; `Rouhani's` is rouhani; `don’t` is
 * don't; `3,000` is 3000, `3.5` stays; `al-Qaeda` is al, qaeda; `F-16` and `F16` are f, 16 (letters
 * and digits part, so that COVID-19 is found by covid). Soft hyphens and zero-width non-joiners
 * inside a word are as if not there. Scripts written without spaces are split by ICU's
 * dictionaries. A token longer than FH_TOKEN_MAX_BYTES is cut, in documents and queries alike.
 */
#ifndef FIHRIST_CORE_TOKEN_H
#define FIHRIST_CORE_TOKEN_H

#include "core/memory.h"

enum { FH_TOKEN_MAX_BYTES = 128 };

typedef struct fh_token {
    fh_str form;       /**< folded; valid until the next token is read */
    size_t start, end; /**< bytes of the original text, end exclusive, possessive 's left out */
    uint32_t position; /**< 1 for the first word, one more for each */
    /** Nothing stands between this token and the one before (F16), or one of - – . ' _ & / @ and
     *  the like, or :// (al-Qaeda, AT&T, example.org), so that a reader takes them as one. */
    bool joined;
} fh_token;

/** How words are told apart: rules that differ between languages. */
typedef enum fh_token_rules {
    FH_TOKEN_PLAIN,      /**< apostrophes inside a word stay */
    FH_TOKEN_POSSESSIVE, /**< English: a final 's or ' is left out */
    FH_TOKEN_ELISION,    /**< French, Italian, Catalan: l', d', qu' are words of their own */
    FH_TOKEN_SUFFIX /**< Turkish: what follows an apostrophe is a suffix, left out (Ankara'da) */
} fh_token_rules;

typedef struct fh_tokenizer fh_tokenizer;

/** NULL when out of memory or when ICU's data cannot be loaded. One thread at a time. */
fh_tokenizer *fh_tokenizer_new(void);
void fh_tokenizer_free(fh_tokenizer *tokenizer);

/** Begin on a text, which must be valid UTF-8 and stay until the last token is read. The first
 *  token gets position `first_position`. */
void fh_tokenizer_start(fh_tokenizer *tokenizer, fh_str text, fh_token_rules rules,
                        uint32_t first_position);

/** 1: *ret_token is the next; 0: there is none; negative FIHRIST_E_MEMORY. */
int fh_tokenizer_next(fh_tokenizer *tokenizer, fh_token *ret_token);

#endif
