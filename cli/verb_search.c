/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_search.c: fihrist search and fihrist count: one query, or a file of them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cli/cli.h"
#include "core/json.h"

typedef enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL, FORMAT_TREC } format;
typedef enum output { OUTPUT_HITS, OUTPUT_IDS, OUTPUT_URLS, OUTPUT_FILES, OUTPUT_CITATIONS } output;

typedef struct search_options {
    cli_common common;
    int64_t limit, snippets, timeout_ms, format_version;
    int match, comments, copies, sort, format, output;
    bool plain, explain, exact;
    const char *cursor, *lang, *batch;
} search_options;

#define OPTION(name, letter, kind, argument, help, field, min, max)                                \
    { name, letter, kind, argument, help, FH_OPTION_AT(search_options, field), min, max }
#define QUERY_OPTIONS                                                                              \
    OPTION("match", 0, FH_OPTION_CHOICE, "all|any|smart",                                          \
           "which of the words must be there (default: all)", match, 0, 0),                        \
        OPTION("comments", 0, FH_OPTION_CHOICE, "under|with|only|off",                             \
               "comments beneath their article, among the hits,\nalone, or left out (default: "    \
               "under)",                                                                           \
               comments, 0, 0),                                                                    \
        OPTION("copies", 0, FH_OPTION_CHOICE, "auto|fold|show|only",                               \
               "stories that are copies of one another: as one hit, each as\none of its own, or "  \
               "only stories that have some, folded\n(default: auto: fold, but show in counts "    \
               "and lists of ids)",                                                                \
               copies, 0, 0),                                                                      \
        OPTION("plain", 0, FH_OPTION_FLAG, NULL,                                                   \
               "the text is words only, without operators and fields", plain, 0, 0),               \
        OPTION("lang", 'l', FH_OPTION_TEXT, "LANG",                                                \
               "language of the words (default: those of the index)", lang, 0, 0),                 \
        OPTION("timeout-ms", 0, FH_OPTION_NUMBER, "MS", "give up after so long (default: never)",  \
               timeout_ms, 0, 3600000)

static const fh_option search_table[] = {
    OPTION("limit", 'n', FH_OPTION_NUMBER, "N", "hits to print (default: 10)", limit, 0,
           FIHRIST_LIMIT_MAX),
    OPTION("sort", 's', FH_OPTION_CHOICE, "relevance|newest|oldest",
           "order of the hits (default: relevance)", sort, 0, 0),
    QUERY_OPTIONS,
    OPTION("cursor", 0, FH_OPTION_TEXT, "CURSOR", "go on where an earlier page ended", cursor, 0,
           0),
    OPTION("snippets", 0, FH_OPTION_NUMBER, "N",
           "pieces of text a hit (default: 2); 0 also leaves\nout the comments beneath", snippets,
           0, 10),
    OPTION("exact-count", 0, FH_OPTION_FLAG, NULL, "count all matches exactly, at a cost", exact, 0,
           0),
    OPTION("format", 'f', FH_OPTION_CHOICE, "text|json|jsonl|trec", "default: text", format, 0, 0),
    OPTION("format-version", 0, FH_OPTION_NUMBER, "1", "fail unless the format has this version",
           format_version, 1, 1),
    OPTION("output", 'o', FH_OPTION_CHOICE, "hits|ids|urls|files|citations",
           "what to print of each hit (default: hits)", output, 0, 0),
    OPTION("batch", 0, FH_OPTION_TEXT, "FILE",
           "run the queries of FILE, one `id TAB query` a line\n(- for standard input)", batch, 0,
           0),
    OPTION("explain", 0, FH_OPTION_FLAG, NULL,
           "say how the query was read: in the end of JSON, else\non standard error", explain, 0,
           0),
    CLI_SOCKET_OPTION(search_options),
    CLI_COMMON_OPTIONS(search_options)};

static const fh_option count_table[] = {QUERY_OPTIONS, CLI_SOCKET_OPTION(search_options),
                                        CLI_COMMON_OPTIONS(search_options)};

static const fh_command search_command = {
    "fihrist search",
    "QUERY...",
    "Search articles and the comments under them. fihrist-query(7) tells what a\n"
    "query may say.",
    search_table,
    sizeof search_table / sizeof *search_table,
    "fihrist search taliban tehran\n"
    "fihrist search 'actor:irgc date:2015 \"clandestine trip\"'\n"
    "fihrist search --sort newest --limit 50 'source:reuters (sanction* OR embargo)'\n"
    "fihrist search --format jsonl 'comment:proxy' | jq .title\n",
    0,
    1000};

