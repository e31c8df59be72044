/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pattern_words.c: what stands between stars is made tokens of by itself; a star then belongs to
 * the tokens that it touches.
 */
#include "searcher/pattern_words.h"

#include "core/charclass.h"
#include "core/utf8.h"

typedef struct splitting {
    fh_analyser *analyser;
    fh_language language;
    fh_arena *arena;
    fh_str *words;
    size_t room, count;
    bool star; /* stands before what comes next */
    bool glue; /* and belongs to the last word too */
} splitting;

/* Does a star beside this character touch a word? In French l'*ban are two words. */
static bool touches(const splitting *s, uint32_t c) {
    fh_class class = fh_class_look_up(c);
    return class == FH_CLASS_APOSTROPHE ? fh_language_token_rules(s->language) != FH_TOKEN_ELISION
                                        : class != FH_CLASS_OTHER;
}

static uint32_t last_character(fh_str text) {
    uint32_t c = 0;
    for (size_t at = 0; at < text.n;)
        c = fh_utf8_next(text, &at);
    return c;
}

/* before * form, where `before` is absent or ends in a star already. */
static int put(splitting *s, fh_str *word, fh_str before, bool star, fh_str form) {
    *word = fh_arena_printf(s->arena, "%.*s%s%.*s", (int)before.n, before.n ? before.p : "",
                            star ? "*" : "", (int)form.n, form.p);
    return word->p ? 0 : FIHRIST_E_MEMORY;
}

/* A token of a piece; `touched`: it is the first, and a star stands right before it. */
static int add_token(splitting *s, fh_str form, bool touched) {
    if (touched && s->glue)
        return put(s, &s->words[s->count - 1], s->words[s->count - 1], false, form);
    if (s->count == s->room)
        return FIHRIST_E_LIMIT;
    return put(s, &s->words[s->count++], (fh_str){NULL, 0}, touched, form);
}

/* What stands between two stars. *ret_ends: a star right behind it belongs to its last word. */
static int add_piece(splitting *s, fh_str piece, bool *ret_ends) {
    fh_token token;
    size_t at = 0;
    bool touched = s->star && touches(s, fh_utf8_next(piece, &at)), any = false;
    int status;
    fh_analyser_start(s->analyser, piece, s->language, 1);
    while ((status = fh_tokenizer_next(fh_analyser_tokenizer(s->analyser), &token)) > 0) {
        status = add_token(s, token.form, touched && !any);
        if (status < 0)
            return status;
        any = true;
    }
    *ret_ends = any && touches(s, last_character(piece));
    return status < 0 ? FIHRIST_E_MEMORY : 0;
}

/* Several stars are one. */
int fh_pattern_words(fh_analyser *analyser, fh_str text, fh_language language, fh_arena *arena,
                     fh_str *ret_words, size_t room, size_t *ret_count) {
    splitting s = {analyser, language, arena, ret_words, room, 0, false, false};
    int status = 0;
    for (size_t at = 0; status == 0 && at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != FH_PATTERN_STAR)
            end++;
        bool star = end < text.n, ends = false;
        if (end > at) {
            status = add_piece(&s, (fh_str){text.p + at, end - at}, &ends);
            s.glue = ends && star;
            if (status == 0 && s.glue)
                status =
                    put(&s, &s.words[s.count - 1], s.words[s.count - 1], true, (fh_str){"", 0});
        }
        s.star = star;
        at = end + 1;
    }
    *ret_count = s.count;
    return status;
}
