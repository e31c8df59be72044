/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * identity.c: folding a name to the value of its term.
 */
#include "core/identity.h"

fh_str fh_identity_fold(fh_tokenizer *tokenizer, fh_str name, fh_arena *arena) {
    /* Longer values are cut by fh_term_make; nobody's name is near this. */
    fh_buffer words = FH_BUFFER(64 * 1024);
    fh_token token;
    int status;
    fh_tokenizer_start(tokenizer, name, FH_TOKEN_PLAIN, 1);
    while ((status = fh_tokenizer_next(tokenizer, &token)) > 0 && !words.failed) {
        if (fh_str_equal(fh_buffer_str(&words), fh_str_of("the")))
            fh_buffer_clear(&words);
        if (words.n)
            fh_buffer_append_byte(&words, ' ');
        fh_buffer_append_str(&words, token.form);
    }
    fh_str folded = {NULL, 0};
    if (status == 0)
        folded = fh_arena_copy(arena, fh_buffer_str(&words));
    fh_buffer_free(&words);
    return folded;
}
