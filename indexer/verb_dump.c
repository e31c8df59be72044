/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verb_dump.c: print a whole index in the exchange format, one article a line, in the order of ids:
 * the same for the same articles however they came in.
 */
#include <errno.h>
#include <stdio.h>

#include "core/json.h"
#include "indexer/stored.h"
#include "indexer/verb.h"

typedef struct dump_options {
    verb_common common;
} dump_options;

static const fh_option table[] = {VERB_COMMON_OPTIONS(dump_options)};

static const fh_command command = {
    .name = "fihrist dump",
    .operands = "",
    .summary = "Print the whole index as JSON Lines, one article a line, in the order of ids.",
    .options = table,
    .option_count = sizeof table / sizeof *table,
    .examples = "  fihrist dump --index news | gzip > news.jsonl.gz\n",
    .min_operands = 0,
    .max_operands = 0,
};

enum {
    /* Every byte of an article escaped as \u00XX, and room for its keys. */
    LINE_MAX_BYTES = FH_ARTICLE_MAX_BYTES * 6 + FH_ARTICLE_MAX_COMMENTS * 64
};

typedef struct dumping {
    fh_buffer line;
    uint64_t damaged;
} dumping;

static int print_article(void *user, int damage, const fh_article *article, fihrist_error *err) {
    dumping *d = user;
    if (damage) {
        fihrist_error line;
        d->damaged++;
        fh_fail(&line, 0, "'%.*s' is left out: %s",
                (int)(article->id.n < 100 ? article->id.n : 100), article->id.p, err->message);
        fprintf(stderr, "%s: %s\n", command.name, line.message);
        return FIHRIST_OK;
    }
    fh_buffer_clear(&d->line);
    fh_json_article(&d->line, article);
    fh_buffer_append_byte(&d->line, '\n');
    if (d->line.failed)
        return fh_fail_memory(err);
    if (fwrite(d->line.p, 1, d->line.n, stdout) != d->line.n)
        return fh_fail_errno(err, errno, "cannot write to standard output");
    return FIHRIST_OK;
}

static int dump(const char *dir, dumping *d, fihrist_error *err) {
    fh_manifest manifest;
    fh_generation generation;
    int code = fh_manifest_read(dir, &manifest, err);
    if (code == FIHRIST_OK)
        code = fh_generation_open_documents(dir, manifest.generation, &generation, err);
    if (code != FIHRIST_OK)
        return code;
    fh_stored stored = fh_stored_of(&generation);
    code = fh_stored_visit(&stored, print_article, d, err);
    fh_generation_close(&generation);
    return code;
}

int verb_dump(int argc, char **argv) {
    dump_options options = {0};
    int status;
    if (verb_parse(&command, argc, argv, &options, &options.common, &status) < 0)
        return status;
    const char *dir = verb_index_dir(&command, &options.common);
    if (!dir)
        return VERB_ERROR;
    fihrist_error err;
    dumping d = {FH_BUFFER(LINE_MAX_BYTES), 0};
    int code = dump(dir, &d, &err);
    fh_buffer_free(&d.line);
    if (code != FIHRIST_OK)
        return verb_fail(&command, &err);
    return verb_finish(&command, d.damaged ? VERB_ERROR : VERB_DONE);
}
