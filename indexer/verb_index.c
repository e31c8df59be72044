/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_index.c: the verbs that put articles into an index: `index`, and `restore`, which makes a
 * new index of a dump.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/bulk.h"
#include "indexer/holdings_summary.h"
#include "indexer/rebuild.h"
#include "indexer/run.h"
#include "indexer/verb.h"
#include "input/watch.h"

typedef struct index_options {
    verb_common common;
    verb_input input;
    const char *authority, *rejects, *alike;
    int positions;
    bool prune, reread, rebuild, watch, verbose;
    uint64_t memory;
    int64_t batch;
} index_options;

/* Of a choice. */
enum { NOT_GIVEN = -1 };

/* With less libxapian is done in a second. A byte that is read comes to less than three on disk,
 * what is put aside meanwhile among them. */
enum { BULK_LEAST_BYTES = 1 << 20, BULK_BYTES_A_BYTE = 3 };

#define DEFAULT_MEMORY_BYTES (UINT64_C(256) << 20)
#define OPTION(...) VERB_OPTION(index_options, __VA_ARGS__)
#define BATCH_OPTIONS                                                                              \
    {"memory",                                                                                     \
     0,                                                                                            \
     FH_OPTION_SIZE,                                                                               \
     "SIZE",                                                                                       \
     "memory to use, about (default: 256M)",                                                       \
     FH_OPTION_AT(index_options, memory),                                                          \
     FH_MEMORY_LEAST_BYTES,                                                                        \
     0},                                                                                           \
        {"batch",                                                                                  \
         0,                                                                                        \
         FH_OPTION_NUMBER,                                                                         \
         "N",                                                                                      \
         "articles in one commit, at most (default: 5000, but all\n"                               \
         "that files put into an index without any)",                                              \
         FH_OPTION_AT(index_options, batch),                                                       \
         1,                                                                                        \
         1000000},                                                                                 \
        OPTION("verbose", 'v', FH_OPTION_FLAG, NULL, "say when a batch is on disk", verbose)

static const fh_option index_table[] = {
    VERB_COMMON_OPTIONS(index_options),
    VERB_INPUT_OPTIONS(index_options),
    OPTION("prune", 0, FH_OPTION_FLAG, NULL, "delete articles that this input does not have",
           prune),
    OPTION("watch", 0, FH_OPTION_FLAG, NULL, "then wait, and go on whenever something changes",
           watch),
    OPTION("reread", 0, FH_OPTION_FLAG, NULL, "read files again that did not change", reread),
    OPTION("rebuild", 0, FH_OPTION_FLAG, NULL, "first make the index again from what it stores",
           rebuild),
    OPTION("authority", 0, FH_OPTION_TEXT, "FILE",
           "who is who, as TSV; or none (default: the index's own,\n"
           "for a new index the starter file)",
           authority),
    OPTION("positions", 0, FH_OPTION_CHOICE, "store|xapian",
           "where the places of words are kept: in the store, smaller and\n"
           "faster, or in libxapian's tables (default: the index's own,\n"
           "for a new index store)",
           positions),
    OPTION("alike", 0, FH_OPTION_TEXT, "SHARE",
           "how alike two texts are that are copies, from 0.1 to 1; 0: copies\n"
           "are not looked for (default: the index's own, for a new index 0.53)",
           alike),
    OPTION("rejects", 0, FH_OPTION_TEXT, "FILE", "write what is rejected to FILE, as JSON Lines",
           rejects),
    BATCH_OPTIONS,
};

static const fh_command index_command = {
    .name = "fihrist index",
    .operands = "PATH...",
    .summary = "Add articles and their comments to an index, which is made when it is not there.\n"
               "PATH is a file or a directory of files: web pages saved as HTML or as text, web\n"
               "archives (WARC, WACZ), zip and tar archives of any of these, feeds, CSV, mail,\n"
               "JSON Lines; or - for standard input. An article that the index has is replaced\n"
               "when it changed; a file that did not change is not read again.",
    .options = index_table,
    .option_count = sizeof index_table / sizeof *index_table,
    .examples = "  fihrist index --index news archive.jsonl\n"
                "  fihrist index --index news --source LobeLog --date 2015-06-20 page.txt\n"
                "  fihrist index --index news --path '{source}/{date}/{}' --prune pages/\n"
                "  fihrist index --index news --watch ~/saved\n"
                "  fihrist index --index news --rebuild --authority who-is-who.tsv\n",
    .min_operands = 0,
    .max_operands = 1000000,
};

