/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb.c: command lines, messages and signals of the writer's verbs.
 */
#include "indexer/verb.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/date.h"
#include "core/engine.h"
#include "core/number.h"

static volatile sig_atomic_t stop_asked;

/* What the process is at, for its last words. */
static struct {
    const fh_command *command;
    const char *index;
} at_work;

static void ask_to_stop(int number) {
    (void)number;
    stop_asked = 1;
}

void verb_catch_signals(void) {
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool verb_stop_asked(void) {
    return stop_asked;
}

/* libxapian can fail where nobody can catch it: say what every other failure says. */
static void say_last_words(const xc_error *cause) {
    fihrist_error err;
    if (!at_work.command)
        return;
    fh_fail_engine(&err, cause, "cannot write index '%.80s'", at_work.index);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr); /* the line of progress */
    int status = verb_fail(at_work.command, &err);
    fflush(NULL);
    _exit(status);
}

void verb_prepare_last_words(void) {
    xc_terminate_set_handler(say_last_words);
}

static void print_help(const fh_command *command) {
    fh_buffer text = FH_BUFFER(64 * 1024);
    fh_options_help(command, &text);
    fwrite(text.p, 1, text.n, stdout);
    fh_buffer_free(&text);
}

int verb_parse(const fh_command *command, int argc, char **argv, void *values,
               const verb_common *common, int *ret_exit) {
    fihrist_error err;
    size_t operands;
    if (fh_options_parse(command, argc, argv, values, &operands, &err) != FIHRIST_OK) {
        *ret_exit = verb_fail(command, &err);
        return -1;
    }
    if (common->help) {
        print_help(command);
        *ret_exit = verb_finish(command, VERB_DONE);
        return -1;
    }
    return (int)operands;
}

fh_input_options verb_input_of(const verb_input *options, char **paths, size_t count) {
    return (fh_input_options){.paths = (const char *const *)paths,
                              .path_count = count,
                              .defaults = {fh_str_of(options->source), fh_str_of(options->date),
                                           fh_str_of(options->lang), fh_str_of(options->url)},
                              .path_pattern = options->path,
                              .format = (fh_input_format)options->format,
                              .columns = fh_str_of(options->map)};
}

const char *verb_index_dir(const fh_command *command, const verb_common *common) {
    const char *dir = common->index ? common->index : getenv("FIHRIST_INDEX");
    if (dir && *dir) {
        at_work.command = command;
        at_work.index = dir;
        return dir;
    }
    fprintf(stderr, "%s: which index? Name it with --index DIR or in FIHRIST_INDEX\n",
            command->name);
    return NULL;
}

int verb_fail(const fh_command *command, const fihrist_error *err) {
    fprintf(stderr, "%s: %s\n", command->name, err->message);
    return err->code == FIHRIST_E_BUSY ? VERB_TRY_LATER : VERB_ERROR;
}

int verb_finish(const fh_command *command, int status) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "%s: cannot write to standard output: %s\n", command->name, strerror(errno));
    return VERB_ERROR;
}

int verb_now(int64_t *ret_seconds, fihrist_error *err) {
    const char *given = getenv("SOURCE_DATE_EPOCH");
    *ret_seconds = 0;
    if (!given || !*given || fh_number_parse(fh_str_of(given), 0, FH_UTC_MAX_SECONDS, ret_seconds))
        return FIHRIST_OK;
    return fh_fail(err, FIHRIST_E_USAGE, "SOURCE_DATE_EPOCH is not a number of seconds: '%.60s'",
                   given);
}

int verb_default_authority(char ret_path[FH_PATH_MAX], fihrist_error *err) {
    static const char *const places[] = {"authority.tsv", "../share/fihrist/authority.tsv"};
    enum { LONGEST_PLACE = 64 };
    ssize_t n = readlink("/proc/self/exe", ret_path, FH_PATH_MAX - LONGEST_PLACE);
    char *name = NULL;
    if (n > 0) {
        ret_path[n] = '\0';
        name = strrchr(ret_path, '/');
    }
    for (size_t i = 0; name && i < sizeof places / sizeof *places; i++) {
        snprintf(name + 1, LONGEST_PLACE, "%s", places[i]);
        if (access(ret_path, R_OK) == 0)
            return FIHRIST_OK;
    }
    return fh_fail(err, FIHRIST_E_NOT_FOUND,
                   "cannot find the starter authority file beside the program; "
                   "name one with --authority FILE, or none with --authority none");
}
