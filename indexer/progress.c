/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * progress.c: the progress line and the summary. Prints to the stream it is given, nowhere else.
 */
#include "indexer/progress.h"

#include <inttypes.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/number.h"

enum {
    UPDATES_A_SECOND = 5,
    MB = 1000000,
    GB = 1000 * MB,
    COLUMNS = 80,
    LEAST_COLUMNS = 20,
    LINE_MAX_BYTES = 1024
};

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

unsigned fh_progress_columns(FILE *talk) {
    struct winsize size;
    if (ioctl(fileno(talk), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS;
    return size.ws_col < LEAST_COLUMNS ? LEAST_COLUMNS : size.ws_col;
}

/* --- the line --- */

/* Pieces in the order they stand in. */
enum { ARTICLES, COMMENTS, REJECTED, BYTES, FILES, SPEED, LEFT, PIECES };

enum { PIECE_BYTES = 96 };

typedef struct pieces {
    char text[PIECES][PIECE_BYTES]; /* empty: there is nothing to say, or it was left out */
} pieces;

/* With and without words that can be guessed. */
static void say_counts(const fh_run_counts *counts, bool brief, pieces *p) {
    const struct {
        int piece;
        uint64_t number;
        const char *whole, *brief;
    } all[] = {{ARTICLES, counts->added + counts->replaced + counts->unchanged, "articles", "art."},
               {COMMENTS, counts->comments, "comments", "com."},
               {REJECTED, counts->rejected, "rejected", "rej."}};
    char number[FH_GROUPED_BYTES];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].number > 0 || all[i].piece != REJECTED)
            snprintf(p->text[all[i].piece], PIECE_BYTES, "%s %s",
                     fh_number_grouped(all[i].number, number), brief ? all[i].brief : all[i].whole);
}

static void say_done(const fh_progress *progress, uint64_t bytes, bool brief, pieces *p) {
    uint64_t most = progress->total_bytes > bytes ? progress->total_bytes : bytes;
    uint64_t unit = most >= GB ? GB : MB;
    const char *of = brief ? "/" : " of ", *name = unit == GB ? "GB" : "MB";
    double done = (double)bytes / (double)unit;
    if (progress->total_bytes > 0)
        snprintf(p->text[BYTES], PIECE_BYTES, "%.1f%s%.1f %s", done, of,
                 (double)most / (double)unit, name);
    else
        snprintf(p->text[BYTES], PIECE_BYTES, "%.1f %s", done, name);
    char files[FH_GROUPED_BYTES], all[FH_GROUPED_BYTES];
    if (progress->total_files > 0)
        snprintf(p->text[FILES], PIECE_BYTES, "%s%s%s files",
                 fh_number_grouped(progress->files, files), of,
                 fh_number_grouped(progress->total_files, all));
}

static void say_time(const fh_progress *progress, uint64_t bytes, double passed, pieces *p) {
    if (passed > 0)
        snprintf(p->text[SPEED], PIECE_BYTES, "%.1f MB/s", (double)bytes / MB / passed);
    if (progress->total_bytes <= bytes || bytes == 0 || passed < 1)
        return;
    double left = passed * (double)(progress->total_bytes - bytes) / (double)bytes;
    uint64_t seconds = left < 1e9 ? (uint64_t)left : 1000000000;
    if (seconds >= 3600)
        snprintf(p->text[LEFT], PIECE_BYTES, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64 " left",
                 seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        snprintf(p->text[LEFT], PIECE_BYTES, "%" PRIu64 ":%02" PRIu64 " left", seconds / 60,
                 seconds % 60);
}

static size_t columns_of(const pieces *p) {
    size_t columns = 0;
    for (int i = 0; i < PIECES; i++)
        if (p->text[i][0])
            columns += strlen(p->text[i]) + (columns > 0 ? 2 : 0);
    return columns;
}

void fh_progress_line(const fh_progress *progress, const fh_run_counts *counts, uint64_t bytes,
                      double seconds, unsigned columns, fh_buffer *out) {
    static const int leave_out[] = {SPEED, FILES, COMMENTS, REJECTED, BYTES, LEFT, ARTICLES};
    pieces p;
    for (int brief = 0; brief < 2; brief++) {
        p = (pieces){{{0}}};
        say_counts(counts, brief, &p);
        say_done(progress, bytes, brief, &p);
        say_time(progress, bytes, seconds, &p);
        if (columns_of(&p) <= columns)
            break;
    }
    for (int i = 0; i < PIECES && columns_of(&p) > columns; i++)
        p.text[leave_out[i]][0] = '\0';
    bool first = true;
    for (int i = 0; i < PIECES; i++) {
        if (!p.text[i][0])
            continue;
        fh_buffer_append_text(out, first ? "" : ", ");
        fh_buffer_append_text(out, p.text[i]);
        first = false;
    }
}

/* A terminal goes on in the next line when the last column is written to. */
void fh_progress_update(fh_progress *progress, const fh_run_counts *counts, uint64_t bytes) {
    if (!progress->live || seconds_since(&progress->last) < 1.0 / UPDATES_A_SECOND)
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->last);
    fh_buffer line = FH_BUFFER(LINE_MAX_BYTES);
    fh_progress_line(progress, counts, bytes, seconds_since(&progress->began),
                     fh_progress_columns(progress->talk) - 1, &line);
    fprintf(progress->talk, "\r\033[K%.*s", (int)line.n, fh_buffer_str(&line).p);
    fflush(progress->talk);
    fh_buffer_free(&line);
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
    char added[FH_GROUPED_BYTES], replaced[FH_GROUPED_BYTES], unchanged[FH_GROUPED_BYTES],
        number[FH_GROUPED_BYTES];
    double passed = seconds_since(&progress->began);
    fh_progress_clear(progress);
    fprintf(progress->talk, "%s: %s added, %s replaced, %s unchanged, ", name,
            fh_number_grouped(counts->added, added), fh_number_grouped(counts->replaced, replaced),
            fh_number_grouped(counts->unchanged, unchanged));
    if (counts->deleted)
        fprintf(progress->talk, "%s deleted, ", fh_number_grouped(counts->deleted, number));
    fprintf(progress->talk, "%s rejected; ", fh_number_grouped(counts->rejected, number));
    fprintf(progress->talk, "%s comments; ", fh_number_grouped(counts->comments, number));
    if (counts->added_comments)
        fprintf(progress->talk, "%s comments added to their articles; ",
                fh_number_grouped(counts->added_comments, number));
    if (counts->passed_over)
        fprintf(progress->talk, "%s other files passed over; ",
                fh_number_grouped(counts->passed_over, number));
    fprintf(progress->talk, "%.1f MB in %.1f s\n", (double)bytes / MB, passed);
}
