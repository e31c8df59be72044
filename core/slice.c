/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slice.c: what is too long to stand where it is called.
 */
#include "core/slice.h"

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
