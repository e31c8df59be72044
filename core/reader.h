/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader.h: what a reader of one file format is. A reader turns a stream of bytes into articles; it
 * opens nothing, walks nothing and fills in nothing that the bytes do not say.
 */
#ifndef FIHRIST_CORE_READER_H
#define FIHRIST_CORE_READER_H

#include "core/article.h"
#include "core/stream.h"

/** What is known of bytes from elsewhere: by HTTP's headers, by the container they were in, by the
 *  command line. Absent: nothing. Borrowed until close. */
typedef struct fh_origin {
    fh_str url;     /**< where they were fetched from: a page's own URL where it states no other */
    fh_str charset; /**< as declared by who sent them */
    fh_str columns; /**< of a table: "column=field,column=field" (--map); absent: by their names */
    /** Asked with all bytes of a document that is read as a whole, before they are parsed; true:
     * its article is known, and it is passed over. NULL: none is. */
    bool (*is_known)(void *user, fh_str bytes);
    void *user;
} fh_origin;

enum { FH_READ_END = 0, FH_READ_ARTICLE = 1, FH_READ_REJECTED = 2, FH_READ_KNOWN = 3 };

typedef struct fh_reader_format {
    const char *name; /**< as --format has it */
    /** *ret_state is the reader's own, freed by close. The stream outlives it. */
    int (*open)(fh_stream *stream, const fh_origin *origin, void **ret_state, fihrist_error *err);
    /** FH_READ_ARTICLE (in `arena`, not yet finished), FH_READ_REJECTED (*err says why),
     * FH_READ_KNOWN (as its origin says), FH_READ_END, or a negative code: no more can be read of
     * this stream, and *err says why (FIHRIST_E_INPUT: its own fault). *ret_line is the line from 1
     * that it begins on, or the number of a record; 0: the whole. */
    int (*next)(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                fihrist_error *err);
    void (*close)(void *state);
} fh_reader_format;

#endif
