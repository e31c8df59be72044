/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * error.c: filling a fihrist_error. Allocates nothing.
 */
#include "core/error.h"

#include "core/printable.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut by vsnprintf can leave half a character; it is dropped with everything unprintable. */
static void make_printable(char *message) {
    unsigned char *from = (unsigned char *)message, *to = from;
    size_t left = strlen(message);
    while (left > 0) {
        size_t n = fh_printable_length(from, left);
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

/* By code, from 0 down. */
static const char *const NAMES[] = {"ok",          "memory",  "io",        "usage",    "query",
                                    "limit",       "timeout", "busy",      "corrupt",  "not_found",
                                    "version",     "input",   "cancelled", "internal", "away",
                                    "worker_lost", "protocol"};

enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

const char *fihrist_error_name(int code) {
    return code <= 0 && code > -NAME_COUNT ? NAMES[-code] : "internal";
}

int fh_error_code(const char *name) {
    for (int i = 1; i < NAME_COUNT; i++)
        if (strcmp(name, NAMES[i]) == 0)
            return -i;
    return FIHRIST_E_PROTOCOL;
}
