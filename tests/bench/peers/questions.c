/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * questions.c: read the questions, ask them, and print how long each took.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/peers/peer.h"

typedef struct asking {
    const peer_engine *engine;
    peer_question *questions;
    unsigned *order, *top;
    double *us; /* of question q in pass p: us[p * count + q] */
    size_t count, passes, most_passes;
    double seconds, warm_seconds;
    bool counts;
} asking;

static double now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void *grown(void *list, size_t count, size_t item_bytes) {
    void *more = realloc(list, (count ? count : 1) * item_bytes);
    if (!more)
        peer_die("out of memory");
    return more;
}

/* ---- the file ---- */

/* The JSON lives until the program ends. */
static peer_question question_of(const json_t *json, size_t number) {
    const json_t *filters = json_object_get(json, "filters");
    const json_t *dates = json_object_get(filters, "dates");
    peer_question question = {
        .number = number,
        .kind = json_string_value(json_object_get(json, "kind")),
        .query = json_string_value(json_object_get(json, "query")),
        .stems = json_string_value(json_object_get(json, "stems")),
        .comments = json_string_value(json_object_get(json, "comments")),
        .text = json_object_get(json, "text"),
        .actors = json_object_get(filters, "actors"),
        .source = json_string_value(json_object_get(filters, "source")),
        .type = json_string_value(json_object_get(filters, "type")),
        .from = (int)json_integer_value(json_array_get(dates, 0)),
        .to = (int)json_integer_value(json_array_get(dates, 1)),
    };
    if (json_is_null(question.text))
        question.text = NULL;
    return question;
}

static void read_questions(asking *ask, const char *path) {
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    if (!file)
        peer_die("cannot read '%s': %m", path);
    while (getline(&line, &room, file) > 0) {
        json_t *json = json_loads(line, 0, NULL);
        peer_question question = question_of(json, ask->count);
        if (!question.kind || !question.query || !question.comments)
            peer_die("not a question: %.60s", line);
        ask->questions = grown(ask->questions, ask->count + 1, sizeof question);
        ask->questions[ask->count++] = question;
    }
    free(line);
    fclose(file);
    if (ask->count == 0)
        peer_die("no questions in '%s'", path);
}

/* splitmix64 by Sebastiano Vigna, public domain: a number below `end`. Searching.java has it too.
 */
static unsigned random_below(uint64_t *state, unsigned end) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (unsigned)((z >> 32) * end >> 32);
}

/* One order for all engines, in which the kinds are mixed. */
static void shuffle(asking *ask) {
    uint64_t state = 1;
    ask->order = grown(NULL, ask->count, sizeof *ask->order);
    for (unsigned i = 0; i < ask->count; i++) {
        unsigned other = random_below(&state, i + 1);
        ask->order[i] = ask->order[other];
        ask->order[other] = i;
    }
}

/* ---- the loop ---- */

static void pass(asking *ask, double *ret_us) {
    for (size_t i = 0; i < ask->count; i++) {
        unsigned number = ask->order[i];
        double before = now_us();
        ask->top[number] = ask->engine->search(ask->engine->user, &ask->questions[number]);
        ret_us[number] = now_us() - before;
    }
}

static void run(asking *ask) {
    ask->top = grown(NULL, ask->count, sizeof *ask->top);
    ask->us = grown(NULL, ask->count, sizeof *ask->us);
    double start = now_us();
    do {
        pass(ask, ask->us);
    } while (now_us() - start < ask->warm_seconds * 1e6);
    start = now_us();
    do {
        ask->us = grown(ask->us, (ask->passes + 1) * ask->count, sizeof *ask->us);
        pass(ask, ask->us + ask->passes++ * ask->count);
    } while (ask->passes < ask->most_passes && now_us() - start < ask->seconds * 1e6);
}

static void print_counts(const asking *ask, const peer_question *question) {
    const peer_engine *engine = ask->engine;
    printf(",\"hits\":%" PRIu64, engine->count(engine->user, question));
    if (engine->count_stems && question->stems)
        printf(",\"hits_stems\":%" PRIu64, engine->count_stems(engine->user, question));
}

static void print(const asking *ask) {
    for (size_t i = 0; i < ask->count; i++) {
        const peer_question *question = &ask->questions[i];
        json_t *query = json_string(question->query);
        char *quoted = json_dumps(query, JSON_ENCODE_ANY);
        printf("{\"kind\":\"%s\",\"query\":%s,\"top\":%u", question->kind, quoted, ask->top[i]);
        if (ask->counts)
            print_counts(ask, question);
        for (size_t p = 0; p < ask->passes; p++)
            printf("%s%.1f", p ? "," : ",\"us\":[", ask->us[p * ask->count + i]);
        puts("]}");
        json_decref(query);
        free(quoted);
    }
}

void peer_search(const peer_engine *engine, int argc, char **argv) {
    asking ask = {.engine = engine, .most_passes = 5, .seconds = 10, .warm_seconds = 1};
    if (argc < 1)
        peer_die("search: no questions given");
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--count") == 0)
            ask.counts = true;
        else if (i + 1 < argc && strcmp(argv[i], "--passes") == 0)
            ask.most_passes = (size_t)peer_number(argv[++i]);
        else if (i + 1 < argc && strcmp(argv[i], "--seconds") == 0)
            ask.seconds = (double)peer_number(argv[++i]);
        else if (i + 1 < argc && strcmp(argv[i], "--warm") == 0)
            ask.warm_seconds = (double)peer_number(argv[++i]);
        else
            peer_die("search: unknown option '%s'", argv[i]);
    }
    read_questions(&ask, argv[0]);
    shuffle(&ask);
    for (size_t i = 0; engine->prepare && i < ask.count; i++)
        engine->prepare(engine->user, &ask.questions[i]);
    run(&ask);
    print(&ask);
    free(ask.questions);
    free(ask.order);
    free(ask.top);
    free(ask.us);
}
