/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * error.h: fill a fihrist_error and return its code in one expression.
 *
 *     return fh_fail(err, FIHRIST_E_IO, "cannot open '%s': %s", path, cause);
 *
 * Messages: one line, impersonal, the object in single quotes, the cause last. What is quoted from
 * outside has control bytes and broken UTF-8 replaced, and is cut to fit, so that a message can be
 * printed on a terminal as it is.
 */
#ifndef FIHRIST_CORE_ERROR_H
#define FIHRIST_CORE_ERROR_H

#include "fihrist.h"

/** Fill *err (which may be NULL) with a formatted message; returns `code`. */
int fh_fail(fihrist_error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** As fh_fail, for an error about byte `position` of the input. */
int fh_fail_at(fihrist_error *err, int code, int64_t position, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** As fh_fail with FIHRIST_E_IO: ": cause" is appended from `sys_errno`, which is kept. */
int fh_fail_errno(fihrist_error *err, int sys_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The one message for a failed allocation; returns FIHRIST_E_MEMORY. */
int fh_fail_memory(fihrist_error *err);

/** Put "what: " in front of the message *err already holds; returns its code. */
int fh_fail_context(fihrist_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** The code of a name that fihrist_error_name gives; FIHRIST_E_PROTOCOL for any other. */
int fh_error_code(const char *name);

#endif
