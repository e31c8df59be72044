/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unit.h: the words of a document in the order they stand, as numbers: what phrases, NEAR and ADJ
 * are looked for in. A unit is a hash of the word's term, or a gap between two texts, which no
 * phrase reaches across.
 *
 * An article's units are its title, text and caption, then each of its authors; a comment's are its
 * text, then its author, then the authors of its article. A text without words leaves no gap.
 */
#ifndef FIHRIST_CORE_UNIT_H
#define FIHRIST_CORE_UNIT_H

#include "core/term.h"

/** The unit between two texts. */
enum { FH_UNIT_GAP = 0 };

/** The unit of a word: never FH_UNIT_GAP. A word of a text is the same unit in a title
 *  (FH_FIELD_TITLE), in an article (_WORD) and in a comment (_COMMENT_WORD); in the name of an
 *  author (_AUTHOR) it is another, and in a commenter's (_COMMENTER) a third, as a comment has both
 *  names. Two different words in 2^32 are the same unit: units are asked about only where the
 *  postings say that a document has the words. */
uint32_t fh_unit_of(fh_field field, fh_str value);

#endif
