/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer.c: batches of articles over the binding's writer.
 */
#include "indexer/writer.h"

#include <time.h>

#include "core/date.h"
#include "core/engine.h"
#include "core/revisions.h"
#include "core/term.h"
#include "indexer/bulk.h"
#include "indexer/document.h"
#include "indexer/lexicon_writer.h"
#include "indexer/stored.h"

struct fh_writer {
    fh_workspace *workspace;
    fh_writer_options options;
    char path[FH_PATH_MAX]; /* of the generation */
    uint64_t generation;
    fh_bulk *bulk;     /* NULL: documents go to the engine */
    xc_writer *engine; /* NULL: there is a bulk */
    fh_store_writer *store;
    fh_lexicon_writer *lexicon;
    fh_document_maker *maker;
    fh_lexicon_batch *counts; /* of word forms */
    xc_document *document;
    fh_arena *arena; /* as long as one put or delete */
    fh_index_state state;
    fh_revisions revisions;
    uint64_t copied_revision; /* of what is put, while it is copied */
    bool copies;
    uint32_t last_docid;
    /* the batch */
    bool open;
    uint32_t articles;
    uint64_t bytes;     /* estimated memory of libxapian's changes */
    uint32_t unflushed; /* documents in that */
    size_t forms;       /* in the counts when they were counted last */
    time_t began;
};

static const char cursor_key[] = "fihrist-cursor";

/* Memory of what is written but not committed, measured with libxapian 1.4.22 as the growth of the
 * process: bytes for each entry of a posting list (a node of std::map, and one more where it has
 * positions), for each word that the batch had not, and for each further occurrence. PROCESS_BYTES
 * is what the process has before it writes: ICU's data, tables of stems, the authority. */
enum {
    ENTRY_BYTES = 80,
    PLACED_ENTRY_BYTES = 150,
    NEW_WORD_BYTES = 400,
    OCCURRENCE_BYTES = 3,
    PROCESS_BYTES = 40 << 20,
    /* What an article may come to before it is read, a byte of text. */
    EXPECTED_BYTES_A_BYTE = 40
};

/* --- open and close --- */

static time_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

static uint64_t room_of(const fh_writer *writer) {
    return writer->options.memory_bytes - PROCESS_BYTES;
}

static int fail_write(const fh_writer *writer, const xc_error *cause, fihrist_error *err) {
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
        code = bulk ? fh_bulk_new(writer->path, room_of(writer) / 4, &writer->bulk, err)
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
           bytes_of(writer) + text * EXPECTED_BYTES_A_BYTE > room_of(writer);
}

bool fh_writer_full(const fh_writer *writer) {
    if (!writer->open || writer->bulk)
        return false;
    return bytes_of(writer) >= room_of(writer) ||
           writer->articles >= writer->options.batch_articles ||
           now() - writer->began >= FH_BATCH_MAX_SECONDS;
}

static int begin(fh_writer *writer, fihrist_error *err) {
    xc_error cause;
    if (writer->open)
        return FIHRIST_OK;
    if (!writer->bulk && xc_writer_begin(writer->engine, &cause) < 0)
        return fail_write(writer, &cause, err);
    writer->open = true;
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
    if (code != FIHRIST_OK)
        return code;
    if (xc_writer_set_metadata(writer->engine, cursor_key, strlen(cursor_key),
                               cursor.p ? cursor.p : "", cursor.n, &cause) < 0 ||
        xc_writer_commit(writer->engine, &cause) < 0)
        return fail_write(writer, &cause, err);
    fh_lexicon_writer_committed(writer->lexicon);
    writer->open = false;
    return FIHRIST_OK;
}

static int remove_document(fh_writer *writer, uint32_t docid, fihrist_error *err);

