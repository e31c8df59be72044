/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stem.h: folded forms to stems, by libstemmer and a table of the forms met before. The only user
 * of libstemmer's stemmers.
 */
#ifndef FIHRIST_CORE_STEM_H
#define FIHRIST_CORE_STEM_H

#include "core/fold.h"
#include "core/language.h"

/** A stem is cut to this. */
enum { FH_STEM_MAX_BYTES = 255 };

typedef struct fh_stemmer fh_stemmer;

/** Folds stems with `fold`, which must live longer. NULL when out of memory. One thread at a time.
 *  The table takes at most 6 MB and is emptied when full. */
fh_stemmer *fh_stemmer_new(fh_fold *fold);
void fh_stemmer_free(fh_stemmer *stemmer);

/** The stem of a folded form; never empty unless the form is. Of an apostrophe that is no part of
 *  an English contraction nothing is left (sana'a: sanaa). Valid until the next call. {NULL, 0}
 * when out of memory. */
fh_str fh_stemmer_stem(fh_stemmer *stemmer, fh_language language, fh_str form);

#endif
