/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * load.c: bench-load: put a load on a daemon, or on the library itself, and say how long answers
 * took. With --slow the load is put on twice, alone and beside slow connections.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/bench/clients.h"
#include "tests/bench/inprocess.h"

static const char usage[] =
    "usage: bench-load SOCKET QUERIES [--clients N] [--slow N] [options]\n"
    "       bench-load --index DIR QUERIES [options]\n"
    "\n"
    "  --clients N      clients, each with one request under way (1)\n"
    "  --seconds S      ask for so long (10, where --requests does not say how much)\n"
    "  --requests R     ask so much, all clients together\n"
    "  --warmup R       first ask so much without measuring\n"
    "  --slow N         then again beside N connections that send a byte a second\n"
    "  --params JSON    params for every question, such as {\"snippets\":1}\n"
    "  --cpu            with --index: measure the processor's time\n"
    "  --kinds          say it for every kind of question\n"
    "  --json           one line of JSON instead of a table\n"
    "\n"
    "QUERIES: one a line: a JSON object, or KIND, a tab, and an object or a query.\n";

typedef struct bench_options {
    const char *index, *params;
    unsigned long clients, slow, warmup;
    clients_plan plan;
    bool cpu, kinds, json;
} bench_options;

enum { OPTION_INDEX = 1, CLIENTS, SECONDS, REQUESTS, WARMUP, SLOW, PARAMS, CPU, KINDS, JSON, HELP };

static const struct option names[] = {
    {"index", required_argument, NULL, OPTION_INDEX},
    {"clients", required_argument, NULL, CLIENTS},
    {"seconds", required_argument, NULL, SECONDS},
    {"requests", required_argument, NULL, REQUESTS},
    {"warmup", required_argument, NULL, WARMUP},
    {"slow", required_argument, NULL, SLOW},
    {"params", required_argument, NULL, PARAMS},
    {"cpu", no_argument, NULL, CPU},
    {"kinds", no_argument, NULL, KINDS},
    {"json", no_argument, NULL, JSON},
    {"help", no_argument, NULL, HELP},
    {NULL, 0, NULL, 0},
};

/* False when they cannot be understood. */
static bool read_options(int argc, char **argv, bench_options *ret) {
    *ret = (bench_options){.clients = 1};
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (option) {
        case OPTION_INDEX:
            ret->index = optarg;
            break;
        case CLIENTS:
            ret->clients = strtoul(optarg, NULL, 10);
            break;
        case SECONDS:
            ret->plan.seconds = strtod(optarg, NULL);
            break;
        case REQUESTS:
            ret->plan.requests = strtoul(optarg, NULL, 10);
            break;
        case WARMUP:
            ret->warmup = strtoul(optarg, NULL, 10);
            break;
        case SLOW:
            ret->slow = strtoul(optarg, NULL, 10);
            break;
        case PARAMS:
            ret->params = optarg;
            break;
        case CPU:
            ret->cpu = true;
            break;
        case KINDS:
            ret->kinds = true;
            break;
        case JSON:
            ret->json = true;
            break;
        default:
            return false;
        }
    }
    if (!ret->plan.requests && ret->plan.seconds <= 0)
        ret->plan.seconds = 10;
    return ret->clients > 0 && ret->clients < 100000 && ret->slow < 100000 &&
           argc - optind == (ret->index ? 1 : 2);
}

static void raise_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* One run, into a result that was begun. */
static int run(const bench_options *options, const clients_plan *plan, bench_result *result) {
    if (options->index) {
        inprocess_plan local = {options->index, plan->questions, plan->requests, plan->seconds,
                                options->cpu};
        return inprocess_run(&local, result);
    }
    return clients_run(plan, result);
}

static int warm_up(const bench_options *options, const bench_questions *questions) {
    clients_plan plan = options->plan;
    bench_result ignored;
    plan.seconds = 0;
    plan.requests = options->warmup;
    result_begin(&ignored, (const char *const *)questions->kinds, questions->kind_count);
    int status = run(options, &plan, &ignored);
    result_free(&ignored);
    return status;
}

static void print_slow(const bench_options *options, bench_result *alone, bench_result *beside,
                       slow_counts counts) {
    double ratio = result_all(beside).p99_ms / result_all(alone).p99_ms;
    if (options->json) {
        fputs("{\"alone\":", stdout);
        result_print_json(alone, stdout);
        fputs(",\"beside_slow\":", stdout);
        result_print_json(beside, stdout);
        printf(",\"slow\":{\"connections\":%u,\"open_at_end\":%u,\"bytes_per_second\":%.1f"
               ",\"connects\":%" PRIu64 ",\"refused\":%" PRIu64 "},\"p99_ratio\":%.3f}\n",
               counts.wanted, counts.open, (double)counts.bytes / counts.seconds, counts.connects,
               counts.refused, ratio);
        return;
    }
    printf("alone:\n");
    result_print(alone, stdout, options->kinds);
    printf("beside %u slow connections (%u open at the end), %.0f bytes a second, %" PRIu64
           " connected again, %" PRIu64 " had to wait for it:\n",
           counts.wanted, counts.open, (double)counts.bytes / counts.seconds, counts.connects,
           counts.refused);
    result_print(beside, stdout, options->kinds);
    printf("p99 beside slow connections / alone: %.2f\n", ratio);
}

static int run_with_slow(const bench_options *options, const bench_questions *questions,
                         bench_result *alone) {
    clients_plan plan = options->plan;
    plan.slow = slow_open(plan.socket, (unsigned)options->slow);
    if (!plan.slow) {
        fprintf(stderr, "bench-load: cannot open slow connections to '%s': %m\n", plan.socket);
        return -1;
    }
    bench_result beside;
    result_begin(&beside, (const char *const *)questions->kinds, questions->kind_count);
    int status = clients_run(&plan, &beside);
    if (status == 0)
        print_slow(options, alone, &beside, slow_count(plan.slow));
    result_free(&beside);
    slow_close(plan.slow);
    return status;
}

static int measure(const bench_options *options, const bench_questions *questions) {
    bench_result result;
    if (options->warmup && warm_up(options, questions) < 0)
        return -1;
    result_begin(&result, (const char *const *)questions->kinds, questions->kind_count);
    int status = run(options, &options->plan, &result);
    if (status == 0 && options->slow && !options->index) {
        status = run_with_slow(options, questions, &result);
    } else if (status == 0 && options->json) {
        result_print_json(&result, stdout);
        putchar('\n');
    } else {
        result_print(&result, stdout, options->kinds);
    }
    result_free(&result);
    return status;
}

int main(int argc, char **argv) {
    bench_options options;
    bench_questions questions;
    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    raise_descriptors();
    if (!options.index)
        options.plan.socket = argv[optind++];
    options.plan.clients = (unsigned)options.clients;
    options.plan.questions = &questions;
    int status = questions_read(argv[optind], options.params, &questions);
    if (status == 0)
        status = measure(&options, &questions);
    questions_free(&questions);
    return status == 0 && fflush(stdout) == 0 ? 0 : 1;
}
