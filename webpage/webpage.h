/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * webpage.h: the article of a web page with its comments, be the page saved as text (text.h) or as
 * HTML (html.h). No I/O; no rule knows an outlet.
 */
#ifndef FIHRIST_WEBPAGE_WEBPAGE_H
#define FIHRIST_WEBPAGE_WEBPAGE_H

#include "core/reader.h"

/** Read one page of text. `text` is what the file holds, at most FH_ARTICLE_MAX_BYTES, in `arena`.
 *  The article is not finished (core/article.h). FIHRIST_E_INPUT when this is not a text. */
int fh_page_read(fh_str text, fh_arena *arena, fh_article *ret_article, fihrist_error *err);

/** Read one page of HTML in whatever charset, of less than 2 GB. The article is not finished.
 *  FIHRIST_E_INPUT when there is no article in it. */
int fh_html_read(fh_str bytes, const fh_origin *origin, fh_arena *arena, fh_article *ret_article,
                 fihrist_error *err);

/** The text of HTML that is nothing but one text (an item of a feed, a letter), in whatever
 * charset, of less than 2 GB: paragraphs with a blank line between, links by their text, entities
 * decoded once, without what is hidden. Blank lines part paragraphs where it has no element. Absent
 * where it has no text. In `arena`. FIHRIST_E_INPUT: more text than an article may have. */
int fh_html_fragment_text(fh_str html, fh_arena *arena, fh_str *ret_text, fihrist_error *err);

#endif
