/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * extract.c: the verb `extract`.
 */
#include "indexer/extract.h"

#include <errno.h>

#include "core/json.h"

enum {
    /* Every byte of an article escaped as \u00XX, and room for its keys. */
    MAX_OUTPUT_BYTES = FH_ARTICLE_MAX_BYTES * 6 + FH_ARTICLE_MAX_COMMENTS * 64
};

void fh_rejection_print(const fh_rejection *rejection, FILE *talk) {
    /* fh_fail makes what is quoted from outside printable. */
    fihrist_error path;
    fh_fail(&path, FIHRIST_E_INPUT, "%.*s",
            (int)(rejection->path.n < 200 ? rejection->path.n : 200), rejection->path.p);
    if (rejection->line)
        fprintf(talk, "%s:%llu: %s\n", path.message, (unsigned long long)rejection->line,
                rejection->reason);
    else
        fprintf(talk, "%s: %s\n", path.message, rejection->reason);
}

static int print_article(const fh_article *article, fh_buffer *line, FILE *out,
                         fihrist_error *err) {
    fh_buffer_clear(line);
    fh_json_article(line, article);
    fh_buffer_append_byte(line, '\n');
    if (line->failed)
        return fh_fail_memory(err);
    if (fwrite(line->p, 1, line->n, out) != line->n)
        return fh_fail_errno(err, errno, "cannot write");
    return 0;
}

int fh_extract_run(const fh_input_options *options, FILE *out, FILE *talk,
                   fh_extract_counts *ret_counts, fihrist_error *err) {
    fh_input *input = NULL;
    fh_buffer line = FH_BUFFER(MAX_OUTPUT_BYTES);
    *ret_counts = (fh_extract_counts){0};
    fh_arena *arena = fh_arena_new();
    int rc = arena ? fh_input_open(options, &input, err) : fh_fail_memory(err);
    while (rc == 0) {
        fh_article article;
        fh_rejection rejection;
        fh_arena_reset(arena);
        int got = fh_input_next(input, arena, &article, &rejection, err);
        if (got <= 0) {
            rc = got;
            break;
        }
        if (got == FH_INPUT_REJECTED) {
            ret_counts->rejected++;
            fh_rejection_print(&rejection, talk);
            continue;
        }
        ret_counts->articles++;
        ret_counts->comments += article.comment_count;
        rc = print_article(&article, &line, out, err);
    }
    if (rc == 0 && fflush(out) != 0)
        rc = fh_fail_errno(err, errno, "cannot write");
    fh_buffer_free(&line);
    fh_input_close(input);
    fh_arena_free(arena);
    return rc;
}

int fh_extract_status(const fh_extract_counts *counts) {
    return counts->articles ? 0 : counts->rejected ? 2 : 1;
}
