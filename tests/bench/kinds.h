/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * kinds.h: the kinds of queries that a benchmark asks.
 */
#ifndef FIHRIST_BENCH_KINDS_H
#define FIHRIST_BENCH_KINDS_H

#include "tests/bench/asking.h"

typedef struct question_kind {
    const char *name;
    void (*make)(asking *ask);
    const char *params; /* more of them, behind the query; begins with a comma */
} question_kind;

typedef struct question_kinds {
    const question_kind *list;
    size_t count;
} question_kinds;

/** What a daemon is asked: all that the query language has. The kinds in "common" are the dear
 *  ones, made of the words that are in most articles. */
extern const question_kinds kinds_of_daemon;

/** What every engine that Fihrist is compared with can be asked as well: words, OR, exact words,
 *  and the filters actor:, date:, source: and comment:. */
extern const question_kinds kinds_of_comparison;

#endif
