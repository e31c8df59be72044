/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * check.h: what every unit test includes: cmocka with the headers it wants first, and comparisons
 * of slices that say the case they failed in.
 */
#ifndef FIHRIST_TESTS_CHECK_H
#define FIHRIST_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "core/memory.h"

/** Fail unless `got` is exactly `expected`; `what` names the case. */
static inline void check_text(const char *what, fh_str got, const char *expected) {
    if (!fh_str_equal(got, fh_str_of(expected)))
        fail_msg("%s: got \"%.*s\" (%zu bytes), expected \"%s\"", what, (int)got.n, got.p, got.n,
                 expected);
}

#endif
