/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * language.h: the languages texts can be analysed in: those of libstemmer, and `none` for all
 * others. Names and codes, and which rules of words a language has.
 */
#ifndef FIHRIST_CORE_LANGUAGE_H
#define FIHRIST_CORE_LANGUAGE_H

#include "core/token.h"

/** A language of libstemmer, by its index in fh_language_name(); negative: unknown. */
typedef int fh_language;

enum { FH_LANGUAGE_UNKNOWN = -1 };

/** Languages libstemmer knows, and `none` (no stemming), which is always the last. */
int fh_language_count(void);
/** The libstemmer name ("english"), NUL-terminated, static. */
const char *fh_language_name(fh_language language);
/** ISO 639-1 code ("en"), or the name where there is none. */
const char *fh_language_code(fh_language language);
/** From a name, an ISO 639-1 or 639-2 code, or a tag such as en-GB or fa_IR, in any case. Languages
 *  that ISO knows and libstemmer does not (fa, zh, ja, ...) are `none`. FH_LANGUAGE_UNKNOWN
 *  otherwise. */
fh_language fh_language_find(fh_str name);
/** What fh_language_find takes, as the one code of that language: ISO 639-1, or 639-2 where it has
 *  no shorter one ("fas", "per", "fa_IR": "fa"; "english": "en"). Static; NULL when unknown, or
 *  when it names no language ("none"). */
const char *fh_language_iso(fh_str name);
/** What a text is filed under that says it is in `name` and was analysed in `language`: the code of
 *  the name, so that Persian and Chinese stay apart though both are `none`; without one, that of
 *  the language. Static. */
const char *fh_language_label(fh_str name, fh_language language);
/** The language a text is analysed in: that of the name `declared`, else that of the code `found`,
 *  else `otherwise`. What fh_language_find does not know is no name. */
fh_language fh_language_choose(fh_str declared, fh_str found, fh_language otherwise);
fh_token_rules fh_language_token_rules(fh_language language);
/** Whether a word that begins with an ASCII letter has a stem that begins with the same: true where
 *  the stemmer works on the ends of words alone. */
bool fh_language_keeps_initials(fh_language language);

#endif
