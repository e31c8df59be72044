/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * deep_check.c: see deep_check.h.
 */
#include "indexer/deep_check.h"

#include "core/date.h"
#include "core/engine.h"
#include "indexer/copies_writer.h"
#include "indexer/document.h"

/* A set of postings by its sum: of a hash of each, so that their order does not matter. */
typedef struct tally {
    uint64_t sum, count;
} tally;

typedef struct deep_check {
    fh_stored stored;
    const fh_workspace *workspace;
    bool final;   /* no document has a list of its terms */
    tally wanted; /* postings of all documents, where it is final */
    fh_lexicon *lexicon;
    fh_fault_teller tell;
    void *user;
    fh_document_maker *maker;
    fh_lexicon_batch *counts; /* of word forms */
    fh_arena *arena;          /* of one article */
} deep_check;

static int fail(const xc_error *cause, fihrist_error *err) {
    return fh_fail_engine(err, cause, "cannot read the index");
}

static void fault(const deep_check *c, uint32_t docid, const char *what) {
    fihrist_error line;
    fh_fail(&line, FIHRIST_E_CORRUPT, "document %u: %s", docid, what);
    c->tell(c->user, line.message);
}

/* --- terms --- */

/* The occurrences of one term among a document's postings. */
typedef struct term_run {
    const xc_posting *first;
    size_t count;
    uint64_t wdf;
} term_run;

static term_run run_at(const fh_document *document, size_t at) {
    const xc_posting *first = &document->postings[at];
    term_run run = {first, 0, 0};
    for (; at < document->posting_count; at++) {
        const xc_posting *one = &document->postings[at];
        if (one->len != first->len || memcmp(one->term, first->term, first->len) != 0)
            break;
        run.wdf += one->wdf;
        run.count++;
    }
    return run;
}

/* 1: the term the cursor is on has these positions. */
static int same_positions(xc_terms *terms, const term_run *run, xc_error *cause) {
    xc_positions *positions;
    if (xc_terms_positions(terms, &positions, cause) < 0)
        return cause->code;
    size_t at = 0;
    int more;
    bool same = true;
    while (same && (more = xc_positions_next(positions, cause)) > 0) {
        same = at < run->count && run->first[at].position == xc_positions_position(positions);
        at++;
    }
    xc_positions_free(positions);
    if (same && more < 0)
        return more;
    return same && at == (run->first->position ? run->count : 0);
}

static int same_term(xc_terms *terms, const term_run *run, xc_error *cause) {
    xc_bytes term = xc_terms_term(terms);
    uint32_t wdf;
    if (term.len != run->first->len || memcmp(term.data, run->first->term, term.len) != 0)
        return 0;
    int status = xc_terms_wdf(terms, &wdf, cause);
    return status < 0 ? status : wdf == run->wdf ? same_positions(terms, run, cause) : 0;
}

static int check_term_list(const deep_check *c, uint32_t docid, const fh_document *document,
                           fihrist_error *err) {
    xc_terms *terms;
    xc_error cause;
    if (xc_database_document_terms(c->stored.db, docid, &terms, &cause) < 0)
        return fail(&cause, err);
    size_t at = 0;
    int more, same = 1;
    while (same > 0 && (more = xc_terms_next(terms, &cause)) > 0) {
        if (at == document->posting_count) {
            same = 0;
            break;
        }
        term_run run = run_at(document, at);
        same = same_term(terms, &run, &cause);
        at += run.count;
    }
    xc_terms_free(terms);
    if (same < 0 || (same > 0 && more < 0))
        return fail(&cause, err);
    if (same == 0 || at != document->posting_count)
        fault(c, docid, "its terms are not those of its text");
    return FIHRIST_OK;
}

/* --- terms of a final index --- */

static void count_posting(tally *to, const char *term, size_t n, uint32_t docid, uint64_t wdf) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = ((uint64_t)docid << 32 ^ wdf) * factor;
    for (size_t i = 0; i < n; i++)
        hash = ((hash ^ hash >> 29) + (unsigned char)term[i]) * factor;
    to->sum += hash ^ hash >> 32;
    to->count++;
}

static void count_terms(deep_check *c, uint32_t docid, const fh_document *document) {
    for (size_t at = 0; at < document->posting_count;) {
        term_run run = run_at(document, at);
        count_posting(&c->wanted, run.first->term, run.first->len, docid, run.wdf);
        at += run.count;
    }
}

