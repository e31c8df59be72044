/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * clients.h: clients of the daemon, many in one thread: each has one connection with one request
 * under way, and asks the next question as soon as the last one is answered.
 */
#ifndef FIHRIST_BENCH_CLIENTS_H
#define FIHRIST_BENCH_CLIENTS_H

#include <time.h>

#include "tests/bench/questions.h"
#include "tests/bench/samples.h"
#include "tests/bench/slow.h"

typedef struct clients_plan {
    const char *socket;
    const bench_questions *questions;
    unsigned clients;
    double seconds;    /* 0: until `requests` are answered */
    uint64_t requests; /* 0: until the time is over */
    bench_slow *slow;  /* to be kept going meanwhile; NULL for none */
} clients_plan;

/** Ask until the plan is over, then wait for what is under way. A request that is not answered in
 *  ten seconds more, a connection that breaks and an answer that is none of the protocol's are
 *  errors of their own: "unanswered", "closed", "connect", "malformed". Returns -1 when nothing can
 *  be asked at all. */
int clients_run(const clients_plan *plan, bench_result *result);

static inline uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/** A connection to the socket at `path`; -1 with errno. Where `wait` is not set, EAGAIN says that
 *  the daemon has too many to accept. */
int clients_connect(const char *path, int wait);

#endif
