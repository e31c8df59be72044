/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * charclass.h: what a character is to the tokenizer. ASCII by a constant table; the rest of the
 * basic plane by a table that is filled from ICU's properties as characters are met, so that
 * starting costs nothing.
 */
#ifndef FIHRIST_CORE_CHARCLASS_H
#define FIHRIST_CORE_CHARCLASS_H

#include "core/memory.h"

typedef enum fh_class {
    FH_CLASS_UNMET = 0,  /**< not looked up yet; never returned */
    FH_CLASS_OTHER,      /**< stands between words: space, punctuation, symbols, emoji */
    FH_CLASS_LETTER,     /**< of a script that is written with spaces, or of Korean */
    FH_CLASS_DIGIT,      /**< decimal digits of any script, superscripts too */
    FH_CLASS_MARK,       /**< combining: goes with the letter before it */
    FH_CLASS_INVISIBLE,  /**< soft hyphen, ZWNJ, direction marks: inside a word as if not there */
    FH_CLASS_APOSTROPHE, /**< typewriter's, curly, full-width, geresh */
    FH_CLASS_DICTIONARY  /**< of a script without spaces: Han, kana, Thai, Lao, Khmer, Burmese */
} fh_class;

enum { FH_CLASS_TABLE_SIZE = 0x10000 };

/** Zero-initialised by its owner. One thread at a time. */
typedef struct fh_class_table {
    uint8_t classes[FH_CLASS_TABLE_SIZE];
} fh_class_table;

extern const uint8_t fh_ascii_class[128];
/** Lower-case letter of each ASCII character. */
extern const char fh_ascii_lower[128];

/** The class by ICU's properties alone. */
fh_class fh_class_look_up(uint32_t code_point);

static inline fh_class fh_class_of(fh_class_table *table, uint32_t code_point) {
    if (code_point < 128)
        return (fh_class)fh_ascii_class[code_point];
    if (code_point >= FH_CLASS_TABLE_SIZE)
        return fh_class_look_up(code_point);
    if (table->classes[code_point] == FH_CLASS_UNMET)
        table->classes[code_point] = (uint8_t)fh_class_look_up(code_point);
    return (fh_class)table->classes[code_point];
}

#endif
