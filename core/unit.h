/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unit.h: the words of a document in the order they stand, as numbers: what exact words, phrases,
 * NEAR and ADJ are looked for in. A unit is a hash of the word's stem and one of its form, or a gap
 * between two texts, which no phrase reaches across.
 *
 * An article's units are its title, text and caption, then each of its authors; a comment's are its
 * text, then its author, then the authors of its article. A text without words leaves no gap.
 */
#ifndef FIHRIST_CORE_UNIT_H
#define FIHRIST_CORE_UNIT_H

#include "core/term.h"

/** The hash of the stem in the upper half, that of the form in the lower; neither is 0 of a word.
 * To ask for any form of a stem the lower half is 0. */
typedef uint64_t fh_unit;

/** The unit between two texts. */
enum { FH_UNIT_GAP = 0 };

/** The unit of a word; in a name, which is not stemmed, `stem` and `form` are the same. A word of a
 *  text is the same unit in a title (FH_FIELD_TITLE), in an article (_WORD) and in a comment
 *  (_COMMENT_WORD); in the name of an author (_AUTHOR) it is another, and in a commenter's
 *  (_COMMENTER) a third, as a comment has both names. Of different stems two in 2^32 have one hash:
 *  units are asked about only where the postings say that a document has the stems; and so have two
 *  forms of one stem. */
fh_unit fh_unit_of(fh_field field, fh_str stem, fh_str form);
/** Any form of a stem. */
fh_unit fh_unit_of_stem(fh_field field, fh_str stem);

static inline uint32_t fh_unit_stem(fh_unit unit) {
    return (uint32_t)(unit >> 32);
}
static inline uint32_t fh_unit_form(fh_unit unit) {
    return (uint32_t)unit;
}

#endif
