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
    fihrist_error *err;
} verification;

static int verify_record(verification *v, fh_str data) {
    fh_record record;
    int status = fh_record_decode(data, v->arena, &record, v->err);
    for (size_t i = 0; status == 0 && i < v->request->required_count; i++) {
        status = fh_needle_in_record(v->request->required[i], &record, v->reader->analyser,
                                     v->reader->language, v->arena, v->err);
        if (status <= 0)
            return status;
        status = 0;
    }
    return status < 0 ? status : 1;
}

static int decide(void *user, xc_view *view) {
    verification *v = user;
    int status = fh_check_deadline(v->request->deadline_ns, v->err);
    if (status < 0)
        return status;
    xc_error cause;
    xc_bytes data;
    if (xc_view_data(view, &data, &cause) < 0)
        return fh_fail_engine(v->err, &cause, "cannot read document %u", xc_view_docid(view));
    fh_arena_reset(v->arena);
    return verify_record(v, (fh_str){data.data, data.len});
}

static int set_order(xc_enquire *enquire, fihrist_sort sort, xc_error *cause) {
    switch (sort) {
    case FIHRIST_SORT_NEWEST:
        return xc_enquire_set_order(enquire, XC_ORDER_VALUE_RELEVANCE, FH_SLOT_DATE, true, cause);
    case FIHRIST_SORT_OLDEST:
        return xc_enquire_set_order(enquire, XC_ORDER_VALUE_RELEVANCE, FH_SLOT_AGE, true, cause);
    case FIHRIST_SORT_RELEVANCE:
        break;
    }
    return xc_enquire_set_order(enquire, XC_ORDER_RELEVANCE_VALUE, FH_SLOT_ID, false, cause);
}

static int configure(xc_enquire *enquire, const fh_reader *reader, const fh_match_request *request,
                     xc_error *cause) {
    const fh_kind_stats *stats = &reader->state.kinds[request->kind];
    double average = stats->documents && stats->total_length
                         ? (double)stats->total_length / (double)stats->documents
                         : 1;
    int status = xc_enquire_set_query(enquire, request->query, 0, cause);
    if (status == 0)
        status = xc_enquire_set_bm25_kind(enquire, BM25_K1, BM25_K3, BM25_B, BM25_MIN_NORMLEN,
                                          (uint32_t)stats->documents, average, cause);
    if (status == 0)
        status = set_order(enquire, request->sort, cause);
    if (status == 0 && request->per_story)
        status = xc_enquire_set_collapse(enquire, FH_SLOT_STORY, request->per_story, cause);
    if (status == 0 && request->deadline_ns) {
        uint64_t now = fh_now_ns();
        double left = now < request->deadline_ns ? (double)(request->deadline_ns - now) : 1;
        status = xc_enquire_set_time_limit(enquire, left / 1e9, cause);
    }
    return status;
}

int fh_match_run(fh_reader *reader, const fh_match_request *request, xc_mset **ret_mset,
                 fihrist_error *err) {
    int status = fh_check_deadline(request->deadline_ns, err);
    if (status < 0)
        return status;
    xc_error cause;
    fihrist_error refusal = {0};
    verification v = {reader, request, NULL, &refusal};
    if (request->required_count && !(v.arena = fh_arena_new()))
        return fh_fail_memory(err);
    xc_enquire *enquire = NULL;
    status = xc_enquire_new(reader->db, &enquire, &cause);
    if (status == 0)
        status = configure(enquire, reader, request, &cause);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, request->count, request->check_at_least,
                                 request->required_count ? decide : NULL, &v, ret_mset, &cause);
    if (status < 0 && cause.code == XC_E_CALLBACK && refusal.code)
        status = fh_fail(err, refusal.code, "%s", refusal.message);
    else if (status < 0)
        status = fh_fail_engine(err, &cause, "cannot search index '%s'", reader->path);
    xc_enquire_free(enquire);
    fh_arena_free(v.arena);
    return status;
}
