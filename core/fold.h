/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fold.h: a word as written to the form that is compared: case, compatibility forms (ligatures,
 * full width), accents of Latin and Greek, Arabic and Persian letter forms, and digits of all
 * scripts made one. What is left out: invisible characters, vowel points, tatweel, and the dots
 * and commas that the tokenizer let inside (U.S., 3,000).
 *
 * Accents that make another letter in scripts other than Latin and Greek stay (Cyrillic short i,
 * Indic vowel signs, kana's voicing marks).
 */
#ifndef FIHRIST_CORE_FOLD_H
#define FIHRIST_CORE_FOLD_H

#include "core/charclass.h"
#include "core/memory.h"

/** A word is folded from at most this many of its bytes. */
enum { FH_FOLD_MAX_BYTES = 1024 };

typedef struct fh_fold fh_fold;

/** NULL when out of memory or when ICU's data cannot be loaded. One thread at a time. */
fh_fold *fh_fold_new(void);
void fh_fold_free(fh_fold *fold);

/** The table of classes that folding fills and uses; owned by `fold`. */
fh_class_table *fh_fold_classes(fh_fold *fold);

/** Fold a word (valid UTF-8) into at most `room` bytes at `out`, whole characters; returns how
 *  many were written: 0 when nothing of it is left. Apostrophes stay inside it only. */
size_t fh_fold_word(fh_fold *fold, fh_str word, char *out, size_t room);

#endif
