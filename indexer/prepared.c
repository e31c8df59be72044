/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * prepared.c: documents of an article, kept side by side until the writer has room for them.
 */
#include "indexer/prepared.h"

#include "core/date.h"
#include "core/engine.h"

enum { DOCUMENTS_MAX = 1 << 24 };

int fh_prepare_engine(const fh_document *document, xc_document *engine, xc_error *cause) {
    char bytes[4];
    xc_document_clear(engine);
    int code = xc_document_add_postings(engine, document->postings, document->posting_count, cause);
    if (code == 0)
        code = xc_document_add_value(engine, FH_SLOT_ID, document->id.p, document->id.n, cause);
    if (code == 0 && document->day != FH_DATE_NONE) {
        fh_pack_day(document->day, bytes);
        code = xc_document_add_value(engine, FH_SLOT_DATE, bytes, sizeof bytes, cause);
    }
    return code;
}

int fh_prepared_open(fh_prepared *prepared, fihrist_error *err) {
    *prepared =
        (fh_prepared){.packed = FH_BUFFER(FH_STORE_BLOCK_MAX_BYTES), .arena = fh_arena_new()};
    return prepared->arena ? fh_lexicon_batch_new(&prepared->counts, err) : fh_fail_memory(err);
}

void fh_prepared_close(fh_prepared *prepared) {
    for (size_t i = 0; i < prepared->capacity; i++)
        xc_document_free(prepared->documents[i].engine);
    fh_free(prepared->documents);
    fh_lexicon_batch_free(prepared->counts);
    fh_buffer_free(&prepared->packed);
    fh_arena_free(prepared->arena);
    *prepared = (fh_prepared){0};
}

/* Room for one more; the engine's documents stay where they are, for the next article. */
static fh_prepared_document *next_document(fh_prepared *prepared) {
    size_t before = prepared->capacity;
    fh_prepared_document *grown = fh_array_grow(prepared->documents, prepared->count,
                                                &prepared->capacity, sizeof *grown, DOCUMENTS_MAX);
    if (!grown)
        return NULL;
    memset(grown + before, 0, (prepared->capacity - before) * sizeof *grown);
    prepared->documents = grown;
    return &grown[prepared->count];
}

static int take_engine(fh_prepared_document *to, fihrist_error *err) {
    xc_error cause;
    if ((!to->engine && xc_document_new(&to->engine, &cause) < 0) ||
        fh_prepare_engine(&to->document, to->engine, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot make a document");
    to->document.postings = NULL;
    return FIHRIST_OK;
}

static bool keep_postings(fh_prepared *prepared, fh_document *document) {
    size_t count = document->posting_count, bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += document->postings[i].len;
    xc_posting *postings = fh_arena_alloc(prepared->arena, count * sizeof *postings);
    char *text = fh_arena_alloc(prepared->arena, bytes);
    if (!postings || !text)
        return false;
    for (size_t i = 0; i < count; i++) {
        postings[i] = document->postings[i];
        postings[i].term = memcpy(text, postings[i].term, postings[i].len);
        text += postings[i].len;
    }
    document->postings = postings;
    return true;
}

static int keep_record(fh_prepared *prepared, fh_store_packer *packer, fh_prepared_document *to,
                       fihrist_error *err) {
    fh_str *record = &to->document.record;
    int code = FIHRIST_OK;
    to->unpacked_bytes = packer->dictionary ? record->n : 0;
    if (packer->dictionary) {
        fh_buffer_clear(&prepared->packed);
        code = fh_store_pack(packer, *record, &prepared->packed, err);
        *record = fh_buffer_str(&prepared->packed);
    }
    if (code != FIHRIST_OK)
        return code;
    *record = fh_arena_copy(prepared->arena, *record);
    return record->p ? FIHRIST_OK : fh_fail_memory(err);
}

/* What of the document is the maker's, but its postings and its record. */
static bool keep(fh_prepared *prepared, fh_document *document) {
    size_t bytes = document->unit_count * sizeof *document->units;
    fh_unit *units = fh_arena_alloc(prepared->arena, bytes);
    if (!units)
        return false;
    if (bytes > 0)
        memcpy(units, document->units, bytes);
    document->units = units;
    document->id = fh_arena_copy(prepared->arena, document->id);
    return document->id.p;
}

static int take(fh_prepared *prepared, const fh_preparer *by, const fh_document *made,
                fihrist_error *err) {
    fh_prepared_document *to = next_document(prepared);
    if (!to)
        return fh_fail_memory(err);
    to->document = *made;
    int code = FIHRIST_OK;
    if (!by->for_bulk)
        code = take_engine(to, err);
    else if (!keep_postings(prepared, &to->document))
        code = fh_fail_memory(err);
    if (code == FIHRIST_OK && !keep(prepared, &to->document))
        code = fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = keep_record(prepared, by->packer, to, err);
    prepared->count += code == FIHRIST_OK;
    return code;
}

int fh_prepare(fh_prepared *prepared, const fh_preparer *by, const fh_article *article,
               fihrist_error *err) {
    fh_document_maker *maker = by->maker;
    fh_document made;
    prepared->count = 0;
    fh_arena_reset(prepared->arena);
    fh_lexicon_batch_clear(prepared->counts);
    prepared->hash = fh_article_content_hash(article);
    if (!maker)
        return FIHRIST_OK;
    int code =
        fh_document_of_article(maker, article, &prepared->hash, prepared->counts, &made, err);
    if (code == FIHRIST_OK)
        code = take(prepared, by, &made, err);
    for (uint32_t i = 0; i < article->comment_count && code == FIHRIST_OK; i++) {
        code = fh_document_of_comment(maker, i, prepared->counts, &made, err);
        if (code == FIHRIST_OK)
            code = take(prepared, by, &made, err);
    }
    return code;
}
