/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rebuild.c: from one generation into the next.
 */
#include "indexer/rebuild.h"

#include <stdio.h>

#include "core/engine.h"
#include "core/revisions.h"
#include "core/term.h"
#include "indexer/bulk.h"
#include "indexer/stored.h"

typedef struct rebuilding {
    fh_writer *writer;
    const fh_rebuild_options *options;
    fh_stored from;
    fh_revision_table revisions; /* of the old generation */
    uint32_t next_revision;      /* entry of that table */
    fh_arena *arena;             /* of one article */
    uint64_t documents;          /* read, or lost */
    fh_rebuild_result result;
} rebuilding;

/* What is not there any more is told, or ends it; what fails for another reason does end it. */
static int lose(rebuilding *b, int code, fh_str id, fihrist_error *err) {
    const fh_rebuild_options *options = b->options;
    if (!options->tell || code == FIHRIST_E_MEMORY || code == FIHRIST_E_IO ||
        code == FIHRIST_E_BUSY)
        return code;
    b->result.damaged++;
    options->tell(options->user, id, err->message);
    return FIHRIST_OK;
}

static int lose_revisions(rebuilding *b, int code, fihrist_error *err) {
    b->next_revision = b->revisions.count = 0;
    return lose(b, code, fh_str_of("which revision brought what"), err);
}

static int open_revisions(rebuilding *b, fihrist_error *err) {
    int code = fh_revision_table_open(b->from.db, &b->revisions, err);
    fh_writer_copy_revision(b->writer, 0);
    if (code == FIHRIST_E_NOT_FOUND)
        return FIHRIST_OK;
    return code == FIHRIST_OK ? code : lose_revisions(b, code, err);
}

/* Move on to the revision that brought document `docid`. */
static int follow_revisions(rebuilding *b, uint32_t docid, fihrist_error *err) {
    int code = FIHRIST_OK;
    fh_revision next;
    while (b->next_revision < b->revisions.count) {
        code = fh_revision_table_at(&b->revisions, b->next_revision, &next, err);
        if (code != FIHRIST_OK)
            return lose_revisions(b, code, err);
        if (next.first > docid)
            break;
        fh_writer_copy_revision(b->writer, next.number);
        b->next_revision++;
    }
    return code;
}

/* Another analyser may see more words than are taken. */
static int put(rebuilding *b, const fh_article *article, fihrist_error *err) {
    fh_put outcome;
    int code = fh_writer_put(b->writer, article, NULL, &outcome, err);
    if (code == FIHRIST_E_LIMIT)
        return lose(b, code, article->id, err);
    if (code != FIHRIST_OK)
        return code;
    b->result.articles++;
    b->result.comments += article->comment_count;
    return fh_writer_full(b->writer) ? fh_writer_commit(b->writer, (fh_str){NULL, 0}, err)
                                     : FIHRIST_OK;
}

static int take(rebuilding *b, uint32_t docid, fihrist_error *err) {
    fh_article article;
    size_t documents;
    if (b->options->stop_asked && b->options->stop_asked())
        return fh_fail(err, FIHRIST_E_CANCELLED, "stopped: the index is as it was");
    fh_arena_reset(b->arena);
    int code = follow_revisions(b, docid, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_stored_at(&b->from, docid, b->arena, &article, &documents, err);
    b->documents += documents;
    return code == FIHRIST_OK ? put(b, &article, err) : lose(b, code, article.id, err);
}

/* Every document is an article's or a comment's under one. */
static int count_lost(rebuilding *b, fihrist_error *err) {
    uint32_t all;
    xc_error cause;
    if (xc_database_doc_count(b->from.db, &all, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    if (b->documents >= all)
        return FIHRIST_OK;
    return lose(b,
                fh_fail(err, FIHRIST_E_CORRUPT, "%llu documents are of no article",
                        (unsigned long long)(all - b->documents)),
                fh_str_of("what belongs together"), err);
}

static int take_all(rebuilding *b, fihrist_error *err) {
    xc_postings *articles;
    xc_error cause;
    fh_term term;
    int code = open_revisions(b, err);
    fh_term_make(FH_FIELD_TYPE, fh_str_of("article"), &term);
    if (code != FIHRIST_OK)
        return code;
    if (xc_database_postings(b->from.db, term.bytes, term.n, &articles, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    int more;
    while (code == FIHRIST_OK && (more = xc_postings_next(articles, &cause)) != 0)
        code = more < 0 ? fh_fail_engine(err, &cause, "cannot read the index")
                        : take(b, xc_postings_docid(articles), err);
    xc_postings_free(articles);
    return code == FIHRIST_OK ? count_lost(b, err) : code;
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

/* All articles of `old` into the next generation. */
static int copy(rebuilding *b, fh_workspace *workspace, const fh_generation *old,
                fihrist_error *err) {
    const fh_rebuild_options *options = b->options;
    b->from = fh_stored_of(old);
    b->arena = fh_arena_new();
    int code =
        b->arena ? open_next(workspace, old, options->memory_bytes, options->bulk, &b->writer, err)
                 : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = take_all(b, err);
    if (code == FIHRIST_OK)
        fh_writer_end_copy(b->writer);
    fh_arena_free(b->arena);
    return code;
}

int fh_rebuild_begin(fh_workspace *workspace, const fh_rebuild_options *options,
                     fh_writer **ret_writer, fh_rebuild_result *ret_result, fihrist_error *err) {
    fh_generation old;
    rebuilding b = {.options = options};
    int code =
        fh_generation_open_documents(workspace->dir, workspace->manifest.generation, &old, err);
    if (code != FIHRIST_OK)
        return code;
    code = copy(&b, workspace, &old, err);
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
