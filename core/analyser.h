/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * analyser.h: text in a language to tokens with stems: the one analysis that documents and queries
 * share. Calls token and libstemmer; its fingerprint names everything an index depends on.
 */
#ifndef FIHRIST_CORE_ANALYSER_H
#define FIHRIST_CORE_ANALYSER_H

#include "core/error.h"
#include "core/language.h"
#include "core/token.h"

typedef struct fh_analyser fh_analyser;

/** One thread at a time. Keeps a table form -> stem, bounded (stem.h). */
int fh_analyser_new(fh_analyser **ret_analyser, fihrist_error *err);
void fh_analyser_free(fh_analyser *analyser);

/** Begin on a text, as fh_tokenizer_start, in `language` (unknown: none). */
void fh_analyser_start(fh_analyser *analyser, fh_str text, fh_language language,
                       uint32_t first_position);
/** As fh_tokenizer_next, without the stem. */
int fh_analyser_next_form(fh_analyser *analyser, fh_token *ret_token);
/** As fh_tokenizer_next; *ret_stem is valid until the next call. */
int fh_analyser_next(fh_analyser *analyser, fh_token *ret_token, fh_str *ret_stem);

/** The stem of one folded form. Valid until the next call. {NULL, 0} when out of memory. */
fh_str fh_analyser_stem(fh_analyser *analyser, fh_language language, fh_str form);

/** The analyser's own tokenizer, for texts that need no stems. Not while a text is being read. */
fh_tokenizer *fh_analyser_tokenizer(fh_analyser *analyser);

/** What an index depends on: "fihrist-text-1 icu-72 stem-1a2b3c4d": version of the rules of token
 *  and fold, ICU's Unicode data, and a hash over the stems of a fixed list of words in every
 *  language. NUL-terminated, owned by the analyser. */
const char *fh_analyser_fingerprint(const fh_analyser *analyser);

#endif
