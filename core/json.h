/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json.h: write one compact line of JSON into a buffer, piece by piece: no tree in between, and no
 * state but the buffer itself (a comma is due when the last byte is neither an opening bracket nor
 * a colon). What is written is valid UTF-8 whatever came in, and holds no control character: they
 * are all escaped, so a line can be shown on a terminal.
 *
 * As with fh_buffer, a run of calls is checked once at its end by buffer->failed.
 */
#ifndef FIHRIST_CORE_JSON_H
#define FIHRIST_CORE_JSON_H

#include <jansson.h>

#include "core/article.h"

void fh_json_open(fh_buffer *out, char bracket);  /**< '{' or '[' */
void fh_json_close(fh_buffer *out, char bracket); /**< '}' or ']' */
void fh_json_key(fh_buffer *out, const char *key);

void fh_json_string(fh_buffer *out, fh_str text);
void fh_json_text(fh_buffer *out, const char *text);
void fh_json_integer(fh_buffer *out, int64_t number);
void fh_json_real(fh_buffer *out, double number); /**< as short as it reads back the same */
void fh_json_bool(fh_buffer *out, bool value);
void fh_json_null(fh_buffer *out);
/** A value of jansson's, nested as deep as jansson itself reads (2,048). */
void fh_json_value(fh_buffer *out, const json_t *value);

/** A key with its string; nothing at all when the text is empty. */
void fh_json_member(fh_buffer *out, const char *key, fh_str text);
void fh_json_member_integer(fh_buffer *out, const char *key, int64_t number);
/** A key with an array of strings; nothing when there are none. */
void fh_json_member_strings(fh_buffer *out, const char *key, const fh_str *items, size_t count);
/** The members of an object that is already JSON (an article's `extra`). */
void fh_json_members(fh_buffer *out, fh_str object);

/** An actor that was found in a text, and where: spans of code points, end excluded. */
typedef struct fh_json_found {
    fh_str id, name; /**< name may be absent */
    const uint32_t (*spans)[2];
    size_t span_count;
} fh_json_found;

/** The key of when an article first came into an index, as fh_utc_print gives it. The exchange
 *  format's other keys are the input's; this one is Fihrist's own. */
#define FH_JSON_SEEN "fihrist_seen"

/** The members of an article or a comment in the exchange format, without the brackets. Given
 * actors are strings in "actors", found ones objects behind them {"id","name","spans"}; a reader
 * takes the strings and leaves the objects aside, since they are found again. */
void fh_json_comment_members(fh_buffer *out, const fh_comment *comment, const fh_json_found *found,
                             size_t found_count);
void fh_json_article_members(fh_buffer *out, const fh_article *article, const fh_json_found *found,
                             size_t found_count);
/** The whole article with its comments, as one object. */
void fh_json_article(fh_buffer *out, const fh_article *article);

#endif
