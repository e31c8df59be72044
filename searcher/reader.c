/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader.c: opening an index and keeping up with its writer.
 */
#include "searcher/reader.h"

#include "core/clock.h"
#include "core/engine.h"
#include "searcher/local.h"

#include <stdio.h>

enum { HASTE_TRIES = 5 };

/* How long a call without a deadline goes on when the index moves under it. */
static const uint64_t PATIENCE_NS = 5000000000;

static int load_authority(const fh_reader *reader, const fh_manifest *manifest,
                          fh_authority **ret_authority, fihrist_error *err) {
    *ret_authority = NULL;
    if (!manifest->authority)
        return 0;
    char path[FH_PATH_MAX];
    int status = fh_index_authority_path(reader->path, path, err);
    return status < 0 ? status : fh_authority_load(path, ret_authority, err);
}

/* Is there another commit than the one that was read? Then damage that was met may have been of
 * that snapshot alone, whose blocks the writer is putting to other use: libxapian knows a block by
 * its number of revision, which stands in another page than most of it, and is not always looked at
 * first. Opening the newest can meet with the same. */
static bool has_moved(xc_database *db) {
    xc_error cause;
    int changed = -1;
    for (int i = 0; i < HASTE_TRIES && changed < 0; i++) {
        changed = xc_database_reopen(db, &cause);
        if (changed == 0)
            return i > 0;
    }
    return changed > 0;
}

static int excuse_damage(xc_database *db, int status) {
    return status == FIHRIST_E_CORRUPT && db && has_moved(db) ? FIHRIST_E_BUSY : status;
}

static int fail_moved(const fh_reader *reader, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_BUSY,
                   "index '%s' moved on before it was read to the end; try again later",
                   reader->path);
}

/* What was read of the snapshot that is left now, for another one of this generation. */
static void forget_snapshot(fh_reader *reader) {
    fh_columns_move(&reader->columns);
    fh_copies_move(&reader->copies);
    fh_verdicts_clear(&reader->verdicts);
    fh_page_cache_clear(&reader->pages);
}

/* All that can be found out again. */
static void forget_kept(fh_reader *reader) {
    fh_verdicts_clear(&reader->verdicts);
    fh_page_cache_clear(&reader->pages);
    fh_columns_clear(&reader->columns);
    fh_copies_free(&reader->copies);
}

/* Let go of the generation that is left now, and of all that belongs to it. */
static void forget_generation(fh_reader *reader) {
    fh_generation generation = {reader->db, reader->store, reader->lexicon};
    forget_kept(reader);
    fh_generation_close(&generation);
    fh_authority_free(reader->authority);
}

/* Everything new is made before anything old is let go: a failure leaves the reader as it was. */
static int switch_generation(fh_reader *reader, const fh_manifest *manifest, fihrist_error *err) {
    fh_generation opened = {NULL, NULL, NULL};
    fh_authority *authority = NULL;
    fh_index_state state;
    int status = fh_generation_open(reader->path, manifest->generation, &opened, err);
    if (status == 0)
        status = fh_index_state_read(opened.db, &state, err);
    if (status == 0)
        status = load_authority(reader, manifest, &authority, err);
    if (status < 0) {
        status = excuse_damage(opened.db, status);
        fh_generation_close(&opened);
        return status;
    }
    forget_generation(reader);
    reader->db = opened.db;
    reader->store = opened.store;
    reader->lexicon = opened.lexicon;
    reader->moved = false;
    reader->authority = authority;
    reader->state = state;
    reader->manifest = *manifest;
    reader->language = fh_language_find(fh_str_of(manifest->language));
    return 0;
}

static int reopen(fh_reader *reader, fihrist_error *err) {
    xc_error cause;
    int changed = xc_database_reopen(reader->db, &cause);
    if (changed < 0) {
        reader->moved = true;
        return excuse_damage(reader->db,
                             fh_fail_engine(err, &cause, "cannot read index '%s'", reader->path));
    }
    if (!changed && !reader->moved)
        return 0;
    forget_snapshot(reader);
    int status = fh_index_state_read(reader->db, &reader->state, err);
    if (status == 0)
        status = fh_store_refresh(reader->store, reader->db, err);
    if (status == 0)
        status = fh_lexicon_refresh(reader->lexicon, reader->db, err);
    reader->moved = status < 0;
    return excuse_damage(reader->db, status);
}

int fh_reader_refresh(fh_reader *reader, fihrist_error *err) {
    /* A generation can be replaced between the manifest and the database; then look again. */
    enum { TRIES = 10 };
    int status = 0;
    for (int i = 0; i < TRIES; i++) {
        fh_manifest manifest = reader->manifest;
        status = fh_manifest_reread(reader->path, &manifest, err);
        if (status < 0)
            return status;
        if (reader->db && manifest.generation == reader->manifest.generation)
            status = reopen(reader, err);
        else
            status = switch_generation(reader, &manifest, err);
        if (status == 0)
            return 0;
        bool haste = status == FIHRIST_E_CORRUPT && i < HASTE_TRIES;
        if (status != FIHRIST_E_BUSY && status != FIHRIST_E_NOT_FOUND && !haste)
            return status;
    }
    return status == FIHRIST_E_BUSY ? fail_moved(reader, err) : status;
}

