/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * joiner.c: matches of one kind, ranked or as a set.
 */
#include "searcher/joiner.h"

#include "core/engine.h"
#include "core/term.h"

/* So many are counted exactly in any case, since people look at small numbers. Where the text of
 * each candidate has to be looked at, no more are than are wanted. */
enum { COUNT_AT_LEAST = 100 };

static int fill(fh_joiner *joiner, fh_kind kind, const xc_mset *mset, fh_ranked *ret) {
    size_t count = xc_mset_size(mset);
    ret->items = fh_arena_alloc(joiner->arena, (count + 1) * sizeof *ret->items);
    if (!ret->items)
        return fh_fail_memory(joiner->err);
    for (size_t i = 0; i < count; i++) {
        const xc_hit *hit = xc_mset_hit(mset, i);
        ret->items[i] = (fh_answer){.docid = hit->docid,
                                    .story = joiner->reader->columns.story[hit->docid],
                                    .score = hit->weight,
                                    .is_comment = kind == FH_KIND_COMMENT};
    }
    ret->count = count;
    return 0;
}

static void count_matches(const xc_counts *counts, uint32_t wanted, fh_ranked *ret) {
    ret->total = counts->estimated;
    ret->exact = counts->lower == counts->upper;
    ret->complete = ret->count < wanted || counts->upper <= ret->count;
    if (ret->complete) {
        ret->total = ret->count;
        ret->exact = true;
    } else if (ret->total <= ret->count) {
        ret->total = ret->count + 1; /* the estimate of a phrase can be less than was seen */
    }
}

static fh_match_request request_of(const fh_joiner *joiner, fh_kind kind) {
    const fh_kind_plan *plan = &joiner->plan->kinds[kind];
    return (fh_match_request){.kind = kind,
                              .query = plan->query,
                              .required = plan->required,
                              .deadline_ns = joiner->request->deadline_ns};
}

int fh_join_ranked(fh_joiner *joiner, fh_kind kind, const fh_ranking *which, uint32_t count,
                   fh_ranked *ret) {
    fh_match_request request = request_of(joiner, kind);
    *ret = (fh_ranked){.exact = true, .complete = true};
    if (!request.query || count == 0)
        return 0;
    xc_error cause;
    xc_query *restricted = NULL;
    if (which->only) {
        const xc_query *both[] = {request.query, which->only};
        if (xc_query_combine(XC_OP_FILTER, both, 2, &restricted, &cause) < 0)
            return fh_fail_engine(joiner->err, &cause, "cannot search");
        request.query = restricted;
    }
    if (which->not_under) {
        request.not_under = which->not_under->query;
        request.not_under_required = which->not_under->required;
        request.not_under_first = which->not_under_first;
    }
    request.least_score = which->least_score;
    request.count = count;
    request.check_at_least =
        count < COUNT_AT_LEAST && request.required.count == 0 ? COUNT_AT_LEAST : count;
    xc_mset *mset = NULL;
    int status = fh_match_run(joiner->reader, &request, &mset, joiner->err);
    xc_query_free(restricted);
    if (status < 0)
        return status;
    xc_counts counts = xc_mset_counts(mset);
    status = fill(joiner, kind, mset, ret);
    xc_mset_free(mset);
    count_matches(&counts, count, ret);
    return status;
}

int fh_join_among(fh_joiner *joiner, fh_kind kind, const uint32_t *docids, size_t count,
                  fh_ranked *ret) {
    *ret = (fh_ranked){.exact = true, .complete = true};
    if (count == 0)
        return 0;
    xc_error cause;
    xc_query *only = NULL;
    if (xc_query_docids(docids, count, 0, &only, &cause) < 0)
        return fh_fail_engine(joiner->err, &cause, "cannot search");
    int status = fh_join_ranked(joiner, kind, &(fh_ranking){.only = only}, (uint32_t)count, ret);
    xc_query_free(only);
    return status;
}

int fh_join_estimate(fh_joiner *joiner, fh_kind kind, uint64_t *ret_estimate, uint64_t *ret_most) {
    fh_match_request request = request_of(joiner, kind);
    xc_counts counts;
    int status = fh_match_estimate(joiner->reader, &request, &counts, joiner->err);
    if (status == 0) {
        *ret_estimate = counts.estimated;
        *ret_most = counts.upper;
    }
    return status;
}

int fh_join_other_articles(fh_joiner *joiner, fh_docids *ret_set) {
    fh_match_request request = request_of(joiner, FH_KIND_ARTICLE);
    fh_term type;
    xc_error cause;
    xc_query *articles = NULL, *others = NULL;
    fh_term_make(FH_FIELD_TYPE, fh_str_of("article"), &type);
    int status = xc_query_term(type.bytes, type.n, 1, 0, &articles, &cause);
    const xc_query *both[] = {articles, request.query};
    if (status == 0)
        status = xc_query_combine(XC_OP_AND_NOT, both, 2, &others, &cause);
    request.query = others;
    status = status < 0
                 ? fh_fail_engine(joiner->err, &cause, "cannot search")
                 : fh_match_all(joiner->reader, &request, joiner->arena, ret_set, joiner->err);
    xc_query_free(others);
    xc_query_free(articles);
    return status;
}

int fh_join_all(fh_joiner *joiner, fh_kind kind, fh_docids *ret_set) {
    fh_match_request request = request_of(joiner, kind);
    return fh_match_all(joiner->reader, &request, joiner->arena, ret_set, joiner->err);
}

int fh_join_stories_of(fh_joiner *joiner, const fh_docids *comments, fh_docids *ret_stories) {
    const fh_columns *columns = &joiner->reader->columns;
    int status = fh_docids_new(columns, joiner->arena, ret_stories, joiner->err);
    for (uint32_t docid = 0; status == 0 && (docid = fh_docids_next(comments, docid + 1));)
        fh_docids_add(ret_stories, columns->story[docid]);
    return status;
}

int fh_join_comments_under(fh_joiner *joiner, const uint32_t *stories, size_t count,
                           uint32_t **ret_docids, size_t *ret_count) {
    const fh_columns *columns = &joiner->reader->columns;
    size_t found = 0, capacity = 0;
    uint32_t *docids = NULL;
    for (size_t i = 0; i < count; i++)
        for (uint32_t docid = stories[i] + 1;
             docid < columns->size && columns->story[docid] == stories[i]; docid++) {
            uint32_t *moved =
                fh_array_grow(docids, found, &capacity, sizeof *moved, SIZE_MAX / sizeof *moved);
            if (!moved) {
                fh_free(docids);
                return fh_fail_memory(joiner->err);
            }
            docids = moved;
            docids[found++] = docid;
        }
    *ret_docids = docids;
    *ret_count = found;
    return 0;
}
