/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_show.c: fihrist show, actors and status: one answer of the library each, as JSON or for
 * people.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "core/chart.h"

/* An answer of JSON is a line, so that JSON Lines are the same. */
typedef enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL } format;

typedef struct show_options {
    cli_common common;
    int format;
} show_options;

#define TABLE                                                                                      \
    {                                                                                              \
        {"format",                                                                                 \
         'f',                                                                                      \
         FH_OPTION_CHOICE,                                                                         \
         "text|json|jsonl",                                                                        \
         "default: text",                                                                          \
         FH_OPTION_AT(show_options, format),                                                       \
         0,                                                                                        \
         0},                                                                                       \
            CLI_SOCKET_OPTION(show_options), CLI_COMMON_OPTIONS(show_options)                      \
    }

static const fh_option table[] = TABLE;

static const fh_command show_command = {
    "fihrist show",
    "ID...",
    "Print articles with their comments, or single comments, by their ids.",
    table,
    sizeof table / sizeof *table,
    "fihrist show https://example.org/2015/quarry\n"
    "fihrist search -o ids taliban | xargs -d '\\n' fihrist show --format json\n",
    1,
    100000};
static const fh_command actors_command = {
    "fihrist actors",
    "[NAME...]",
    "List who is in the archive, with the number of articles that name them and of\n"
    "comments that do; or what the index knows of one name.",
    table,
    sizeof table / sizeof *table,
    "fihrist actors | head\nfihrist actors revolutionary guards\n",
    0,
    1000};
static const fh_command status_command = {"fihrist status",
                                          "",
                                          "Print what the index holds.",
                                          table,
                                          sizeof table / sizeof *table,
                                          "fihrist status --format json\n",
                                          0,
                                          0};

/* --- for people --- */

static void print_line(cli_writer *writer, unsigned indent, const char *label, const json_t *value,
                       int style) {
    if (!json_is_string(value) || json_string_length(value) == 0)
        return;
    cli_writer_begin(writer, indent);
    cli_writer_text(writer, label, strlen(label), CLI_STYLE_DIM);
    cli_writer_text(writer, json_string_value(value), json_string_length(value), style);
    cli_writer_end(writer);
}

/* Paragraph by paragraph; lines within one are kept. */
static void print_running(cli_writer *writer, unsigned indent, const json_t *text) {
    const char *p = json_string_value(text);
    const char *end = p ? p + json_string_length(text) : NULL;
    while (p && p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);
        if (n) {
            cli_writer_begin(writer, indent);
            cli_writer_text(writer, p, n, CLI_STYLE_NONE);
            cli_writer_end(writer);
        } else {
            fputc('\n', writer->out);
        }
        p += n + 1;
    }
}

static void print_strings(cli_writer *writer, const char *label, const json_t *items) {
    size_t index;
    json_t *item;
    if (!json_array_size(items))
        return;
    cli_writer_begin(writer, 0);
    cli_writer_text(writer, label, strlen(label), CLI_STYLE_DIM);
    json_array_foreach(items, index, item) {
        const json_t *name = json_is_object(item) ? json_object_get(item, "name") : item;
        if (!json_is_string(name))
            name = json_object_get(item, "id");
        if (!json_is_string(name))
            continue;
        if (index)
            cli_writer_text(writer, ", ", 2, CLI_STYLE_NONE);
        cli_writer_text(writer, json_string_value(name), json_string_length(name), CLI_STYLE_NONE);
    }
    cli_writer_end(writer);
}

static void print_comment(cli_writer *writer, const json_t *comment) {
    fputc('\n', writer->out);
    cli_writer_begin(writer, 2);
    cli_writer_text(writer, "comment ", strlen("comment "), CLI_STYLE_DIM);
    static const char *const keys[] = {"id", "author", "date", "parent"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(comment, keys[i]);
        if (!json_is_string(value))
            continue;
        const char *before = i == 0 ? "" : i == 3 ? ", in answer to " : ", ";
        cli_writer_text(writer, before, strlen(before), CLI_STYLE_DIM);
        cli_writer_text(writer, json_string_value(value), json_string_length(value),
                        i == 1 ? CLI_STYLE_TITLE : CLI_STYLE_DIM);
    }
    cli_writer_end(writer);
    print_running(writer, 2, json_object_get(comment, "text"));
}