/* Where memory is out, what is kept of other requests may be what is in the way. */
static int work_once(fh_reader *reader, int (*work)(void *context), void *context) {
    reader->refusal.code = 0;
    int status = work(context);
    if (status != FIHRIST_E_MEMORY)
        return status;
    forget_kept(reader);
    reader->refusal.code = 0;
    return work(context);
}

int fh_reader_run(fh_reader *reader, uint64_t deadline_ns, int (*work)(void *context),
                  void *context, fihrist_error *err) {
    if (deadline_ns == 0)
        deadline_ns = fh_now_ns() + PATIENCE_NS;
    int status;
    do {
        status = fh_reader_refresh(reader, err);
        if (status < 0)
            continue;
        status = excuse_damage(reader->db, work_once(reader, work, context));
        reader->moved = reader->moved || status == FIHRIST_E_BUSY;
    } while (status == FIHRIST_E_BUSY && fh_now_ns() < deadline_ns);
    return status == FIHRIST_E_BUSY ? fail_moved(reader, err) : status;
}

bool fh_reader_same_analysis(const fh_reader *reader) {
    return strcmp(fh_analyser_fingerprint(reader->analyser), reader->manifest.fingerprint) == 0;
}

int fh_reader_open(const char *path, fh_reader **ret_reader, fihrist_error *err) {
    if (!path || strlen(path) >= FH_PATH_MAX)
        return fh_fail(err, FIHRIST_E_USAGE, "cannot open index: its path is %s",
                       path ? "too long" : "missing");
    fh_reader *reader = fh_calloc(1, sizeof *reader);
    if (!reader)
        return fh_fail_memory(err);
    snprintf(reader->path, sizeof reader->path, "%s", path);
    int status = fh_analyser_new(&reader->analyser, err);
    if (status == 0)
        status = fh_reader_refresh(reader, err);
    if (status < 0) {
        fh_reader_close(reader);
        return status;
    }
    *ret_reader = reader;
    return 0;
}

void fh_reader_close(fh_reader *reader) {
    if (!reader)
        return;
    forget_generation(reader);
    fh_analyser_free(reader->analyser);
    fh_free(reader);
}

int fh_reader_record(fh_reader *reader, uint32_t docid, fh_record_part part, fh_arena *arena,
                     fh_record *ret_record, fihrist_error *err) {
    const fh_generation generation = {reader->db, reader->store, reader->lexicon};
    int status = fh_generation_record(&generation, docid, part, arena, ret_record, err);
    return status < 0 ? fh_fail_context(err, "index '%s'", reader->path) : 0;
}

int fh_reader_copies(fh_reader *reader, fihrist_error *err) {
    int status = fh_copies_read(&reader->copies, reader->db, err);
    return status < 0 ? fh_fail_context(err, "index '%s'", reader->path) : 0;
}

int fh_reader_find(fh_reader *reader, const fh_term *term, uint32_t *ret_docid,
                   fihrist_error *err) {
    xc_error cause;
    xc_postings *postings = NULL;
    int found = xc_database_postings(reader->db, term->bytes, term->n, &postings, &cause);
    if (found == 0)
        found = xc_postings_next(postings, &cause);
    if (found > 0)
        *ret_docid = xc_postings_docid(postings);
    xc_postings_free(postings);
    return found < 0 ? fh_fail_engine(err, &cause, "cannot read index '%s'", reader->path) : found;
}

int fh_reader_tester(fh_reader *reader, const xc_query *query, xc_tester **ret_tester,
                     fihrist_error *err) {
    int status = fh_columns_memo(&reader->columns, reader->db, err);
    if (status < 0)
        return status;
    xc_error cause;
    if (xc_tester_new(reader->columns.memo, query, ret_tester, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path);
    return 0;
}

const fh_actor *fh_reader_actor(const fh_reader *reader, fh_str id) {
    size_t index;
    if (!reader->authority || fh_authority_resolve(reader->authority, id, &index, 1) == 0)
        return NULL;
    const fh_actor *actor = fh_authority_actor(reader->authority, index);
    return fh_str_equal(actor->id, id) ? actor : NULL;
}

fh_str fh_reader_outlet(const fh_reader *reader, const fh_record *record) {
    const fh_actor *outlet = record->outlet.n ? fh_reader_actor(reader, record->outlet) : NULL;
    return outlet ? outlet->name : record->article.source;
}

int fh_reader_give(fh_buffer *out, int status, char **ret_json, size_t *ret_json_len,
                   fihrist_error *err) {
    if (status == 0 && !fh_buffer_append_byte(out, '\0'))
        status = fh_fail_memory(err);
    if (status < 0) {
        fh_buffer_free(out);
        return status;
    }
    *ret_json = out->p;
    *ret_json_len = out->n - 1;
    return 0;
}
