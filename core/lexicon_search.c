/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_search.c: forms with a beginning in common stand together, and are read one by one. For
 * all others the bytes of the blocks are searched, whose forms are not taken apart before one of
 * them has what is looked for; so that none is missed for a flipped bit, the whole run is verified
 * before the first such search.
 */
#include "core/lexicon_search.h"

bool fh_lexicon_search_make(fh_lexicon_search *search, fh_str pattern) {
    bool last;
    fh_str piece = fh_pattern_longest(pattern, &last);
    search->pattern = pattern;
    search->prefix = fh_pattern_prefix(pattern);
    if (piece.n > FH_LEXICON_FORM_MAX_BYTES || search->prefix.n > FH_LEXICON_FORM_MAX_BYTES)
        return false;
    memcpy(search->piece, piece.p, piece.n);
    search->piece_n = piece.n;
    if (last && piece.n > 0)
        search->piece[search->piece_n++] = '\0';
    return true;
}

static bool reads_one_by_one(const fh_lexicon_search *search) {
    return search->prefix.n > 0 || search->piece_n == 0;
}

/* The cursor is on a form, or `found` says why not. */
static int read_on(const fh_lexicon_search *search, fh_lexicon_cursor *cursor, int found) {
    for (; found > 0; found = fh_lexicon_cursor_next(cursor)) {
        if (cursor->form.n < search->prefix.n ||
            memcmp(cursor->form.p, search->prefix.p, search->prefix.n) != 0)
            return 0;
        if (fh_pattern_matches(search->pattern, cursor->form))
            return 1;
    }
    return found;
}

/* The first form from `from` to `end` that matches, where each has a NUL behind it; NULL: none. */
static const char *find_form(const fh_lexicon_search *search, const char *from, const char *end) {
    fh_str piece = {search->piece, search->piece_n};
    for (const char *at; (at = fh_bytes_find(from, end, piece));) {
        const char *before = memrchr(from, '\0', (size_t)(at - from));
        const char *start = before ? before + 1 : from;
        size_t n = strnlen(start, (size_t)(end - start));
        if (fh_pattern_matches(search->pattern, (fh_str){start, n}))
            return start;
        if ((size_t)(end - start) <= n)
            break;
        from = start + n + 1;
    }
    return NULL;
}

/* To the form that begins at `start` in the block that is read. */
static int go_to(fh_lexicon_cursor *cursor, const char *start) {
    int found;
    while ((found = fh_lexicon_cursor_next(cursor)) > 0 && cursor->form.p < start)
        ;
    return found;
}

static int search_on(const fh_lexicon_search *search, fh_lexicon_cursor *cursor) {
    const char *end, *start = NULL;
    if (cursor->text != cursor->text_end)
        start = find_form(search, cursor->text, cursor->text_end);
    if (start)
        return go_to(cursor, start);
    for (; cursor->next < cursor->end; cursor->next++) {
        const char *text = fh_lexicon_cursor_peek(cursor, cursor->next, &end);
        start = find_form(search, text, end);
        if (start)
            return fh_lexicon_cursor_enter(cursor, cursor->next) ? go_to(cursor, start)
                                                                 : FIHRIST_E_CORRUPT;
    }
    return 0;
}

int fh_lexicon_search_first(const fh_lexicon_search *search, fh_lexicon_cursor *cursor) {
    if (reads_one_by_one(search))
        return read_on(search, cursor, fh_lexicon_cursor_seek(cursor, search->prefix));
    return fh_lexicon_run_verify(cursor->run, cursor->bytes) ? search_on(search, cursor)
                                                             : FIHRIST_E_CORRUPT;
}

int fh_lexicon_search_next(const fh_lexicon_search *search, fh_lexicon_cursor *cursor) {
    return reads_one_by_one(search) ? read_on(search, cursor, fh_lexicon_cursor_next(cursor))
                                    : search_on(search, cursor);
}