static const fh_option restore_table[] = {
    VERB_COMMON_OPTIONS(index_options),
    OPTION("authority", 0, FH_OPTION_TEXT, "FILE",
           "who is who, as TSV; or none (default: the starter file)", authority),
    OPTION("rejects", 0, FH_OPTION_TEXT, "FILE", "write what is rejected to FILE, as JSON Lines",
           rejects),
    BATCH_OPTIONS,
};

static const fh_command restore_command = {
    .name = "fihrist restore",
    .operands = "FILE",
    .summary = "Make a new index of what `fihrist dump` printed; - is standard input.",
    .options = restore_table,
    .option_count = sizeof restore_table / sizeof *restore_table,
    .examples = "  fihrist dump --index news > news.jsonl\n"
                "  fihrist restore --index copy news.jsonl\n",
    .min_operands = 1,
    .max_operands = 1,
};

/* What a run needs, closed together. */
typedef struct session {
    const fh_command *command;
    const index_options *options;
    fh_input *input; /* NULL: only to rebuild */
    fh_workspace *workspace;
    fh_writer *writer;
    fh_known_files *known;
    uint64_t used; /* the generation that a bulk is to take the place of; 0: there is none */
} session;

static int open_input(session *s, char **paths, size_t count, fihrist_error *err) {
    fh_input_options how = verb_input_of(&s->options->input, paths, count);
    return fh_input_open(&how, &s->input, err);
}

/* "0.53" in thousandths: 0, or FH_ALIKE_MIN to FH_ALIKE_MAX. */
static int read_alike(const char *text, uint32_t *ret_alike, fihrist_error *err) {
    enum { DIGITS = 3 };
    bool one = text[0] == '1', good = one || text[0] == '0';
    int64_t number = one ? 1 : 0, digits = 0;
    const char *at = text + good;
    for (at += *at == '.'; good && *at >= '0' && *at <= '9' && digits < DIGITS; at++, digits++)
        number = number * 10 + (*at - '0');
    for (; digits < DIGITS; digits++)
        number *= 10;
    if (!good || *at || number > FH_ALIKE_MAX || (number > 0 && number < FH_ALIKE_MIN))
        return fh_fail(err, FIHRIST_E_USAGE,
                       "'%.40s' is not how alike copies are: 0, or 0.1 to 1, as 0.53", text);
    *ret_alike = (uint32_t)number;
    return FIHRIST_OK;
}

static int open_workspace(session *s, const char *dir, fihrist_error *err) {
    bool restore = s->command == &restore_command;
    char starter[FH_PATH_MAX];
    const char *starter_path = NULL;
    fihrist_error no_starter;
    int64_t now;
    int code = verb_now(&now, err);
    if (code != FIHRIST_OK)
        return code;
    if (!s->options->authority && verb_default_authority(starter, &no_starter) == FIHRIST_OK)
        starter_path = starter;
    fh_positions positions = (fh_positions)s->options->positions;
    uint32_t alike = 0;
    if (s->options->alike)
        code = read_alike(s->options->alike, &alike, err);
    if (code != FIHRIST_OK)
        return code;
    fh_workspace_options how = {
        .dir = dir,
        .positions = s->options->positions == NOT_GIVEN ? NULL : &positions,
        .change_positions = s->options->rebuild,
        .alike = s->options->alike ? &alike : NULL,
        .change_alike = s->options->rebuild,
        .create = !s->options->rebuild,
        .must_be_new = restore,
        .any_fingerprint = s->options->rebuild,
        .authority = s->options->authority,
        .default_authority = starter_path,
        .change_authority = s->options->rebuild,
        .language = s->options->input.lang,
        .now = now,
    };
    return fh_workspace_open(&how, &s->workspace, err);
}

