/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist-corpus.c: write an invented archive of news of any size as JSON Lines.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/number.h"
#include "core/options.h"
#include "corpus/generator/line.h"

enum {
    DONE = 0,
    FAILED = 2,
    BLOCK_BYTES = 1 << 20,
    /* written at once, at least */ UPDATE_NS = 200000000
};

typedef struct corpus_options {
    bool help;
    int64_t seed;
    const char *output;
} corpus_options;

static const fh_option table[] = {
    {"seed", 's', FH_OPTION_NUMBER, "S", "another archive for another number (default: 1)",
     FH_OPTION_AT(corpus_options, seed), 0, INT64_MAX},
    {"output", 'o', FH_OPTION_TEXT, "FILE", "write to FILE (default: standard output)",
     FH_OPTION_AT(corpus_options, output), 0, 0},
    {"help", 'h', FH_OPTION_FLAG, NULL, "print this help", FH_OPTION_AT(corpus_options, help), 0,
     0}};

static const fh_command command = {
    .name = "fihrist-corpus",
    .operands = "N",
    .summary = "Write an invented archive of N articles as JSON Lines, about 5 KB each. It is the\n"
               "same for the same seed, and a longer one begins with all of a shorter one.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist-corpus 10000 | fihrist index --index news -\n"
                "  fihrist-corpus 1000000 --seed 7 --output million.jsonl\n",
    .min_operands = 1,
    .max_operands = 1,
};

typedef struct corpus_run {
    corpus_world *world;
    corpus_article *article;
    char *block;
    FILE *out;
    const char *out_name;
    bool live; /* shows how far it is */
    uint64_t bytes, began_ns, shown_ns;
} corpus_run;

static int fail(const char *message) {
    fprintf(stderr, "%s: %s\n", command.name, message);
    return FAILED;
}

static int fail_output(const corpus_run *run) {
    fprintf(stderr, "%s%s: cannot write to %s: %s\n", run->live ? "\r\033[K" : "", command.name,
            run->out_name, strerror(errno));
    return FAILED;
}

/* ---- progress, on a terminal that the archive itself does not go to ---- */

static void show(corpus_run *run, uint64_t done, uint64_t count) {
    uint64_t now = fh_now_ns();
    if (!run->live || now - run->shown_ns < UPDATE_NS)
        return;
    run->shown_ns = now;
    fprintf(stderr, "\r\033[K%" PRIu64 " of %" PRIu64 " articles, %.0f MB, %.0f MB/s", done, count,
            (double)run->bytes / 1e6, (double)run->bytes * 1e3 / (double)(now - run->began_ns));
    fflush(stderr);
}

static void end_show(const corpus_run *run) {
    if (run->live && run->shown_ns > run->began_ns)
        fputs("\r\033[K", stderr);
}

/* ---- the archive ---- */

static bool write_block(corpus_run *run, size_t used) {
    run->bytes += used;
    return fwrite(run->block, 1, used, run->out) == used;
}

static int write_archive(corpus_run *run, uint64_t count, uint64_t seed) {
    size_t used = 0;
    run->began_ns = run->shown_ns = fh_now_ns();
    for (uint64_t i = 0; i < count; i++) {
        corpus_article_make(run->world, i, run->article);
        used += corpus_line(run->article, seed, run->block + used);
        if (used < BLOCK_BYTES)
            continue;
        if (!write_block(run, used))
            return fail_output(run);
        used = 0;
        show(run, i + 1, count);
    }
    if (!write_block(run, used) || fflush(run->out) != 0)
        return fail_output(run);
    end_show(run);
    return DONE;
}

static int open_output(corpus_run *run, const char *path) {
    run->out = stdout;
    run->out_name = "standard output";
    if (path && strcmp(path, "-") != 0) {
        run->out = fopen(path, "we");
        run->out_name = path;
        if (!run->out)
            return fail_output(run);
    }
    setvbuf(run->out, NULL, _IONBF, 0); /* blocks are large enough */
    run->live = isatty(STDERR_FILENO) && !isatty(fileno(run->out));
    return DONE;
}

static int run_corpus(uint64_t count, const corpus_options *options) {
    corpus_run run = {0};
    int status = open_output(&run, options->output);
    if (status != DONE)
        return status;
    run.world = corpus_world_new((uint64_t)options->seed);
    run.article = fh_malloc(sizeof *run.article);
    run.block = fh_malloc(BLOCK_BYTES + LINE_BYTES);
    if (run.world && run.article && run.block)
        status = write_archive(&run, count, (uint64_t)options->seed);
    else
        status = fail("out of memory");
    if (run.out != stdout && fclose(run.out) != 0 && status == DONE)
        status = fail_output(&run);
    fh_free(run.block);
    fh_free(run.article);
    corpus_world_free(run.world);
    return status;
}

static int print_help(void) {
    fh_buffer text = FH_BUFFER(64 * 1024);
    fh_options_help(&command, &text);
    bool printed = fwrite(text.p, 1, text.n, stdout) == text.n && fflush(stdout) == 0;
    fh_buffer_free(&text);
    return printed ? DONE : fail("cannot write to standard output");
}

int main(int argc, char **argv) {
    corpus_options options = {.seed = 1};
    fihrist_error err;
    size_t operands;
    int64_t count;
    if (fh_options_parse(&command, argc, argv, &options, &operands, &err) != FIHRIST_OK)
        return fail(err.message);
    if (options.help)
        return print_help();
    if (!fh_number_parse(fh_str_of(argv[1]), 0, INT64_MAX, &count)) {
        fh_fail(&err, FIHRIST_E_USAGE, "'%.60s' is not a number of articles", argv[1]);
        return fail(err.message);
    }
    return run_corpus((uint64_t)count, &options);
}
