/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer.c: open, commit, close: batches of articles over the binding's writer.
 */
#include "indexer/writer_part.h"

#include "core/engine.h"

static const char cursor_key[] = "fihrist-cursor";

enum {
    /* What the process has before it writes: ICU's data, tables of stems, the authority. */
    PROCESS_BYTES = 40 << 20,
    /* What an article may come to before it is read, a byte of text: see writer_put.c. */
    EXPECTED_BYTES_A_BYTE = 40
};

/* --- open and close --- */

static time_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

uint64_t fh_writer_room(const fh_writer *writer) {
    return writer->options.memory_bytes - PROCESS_BYTES;
}

int fh_writer_fail(const fh_writer *writer, const xc_error *cause, fihrist_error *err) {
    return fh_fail_engine(err, cause, "cannot write index '%.80s'", writer->workspace->dir);
}

static int fail_open(const fh_writer *writer, const xc_error *cause, fihrist_error *err) {
    return fh_fail_engine(err, cause, "cannot open index '%.80s'", writer->workspace->dir);
}

static int open_engine(fh_writer *writer, bool make, fihrist_error *err) {
    xc_error cause;
    if (xc_writer_open(writer->path, make ? XC_WRITER_NEW : 0, 0, &writer->engine, &cause) < 0 ||
        xc_database_last_docid(fh_writer_database(writer), &writer->last_docid, &cause) < 0)
        return fail_open(writer, &cause, err);
    return FIHRIST_OK;
}

