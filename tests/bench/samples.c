/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * samples.c: keep times, sort them, and print what they say.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/samples.h"

void result_begin(bench_result *result, const char *const *kinds, unsigned kind_count) {
    memset(result, 0, sizeof *result);
    result->kinds = kinds;
    result->kind_count = kind_count;
}

void result_free(bench_result *result) {
    for (unsigned i = 0; i < result->kind_count; i++)
        free(result->of_kind[i].ns);
}

static void reserve(bench_samples *samples, size_t more) {
    if (samples->count + more <= samples->room)
        return;
    size_t room = (samples->count + more) * 2;
    uint64_t *ns = realloc(samples->ns, room * sizeof *ns);
    if (!ns) {
        fputs("bench-load: out of memory\n", stderr);
        exit(2);
    }
    samples->ns = ns;
    samples->room = room;
}

void result_add(bench_result *result, unsigned kind, uint64_t ns) {
    bench_samples *samples = &result->of_kind[kind];
    reserve(samples, 1);
    samples->ns[samples->count++] = ns;
    result->answers++;
}

void result_error(bench_result *result, const char *name, size_t name_len) {
    unsigned i = 0;
    name_len = name_len < RESULT_NAME_BYTES - 1 ? name_len : RESULT_NAME_BYTES - 1;
    while (i < result->error_names && (strncmp(result->errors[i].name, name, name_len) != 0 ||
                                       result->errors[i].name[name_len] != '\0'))
        i++;
    if (i == RESULT_ERRORS)
        i--; /* more names than the protocol has: counted with the last */
    else if (i == result->error_names) {
        memcpy(result->errors[i].name, name, name_len);
        result->error_names++;
    }
    result->errors[i].count++;
}

uint64_t result_errors(const bench_result *result) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < result->error_names; i++)
        sum += result->errors[i].count;
    return sum;
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The smallest time that so many of a thousand do not pass. */
static double percentile(const bench_samples *samples, size_t permille) {
    size_t at = (samples->count * permille + 999) / 1000;
    return (double)samples->ns[at > 0 ? at - 1 : 0] / 1e6;
}

static bench_summary summarise(bench_samples *samples) {
    if (samples->count == 0)
        return (bench_summary){0, 0, 0, 0, 0};
    qsort(samples->ns, samples->count, sizeof *samples->ns, by_size);
    return (bench_summary){samples->count, percentile(samples, 500), percentile(samples, 950),
                           percentile(samples, 990), percentile(samples, 1000)};
}

bench_summary result_all(bench_result *result) {
    bench_samples all = {NULL, 0, 0};
    for (unsigned i = 0; i < result->kind_count; i++) {
        const bench_samples *one = &result->of_kind[i];
        reserve(&all, one->count + 1);
        if (one->count > 0)
            memcpy(all.ns + all.count, one->ns, one->count * sizeof *one->ns);
        all.count += one->count;
    }
    bench_summary summary = summarise(&all);
    free(all.ns);
    return summary;
}

static void print_line(FILE *out, const char *name, bench_summary summary) {
    fprintf(out, "%-18s %8zu %9.3f %9.3f %9.3f %9.3f\n", name, summary.count, summary.p50_ms,
            summary.p95_ms, summary.p99_ms, summary.max_ms);
}

void result_print(bench_result *result, FILE *out, int by_kind) {
    fprintf(out, "%-18s %8s %9s %9s %9s %9s\n", "milliseconds", "answers", "p50", "p95", "p99",
            "max");
    for (unsigned i = 0; by_kind && i < result->kind_count; i++) {
        if (result->of_kind[i].count > 0)
            print_line(out, result->kinds[i], summarise(&result->of_kind[i]));
    }
    print_line(out, "all", result_all(result));
    fprintf(out, "%.1f answers a second, %.1f hits and %.0f bytes an answer, %" PRIu64 " errors",
            (double)result->answers / result->seconds,
            (double)result->hits / (double)(result->answers ? result->answers : 1),
            (double)result->bytes / (double)(result->answers ? result->answers : 1),
            result_errors(result));
    for (unsigned i = 0; i < result->error_names; i++)
        fprintf(out, "%s %s %" PRIu64, i ? "," : ":", result->errors[i].name,
                result->errors[i].count);
    fputc('\n', out);
}

static void print_summary_json(FILE *out, bench_summary summary) {
    fprintf(out,
            "{\"answers\":%zu,\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}",
            summary.count, summary.p50_ms, summary.p95_ms, summary.p99_ms, summary.max_ms);
}

void result_print_json(bench_result *result, FILE *out) {
    fprintf(out, "{\"seconds\":%.3f,\"answers\":%" PRIu64 ",\"per_second\":%.1f", result->seconds,
            result->answers, (double)result->answers / result->seconds);
    fprintf(out, ",\"hits\":%" PRIu64 ",\"bytes\":%" PRIu64, result->hits, result->bytes);
    fprintf(out, ",\"error_count\":%" PRIu64 ",\"errors\":{", result_errors(result));
    for (unsigned i = 0; i < result->error_names; i++)
        fprintf(out, "%s\"%s\":%" PRIu64, i ? "," : "", result->errors[i].name,
                result->errors[i].count);
    fputs("},\"all\":", out);
    print_summary_json(out, result_all(result));
    fputs(",\"kinds\":{", out);
    int first = 1;
    for (unsigned i = 0; i < result->kind_count; i++) {
        if (result->of_kind[i].count == 0)
            continue;
        fprintf(out, "%s\"%s\":", first ? "" : ",", result->kinds[i]);
        print_summary_json(out, summarise(&result->of_kind[i]));
        first = 0;
    }
    fputs("}}", out);
}
