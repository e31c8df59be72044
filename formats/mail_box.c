/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mail_box.c: mbox, where a line "From SOMEBODY DATE" behind a blank one begins a message, and
 * lines of a message that would do so have a '>' in front (mboxrd: those with some '>' one more). A
 * stream that begins with no such line is one message.
 */
#include "formats/mail.h"

#include "formats/field.h"

int fh_mail_box_open(fh_mail_box *box, fh_stream *stream, fihrist_error *err) {
    *box = (fh_mail_box){.line = 1, .message = FH_BUFFER(FH_MAIL_MAX_BYTES + 1)};
    return fh_pieces_open(&box->pieces, stream, err);
}

void fh_mail_box_close(fh_mail_box *box) {
    fh_pieces_close(&box->pieces);
    fh_buffer_free(&box->message);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* With a time and a year: prose may begin with "From ", too, in boxes that do not quote it. */
static bool begins_message(fh_str line) {
    bool time = false, year = false;
    if (!fh_str_starts(line, "From "))
        return false;
    for (size_t i = 5; i + 4 < line.n && !(time && year); i++) {
        const char *p = line.p + i;
        time = time || (is_digit(p[0]) && is_digit(p[1]) && p[2] == ':' && is_digit(p[3]) &&
                        is_digit(p[4]));
        year =
            year || (p[0] == ' ' && (memcmp(p + 1, "19", 2) == 0 || memcmp(p + 1, "20", 2) == 0) &&
                     is_digit(p[3]) && is_digit(p[4]));
    }
    return time && year;
}

static bool is_blank(fh_str line) {
    return fh_field_trim(line).n == 0;
}

static fh_str without_quote(fh_str line) {
    size_t n = 0;
    while (n < line.n && line.p[n] == '>')
        n++;
    bool quoted = n > 0 && fh_str_starts((fh_str){line.p + n, line.n - n}, "From ");
    return quoted ? (fh_str){line.p + 1, line.n - 1} : line;
}

static int add(fh_mail_box *box, fh_str line, fihrist_error *err) {
    if (line.n > FH_MAIL_MAX_BYTES - box->message.n)
        box->too_long = true;
    if (box->too_long)
        return 0;
    return fh_buffer_append_str(&box->message, line) ? 0 : fh_fail_memory(err);
}

/* One line, or a part of a long one. *ret_next: it begins the next message. */
static int take_line(fh_mail_box *box, fh_str line, bool *ret_next, fihrist_error *err) {
    bool whole = line.n > 0 && line.p[line.n - 1] == '\n', first = !box->in_line;
    bool begins = first && box->is_mbox && box->after_blank && begins_message(line);
    box->after_blank = first && is_blank(line);
    box->in_line = !whole;
    box->line += whole;
    *ret_next = begins;
    if (begins)
        return 0;
    return add(box, first && box->is_mbox ? without_quote(line) : line, err);
}

/* The line above the first message. */
static int begin(fh_mail_box *box, fihrist_error *err) {
    fh_str line;
    int more = fh_pieces_line(&box->pieces, &line, err);
    box->begun = true;
    if (more <= 0) {
        box->ended = true;
        return more;
    }
    box->is_mbox = box->after_blank = begins_message(line);
    box->next_from = box->is_mbox;
    bool next;
    return take_line(box, line, &next, err);
}

static void clear_message(fh_mail_box *box) {
    /* One huge message does not keep its memory for the rest of the run. */
    if (box->message.capacity > FH_ARTICLE_MAX_BYTES)
        fh_buffer_free(&box->message);
    fh_buffer_clear(&box->message);
    box->too_long = false;
}

/* Up to the line that begins the next one, which is passed. */
static int read_message(fh_mail_box *box, fihrist_error *err) {
    bool next = false;
    int code = 0;
    box->from_line = box->next_from;
    while (code == 0 && !next) {
        fh_str line;
        uint64_t number = box->line;
        int more = fh_pieces_line(&box->pieces, &line, err);
        box->ended = more <= 0;
        if (more <= 0)
            return more;
        code = take_line(box, line, &next, err);
        box->next_from = number;
    }
    return code;
}

int fh_mail_box_next(fh_mail_box *box, fh_str *ret_message, fihrist_error *err) {
    clear_message(box);
    int code = box->begun ? 0 : begin(box, err);
    if (code < 0 || box->ended)
        return code < 0 ? code : FH_READ_END;
    code = read_message(box, err);
    if (code < 0)
        return code;
    *ret_message = fh_buffer_str(&box->message);
    if (!box->too_long)
        return FH_READ_ARTICLE;
    fh_fail(err, FIHRIST_E_INPUT, "a message of more than %d bytes", FH_MAIL_MAX_BYTES);
    return FH_READ_REJECTED;
}
