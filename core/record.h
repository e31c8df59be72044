/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * record.h: what is stored with each document, from which answers are shown and the whole index can
 * be made again. Sectioned, versioned, with a checksum that is verified whenever it is read.
 *
 * Layout: "FR", version byte, kind byte ('a' article, 'c' comment), bytes of the head (four, little
 * endian, as all numbers); sections of tag byte, varint length, bytes; CRC-32 (zlib's) of all
 * before it, which ends the head; more sections, and CRC-32 of all before it. The head is what a
 * hit is shown by, and can be read without the rest, which has the text. A reader skips tags it
 * does not know. When an article was first seen stands at the same place in all records, first
 * and in eight bytes, so that it can be set in one that is made: a changed article has it of the
 * one before.
 */
#ifndef FIHRIST_CORE_RECORD_H
#define FIHRIST_CORE_RECORD_H

#include "core/article.h"

typedef enum fh_kind { FH_KIND_ARTICLE, FH_KIND_COMMENT, FH_KIND_COUNT } fh_kind;

/** A name found in the text: what `show` gives as actors. Spans are bytes of the stored text. */
typedef struct fh_record_mention {
    fh_str actor; /**< the id its XA term was made of */
    uint32_t start, end;
} fh_record_mention;

/** A decoded record; slices point into the encoded bytes or the arena given to decode. */
typedef struct fh_record {
    fh_kind kind;
    fh_str id; /**< unique: the article's id; a comment's is "<article id>#comment-<its own id>" */
    /* article */
    fh_article article;   /**< comments are not filled; they have records of their own. Of a
                               comment's record only lang and found_lang are filled: what it was
                               analysed in */
    fh_str outlet;        /**< actor id of the source, where the authority knows it */
    fh_content_hash hash; /**< of the whole article with its comments */
    uint32_t comment_count;
    /* comment */
    fh_str story;    /**< id of the article */
    uint32_t number; /**< place among the article's comments, from 0 */
    fh_comment comment;
    /* both */
    fh_record_mention *mentions;
    size_t mention_count;
} fh_record;

/** Append the encoded record to `buffer`. Articles: fields of record->article but comments. */
int fh_record_encode(const fh_record *record, fh_buffer *buffer, fihrist_error *err);

/** Verify and decode. The slices live as long as both `bytes` and `arena`. FIHRIST_E_CORRUPT when
 *  the checksum or the structure is wrong, FIHRIST_E_VERSION when it is of a later version. */
int fh_record_decode(fh_str bytes, fh_arena *arena, fh_record *ret_record, fihrist_error *err);

/** Set when the article was first seen, in its encoded record, which has that already: as long as
 *  it was. 1 to FH_UTC_MAX_SECONDS. False: it has not, or is no article's; nothing is changed. */
bool fh_record_set_seen(char *record, size_t n, int64_t seen);

/** How many of the bytes are the head; 0: this is no record. Verifies nothing. */
size_t fh_record_head_bytes(fh_str bytes);
/** Verify and decode the head alone, be the rest there or not: everything but the texts, what the
 *  input gave as actors, extra keys and mentions. */
int fh_record_decode_head(fh_str bytes, fh_arena *arena, fh_record *ret_record, fihrist_error *err);

/** How much of a record is wanted. */
typedef enum fh_record_part { FH_RECORD_HEAD, FH_RECORD_ALL } fh_record_part;
/** The one or the other of the two above. */
int fh_record_decode_part(fh_str bytes, fh_record_part part, fh_arena *arena, fh_record *ret_record,
                          fihrist_error *err);

/** The text a document's words were read from: article.text or comment.text. */
fh_str fh_record_text(const fh_record *record);

#endif
