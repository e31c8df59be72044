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
typedef struct verification {
    fh_reader *reader;
    const fh_match_request *request;
    fh_arena *arena;
    xc_tester *articles; /* whether an article matches request->not_under; or NULL */
    fihrist_error *err;
} verification;

static int verify_record(verification *v, fh_str data) {
    fh_record record;
    int status = fh_record_decode(data, v->arena, &record, v->err);
    for (size_t i = 0; status == 0 && i < v->request->required_count; i++) {
        status = fh_needle_in_record(v->request->required[i], &record, v->reader->analyser,
                                     v->reader->language, v->err);
        if (status <= 0)
            return status;
        status = 0;
    }
    return status < 0 ? status : 1;
}

/* 1: it stands under an article that matches not_under. No text is looked at for that. */
static int is_excluded(verification *v, uint32_t docid) {
    xc_error cause;
    if (!v->articles)
        return 0;
    int found = xc_tester_has(v->articles, v->reader->columns.story[docid], &cause);
    return found < 0 ? fh_fail_engine(v->err, &cause, "cannot search index '%s'", v->reader->path)
                     : found;
}

static int decide(void *user, xc_view *view) {
    verification *v = user;
    uint32_t docid = xc_view_docid(view);
    int status = is_excluded(v, docid);
    if (status != 0)
        return status < 0 ? status : 0;
    if (v->request->required_count == 0)
        return 1;
    status = fh_check_deadline(v->request->deadline_ns, v->err);
    if (status < 0)
        return status;
    xc_error cause;
    xc_bytes data;
    if (xc_view_data(view, &data, &cause) < 0)
        return fh_fail_engine(v->err, &cause, "cannot read document %u", docid);
    fh_arena_reset(v->arena);
    return verify_record(v, (fh_str){data.data, data.len});
}

static int set_query(xc_enquire *enquire, fh_reader *reader, const fh_match_request *request,
                     fihrist_error *err) {
    const fh_kind_stats *stats = &reader->state.kinds[request->kind];
    double average = stats->documents && stats->total_length
                         ? (double)stats->total_length / (double)stats->documents
                         : 1;
    int status = fh_columns_memo(&reader->columns, reader->db, err);
    if (status < 0)
        return status;
    xc_error cause;
    if (xc_enquire_set_query_kind(enquire, request->query, reader->columns.memo, BM25_K1, BM25_K3,
                                  BM25_B, BM25_MIN_NORMLEN, (uint32_t)stats->documents, average,
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
    verification *v = user;
    return fh_check_deadline(v->request->deadline_ns, v->err);
}

/* What a callback refused with is the error, else what libxapian said. */
static int fail_match(const verification *v, const xc_error *cause, fihrist_error *err) {
    if (cause->code == XC_E_CALLBACK && v->err->code)
        return fh_fail(err, v->err->code, "%s", v->err->message);
    return fh_fail_engine(err, cause, "cannot search index '%s'", v->reader->path);
}

static int set_cutoff(xc_enquire *enquire, double least_score, fihrist_error *err) {
    xc_error cause;
    if (least_score > 0 && xc_enquire_set_cutoff(enquire, 0, least_score, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot search");
    return 0;
}

static int run(xc_enquire *enquire, verification *v, xc_mset **ret_mset, fihrist_error *err) {
    const fh_match_request *request = v->request;
    bool decided = request->required_count || request->not_under;
    xc_error cause;
    if (request->not_under &&
        xc_tester_new(v->reader->db, request->not_under, &v->articles, &cause) < 0)
        return fail_match(v, &cause, err);
    int status = xc_enquire_mset(enquire, 0, request->count, request->check_at_least,
                                 decided ? decide : NULL, v, ret_mset, &cause);
    xc_tester_free(v->articles);
    return status < 0 ? fail_match(v, &cause, err) : 0;
}

int fh_match_run(fh_reader *reader, const fh_match_request *request, xc_mset **ret_mset,
                 fihrist_error *err) {
    int status = fh_check_deadline(request->deadline_ns, err);
    if (status < 0)
        return status;
    xc_error cause;
    fihrist_error refusal = {0};
    verification v = {.reader = reader, .request = request, .err = &refusal};
    if (request->required_count && !(v.arena = fh_arena_new()))
        return fh_fail_memory(err);
    xc_enquire *enquire = NULL;
    if (xc_enquire_new(reader->db, &enquire, &cause) < 0)
        status = fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path);
    if (status == 0)
        status = set_query(enquire, reader, request, err);
    if (status == 0)
        status = set_time_limit(enquire, request->deadline_ns, err);
    if (status == 0)
        status = set_cutoff(enquire, request->least_score, err);
    if (status == 0)
        status = run(enquire, &v, ret_mset, err);
    xc_enquire_free(enquire);
    fh_arena_free(v.arena);
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

/* Leave in the set what holds all that is required. */
static int verify_all(verification *v, fh_docids *set) {
    for (uint32_t docid = 0; (docid = fh_docids_next(set, docid + 1));) {
        int status = check_time(v);
        xc_error cause;
        char *data;
        size_t n;
        if (status == 0 && xc_database_document_data(v->reader->db, docid, &data, &n, &cause) < 0)
            status = fh_fail_engine(v->err, &cause, "cannot read document %u", docid);
        if (status < 0)
            return status;
        fh_arena_reset(v->arena);
        status = verify_record(v, (fh_str){data, n});
        xc_free(data);
        if (status < 0)
            return status;
        if (status == 0)
            fh_docids_remove(set, docid);
    }
    return 0;
}

int fh_match_all(fh_reader *reader, const fh_match_request *request, fh_arena *arena,
                 fh_docids *ret_set, fihrist_error *err) {
    fihrist_error refusal = {0};
    verification v = {.reader = reader, .request = request, .err = &refusal};
    int status = fh_columns_stories(&reader->columns, reader->db, err);
    if (status == 0)
        status = fh_docids_new(&reader->columns, arena, ret_set, err);
    if (status < 0 || !request->query)
        return status;
    xc_error cause;
    if (xc_query_bits(reader->db, request->query, ret_set->bits, ret_set->words, check_time, &v,
                      &cause) < 0)
        return fail_match(&v, &cause, err);
    if (request->required_count == 0)
        return 0;
    if (!(v.arena = fh_arena_new()))
        return fh_fail_memory(err);
    v.err = err;
    status = verify_all(&v, ret_set);
    fh_arena_free(v.arena);
    return status;
}
