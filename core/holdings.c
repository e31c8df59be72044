/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * holdings.c: from the posting lists of years and sources, and of articles.
 */
#include "core/holdings.h"

#include "core/engine.h"
#include "core/number.h"
#include "core/term.h"

enum { READ_AT_ONCE = 1024, YEARS_MAX = 10000 };

typedef struct holder {
    xc_database *db;
    fh_arena *arena;
    uint64_t *articles; /* a bit a docid; NULL: every document is one */
    uint32_t last_docid;
    fh_holdings *holdings;
    size_t most;
    fihrist_error *err;
} holder;

static int fail(const holder *h, const xc_error *cause) {
    return fh_fail_engine(h->err, cause, "cannot read the index");
}

static bool is_article(const holder *h, uint32_t docid) {
    return docid <= h->last_docid && h->articles[docid / 64] >> docid % 64 & 1;
}

/* Every document of a term, some at a time. */
typedef void (*docids_taker)(holder *h, const uint32_t *docids, size_t count, void *user);

static int each_docid(holder *h, fh_str term, docids_taker take, void *user) {
    uint32_t docids[READ_AT_ONCE];
    xc_postings *postings;
    xc_error cause;
    size_t count = READ_AT_ONCE;
    if (xc_database_postings(h->db, term.p, term.n, &postings, &cause) < 0)
        return fail(h, &cause);
    int status = 0;
    while (status == 0 && count == READ_AT_ONCE) {
        status = xc_postings_read(postings, docids, NULL, READ_AT_ONCE, &count, &cause);
        if (status == 0)
            take(h, docids, count, user);
    }
    xc_postings_free(postings);
    return status < 0 ? fail(h, &cause) : 0;
}

static void mark(holder *h, const uint32_t *docids, size_t count, void *user) {
    (void)user;
    for (size_t i = 0; i < count; i++)
        if (docids[i] <= h->last_docid)
            h->articles[docids[i] / 64] |= UINT64_C(1) << docids[i] % 64;
}

static void count_articles(holder *h, const uint32_t *docids, size_t count, void *user) {
    uint64_t *sum = user;
    for (size_t i = 0; i < count; i++)
        *sum += is_article(h, docids[i]);
}

static int mark_articles(holder *h) {
    fh_term term;
    xc_error cause;
    if (xc_database_last_docid(h->db, &h->last_docid, &cause) < 0)
        return fail(h, &cause);
    h->articles = fh_arena_calloc(h->arena, (size_t)h->last_docid / 64 + 1, sizeof *h->articles);
    if (!h->articles)
        return fh_fail_memory(h->err);
    fh_term_make(FH_FIELD_TYPE, fh_str_of("article"), &term);
    return each_docid(h, (fh_str){term.bytes, term.n}, mark, NULL);
}

/* --- of one term --- */

static int take_year(holder *h, fh_str value, fh_str term, uint64_t articles) {
    fh_holdings *holdings = h->holdings;
    int64_t year;
    (void)term;
    if (!fh_number_parse(value, 1, 9999, &year) || articles == 0)
        return 0;
    if (holdings->year_count == YEARS_MAX)
        return 0;
    holdings->years[holdings->year_count++] = (fh_chart_year){(int)year, articles};
    holdings->undated -= articles < holdings->undated ? articles : holdings->undated;
    return 0;
}

/* An article comes before its comments: the first document is one, where any is. */
static int find_first(holder *h, fh_str term, uint32_t *ret_docid) {
    xc_postings *postings;
    xc_error cause;
    if (xc_database_postings(h->db, term.p, term.n, &postings, &cause) < 0)
        return fail(h, &cause);
    int status = xc_postings_next(postings, &cause);
    *ret_docid = status > 0 ? xc_postings_docid(postings) : 0;
    xc_postings_free(postings);
    return status < 0 ? fail(h, &cause) : 0;
}

/* Terms come in the order of their bytes, so of as many articles the first stays the first. */
static int take_source(holder *h, fh_str value, fh_str term, uint64_t articles) {
    fh_holdings *holdings = h->holdings;
    fh_held_source *sources = holdings->sources;
    size_t at = holdings->source_count;
    while (at > 0 && sources[at - 1].articles < articles)
        at--;
    if (at == h->most || articles == 0)
        return 0;
    fh_held_source added = {.id = fh_arena_copy(h->arena, value), .articles = articles};
    if (!added.id.p)
        return fh_fail_memory(h->err);
    int status = find_first(h, term, &added.docid);
    if (status < 0)
        return status;
    holdings->source_count += holdings->source_count < h->most;
    memmove(sources + at + 1, sources + at, (holdings->source_count - at - 1) * sizeof *sources);
    sources[at] = added;
    return 0;
}

/* --- of all --- */

typedef int (*term_taker)(holder *h, fh_str value, fh_str term, uint64_t articles);

static int count_term(holder *h, xc_terms *terms, fh_str term, uint64_t *ret_articles) {
    uint32_t documents;
    xc_error cause;
    *ret_articles = 0;
    if (h->articles)
        return each_docid(h, term, count_articles, ret_articles);
    if (xc_terms_freq(terms, &documents, &cause) < 0)
        return fail(h, &cause);
    *ret_articles = documents;
    return 0;
}

static int each_term(holder *h, fh_field field, term_taker take) {
    const char *prefix = fh_field_prefix(field);
    xc_terms *terms;
    xc_error cause;
    uint64_t articles;
    if (xc_database_terms(h->db, prefix, strlen(prefix), &terms, &cause) < 0)
        return fail(h, &cause);
    int more, status = 0;
    while (status == 0 && (more = xc_terms_next(terms, &cause)) != 0) {
        if (more < 0) {
            status = fail(h, &cause);
            break;
        }
        xc_bytes bytes = xc_terms_term(terms);
        fh_str term = {bytes.data, bytes.len};
        status = count_term(h, terms, term, &articles);
        if (status == 0)
            status = take(h, fh_term_value(field, term), term, articles);
    }
    xc_terms_free(terms);
    return status;
}

int fh_holdings_read(xc_database *db, const fh_index_state *state, size_t most, fh_arena *arena,
                     fh_holdings *ret_holdings, fihrist_error *err) {
    fh_holdings holdings = {.undated = state->kinds[FH_KIND_ARTICLE].documents};
    holder h = {.db = db, .arena = arena, .holdings = &holdings, .most = most, .err = err};
    holdings.years = fh_arena_calloc(arena, YEARS_MAX, sizeof *holdings.years);
    holdings.sources = fh_arena_calloc(arena, most + 1, sizeof *holdings.sources);
    if (!holdings.years || !holdings.sources)
        return fh_fail_memory(err);
    int status = state->kinds[FH_KIND_COMMENT].documents > 0 ? mark_articles(&h) : 0;
    if (status == 0)
        status = each_term(&h, FH_FIELD_YEAR, take_year);
    if (status == 0)
        status = each_term(&h, FH_FIELD_SOURCE, take_source);
    if (status == 0)
        *ret_holdings = holdings;
    return status;
}