static const fh_command count_command = {"fihrist count",
                                         "QUERY...",
                                         "Print how many stories match, exactly.",
                                         count_table,
                                         sizeof count_table / sizeof *count_table,
                                         "fihrist count 'source:lobelog actor:taliban'\n",
                                         1,
                                         1000};

static void to_search_options(const search_options *options, fihrist_search_options *ret) {
    *ret = (fihrist_search_options)FIHRIST_SEARCH_OPTIONS;
    bool bare = options->output != OUTPUT_HITS || options->format == FORMAT_TREC;
    ret->match = (fihrist_match)options->match;
    ret->comments = (fihrist_comments)options->comments;
    ret->copies = (fihrist_copies)options->copies;
    /* A list for programs is to leave nothing out that was not asked for. */
    if (bare && ret->copies == FIHRIST_COPIES_AUTO)
        ret->copies = FIHRIST_COPIES_SHOW;
    ret->sort = (fihrist_sort)options->sort;
    ret->limit = (uint32_t)options->limit;
    ret->snippets = bare ? 0 : (uint32_t)options->snippets;
    ret->timeout_ms = (uint32_t)options->timeout_ms;
    ret->plain = options->plain;
    ret->exact_count = options->exact;
    ret->language = options->lang;
    ret->cursor = options->cursor;
    ret->explain = options->explain;
}

/* --- printing a page --- */

typedef struct hit_printer {
    const search_options *options;
    const char *qid; /* of a batch, else NULL */
    bool told;       /* what is to be said of the index itself has been said */
    bool coloured;
    unsigned columns;
} hit_printer;

/* Fields of a TREC run are parted by blanks, so an id may hold none. */
static void print_trec(const hit_printer *printer, const fihrist_hit *hit) {
    fputs(printer->qid ? printer->qid : "1", stdout);
    fputs(" Q0 ", stdout);
    for (size_t i = 0; i < hit->id.n; i++) {
        unsigned char byte = (unsigned char)hit->id.p[i];
        if (byte <= ' ' || byte == '%' || byte == 0x7f)
            printf("%%%02X", byte);
        else
            putchar(byte);
    }
    printf(" %" PRIu64 " %.6f fihrist\n", hit->rank, hit->score);
}

static void print_text(const char *before, fihrist_text text, const char *after) {
    if (!text.n)
        return;
    fputs(before, stdout);
    cli_put(stdout, text.p, text.n);
    fputs(after, stdout);
}

static void print_citation(const fihrist_hit *hit) {
    for (size_t i = 0; i < hit->author_count; i++)
        print_text(i ? ", " : "", hit->authors[i], "");
    if (hit->author_count)
        fputs(". ", stdout);
    print_text(hit->is_comment ? "Comment on “" : "“", hit->title, ".” ");
    print_text("", hit->source, ", ");
    print_text("", hit->date, ". ");
    if (hit->url.n)
        print_text("", hit->url, "");
    else
        print_text("", hit->id, "");
    putchar('\n');
}

/* A batch's lines carry the id of their query as their first key. */
static void print_json(const hit_printer *printer, fihrist_text json) {
    if (printer->qid) {
        fh_buffer key = FH_BUFFER(64 * 1024);
        fh_json_open(&key, '{');
        fh_json_member(&key, "qid", fh_str_of(printer->qid));
        fwrite(key.p, 1, key.n, stdout);
        putchar(',');
        fh_buffer_free(&key);
        json.p++;
        json.n--;
    }
    fwrite(json.p, 1, json.n, stdout);
}

static int print_json_hit(const hit_printer *printer, fihrist_page *page, size_t index,
                          fihrist_error *err) {
    fihrist_text json;
    int status = fihrist_page_hit_json(page, index, &json, err);
    if (status < 0)
        return status;
    if (printer->options->format == FORMAT_JSON && index)
        putchar(',');
    print_json(printer, json);
    if (printer->options->format == FORMAT_JSONL)
        putchar('\n');
    return 0;
}

