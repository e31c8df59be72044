/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * questions.c: read the file of queries.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/generator/random.h"
#include "tests/bench/questions.h"

/* The number of a kind; -1 when there are too many. */
static int kind_number(bench_questions *questions, const char *name) {
    for (unsigned i = 0; i < questions->kind_count; i++) {
        if (strcmp(questions->kinds[i], name) == 0)
            return (int)i;
    }
    if (questions->kind_count == RESULT_KINDS)
        return -1;
    questions->kinds[questions->kind_count] = strdup(name);
    return (int)questions->kind_count++;
}

/* A line's params, or NULL. */
static json_t *params_of(const char *text) {
    if (*text == '{')
        return json_loads(text, 0, NULL);
    json_t *params = json_object();
    json_object_set_new(params, "query", json_string(text));
    return params;
}

static int add(bench_questions *questions, char *line, json_t *more) {
    char *tab = strchr(line, '\t');
    if (tab)
        *tab = '\0';
    int kind = kind_number(questions, tab ? line : "query");
    json_t *params = params_of(tab ? tab + 1 : line);
    if (questions->count == questions->room) {
        questions->room = questions->room * 2 + 64;
        questions->list = realloc(questions->list, questions->room * sizeof *questions->list);
    }
    int status = -1;
    if (kind >= 0 && questions->list && json_object_update_missing(params, more) == 0) {
        bench_question *question = &questions->list[questions->count++];
        question->kind = (unsigned)kind;
        question->params = json_dumps(params, JSON_COMPACT);
        question->params_len = question->params ? strlen(question->params) : 0;
        status = question->params ? 0 : -1;
    }
    json_decref(params);
    return status;
}

static void shuffle(bench_questions *questions) {
    uint64_t state = 1;
    for (size_t i = questions->count; i > 1; i--) {
        size_t other = corpus_below(&state, (uint32_t)i);
        bench_question kept = questions->list[i - 1];
        questions->list[i - 1] = questions->list[other];
        questions->list[other] = kept;
    }
}

static int read_lines(FILE *file, json_t *more, bench_questions *questions) {
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int status = 0;
    while (status == 0 && (n = getline(&line, &room, file)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        status = *line ? add(questions, line, more) : 0;
        if (status < 0)
            fprintf(stderr, "bench-load: not a question: %.80s\n", line);
    }
    free(line);
    return status;
}

int questions_read(const char *path, const char *params, bench_questions *ret_questions) {
    memset(ret_questions, 0, sizeof *ret_questions);
    json_t *more = json_loads(params ? params : "{}", 0, NULL);
    FILE *file = fopen(path, "re");
    int status = -1;
    if (!json_is_object(more))
        fprintf(stderr, "bench-load: not a JSON object: %s\n", params);
    else if (!file)
        fprintf(stderr, "bench-load: cannot read '%s': %m\n", path);
    else
        status = read_lines(file, more, ret_questions);
    if (status == 0 && ret_questions->count == 0) {
        fprintf(stderr, "bench-load: no questions in '%s'\n", path);
        status = -1;
    }
    if (file)
        fclose(file);
    json_decref(more);
    shuffle(ret_questions);
    return status;
}

void questions_free(bench_questions *questions) {
    for (size_t i = 0; i < questions->count; i++)
        free(questions->list[i].params);
    for (unsigned i = 0; i < questions->kind_count; i++)
        free(questions->kinds[i]);
    free(questions->list);
}
