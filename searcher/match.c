/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * match.c: running one query over one kind of document.
 */
#include "searcher/match.h"

#include "core/clock.h"
#include "core/engine.h"

/* BM25's parameters, chosen on four judged collections (cranfield, cisi, med, npl) together, title
 * words counted FH_TITLE_WDF times. k3 makes a word that a long text repeats count almost as often:
 * with libxapian's 1, MAP on cisi, whose queries are paragraphs, falls from .22 to .18. libxapian's
 * min_normlen of 0.5 lets the matcher skip more. */
static const double BM25_K1 = 1.4, BM25_K3 = 1000, BM25_B = 0.75, BM25_MIN_NORMLEN = 0.5;

/* What the decider needs, and the error it may leave. */
typedef struct decision {
    fh_reader *reader;
    const fh_match_request *request;
    fh_verifier *verifier;
    xc_tester *articles; /* whether an article matches request->not_under; or NULL */
    fh_verifier *articles_verifier;
    uint32_t last_story; /* asked about last, and the answer: many comments have one article */
    int last_excluded;
    uint32_t expected_story; /* announced last */
    fihrist_error *err;
} decision;

/* 1: it stands under an article that matches not_under, as far as its terms tell. */
static int may_be_excluded(decision *d, uint32_t docid) {
    xc_error cause;
    if (!d->articles)
        return 0;
    uint32_t story = d->reader->columns.story[docid];
    if (story == d->last_story)
        return d->last_excluded;
    int found = xc_tester_has(d->articles, story, &cause);
    if (found < 0)
        return fh_fail_engine(d->err, &cause, "cannot search index '%s'", d->reader->path);
    d->last_story = story;
    d->last_excluded = found;
    return found;
}

static int decide(void *user, xc_view *view) {
    decision *d = user;
    uint32_t docid = xc_view_docid(view);
    int excluded = d->request->not_under_first ? 0 : may_be_excluded(d, docid);
    if (excluded < 0)
        return excluded;
    if (excluded && d->request->not_under_required.count == 0)
        return 0;
    /* Its own text first: that of a comment is the shorter. */
    int status = fh_verifier_accepts(d->verifier, docid, d->err);
    if (status <= 0 || !excluded)
        return status;
    uint32_t story = d->reader->columns.story[docid];
    status = fh_verifier_accepts(d->articles_verifier, story, d->err);
    return status < 0 ? status : !status;
}

/* As a condition. */
static int is_not_excluded(void *user, uint32_t docid) {
    int excluded = may_be_excluded(user, docid);
    return excluded < 0 ? excluded : !excluded;
}

/* Where its article's words stand will be looked at. */
static void expect_article(void *user, uint32_t docid) {
    decision *d = user;
    uint32_t story = d->reader->columns.story[docid];
    if (story != d->expected_story)
        fh_store_prefetch(d->reader->store, story);
    d->expected_story = story;
}

/* The query with this condition, which is asked before its own are. */
static int exclude_first(decision *d, xc_query **ret_query) {
    static const xc_condition condition = {sizeof condition, is_not_excluded, expect_article, 1,
                                           true};
    xc_error cause;
    if (xc_query_where(d->request->query, &condition, d, ret_query, &cause) < 0)
        return fh_fail_engine(d->err, &cause, "cannot search index '%s'", d->reader->path);
    return 0;
}

static int start_deciding(decision *d) {
    const fh_match_request *request = d->request;
    int status =
        fh_verifier_new(d->reader, request->required, request->deadline_ns, &d->verifier, d->err);
    if (status < 0 || !request->not_under)
        return status;
    status = fh_reader_tester(d->reader, request->not_under, &d->articles, d->err);
    if (status < 0)
        return status;
    return fh_verifier_new(d->reader, request->not_under_required, request->deadline_ns,
                           &d->articles_verifier, d->err);
}

static void end_deciding(decision *d) {
    fh_verifier_free(d->verifier);
    fh_verifier_free(d->articles_verifier);
    xc_tester_free(d->articles);
}

