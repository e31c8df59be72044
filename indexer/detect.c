/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * detect.c: which part of an article is shown to CLD2, and which of its answers are believed.
 */
#include "indexer/detect.h"

#include "cld2-c/cld2-c.h"
#include "core/charclass.h"
#include "core/language.h"
#include "core/utf8.h"

enum {
    PIECES = 3, /* of a long text */
    PIECE_BYTES = FH_DETECT_SAMPLE_BYTES / PIECES,
    LEAST_PERCENT = 60 /* the rest may be names, quoted, or in another language */
};

typedef struct sample {
    char bytes[FH_DETECT_SAMPLE_BYTES];
    size_t n;
} sample;

/* As much of a text as there is room for, and a line feed behind it. */
static void add(sample *to, fh_str text) {
    size_t room = sizeof to->bytes - to->n;
    if (text.n == 0 || room == 0)
        return;
    size_t n = fh_utf8_cut(text, room - 1);
    memcpy(to->bytes + to->n, text.p, n);
    to->n += n;
    to->bytes[to->n++] = '\n';
}

static size_t next_character(fh_str text, size_t at) {
    while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* Beginnings have datelines and names, ends have credits; a list or a long quotation somewhere is
 * to be no more than a part of it. */
static void add_pieces(sample *to, fh_str text) {
    for (size_t i = 1; i <= PIECES; i++) {
        size_t start = next_character(text, text.n * i / (PIECES + 1) - PIECE_BYTES / 2);
        add(to, (fh_str){text.p + start,
                         fh_utf8_cut((fh_str){text.p + start, text.n - start}, PIECE_BYTES - 1)});
    }
}

/* A letter of another script than the Latin has two bytes or three, and says more. */
static size_t letter_bytes(const sample *text) {
    size_t count = 0;
    for (size_t i = 0; i < text->n; i++) {
        unsigned char byte = (unsigned char)text->bytes[i];
        count += byte >= 128 || fh_ascii_class[byte] == FH_CLASS_LETTER;
    }
    return count;
}

static void fill(sample *to, const fh_article *article) {
    to->n = 0;
    if (article->text.n >= sizeof to->bytes) {
        add_pieces(to, article->text);
        return;
    }
    add(to, article->title);
    add(to, article->text);
    add(to, article->caption);
    if (letter_bytes(to) < FH_DETECT_LEAST_BYTES)
        for (size_t i = 0; i < article->comment_count; i++)
            add(to, article->comments[i].text);
}

int fh_detect_language(const fh_article *article, fh_str *ret_code) {
    sample text;
    fill(&text, article);
    *ret_code = (fh_str){NULL, 0};
    if (letter_bytes(&text) < FH_DETECT_LEAST_BYTES)
        return FIHRIST_OK;
    cld2_answer answer;
    if (cld2_detect(text.bytes, text.n, &answer) < 0)
        return FIHRIST_E_MEMORY;
    const char *code = NULL;
    if (answer.reliable && answer.percent >= LEAST_PERCENT)
        code = fh_language_iso(fh_str_of(answer.code));
    if (code)
        *ret_code = fh_str_of(code);
    return FIHRIST_OK;
}
