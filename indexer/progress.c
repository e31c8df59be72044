/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * progress.c: the progress line and the summary. Prints to the stream it is given, nowhere else.
 */
#include "indexer/progress.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { UPDATES_A_SECOND = 5, MB = 1000000 };

static double seconds_since(const struct timespec *then) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)(at.tv_sec - then->tv_sec) + (double)(at.tv_nsec - then->tv_nsec) / 1e9;
}

void fh_progress_start(fh_progress *progress, FILE *talk, bool quiet, uint64_t total_bytes) {
    *progress = (fh_progress){.talk = talk, .total_bytes = total_bytes};
    progress->live = !quiet && isatty(fileno(talk));
    clock_gettime(CLOCK_MONOTONIC, &progress->began);
    progress->last = progress->began;
}

/* 1234567 as 1,234,567. */
static const char *grouped(uint64_t number, char text[32]) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, number);
    char *to = text;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

static void show_time_left(const fh_progress *progress, uint64_t bytes, double passed) {
    if (progress->total_bytes <= bytes || bytes == 0 || passed < 1)
        return;
    double left = passed * (double)(progress->total_bytes - bytes) / (double)bytes;
    uint64_t seconds = (uint64_t)left;
    fprintf(progress->talk, ", %" PRIu64 ":%02" PRIu64 " left", seconds / 60, seconds % 60);
}

void fh_progress_update(fh_progress *progress, const fh_run_counts *counts, uint64_t bytes) {
    char articles[32], comments[32], rejected[32];
    if (!progress->live || seconds_since(&progress->last) < 1.0 / UPDATES_A_SECOND)
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->last);
    double passed = seconds_since(&progress->began);
    fprintf(progress->talk, "\r\033[K%s articles, %s comments, %.1f MB/s, %s rejected",
            grouped(counts->added + counts->replaced + counts->unchanged, articles),
            grouped(counts->comments, comments), (double)bytes / MB / passed,
            grouped(counts->rejected, rejected));
    show_time_left(progress, bytes, passed);
    fflush(progress->talk);
    progress->shown = true;
}

void fh_progress_say(fh_progress *progress, const char *what) {
    if (!progress->live)
        return;
    fprintf(progress->talk, "\r\033[K%s", what);
    fflush(progress->talk);
    progress->shown = true;
}

void fh_progress_clear(fh_progress *progress) {
    if (progress->shown)
        fputs("\r\033[K", progress->talk);
    progress->shown = false;
}

void fh_progress_summary(fh_progress *progress, const char *name, const fh_run_counts *counts,
                         uint64_t bytes) {
    char added[32], replaced[32], unchanged[32], deleted[32], comments[32], rejected[32];
    double passed = seconds_since(&progress->began);
    fh_progress_clear(progress);
    fprintf(progress->talk, "%s: %s added, %s replaced, %s unchanged, ", name,
            grouped(counts->added, added), grouped(counts->replaced, replaced),
            grouped(counts->unchanged, unchanged));
    if (counts->deleted)
        fprintf(progress->talk, "%s deleted, ", grouped(counts->deleted, deleted));
    fprintf(progress->talk, "%s rejected; %s comments; ", grouped(counts->rejected, rejected),
            grouped(counts->comments, comments));
    if (counts->added_comments)
        fprintf(progress->talk, "%s comments added to their articles; ",
                grouped(counts->added_comments, deleted));
    if (counts->passed_over)
        fprintf(progress->talk, "%s other files passed over; ",
                grouped(counts->passed_over, deleted));
    fprintf(progress->talk, "%.1f MB in %.1f s\n", (double)bytes / MB, passed);
}