/* The first generation of a new index: empty, and then the index is there. */
static int make_first(session *s, fihrist_error *err) {
    fh_index_state fresh;
    fh_writer *writer;
    fh_writer_options how = {.memory_bytes = s->options->memory, .fresh = &fresh};
    int code = fh_index_state_new(&fresh, err);
    if (code == FIHRIST_OK)
        code = fh_writer_open(s->workspace, s->workspace->manifest.generation, &how, &writer, err);
    if (code != FIHRIST_OK)
        return code;
    fh_writer_close(writer);
    return fh_workspace_publish(s->workspace, s->workspace->manifest.generation, err);
}

static void tell_damage(void *user, fh_str id, const char *reason) {
    const session *s = user;
    fihrist_error line;
    fh_fail(&line, 0, "'%.*s' is lost: %s", (int)(id.n < 100 ? id.n : 100), id.p, reason);
    fprintf(stderr, "%s: %s\n", s->command->name, line.message);
}

/* Where it is not, and that is to be mended, it is said. */
static int bulk_is_possible(const session *s, bool *ret_possible, fihrist_error *err) {
    int code = fh_bulk_is_possible(s->workspace, ret_possible, err);
    if (code == FIHRIST_OK && err->message[0])
        fprintf(stderr, "%s: articles are added one by one, which takes longer: %s\n",
                s->command->name, err->message);
    return code;
}

static int rebuild(session *s, fihrist_error *err) {
    fh_rebuild_result result = {0};
    bool bulk;
    int code = bulk_is_possible(s, &bulk, err);
    fh_rebuild_options how = {.memory_bytes = s->options->memory,
                              .bulk = bulk,
                              .tell = tell_damage,
                              .user = s,
                              .stop_asked = verb_stop_asked};
    if (code == FIHRIST_OK)
        code = fh_rebuild(s->workspace, &how, &result, err);
    if (code == FIHRIST_OK && !s->options->common.quiet)
        fprintf(stderr,
                "%s: made again: %" PRIu64 " articles, %" PRIu64 " comments; %" PRIu64 " lost\n",
                s->command->name, result.articles, result.comments, result.damaged);
    return code;
}

/* A run that was cut short goes on where it was. */
static int will_resume(const session *s, bool *ret_resumes, fihrist_error *err) {
    fh_str cursor = {NULL, 0};
    fh_arena *arena = fh_arena_new();
    int code = arena ? fh_writer_cursor(s->writer, arena, &cursor, err) : fh_fail_memory(err);
    *ret_resumes = cursor.p != NULL;
    fh_arena_free(arena);
    return code;
}

/* Whether all at once takes less time than article by article, and there is room for it: the
 * articles that the index has are written again then. An index has up to twice the bytes of the
 * files it was made of; article by article takes four times as long. */
static int bulk_pays(const session *s, bool *ret_pays, fihrist_error *err) {
    uint64_t used = 0, room = 0, input = fh_input_measure(s->input).bytes;
    *ret_pays = false;
    if (input < BULK_LEAST_BYTES)
        return FIHRIST_OK;
    int code = fh_index_bytes(s->workspace->dir, &used, err);
    if (code == FIHRIST_OK)
        code = fh_index_room(s->workspace->dir, &room, err);
    *ret_pays =
        code == FIHRIST_OK && input >= used / 2 && room / BULK_BYTES_A_BYTE > input + used / 2;
    return code;
}

