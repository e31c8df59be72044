/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * error.c: filling a fihrist_error. Allocates nothing.
 */
#include "core/error.h"

#include "core/printable.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WHAT_MAX_BYTES = 1024, CAUSE_MAX_BYTES = 512 };

/* Is it a byte of a character that began before it? */
static bool is_inside(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* A cut by vsnprintf can leave half a character; it is replaced with everything unprintable. */
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

/* A message too long loses its middle: it begins with what failed and ends with why. */
static void set_message(fihrist_error *err, const char *text) {
    static const char gap[] = "...";
    enum { ROOM = sizeof err->message - sizeof gap, HEAD = ROOM / 3, TAIL = ROOM - HEAD };
    size_t n = strlen(text);
    if (n < sizeof err->message) {
        memcpy(err->message, text, n + 1);
    } else {
        size_t head = HEAD, tail = n - TAIL;
        while (head > 0 && is_inside(text[head]))
            head--;
        while (is_inside(text[tail]))
            tail++;
        snprintf(err->message, sizeof err->message, "%.*s%s%s", (int)head, text, gap, text + tail);
    }
    make_printable(err->message);
}

/* Say "what: cause", or what alone where `cause` is NULL. */
static void fill(fihrist_error *err, int code, int sys_errno, int64_t position, const char *cause,
                 const char *format, va_list args) __attribute__((format(printf, 6, 0)));

static void fill(fihrist_error *err, int code, int sys_errno, int64_t position, const char *cause,
                 const char *format, va_list args) {
    char text[WHAT_MAX_BYTES + 2 + CAUSE_MAX_BYTES];
    vsnprintf(text, WHAT_MAX_BYTES, format, args);
    if (cause) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, ": %s", cause);
    }
    err->code = code;
    err->sys_errno = sys_errno;
    err->position = position;
    set_message(err, text);
}

int fh_fail(fihrist_error *err, int code, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, -1, NULL, format, args);
        va_end(args);
    }
    return code;
}

int fh_fail_at(fihrist_error *err, int code, int64_t position, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, 0, position, NULL, format, args);
        va_end(args);
    }
    return code;
}

int fh_fail_errno(fihrist_error *err, int sys_errno, const char *format, ...) {
    if (err) {
        char cause[96];
        va_list args;
        va_start(args, format);
        fill(err, FIHRIST_E_IO, sys_errno, -1, strerror_r(sys_errno, cause, sizeof cause), format,
             args);
        va_end(args);
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
    fill(err, err->code, err->sys_errno, err->position, cause, format, args);
    va_end(args);
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
