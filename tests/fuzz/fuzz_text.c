/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as a text, in a language by their first byte. What comes out of repair is
 * UTF-8; tokens stand in the text one behind another, on whole characters; forms and stems are
 * UTF-8, bounded and not empty.
 */
#include <stdlib.h>

#include "core/analyser.h"
#include "core/stem.h"
#include "core/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

static bool starts_character(fh_str text, size_t at) {
    return at == text.n || ((unsigned char)text.p[at] & 0xc0) != 0x80;
}

static void check_token(fh_str text, const fh_token *token, const fh_token *before) {
    check(token->end > token->start && token->end <= text.n);
    check(starts_character(text, token->start) && starts_character(text, token->end));
    check(token->start >= before->end && token->position == before->position + 1);
    check(token->form.n > 0 && token->form.n <= FH_TOKEN_MAX_BYTES && fh_utf8_valid(token->form));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static fh_analyser *analyser;
    if (!analyser)
        check(fh_analyser_new(&analyser, NULL) == 0);
    if (size == 0)
        return 0;
    fh_arena *arena = fh_arena_new();
    fh_str text = fh_utf8_repair(arena, (fh_str){(const char *)data + 1, size - 1});
    fh_token token, before = {.position = 6};
    fh_str stem;
    int status;
    check(text.p && fh_utf8_valid(text) && fh_utf8_count(text) <= text.n);
    check(fh_utf8_repair(arena, text).p == text.p);
    fh_analyser_start(analyser, text, data[0] % fh_language_count(), before.position + 1);
    while ((status = fh_analyser_next(analyser, &token, &stem)) > 0) {
        check_token(text, &token, &before);
        check(stem.n > 0 && stem.n <= FH_STEM_MAX_BYTES && fh_utf8_valid(stem));
        before = token;
    }
    check(status == 0);
    fh_arena_free(arena);
    return 0;
}
