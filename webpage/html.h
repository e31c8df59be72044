/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html.h: an article and its comments out of a web page as a browser saved it. The steps, each in a
 * file of its own, and html.c has their order:
 *
 *   html_tree.c      bytes to a tree of libxml2's, and that to a flat list of items
 *   html_hints.c     what names, classes and roles of elements say of what they hold
 *   html_blocks.c    the text of a page in blocks: paragraphs, headings, lines of lists
 *   html_body.c      which element is the article
 *   html_text.c      which blocks of it are its text
 *   html_units.c     which items are comments, and what they say of their place
 *   html_heads.c     who wrote a comment, and when
 *   html_answers.c   which comment it answers
 *   html_comments.c  what it says; all comments
 *   html_data.c      what JSON-LD says; html_data_comments.c: of comments
 *   html_meta.c      what meta elements say; outlet, URL and language, from what says them best
 *   html_title.c     the heading of the article in the page, and its title
 *   html_authors.c   who wrote it; html_bylines.c: by what people see; html_names.c: in a line
 *   html_date.c      when
 *
 * html_fragment.c is beside them: HTML that is a text and no page.
 *
 * No rule knows an outlet. Everything here is of one page, and in its arena.
 */
#ifndef FIHRIST_WEBPAGE_HTML_H
#define FIHRIST_WEBPAGE_HTML_H

#include <libxml/tree.h>

#include "core/reader.h"
#include "core/slice.h"

enum {
    FH_HTML_MAX_ITEMS = 1 << 20, /**< elements; a page with more is rejected */
    FH_HTML_MAX_DEPTH = 400,     /**< what lies deeper is left out */
    FH_HTML_MAX_TEXT = 256 << 20 /**< bytes: the 64 MB of a file, in UTF-8 three times that */
};

/** What an element is in a page. One element may be several of these. */
typedef enum fh_html_role {
    FH_HTML_BLOCK = 1,     /**< its text is no part of the text before and behind it */
    FH_HTML_HIDDEN = 2,    /**< nobody sees it: scripts, templates, what is hidden */
    FH_HTML_FURNITURE = 4, /**< navigation, footers, forms, and what is named like these */
    FH_HTML_COMMENTS = 8,  /**< is named like comments, or one of them */
    FH_HTML_ARTICLE = 16,  /**< article, main, or named like the body of one */
    FH_HTML_CAPTION = 32,  /**< figcaption, or named like one */
    FH_HTML_LINK = 64,     /**< a link, or in one */
    FH_HTML_HEADING = 128, /**< h1 to h6 */
    FH_HTML_QUIET = 256,   /**< is named like a byline, a date, tags: about the article */
    FH_HTML_BODY = 512,    /**< is named as the text of an article, and nothing else */
    FH_HTML_PULLED = 1024, /**< is named like a sentence that is said again in large letters */
    FH_HTML_MEDIA = 2048,  /**< a picture, film or sound of microdata: what it says is of that */
    FH_HTML_MAYBE = 4096   /**< is a caption only where there is other text */
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
    uint32_t around; /**< with those of all elements around it: fh_html_settle */
} fh_html_item;

/** Text that stands by itself. */
typedef struct fh_html_block {
    uint32_t item;  /**< the innermost block element around it */
    uint32_t inner; /**< the innermost element of any kind around all of it */
    uint32_t role;  /**< of all elements around it, but for FH_HTML_BLOCK: fh_html_settle */
    fh_str text;    /**< blanks are single; never empty */
    size_t linked;  /**< bytes of it in links */
} fh_html_block;

typedef struct fh_html_blocks {
    fh_html_block *all; /**< fh_free */
    size_t count, capacity;
} fh_html_blocks;

/** Which of day and month a page of some language puts first in 03/04/2015. */
typedef enum fh_html_order {
    FH_HTML_ORDER_UNKNOWN,
    FH_HTML_DAY_FIRST,
    FH_HTML_MONTH_FIRST
} fh_html_order;

typedef struct fh_html {
    fh_arena *arena;
    const fh_origin *origin; /**< or NULL */
    xmlDoc *tree;
    fh_html_item *items;
    size_t item_count;
    fh_html_block *blocks;
    size_t block_count;
    uint32_t *metas; /**< numbers of its meta elements; fh_free */
    size_t meta_count;
    size_t heading;        /**< the block that says the title; block_count: none */
    fh_str opener, opened; /**< who began a thread of a forum, and when; absent: it is none */
    fh_html_order order;
    fh_article *article;
} fh_html;

static inline bool fh_html_is_inside(const fh_html *page, uint32_t item, uint32_t around) {
    return item >= around && item < page->items[around].end;
}

/* --- html_tree.c --- */

/** Parse a page in whatever charset it is. FIHRIST_E_INPUT: it holds no element; or has too many.
 */
int fh_html_open(fh_html *page, fh_str bytes, const fh_origin *origin, fh_arena *arena,
                 fihrist_error *err);
void fh_html_close(fh_html *page);
/** UTF-8 without NULs; NULL: nothing in it, or no memory. xmlFreeDoc. */
xmlDoc *fh_html_parse(fh_str text);
bool fh_html_is(const xmlNode *node, const char *name);
/** The name in small letters. Absent: {NULL, 0}. */
fh_str fh_html_attribute(const xmlNode *node, const char *name);

