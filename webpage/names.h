/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * names.h: how names of authors stand beside each other in a line, whatever the line is in: a page
 * of text, HTML, JSON-LD.
 */
#ifndef FIHRIST_WEBPAGE_NAMES_H
#define FIHRIST_WEBPAGE_NAMES_H

#include "core/memory.h"

/** Where the first of several names in a text ends: its length if it is the only one.
 *  *ret_between is how many bytes stand between it and the next: ", ", " and ", " und ". */
size_t fh_names_end(fh_str text, size_t *ret_between);

/** What is behind "by", "posted by", "von", "par" and the like, if the text begins with one of
 *  them and a blank or a colon; else the text as it is. *ret_by, if wanted, is whether it did. */
fh_str fh_names_without_by(fh_str text, bool *ret_by);

/** Whether a text is such a word and nothing else. */
bool fh_names_is_by(fh_str text);

/** Whether it is a name of few words that all begin with a capital, but for such as "van" and
 *  "de": two words at least. Letters outside ASCII count as capitals. */
bool fh_names_is_full(fh_str text);

/** What is in front of words that say what somebody is: "Ada Holm Senior Reporter" is "Ada Holm".
 */
fh_str fh_names_without_role(fh_str text);

#endif
