/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb.h: what the writer's verbs share: command lines, messages, exit statuses, signals. Only the
 * files verb*.c and fihrist-index.c print or read the environment.
 */
#ifndef FIHRIST_INDEXER_VERB_H
#define FIHRIST_INDEXER_VERB_H

#include "core/index_dir.h"
#include "core/options.h"
#include "input/input.h"

/** Exit statuses; 75 is sysexits' EX_TEMPFAIL. */
enum { VERB_DONE = 0, VERB_NOTHING = 1, VERB_ERROR = 2, VERB_TRY_LATER = 75 };

/** Options that the verbs on an index have. */
typedef struct verb_common {
    bool help, quiet;
    const char *index;
} verb_common;

/** A row of a verb's table; `field` is of the verb's struct `type`. */
#define VERB_OPTION(type, name, letter, kind, argument, help, field)                               \
    { name, letter, kind, argument, help, FH_OPTION_AT(type, field), 0, 0 }

/** The rows of verb_common, which stands in `type` as `common`. */
#define VERB_COMMON_OPTIONS(type)                                                                  \
    VERB_OPTION(type, "index", 'i', FH_OPTION_TEXT, "DIR",                                         \
                "the index directory (default: $FIHRIST_INDEX)", common.index),                    \
        VERB_OPTION(type, "quiet", 'q', FH_OPTION_FLAG, NULL, "print errors only", common.quiet),  \
        VERB_OPTION(type, "help", 'h', FH_OPTION_FLAG, NULL, "print this help", common.help)

/** What is read, of the verbs that read files. */
typedef struct verb_input {
    const char *source, *date, *lang, *url, *path, *map;
    int format;
} verb_input;

/** The rows of verb_input, which stands in `type` as `input`. */
#define VERB_INPUT_OPTIONS(type)                                                                   \
    VERB_OPTION(type, "source", 's', FH_OPTION_TEXT, "NAME",                                       \
                "outlet of articles that do not name theirs", input.source),                       \
        VERB_OPTION(type, "date", 'd', FH_OPTION_TEXT, "DATE",                                     \
                    "date of articles that have none: 2015, 2015-06 or 2015-06-20", input.date),   \
        VERB_OPTION(type, "lang", 'l', FH_OPTION_TEXT, "LANG",                                     \
                    "language of articles that do not say (default: told by their text)",          \
                    input.lang),                                                                   \
        VERB_OPTION(type, "url", 0, FH_OPTION_TEXT, "URL", "URL of the one article that is given", \
                    input.url),                                                                    \
        VERB_OPTION(type, "path", 0, FH_OPTION_TEXT, "PATTERN",                                    \
                    "what the path of a file says of it, as '{source}/{date}/{}'", input.path),    \
        VERB_OPTION(type, "format", 0, FH_OPTION_CHOICE, FH_INPUT_FORMATS,                         \
                    "format of the files (default: auto)", input.format),                          \
        VERB_OPTION(type, "map", 0, FH_OPTION_TEXT, "COLUMN=FIELD,...",                            \
                    "what the columns of CSV hold, where their names do not say:\n"                \
                    "title, text, date, source, url, author, ...",                                 \
                    input.map)

/** What the options and operands ask to be read; borrows both. */
fh_input_options verb_input_of(const verb_input *options, char **paths, size_t count);

int verb_index(int argc, char **argv);
int verb_extract(int argc, char **argv);
int verb_delete(int argc, char **argv);
int verb_dump(int argc, char **argv);
int verb_restore(int argc, char **argv);
int verb_compact(int argc, char **argv);
int verb_check(int argc, char **argv);

/** Read the command line. The number of operands; or -1, and *ret_exit is what to exit with: help
 *  was printed, or the error. */
int verb_parse(const fh_command *command, int argc, char **argv, void *values,
               const verb_common *common, int *ret_exit);

/** Directory of the index: the option, else FIHRIST_INDEX. NULL: said so. */
const char *verb_index_dir(const fh_command *command, const verb_common *common);

/** Print the error in one line; returns the exit status it stands for. */
int verb_fail(const fh_command *command, const fihrist_error *err);

/** Flush standard output; a write that failed makes `status` an error. */
int verb_finish(const fh_command *command, int status);

/** What SOURCE_DATE_EPOCH says is the time, in seconds since 1970, so that what is made twice is
 * the same; 0: it says nothing. FIHRIST_E_USAGE: no such number. */
int verb_now(int64_t *ret_seconds, fihrist_error *err);

/** Path of the starter authority file, beside this program or in PREFIX/share/fihrist. */
int verb_default_authority(char ret_path[FH_PATH_MAX], fihrist_error *err);

/** From here on a failure inside libxapian that would abort the process ends it as every other
 *  does: with a line of its own, and the exit status of an error. */
void verb_prepare_last_words(void);

/** From here on SIGINT and SIGTERM ask to stop; a second one ends the process at once. */
void verb_catch_signals(void);
bool verb_stop_asked(void);

#endif
