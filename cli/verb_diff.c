/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_diff.c: fihrist diff: what a copy added, cut or changed, sentence by sentence.
 */
#include <jansson.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/difference.h"
#include "core/json.h"

typedef enum format { FORMAT_TEXT, FORMAT_JSONL } format;

typedef struct diff_options {
    cli_common common;
    int format;
} diff_options;

static const fh_option table[] = {{"format", 'f', FH_OPTION_CHOICE, "text|jsonl", "default: text",
                                   FH_OPTION_AT(diff_options, format), 0, 0},
                                  CLI_SOCKET_OPTION(diff_options),
                                  CLI_COMMON_OPTIONS(diff_options)};

static const fh_command command = {
    "fihrist diff",
    "ID ID",
    "Print what the second article adds to the first, what it cuts and what it\n"
    "changes, sentence by sentence. Exit status: 0 they are the same, 1 they differ,\n"
    "2 error.",
    table,
    sizeof table / sizeof *table,
    "fihrist diff wire-2021-0314 post-2021-0315\n",
    2,
    2};

enum { SAME = 0, DIFFERENT = 1, LINE_MAX_BYTES = 64 << 20 };

/* One of the two articles. */
typedef struct article {
    json_t *json;
    cli_pieces sentences; /* the title first */
} article;

/* --- reading --- */

static fh_str member(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return (fh_str){json_string_value(value), json_string_length(value)};
}

static bool cut_up(article *to, fh_arena *arena) {
    fh_str title = member(to->json, "title"), text = member(to->json, "text");
    cli_pieces body;
    if (!cli_sentences(text, arena, &body))
        return false;
    to->sentences.items = fh_arena_alloc(arena, (body.count + 1) * sizeof *body.items);
    if (!to->sentences.items)
        return false;
    to->sentences.count = 0;
    if (title.n)
        to->sentences.items[to->sentences.count++] = title;
    for (size_t i = 0; i < body.count; i++)
        to->sentences.items[to->sentences.count++] = body.items[i];
    return true;
}

static int read_article(fihrist_reader *reader, const char *id, article *ret, fh_arena *arena) {
    char *json;
    size_t n;
    fihrist_error err;
    if (fihrist_show(reader, id, strlen(id), &json, &n, &err) < 0)
        return cli_fail(command.name, &err, NULL);
    ret->json = json_loadb(json, n, JSON_ALLOW_NUL, NULL);
    fihrist_free(json);
    if (ret->json && cut_up(ret, arena))
        return CLI_FOUND;
    fprintf(stderr, "%s: out of memory\n", command.name);
    return CLI_ERROR;
}

/* --- for people --- */

static void put(cli_writer *writer, fh_str text, int style) {
    cli_writer_text(writer, text.p, text.n, style);
}

static void print_name(cli_writer *writer, const char *mark, const article *of) {
    static const char *const keys[] = {"id", "source", "date"};
    cli_writer_begin(writer, 0);
    put(writer, fh_str_of(mark), CLI_STYLE_DIM);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fh_str value = member(of->json, keys[i]);
        if (value.n && i > 0)
            put(writer, fh_str_of(i > 1 ? ", " : " "), CLI_STYLE_DIM);
        if (value.n)
            put(writer, value, CLI_STYLE_TITLE);
    }
    cli_writer_end(writer);
}

static void print_sentence(cli_writer *writer, const char *mark, fh_str sentence, int style) {
    cli_writer_begin(writer, 0);
    writer->indent = 2;
    put(writer, fh_str_of(mark), CLI_STYLE_DIM);
    put(writer, sentence, style);
    cli_writer_end(writer);
}

/* Words that were cut stand in [- -], those that were added in {+ +}, as in wdiff. */
static const char *const opens[] = {"", "[-", "{+"}, *const closes[] = {"", "-]", "+}"};

static bool print_changed(cli_writer *writer, fh_str from, fh_str to, fh_arena *arena) {
    cli_pieces words[2];
    cli_steps steps;
    if (!cli_words(from, arena, &words[0]) || !cli_words(to, arena, &words[1]) ||
        !cli_compare(&words[0], &words[1], false, arena, &steps))
        return false;
    cli_writer_begin(writer, 0);
    writer->indent = 2;
    put(writer, fh_str_of("~ "), CLI_STYLE_DIM);
    cli_change before = CLI_KEPT;
    for (size_t i = 0; i < steps.count; i++) {
        const cli_step *step = &steps.items[i];
        bool added = step->change == CLI_ADDED, changed = step->change != CLI_KEPT;
        if (step->change != before)
            put(writer, fh_str_of(closes[before]), CLI_STYLE_MATCH);
        if (i > 0)
            put(writer, fh_str_of(" "), CLI_STYLE_NONE);
        if (step->change != before)
            put(writer, fh_str_of(opens[step->change]), CLI_STYLE_MATCH);
        put(writer, added ? words[1].items[step->second] : words[0].items[step->first],
            changed ? CLI_STYLE_MATCH : CLI_STYLE_NONE);
        before = step->change;
    }
    put(writer, fh_str_of(closes[before]), CLI_STYLE_MATCH);
    cli_writer_end(writer);
    return true;
}

