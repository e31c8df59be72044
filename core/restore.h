/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * restore.h: accents back on the endings by which a stemmer knows its suffixes.
 *
 * Stems are made of folded forms, so that a word typed without accents finds the accented one in
 * every case. Some stemmers lose by that: they look for -ación and are given -acion. Stemming the
 * accented word and folding the stem would find 81 % (French) or 83 % (Spanish) of the accented
 * words in running text when they are typed plain; folding first and putting back the endings that
 * are nearly always accented finds all of them, and keeps of the pairs of words that belong
 * together (plain folding in brackets): French 98 % (74), Spanish 95 (90), Portuguese 99 (89) in
 * the running text of manual pages; Romanian 97 (62), Catalan 95 (81), Lithuanian 91 (58) in
 * dictionaries. German, Dutch and the Scandinavian languages lose under 1.5 % by folding and need
 * none of it; Italian (90), Turkish (81) and Hungarian (88) have no endings that are safe to put
 * back.
 */
#ifndef FIHRIST_CORE_RESTORE_H
#define FIHRIST_CORE_RESTORE_H

#include "core/language.h"

/** The folded form with the accents of its ending put back, written to `out` when that differs from
 *  the form. */
fh_str fh_restore_accents(fh_language language, fh_str form, char out[FH_TOKEN_MAX_BYTES + 16]);

#endif
