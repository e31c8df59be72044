/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * questions.h: what a benchmark asks: a file of queries, one a line, in the order they are asked.
 * A line is the params of a search as a JSON object, or a kind, a tab and the params or a query.
 */
#ifndef FIHRIST_BENCH_QUESTIONS_H
#define FIHRIST_BENCH_QUESTIONS_H

#include <stddef.h>

#include "tests/bench/samples.h"

typedef struct bench_question {
    unsigned kind;
    char *params; /* compact JSON */
    size_t params_len;
} bench_question;

typedef struct bench_questions {
    bench_question *list;
    size_t count, room;
    char *kinds[RESULT_KINDS];
    unsigned kind_count;
} bench_questions;

/** Read the file and add `params`, a JSON object or NULL, to each question that does not say
 *  otherwise. They are shuffled, always the same way, so that kinds alternate. Prints what is wrong
 *  and returns -1; free what was read all the same. */
int questions_read(const char *path, const char *params, bench_questions *ret_questions);
void questions_free(bench_questions *questions);

#endif
