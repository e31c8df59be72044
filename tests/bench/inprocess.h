/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inprocess.h: the same questions asked of the library, without a daemon between.
 */
#ifndef FIHRIST_BENCH_INPROCESS_H
#define FIHRIST_BENCH_INPROCESS_H

#include "tests/bench/questions.h"
#include "tests/bench/samples.h"

/** Ask `requests` questions, or as many as `seconds` allow, one after the other, of the index at
 *  `path`. Prints why and returns -1 when it cannot be opened. */
int inprocess_run(const char *path, const bench_questions *questions, uint64_t requests,
                  double seconds, bench_result *result);

#endif
