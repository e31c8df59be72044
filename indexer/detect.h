/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * detect.h: the language that an article is in, told by its text, for those that do not name one.
 * Knows no index.
 */
#ifndef FIHRIST_INDEXER_DETECT_H
#define FIHRIST_INDEXER_DETECT_H

#include "core/article.h"

enum {
    /** So much of a text is looked at. Twice as much changes one answer in a thousand, and takes
     * twice the time, which is a twentieth of that of indexing. */
    FH_DETECT_SAMPLE_BYTES = 360,
    /** Texts with fewer bytes of letters are not told: a headline has names and few other words. */
    FH_DETECT_LEAST_BYTES = 60
};

/** The ISO code of the language of `article`, as fh_language_iso gives it, in *ret_code: of
 *  pieces of a long text, else of title, text and caption, and of the comments where these say too
 *  little. Absent when it is too short or in no language for certain. Static. The same for the same
 *  article and the same version of CLD2. Any number of threads at a time. FIHRIST_E_MEMORY. */
int fh_detect_language(const fh_article *article, fh_str *ret_code);

#endif
