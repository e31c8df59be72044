/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * error.c: filling a fihrist_error. Calls nothing else of ours, allocates nothing.
 */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Length of the well-formed UTF-8 sequence at p that shows as text, or 0. C0, C1 controls and the
 * bidirectional overrides (which reorder a terminal line) do not. */
static size_t printable_length(const unsigned char *p, size_t n) {
    if (p[0] < 0x80)
        return p[0] >= 0x20 && p[0] != 0x7f;
    size_t want = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || want > n)
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    if (p[0] == 0xc2 && p[1] < 0xa0)
        return 0;
    if (p[0] == 0xe2 && ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
                         (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)))
        return 0;
    return want;
}

/* A cut by vsnprintf can leave half a character; it is dropped with everything unprintable. */
static void make_printable(char *message) {
    unsigned char *from = (unsigned char *)message, *to = from;
    size_t left = strlen(message);
    while (left > 0) {
        size_t n = printable_length(from, left);
        if (n == 0) {
            *to++ = '?';
            from++, left--;
            continue;
        }
        memmove(to, from, n);
        to += n, from += n, left -= n;
    }
    *to = '\0';
}

static void fill(fihrist_error *err, int code, int sys_errno, int64_t position, const char *format,
                 va_list args) __attribute__((format(printf, 5, 0)));

static void fill(fihrist_error *err, int code, int sys_errno, int64_t position, const char *format,
                 va_list args) {
    err->code = code;
    err->sys_errno = sys_errno;
    err->position = position;
    vsnprintf(err->message, sizeof err->message, format, args);
    make_printable(err->message);
}

int fh_fail(fihrist_error *err, int code, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, -1, format, args);
        va_end(args);
    }
    return code;
}

int fh_fail_at(fihrist_error *err, int code, int64_t position, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, position, format, args);
        va_end(args);
    }
    return code;
}

int fh_fail_errno(fihrist_error *err, int sys_errno, const char *format, ...) {
    if (err) {
        char cause[96];
        va_list args;
        va_start(args, format);
        fill(err, FIHRIST_E_IO, sys_errno, -1, format, args);
        va_end(args);
        size_t used = strlen(err->message);
        const char *text = strerror_r(sys_errno, cause, sizeof cause);
        snprintf(err->message + used, sizeof err->message - used, ": %s", text);
    }
    return FIHRIST_E_IO;
}

int fh_fail_memory(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_MEMORY, "out of memory");
}

int fh_fail_context(fihrist_error *err, const char *format, ...) {
    if (!err)
        return FIHRIST_E_INTERNAL;
    char cause[sizeof err->message];
    memcpy(cause, err->message, sizeof cause);
    va_list args;
    va_start(args, format);
    fill(err, err->code, err->sys_errno, err->position, format, args);
    va_end(args);
    size_t used = strlen(err->message);
    snprintf(err->message + used, sizeof err->message - used, ": %s", cause);
    make_printable(err->message);
    return err->code;
}
