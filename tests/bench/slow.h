/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slow.h: connections that send a byte of a request a second and never come to its end. One that
 * the daemon closes is made again when its next byte is due. Their bytes are spread over the
 * second, so that they never come all at once.
 */
#ifndef FIHRIST_BENCH_SLOW_H
#define FIHRIST_BENCH_SLOW_H

#include <stdint.h>

typedef struct bench_slow bench_slow;

typedef struct slow_counts {
    unsigned wanted, open;
    uint64_t bytes, connects, refused; /* since they were opened; refused: had to try again */
    double seconds;
} slow_counts;

/** Open `count` connections to the socket. NULL when memory is short or none could be opened. */
bench_slow *slow_open(const char *socket, unsigned count);
void slow_close(bench_slow *slow);

/** Send the bytes that are due, some dozens at most, so that the others need not wait. */
void slow_turn(bench_slow *slow);

slow_counts slow_count(const bench_slow *slow);

#endif
