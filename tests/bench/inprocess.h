/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inprocess.h: the same questions asked of the library, without a daemon between.
 */
#ifndef FIHRIST_BENCH_INPROCESS_H
#define FIHRIST_BENCH_INPROCESS_H

#include <stdbool.h>

#include "tests/bench/questions.h"
#include "tests/bench/samples.h"

typedef struct inprocess_plan {
    const char *index;
    const bench_questions *questions;
    uint64_t requests; /* 0: as many as the time allows */
    double seconds;    /* 0: as long as it takes */
    bool cpu;          /* measure the processor's time, which others on the machine do not change */
} inprocess_plan;

/** Ask one question after the other. Prints why and returns -1 when there is no such index. */
int inprocess_run(const inprocess_plan *plan, bench_result *result);

#endif