/* Nothing of it counts, should it fail. What is damaged stays where it is, and is not lost. */
static int begin_bulk(session *s, fihrist_error *err) {
    fh_rebuild_result copied;
    fh_rebuild_options how = {
        .memory_bytes = s->options->memory, .bulk = true, .stop_asked = verb_stop_asked};
    uint64_t articles = fh_writer_state(s->writer)->kinds[FH_KIND_ARTICLE].documents;
    if (articles > 0 && !s->options->common.quiet && isatty(STDERR_FILENO))
        fprintf(stderr, "%s: the index is made anew, with the %" PRIu64 " articles it has\n",
                s->command->name, articles);
    s->used = s->workspace->manifest.generation;
    fh_writer_close(s->writer);
    s->writer = NULL;
    int code = fh_rebuild_begin(s->workspace, &how, &s->writer, &copied, err);
    if (code != FIHRIST_E_CORRUPT && code != FIHRIST_E_LIMIT)
        return code;
    fprintf(stderr, "%s: articles are added one by one: %s\n", s->command->name, err->message);
    return fh_index_remove_generations(s->workspace->dir, s->used, err);
}

/* Files that are large against the index: all at once, unless batches are asked for. What comes
 * through a pipe may come slowly, and has to be there when it came. */
static int choose_bulk(session *s, fihrist_error *err) {
    bool resumes, pays = false, possible = false;
    int code = will_resume(s, &resumes, err);
    if (code == FIHRIST_OK && !resumes && !s->options->batch)
        code = bulk_pays(s, &pays, err);
    if (code == FIHRIST_OK && pays)
        code = bulk_is_possible(s, &possible, err);
    return code == FIHRIST_OK && possible ? begin_bulk(s, err) : code;
}

static int open_writer(session *s, fihrist_error *err) {
    fh_writer_options how = {.memory_bytes = s->options->memory,
                             .batch_articles = (uint32_t)s->options->batch};
    return fh_writer_open(s->workspace, s->workspace->manifest.generation, &how, &s->writer, err);
}

/* What is asked to be made again is read again. */
static int open_known(session *s, fihrist_error *err) {
    const fh_index_state *state = fh_writer_state(s->writer);
    bool none = s->options->reread || s->options->rebuild;
    if (s->command == &restore_command)
        return FIHRIST_OK;
    int code =
        none ? fh_known_files_new(&s->known, err)
             : fh_known_files_open(s->workspace->dir, state->uuid, state->revision, &s->known, err);
    if (code == FIHRIST_OK)
        fh_input_know(s->input, s->known, s->options->rejects != NULL);
    return code;
}

/* On a terminal: what the index holds now. That it cannot be drawn is no failure of the run. */
static void show_holdings(const session *s) {
    enum { CHART_MAX_BYTES = 64 * 1024 };
    const char *no_colour = getenv("NO_COLOR");
    fihrist_error ignored;
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    if (s->options->common.quiet || !isatty(STDERR_FILENO) || fh_writer_is_bulk(s->writer))
        return;
    fh_chart_look look = {.columns = fh_progress_columns(stderr),
                          .coloured = !(no_colour && *no_colour)};
    if (fh_summarise_holdings(s->writer, look, &out, &ignored) == FIHRIST_OK && out.n)
        fwrite(out.p, 1, out.n, stderr);
    fh_buffer_free(&out);
}

static int run(session *s, int *ret_exit, fihrist_error *err) {
    fh_run_options run_options = {.name = s->command->name,
                                  .prune = s->options->prune,
                                  .quiet = s->options->common.quiet,
                                  .verbose = s->options->verbose,
                                  .rejects = s->options->rejects,
                                  .stop_asked = verb_stop_asked,
                                  .talk = stderr};
    fh_run_result result;
    int code = fh_rebuild_final(s->workspace, s->options->memory, verb_stop_asked,
                                s->options->common.quiet ? NULL : s->command->name, err);
    if (code == FIHRIST_OK)
        code = open_writer(s, err);
    if (code == FIHRIST_OK)
        code = open_known(s, err);
    run_options.known = s->known;
    if (code == FIHRIST_OK)
        code = choose_bulk(s, err);
    if (code == FIHRIST_OK && !s->writer)
        code = open_writer(s, err);
    if (code == FIHRIST_OK)
        code = fh_run(s->writer, s->input, &run_options, &result, err);
    if (code != FIHRIST_OK)
        return code;
    const fh_run_counts *counts = &result.counts;
    bool read = result.resumed ||
                counts->added + counts->replaced + counts->unchanged + counts->added_comments > 0;
    *ret_exit = read ? VERB_DONE : counts->rejected ? VERB_ERROR : VERB_NOTHING;
    if (result.stopped) {
        fprintf(stderr, "%s: stopped; run the same command again to go on\n", s->command->name);
        *ret_exit = VERB_TRY_LATER;
        return FIHRIST_OK;
    }
    show_holdings(s);
    if (!read && !counts->rejected)
        fprintf(stderr, "%s: no articles in the input\n", s->command->name);
    return FIHRIST_OK;
}

