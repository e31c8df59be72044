/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_delete.c: delete articles, with their comments, by id. `fihrist delete` finds ids by query
 * and hands them to this program.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "indexer/rebuild.h"
#include "indexer/verb.h"
#include "indexer/writer.h"
#include "input/known_files.h"

typedef struct delete_options {
    verb_common common;
    const char *ids;
} delete_options;

static const fh_option table[] = {
    VERB_COMMON_OPTIONS(delete_options),
    VERB_OPTION(delete_options, "ids", 0, FH_OPTION_TEXT, "FILE",
                "read ids from FILE, one a line; - is standard input", ids),
};

static const fh_command command = {
    .name = "fihrist delete",
    .operands = "ID...",
    .summary = "Delete articles and their comments. An id that the index does not have is told;\n"
               "the exit status is 1 when it had none of them.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist delete --index news https://example.org/2015/story\n"
                "  fihrist search --index news --output ids 'source:gazette' |\n"
                "      fihrist-delete --index news --ids -\n",
    .min_operands = 0,
    .max_operands = 1000000,
};

typedef struct deletion {
    fh_writer *writer;
    uint64_t deleted, unknown;
} deletion;

static int delete_one(deletion *d, fh_str id, fihrist_error *err) {
    int found = fh_writer_delete(d->writer, id, err);
    if (found < 0)
        return found;
    d->deleted += found > 0;
    if (found == 0) {
        fihrist_error line;
        d->unknown++;
        fh_fail(&line, 0, "no article '%.*s'", (int)(id.n < 200 ? id.n : 200), id.p);
        fprintf(stderr, "%s: %s\n", command.name, line.message);
    }
    return fh_writer_full(d->writer) ? fh_writer_commit(d->writer, (fh_str){NULL, 0}, err)
                                     : FIHRIST_OK;
}

static int delete_lines(deletion *d, FILE *file, const char *name, fihrist_error *err) {
    char line[FH_ID_MAX_BYTES + 2];
    int code = FIHRIST_OK;
    while (code == FIHRIST_OK && fgets(line, sizeof line, file)) {
        size_t n = strcspn(line, "\n");
        if (line[n] != '\n' && !feof(file))
            return fh_fail(err, FIHRIST_E_USAGE, "a line of '%.150s' is too long for an id", name);
        if (n > 0 && !verb_stop_asked())
            code = delete_one(d, (fh_str){line, n}, err);
    }
    if (code == FIHRIST_OK && ferror(file))
        code = fh_fail_errno(err, errno, "cannot read '%.150s'", name);
    return code;
}

static int delete_from_file(deletion *d, const char *name, fihrist_error *err) {
    if (strcmp(name, "-") == 0)
        return delete_lines(d, stdin, "standard input", err);
    FILE *file = fopen(name, "re");
    if (!file)
        return fh_fail_errno(err, errno, "cannot read '%.150s'", name);
    int code = delete_lines(d, file, name, err);
    fclose(file);
    return code;
}

static int delete_all(deletion *d, const delete_options *options, char **ids, size_t count,
                      fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = delete_one(d, fh_str_of(ids[i]), err);
    if (code == FIHRIST_OK && options->ids)
        code = delete_from_file(d, options->ids, err);
    if (code == FIHRIST_OK && fh_writer_pending(d->writer))
        code = fh_writer_commit(d->writer, (fh_str){NULL, 0}, err);
    return code;
}

static int run(const delete_options *options, const char *dir, char **ids, size_t count) {
    deletion d = {NULL, 0, 0};
    fh_workspace *workspace = NULL;
    fh_workspace_options where = {.dir = dir};
    fh_writer_options how = {.memory_bytes = UINT64_C(256) << 20};
    fihrist_error err;
    int code = fh_workspace_open(&where, &workspace, &err);
    if (code == FIHRIST_OK)
        code = fh_rebuild_final(workspace, how.memory_bytes, verb_stop_asked,
                                options->common.quiet ? NULL : command.name, &err);
    if (code == FIHRIST_OK)
        code = fh_writer_open(workspace, workspace->manifest.generation, &how, &d.writer, &err);
    if (code == FIHRIST_OK)
        code = fh_known_files_forget(dir, &err); /* what is deleted may come again */
    if (code == FIHRIST_OK)
        code = delete_all(&d, options, ids, count, &err);
    fh_writer_close(d.writer);
    fh_workspace_close(workspace);
    if (code != FIHRIST_OK)
        return verb_fail(&command, &err);
    if (!options->common.quiet)
        fprintf(stderr, "%s: %" PRIu64 " deleted, %" PRIu64 " unknown\n", command.name, d.deleted,
                d.unknown);
    return d.deleted > 0 ? VERB_DONE : VERB_NOTHING;
}

int verb_delete(int argc, char **argv) {
    delete_options options = {0};
    int status;
    int count = verb_parse(&command, argc, argv, &options, &options.common, &status);
    if (count < 0)
        return status;
    if (count == 0 && !options.ids) {
        fprintf(stderr, "%s: delete what? Name ids, or a file of them with --ids\n", command.name);
        return VERB_ERROR;
    }
    const char *dir = verb_index_dir(&command, &options.common);
    if (!dir)
        return VERB_ERROR;
    verb_catch_signals();
    return run(&options, dir, argv + 1, (size_t)count);
}