/* Articles that came again, and were others. */
static int remove_replaced(fh_writer *writer, const fh_bulk *bulk, fihrist_error *err) {
    size_t count;
    const fh_bulk_article *replaced = fh_bulk_replaced(bulk, &count);
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        for (uint32_t at = 0; at < replaced[i].documents && code == FIHRIST_OK; at++) {
            fh_arena_reset(writer->arena);
            code = remove_document(writer, replaced[i].docid + at, err);
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
        code = fail_write(writer, &cause, err);
    if (code != FIHRIST_OK)
        return code;
    writer->bulk = NULL;
    code = remove_replaced(writer, bulk, err);
    fh_bulk_free(bulk);
    return code;
}

int fh_writer_commit(fh_writer *writer, fh_str cursor, fihrist_error *err) {
    int code = begin(writer, err);
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

/* --- documents --- */

void fh_writer_copy_revision(fh_writer *writer, uint64_t number) {
    writer->copied_revision = number;
    writer->copies = true;
}

void fh_writer_end_copy(fh_writer *writer) {
    writer->copies = false;
}

/* That which the batch will be, unless it is a copy's own. */
static uint64_t document_revision(const fh_writer *writer) {
    if (writer->copies)
        return writer->copied_revision;
    return writer->state.revision + (writer->options.fresh ? 0 : 1);
}

fh_stored fh_writer_stored(const fh_writer *writer) {
    return (fh_stored){xc_writer_database(writer->engine), NULL, writer->store};
}

/* A document with `terms` entries in posting lists was written. */
static int count_memory(fh_writer *writer, uint64_t terms, uint64_t occurrences,
                        fihrist_error *err) {
    size_t forms = fh_lexicon_batch_forms(writer->counts);
    bool placed = writer->workspace->manifest.positions == FH_POSITIONS_XAPIAN;
    writer->bytes += terms * (placed ? PLACED_ENTRY_BYTES : ENTRY_BYTES) +
                     occurrences * OCCURRENCE_BYTES +
                     (forms > writer->forms ? forms - writer->forms : 0) * NEW_WORD_BYTES;
    writer->forms = forms;
    if (++writer->unflushed >= FH_FLUSH_DOCUMENTS) {
        writer->bytes = 0;
        writer->unflushed = 0;
    }
    if (fh_lexicon_batch_bytes(writer->counts) < room_of(writer) / 4)
        return FIHRIST_OK;
    writer->forms = 0;
    return fh_lexicon_writer_append(writer->lexicon, writer->counts, err);
}

/* The engine's document lacks nothing but the docid of its story. */
static int add_to_engine(fh_writer *writer, xc_document *document, uint32_t story,
                         uint32_t *ret_docid, fihrist_error *err) {
    xc_error cause;
    char packed[4];
    fh_pack_docid(story, packed);
    if (xc_document_add_value(document, FH_SLOT_STORY, packed, sizeof packed, &cause) < 0 ||
        xc_writer_add(writer->engine, document, ret_docid, &cause) < 0)
        return fail_write(writer, &cause, err);
    return FIHRIST_OK;
}

/* What the engine is to have of a document may be in its postings. */
static int add_to_database(fh_writer *writer, const fh_prepared_document *prepared, uint32_t story,
                           uint32_t *ret_docid, fihrist_error *err) {
    const fh_document *document = &prepared->document;
    xc_document *engine = prepared->engine;
    xc_error cause;
    if (writer->bulk)
        return fh_bulk_add(writer->bulk, document, story, ret_docid, err);
    if (document->postings) {
        engine = writer->document;
        if (fh_prepare_engine(document, engine, &cause) < 0)
            return fail_write(writer, &cause, err);
    }
    return add_to_engine(writer, engine, story, ret_docid, err);
}

/* `story` is the docid of the article, 0 for the article itself. */
static int add_document(fh_writer *writer, const fh_prepared_document *prepared, uint32_t story,
                        fihrist_error *err) {
    const fh_document *document = &prepared->document;
    uint32_t docid, expected = writer->last_docid + 1;
    story = story ? story : expected;
    int code = add_to_database(writer, prepared, story, &docid, err);
    if (code != FIHRIST_OK)
        return code;
    if (docid != expected)
        return fh_fail(err, FIHRIST_E_INTERNAL, "document %u became %u", expected, docid);
    writer->last_docid = docid;
    fh_store_document stored = {.docid = docid,
                                .story = story,
                                .day = document->day,
                                .record = document->record,
                                .unpacked_bytes = prepared->unpacked_bytes,
                                .units = document->units,
                                .unit_count = document->unit_count,
                                .title_count = document->title_count};
    code = fh_store_writer_add(writer->store, &stored, err);
    if (code == FIHRIST_OK)
        code = fh_revisions_note(&writer->revisions, document_revision(writer), docid, err);
    if (code != FIHRIST_OK)
        return code;
    fh_kind_stats *stats = &writer->state.kinds[document->kind];
    stats->documents++;
    stats->total_length += document->length;
    writer->state.languages[document->language]++;
    return count_memory(writer, document->term_count,
                        document->posting_count - document->term_count, err);
}

/* An article that comes in. */
typedef struct incoming {
    const fh_article *article;
    const fh_prepared *prepared; /* NULL: nothing was prepared of it */
    fh_content_hash hash;
    int64_t seen; /* when it first came: of the one that was there */
} incoming;

/* One document at a time: there may be very many comments. */
static int add_article(fh_writer *writer, const incoming *in, fihrist_error *err) {
    fh_prepared_document made = {.engine = NULL};
    fh_article article = *in->article;
    article.seen = in->seen;
    int code = fh_document_of_article(writer->maker, &article, &in->hash, writer->counts,
                                      &made.document, err);
    if (code == FIHRIST_OK)
        code = add_document(writer, &made, 0, err);
    uint32_t story = writer->last_docid;
    for (uint32_t i = 0; i < article.comment_count && code == FIHRIST_OK; i++) {
        code = fh_document_of_comment(writer->maker, i, writer->counts, &made.document, err);
        if (code == FIHRIST_OK)
            code = add_document(writer, &made, story, err);
    }
    return code;
}

/* Whoever prepared the record did not know of the one that was there. In the writer's arena. */
static int set_seen(fh_writer *writer, fh_prepared_document *prepared, int64_t seen,
                    fihrist_error *err) {
    fh_str record = prepared->document.record;
    int code = FIHRIST_OK;
    if (prepared->unpacked_bytes)
        code = fh_store_writer_unpack(writer->store, record, writer->arena, &record, err);
    else
        record = fh_arena_copy(writer->arena, record);
    if (code != FIHRIST_OK)
        return code;
    if (!record.p)
        return fh_fail_memory(err);
    if (!fh_record_set_seen((char *)(uintptr_t)record.p, record.n, seen)) /* our own copy */
        return fh_fail(err, FIHRIST_E_INTERNAL, "a record without the time it was first seen");
    prepared->document.record = record;
    prepared->unpacked_bytes = 0;
    return FIHRIST_OK;
}

static int add_prepared_article(fh_writer *writer, const incoming *in, fihrist_error *err) {
    const fh_prepared *prepared = in->prepared;
    fh_prepared_document first = prepared->documents[0];
    int code = FIHRIST_OK;
    if (in->seen != in->article->seen)
        code = set_seen(writer, &first, in->seen, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_batch_merge(writer->counts, prepared->counts, err);
    if (code == FIHRIST_OK)
        code = add_document(writer, &first, 0, err);
    uint32_t story = writer->last_docid;
    for (size_t i = 1; i < prepared->count && code == FIHRIST_OK; i++)
        code = add_document(writer, &prepared->documents[i], story, err);
    return code;
}

static int remove_document(fh_writer *writer, uint32_t docid, fihrist_error *err) {
    fh_stored stored = fh_writer_stored(writer);
    xc_error cause;
    fh_record record;
    fh_language language;
    uint32_t length;
    int code = fh_stored_record(&stored, docid, FH_RECORD_ALL, writer->arena, &record, err);
    if (code == FIHRIST_OK)
        code = fh_document_uncount(writer->maker, &record, writer->counts, &language, err);
    if (code != FIHRIST_OK)
        return code;
    if (xc_database_document_length(stored.db, docid, &length, &cause) < 0 ||
        xc_writer_delete_docid(writer->engine, docid, &cause) < 0)
        return fail_write(writer, &cause, err);
    fh_kind_stats *stats = &writer->state.kinds[record.kind];
    if (stats->documents == 0 || stats->total_length < length ||
        writer->state.languages[language] == 0)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "damaged index: its state does not count what it holds");
    stats->documents--;
    stats->total_length -= length;
    writer->state.languages[language]--;
    return count_memory(writer, length, 0, err); /* at most one entry a word */
}

static int remove_documents(fh_writer *writer, const uint32_t *docids, size_t count,
                            fihrist_error *err) {
    int code = begin(writer, err);
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = remove_document(writer, docids[i], err);
    return code;
}

/* Whether the article that is there is the same, and when it first came. A record that is damaged
 * is not: it will be reported when it is to be removed. */
static int look_at(fh_writer *writer, uint32_t docid, incoming *in, bool *ret_unchanged,
                   fihrist_error *err) {
    fh_stored stored = fh_writer_stored(writer);
    fh_record record;
    int code = fh_stored_record(&stored, docid, FH_RECORD_HEAD, writer->arena, &record, err);
    if (code != FIHRIST_OK)
        return code;
    *ret_unchanged = record.kind == FH_KIND_ARTICLE &&
                     memcmp(record.hash.bytes, in->hash.bytes, sizeof in->hash.bytes) == 0;
    if (record.article.seen > 0)
        in->seen = record.article.seen;
    return FIHRIST_OK;
}

/* Put an article in the place of these documents. */
static int replace(fh_writer *writer, const incoming *in, const uint32_t *docids, size_t count,
                   fihrist_error *err) {
    int code = fh_document_admit(writer->maker, in->article, err);
    if (code == FIHRIST_OK)
        code = remove_documents(writer, docids, count, err);
    if (code == FIHRIST_OK)
        code = in->prepared && in->prepared->count > 0 ? add_prepared_article(writer, in, err)
                                                       : add_article(writer, in, err);
    writer->articles += code == FIHRIST_OK;
    return code;
}

static int put_into_engine(fh_writer *writer, incoming *in, fh_put *ret_put, fihrist_error *err) {
    uint32_t *docids;
    size_t count;
    bool unchanged = false;
    fh_stored stored = fh_writer_stored(writer);
    int code = fh_stored_find(&stored, in->article->id, writer->arena, &docids, &count, err);
    if (code == FIHRIST_OK && count > 0)
        code = look_at(writer, docids[0], in, &unchanged, err);
    if (code == FIHRIST_OK && !unchanged)
        code = replace(writer, in, docids, count, err);
    if (code == FIHRIST_OK)
        *ret_put = unchanged ? FH_PUT_UNCHANGED : count > 0 ? FH_PUT_REPLACED : FH_PUT_ADDED;
    return code;
}

/* Nothing can be taken out of a bulk before its end. */
static int put_into_bulk(fh_writer *writer, incoming *in, fh_put *ret_put, fihrist_error *err) {
    fh_str id = in->article->id;
    fh_bulk_article before = fh_bulk_find(writer->bulk, id);
    if (before.docid && memcmp(before.hash.bytes, in->hash.bytes, sizeof in->hash.bytes) == 0) {
        *ret_put = FH_PUT_UNCHANGED;
        return FIHRIST_OK;
    }
    if (before.docid && before.seen > 0)
        in->seen = before.seen;
    fh_bulk_article added = {.docid = writer->last_docid + 1, .hash = in->hash, .seen = in->seen};
    int code = replace(writer, in, NULL, 0, err);
    if (code != FIHRIST_OK)
        return code;
    added.documents = writer->last_docid + 1 - added.docid;
    *ret_put = before.docid ? FH_PUT_REPLACED : FH_PUT_ADDED;
    return fh_bulk_note(writer->bulk, id, &added, err);
}

int fh_writer_put(fh_writer *writer, const fh_article *article, const fh_prepared *prepared,
                  fh_put *ret_put, fihrist_error *err) {
    incoming in = {.article = article,
                   .prepared = prepared,
                   .hash = prepared ? prepared->hash : fh_article_content_hash(article),
                   .seen = article->seen};
    fh_arena_reset(writer->arena);
    return (writer->bulk ? put_into_bulk : put_into_engine)(writer, &in, ret_put, err);
}

int fh_writer_delete(fh_writer *writer, fh_str id, fihrist_error *err) {
    uint32_t *docids;
    size_t count;
    fh_arena_reset(writer->arena);
    fh_stored stored = fh_writer_stored(writer);
    int code = fh_stored_find(&stored, id, writer->arena, &docids, &count, err);
    if (code != FIHRIST_OK || count == 0)
        return code;
    code = remove_documents(writer, docids, count, err);
    if (code != FIHRIST_OK)
        return code;
    writer->articles++;
    return 1;
}
