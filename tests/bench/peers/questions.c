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
    double *us;   /* of question q in pass p: us[p * count + q] */
    size_t asked; /* questions so far, of all passes */
    size_t count, most_passes;
    double seconds, warm_seconds;
    bool turns, counts;
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

static double seconds_since(double us) {
    return (now_us() - us) / 1e6;
}

static void ask_one(asking *ask) {
    size_t pass = ask->asked / ask->count;
    unsigned number = ask->order[ask->asked % ask->count];
    if (ask->asked % ask->count == 0)
        ask->us = grown(ask->us, (pass + 1) * ask->count, sizeof *ask->us);
    double before = now_us();
    ask->top[number] = ask->engine->search(ask->engine->user, &ask->questions[number]);
    ask->us[pass * ask->count + number] = now_us() - before;
    ask->asked++;
}

static void finish_pass(asking *ask) {
    do
        ask_one(ask);
    while (ask->asked % ask->count != 0);
}

/* The seconds that a pass takes in the end. */
static double warm_up(asking *ask) {
    double start = now_us(), pass;
    do {
        pass = now_us();
        ask->asked = 0;
        finish_pass(ask);
    } while (seconds_since(start) < ask->warm_seconds);
    ask->asked = 0;
    return seconds_since(pass);
}

static void run(asking *ask) {
    warm_up(ask);
    double start = now_us();
    do
        finish_pass(ask);
    while (ask->asked < ask->most_passes * ask->count && seconds_since(start) < ask->seconds);
}

/* The others have their turns while this waits for a line. */
static void run_in_turns(asking *ask) {
    char line[32];
    printf("%.6f\n", warm_up(ask));
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        double start = now_us(), seconds = strtod(line, NULL);
        do
            ask_one(ask);
        while (seconds_since(start) < seconds);
        puts("asked");
        fflush(stdout);
    }
    if (ask->asked < ask->count)
        finish_pass(ask);
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
        for (size_t p = 0; p < ask->asked / ask->count; p++)
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
        else if (strcmp(argv[i], "--turns") == 0)
            ask.turns = true;
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
    ask.top = grown(NULL, ask.count, sizeof *ask.top);
    if (ask.turns)
        run_in_turns(&ask);
    else
        run(&ask);
    print(&ask);
    free(ask.questions);
    free(ask.order);
    free(ask.top);
    free(ask.us);
}
