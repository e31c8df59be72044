/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * token.c: reading a text token by token. Plain ASCII words, nearly all of English, are found and
 * folded in one pass here; everything else is measured by span.c and folded by fold.c.
 */
#include "core/token.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "core/fold.h"
#include "core/span.h"
#include "fihrist.h"

/* A run of a script without spaces goes to ICU in pieces of at most this; a piece ends behind a
 * whole word where it has one. */
enum { PIECE_MAX_BYTES = 4096 };

struct fh_tokenizer {
    fh_fold *fold;
    UBreakIterator *breaks; /* opened when first needed: its dictionaries are large */
    UText *piece_text;      /* what `breaks` reads; kept for reuse */
    fh_source source;
    size_t at;                     /* where the next token is looked for */
    size_t last_next;              /* where the token before left off */
    size_t piece_start, piece_end; /* of a run that is being split; 0, 0 when there is none */
    size_t list_next;              /* digits that begin here stand behind others in a list */
    fh_token_rules rules;
    uint32_t first_position, position; /* of the text; of the next token */
    char form[FH_TOKEN_MAX_BYTES];
};

fh_tokenizer *fh_tokenizer_new(void) {
    fh_tokenizer *t = fh_calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->fold = fh_fold_new();
    if (!t->fold) {
        fh_free(t);
        return NULL;
    }
    t->source.classes = fh_fold_classes(t->fold);
    return t;
}

void fh_tokenizer_free(fh_tokenizer *tokenizer) {
    if (!tokenizer)
        return;
    if (tokenizer->breaks)
        ubrk_close(tokenizer->breaks);
    if (tokenizer->piece_text)
        utext_close(tokenizer->piece_text);
    fh_fold_free(tokenizer->fold);
    fh_free(tokenizer);
}

void fh_tokenizer_start(fh_tokenizer *tokenizer, fh_str text, fh_token_rules rules,
                        uint32_t first_position) {
    tokenizer->source.text = text;
    tokenizer->at = tokenizer->last_next = tokenizer->list_next = 0;
    tokenizer->piece_start = tokenizer->piece_end = 0;
    tokenizer->rules = rules;
    tokenizer->first_position = tokenizer->position = first_position;
}

static fh_str slice(const fh_tokenizer *t, size_t start, size_t end) {
    return (fh_str){t->source.text.p + start, end - start};
}

/* Fold the text from start to end into form[n...]; returns the new n. */
static size_t fold_into_form(fh_tokenizer *t, size_t start, size_t end, size_t n) {
    return n + fh_fold_word(t->fold, slice(t, start, end), t->form + n, sizeof t->form - n);
}

/* Go on at `next`, with the token over start..end whose form has n bytes; none when it has 0. */
static int emit(fh_tokenizer *t, size_t start, size_t end, size_t next, size_t n,
                fh_token *ret_token) {
    t->at = next;
    if (n == 0)
        return 0;
    ret_token->form = (fh_str){t->form, n};
    ret_token->start = start;
    ret_token->end = end;
    ret_token->joined =
        t->position != t->first_position && fh_span_joins(slice(t, t->last_next, start));
    ret_token->position = t->position++;
    t->last_next = next;
    return 1;
}

static int read_word(fh_tokenizer *t, size_t start, fh_token *ret_token) {
    fh_span span = fh_span_word(&t->source, start, t->rules);
    size_t n = fold_into_form(t, start, span.end, 0);
    return emit(t, start, span.end, span.next, n, ret_token);
}

/* A word of ASCII letters, folded as it is read. What may be more than that is read_word's. */
static int read_ascii_word(fh_tokenizer *t, size_t start, fh_token *ret_token) {
    const unsigned char *p = (const unsigned char *)t->source.text.p;
    size_t limit = t->source.text.n, end = start, n = 0;
    if (limit - start > sizeof t->form)
        limit = start + sizeof t->form;
    while (end < limit && p[end] < 0x80 && fh_ascii_class[p[end]] == FH_CLASS_LETTER)
        t->form[n++] = fh_ascii_lower[p[end++]];
    if (end < t->source.text.n) {
        bool ends = p[end] < 0x80 && fh_ascii_class[p[end]] != FH_CLASS_LETTER &&
                    fh_ascii_class[p[end]] != FH_CLASS_APOSTROPHE;
        if (!ends || (p[end] == '.' && n == 1))
            return read_word(t, start, ret_token);
    }
    return emit(t, start, end, end, n, ret_token);
}

static int read_number(fh_tokenizer *t, size_t start, fh_token *ret_token) {
    fh_number_span span = fh_span_number(&t->source, start, start == t->list_next && start > 0);
    size_t n = fold_into_form(t, start, span.whole_end, 0);
    if (span.point_next && n + 1 < sizeof t->form) {
        t->form[n++] = '.';
        n = fold_into_form(t, span.point_next, span.end, n);
    }
    t->list_next = span.list_next;
    return emit(t, start, span.end, span.end, n, ret_token);
}

/* --- scripts without spaces --- */

/* Set the break iterator on the piece that begins at `start`. */
static int open_piece(fh_tokenizer *t, size_t start) {
    UErrorCode status = U_ZERO_ERROR;
    bool cut;
    size_t end = fh_span_run(&t->source, start, PIECE_MAX_BYTES, &cut);
    if (!t->breaks)
        t->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    t->piece_text =
        utext_openUTF8(t->piece_text, t->source.text.p + start, (int64_t)(end - start), &status);
    ubrk_setUText(t->breaks, t->piece_text, &status);
    if (U_FAILURE(status))
        return FIHRIST_E_MEMORY;
    if (cut) { /* its last word may go on: leave that to the next piece */
        int32_t last = ubrk_preceding(t->breaks, (int32_t)(end - start));
        if (last > 0)
            end = start + (size_t)last;
    }
    ubrk_first(t->breaks);
    t->piece_start = start;
    t->piece_end = end;
    return 0;
}

/* The next word of the piece at hand; 0 when it has no more. */
static int read_from_piece(fh_tokenizer *t, fh_token *ret_token) {
    while (t->at < t->piece_end) {
        size_t start = t->at, end = t->piece_end;
        int32_t found = ubrk_next(t->breaks);
        if (found != UBRK_DONE && t->piece_start + (size_t)found < end)
            end = t->piece_start + (size_t)found;
        size_t n = fold_into_form(t, start, end, 0);
        if (emit(t, start, end, end, n, ret_token))
            return 1;
    }
    t->piece_start = t->piece_end = 0;
    return 0;
}

/* --- the loop --- */

int fh_tokenizer_next(fh_tokenizer *tokenizer, fh_token *ret_token) {
    fh_tokenizer *t = tokenizer;
    int status = t->piece_end ? read_from_piece(t, ret_token) : 0;
    while (status == 0 && t->at < t->source.text.n) {
        size_t start = t->at, next;
        switch (fh_source_peek(&t->source, start, &next)) {
        case FH_CLASS_LETTER:
            status = next == start + 1 ? read_ascii_word(t, start, ret_token)
                                       : read_word(t, start, ret_token);
            break;
        case FH_CLASS_DIGIT:
            status = read_number(t, start, ret_token);
            break;
        case FH_CLASS_DICTIONARY:
            status = open_piece(t, start);
            if (status == 0)
                status = read_from_piece(t, ret_token);
            break;
        default:
            t->at = next;
            break;
        }
    }
    return status;
}
