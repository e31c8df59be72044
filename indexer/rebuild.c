/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rebuild.c: from one generation into the next.
 */
#include "indexer/rebuild.h"

#include <stdio.h>

#include "indexer/bulk.h"
#include "indexer/stored.h"

typedef struct rebuilding {
    fh_writer *writer;
    const fh_rebuild_options *options;
    fh_rebuild_result result;
} rebuilding;

static int take(void *user, int damage, const fh_article *article, fihrist_error *err) {
    rebuilding *b = user;
    fh_put outcome;
    const fh_rebuild_options *options = b->options;
    if (options->stop_asked && options->stop_asked())
        return fh_fail(err, FIHRIST_E_CANCELLED, "stopped: the index is as it was");
    int code = damage ? damage : fh_writer_put(b->writer, article, NULL, &outcome, err);
    /* Another analyser may see more words than are taken. */
    if (damage || code == FIHRIST_E_LIMIT) {
        if (!options->tell)
            return code;
        b->result.damaged++;
        options->tell(options->user, article->id, err ? err->message : "damaged");
        return FIHRIST_OK;
    }
    if (code == FIHRIST_OK && fh_writer_full(b->writer))
        code = fh_writer_commit(b->writer, (fh_str){NULL, 0}, err);
    b->result.articles++;
    b->result.comments += article->comment_count;
    return code;
}

static int open_next(fh_workspace *workspace, const fh_generation *from, uint64_t memory_bytes,
                     bool bulk, fh_writer **ret_writer, fihrist_error *err) {
    fh_index_state old, fresh = {.revision = 0};
    int code = fh_index_state_read(from->db, &old, err);
    if (code != FIHRIST_OK)
        return code;
    memcpy(fresh.uuid, old.uuid, sizeof fresh.uuid);
    fresh.revision = old.revision + 1;
    fresh.rejected = old.rejected;
    fh_writer_options options = {.memory_bytes = memory_bytes, .fresh = &fresh, .bulk = bulk};
    workspace->manifest.final = false;
    return fh_writer_open(workspace, workspace->manifest.generation + 1, &options, ret_writer, err);
}

int fh_rebuild_begin(fh_workspace *workspace, const fh_rebuild_options *options,
                     fh_writer **ret_writer, fh_rebuild_result *ret_result, fihrist_error *err) {
    fh_generation old;
    rebuilding b = {.options = options};
    int code =
        fh_generation_open_documents(workspace->dir, workspace->manifest.generation, &old, err);
    if (code != FIHRIST_OK)
        return code;
    fh_stored stored = fh_stored_of(&old);
    code = open_next(workspace, &old, options->memory_bytes, options->bulk, &b.writer, err);
    if (code == FIHRIST_OK)
        code = fh_stored_visit(&stored, take, &b, err);
    fh_generation_close(&old);
    if (code == FIHRIST_OK) {
        *ret_writer = b.writer;
        *ret_result = b.result;
        return FIHRIST_OK;
    }
    fh_writer_close(b.writer);
    return code;
}

int fh_rebuild(fh_workspace *workspace, const fh_rebuild_options *options,
               fh_rebuild_result *ret_result, fihrist_error *err) {
    fh_writer *writer;
    int code = fh_rebuild_begin(workspace, options, &writer, ret_result, err);
    if (code != FIHRIST_OK)
        return code;
    if (fh_writer_pending(writer) || fh_writer_is_bulk(writer))
        code = fh_writer_commit(writer, (fh_str){NULL, 0}, err);
    if (code == FIHRIST_OK)
        code = fh_writer_publish(writer, err);
    fh_writer_close(writer);
    return code;
}

int fh_rebuild_final(fh_workspace *workspace, uint64_t memory_bytes, fh_stop_question stop_asked,
                     const char *say, fihrist_error *err) {
    fh_rebuild_options how = {.memory_bytes = memory_bytes, .stop_asked = stop_asked};
    fh_rebuild_result result;
    if (!workspace->manifest.final)
        return FIHRIST_OK;
    if (say)
        fprintf(stderr, "%s: the index was made final; it is made again, to be changed\n", say);
    int code = fh_bulk_is_possible(workspace, &how.bulk, err);
    return code == FIHRIST_OK ? fh_rebuild(workspace, &how, &result, err) : code;
}
