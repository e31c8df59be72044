/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stories.c: joining articles and comments.
 *
 * Comments are far more numerous than articles, so the join never walks all of them where the best
 * few will do: the best stories by comment are asked for, those whose article matches by itself
 * are taken out (the article's own score counts), and the two lists are merged. Should the
 * comments seen not suffice to be sure of the order, twice as many are asked for.
 */
#include "searcher/stories.h"

#include "core/engine.h"
#include "searcher/match.h"

#include <stdlib.h>

/* What a story found for a comment's sake counts of the comment's score. Measured on four judged
 * collections with five comments put under each document: with a half MAP falls by up to .0029,
 * with a third by at most .001. */
static const double COMMENT_FACTOR = 1.0 / 3;

/* So many are counted exactly in any case, since people look at small numbers. Where the text of
 * each candidate has to be looked at, no more are than are wanted. */
enum { COUNT_AT_LEAST = 100 };

typedef struct story_finder {
    fh_reader *reader;
    const fh_plan *plan;
    const fh_answers_request *request;
    fihrist_sort sort;
    fh_arena *arena;
    fihrist_error *err;
} story_finder;

/* One list from one match. */
typedef struct list {
    fh_answer *items;
    size_t count;
    uint64_t total; /* matches in all, estimated unless exact */
    bool exact;
    bool complete; /* nothing lies behind the items */
} list;

static uint32_t kind_size(const story_finder *finder, fh_kind kind) {
    uint64_t documents = finder->reader->state.kinds[kind].documents;
    return documents < UINT32_MAX ? (uint32_t)documents : UINT32_MAX;
}

static int fill(story_finder *finder, fh_kind kind, const xc_mset *mset, list *ret) {
    size_t count = xc_mset_size(mset);
    ret->items = fh_arena_alloc(finder->arena, (count + 1) * sizeof *ret->items);
    if (!ret->items)
        return fh_fail_memory(finder->err);
    for (size_t i = 0; i < count; i++) {
        const xc_hit *hit = xc_mset_hit(mset, i);
        fh_str key = fh_arena_copy(finder->arena, (fh_str){hit->sort_key.data, hit->sort_key.len});
        if (!key.p)
            return fh_fail_memory(finder->err);
        uint32_t story = kind == FH_KIND_ARTICLE ? hit->docid : 0;
        if (hit->collapse_key.len == 4)
            story = fh_unpack_docid(hit->collapse_key.data);
        ret->items[i] = (fh_answer){.docid = hit->docid,
                                    .story = story,
                                    .score = hit->weight,
                                    .is_comment = kind == FH_KIND_COMMENT,
                                    .others = hit->collapse_count,
                                    .sort_key = key};
    }
    ret->count = count;
    return 0;
}

static uint32_t least_counted(const story_finder *finder, fh_kind kind, uint32_t wanted) {
    if (finder->request->exact_count)
        return kind_size(finder, kind);
    if (wanted >= COUNT_AT_LEAST || finder->plan->kinds[kind].required_count)
        return wanted;
    return COUNT_AT_LEAST;
}

/* `only`, where given, restricts the match to some documents. */
static int match(story_finder *finder, fh_kind kind, const xc_query *only, uint32_t count,
                 uint32_t per_story, list *ret) {
    const fh_kind_plan *plan = &finder->plan->kinds[kind];
    *ret = (list){.exact = true, .complete = true};
    if (!plan->query || count == 0)
        return 0;
    xc_error cause;
    xc_query *restricted = NULL;
    if (only) {
        const xc_query *both[] = {plan->query, only};
        if (xc_query_combine(XC_OP_FILTER, both, 2, &restricted, &cause) < 0)
            return fh_fail_engine(finder->err, &cause, "cannot search");
    }
    fh_match_request request = {.kind = kind,
                                .query = restricted ? restricted : plan->query,
                                .required = plan->required,
                                .required_count = plan->required_count,
                                .sort = finder->sort,
                                .count = count,
                                .check_at_least = least_counted(finder, kind, count),
                                .per_story = per_story,
                                .deadline_ns = finder->request->deadline_ns};
    xc_mset *mset = NULL;
    int status = fh_match_run(finder->reader, &request, &mset, finder->err);
    xc_query_free(restricted);
    if (status < 0)
        return status;
    xc_counts counts = xc_mset_counts(mset);
    status = fill(finder, kind, mset, ret);
    xc_mset_free(mset);
    ret->total = counts.estimated;
    ret->exact = counts.lower == counts.upper;
    ret->complete = ret->count < count || counts.upper <= ret->count;
    if (ret->complete) {
        ret->total = ret->count;
        ret->exact = true;
    } else if (ret->total <= ret->count) {
        ret->total = ret->count + 1; /* the estimate of a phrase can be less than was seen */
    }
    return status;
}

/* --- order --- */

/* Relevance: score, then id. Dates: the packed day, greatest first, the undated last; then score.
 */
static int compare(fihrist_sort sort, const fh_answer *a, const fh_answer *b) {
    int keys = fh_str_compare(a->sort_key, b->sort_key);
    int scores = (a->score < b->score) - (a->score > b->score);
    if (sort == FIHRIST_SORT_RELEVANCE)
        return scores ? scores : keys;
    return keys ? -keys : scores ? scores : (a->docid > b->docid) - (a->docid < b->docid);
}

static int merge(story_finder *finder, const list *a, const list *b, fh_answers *ret) {
    size_t wanted = finder->request->wanted, i = 0, j = 0;
    ret->items = fh_arena_alloc(finder->arena, (wanted + 1) * sizeof *ret->items);
    if (!ret->items)
        return fh_fail_memory(finder->err);
    ret->count = 0;
    while (ret->count < wanted && (i < a->count || j < b->count)) {
        bool from_a = j == b->count ||
                      (i < a->count && compare(finder->sort, &a->items[i], &b->items[j]) <= 0);
        ret->items[ret->count++] = from_a ? a->items[i++] : b->items[j++];
    }
    ret->more = i < a->count || j < b->count || !a->complete || !b->complete;
    ret->total = a->total + b->total;
    ret->exact = a->exact && b->exact;
    return 0;
}

/* --- stories by their comments --- */

static int compare_docids(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool contains(const uint32_t *sorted, size_t count, uint32_t docid) {
    return bsearch(&docid, sorted, count, sizeof *sorted, compare_docids) != NULL;
}

static int sorted_docids(story_finder *finder, const list *from, bool stories, uint32_t **ret) {
    *ret = fh_arena_alloc(finder->arena, (from->count + 1) * sizeof **ret);
    if (!*ret)
        return fh_fail_memory(finder->err);
    for (size_t i = 0; i < from->count; i++)
        (*ret)[i] = stories ? from->items[i].story : from->items[i].docid;
    qsort(*ret, from->count, sizeof **ret, compare_docids);
    return 0;
}

static int docids_query(story_finder *finder, const uint32_t *docids, size_t count,
                        xc_query **ret_query) {
    xc_error cause;
    return xc_query_docids(docids, count, 0, ret_query, &cause) < 0
               ? fh_fail_engine(finder->err, &cause, "cannot search")
               : 0;
}

/* Take out of `by_comment` the stories whose article matches by itself. */
static int drop_matching_articles(story_finder *finder, list *by_comment) {
    uint32_t *stories, *matching;
    xc_query *only = NULL;
    list articles = {0};
    if (by_comment->count == 0 || !finder->plan->kinds[FH_KIND_ARTICLE].query)
        return 0;
    int status = sorted_docids(finder, by_comment, true, &stories);
    if (status == 0)
        status = docids_query(finder, stories, by_comment->count, &only);
    if (status == 0)
        status = match(finder, FH_KIND_ARTICLE, only, (uint32_t)by_comment->count, 0, &articles);
    xc_query_free(only);
    if (status == 0)
        status = sorted_docids(finder, &articles, false, &matching);
    if (status < 0)
        return status;
    size_t kept = 0, before = by_comment->count;
    for (size_t i = 0; i < before; i++)
        if (!contains(matching, articles.count, by_comment->items[i].story))
            by_comment->items[kept++] = by_comment->items[i];
    by_comment->count = kept;
    by_comment->total = before ? by_comment->total * kept / before : 0;
    return 0;
}

static void stand_for_story(fh_answer *answer) {
    answer->score *= COMMENT_FACTOR;
    answer->docid = answer->story;
    answer->is_comment = false;
    answer->by_comment = true;
}

/* By date every story counts, and by its own date, not its comment's: put them in that order. */
static int order_by_story_date(story_finder *finder, list *by_comment) {
    if (finder->sort == FIHRIST_SORT_RELEVANCE || by_comment->count == 0)
        return 0;
    uint32_t slot = finder->sort == FIHRIST_SORT_NEWEST ? FH_SLOT_DATE : FH_SLOT_AGE;
    for (size_t i = 0; i < by_comment->count; i++) {
        fh_answer *item = &by_comment->items[i];
        xc_error cause;
        char *value;
        size_t len;
        if (xc_database_document_value(finder->reader->db, item->story, slot, &value, &len,
                                       &cause) < 0)
            return fh_fail_engine(finder->err, &cause, "cannot read document %u", item->story);
        item->sort_key = fh_arena_copy(finder->arena, (fh_str){value, len});
        xc_free(value);
        if (!item->sort_key.p)
            return fh_fail_memory(finder->err);
    }
    return 0;
}

/* Newest and oldest compare alike: their slots are each other's mirror. */
static int by_date(const void *a, const void *b) {
    return compare(FIHRIST_SORT_NEWEST, a, b);
}

/* Are the comments seen enough to be sure of the order of the answers? */
static bool settled(const story_finder *finder, const list *by_comment, double last_comment_score,
                    const fh_answers *answers) {
    if (by_comment->complete)
        return true;
    return finder->sort == FIHRIST_SORT_RELEVANCE && answers->count == finder->request->wanted &&
           answers->items[answers->count - 1].score > last_comment_score * COMMENT_FACTOR;
}

static int stories_by_comment(story_finder *finder, uint32_t count, list *ret,
                              double *ret_last_score) {
    int status = match(finder, FH_KIND_COMMENT, NULL, count, 1, ret);
    *ret_last_score = status == 0 && ret->count ? ret->items[ret->count - 1].score : 0;
    if (status == 0)
        status = drop_matching_articles(finder, ret);
    if (status == 0)
        status = order_by_story_date(finder, ret);
    for (size_t i = 0; status == 0 && i < ret->count; i++)
        stand_for_story(&ret->items[i]);
    if (status == 0 && finder->sort != FIHRIST_SORT_RELEVANCE)
        qsort(ret->items, ret->count, sizeof *ret->items, by_date);
    return status;
}

static int find_stories(story_finder *finder, fh_answers *ret) {
    list articles, by_comment;
    int status = match(finder, FH_KIND_ARTICLE, NULL, finder->request->wanted, 0, &articles);
    uint32_t all = kind_size(finder, FH_KIND_COMMENT);
    bool everything = finder->request->exact_count || finder->sort != FIHRIST_SORT_RELEVANCE;
    uint32_t count = everything ? all : finder->request->wanted;
    if (count < COUNT_AT_LEAST)
        count = COUNT_AT_LEAST;
    while (status == 0) {
        double last_score;
        if (count > all)
            count = all;
        status = stories_by_comment(finder, count, &by_comment, &last_score);
        if (status == 0)
            status = merge(finder, &articles, &by_comment, ret);
        if (status < 0 || count == all || settled(finder, &by_comment, last_score, ret))
            break;
        count = count > UINT32_MAX / 2 ? UINT32_MAX : count * 2;
    }
    return status;
}

/* --- comments as answers of their own --- */

static int find_separately(story_finder *finder, bool articles_too, bool comments_too,
                           fh_answers *ret) {
    list articles = {.exact = true, .complete = true}, comments = articles;
    int status = 0;
    if (articles_too)
        status = match(finder, FH_KIND_ARTICLE, NULL, finder->request->wanted, 0, &articles);
    if (status == 0 && comments_too)
        status = match(finder, FH_KIND_COMMENT, NULL, finder->request->wanted, 0, &comments);
    return status < 0 ? status : merge(finder, &articles, &comments, ret);
}

int fh_answers_find(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                    fh_arena *arena, fh_answers *ret_answers, fihrist_error *err) {
    story_finder finder = {reader, plan, request, request->sort, arena, err};
    if (!plan->weighted && request->sort == FIHRIST_SORT_RELEVANCE)
        finder.sort = FIHRIST_SORT_NEWEST;
    *ret_answers = (fh_answers){.exact = true};
    fihrist_comments comments = request->comments;
    if (plan->comments_only && comments == FIHRIST_COMMENTS_UNDER)
        comments = FIHRIST_COMMENTS_ONLY;
    switch (comments) {
    case FIHRIST_COMMENTS_UNDER:
        if (plan->kinds[FH_KIND_COMMENT].query)
            return find_stories(&finder, ret_answers);
        return find_separately(&finder, true, false, ret_answers);
    case FIHRIST_COMMENTS_WITH:
        return find_separately(&finder, true, true, ret_answers);
    case FIHRIST_COMMENTS_ONLY:
        return find_separately(&finder, false, true, ret_answers);
    case FIHRIST_COMMENTS_OFF:
        break;
    }
    return find_separately(&finder, true, false, ret_answers);
}

static int comments_of(story_finder *finder, const uint32_t *stories, size_t story_count,
                       xc_query **ret_query) {
    uint32_t *docids = NULL;
    size_t count = 0;
    int status =
        fh_reader_comments(finder->reader, stories, story_count, &docids, &count, finder->err);
    if (status == 0)
        status = docids_query(finder, docids, count, ret_query);
    fh_free(docids);
    return status;
}

int fh_answers_beneath(fh_reader *reader, const fh_plan *plan, const uint32_t *stories,
                       size_t story_count, uint32_t per_story, uint64_t deadline_ns,
                       fh_arena *arena, fh_answers *ret_comments, fihrist_error *err) {
    *ret_comments = (fh_answers){.exact = true};
    if (!plan->kinds[FH_KIND_COMMENT].query || story_count == 0)
        return 0;
    fh_answers_request request = {.wanted = (uint32_t)story_count * per_story,
                                  .deadline_ns = deadline_ns};
    story_finder finder = {reader, plan, &request, FIHRIST_SORT_RELEVANCE, arena, err};
    xc_query *only = NULL;
    list comments = {0};
    int status = comments_of(&finder, stories, story_count, &only);
    if (status == 0)
        status = match(&finder, FH_KIND_COMMENT, only, request.wanted, per_story, &comments);
    xc_query_free(only);
    ret_comments->items = comments.items;
    ret_comments->count = comments.count;
    return status;
}
