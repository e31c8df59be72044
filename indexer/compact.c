/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * compact.c: libxapian copies its tables, and we the store: the records and words of the documents
 * that the database still has, into blocks that are full and under a dictionary of their own; and
 * the lexicon, as one run. Their places are then noted in the new database, in a commit of its own.
 */
#include "indexer/compact.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/engine.h"
#include "core/generation.h"
#include "indexer/lexicon_writer.h"
#include "indexer/store_writer.h"

typedef struct compaction {
    fh_workspace *workspace;
    bool final;
    fh_generation from;
    xc_writer *engine; /* of the new database */
    fh_store_writer *store;
    fh_lexicon_writer *lexicon;
    fh_arena *arena; /* of one document */
} compaction;

static int fail(const compaction *c, const xc_error *cause, fihrist_error *err) {
    return fh_fail_engine(err, cause, "cannot compact index '%.80s'", c->workspace->dir);
}

/* The words of a document as units again. */
static int read_units(compaction *c, fh_store_document *document, fihrist_error *err) {
    fh_units packed = {.count = 0};
    (void)fh_store_units(c->from.store, document->docid, &packed);
    fh_unit *units = fh_arena_calloc(c->arena, packed.count + 1, sizeof *units);
    if (!units)
        return fh_fail_memory(err);
    for (uint32_t i = 0; i < packed.count; i++)
        units[i] = fh_store_unit(c->from.store, packed.block, fh_unit_id(&packed, i));
    document->units = units;
    document->unit_count = packed.count;
    document->title_count = packed.title_count;
    return FIHRIST_OK;
}

static int copy_document(compaction *c, uint32_t docid, fihrist_error *err) {
    fh_store_document document = {.docid = docid};
    fh_arena_reset(c->arena);
    int code =
        fh_store_record(c->from.store, docid, FH_RECORD_ALL, c->arena, &document.record, err);
    (void)fh_store_column(c->from.store, docid, &document.story, &document.day);
    fh_signature signature;
    const uint8_t *stored = fh_store_signature(c->from.store, docid);
    if (stored) {
        fh_signature_load(stored, &signature);
        document.signature = &signature;
    }
    if (code == FIHRIST_OK)
        code = read_units(c, &document, err);
    return code == FIHRIST_OK ? fh_store_writer_add(c->store, &document, err) : code;
}

static int copy_documents(compaction *c, fihrist_error *err) {
    xc_postings *all;
    xc_error cause;
    int more, code = FIHRIST_OK;
    if (xc_database_postings(c->from.db, "", 0, &all, &cause) < 0)
        return fail(c, &cause, err);
    while (code == FIHRIST_OK && (more = xc_postings_next(all, &cause)) != 0)
        code = more < 0 ? fail(c, &cause, err) : copy_document(c, xc_postings_docid(all), err);
    xc_postings_free(all);
    return code;
}

static int write_files(compaction *c, const char *to, fihrist_error *err) {
    xc_error cause;
    unsigned flags = c->final ? XC_WRITER_NO_TERM_LISTS : 0;
    if (xc_writer_open(to, flags, 0, &c->engine, &cause) < 0)
        return fail(c, &cause, err);
    int code = fh_store_writer_open(to, xc_writer_database(c->engine), true, &c->store, err);
    if (code == FIHRIST_OK)
        code = copy_documents(c, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_open(to, xc_writer_database(c->engine), true, &c->lexicon, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_copy(c->lexicon, c->from.lexicon, err);
    if (code == FIHRIST_OK && xc_writer_begin(c->engine, &cause) < 0)
        code = fail(c, &cause, err);
    if (code == FIHRIST_OK)
        code = fh_store_writer_flush(c->store, c->engine, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_flush(c->lexicon, c->engine, err);
    if (code == FIHRIST_OK && xc_writer_commit(c->engine, &cause) < 0)
        code = fail(c, &cause, err);
    return code;
}

static int link_table(const char *to, const char *from, const char *name, fihrist_error *err) {
    char table[FH_PATH_MAX], path[FH_PATH_MAX];
    if (snprintf(table, sizeof table, "%s/%s", from, name) >= (int)sizeof table ||
        snprintf(path, sizeof path, "%s/%s", to, name) >= (int)sizeof path)
        return fh_fail_errno(err, ENAMETOOLONG, "cannot make '%.150s'", to);
    if (link(table, path) == 0 || errno == ENOENT) /* not every table is there */
        return FIHRIST_OK;
    return fh_fail_errno(err, errno, "cannot make '%.150s'", path);
}

/* The database without the lists of documents' terms, as a directory where its other tables have
 * second names, which libxapian takes for a database that was made so. It is removed as generations
 * are that are not in use. */
static int hide_term_lists(const compaction *c, uint64_t old, char path[FH_PATH_MAX],
                           fihrist_error *err) {
    static const char *const names[] = {"iamglass", "postlist.glass", "position.glass"};
    char from[FH_PATH_MAX];
    int code = fh_index_generation_path(c->workspace->dir, old, from, err);
    if (code == FIHRIST_OK)
        code = fh_index_generation_path(c->workspace->dir, old + 2, path, err);
    if (code == FIHRIST_OK && mkdir(path, 0777) < 0)
        code = fh_fail_errno(err, errno, "cannot make directory '%.150s'", path);
    for (size_t i = 0; i < sizeof names / sizeof *names && code == FIHRIST_OK; i++)
        code = link_table(path, from, names[i], err);
    return code;
}

static int copy(compaction *c, uint64_t old, fihrist_error *err) {
    char from[FH_PATH_MAX], to[FH_PATH_MAX];
    xc_error cause;
    int code = c->final ? hide_term_lists(c, old, from, err)
                        : fh_index_generation_path(c->workspace->dir, old, from, err);
    if (code == FIHRIST_OK)
        code = fh_index_generation_path(c->workspace->dir, old + 1, to, err);
    if (code == FIHRIST_OK)
        code = fh_generation_open(c->workspace->dir, old, &c->from, err);
    if (code == FIHRIST_OK && xc_database_compact(from, to, XC_COMPACT_KEEP_DOCIDS, 0, &cause) < 0)
        code = fail(c, &cause, err);
    return code == FIHRIST_OK ? write_files(c, to, err) : code;
}

int fh_compact(fh_workspace *workspace, bool final, fihrist_error *err) {
    uint64_t old = workspace->manifest.generation;
    compaction c = {.workspace = workspace,
                    .final = final || workspace->manifest.final,
                    .arena = fh_arena_new()};
    int code = c.arena ? copy(&c, old, err) : fh_fail_memory(err);
    xc_writer_close(c.engine);
    fh_store_writer_close(c.store);
    fh_lexicon_writer_close(c.lexicon);
    fh_generation_close(&c.from);
    fh_arena_free(c.arena);
    workspace->manifest.final = c.final;
    if (code == FIHRIST_OK)
        return fh_workspace_publish(workspace, old + 1, err);
    fh_index_remove_generations(workspace->dir, old, NULL);
    return code;
}