enum { AT_ONCE = 256 };

static int count_list(const deep_check *c, xc_bytes term, tally *to, xc_error *cause) {
    xc_postings *postings = NULL;
    int status = xc_database_postings(c->stored.db, term.data, term.len, &postings, cause);
    uint32_t docids[AT_ONCE], wdfs[AT_ONCE];
    size_t count = AT_ONCE;
    while (count == AT_ONCE && status == 0) {
        status = xc_postings_read(postings, docids, wdfs, AT_ONCE, &count, cause);
        for (size_t i = 0; status == 0 && i < count; i++)
            count_posting(to, term.data, term.len, docids[i], wdfs[i]);
    }
    xc_postings_free(postings);
    return status;
}

/* All posting lists together against all texts: which document is at fault they do not say. */
static int compare_postings(const deep_check *c, fihrist_error *err) {
    tally found = {0, 0};
    xc_terms *terms;
    xc_error cause;
    if (xc_database_terms(c->stored.db, "", 0, &terms, &cause) < 0)
        return fail(&cause, err);
    int status;
    while ((status = xc_terms_next(terms, &cause)) > 0)
        if ((status = count_list(c, xc_terms_term(terms), &found, &cause)) < 0)
            break;
    xc_terms_free(terms);
    if (status < 0)
        return fail(&cause, err);
    if (found.count != c->wanted.count || found.sum != c->wanted.sum)
        c->tell(c->user, "the terms of the documents are not those of their texts");
    return FIHRIST_OK;
}

static int check_terms(deep_check *c, uint32_t docid, const fh_document *document,
                       fihrist_error *err) {
    if (!c->final)
        return check_term_list(c, docid, document, err);
    count_terms(c, docid, document);
    return FIHRIST_OK;
}

/* --- values --- */

static int has_value(const deep_check *c, uint32_t docid, uint32_t slot, fh_str wanted,
                     fihrist_error *err) {
    char *value;
    size_t n;
    xc_error cause;
    if (xc_database_document_value(c->stored.db, docid, slot, &value, &n, &cause) < 0)
        return fail(&cause, err);
    bool same = fh_str_equal((fh_str){value, n}, wanted);
    xc_free(value);
    return same;
}

/* Value slots and columns say the same. */
static int check_values(const deep_check *c, uint32_t docid, uint32_t story,
                        const fh_document *document, fihrist_error *err) {
    uint32_t in_column = 0;
    int32_t day = 0;
    (void)fh_store_column(c->stored.store, docid, &in_column, &day);
    if (in_column != story || day != document->day)
        fault(c, docid, "its date or article is not what its row in the store says");
    char story_bytes[4], day_bytes[4];
    fh_pack_docid(story, story_bytes);
    fh_pack_day(document->day, day_bytes);
    const struct {
        uint32_t slot;
        fh_str value;
    } values[] = {{FH_SLOT_ID, document->id},
                  {FH_SLOT_STORY, {story_bytes, 4}},
                  {FH_SLOT_DATE, {day_bytes, document->day == FH_DATE_NONE ? 0 : 4}}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        int same = has_value(c, docid, values[i].slot, values[i].value, err);
        if (same < 0)
            return same;
        if (!same)
            fault(c, docid, "its id, date or article is not what is stored");
    }
    return FIHRIST_OK;
}

/* --- order of words --- */

static bool same_units(const fh_store *store, const fh_units *units, const fh_document *document) {
    if (units->count != document->unit_count || units->title_count != document->title_count)
        return false;
    for (uint32_t i = 0; i < units->count; i++)
        if (fh_store_unit(store, units->block, fh_unit_id(units, i)) != document->units[i])
            return false;
    return true;
}

static void check_order(const deep_check *c, uint32_t docid, const fh_document *document) {
    fh_units units = {.count = 0};
    (void)fh_store_units(c->stored.store, docid, &units);
    if (!same_units(c->stored.store, &units, document))
        fault(c, docid, "its words are not in the order of its text");
}

/* --- copies --- */

static void check_signature(const deep_check *c, uint32_t docid, const fh_document *document) {
    uint8_t wanted[FH_SIGNATURE_BYTES];
    const uint8_t *found = fh_store_signature(c->stored.store, docid);
    fh_signature_save(&document->signature, wanted);
    if (c->workspace->manifest.alike > 0 && (!found || memcmp(found, wanted, sizeof wanted) != 0))
        fault(c, docid, "its signature is not that of its text");
}