static int print_hit(const hit_printer *printer, fihrist_page *page, size_t index,
                     fihrist_error *err) {
    const fihrist_hit *hit = fihrist_page_hit(page, index);
    switch (printer->options->output) {
    case OUTPUT_IDS:
        print_text("", hit->id, "\n");
        return 0;
    case OUTPUT_URLS:
        print_text("", hit->url, "\n");
        return 0;
    case OUTPUT_FILES:
        print_text("", hit->file, "\n");
        return 0;
    case OUTPUT_CITATIONS:
        print_citation(hit);
        return 0;
    default:
        break;
    }
    if (printer->options->format == FORMAT_TREC)
        print_trec(printer, hit);
    else if (printer->options->format == FORMAT_TEXT)
        cli_print_hit(hit, fihrist_page_cluster(page, index), printer->coloured, printer->columns);
    else
        return print_json_hit(printer, page, index, err);
    return 0;
}

/* What follows the hits: {"end":…}, or for one JSON object its last members. */
static int print_end(const hit_printer *printer, fihrist_page *page, fihrist_error *err) {
    fihrist_text json;
    bool jsonl = printer->options->format == FORMAT_JSONL;
    if (!jsonl && printer->options->format != FORMAT_JSON)
        return 0;
    int status = fihrist_page_end_json(page, &json, err);
    if (status < 0)
        return status;
    if (jsonl) {
        print_json(printer, json);
    } else {
        fputs("],", stdout);
        fwrite(json.p + 1, 1, json.n - 1, stdout);
    }
    putchar('\n');
    return 0;
}

static int print_page(const hit_printer *printer, fihrist_page *page, fihrist_error *err) {
    int status = 0;
    if (printer->options->output != OUTPUT_HITS) {
        for (size_t i = 0; status == 0 && i < fihrist_page_size(page); i++)
            status = print_hit(printer, page, i, err);
        return status;
    }
    if (printer->options->format == FORMAT_JSON)
        fputs("{\"hits\":[", stdout);
    for (size_t i = 0; status == 0 && i < fihrist_page_size(page); i++)
        status = print_hit(printer, page, i, err);
    return status < 0 ? status : print_end(printer, page, err);
}

/* Two words side by side, outside fields, quotes and brackets: then --match any may help. */
static bool has_loose_words(const char *text, size_t n) {
    size_t words = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && text[end] != ' ')
            end++;
        bool plain = end > i;
        for (size_t k = i; k < end; k++)
            plain = plain && text[k] != '\0' && !strchr(":\"()*-", text[k]);
        words += plain;
        i = end + 1;
    }
    return words > 1;
}

/* How many there are and how to go on: talk, so on standard error and for people only. */
static void print_summary(const hit_printer *printer, fihrist_page *page, bool several) {
    bool exact;
    uint64_t count = fihrist_page_count(page, &exact);
    size_t size = fihrist_page_size(page);
    fflush(stdout); /* the answer comes before what is said of it */
    if (printer->options->format != FORMAT_TEXT || printer->options->output != OUTPUT_HITS ||
        printer->qid)
        return;
    if (size == 0)
        fprintf(stderr, "nothing found%s\n",
                printer->options->match == FIHRIST_MATCH_ALL && several
                    ? " that has all the words; --match any finds what has some"
                    : "");
    else
        fprintf(stderr, "%zu of %s%" PRIu64 "\n", size, exact ? "" : "about ", count);
    if (fihrist_page_cursor(page))
        fprintf(stderr, "more with --cursor %s\n", fihrist_page_cursor(page));
}

/* Warnings without a position are of the index: once is enough for a batch. */
static void print_talk(hit_printer *printer, const fihrist_page *page) {
    bool in_answer =
        printer->options->output == OUTPUT_HITS &&
        (printer->options->format == FORMAT_JSON || printer->options->format == FORMAT_JSONL);
    for (size_t i = 0; !in_answer && i < fihrist_page_warnings(page); i++) {
        const fihrist_warning *warning = fihrist_page_warning(page, i);
        if (warning->position >= 0 || !printer->told)
            cli_warn(search_command.name, warning->message);
    }
    printer->told = true;
    fihrist_text explain = fihrist_page_explain(page);
    if (explain.n && !in_answer)
        fprintf(stderr, "%.*s\n", (int)explain.n, explain.p);
}

/* --- one query --- */

static int run_query(fihrist_reader *reader, const char *text, size_t n,
                     const fihrist_search_options *how, hit_printer *printer) {
    fihrist_page *page;
    fihrist_error err;
    int status = fihrist_search(reader, text, n, how, &page, &err);
    if (status < 0 && printer->qid) {
        fprintf(stderr, "%s: query '%s': %s\n", search_command.name, printer->qid, err.message);
        return cli_failure_status(err.code);
    }
    if (status < 0)
        return cli_fail(search_command.name, &err, text);
    print_talk(printer, page);
    status = print_page(printer, page, &err);
    int outcome = fihrist_page_count(page, NULL) ? CLI_FOUND : CLI_NOTHING;
    if (status < 0)
        outcome = cli_fail(search_command.name, &err, NULL);
    else
        print_summary(printer, page, !fihrist_page_warnings(page) && has_loose_words(text, n));
    fihrist_page_free(page);
    return outcome;
}

