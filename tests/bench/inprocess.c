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

int inprocess_run(const char *path, const bench_questions *questions, uint64_t requests,
                  double seconds, bench_result *result) {
    fihrist_error err;
    fihrist_reader *reader = NULL;
    if (fihrist_open(path, &reader, &err) < 0) {
        fprintf(stderr, "bench-load: %s\n", err.message);
        return -1;
    }
    uint64_t start_ns = now_ns(), end_ns = start_ns + (uint64_t)(seconds * 1e9), sent_ns = start_ns;
    for (uint64_t i = 0; (!requests || i < requests) && (seconds <= 0 || sent_ns < end_ns); i++) {
        const bench_question *question = &questions->list[i % questions->count];
        sent_ns = now_ns();
        int status = fihrist_call(reader, "search", question->params, question->params_len, take,
                                  result, &err);
        if (status < 0)
            result_error(result, fihrist_error_name(status), strlen(fihrist_error_name(status)));
        else
            result_add(result, question->kind, now_ns() - sent_ns);
    }
    result->seconds = (double)(now_ns() - start_ns) / 1e9;
    fihrist_close(reader);
    return 0;
}