/* Found once more, from all articles. */
static int check_copies(const deep_check *c, fihrist_error *err) {
    fh_copies said = {0};
    fh_copy *found = NULL;
    size_t count = 0;
    int code = fh_copies_read(&said, c->stored.db, err);
    if (code == FIHRIST_OK && c->workspace->manifest.alike > 0)
        code = fh_copies_find_all(c->workspace, c->stored.db, c->stored.store, &found, &count, err);
    bool same = code == FIHRIST_OK && count == said.count &&
                (count == 0 || memcmp(found, said.items, count * sizeof *found) == 0);
    fh_free(found);
    fh_copies_free(&said);
    if (code == FIHRIST_E_CORRUPT) /* which has been told of: check.c */
        return FIHRIST_OK;
    if (code == FIHRIST_OK && !same)
        c->tell(c->user, "which articles are copies is not what their texts say");
    return code;
}

/* --- articles --- */

static int check_document(deep_check *c, uint32_t docid, uint32_t story,
                          const fh_document *document, fihrist_error *err) {
    int code = check_terms(c, docid, document, err);
    if (code == FIHRIST_OK)
        code = check_values(c, docid, story, document, err);
    if (code == FIHRIST_OK)
        check_order(c, docid, document);
    return code;
}

static int check_article(deep_check *c, const fh_article *article, const uint32_t *docids,
                         fihrist_error *err) {
    fh_document document;
    fh_content_hash hash = fh_article_content_hash(article);
    int code = fh_document_of_article(c->maker, article, &hash, c->counts, &document, err);
    if (code == FIHRIST_OK)
        code = check_document(c, docids[0], docids[0], &document, err);
    if (code == FIHRIST_OK)
        check_signature(c, docids[0], &document);
    for (uint32_t i = 0; i < article->comment_count && code == FIHRIST_OK; i++) {
        code = fh_document_of_comment(c->maker, i, c->counts, &document, err);
        if (code == FIHRIST_OK)
            code = check_document(c, docids[1 + i], docids[0], &document, err);
    }
    return code;
}

static int visit(void *user, int damage, const fh_article *article, fihrist_error *err) {
    deep_check *c = user;
    uint32_t *docids;
    size_t count;
    if (damage)
        return FIHRIST_OK;
    fh_arena_reset(c->arena);
    int code = fh_stored_find(&c->stored, article->id, c->arena, &docids, &count, err);
    if (code == FIHRIST_OK && count != 1 + article->comment_count)
        code = fh_fail(err, FIHRIST_E_INTERNAL, "an article of %zu comments has %zu documents",
                       article->comment_count, count);
    return code == FIHRIST_OK ? check_article(c, article, docids, err) : code;
}

/* --- all --- */

static int check_lexicon(const deep_check *c, fihrist_error *err) {
    uint64_t different;
    int code = fh_lexicon_batch_compare(c->counts, c->lexicon, &different, err);
    if (code == FIHRIST_OK && different > 0) {
        fihrist_error line;
        fh_fail(&line, FIHRIST_E_CORRUPT,
                "the lexicon does not count what the articles hold: %llu forms differ",
                (unsigned long long)different);
        c->tell(c->user, line.message);
    }
    return code;
}

int fh_check_deeply(const fh_workspace *workspace, const fh_generation *generation,
                    fh_fault_teller tell, void *user, fihrist_error *err) {
    deep_check c = {.stored = fh_stored_of(generation),
                    .workspace = workspace,
                    .final = workspace->manifest.final,
                    .lexicon = generation->lexicon,
                    .tell = tell,
                    .user = user};
    c.arena = fh_arena_new();
    int code = c.arena ? fh_lexicon_batch_new(&c.counts, err) : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = fh_document_maker_new(workspace->authority, workspace->analyser, workspace->language,
                                     workspace->manifest.positions, &c.maker, err);
    if (code == FIHRIST_OK) {
        fh_document_maker_keep_languages(c.maker);
        code = fh_stored_visit(&c.stored, visit, &c, err);
    }
    if (code == FIHRIST_OK)
        code = check_lexicon(&c, err);
    if (code == FIHRIST_OK)
        code = check_copies(&c, err);
    if (code == FIHRIST_OK && c.final)
        code = compare_postings(&c, err);
    fh_document_maker_free(c.maker);
    fh_lexicon_batch_free(c.counts);
    fh_arena_free(c.arena);
    return code;
}
