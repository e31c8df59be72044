/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * clock.c: the clocks.
 */
#include "core/clock.h"

#include "core/error.h"

#include <time.h>

uint64_t fh_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t fh_utc_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec;
}

uint64_t fh_deadline_in(uint32_t timeout_ms) {
    return timeout_ms ? fh_now_ns() + (uint64_t)timeout_ms * 1000000u : 0;
}

int fh_check_deadline(uint64_t deadline_ns, fihrist_error *err) {
    if (deadline_ns == 0 || fh_now_ns() < deadline_ns)
        return 0;
    return fh_fail(err, FIHRIST_E_TIMEOUT, "the search took longer than it was given");
}
