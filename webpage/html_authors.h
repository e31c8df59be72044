/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_authors.h: what the steps of finding the authors of a page share. All but the first add what
 * they find to the article's authors; false: no memory. Used inside webpage/ only.
 */
#ifndef FIHRIST_WEBPAGE_HTML_AUTHORS_H
#define FIHRIST_WEBPAGE_HTML_AUTHORS_H

#include "webpage/html.h"

enum { FH_HTML_LINE_MAX_BYTES = 300 /**< what is longer is no byline */ };

/* --- html_names.c --- */

/** The first name of a line of names without what stands beside it; absent: it has none. As
 *  fh_names_end, *ret_between is how many bytes stand between it and the next. */
fh_str fh_html_first_name(fh_str text, size_t *ret_between);
/** A name as it stands, but for what can be none. */
bool fh_html_add_author(fh_html *page, fh_str name);
/** The names of a line: "By A, B and C, Port Sorrel | 4 March". */
bool fh_html_add_names(fh_html *page, fh_str text);

/* --- html_bylines.c --- */

/** What is named as an author or a byline from an item on, the first that has a name. */
bool fh_html_add_bylines(fh_html *page, uint32_t from);
/** Links that say they lead to the author, close behind an item. */
bool fh_html_add_related(fh_html *page, uint32_t from);
/** The first line of its own that is a byline, in blocks from..end that have no role in `but`;
 * `bare`: one without a "By" is one too. */
bool fh_html_add_said(fh_html *page, size_t from, size_t end, bool bare, uint32_t but);
/** The same of texts that have nothing but line feeds between them. */
bool fh_html_add_said_text(fh_html *page);

#endif
