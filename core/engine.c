/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * engine.c: which of our codes each failure of libxapian is.
 */
#include "core/engine.h"

#include <stdarg.h>
#include <stdio.h>

static int code_of(const xc_error *cause) {
    switch (cause->code) {
    case XC_E_MEMORY:
        return FIHRIST_E_MEMORY;
    case XC_E_CALLBACK:
        return cause->callback_status < 0 ? cause->callback_status : FIHRIST_E_INTERNAL;
    case XC_E_DATABASE_LOCK:
    case XC_E_DATABASE_MODIFIED:
        return FIHRIST_E_BUSY;
    case XC_E_DATABASE_NOT_FOUND:
        return FIHRIST_E_NOT_FOUND;
    case XC_E_DATABASE_VERSION:
    case XC_E_FEATURE_UNAVAILABLE:
        return FIHRIST_E_VERSION;
    case XC_E_DATABASE:
    case XC_E_DATABASE_OPENING:
    case XC_E_CORRUPT:
    case XC_E_UNSAFE:
    case XC_E_NOT_FOUND: /* a document the index itself pointed to */
        return cause->sys_errno ? FIHRIST_E_IO : FIHRIST_E_CORRUPT;
    case XC_E_DATABASE_CREATE:
    case XC_E_SYSTEM:
    case XC_E_POISONED:
        return FIHRIST_E_IO;
    default:
        return FIHRIST_E_INTERNAL;
    }
}

int fh_fail_engine(fihrist_error *err, const xc_error *cause, const char *format, ...) {
    int code = code_of(cause);
    char what[128];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    fh_fail(err, code, "%s: %s", what, cause->message);
    if (err)
        err->sys_errno = cause->sys_errno;
    return code;
}
