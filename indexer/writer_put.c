/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer_put.c: articles as documents into the batch, and out of it.
 */
#include "core/date.h"
#include "core/engine.h"
#include "core/term.h"
#include "indexer/writer_part.h"

/* Memory of what is written but not committed, measured with libxapian 1.4.22 as the growth of the
 * process: bytes for each entry of a posting list (a node of std::map, and one more where it has
 * positions), for each word that the batch had not, and for each further occurrence. */
enum { ENTRY_BYTES = 80, PLACED_ENTRY_BYTES = 150, NEW_WORD_BYTES = 400, OCCURRENCE_BYTES = 3 };

void fh_writer_copy_revision(fh_writer *writer, uint64_t number) {
    writer->copied_revision = number;
    writer->copying = true;
}

void fh_writer_end_copy(fh_writer *writer) {
    writer->copying = false;
}

/* That which the batch will be, unless it is a copy's own. */
static uint64_t document_revision(const fh_writer *writer) {
    if (writer->copying)
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
    if (fh_lexicon_batch_bytes(writer->counts) < fh_writer_room(writer) / 4)
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
        return fh_writer_fail(writer, &cause, err);
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
            return fh_writer_fail(writer, &cause, err);
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
    if (document->kind == FH_KIND_ARTICLE && writer->workspace->manifest.alike > 0)
        stored.signature = &document->signature;
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

int fh_writer_remove_document(fh_writer *writer, uint32_t docid, fihrist_error *err) {
    fh_stored stored = fh_writer_stored(writer);
    xc_error cause;
    fh_record record;
    fh_language language;
    uint32_t length;
    int code = fh_stored_record(&stored, docid, FH_RECORD_ALL, writer->arena, &record, err);
    if (code == FIHRIST_OK)
        code = fh_document_uncount(writer->maker, &record, writer->counts, &language, err);
    if (code == FIHRIST_OK && record.kind == FH_KIND_ARTICLE)
        code = fh_copies_writer_remove(writer->copies, docid, err);
    if (code != FIHRIST_OK)
        return code;
    if (xc_database_document_length(stored.db, docid, &length, &cause) < 0 ||
        xc_writer_delete_docid(writer->engine, docid, &cause) < 0)
        return fh_writer_fail(writer, &cause, err);
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
    int code = fh_writer_begin(writer, err);
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = fh_writer_remove_document(writer, docids[i], err);
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
