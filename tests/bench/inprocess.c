/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inprocess.c: a loop over fihrist_call(), which is what a worker of the daemon does.
 */
#include <string.h>

#include "fihrist.h"
#include "tests/bench/clients.h"
#include "tests/bench/inprocess.h"

static int take(void *user, const char *kind, const char *json, size_t json_len) {
    bench_result *result = user;
    (void)json;
    result->hits += kind[0] == 'h';
    result->bytes += json_len;
    return 0;
}

static uint64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void ask(fihrist_reader *reader, const bench_question *question, bool cpu,
                bench_result *result) {
    fihrist_error err;
    uint64_t start_ns = cpu ? cpu_ns() : now_ns();
    int status =
        fihrist_call(reader, "search", question->params, question->params_len, take, result, &err);
    result_add(result, question->kind, (cpu ? cpu_ns() : now_ns()) - start_ns);
    if (status < 0)
        result_error(result, fihrist_error_name(status), strlen(fihrist_error_name(status)));
}

int inprocess_run(const inprocess_plan *plan, bench_result *result) {
    fihrist_error err;
    fihrist_reader *reader = NULL;
    if (fihrist_open(plan->index, &reader, &err) < 0) {
        fprintf(stderr, "bench-load: %s\n", err.message);
        return -1;
    }
    uint64_t start_ns = now_ns(), end_ns = start_ns + (uint64_t)(plan->seconds * 1e9);
    for (uint64_t i = 0;
         (!plan->requests || i < plan->requests) && (plan->seconds <= 0 || now_ns() < end_ns); i++)
        ask(reader, &plan->questions->list[i % plan->questions->count], plan->cpu, result);
    result->seconds = (double)(now_ns() - start_ns) / 1e9;
    fihrist_close(reader);
    return 0;
}
