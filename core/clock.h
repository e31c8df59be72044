/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * clock.h: time that only goes forward, and deadlines in it; and the time of day.
 */
#ifndef FIHRIST_CORE_CLOCK_H
#define FIHRIST_CORE_CLOCK_H

#include "fihrist.h"

/** Nanoseconds of CLOCK_MONOTONIC. */
uint64_t fh_now_ns(void);
/** Seconds since 1970, UTC, as the machine's clock says. */
int64_t fh_utc_now(void);
/** The moment `timeout_ms` from now; 0, which is no deadline, for 0. */
uint64_t fh_deadline_in(uint32_t timeout_ms);
/** 0, or FIHRIST_E_TIMEOUT past the deadline (0: none). */
int fh_check_deadline(uint64_t deadline_ns, fihrist_error *err);

#endif
