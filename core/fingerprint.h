/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fingerprint.h: one line that differs whenever the same text might give other terms: with other
 * rules of words and folding, another ICU, or a libstemmer that stems otherwise.
 */
#ifndef FIHRIST_CORE_FINGERPRINT_H
#define FIHRIST_CORE_FINGERPRINT_H

#include "core/stem.h"

enum {
    /** Raised by hand with every change of what token, span, fold or stem make of a text. */
    FH_TEXT_RULES_VERSION = 1,
    FH_FINGERPRINT_MAX_BYTES = 96 /**< with its NUL */
};

/** What a fingerprint is made of. */
typedef struct fh_fingerprint {
    unsigned rules_version;
    unsigned icu_version;  /**< major: its Unicode data and dictionaries come with it */
    uint32_t stems_digest; /**< over the stems of fixed words in every language */
} fh_fingerprint;

/** What this program is. False when out of memory. */
bool fh_fingerprint_current(fh_stemmer *stemmer, fh_fingerprint *ret_fingerprint);
/** "fihrist-text-1 icu-72 stem-1a2b3c4d", NUL-terminated. */
void fh_fingerprint_print(const fh_fingerprint *fingerprint,
                          char ret_text[FH_FINGERPRINT_MAX_BYTES]);

#endif