static int set_query(xc_enquire *enquire, fh_reader *reader, fh_kind kind, const xc_query *query,
                     fihrist_error *err) {
    const fh_kind_stats *stats = &reader->state.kinds[kind];
    double average = stats->documents && stats->total_length
                         ? (double)stats->total_length / (double)stats->documents
                         : 1;
    int status = fh_columns_memo(&reader->columns, reader->db, err);
    if (status < 0)
        return status;
    xc_error cause;
    if (xc_enquire_set_query_kind(enquire, query, reader->columns.memo, BM25_K1, BM25_K3, BM25_B,
                                  BM25_MIN_NORMLEN, (uint32_t)stats->documents, average,
                                  &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path);
    return 0;
}

static int set_time_limit(xc_enquire *enquire, uint64_t deadline_ns, fihrist_error *err) {
    if (deadline_ns == 0)
        return 0;
    xc_error cause;
    uint64_t now = fh_now_ns();
    double left = now < deadline_ns ? (double)(deadline_ns - now) : 1;
    return xc_enquire_set_time_limit(enquire, left / 1e9, &cause) < 0
               ? fh_fail_engine(err, &cause, "cannot search")
               : 0;
}

static int check_time(void *user) {
    decision *d = user;
    return fh_check_deadline(d->request->deadline_ns, d->err);
}

/* What a callback refused with is the error, else what libxapian said. Conditions of a query leave
 * theirs with the reader (verifier.h), or but the status, when time is up or there is no memory
 * (proximity.h). */
static int fail_match(const decision *d, const xc_error *cause, fihrist_error *err) {
    const fihrist_error *refusal = d->err->code ? d->err : &d->reader->refusal;
    if (cause->code == XC_E_CALLBACK && cause->callback_status == refusal->code)
        return fh_fail(err, refusal->code, "%s", refusal->message);
    if (cause->code == XC_E_CALLBACK && cause->callback_status == FIHRIST_E_MEMORY)
        return fh_fail_memory(err);
    if (cause->code == XC_E_CALLBACK && cause->callback_status == FIHRIST_E_TIMEOUT &&
        fh_check_deadline(d->request->deadline_ns, err) < 0)
        return FIHRIST_E_TIMEOUT;
    return fh_fail_engine(err, cause, "cannot search index '%s'", d->reader->path);
}

static int set_cutoff(xc_enquire *enquire, double least_score, fihrist_error *err) {
    xc_error cause;
    if (least_score > 0 && xc_enquire_set_cutoff(enquire, 0, least_score, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot search");
    return 0;
}

static int run_deciding(xc_enquire *enquire, decision *d, xc_mset **ret_mset, fihrist_error *err) {
    const fh_match_request *request = d->request;
    bool decided = request->required.count || (request->not_under && !request->not_under_first);
    xc_query *loose = NULL;
    int status = request->required.count || request->not_under ? start_deciding(d) : 0;
    if (status == 0 && request->not_under_first)
        status = exclude_first(d, &loose);
    if (status < 0)
        return fh_fail(err, d->err->code, "%s", d->err->message);
    status = set_query(enquire, d->reader, request->kind, loose ? loose : request->query, err);
    xc_query_free(loose);
    if (status < 0)
        return status;
    xc_error cause;
    if (xc_enquire_set_check(enquire, check_time, d, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot search");
    status = xc_enquire_mset(enquire, 0, request->count, request->check_at_least,
                             decided ? decide : NULL, d, ret_mset, &cause);
    return status < 0 ? fail_match(d, &cause, err) : 0;
}

static int run(xc_enquire *enquire, fh_reader *reader, const fh_match_request *request,
               xc_mset **ret_mset, fihrist_error *err) {
    fihrist_error refusal = {0};
    decision d = {.reader = reader, .request = request, .err = &refusal};
    int status = run_deciding(enquire, &d, ret_mset, err);
    end_deciding(&d);
    return status;
}

int fh_match_run(fh_reader *reader, const fh_match_request *request, xc_mset **ret_mset,
                 fihrist_error *err) {
    int status = fh_check_deadline(request->deadline_ns, err);
    if (status < 0)
        return status;
    xc_error cause;
    xc_enquire *enquire = NULL;
    if (xc_enquire_new(reader->db, &enquire, &cause) < 0)
        status = fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path);
    if (status == 0)
        status = set_time_limit(enquire, request->deadline_ns, err);
    if (status == 0)
        status = set_cutoff(enquire, request->least_score, err);
    if (status == 0)
        status = run(enquire, reader, request, ret_mset, err);
    xc_enquire_free(enquire);
    return status;
}

int fh_match_estimate(fh_reader *reader, const fh_match_request *request, xc_counts *ret_counts,
                      fihrist_error *err) {
    xc_error cause;
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    int status = xc_enquire_new(reader->db, &enquire, &cause);
    if (status == 0)
        status = xc_enquire_set_query(enquire, request->query, 0, &cause);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, 0, 0, NULL, NULL, &mset, &cause);
    if (status == 0)
        *ret_counts = xc_mset_counts(mset);
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    return status < 0 ? fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path) : 0;
}

/* --- all of them --- */

/* Leave in the set what is as required. */
static int verify_all(fh_reader *reader, const fh_match_request *request, fh_docids *set,
                      fihrist_error *err) {
    fh_verifier *verifier = NULL;
    int status = fh_verifier_new(reader, request->required, request->deadline_ns, &verifier, err);
    for (uint32_t docid = 0; status >= 0 && (docid = fh_docids_next(set, docid + 1));) {
        status = fh_verifier_accepts(verifier, docid, err);
        if (status == 0)
            fh_docids_remove(set, docid);
    }
    fh_verifier_free(verifier);
    return status < 0 ? status : 0;
}

int fh_match_all(fh_reader *reader, const fh_match_request *request, fh_arena *arena,
                 fh_docids *ret_set, fihrist_error *err) {
    fihrist_error refusal = {0};
    decision d = {.reader = reader, .request = request, .err = &refusal};
    int status = fh_columns_read(&reader->columns, reader->db, reader->store, err);
    if (status == 0)
        status = fh_columns_memo(&reader->columns, reader->db, err);
    if (status == 0)
        status = fh_docids_new(&reader->columns, arena, ret_set, err);
    if (status < 0 || !request->query)
        return status;
    xc_error cause;
    if (xc_query_bits(reader->columns.memo, request->query, ret_set->bits, ret_set->words,
                      check_time, &d, &cause) < 0)
        return fail_match(&d, &cause, err);
    return request->required.count ? verify_all(reader, request, ret_set, err) : 0;
}
