/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_extract.c: the command line of `extract`.
 */
#include <stdio.h>

#include "indexer/extract.h"
#include "indexer/verb.h"

typedef struct extract_options {
    verb_common common; /* no index */
    verb_input input;
} extract_options;

#define OPTION(...) VERB_OPTION(extract_options, __VA_ARGS__)

static const fh_option table[] = {
    VERB_INPUT_OPTIONS(extract_options),
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
    fh_input_options how = verb_input_of(&options.input, argv + 1, (size_t)count);
    fh_extract_counts counts;
    fihrist_error err;
    if (fh_extract_run(&how, stdout, stderr, &counts, &err) != FIHRIST_OK)
        return verb_fail(&command, &err);
    return verb_finish(&command, fh_extract_status(&counts));
}