static void print_article(cli_writer *writer, const json_t *article) {
    static const char *const lines[][2] = {
        {"source", "source: "}, {"date", "date: "},     {"url", "url: "},
        {"id", "id: "},         {"lang", "language: "}, {"fihrist_seen", "first seen: "}};
    print_line(writer, 0, "", json_object_get(article, "title"), CLI_STYLE_TITLE);
    print_strings(writer, "by ", json_object_get(article, "authors"));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        print_line(writer, 0, lines[i][1], json_object_get(article, lines[i][0]), CLI_STYLE_NONE);
    print_strings(writer, "actors: ", json_object_get(article, "actors"));
    fputc('\n', writer->out);
    print_running(writer, 0, json_object_get(article, "text"));
    if (json_object_get(article, "caption"))
        fputc('\n', stdout);
    print_line(writer, 0, "photo: ", json_object_get(article, "caption"), CLI_STYLE_NONE);
    size_t index;
    json_t *comment;
    json_array_foreach(json_object_get(article, "comments"), index, comment)
        print_comment(writer, comment);
}

/* --- verbs --- */

static int show_one(fihrist_reader *reader, const char *id, const show_options *options,
                    cli_writer *writer, bool first) {
    char *json;
    size_t n;
    fihrist_error err;
    if (fihrist_show(reader, id, strlen(id), &json, &n, &err) < 0) {
        int outcome = cli_fail(show_command.name, &err, NULL);
        return err.code == FIHRIST_E_NOT_FOUND ? CLI_NOTHING : outcome;
    }
    if (options->format != FORMAT_TEXT) {
        fwrite(json, 1, n, stdout);
        putchar('\n');
    } else {
        json_t *article = json_loadb(json, n, JSON_ALLOW_NUL, NULL);
        if (!first)
            fputs("\n\n", stdout);
        if (json_object_get(article, "story"))
            print_comment(writer, article);
        else
            print_article(writer, article);
        json_decref(article);
    }
    fihrist_free(json);
    return CLI_FOUND;
}

int cli_show(int argc, char **argv) {
    show_options options = {0};
    int outcome = CLI_FOUND;
    int operands = cli_parse(&show_command, argc, argv, &options, &options.common, &outcome);
    fihrist_reader *reader =
        operands < 0 ? NULL : cli_open(&show_command, &options.common, &outcome);
    if (!reader)
        return outcome;
    cli_writer writer = {
        .out = stdout, .coloured = cli_coloured(&options.common), .columns = cli_columns()};
    for (int i = 1; i <= operands; i++) {
        int one = show_one(reader, argv[i], &options, &writer, i == 1);
        outcome = one > outcome ? one : outcome;
    }
    fihrist_close(reader);
    return cli_finish(show_command.name, outcome);
}

static size_t points(const json_t *text) {
    const char *p = json_string_value(text);
    size_t count = 0;
    for (; p && *p; p++)
        count += ((unsigned char)*p & 0xc0) != 0x80;
    return count;
}

/* The column of names is as wide as the longest, within reason. */
static size_t name_width(const json_t *actors) {
    enum { WIDEST = 44 };
    size_t widest = 0, index;
    json_t *actor;
    json_array_foreach(actors, index, actor) {
        size_t width = points(json_object_get(actor, "name"));
        widest = width > widest ? width : widest;
    }
    return widest < WIDEST ? widest : WIDEST;
}

static void print_column(const json_t *value, size_t width) {
    if (json_is_string(value))
        cli_put(stdout, json_string_value(value), json_string_length(value));
    for (size_t used = points(value); used < width; used++)
        putchar(' ');
}

static void print_actors(const json_t *actors) {
    size_t index, width = name_width(actors);
    json_t *actor;
    if (json_array_size(actors))
        printf("articles comments  %-*s  id\n", (int)width, "name");
    json_array_foreach(actors, index, actor) {
        printf("%8" JSON_INTEGER_FORMAT " %8" JSON_INTEGER_FORMAT "  ",
               json_integer_value(json_object_get(actor, "articles")),
               json_integer_value(json_object_get(actor, "comments")));
        print_column(json_object_get(actor, "name"), width);
        fputs("  ", stdout);
        print_column(json_object_get(actor, "id"), 0);
        putchar('\n');
    }
}

static void tell_near(const char *name, const json_t *near) {
    size_t index;
    json_t *item;
    fputs("fihrist actors: nobody of the name '", stderr);
    cli_put(stderr, name, strlen(name));
    fputs("'", stderr);
    json_array_foreach(near, index, item) {
        fputs(index ? ", " : "; did you mean ", stderr);
        cli_put(stderr, json_string_value(item), json_string_length(item));
    }
    fputc('\n', stderr);
}

