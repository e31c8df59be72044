/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stories.c: joining articles and comments by relevance.
 *
 * The best articles and the best comments are asked for; comments of stories whose article matches
 * by itself are left out (the article's own score counts), and the two lists are merged. Only where
 * that is costly to tell (its text would have to be looked at, or the places of its words), more
 * and more comments are tried instead, until the order is sure.
 */
#include "searcher/stories.h"

#include "searcher/joiner.h"

#include <stdlib.h>

/* More comments than stories are asked for, since a story may have several. */
enum { COMMENTS_AT_LEAST = 100 };

/* Score, then the order of indexing. */
static int compare(const fh_answer *a, const fh_answer *b) {
    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

static int merge(fh_joiner *joiner, const fh_ranked *a, const fh_ranked *b, fh_answers *ret) {
    size_t wanted = joiner->request->wanted, i = 0, j = 0;
    ret->items = fh_arena_alloc(joiner->arena, (wanted + 1) * sizeof *ret->items);
    if (!ret->items)
        return fh_fail_memory(joiner->err);
    ret->count = 0;
    while (ret->count < wanted && (i < a->count || j < b->count)) {
        bool from_a = j == b->count || (i < a->count && compare(&a->items[i], &b->items[j]) <= 0);
        ret->items[ret->count++] = from_a ? a->items[i++] : b->items[j++];
    }
    ret->more = i < a->count || j < b->count || !a->complete || !b->complete;
    ret->total = a->total + b->total;
    ret->exact = a->exact && b->exact;
    return 0;
}

/* --- stories by their comments --- */

/* Of ranked comments the first of each story stands for it. */
static int keep_best_of_each(fh_joiner *joiner, fh_ranked *comments) {
    fh_docids seen;
    int status = fh_docids_new(&joiner->reader->columns, joiner->arena, &seen, joiner->err);
    size_t kept = 0;
    for (size_t i = 0; status == 0 && i < comments->count; i++) {
        fh_answer *item = &comments->items[i];
        if (fh_docids_has(&seen, item->story))
            continue;
        fh_docids_add(&seen, item->story);
        comments->items[kept++] = (fh_answer){
            .docid = item->story, .story = item->story, .score = item->score * FH_COMMENT_FACTOR};
    }
    if (comments->count)
        comments->total = comments->complete ? kept : comments->total * kept / comments->count;
    comments->count = kept;
    return status;
}

static int compare_docids(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Take out the stories whose article matches by itself, looking at the text of these only. */
static int drop_matching_articles(fh_joiner *joiner, fh_ranked *by_comment) {
    size_t before = by_comment->count, kept = 0;
    uint32_t *stories = fh_arena_alloc(joiner->arena, (before + 1) * sizeof *stories);
    fh_ranked articles;
    fh_docids matching;
    if (!stories)
        return fh_fail_memory(joiner->err);
    for (size_t i = 0; i < before; i++)
        stories[i] = by_comment->items[i].docid;
    qsort(stories, before, sizeof *stories, compare_docids);
    int status = fh_join_among(joiner, FH_KIND_ARTICLE, stories, before, &articles);
    if (status == 0)
        status = fh_docids_new(&joiner->reader->columns, joiner->arena, &matching, joiner->err);
    if (status < 0)
        return status;
    for (size_t i = 0; i < articles.count; i++)
        fh_docids_add(&matching, articles.items[i].docid);
    for (size_t i = 0; i < before; i++)
        if (!fh_docids_has(&matching, by_comment->items[i].docid))
            by_comment->items[kept++] = by_comment->items[i];
    by_comment->count = kept;
    by_comment->total = before ? by_comment->total * kept / before : 0;
    return 0;
}

/* Are the comments seen enough to be sure of the order of the answers? */
static bool settled(const fh_joiner *joiner, const fh_ranked *by_comment, bool dropped,
                    double last_score, const fh_answers *answers) {
    size_t wanted = joiner->request->wanted;
    if (by_comment->complete || (!dropped && by_comment->count >= wanted))
        return true;
    return answers->count == wanted && answers->items[wanted - 1].score > last_score;
}

/* Stories by relevance, given the best articles. */
static int add_by_comment(fh_joiner *joiner, const fh_ranked *articles, fh_answers *ret) {
    const fh_kind_plan *plan = &joiner->plan->kinds[FH_KIND_ARTICLE];
    /* Whether an article matches must be cheap to tell, or is asked of the stories found alone. */
    bool found_first = plan->required_count > 0 || (plan->query && !xc_query_is_plain(plan->query));
    uint32_t count = joiner->request->wanted;
    if (count < COMMENTS_AT_LEAST)
        count = COMMENTS_AT_LEAST;
    for (;;) {
        fh_ranked by_comment;
        int status = fh_join_ranked(joiner, FH_KIND_COMMENT, NULL, found_first ? NULL : plan->query,
                                    count, &by_comment);
        double last_score = status == 0 && by_comment.count
                                ? by_comment.items[by_comment.count - 1].score * FH_COMMENT_FACTOR
                                : 0;
        if (status == 0)
            status = keep_best_of_each(joiner, &by_comment);
        if (status == 0 && found_first)
            status = drop_matching_articles(joiner, &by_comment);
        if (status == 0)
            status = merge(joiner, articles, &by_comment, ret);
        if (status < 0 || settled(joiner, &by_comment, found_first, last_score, ret))
            return status;
        count = count > UINT32_MAX / 2 ? UINT32_MAX : count * 2;
    }
}

/* All stories, counted. */
static int count_stories(fh_joiner *joiner, fh_answers *answers) {
    fh_docids stories, comments, articles;
    int status = fh_join_all(joiner, FH_KIND_COMMENT, &comments);
    if (status == 0)
        status = fh_join_stories_of(joiner, &comments, &stories);
    if (status == 0)
        status = fh_join_all(joiner, FH_KIND_ARTICLE, &articles);
    if (status < 0)
        return status;
    fh_docids_unite(&stories, &articles);
    answers->total = fh_docids_count(&stories);
    answers->exact = true;
    return 0;
}

static int find_stories(fh_joiner *joiner, fh_answers *ret) {
    fh_ranked articles;
    int status =
        fh_join_ranked(joiner, FH_KIND_ARTICLE, NULL, NULL, joiner->request->wanted, &articles);
    if (status == 0)
        status = add_by_comment(joiner, &articles, ret);
    if (status == 0 && joiner->request->exact_count && !ret->exact)
        status = count_stories(joiner, ret);
    return status;
}

/* --- documents as answers of their own --- */

static int count_kind(fh_joiner *joiner, fh_kind kind, fh_ranked *list) {
    fh_docids all;
    if (!joiner->request->exact_count || list->exact)
        return 0;
    int status = fh_join_all(joiner, kind, &all);
    if (status == 0) {
        list->total = fh_docids_count(&all);
        list->exact = true;
    }
    return status;
}

static int find_separately(fh_joiner *joiner, fh_answers *ret) {
    static const fh_ranked none = {.exact = true, .complete = true};
    fh_ranked lists[FH_KIND_COUNT] = {none, none};
    const bool wanted[FH_KIND_COUNT] = {
        [FH_KIND_ARTICLE] = joiner->comments != FIHRIST_COMMENTS_ONLY,
        [FH_KIND_COMMENT] =
            joiner->comments == FIHRIST_COMMENTS_ONLY || joiner->comments == FIHRIST_COMMENTS_WITH};
    for (fh_kind kind = 0; kind < FH_KIND_COUNT; kind++) {
        if (!wanted[kind])
            continue;
        int status =
            fh_join_ranked(joiner, kind, NULL, NULL, joiner->request->wanted, &lists[kind]);
        if (status == 0)
            status = count_kind(joiner, kind, &lists[kind]);
        if (status < 0)
            return status;
    }
    return merge(joiner, &lists[FH_KIND_ARTICLE], &lists[FH_KIND_COMMENT], ret);
}

/* --- all of it --- */

int fh_answers_find(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                    fh_arena *arena, fh_answers *ret_answers, fihrist_error *err) {
    fh_joiner joiner = {reader, plan, request, request->comments, arena, err};
    fihrist_sort sort = request->sort;
    if (!plan->weighted && sort == FIHRIST_SORT_RELEVANCE)
        sort = FIHRIST_SORT_NEWEST;
    if (plan->comments_only && joiner.comments == FIHRIST_COMMENTS_UNDER)
        joiner.comments = FIHRIST_COMMENTS_ONLY;
    if (joiner.comments == FIHRIST_COMMENTS_UNDER && !plan->kinds[FH_KIND_COMMENT].query)
        joiner.comments = FIHRIST_COMMENTS_OFF;
    *ret_answers = (fh_answers){.exact = true};
    int status = fh_columns_stories(&reader->columns, reader->db, err);
    if (status < 0)
        return status;
    if (sort != FIHRIST_SORT_RELEVANCE)
        return fh_join_by_date(&joiner, sort, ret_answers);
    return joiner.comments == FIHRIST_COMMENTS_UNDER ? find_stories(&joiner, ret_answers)
                                                     : find_separately(&joiner, ret_answers);
}

int fh_answers_beneath(fh_reader *reader, const fh_plan *plan, const uint32_t *stories,
                       size_t story_count, uint64_t deadline_ns, fh_arena *arena,
                       fh_answers *ret_comments, fihrist_error *err) {
    fh_answers_request request = {.deadline_ns = deadline_ns};
    fh_joiner joiner = {reader, plan, &request, FIHRIST_COMMENTS_ONLY, arena, err};
    fh_ranked comments;
    uint32_t *docids = NULL;
    size_t count = 0;
    *ret_comments = (fh_answers){.exact = true};
    if (!plan->kinds[FH_KIND_COMMENT].query)
        return 0;
    int status = fh_columns_stories(&reader->columns, reader->db, err);
    if (status == 0)
        status = fh_join_comments_under(&joiner, stories, story_count, &docids, &count);
    if (status == 0)
        status = fh_join_among(&joiner, FH_KIND_COMMENT, docids, count, &comments);
    fh_free(docids);
    if (status < 0)
        return status;
    ret_comments->items = comments.items;
    ret_comments->count = comments.count;
    return 0;
}