static int open_parts(fh_writer *writer, fihrist_error *err) {
    bool fresh = writer->options.fresh != NULL;
    xc_database *db = fh_writer_database(writer);
    int code = fh_store_writer_open(writer->path, db, fresh, &writer->store, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_open(writer->path, db, fresh, &writer->lexicon, err);
    if (code == FIHRIST_OK)
        code = fh_copies_writer_new(writer->workspace, writer->path, &writer->copies, err);
    if (code != FIHRIST_OK)
        return code;
    if (!fresh && writer->workspace->manifest.final)
        return fh_fail(err, FIHRIST_E_INTERNAL, "an index that is final cannot be changed");
    if (!fresh) {
        code = fh_revisions_read(&writer->revisions, db, err);
        return code == FIHRIST_OK ? fh_index_state_read(db, &writer->state, err) : code;
    }
    writer->state = *writer->options.fresh;
    return FIHRIST_OK;
}

static int open_generation(fh_writer *writer, fihrist_error *err) {
    xc_error cause;
    bool fresh = writer->options.fresh != NULL, bulk = writer->options.bulk;
    int code =
        fh_index_generation_path(writer->workspace->dir, writer->generation, writer->path, err);
    if (code == FIHRIST_OK && xc_document_new(&writer->document, &cause) < 0)
        code = fail_open(writer, &cause, err);
    if (code == FIHRIST_OK)
        code = bulk ? fh_bulk_new(writer->path, fh_writer_room(writer) / 4, &writer->bulk, err)
                    : open_engine(writer, fresh, err);
    if (code == FIHRIST_OK)
        code = open_parts(writer, err);
    return code == FIHRIST_OK && fresh && !bulk ? fh_writer_commit(writer, (fh_str){NULL, 0}, err)
                                                : code;
}

int fh_writer_open(fh_workspace *workspace, uint64_t generation, const fh_writer_options *options,
                   fh_writer **ret_writer, fihrist_error *err) {
    fh_writer *writer = fh_calloc(1, sizeof *writer);
    if (!writer)
        return fh_fail_memory(err);
    writer->workspace = workspace;
    writer->generation = generation;
    writer->options = *options;
    if (writer->options.batch_articles == 0)
        writer->options.batch_articles = FH_BATCH_MAX_ARTICLES;
    writer->arena = fh_arena_new();
    int code = writer->arena ? FIHRIST_OK : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_batch_new(&writer->counts, err);
    if (code == FIHRIST_OK)
        code = fh_document_maker_new(workspace->authority, workspace->analyser, workspace->language,
                                     workspace->manifest.positions, &writer->maker, err);
    if (code == FIHRIST_OK)
        code = open_generation(writer, err);
    if (code == FIHRIST_OK)
        *ret_writer = writer;
    else
        fh_writer_close(writer);
    return code;
}

void fh_writer_close(fh_writer *writer) {
    if (!writer)
        return;
    xc_document_free(writer->document);
    fh_bulk_free(writer->bulk);
    xc_writer_close(writer->engine);
    fh_store_writer_close(writer->store);
    fh_lexicon_writer_close(writer->lexicon);
    fh_copies_writer_free(writer->copies);
    fh_document_maker_free(writer->maker);
    fh_lexicon_batch_free(writer->counts);
    fh_revisions_free(&writer->revisions);
    fh_arena_free(writer->arena);
    fh_free(writer);
}

const fh_index_state *fh_writer_state(const fh_writer *writer) {
    return &writer->state;
}

xc_database *fh_writer_database(fh_writer *writer) {
    return xc_writer_database(writer->engine);
}

const ZSTD_CDict *fh_writer_dictionary(const fh_writer *writer) {
    return fh_store_writer_dictionary(writer->store);
}

bool fh_writer_is_bulk(const fh_writer *writer) {
    return writer->bulk != NULL;
}

const fh_workspace *fh_writer_workspace(const fh_writer *writer) {
    return writer->workspace;
}

void fh_writer_set_rejected(fh_writer *writer, uint64_t rejected) {
    writer->state.rejected = rejected;
}

/* --- the batch --- */

bool fh_writer_pending(const fh_writer *writer) {
    return writer->open;
}

static uint64_t bytes_of(const fh_writer *writer) {
    return writer->bytes + fh_lexicon_batch_bytes(writer->counts) +
           fh_store_writer_bytes(writer->store);
}

bool fh_writer_lacks_room(const fh_writer *writer, const fh_article *article) {
    uint64_t text = article->title.n + article->text.n + article->caption.n;
    for (size_t i = 0; i < article->comment_count; i++)
        text += article->comments[i].text.n;
    return writer->open && !writer->bulk &&
           bytes_of(writer) + text * EXPECTED_BYTES_A_BYTE > fh_writer_room(writer);
}

bool fh_writer_full(const fh_writer *writer) {
    if (!writer->open || writer->bulk)
        return false;
    return bytes_of(writer) >= fh_writer_room(writer) ||
           writer->articles >= writer->options.batch_articles ||
           now() - writer->began >= FH_BATCH_MAX_SECONDS;
}

int fh_writer_begin(fh_writer *writer, fihrist_error *err) {
    xc_error cause;
    if (writer->open)
        return FIHRIST_OK;
    if (!writer->bulk && xc_writer_begin(writer->engine, &cause) < 0)
        return fh_writer_fail(writer, &cause, err);
    writer->open = true;
    writer->first_docid = writer->last_docid + 1;
    writer->articles = 0;
    writer->bytes = 0;
    writer->unflushed = 0;
    writer->forms = 0;
    writer->began = now();
    return FIHRIST_OK;
}

static int write_batch(fh_writer *writer, fh_str cursor, fihrist_error *err) {
    xc_error cause;
    int code = fh_lexicon_writer_append(writer->lexicon, writer->counts, err);
    if (code != FIHRIST_OK)
        return code;
    if (!writer->options.fresh)
        writer->state.revision++;
    code = fh_index_state_write(writer->engine, &writer->state, err);
    if (code == FIHRIST_OK)
        code = fh_revisions_write(&writer->revisions, writer->engine, err);
    if (code == FIHRIST_OK)
        code = fh_store_writer_flush(writer->store, writer->engine, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_flush(writer->lexicon, writer->engine, err);
    if (code == FIHRIST_OK)
        code = fh_copies_writer_update(writer->copies, writer->engine, writer->first_docid, err);
    if (code != FIHRIST_OK)
        return code;
    if (xc_writer_set_metadata(writer->engine, cursor_key, strlen(cursor_key),
                               cursor.p ? cursor.p : "", cursor.n, &cause) < 0 ||
        xc_writer_commit(writer->engine, &cause) < 0)
        return fh_writer_fail(writer, &cause, err);
    fh_lexicon_writer_committed(writer->lexicon);
    writer->open = false;
    return FIHRIST_OK;
}

/* Articles that came again, and were others. */
static int remove_replaced(fh_writer *writer, const fh_bulk *bulk, fihrist_error *err) {
    size_t count;
    const fh_bulk_article *replaced = fh_bulk_replaced(bulk, &count);
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        for (uint32_t at = 0; at < replaced[i].documents && code == FIHRIST_OK; at++) {
            fh_arena_reset(writer->arena);
            code = fh_writer_remove_document(writer, replaced[i].docid + at, err);
        }
    return code;
}

/* From here on the database is libxapian's, in a transaction that makes an index of it. */
static int leave_bulk(fh_writer *writer, fihrist_error *err) {
    fh_bulk *bulk = writer->bulk;
    uint32_t last = writer->last_docid;
    xc_error cause;
    int code = fh_bulk_finish(bulk, err);
    if (code == FIHRIST_OK)
        code = open_engine(writer, false, err);
    if (code == FIHRIST_OK && writer->last_docid != last)
        code = fh_fail(err, FIHRIST_E_INTERNAL, "document %u became %u", last, writer->last_docid);
    if (code == FIHRIST_OK && xc_writer_begin(writer->engine, &cause) < 0)
        code = fh_writer_fail(writer, &cause, err);
    if (code != FIHRIST_OK)
        return code;
    writer->bulk = NULL;
    code = remove_replaced(writer, bulk, err);
    fh_bulk_free(bulk);
    return code;
}

int fh_writer_commit(fh_writer *writer, fh_str cursor, fihrist_error *err) {
    int code = fh_writer_begin(writer, err);
    if (code == FIHRIST_OK && writer->bulk)
        code = leave_bulk(writer, err);
    return code == FIHRIST_OK ? write_batch(writer, cursor, err) : code;
}

int fh_writer_publish(fh_writer *writer, fihrist_error *err) {
    int code = fh_workspace_publish(writer->workspace, writer->generation, err);
    writer->options.fresh = NULL;
    return code;
}

int fh_writer_cursor(fh_writer *writer, fh_arena *arena, fh_str *ret_cursor, fihrist_error *err) {
    char *data;
    size_t n;
    xc_error cause;
    *ret_cursor = (fh_str){NULL, 0};
    if (writer->bulk)
        return FIHRIST_OK;
    int found = xc_database_get_metadata(fh_writer_database(writer), cursor_key, strlen(cursor_key),
                                         &data, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    if (found == 0)
        return FIHRIST_OK;
    *ret_cursor = fh_arena_copy(arena, (fh_str){data, n});
    xc_free(data);
    return ret_cursor->p ? FIHRIST_OK : fh_fail_memory(err);
}
