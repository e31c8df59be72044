/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * samples.h: what a run measured: how long each request took, by kind, and what went wrong, by
 * name. Every single time is kept, so that a percentile is one that was measured.
 */
#ifndef FIHRIST_BENCH_SAMPLES_H
#define FIHRIST_BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct bench_samples {
    uint64_t *ns;
    size_t count, room;
} bench_samples;

typedef struct bench_summary {
    size_t count;
    double p50_ms, p95_ms, p99_ms, max_ms;
} bench_summary;

enum { RESULT_KINDS = 128, RESULT_ERRORS = 24, RESULT_NAME_BYTES = 32 };

typedef struct bench_result {
    const char *const *kinds; /* their names, which outlive the result */
    unsigned kind_count;
    bench_samples of_kind[RESULT_KINDS];
    struct {
        char name[RESULT_NAME_BYTES];
        uint64_t count;
    } errors[RESULT_ERRORS];
    unsigned error_names;
    uint64_t answers, hits, bytes;
    double seconds;
} bench_result;

void result_begin(bench_result *result, const char *const *kinds, unsigned kind_count);
void result_free(bench_result *result);

/** An answer, be it an error, that took so long. Ends the program when memory is short. */
void result_add(bench_result *result, unsigned kind, uint64_t ns);
void result_error(bench_result *result, const char *name, size_t name_len);
uint64_t result_errors(const bench_result *result);

/** Of all kinds together. Sorts what was measured. */
bench_summary result_all(bench_result *result);

/** A table for people; of all kinds, or of all together only. */
void result_print(bench_result *result, FILE *out, int by_kind);
/** One JSON object without a line feed. */
void result_print_json(bench_result *result, FILE *out);

#endif
