/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * field.h: what fields of different formats have in common: names in one text, a language's tag, an
 * address, HTML where a line is wanted.
 */
#ifndef FIHRIST_FORMATS_FIELD_H
#define FIHRIST_FORMATS_FIELD_H

#include "core/article.h"
#include "core/slice.h"

/** White space (ASCII) off both ends. */
fh_str fh_field_trim(fh_str text);

/** The code of a language's name or tag ("en-GB": "en"); absent where it is none that is known. */
fh_str fh_field_language(fh_str tag);

/** An address of the web, of whatever it was relative to; absent where it is none, or no memory
 *  (fh_arena_failed). */
fh_str fh_field_url(fh_str url, fh_str base, fh_arena *arena);

/** Somebody's name out of "mail (Name)", "Name <mail>", "Name"; absent: a mail address alone. */
fh_str fh_field_person(fh_str text);

/** Names, in the arena that goes with them. */
typedef struct fh_names_found {
    fh_str *all;
    size_t count;
} fh_names_found;

/** Add a name where it is not there yet; at most FH_ARTICLE_MAX_AUTHORS. False: no memory. */
bool fh_field_add_name(fh_names_found *names, fh_str name, fh_arena *arena);
/** Add the names of a text, which ';' and '|' part. */
bool fh_field_add_names(fh_names_found *names, fh_str text, fh_arena *arena);

/** What HTML says, in one line. Errors as fh_html_fragment_text. */
int fh_field_line(fh_str html, fh_arena *arena, fh_str *ret_line, fihrist_error *err);

/** The text of a comment: a line for each paragraph of a text of paragraphs. In place. */
fh_str fh_field_comment_text(fh_str text);

#endif
