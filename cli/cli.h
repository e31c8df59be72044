/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cli.h: what the verbs of the command line share. The verbs stand on fihrist.h alone; nothing
 * here or in a cli_ file knows an index from the inside.
 */
#ifndef FIHRIST_CLI_CLI_H
#define FIHRIST_CLI_CLI_H

#include <stdio.h>

#include "core/options.h"
#include "fihrist.h"

/** Exit statuses; 75 is sysexits' EX_TEMPFAIL. */
enum { CLI_FOUND = 0, CLI_NOTHING = 1, CLI_ERROR = 2, CLI_TRY_LATER = 75 };

typedef enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER } cli_colour;

/** Options every verb on an index has. */
typedef struct cli_common {
    bool help;
    const char *index;
    const char *socket; /**< of verbs that CLI_SOCKET_OPTION is for */
    int colour;         /**< cli_colour */
} cli_common;

/** The rows of those options in a verb's table; `type` begins with a cli_common named common. */
#define CLI_COMMON_OPTIONS(type)                                                                   \
    {"index",                                                                                      \
     'i',                                                                                          \
     FH_OPTION_TEXT,                                                                               \
     "DIR",                                                                                        \
     "the index directory (default: $FIHRIST_INDEX)",                                              \
     FH_OPTION_AT(type, common.index),                                                             \
     0,                                                                                            \
     0},                                                                                           \
        {"color",                                                                                  \
         0,                                                                                        \
         FH_OPTION_CHOICE,                                                                         \
         "auto|always|never",                                                                      \
         "colour; auto: on a terminal where NO_COLOR is not set",                                  \
         FH_OPTION_AT(type, common.colour),                                                        \
         0,                                                                                        \
         0},                                                                                       \
    {                                                                                              \
        "help", 'h', FH_OPTION_FLAG, NULL, "print this help", FH_OPTION_AT(type, common.help), 0,  \
            0                                                                                      \
    }

/** The row of the verbs that a daemon can answer as well. */
#define CLI_SOCKET_OPTION(type)                                                                    \
    {                                                                                              \
        "socket", 0, FH_OPTION_TEXT, "PATH", "ask the daemon at this socket instead of an index",  \
            FH_OPTION_AT(type, common.socket), 0, 0                                                \
    }

int cli_search(int argc, char **argv);
int cli_count(int argc, char **argv);
int cli_show(int argc, char **argv);
int cli_actors(int argc, char **argv);
int cli_status(int argc, char **argv);
int cli_delete(int argc, char **argv);
int cli_diff(int argc, char **argv);

/** Read a verb's command line. Returns the number of operands, or negative: *ret_exit is what to
 *  exit with (help was printed, or the error). */
int cli_parse(const fh_command *command, int argc, char **argv, void *values, cli_common *common,
              int *ret_exit);

/** Open the index or the socket that a command line names, else the index of the environment. On
 * failure the error is printed and *ret_exit set. */
fihrist_reader *cli_open(const fh_command *command, const cli_common *common, int *ret_exit);

/** CLI_TRY_LATER for what may pass, else CLI_ERROR. */
int cli_failure_status(int code);

/** Print "NAME: message" and, where one is known, the next step; returns the exit status. A query's
 *  error is shown with a mark under its position when `query` is given. */
int cli_fail(const char *name, const fihrist_error *err, const char *query);
void cli_warn(const char *name, const char *message);

/** The operands as one text, blanks between: the caller's, free with fihrist_free. NULL: no memory.
 */
char *cli_join(char **operands, int count);

/** Flush stdout and see whether all of it was written; prints the error. Returns `status`, or
 *  CLI_ERROR. */
int cli_finish(const char *name, int status);

/** Whether to colour what goes to stdout. */
bool cli_coloured(const cli_common *common);
/** Columns of the terminal on stdout; 0 when it is none. */
unsigned cli_columns(void);

/** Print text from outside without what must not reach a terminal. */
void cli_put(FILE *out, const char *text, size_t n);

enum { CLI_STYLE_NONE, CLI_STYLE_TITLE, CLI_STYLE_MATCH, CLI_STYLE_DIM };

/** Print running text: wrapped and indented on a terminal, else on one line, words that matched
 *  highlighted where colour is on. */
typedef struct cli_writer {
    FILE *out;
    bool coloured;
    unsigned columns; /**< 0: do not wrap */
    unsigned indent, at;
    int style;
} cli_writer;

void cli_writer_begin(cli_writer *writer, unsigned indent);
void cli_writer_text(cli_writer *writer, const char *text, size_t n, int style);
void cli_writer_end(cli_writer *writer);

/** One hit for people, and its copies where it has some (else NULL). */
void cli_print_hit(const fihrist_hit *hit, const fihrist_cluster *cluster, bool coloured,
                   unsigned columns);

#endif
