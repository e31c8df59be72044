/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_search.h: finding the forms of a run that match a pattern (pattern.h).
 */
#ifndef FIHRIST_CORE_LEXICON_SEARCH_H
#define FIHRIST_CORE_LEXICON_SEARCH_H

#include "core/lexicon_run.h"
#include "core/pattern.h"

/** What is looked for. The pattern has to stay. */
typedef struct fh_lexicon_search {
    fh_str pattern;
    fh_str prefix; /**< what a form begins with that matches */
    /** The longest piece of it, with a NUL where forms end with it: looked for where they lie. */
    char piece[FH_LEXICON_FORM_MAX_BYTES + 1];
    size_t piece_n;
} fh_lexicon_search;

/** False: no form can match, for it would be too long. */
bool fh_lexicon_search_make(fh_lexicon_search *search, fh_str pattern);

/** From before the first form of a language: to the first that matches. 1; 0: there is none;
 *  FIHRIST_E_CORRUPT. */
int fh_lexicon_search_first(const fh_lexicon_search *search, fh_lexicon_cursor *cursor);
/** The same from the form that the cursor is on to the next. */
int fh_lexicon_search_next(const fh_lexicon_search *search, fh_lexicon_cursor *cursor);

#endif
