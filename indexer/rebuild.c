/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rebuild.c: from one generation into the next.
 */
#include "indexer/rebuild.h"

#include "indexer/stored.h"

typedef struct rebuilding {
    fh_writer *writer;
    fh_damage_teller tell;
    void *user;
    fh_stop_question stop_asked;
    fh_rebuild_result result;
} rebuilding;

static int take(void *user, int damage, const fh_article *article, fihrist_error *err) {
    rebuilding *b = user;
    fh_put outcome;
    if (b->stop_asked && b->stop_asked())
        return fh_fail(err, FIHRIST_E_CANCELLED, "stopped: the index is as it was");
    int code = damage ? damage : fh_writer_put(b->writer, article, NULL, &outcome, err);
    /* Another analyser may see more words than are taken. */
    if (damage || code == FIHRIST_E_LIMIT) {
        b->result.damaged++;
        b->tell(b->user, article->id, err ? err->message : "damaged");
        return FIHRIST_OK;
    }
    if (code == FIHRIST_OK && fh_writer_full(b->writer))
        code = fh_writer_commit(b->writer, (fh_str){NULL, 0}, err);
    b->result.articles++;
    b->result.comments += article->comment_count;
    return code;
}

static int fill(fh_workspace *workspace, const fh_generation *from, uint64_t memory_bytes,
                bool bulk, rebuilding *b, fihrist_error *err) {
    fh_index_state old, fresh = {.revision = 0};
    fh_stored stored = fh_stored_of(from);
    int code = fh_index_state_read(from->db, &old, err);
    if (code != FIHRIST_OK)
        return code;
    memcpy(fresh.uuid, old.uuid, sizeof fresh.uuid);
    fresh.revision = old.revision + 1;
    fresh.rejected = old.rejected;
    fh_writer_options options = {.memory_bytes = memory_bytes, .fresh = &fresh, .bulk = bulk};
    code = fh_writer_open(workspace, workspace->manifest.generation + 1, &options, &b->writer, err);
    if (code == FIHRIST_OK)
        code = fh_stored_visit(&stored, take, b, err);
    if (code == FIHRIST_OK && (fh_writer_pending(b->writer) || fh_writer_is_bulk(b->writer)))
        code = fh_writer_commit(b->writer, (fh_str){NULL, 0}, err);
    fh_writer_close(b->writer);
    return code;
}

int fh_rebuild(fh_workspace *workspace, uint64_t memory_bytes, bool bulk, fh_damage_teller tell,
               void *user, fh_stop_question stop_asked, fh_rebuild_result *ret_result,
               fihrist_error *err) {
    fh_generation old;
    rebuilding b = {.tell = tell, .user = user, .stop_asked = stop_asked};
    int code =
        fh_generation_open_documents(workspace->dir, workspace->manifest.generation, &old, err);
    if (code != FIHRIST_OK)
        return code;
    code = fill(workspace, &old, memory_bytes, bulk, &b, err);
    fh_generation_close(&old);
    if (code == FIHRIST_OK)
        code = fh_workspace_publish(workspace, workspace->manifest.generation + 1, err);
    if (code == FIHRIST_OK)
        *ret_result = b.result;
    return code;
}
