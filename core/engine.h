/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * engine.h: a failure of libxapian (through its binding) as a fihrist_error.
 */
#ifndef FIHRIST_CORE_ENGINE_H
#define FIHRIST_CORE_ENGINE_H

#include "core/error.h"
#include "xapian-c.h"

/** Fill *err with "what: cause" from *cause; returns the fihrist code it stands for: a writer's
 *  lock and a revision that is gone are _BUSY, damage is _CORRUPT, a callback's status passes
 *  through (its message too). */
int fh_fail_engine(fihrist_error *err, const xc_error *cause, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
