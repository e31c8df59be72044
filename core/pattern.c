/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pattern.c: each piece between stars is taken where it first fits, which is
 * enough: what fits later fits then too.
 */
#include "core/pattern.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Cut the piece before the next star off the pattern; *ret_last: there is no
 * star behind it. */
static fh_str next_piece(fh_str *pattern, bool *ret_last) {
    const char *star = pattern->n ? memchr(pattern->p, FH_PATTERN_STAR, pattern->n) : NULL;
    fh_str piece = {pattern->p, star ? (size_t)(star - pattern->p) : pattern->n};
    size_t passed = star ? piece.n + 1 : piece.n;
    *ret_last = !star;
    pattern->p += passed;
    pattern->n -= passed;
    return piece;
}

static bool begins_with(fh_str text, fh_str piece) {
    return text.n >= piece.n && (piece.n == 0 || memcmp(text.p, piece.p, piece.n) == 0);
}

bool fh_pattern_matches(fh_str pattern, fh_str form) {
    bool last;
    fh_str piece = next_piece(&pattern, &last);
    if (!begins_with(form, piece))
        return false;
    form.p += piece.n, form.n -= piece.n;
    if (last)
        return form.n == 0;
    for (;;) {
        piece = next_piece(&pattern, &last);
        if (last)
            return form.n >= piece.n &&
                   begins_with((fh_str){form.p + form.n - piece.n, piece.n}, piece);
        if (piece.n == 0)
            continue;
        const char *at = form.n ? memmem(form.p, form.n, piece.p, piece.n) : NULL;
        if (!at)
            return false;
        size_t passed = (size_t)(at - form.p) + piece.n;
        form.p += passed, form.n -= passed;
    }
}

fh_str fh_pattern_prefix(fh_str pattern) {
    bool last;
    return next_piece(&pattern, &last);
}

fh_str fh_pattern_longest(fh_str pattern, bool *ret_last) {
    fh_str longest = {pattern.p, 0};
    bool last = false;
    *ret_last = false;
    while (!last) {
        fh_str piece = next_piece(&pattern, &last);
        if (piece.n < longest.n || piece.n == 0)
            continue;
        longest = piece;
        *ret_last = last;
    }
    return longest;
}

/* The places where its first and last byte fit are looked at; there are few
 * where those are not among the commonest of bytes. */
const char *fh_bytes_find(const char *from, const char *end, fh_str wanted) {
#ifdef __SSE2__
    const __m128i first = _mm_set1_epi8(wanted.p[0]), last = _mm_set1_epi8(wanted.p[wanted.n - 1]);
    while ((size_t)(end - from) >= wanted.n - 1 + sizeof first) {
        const char *behind = from + wanted.n - 1;
        __m128i begins = _mm_cmpeq_epi8(first, _mm_loadu_si128((const __m128i *)from));
        __m128i ends = _mm_cmpeq_epi8(last, _mm_loadu_si128((const __m128i *)behind));
        unsigned fits = (unsigned)_mm_movemask_epi8(_mm_and_si128(begins, ends));
        for (; fits; fits &= fits - 1) {
            const char *at = from + __builtin_ctz(fits);
            if (memcmp(at, wanted.p, wanted.n) == 0)
                return at;
        }
        from += sizeof first;
    }
#endif
    return from < end ? memmem(from, (size_t)(end - from), wanted.p, wanted.n) : NULL;
}