int cli_actors(int argc, char **argv) {
    show_options options = {0};
    int outcome = CLI_FOUND;
    int operands = cli_parse(&actors_command, argc, argv, &options, &options.common, &outcome);
    fihrist_reader *reader =
        operands < 0 ? NULL : cli_open(&actors_command, &options.common, &outcome);
    if (!reader)
        return outcome;
    fihrist_error err;
    char *json = NULL, *name = cli_join(argv + 1, operands);
    size_t n;
    outcome = CLI_ERROR;
    if (name && fihrist_actors(reader, name, strlen(name), &json, &n, &err) < 0) {
        outcome = cli_fail(actors_command.name, &err, NULL);
    } else if (name) {
        json_t *answer = json_loadb(json, n, JSON_ALLOW_NUL, NULL);
        const json_t *actors = json_object_get(answer, "actors");
        outcome = json_array_size(actors) ? CLI_FOUND : CLI_NOTHING;
        if (options.format != FORMAT_TEXT)
            puts(json);
        else
            print_actors(actors);
        if (outcome == CLI_NOTHING && operands)
            tell_near(name, json_object_get(answer, "near"));
        json_decref(answer);
    }
    fihrist_free(json);
    fihrist_free(name);
    fihrist_close(reader);
    return cli_finish(actors_command.name, outcome);
}

static void print_counts(const json_t *status) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)status, key, value) {
        if (json_is_integer(value))
            printf("%-12s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
        else if (json_is_string(value))
            printf("%-12s %s\n", key, json_string_value(value));
        if (strcmp(key, "languages") != 0)
            continue;
        const char *language;
        json_t *count;
        json_object_foreach(value, language, count)
            printf("%-12s %" JSON_INTEGER_FORMAT "\n", language, json_integer_value(count));
    }
}

static uint64_t count_of(const json_t *value) {
    return json_integer_value(value) > 0 ? (uint64_t)json_integer_value(value) : 0;
}

static void draw_sources(fh_buffer *out, const json_t *sources, fh_chart_look look) {
    enum { ROWS_MAX = 64 };
    fh_chart_row rows[ROWS_MAX];
    size_t count = 0, index;
    json_t *source;
    json_array_foreach(sources, index, source) {
        const json_t *name = json_object_get(source, "name");
        if (count < ROWS_MAX && json_is_string(name))
            rows[count++] = (fh_chart_row){{json_string_value(name), json_string_length(name)},
                                           count_of(json_object_get(source, "articles"))};
    }
    if (count)
        fh_buffer_append_text(out, "\narticles by source\n");
    fh_chart_rows(out, rows, count, look);
}

/* Whoever answers at the socket may say anything: years ascend here. */
static void draw_years(fh_buffer *out, const json_t *by_year, fh_chart_look look) {
    enum { LAST_YEAR = 9999 };
    size_t count = 0, room = json_object_size(by_year);
    fh_chart_year *years = room ? fh_calloc(room, sizeof *years) : NULL;
    const char *key;
    json_t *articles;
    if (!years)
        return;
    json_object_foreach((json_t *)(uintptr_t)by_year, key, articles) {
        long year = strtol(key, NULL, 10);
        if (year > (count ? years[count - 1].year : 0) && year <= LAST_YEAR)
            years[count++] = (fh_chart_year){(int)year, count_of(articles)};
    }
    if (count)
        fh_buffer_append_text(out, "\narticles by year\n");
    fh_chart_years(out, years, count, look);
    fh_free(years);
}

static void print_status(const char *text, size_t n, bool coloured) {
    enum { CHARTS_MAX_BYTES = 256 * 1024 };
    json_t *status = json_loadb(text, n, 0, NULL);
    fh_buffer charts = FH_BUFFER(CHARTS_MAX_BYTES);
    fh_chart_look look = {.columns = cli_columns(), .coloured = coloured};
    print_counts(status);
    draw_years(&charts, json_object_get(status, "by_year"), look);
    draw_sources(&charts, json_object_get(status, "by_source"), look);
    if (!charts.failed && charts.n)
        fwrite(charts.p, 1, charts.n, stdout);
    fh_buffer_free(&charts);
    json_decref(status);
}

int cli_status(int argc, char **argv) {
    show_options options = {0};
    int outcome = CLI_FOUND;
    int operands = cli_parse(&status_command, argc, argv, &options, &options.common, &outcome);
    fihrist_reader *reader =
        operands < 0 ? NULL : cli_open(&status_command, &options.common, &outcome);
    if (!reader)
        return outcome;
    fihrist_error err;
    char *json = NULL;
    size_t n;
    if (fihrist_status(reader, &json, &n, &err) < 0)
        outcome = cli_fail(status_command.name, &err, NULL);
    else if (options.format != FORMAT_TEXT)
        puts(json);
    else
        print_status(json, n, cli_coloured(&options.common));
    fihrist_free(json);
    fihrist_close(reader);
    return cli_finish(status_command.name, outcome);
}
