/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slice.h: what is asked of a slice of text byte by byte. Letters are ASCII's where case is said
 * not to count; all other bytes have to be the same.
 */
#ifndef FIHRIST_CORE_SLICE_H
#define FIHRIST_CORE_SLICE_H

#include <strings.h>

#include "core/memory.h"

static inline bool fh_str_starts(fh_str text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && memcmp(text.p, with, n) == 0;
}

static inline bool fh_str_ends(fh_str text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && memcmp(text.p + text.n - n, with, n) == 0;
}

/** Whether it starts so, in either case. */
static inline bool fh_str_starts_as(fh_str text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && strncasecmp(text.p, with, n) == 0;
}

/** Whether it ends so, in either case. */
static inline bool fh_str_ends_as(fh_str text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && strncasecmp(text.p + text.n - n, with, n) == 0;
}

/** Whether all of it is `word`, in either case. */
static inline bool fh_str_is(fh_str text, const char *word) {
    return text.n == strlen(word) && strncasecmp(text.p, word, text.n) == 0;
}

/** Whether all of it is one of `count` words, in either case. */
bool fh_str_is_any(fh_str text, const char *const *words, size_t count);

/** Without blanks, tabs and ends of lines before and behind. */
fh_str fh_str_trim(fh_str text);

/** Takes the next line that has more than such off *left and returns it, trimmed; absent: there is
 * no more, and *left is empty. */
fh_str fh_str_take_line(fh_str *left);

#endif