/* --- html_hints.c --- */

uint32_t fh_html_role_of(const xmlNode *node);
/** Whether FH_HTML_BLOCK is among its roles: its name alone says that. */
bool fh_html_is_block(const xmlNode *node);
/** The next word of a class, id or the like from *at on; false: there is none. */
bool fh_html_next_word(fh_str names, size_t *at, fh_str *ret_word);
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
/** Whether it ends as a sentence does, in whatever script. */
bool fh_html_ends_sentence(fh_str text);
/** Whether it is long, or a sentence, and most of it in no link. */
bool fh_html_is_prose(const fh_html_block *block);
/** Whether it is a heading that is a link to another page: another article's title. */
bool fh_html_is_teaser(const fh_html *page, const fh_html_block *block);
/** All text in an element, blanks made single; absent when it has more than `most` bytes, so that
 *  what holds half a page costs no more than a name does; and when out of memory. */
fh_str fh_html_text(const fh_html *page, uint32_t item, size_t most);
/** The same, with a line feed where a block begins or ends, or a line is broken. */
fh_str fh_html_lines(const fh_html *page, uint32_t item, size_t most);
/** The same as fh_html_text of a text that may have elements and entities in it; absent for an
 * absent one. */
fh_str fh_html_plain(const fh_html *page, fh_str text);

/* --- html_comments.c --- */

/** Sets the article's comments, and marks their items FH_HTML_COMMENTS. */
int fh_html_find_comments(fh_html *page, fihrist_error *err);

/* --- html_body.c --- */

/** Let roles that names gave stand only where they fit what the element holds; then items and
 *  blocks know of all that is around them. */
int fh_html_settle(fh_html *page, fihrist_error *err);
/** Sets the article's text and caption. */
int fh_html_find_body(fh_html *page, fihrist_error *err);

/* --- html_text.c --- */

/** The same, of the element that is the article. */
int fh_html_take_text(fh_html *page, uint32_t item, fihrist_error *err);

/* --- html_data.c --- */

/** What JSON-LD says of the article of a page; absent what it does not say. */
typedef struct fh_html_data {
    fh_str title, date, source, url, lang, text;
    fh_str made; /**< when it was made or changed, which counts less than when it was published */
    fh_str *authors;
    size_t author_count;
    fh_comment *comments; /**< numbered from 1; an answer stands behind what it answers */
    size_t comment_count;
} fh_html_data;

int fh_html_read_data(fh_html *page, fh_html_data *ret_data, fihrist_error *err);

/* --- html_meta.c --- */

/** Sets the article's source, url and lang, and page->order. */
int fh_html_find_outlet(fh_html *page, const fh_html_data *data, fihrist_error *err);
/** The content of the first meta element whose name, property, itemprop or http-equiv it is, in
 *  any case; absent: there is none with a content. */
fh_str fh_html_meta(const fh_html *page, const char *name);
/** The same of the next from meta element number *at on, which moves behind it. */
fh_str fh_html_next_meta(const fh_html *page, const char *name, size_t *at);
/** That of the first of several names that has one. */
fh_str fh_html_first_meta(const fh_html *page, const char *const *names, size_t count);
/** The first element of items from..end, no meta, with a property of microdata, but for those of
 *  comments and of what the page shows; SIZE_MAX: none. */
size_t fh_html_find_property(const fh_html *page, const char *property, uint32_t from,
                             uint32_t end);
/** The same, and marks that stand between a name and what is beside it: "-", "|", "»". */
fh_str fh_html_without_marks(fh_str text);
/** Whether a text names the outlet of the page: it is its name or a part of its host's, letters
 *  and digits alone looked at. */
bool fh_html_is_outlet(const fh_html *page, fh_str text);
/** Whether it is the name, by the same. */
bool fh_html_is_source(const fh_html *page, fh_str text);

/* --- html_title.c --- */

/** Sets the article's title, and page->heading; and its source where nothing but the title element
 *  names it. */
int fh_html_find_title(fh_html *page, const fh_html_data *data, fihrist_error *err);
/** The text of the title element; absent: it has none. */
fh_str fh_html_title_element(const fh_html *page);
/** The next part of it from *at on, as dashes and the like part them; may be empty. False: there is
 *  none. */
bool fh_html_next_title_part(fh_str title, size_t *at, fh_str *ret_part);
/** The item behind which the article's own authors and dates stand: its heading's; 0: it has none.
 */
uint32_t fh_html_heading_item(const fh_html *page);

/* --- html_authors.c --- */

/** Sets the article's authors. */
int fh_html_find_authors(fh_html *page, const fh_html_data *data, fihrist_error *err);

/* --- html_date.c --- */

/** A date as ISO 8601, whatever it is written as; absent: the text has none that can be told. */
fh_str fh_html_date(const fh_html *page, fh_str text);
/** The same of a number of seconds or milliseconds since 1970, as attributes have it; absent: the
 *  text is none. */
fh_str fh_html_stamp(const fh_html *page, fh_str text);
/** Sets the article's date. */
void fh_html_find_date(fh_html *page, const fh_html_data *data);

#endif
