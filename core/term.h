/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * term.h: the one place that makes index terms, and the fields they stand for. Prefixes follow
 * Omega's published conventions where one exists (doc/format.md), which
 * libxapian's tools understand. Calls nothing but memory.
 */
#ifndef FIHRIST_CORE_TERM_H
#define FIHRIST_CORE_TERM_H

#include "core/memory.h"

/** libxapian keeps at most 245 bytes of a term, a NUL byte counting twice. */
enum { FH_TERM_MAX_BYTES = 245 };

/** What a term says of a document. Documents are articles and comments; a comment inherits the
 *  filters of its article (source, host, date where it has none, language, actors, author,
 * story, url) beside its own. */
typedef enum fh_field {
    FH_FIELD_WORD,         /**< ""  stem in an article's title, text or caption; with positions */
    FH_FIELD_COMMENT_WORD, /**< XC  stem in a comment's text; with positions */
    FH_FIELD_TITLE,        /**< S   stem in an article's title; with positions */
    FH_FIELD_AUTHOR,       /**< A   folded word of an article author's name; with positions */
    FH_FIELD_COMMENTER,    /**< XW  folded word of a comment author's name; with positions */
    FH_FIELD_SOURCE,       /**< XO  outlet: actor id, or its name as folded words */
    FH_FIELD_HOST,         /**< H   host name of the url */
    FH_FIELD_YEAR,         /**< Y2015 */
    FH_FIELD_MONTH,        /**< M201506 */
    FH_FIELD_DAY,          /**< D20150620 */
    FH_FIELD_LANGUAGE,     /**< L   ISO 639-1 code */
    FH_FIELD_TYPE,         /**< T   article, comment */
    FH_FIELD_ACTOR,        /**< XA  actor in any role: its id, or a given name as folded words */
    FH_FIELD_MENTION,      /**< XM  actor named in this very document or given by its input: the
                              same values as XA, never inherited by comments */
    FH_FIELD_ID,           /**< Q   unique id of this document */
    FH_FIELD_STORY,        /**< XI  id of the article, on it and on its comments */
    FH_FIELD_URL,          /**< U   url of the article */
    FH_FIELD_COUNT
} fh_field;

typedef struct fh_term {
    char bytes[FH_TERM_MAX_BYTES];
    size_t n;
} fh_term;

/** Make the term for `value` in `field`. A value that would not fit is cut and ends in a hash of
 *  the whole (32 hex digits of SHA-256), so that equal values still make equal terms and different
 *  ones different terms. As Omega does, ':' stands after a prefix of several letters when the value
 *  begins with a capital letter or ':'. */
void fh_term_make(fh_field field, fh_str value, fh_term *ret_term);

/** The prefix of a field, NUL-terminated. */
const char *fh_field_prefix(fh_field field);

/** The value part of a term of `field` (a slice of `term`); the inverse of fh_term_make for
 *  values that were not cut. */
fh_str fh_term_value(fh_field field, fh_str term);

/** Value slots of a document. */
enum {
    FH_SLOT_DATE = 0,  /**< fh_pack_day; absent without a date */
    FH_SLOT_STORY = 1, /**< fh_pack_docid of the article: on it and on its comments */
    FH_SLOT_ID = 2     /**< the document's id */
};

/** Four bytes that sort as the number does. */
void fh_pack_day(int32_t day, char ret_bytes[4]);
int32_t fh_unpack_day(const char bytes[4]);
void fh_pack_docid(uint32_t docid, char ret_bytes[4]);
uint32_t fh_unpack_docid(const char bytes[4]);

/** Positions: the title begins at 1; text begins FH_POSITION_GAP after the title's last word and
 *  the caption as far after the text's, so that no phrase or NEAR reaches across. */
enum { FH_POSITION_GAP = 100, FH_TITLE_WDF = 2 /**< a title word counts as this many */ };

#endif
