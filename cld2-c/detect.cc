/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * detect.cc: the one call of CLD2 that is needed, and no exception out of it.
 */
#include "cld2-c/cld2-c.h"

#include <cstdio> /* the next needs it and does not say so */

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

int cld2_detect(const char *text, size_t n, cld2_answer *ret_answer) {
    try {
        CLD2::CLDHints none = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        CLD2::Language languages[3];
        int percents[3], letters;
        double scores[3];
        bool reliable;
        /* What the call returns is a guess about web pages, of which it takes English and some
         * other languages for the furniture. */
        CLD2::ExtDetectLanguageSummary(text, static_cast<int>(n), true, &none, 0, languages,
                                       percents, scores, nullptr, &letters, &reliable);
        *ret_answer = {CLD2::LanguageCode(languages[0]), percents[0], reliable};
    } catch (...) { /* it throws what a failed allocation throws, and nothing else */
        return -1;
    }
    return 0;
}
