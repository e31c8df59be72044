/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed.h: RSS (0.9x, 1.0, 2.0) and Atom (0.3, 1.0) in steps, each in a file of its own:
 *
 *   feed_clean.c    bytes to UTF-8 that an XML parser takes: no document type, no entities but
 * XML's feed_parse.c    XML to items: the fields of each as they stand feed_article.c  an item to
 * an article feed_comment.c  items that are comments to an article of comments feed.c          the
 * reader
 */
#ifndef FIHRIST_FORMATS_FEED_H
#define FIHRIST_FORMATS_FEED_H

#include <libxml/parser.h>

#include "core/reader.h"
#include "formats/field.h"

enum {
    FH_FEED_MAX_BYTES = 64 << 20,
    FH_FEED_FIELD_MAX_BYTES = FH_ARTICLE_MAX_BYTES * 2 /**< a text at its limit with its markup */
};

/* --- feed_clean.c --- */

/** The text of a feed, and how far it has been given out. */
typedef struct fh_feed_source {
    fh_str text;
    size_t at;
    size_t as_is; /**< up to there bytes stand for themselves: a CDATA section */
} fh_feed_source;

/** Begin with a feed in whatever charset; *ret_source is in `arena`. FIHRIST_E_INPUT names an
 * entity that it declares: none is ever put in, so that nothing can be read or blown up by one. */
int fh_feed_source_open(fh_str bytes, fh_str charset, fh_arena *arena, fh_feed_source *ret_source,
                        fihrist_error *err);
/** The next few KB in place of what `to` has, whole characters; nothing at the end. HTML's entities
 *  are characters then, and an ampersand that begins none is one. False: no memory. */
bool fh_feed_source_next(fh_feed_source *source, fh_buffer *to);

/* --- feed_parse.c --- */

typedef enum fh_feed_field {
    FH_FEED_TITLE,
    FH_FEED_DC_TITLE,
    FH_FEED_LINK,
    FH_FEED_ORIG_LINK, /**< feedburner:origLink: the link before it was made to count clicks */
    FH_FEED_SELF,      /**< of the feed: where it is itself */
    FH_FEED_GUID,
    FH_FEED_ID,
    FH_FEED_PUB_DATE,
    FH_FEED_DC_DATE,
    FH_FEED_PUBLISHED,
    FH_FEED_UPDATED,
    FH_FEED_AUTHOR, /**< is not kept, but added to the authors */
    FH_FEED_ENCODED,
    FH_FEED_CONTENT,
    FH_FEED_BODY,
    FH_FEED_DESCRIPTION,
    FH_FEED_SUMMARY,
    FH_FEED_SOURCE,
    FH_FEED_LANGUAGE,
    FH_FEED_FIELDS
} fh_feed_field;

typedef enum fh_feed_form {
    FH_FEED_HTML,
    FH_FEED_TEXT,
    FH_FEED_XHTML, /**< elements of its own, written out: HTML once it is kept */
    FH_FEED_OTHER  /**< no text: a picture, a text that is elsewhere */
} fh_feed_form;

typedef struct fh_feed_value {
    fh_str text;
    fh_feed_form form;
} fh_feed_value;

/** An item, or the feed itself. */
typedef struct fh_feed_item {
    struct fh_feed_item *next;
    fh_arena *arena; /**< all of it is in there */
    uint64_t number; /**< from 1 */
    fh_feed_value values[FH_FEED_FIELDS];
    fh_names_found authors;
    fh_str base, lang;            /**< xml:base, xml:lang */
    fh_str reply_to, reply_to_id; /**< thr:in-reply-to: href, ref */
    bool is_reply;
    bool guid_is_no_link;
    bool too_long;
} fh_feed_item;

typedef struct fh_feed_parser fh_feed_parser;

int fh_feed_parser_new(fh_feed_source source, fh_feed_parser **ret_parser, fihrist_error *err);
void fh_feed_parser_free(fh_feed_parser *parser);
/** What is said of the feed so far. */
const fh_feed_item *fh_feed_head(const fh_feed_parser *parser);
/** The next item, which stays the parser's: 1; 0 behind the last one. FIHRIST_E_INPUT: this is no
 *  feed, or it ends before its end; all whole items came before. */
int fh_feed_peek(fh_feed_parser *parser, fh_feed_item **ret_item, fihrist_error *err);
/** Have done with that. */
void fh_feed_pass(fh_feed_parser *parser);

/* --- feed_article.c --- */

/** Where its relative links start. */
fh_str fh_feed_base(const fh_feed_item *head, const fh_feed_item *item, fh_str url,
                    fh_arena *arena);
/** Its address; absent: none, or no memory (fh_arena_failed). */
fh_str fh_feed_link(const fh_feed_item *item, fh_str base, fh_arena *arena);
fh_str fh_feed_date(const fh_feed_item *item, fh_arena *arena);
/** What it says: the field that should have all, else the next best. */
int fh_feed_text(const fh_feed_item *item, fh_arena *arena, fh_str *ret_text, fihrist_error *err);
/** A field in one line. */
int fh_feed_line(const fh_feed_value *value, fh_arena *arena, fh_str *ret_line, fihrist_error *err);
/** A name as it is in the feed without markup and entities. */
int fh_feed_name(fh_str name, fh_arena *arena, fh_str *ret_name, fihrist_error *err);
/** All of it. `origin` may be NULL. FIHRIST_E_INPUT: it has neither title nor text. */
int fh_feed_article(const fh_feed_item *head, const fh_feed_item *item, const fh_origin *origin,
                    fh_arena *arena, fh_article *ret_article, fihrist_error *err);

/* --- feed_comment.c --- */

/** Whether an item is a comment on an article. */
bool fh_feed_is_comment(const fh_feed_item *head, const fh_feed_item *item,
                        const fh_origin *origin);
/** Read comments from the next item on, which is one, as long as they are on one article.
 *  FIHRIST_E_INPUT: the first one says nothing, or not on what. */
int fh_feed_comments(fh_feed_parser *parser, const fh_origin *origin, fh_arena *arena,
                     fh_article *ret_article, fihrist_error *err);

#endif
