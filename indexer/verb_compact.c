/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_compact.c: make an index smaller: a compacted copy beside it, put in its place by one
 * rename. Revision and answers stay what they were.
 */
#include <inttypes.h>
#include <stdio.h>

#include "indexer/compact.h"
#include "indexer/verb.h"

typedef struct compact_options {
    verb_common common;
    bool final;
} compact_options;

static const fh_option table[] = {
    VERB_COMMON_OPTIONS(compact_options),
    VERB_OPTION(compact_options, "final", 0, FH_OPTION_FLAG, NULL,
                "leave out what only changes need, a third of it: should\n"
                "articles come or go later, the index is made again first",
                final),
};

static const fh_command command = {
    .name = "fihrist compact",
    .operands = "",
    .summary =
        "Make an index smaller and faster to read. It needs room for a second copy while it\n"
        "works; readers go on meanwhile.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist compact --index news\n"
                "  fihrist compact --index closed-newspaper --final\n",
    .min_operands = 0,
    .max_operands = 0,
};

int verb_compact(int argc, char **argv) {
    compact_options options = {0};
    int status;
    if (verb_parse(&command, argc, argv, &options, &options.common, &status) < 0)
        return status;
    const char *dir = verb_index_dir(&command, &options.common);
    if (!dir)
        return VERB_ERROR;
    fihrist_error err;
    fh_workspace *workspace = NULL;
    /* Words are copied as they are, whoever made them; the fingerprint must be kept. */
    fh_workspace_options where = {.dir = dir};
    uint64_t before = 0, after = 0;
    int code = fh_workspace_open(&where, &workspace, &err);
    if (code == FIHRIST_OK)
        code = fh_index_bytes(dir, &before, &err);
    if (code == FIHRIST_OK)
        code = fh_compact(workspace, options.final, &err);
    if (code == FIHRIST_OK)
        code = fh_index_bytes(dir, &after, &err);
    fh_workspace_close(workspace);
    if (code != FIHRIST_OK)
        return verb_fail(&command, &err);
    if (!options.common.quiet)
        fprintf(stderr, "%s: %.1f MB, was %.1f MB\n", command.name, (double)after / 1e6,
                (double)before / 1e6);
    return VERB_DONE;
}
