/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mail.h: letters that are articles (newsletters, mailing lists) in steps, each in a file of its
 * own:
 *
 *   mail_box.c      a stream to messages: mbox, or one message alone
 *   mail_message.c  a message to an article
 *   mail.c          the reader
 */
#ifndef FIHRIST_FORMATS_MAIL_H
#define FIHRIST_FORMATS_MAIL_H

#include "core/reader.h"
#include "formats/pieces.h"

enum {
    FH_MAIL_MAX_BYTES = 64 << 20, /**< of one message */
    FH_MAIL_MAX_DEPTH = 8         /**< of parts in parts; what lies deeper is left out */
};

typedef struct fh_mail_box {
    fh_pieces pieces;
    fh_buffer message;
    uint64_t line;      /**< that comes next, from 1 */
    uint64_t from_line; /**< that the message begins on; 0: it is the whole */
    uint64_t next_from; /**< the same of the next one */
    bool begun, is_mbox, ended;
    bool too_long, after_blank, in_line;
} fh_mail_box;

int fh_mail_box_open(fh_mail_box *box, fh_stream *stream, fihrist_error *err);
void fh_mail_box_close(fh_mail_box *box);
/** The next message, until the one after it: FH_READ_ARTICLE, FH_READ_REJECTED (it is too long),
 *  FH_READ_END; or a negative code. */
int fh_mail_box_next(fh_mail_box *box, fh_str *ret_message, fihrist_error *err);

/** FIHRIST_E_INPUT: it has no headers; or neither a text nor a subject. */
int fh_mail_read(fh_str message, fh_arena *arena, fh_article *ret_article, fihrist_error *err);

#endif