static bool print_step(cli_writer *writer, const article *both, const cli_step *step,
                       fh_arena *arena) {
    switch (step->change) {
    case CLI_CUT:
        print_sentence(writer, "- ", both[0].sentences.items[step->first], CLI_STYLE_DIM);
        break;
    case CLI_ADDED:
        print_sentence(writer, "+ ", both[1].sentences.items[step->second], CLI_STYLE_MATCH);
        break;
    case CLI_CHANGED:
        return print_changed(writer, both[0].sentences.items[step->first],
                             both[1].sentences.items[step->second], arena);
    case CLI_KEPT:
        break;
    }
    return true;
}

/* --- for programs --- */

static const char *const names[] = {"kept", "cut", "added", "changed"};

static bool print_line(fh_buffer *line) {
    bool whole = !line->failed;
    if (whole)
        fwrite(line->p, 1, line->n, stdout);
    putchar('\n');
    fh_buffer_free(line);
    return whole;
}

/* A sentence of the first article is number `first`, from 1, the title being one where it has one;
 * of the second `second`. */
static bool print_json(const article *both, const cli_step *step) {
    static const char *const texts[] = {"from", "to"}, *const numbers[] = {"first", "second"};
    fh_buffer line = FH_BUFFER(LINE_MAX_BYTES);
    const size_t at[] = {step->first, step->second};
    const bool has[] = {step->change != CLI_ADDED, step->change != CLI_CUT};
    fh_json_open(&line, '{');
    fh_json_member(&line, "change", fh_str_of(names[step->change]));
    for (size_t i = 0; i < 2; i++)
        if (has[i]) {
            fh_json_member_integer(&line, numbers[i], (int64_t)at[i] + 1);
            fh_json_member(&line, texts[i], both[i].sentences.items[at[i]]);
        }
    fh_json_close(&line, '}');
    return print_line(&line);
}

static bool print_end(const size_t counts[4]) {
    fh_buffer line = FH_BUFFER(1024);
    fh_json_open(&line, '{');
    fh_json_key(&line, "end");
    fh_json_open(&line, '{');
    for (size_t i = 0; i < 4; i++)
        fh_json_member_integer(&line, names[i], (int64_t)counts[i]);
    fh_json_close(&line, '}');
    fh_json_close(&line, '}');
    return print_line(&line);
}

/* --- all of it --- */

static int print_all(const diff_options *options, const article *both, const cli_steps *steps,
                     fh_arena *arena) {
    cli_writer writer = {
        .out = stdout, .coloured = cli_coloured(&options->common), .columns = cli_columns()};
    size_t counts[4] = {0};
    bool text = options->format == FORMAT_TEXT, done = true;
    for (size_t i = 0; i < steps->count; i++)
        counts[steps->items[i].change]++;
    bool same = counts[CLI_KEPT] == steps->count;
    if (text && !same) {
        print_name(&writer, "--- ", &both[0]);
        print_name(&writer, "+++ ", &both[1]);
    }
    for (size_t i = 0; i < steps->count && done; i++) {
        const cli_step *step = &steps->items[i];
        if (step->change != CLI_KEPT)
            done = text ? print_step(&writer, both, step, arena) : print_json(both, step);
    }
    if (text && !same)
        printf("%zu kept, %zu cut, %zu added, %zu changed\n", counts[CLI_KEPT], counts[CLI_CUT],
               counts[CLI_ADDED], counts[CLI_CHANGED]);
    if (!text)
        done = done && print_end(counts);
    if (!done)
        fprintf(stderr, "%s: out of memory\n", command.name);
    return cli_finish(command.name, !done ? CLI_ERROR : same ? SAME : DIFFERENT);
}

static int compare(fihrist_reader *reader, char **ids, const diff_options *options) {
    article both[2] = {0};
    cli_steps steps;
    fh_arena *arena = fh_arena_new();
    int outcome = arena ? CLI_FOUND : CLI_ERROR;
    for (size_t i = 0; i < 2 && outcome == CLI_FOUND; i++)
        outcome = read_article(reader, ids[i], &both[i], arena);
    if (outcome == CLI_FOUND) {
        bool done = cli_compare(&both[0].sentences, &both[1].sentences, true, arena, &steps);
        outcome = done ? print_all(options, both, &steps, arena) : CLI_ERROR;
    }
    for (size_t i = 0; i < 2; i++)
        json_decref(both[i].json);
    fh_arena_free(arena);
    return outcome;
}

int cli_diff(int argc, char **argv) {
    diff_options options = {0};
    int outcome = CLI_FOUND;
    int operands = cli_parse(&command, argc, argv, &options, &options.common, &outcome);
    fihrist_reader *reader = operands < 0 ? NULL : cli_open(&command, &options.common, &outcome);
    if (!reader)
        return outcome;
    outcome = compare(reader, argv + 1, &options);
    fihrist_close(reader);
    return cli_finish(command.name, outcome);
}