/* What it comes to is in *ret_exit. */
static int work(session *s, const char *dir, char **paths, size_t count, int *ret_exit,
                fihrist_error *err) {
    int code = FIHRIST_OK;
    if (count > 0)
        code = open_input(s, paths, count, err);
    if (code == FIHRIST_OK)
        code = open_workspace(s, dir, err);
    if (code == FIHRIST_OK && s->workspace->created)
        code = make_first(s, err);
    if (code == FIHRIST_OK && s->options->rebuild)
        code = rebuild(s, err);
    if (code == FIHRIST_OK && count > 0)
        code = run(s, ret_exit, err);
    if (code != FIHRIST_OK)
        *ret_exit = verb_fail(s->command, err);
    return code;
}

static int work_once(const fh_command *command, const index_options *options, const char *dir,
                     char **paths, size_t count, int *ret_exit) {
    fihrist_error err;
    session s = {.command = command, .options = options};
    int code = work(&s, dir, paths, count, ret_exit, &err);
    fh_writer_close(s.writer);
    /* A bulk that came to nothing takes no room. Where it was to be published and that failed,
     * nobody knows which of the two is in use: the next run removes the other one. */
    if (s.used && s.workspace->manifest.generation == s.used)
        fh_index_remove_generations(s.workspace->dir, s.used, NULL);
    fh_workspace_close(s.workspace);
    fh_input_close(s.input);
    fh_known_files_free(s.known);
    return code;
}

/* Others may write to the index between two runs: one that is busy is tried again. */
static int work_and_watch(const fh_command *command, index_options *options, const char *dir,
                          char **paths, size_t count) {
    fh_watch *watch;
    fihrist_error err;
    int status = VERB_DONE, more = 1;
    if (fh_watch_new((const char *const *)paths, count, &watch, &err) != FIHRIST_OK)
        return verb_fail(command, &err);
    while (more > 0) {
        int code = work_once(command, options, dir, paths, count, &status);
        options->rebuild = options->reread = false;
        if (code != FIHRIST_OK && code != FIHRIST_E_BUSY)
            break;
        if (code == FIHRIST_E_BUSY)
            sleep(1);
        else
            more = fh_watch_wait(watch, verb_stop_asked, &err);
        more = verb_stop_asked() ? 0 : more;
    }
    fh_watch_free(watch);
    return more < 0 ? verb_fail(command, &err) : status;
}

static int run_command(const fh_command *command, index_options *options, int argc, char **argv) {
    int status = VERB_DONE;
    int count = verb_parse(command, argc, argv, options, &options->common, &status);
    if (count < 0)
        return status;
    const char *dir = verb_index_dir(command, &options->common);
    if (!dir)
        return VERB_ERROR;
    if (count == 0 && !options->rebuild) {
        fprintf(stderr, "%s: index what? Name files or directories, or - for standard input\n",
                command->name);
        return VERB_ERROR;
    }
    verb_catch_signals();
    if (options->watch)
        return work_and_watch(command, options, dir, argv + 1, (size_t)count);
    work_once(command, options, dir, argv + 1, (size_t)count, &status);
    return status;
}

int verb_index(int argc, char **argv) {
    index_options options = {.memory = DEFAULT_MEMORY_BYTES, .positions = NOT_GIVEN};
    return run_command(&index_command, &options, argc, argv);
}

int verb_restore(int argc, char **argv) {
    index_options options = {
        .memory = DEFAULT_MEMORY_BYTES, .input.format = FH_FORMAT_JSONL, .positions = NOT_GIVEN};
    return run_command(&restore_command, &options, argc, argv);
}