/* --- a file of them --- */

/* Worse wins: an error, then try later, then found, then nothing. */
static int combined(int so_far, int outcome) {
    static const int order[] = {CLI_ERROR, CLI_TRY_LATER, CLI_FOUND, CLI_NOTHING};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (so_far == order[i] || outcome == order[i])
            return order[i];
    return so_far;
}

static int run_line(fihrist_reader *reader, char *line, size_t n, uint64_t number,
                    const fihrist_search_options *how, hit_printer *printer) {
    char *tab = memchr(line, '\t', n);
    if (!tab || tab == line) {
        fprintf(stderr, "%s: line %" PRIu64 " is not `id TAB query`\n", search_command.name,
                number);
        return CLI_ERROR;
    }
    *tab = '\0';
    printer->qid = line;
    return run_query(reader, tab + 1, n - (size_t)(tab + 1 - line), how, printer);
}

static int run_batch(fihrist_reader *reader, const search_options *options,
                     const fihrist_search_options *how, hit_printer *printer) {
    FILE *in = strcmp(options->batch, "-") == 0 ? stdin : fopen(options->batch, "r");
    if (!in) {
        fprintf(stderr, "%s: cannot open '%s': %s\n", search_command.name, options->batch,
                strerror(errno));
        return CLI_ERROR;
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int outcome = CLI_NOTHING;
    for (uint64_t number = 1; (n = getline(&line, &room, in)) >= 0; number++) {
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            line[--n] = '\0';
        if (n > 0)
            outcome = combined(outcome, run_line(reader, line, (size_t)n, number, how, printer));
    }
    fh_free(line); /* getline's, by malloc */
    if (ferror(in)) {
        fprintf(stderr, "%s: cannot read '%s': %s\n", search_command.name, options->batch,
                strerror(errno));
        outcome = CLI_ERROR;
    }
    if (in != stdin)
        fclose(in);
    return outcome;
}

int cli_search(int argc, char **argv) {
    search_options options = {.limit = 10, .snippets = 2};
    fihrist_search_options how;
    int outcome = CLI_ERROR;
    int operands = cli_parse(&search_command, argc, argv, &options, &options.common, &outcome);
    if (operands < 0)
        return outcome;
    if ((operands > 0) == (options.batch != NULL)) {
        fihrist_error err = {.code = FIHRIST_E_USAGE, .position = -1};
        snprintf(err.message, sizeof err.message, "%s",
                 operands ? "a query and --batch do not go together" : "search for what?");
        return cli_fail(search_command.name, &err, NULL);
    }
    to_search_options(&options, &how);
    hit_printer printer = {&options, NULL, false, cli_coloured(&options.common), cli_columns()};
    fihrist_reader *reader = cli_open(&search_command, &options.common, &outcome);
    if (!reader)
        return outcome;
    char *text = options.batch ? NULL : cli_join(argv + 1, operands);
    if (options.batch)
        outcome = run_batch(reader, &options, &how, &printer);
    else if (text)
        outcome = run_query(reader, text, strlen(text), &how, &printer);
    fihrist_free(text);
    fihrist_close(reader);
    return cli_finish(search_command.name, outcome);
}

int cli_count(int argc, char **argv) {
    search_options options = {.limit = 10};
    fihrist_search_options how;
    fihrist_error err;
    uint64_t count = 0;
    int outcome = CLI_ERROR;
    int operands = cli_parse(&count_command, argc, argv, &options, &options.common, &outcome);
    if (operands < 0)
        return outcome;
    to_search_options(&options, &how);
    fihrist_reader *reader = cli_open(&count_command, &options.common, &outcome);
    if (!reader)
        return outcome;
    char *text = cli_join(argv + 1, operands);
    if (text && fihrist_count(reader, text, strlen(text), &how, &count, &err) < 0) {
        outcome = cli_fail(count_command.name, &err, text);
    } else if (text) {
        printf("%" PRIu64 "\n", count);
        outcome = count ? CLI_FOUND : CLI_NOTHING;
    }
    fihrist_free(text);
    fihrist_close(reader);
    return cli_finish(count_command.name, outcome);
}
