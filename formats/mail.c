/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mail.c: the reader of mail boxes and messages (mail.h). One message is in memory.
 */
#include "formats/mail.h"

#include "formats/formats.h"

static void mail_close(void *state) {
    fh_mail_box *box = state;
    if (!box)
        return;
    fh_mail_box_close(box);
    fh_free(box);
}

static int mail_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                     fihrist_error *err) {
    fh_mail_box *box = fh_calloc(1, sizeof *box);
    (void)origin; /* what is known of a mail stands in it */
    int code = box ? fh_mail_box_open(box, stream, err) : fh_fail_memory(err);
    if (code != 0)
        mail_close(box);
    else
        *ret_state = box;
    return code;
}

static int mail_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                     fihrist_error *err) {
    fh_mail_box *box = state;
    fh_str message;
    int code = fh_mail_box_next(box, &message, err);
    *ret_line = box->from_line;
    if (code != FH_READ_ARTICLE)
        return code;
    code = fh_mail_read(message, arena, ret_article, err);
    return code == 0 ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

const fh_reader_format fh_reader_mail = {"mail", mail_open, mail_next, mail_close};
