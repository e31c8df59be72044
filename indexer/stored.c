/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stored.c: articles out of an index. Comments lie behind their article by docid, but each says
 * its own place, which is what counts.
 */
#include "indexer/stored.h"

#include "core/engine.h"
#include "core/term.h"

static int find_term(xc_database *db, fh_str term, fh_arena *arena, uint32_t **ret_docids,
                     size_t *ret_count, fihrist_error *err) {
    xc_postings *postings;
    xc_error cause;
    uint32_t frequency;
    if (xc_database_term_freq(db, term.p, term.n, &frequency, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot look up an article");
    *ret_count = 0;
    if (frequency == 0)
        return FIHRIST_OK;
    uint32_t *docids = fh_arena_calloc(arena, frequency, sizeof *docids);
    if (!docids)
        return fh_fail_memory(err);
    if (xc_database_postings(db, term.p, term.n, &postings, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot look up an article");
    int code = xc_postings_read(postings, docids, NULL, frequency, ret_count, &cause);
    xc_postings_free(postings);
    if (code < 0)
        return fh_fail_engine(err, &cause, "cannot look up an article");
    *ret_docids = docids;
    return FIHRIST_OK;
}

fh_stored fh_stored_of(const fh_generation *generation) {
    return (fh_stored){generation->db, generation->store, NULL};
}

int fh_stored_find(const fh_stored *stored, fh_str id, fh_arena *arena, uint32_t **ret_docids,
                   size_t *ret_count, fihrist_error *err) {
    fh_term term;
    fh_term_make(FH_FIELD_STORY, id, &term);
    return find_term(stored->db, (fh_str){term.bytes, term.n}, arena, ret_docids, ret_count, err);
}

int fh_stored_record(const fh_stored *stored, uint32_t docid, fh_record_part part, fh_arena *arena,
                     fh_record *ret_record, fihrist_error *err) {
    fh_str bytes;
    int code = stored->writer
                   ? fh_store_writer_record(stored->writer, docid, part, arena, &bytes, err)
                   : fh_store_record(stored->store, docid, part, arena, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_record_decode_part(bytes, part, arena, ret_record, err);
    return code == FIHRIST_OK ? code : fh_fail_context(err, "document %u", docid);
}

static int fail_apart(uint32_t docid, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT,
                   "document %u: the article and its comments do not fit together", docid);
}

static int read_comments(const fh_stored *stored, const uint32_t *docids, size_t count,
                         fh_arena *arena, fh_article *article, fihrist_error *err) {
    for (size_t i = 1; i < count; i++) {
        fh_record record;
        int code = fh_stored_record(stored, docids[i], FH_RECORD_ALL, arena, &record, err);
        if (code != FIHRIST_OK)
            return code;
        if (record.kind != FH_KIND_COMMENT || record.number >= article->comment_count ||
            article->comments[record.number].id.n)
            return fail_apart(docids[i], err);
        article->comments[record.number] = record.comment;
    }
    return FIHRIST_OK;
}

int fh_stored_article(const fh_stored *stored, const uint32_t *docids, size_t count,
                      fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    fh_record record;
    int code = fh_stored_record(stored, docids[0], FH_RECORD_ALL, arena, &record, err);
    if (code != FIHRIST_OK)
        return code;
    if (record.kind != FH_KIND_ARTICLE || record.comment_count != count - 1)
        return fail_apart(docids[0], err);
    fh_article article = record.article;
    article.comment_count = count - 1;
    article.comments = fh_arena_calloc(arena, count, sizeof *article.comments);
    if (!article.comments)
        return fh_fail_memory(err);
    code = read_comments(stored, docids, count, arena, &article, err);
    if (code == FIHRIST_OK)
        *ret_article = article;
    return code;
}

/* The id of the article that is document `docid`, in `arena`. */
static int find_id(const fh_stored *stored, uint32_t docid, fh_arena *arena, fh_str *ret_id,
                   fihrist_error *err) {
    char *id;
    size_t n;
    xc_error cause;
    if (xc_database_document_value(stored->db, docid, FH_SLOT_ID, &id, &n, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot look up an article");
    *ret_id = fh_arena_copy(arena, (fh_str){id, n});
    xc_free(id);
    return ret_id->p ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_stored_at(const fh_stored *stored, uint32_t docid, fh_arena *arena, fh_article *ret_article,
                 size_t *ret_documents, fihrist_error *err) {
    uint32_t *docids;
    fh_str id = {NULL, 0};
    *ret_documents = 0;
    int code = find_id(stored, docid, arena, &id, err);
    *ret_article = (fh_article){.id = id};
    if (code == FIHRIST_OK)
        code = fh_stored_find(stored, id, arena, &docids, ret_documents, err);
    if (code == FIHRIST_OK && (*ret_documents == 0 || docids[0] != docid))
        code = fail_apart(docid, err);
    return code == FIHRIST_OK
               ? fh_stored_article(stored, docids, *ret_documents, arena, ret_article, err)
               : code;
}

static int visit_term(const fh_stored *stored, fh_str term, fh_arena *arena,
                      fh_stored_visitor visit, void *user, fihrist_error *err) {
    uint32_t *docids;
    size_t count;
    fh_article article = {0};
    int code = find_term(stored->db, term, arena, &docids, &count, err);
    if (code != FIHRIST_OK || count == 0)
        return code;
    code = fh_stored_article(stored, docids, count, arena, &article, err);
    if (code == FIHRIST_E_MEMORY || code == FIHRIST_E_IO || code == FIHRIST_E_BUSY)
        return code;
    if (code != FIHRIST_OK)
        article.id = fh_term_value(FH_FIELD_STORY, term);
    return visit(user, code, &article, err);
}

int fh_stored_visit(const fh_stored *stored, fh_stored_visitor visit, void *user,
                    fihrist_error *err) {
    const char *prefix = fh_field_prefix(FH_FIELD_STORY);
    xc_terms *terms;
    xc_error cause;
    fh_arena *arena = fh_arena_new();
    if (!arena)
        return fh_fail_memory(err);
    if (xc_database_terms(stored->db, prefix, strlen(prefix), &terms, &cause) < 0) {
        fh_arena_free(arena);
        return fh_fail_engine(err, &cause, "cannot read the index");
    }
    int more, code = FIHRIST_OK;
    while (code == FIHRIST_OK && (more = xc_terms_next(terms, &cause)) != 0) {
        if (more < 0) {
            code = fh_fail_engine(err, &cause, "cannot read the index");
            break;
        }
        xc_bytes term = xc_terms_term(terms);
        fh_arena_reset(arena);
        code = visit_term(stored, (fh_str){term.data, term.len}, arena, visit, user, err);
    }
    xc_terms_free(terms);
    fh_arena_free(arena);
    return code;
}
