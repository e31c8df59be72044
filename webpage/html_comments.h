/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_comments.h: what the files that read comments share.
 */
#ifndef FIHRIST_WEBPAGE_HTML_COMMENTS_H
#define FIHRIST_WEBPAGE_HTML_COMMENTS_H

#include "webpage/html.h"

enum {
    FH_HTML_NO_DEPTH = -1,
    FH_HTML_DEPTH_MAX = 64,    /**< levels that are told apart */
    FH_HTML_HEAD_ITEMS = 2000, /**< of a comment, that are looked at for what stands in its head */
    FH_HTML_NAME_BYTES = 120   /**< of its author */
};

/** An element that may be a comment, with those behind it up to `end` where several are one. */
typedef struct fh_html_unit {
    uint32_t item, end;
    uint32_t named;  /**< the element that has the sign; `item` may be one around it */
    uint32_t inside; /**< number of the unit around it + 1; 0: none */
    int depth;       /**< how deep it lies among answers; FH_HTML_NO_DEPTH: that is not told */
    bool says_depth; /**< by a number, and not by what is around it */
    fh_str key;      /**< its id, or what stands for it; may be absent */
    fh_str parent;   /**< a key; may be absent */
} fh_html_unit;

typedef struct fh_html_units {
    fh_html_unit *all; /**< in order; fh_free */
    size_t count, capacity;
} fh_html_units;

/** What tells an element to be a comment, the surest first. */
typedef enum fh_html_sign {
    FH_HTML_SIGN_TYPE,  /**< schema.org's type */
    FH_HTML_SIGN_NAME,  /**< its class, id or name */
    FH_HTML_SIGN_TERMS, /**< terms in a list that is named as comments */
    FH_HTML_SIGN_LINES, /**< a line, an article or a post in what is named as comments */
    FH_HTML_SIGN_DATES, /**< a date of its own there */
    FH_HTML_SIGN_POSTS, /**< it is numbered as a post of a forum; the first of them is none */
    FH_HTML_SIGNS
} fh_html_sign;

/* --- html_units.c --- */

/** The elements with a sign, in place of those in `to`. FIHRIST_E_INPUT: too many. */
int fh_html_find_units(const fh_html *page, fh_html_sign sign, fh_html_units *to,
                       fihrist_error *err);
/** Say of a unit again what it says of its place, once its element is another one around it. */
void fh_html_place_unit(const fh_html *page, fh_html_unit *unit);
/** What is left of an id without the words before its number or name: "li-comment-12" is "12". */
fh_str fh_html_key(fh_str id);

/* --- html_comments.c --- */

/** Who wrote a comment and when, and the elements that say it; 0: none does. */
typedef struct fh_html_head {
    fh_str author, date;
    uint32_t author_item, date_item;
    bool sure; /**< more than the name of an element says that one of them is that */
} fh_html_head;

/** The comments of a page, while they are read. */
typedef struct fh_html_thread {
    fh_html *page;
    fh_html_units units;
    uint32_t *owners;    /**< of each item: number of the innermost unit around + 1; 0: none */
    fh_html_head *heads; /**< of each unit */
    size_t *by_key;      /**< numbers of units, in order of their keys */
    size_t first;        /**< unit that is a comment: 1 where the first is the article */
    size_t *numbers;     /**< of each unit: that of its comment, from 1; 0: it is none */
    size_t last[FH_HTML_DEPTH_MAX]; /**< of each depth: the last unit so far + 1; 0: none */
    fh_html_blocks blocks;
    const fh_html_unit *now; /**< whose text is gathered */
    size_t linked;           /**< bytes of that text in links, line feeds not counted */
} fh_html_thread;

/** The elements of a unit that are in no other one: the next from `item` on; its end: no more. */
uint32_t fh_html_own_from(const fh_html_thread *thread, const fh_html_unit *of, uint32_t item);

/* --- html_heads.c --- */

/** Find the author and the date of a unit, and let it be what is around it as far as needed. */
void fh_html_find_head(fh_html_thread *thread, size_t number);

/* --- html_answers.c --- */

/** Make a list of units by their keys, once they have them; by_key has room for all. */
void fh_html_sort_keys(fh_html_thread *thread);
/** The number of the comment, from 1, that a unit answers; 0: the article. */
size_t fh_html_find_parent(const fh_html_thread *thread, size_t number);
/** Remember a unit, those before it are remembered, as what deeper ones behind it may answer. */
void fh_html_pass(fh_html_thread *thread, size_t number);
/** Let a unit that is a comment stand for those around it that are none and are the same. */
void fh_html_stand_for(fh_html_thread *thread, size_t number);

#endif
