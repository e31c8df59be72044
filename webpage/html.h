/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html.h: an article and its comments out of a web page as a browser saved it. The steps, each in a
 * file of its own, and html.c has their order:
 *
 *   html_tree.c      bytes to a tree of libxml2's, and that to a flat list of items
 *   html_hints.c     what names, classes and roles of elements say of what they hold
 *   html_blocks.c    the text of a page in blocks: paragraphs, headings, lines of lists
 *   html_body.c      which blocks are the article
 *   html_comments.c  which items are comments, and who answers whom
 *   html_data.c      what JSON-LD says
 *   html_meta.c      title, authors, date, outlet, URL and language, from what says them best
 *
 * html_fragment.c is beside them: HTML that is a text and no page.
 *
 * No rule knows an outlet. Everything here is of one page, and in its arena.
 */
#ifndef FIHRIST_WEBPAGE_HTML_H
#define FIHRIST_WEBPAGE_HTML_H

#include <libxml/tree.h>

#include "core/reader.h"

enum {
    FH_HTML_MAX_ITEMS = 1 << 20, /**< elements; a page with more is rejected */
    FH_HTML_MAX_DEPTH = 400      /**< what lies deeper is left out */
};

/** What an element is in a page. One element may be several of these. */
typedef enum fh_html_role {
    FH_HTML_BLOCK = 1,     /**< its text is no part of the text before and behind it */
    FH_HTML_HIDDEN = 2,    /**< nobody sees it: scripts, templates, what is hidden */
    FH_HTML_FURNITURE = 4, /**< navigation, footers, forms, and what is named like these */
    FH_HTML_COMMENTS = 8,  /**< is named like comments, or one of them */
    FH_HTML_ARTICLE = 16,  /**< article, main, or named like the body of one */
    FH_HTML_CAPTION = 32,  /**< figcaption, or named like one */
    FH_HTML_LINK = 64,     /**< a */
    FH_HTML_HEADING = 128, /**< h1 to h6 */
    FH_HTML_QUIET = 256,   /**< is named like a byline, a date, tags: about the article */
    FH_HTML_BODY = 512     /**< is named as the text of an article, and nothing else */
} fh_html_role;

/** Where nothing is the article's, whatever it says. */
static inline bool fh_html_is_apart(uint32_t role) {
    return role & (FH_HTML_HIDDEN | FH_HTML_FURNITURE | FH_HTML_COMMENTS);
}

/** An element; the list of all is in the order in which they begin. */
typedef struct fh_html_item {
    xmlNode *node;
    uint32_t parent; /**< number of the element around it; the first is its own */
    uint32_t end;    /**< behind the last one in it */
    uint32_t role;   /**< fh_html_role, added */
} fh_html_item;

/** Text that stands by itself. */
typedef struct fh_html_block {
    uint32_t item; /**< the innermost block element around it */
    uint32_t role; /**< of all elements around it, but for FH_HTML_BLOCK: fh_html_settle */
    fh_str text;   /**< blanks are single; never empty */
    size_t linked; /**< bytes of it in links */
} fh_html_block;

typedef struct fh_html_blocks {
    fh_html_block *all; /**< fh_free */
    size_t count, capacity;
} fh_html_blocks;

typedef struct fh_html {
    fh_arena *arena;
    const fh_origin *origin; /**< or NULL */
    xmlDoc *tree;
    fh_html_item *items;
    size_t item_count;
    fh_html_block *blocks;
    size_t block_count;
    fh_article *article;
} fh_html;

/* --- html_tree.c --- */

/** Parse a page in whatever charset it is. FIHRIST_E_INPUT: it holds no element; or has too many.
 */
int fh_html_open(fh_html *page, fh_str bytes, const fh_origin *origin, fh_arena *arena,
                 fihrist_error *err);
void fh_html_close(fh_html *page);
/** UTF-8 without NULs; NULL: nothing in it, or no memory. xmlFreeDoc. */
xmlDoc *fh_html_parse(fh_str text);
bool fh_html_is(const xmlNode *node, const char *name);
/** Absent: {NULL, 0}. */
fh_str fh_html_attribute(const xmlNode *node, const char *name);

/* --- html_hints.c --- */

uint32_t fh_html_role_of(const xmlNode *node);
/** Whether FH_HTML_BLOCK is among its roles: its name alone says that. */
bool fh_html_is_block(const xmlNode *node);
/** Whether one of the words of a class, id or the like is `word`: words end where letters do, and
 *  where a capital follows a small one. */
bool fh_html_has_word(fh_str names, const char *word);

/* --- html_blocks.c --- */

/** Whether an element is left out, with all in it. */
typedef bool (*fh_html_skip)(void *user, uint32_t item);
/** The blocks of an element, in place of those that are in `to`. */
int fh_html_gather(const fh_html *page, uint32_t root, fh_html_skip skip, void *user,
                   fh_html_blocks *to, fihrist_error *err);
/** Those of the page, but for what is hidden. */
int fh_html_find_blocks(fh_html *page, fihrist_error *err);
/** All text in an element, blanks made single; {NULL, 0} when out of memory. */
fh_str fh_html_text(const fh_html *page, uint32_t item);
/** The same of a text that may have elements and entities in it; absent for an absent one. */
fh_str fh_html_plain(const fh_html *page, fh_str text);

/* --- html_comments.c --- */

/** Sets the article's comments, and marks their items FH_HTML_COMMENTS. */
int fh_html_find_comments(fh_html *page, fihrist_error *err);

/* --- html_body.c --- */

/** Let roles that names gave stand only where they fit what the element holds; then blocks have
 *  theirs. */
int fh_html_settle(fh_html *page, fihrist_error *err);
/** Sets the article's text and caption. */
int fh_html_find_body(fh_html *page, fihrist_error *err);

/* --- html_data.c --- */

/** What JSON-LD says of the article of a page; absent what it does not say. */
typedef struct fh_html_data {
    fh_str title, date, source, url, lang, text;
    fh_str *authors;
    size_t author_count;
} fh_html_data;

int fh_html_read_data(fh_html *page, fh_html_data *ret_data, fihrist_error *err);

/* --- html_meta.c --- */

/** A date as ISO 8601, whatever it is written as; absent: the text has none that can be told. */
fh_str fh_html_date(const fh_html *page, fh_str text);

/** Sets the article's title, authors, date, source, url and lang. */
int fh_html_find_meta(fh_html *page, const fh_html_data *data, fihrist_error *err);

#endif
