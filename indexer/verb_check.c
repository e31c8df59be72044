/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_check.c: the command line of `check`.
 */
#include <inttypes.h>
#include <stdio.h>

#include "indexer/check.h"
#include "indexer/verb.h"

typedef struct check_options {
    verb_common common;
    bool deep;
} check_options;

static const fh_option table[] = {
    VERB_COMMON_OPTIONS(check_options),
    VERB_OPTION(check_options, "deep", 0, FH_OPTION_FLAG, NULL,
                "also take every text apart again and compare: as long as indexing", deep),
};

static const fh_command command = {
    .name = "fihrist check",
    .operands = "",
    .summary =
        "Verify an index: the tables of its database, its store, the checksum of every stored\n"
        "article and comment, and its counts. No writer may be at work meanwhile.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist check --index news && echo sound\n",
    .min_operands = 0,
    .max_operands = 0,
};

enum { FAULTS_SHOWN = 100 };

static void tell_fault(void *user, const char *message) {
    uint64_t *told = user;
    if (++*told <= FAULTS_SHOWN)
        fprintf(stderr, "%s: %s\n", command.name, message);
    else if (*told == FAULTS_SHOWN + 1)
        fprintf(stderr, "%s: and more\n", command.name);
}

int verb_check(int argc, char **argv) {
    check_options options = {0};
    int status;
    if (verb_parse(&command, argc, argv, &options, &options.common, &status) < 0)
        return status;
    const char *dir = verb_index_dir(&command, &options.common);
    if (!dir)
        return VERB_ERROR;
    fihrist_error err;
    fh_workspace *workspace = NULL;
    fh_workspace_options where = {.dir = dir, .any_fingerprint = !options.deep};
    fh_check_result result;
    uint64_t told = 0;
    int code = fh_workspace_open(&where, &workspace, &err);
    if (code == FIHRIST_OK)
        code = fh_check(workspace, options.deep, tell_fault, &told, &result, &err);
    fh_workspace_close(workspace);
    if (code != FIHRIST_OK)
        return verb_fail(&command, &err);
    if (!options.common.quiet)
        fprintf(stderr,
                "%s: %" PRIu64 " articles, %" PRIu64 " comments, revision %" PRIu64 ", %" PRIu64
                " faults\n",
                command.name, result.state.kinds[FH_KIND_ARTICLE].documents,
                result.state.kinds[FH_KIND_COMMENT].documents, result.state.revision,
                result.faults);
    return result.faults ? VERB_ERROR : VERB_DONE;
}
