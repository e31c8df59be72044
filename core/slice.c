/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slice.c: what is too long to stand where it is called.
 */
#include "core/slice.h"

bool fh_str_is_any(fh_str text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fh_str_is(text, words[i]))
            return true;
    return false;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

fh_str fh_str_trim(fh_str text) {
    while (text.n > 0 && is_blank(text.p[0]))
        text.p++, text.n--;
    while (text.n > 0 && is_blank(text.p[text.n - 1]))
        text.n--;
    return text;
}

fh_str fh_str_take_line(fh_str *left) {
    fh_str line = {NULL, 0};
    while (left->n > 0 && line.n == 0) {
        const char *end = memchr(left->p, '\n', left->n);
        size_t n = end ? (size_t)(end - left->p) : left->n;
        line = fh_str_trim((fh_str){left->p, n});
        n += end != NULL;
        *left = (fh_str){left->p + n, left->n - n};
    }
    return line.n > 0 ? line : (fh_str){NULL, 0};
}
