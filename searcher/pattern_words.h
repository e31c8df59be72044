/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pattern_words.h: a piece of a query with stars in it, taken apart into words as texts are, with
 * the stars where they stood: Al-Qae*da is al, qae*da.
 */
#ifndef FIHRIST_SEARCHER_PATTERN_WORDS_H
#define FIHRIST_SEARCHER_PATTERN_WORDS_H

#include "core/analyser.h"
#include "core/pattern.h"

/** The words of `text` in order, at most `room`: folded forms, and patterns where a star stands in,
 *  before or behind a word; several stars are one, and one that touches no word says nothing. Text
 *  lives in `arena`. FIHRIST_E_LIMIT: there are more; FIHRIST_E_MEMORY. */
int fh_pattern_words(fh_analyser *analyser, fh_str text, fh_language language, fh_arena *arena,
                     fh_str *ret_words, size_t room, size_t *ret_count);

static inline bool fh_is_pattern(fh_str word) {
    return word.n > 0 && memchr(word.p, FH_PATTERN_STAR, word.n);
}

#endif
