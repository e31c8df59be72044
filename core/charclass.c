/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * charclass.c: the classes of characters, from ICU's general category and script.
 */
#include "core/charclass.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define O FH_CLASS_OTHER
#define L FH_CLASS_LETTER
#define D FH_CLASS_DIGIT
#define A FH_CLASS_APOSTROPHE

/* clang-format off */
const uint8_t fh_ascii_class[128] = {
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, A, O, O, O, O, O, O, O, O,
    D, D, D, D, D, D, D, D, D, D, O, O, O, O, O, O,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O,
};

const char fh_ascii_lower[128] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    ' ', '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '@', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '[', '\\', ']', '^', '_',
    '`', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '{', '|', '}', '~', 127,
};
/* clang-format on */

#undef O
#undef L
#undef D
#undef A

static bool is_apostrophe(uint32_t c) { /* the last but one is the Hebrew geresh */
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x05f3 || c == 0xff07;
}

static bool is_written_without_spaces(UChar32 c) {
    static const UScriptCode scripts[] = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,
                                          USCRIPT_MYANMAR};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (uscript_hasScript(c, scripts[i]))
            return true;
    return false;
}

static fh_class class_of_letter(UChar32 c) {
    if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) /* the letter i of "information" */
        return FH_CLASS_OTHER;
    return is_written_without_spaces(c) ? FH_CLASS_DICTIONARY : FH_CLASS_LETTER;
}

fh_class fh_class_look_up(uint32_t code_point) {
    UChar32 c = (UChar32)code_point;
    if (is_apostrophe(code_point))
        return FH_CLASS_APOSTROPHE;
    switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_LETTER_NUMBER:
        return class_of_letter(c);
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
        return FH_CLASS_MARK;
    case U_DECIMAL_DIGIT_NUMBER:
        return FH_CLASS_DIGIT;
    case U_OTHER_NUMBER:
        return u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) == U_NT_DIGIT ? FH_CLASS_DIGIT
                                                                          : FH_CLASS_OTHER;
    case U_FORMAT_CHAR: /* a zero-width space is a place to break a line: it parts words */
        return c != 0x200b && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
                   ? FH_CLASS_INVISIBLE
                   : FH_CLASS_OTHER;
    default:
        return FH_CLASS_OTHER;
    }
}
