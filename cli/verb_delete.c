/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_delete.c: fihrist delete: ids and queries made into ids, handed to the writer
 * (fihrist-delete), which never learns what a query is.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/program.h"

extern char **environ;

typedef struct delete_options {
    cli_common common;
    bool dry_run, quiet;
    const char *query;
} delete_options;

static const fh_option table[] = {
    {"query", 0, FH_OPTION_TEXT, "QUERY", "delete every article that QUERY finds",
     FH_OPTION_AT(delete_options, query), 0, 0},
    {"dry-run", 0, FH_OPTION_FLAG, NULL, "print the ids that would go, delete nothing",
     FH_OPTION_AT(delete_options, dry_run), 0, 0},
    {"quiet", 'q', FH_OPTION_FLAG, NULL, "say nothing when all went well",
     FH_OPTION_AT(delete_options, quiet), 0, 0},
    CLI_COMMON_OPTIONS(delete_options)};

static const fh_command command = {
    "fihrist delete",
    "ID|QUERY...",
    "Delete articles with all their comments: by id, or all that a query finds. An\n"
    "operand is a query when it begins with a field (source:reuters) and is no id;\n"
    "any other query wants --query, so that a mistyped id deletes nothing.",
    table,
    sizeof table / sizeof *table,
    "fihrist delete https://example.org/2021/01/dam\n"
    "fihrist delete --dry-run 'source:lobelog before:2010'\n",
    0,
    100000};

/* Ids to delete, one a line. */
enum { IDS_MAX_BYTES = 1 << 30 };

static bool begins_with_field(const char *text) {
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return n > 0 && text[n] == ':' && text[n + 1] != '\0' && text[n + 1] != '/';
}

static int add_found(fihrist_reader *reader, const char *query, fh_buffer *ids) {
    fihrist_search_options how = FIHRIST_SEARCH_OPTIONS;
    fihrist_page *page = NULL;
    fihrist_error err;
    how.comments = FIHRIST_COMMENTS_OFF;
    how.copies = FIHRIST_COPIES_SHOW;
    how.limit = FIHRIST_LIMIT_MAX;
    how.snippets = 0;
    do {
        fihrist_page *next;
        int status = fihrist_search(reader, query, strlen(query), &how, &next, &err);
        fihrist_page_free(page);
        if (status < 0)
            return cli_fail(command.name, &err, query);
        page = next;
        for (size_t i = 0; i < fihrist_page_warnings(page); i++)
            cli_warn(command.name, fihrist_page_warning(page, i)->message);
        for (size_t i = 0; i < fihrist_page_size(page); i++) {
            fihrist_text id = fihrist_page_hit(page, i)->id;
            fh_buffer_append(ids, id.p, id.n);
            fh_buffer_append_byte(ids, '\n');
        }
        how.cursor = fihrist_page_cursor(page);
    } while (how.cursor);
    fihrist_page_free(page);
    return CLI_FOUND;
}

static int add_operand(fihrist_reader *reader, const char *operand, fh_buffer *ids) {
    char *json;
    size_t n;
    fihrist_error err;
    int status = fihrist_show(reader, operand, strlen(operand), &json, &n, &err);
    if (status == 0) {
        fihrist_free(json);
        fh_buffer_append_text(ids, operand);
        fh_buffer_append_byte(ids, '\n');
        return CLI_FOUND;
    }
    if (status == FIHRIST_E_NOT_FOUND && begins_with_field(operand))
        return add_found(reader, operand, ids);
    int outcome = cli_fail(command.name, &err, NULL);
    return status == FIHRIST_E_NOT_FOUND ? CLI_NOTHING : outcome;
}

static bool write_all(int fd, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

/* Start the writer with the ids on its standard input; returns its exit status. */
static int run_writer(const char *index, bool quiet, const fh_buffer *ids) {
    char path[PROGRAM_PATH_MAX];
    int ends[2], status;
    pid_t pid;
    posix_spawn_file_actions_t actions;
    char *argv[] = {path,          (char *)"--index",
                    (char *)index, (char *)"--ids",
                    (char *)"-",   quiet ? (char *)"--quiet" : NULL,
                    NULL};
    if (!program_path("delete", path) || pipe(ends) != 0) {
        fprintf(stderr, "%s: cannot start fihrist-delete: %s\n", command.name, strerror(errno));
        return CLI_ERROR;
    }
    signal(SIGPIPE, SIG_IGN);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    int failed = posix_spawnp(&pid, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    bool written = !failed && write_all(ends[1], ids->p, ids->n);
    close(ends[1]);
    if (failed || waitpid(pid, &status, 0) < 0) {
        fprintf(stderr, "%s: cannot start '%s': %s\n", command.name, path, strerror(failed));
        return CLI_ERROR;
    }
    return written && WIFEXITED(status) ? WEXITSTATUS(status) : CLI_ERROR;
}

static const char *index_named(const delete_options *options) {
    return options->common.index ? options->common.index : getenv("FIHRIST_INDEX");
}

static int finish(const delete_options *options, const fh_buffer *ids, int outcome) {
    const char *index = index_named(options);
    if (ids->failed) {
        fprintf(stderr, "%s: too many ids, or out of memory; nothing was deleted\n", command.name);
        return CLI_ERROR;
    }
    if (outcome == CLI_ERROR || outcome == CLI_TRY_LATER || ids->n == 0)
        return outcome == CLI_FOUND ? CLI_NOTHING : outcome;
    if (options->dry_run) {
        fwrite(ids->p, 1, ids->n, stdout);
        return outcome;
    }
    int written = run_writer(index, options->quiet, ids);
    return written != CLI_FOUND ? written : outcome;
}

int cli_delete(int argc, char **argv) {
    delete_options options = {0};
    int outcome = CLI_FOUND;
    int operands = cli_parse(&command, argc, argv, &options, &options.common, &outcome);
    if (operands < 0)
        return outcome;
    if (operands == 0 && !options.query) {
        fprintf(stderr, "%s: delete what? Name ids, or --query QUERY\n", command.name);
        return CLI_ERROR;
    }
    const char *index = index_named(&options);
    if (index && strncmp(index, "unix:", strlen("unix:")) == 0) {
        fprintf(stderr, "%s: a daemon only reads; name the index directory with --index DIR\n",
                command.name);
        return CLI_ERROR;
    }
    fihrist_reader *reader = cli_open(&command, &options.common, &outcome);
    if (!reader)
        return outcome;
    fh_buffer ids = FH_BUFFER(IDS_MAX_BYTES);
    if (options.query)
        outcome = add_found(reader, options.query, &ids);
    for (int i = 1; i <= operands; i++) {
        int one = add_operand(reader, argv[i], &ids);
        outcome = one > outcome ? one : outcome;
    }
    fihrist_close(reader);
    outcome = finish(&options, &ids, outcome);
    fh_buffer_free(&ids);
    return cli_finish(command.name, outcome);
}
