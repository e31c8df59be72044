/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_extract.c: the command line of `extract`.
 */
#include <stdio.h>

#include "indexer/extract.h"
#include "indexer/verb.h"

typedef struct extract_options {
    verb_common common; /* no index */
    const char *source, *date, *lang, *url, *path, *map;
    int format;
} extract_options;

#define OPTION(...) VERB_OPTION(extract_options, __VA_ARGS__)

static const fh_option table[] = {
    OPTION("source", 's', FH_OPTION_TEXT, "NAME", "outlet of articles that do not name theirs",
           source),
    OPTION("date", 'd', FH_OPTION_TEXT, "DATE",
           "date of articles that have none: 2015, 2015-06 or 2015-06-20", date),
    OPTION("lang", 'l', FH_OPTION_TEXT, "LANG",
           "language of articles that do not say: en, english, ...", lang),
    OPTION("url", 0, FH_OPTION_TEXT, "URL", "URL of the one article that is given", url),
    OPTION("path", 0, FH_OPTION_TEXT, "PATTERN",
           "what the path of a file says of it, as '{source}/{date}/{}'", path),
    OPTION("format", 0, FH_OPTION_CHOICE, FH_INPUT_FORMATS, "format of the files (default: auto)",
           format),
    OPTION("map", 0, FH_OPTION_TEXT, "COLUMN=FIELD,...",
           "what the columns of CSV hold, where their names do not say:\n"
           "title, text, date, source, url, author, ...",
           map),
    OPTION("help", 'h', FH_OPTION_FLAG, NULL, "print this help", common.help),
};

static const fh_command command = {
    .name = "fihrist extract",
    .operands = "PATH...",
    .summary = "Print what a reader sees in files as JSON Lines, one article a line; no index is\n"
               "needed.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist extract --source LobeLog page.txt\n"
                "  fihrist extract pages/ | fihrist index --index news -\n",
    .min_operands = 1,
    .max_operands = 1000000,
};

int verb_extract(int argc, char **argv) {
    extract_options options = {0};
    int status;
    int count = verb_parse(&command, argc, argv, &options, &options.common, &status);
    if (count < 0)
        return status;
    fh_input_options how = {
        .paths = (const char *const *)(argv + 1),
        .path_count = (size_t)count,
        .defaults = {fh_str_of(options.source), fh_str_of(options.date), fh_str_of(options.lang),
                     fh_str_of(options.url)},
        .path_pattern = options.path,
        .format = (fh_input_format)options.format,
        .columns = fh_str_of(options.map),
    };
    fh_extract_counts counts;
    fihrist_error err;
    if (fh_extract_run(&how, stdout, stderr, &counts, &err) != FIHRIST_OK)
        return verb_fail(&command, &err);
    return verb_finish(&command, fh_extract_status(&counts));
}
