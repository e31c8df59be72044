/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stories.c: joining articles and comments by relevance.
 *
 * The best articles and the best comments are asked for; comments of stories whose article matches
 * by itself are left out (the article's own score counts), and the two lists are merged. Where that
 * is costly to tell (its text would have to be looked at, or the places of its words in libxapian's
 * tables), the best comments are found first and their articles asked alone, which mostly makes the
 * order sure; if it does not, all articles are told apart after all, or where that table counts,
 * more and more comments are tried.
 */
#include "searcher/stories.h"

#include "core/engine.h"
#include "searcher/folding.h"
#include "searcher/joiner.h"

#include <stdlib.h>

/* More comments than stories are asked for, since a story may have several. */
enum { COMMENTS_AT_LEAST = 100, COUNTED_COMMENTS = 5000 };

/* Then so many times as many, few times: each time all is matched again. */
enum { MORE_COMMENTS = 8 };

static const fh_ranking ALL = {0};

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
    comments->exact = comments->exact && comments->complete;
    comments->count = kept;
    return status;
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
    qsort(stories, before, sizeof *stories, fh_compare_docids);
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

/* What only comments that can be among the answers weigh. Where comments are few all of them are
 * looked at, so that small counts are exact; else how many stories they add is estimated. Fewer are
 * few where the text of each, and of its article, has to be looked at. */
typedef struct comment_bound {
    double least_score; /* 0: none */
    uint64_t stories;
} comment_bound;

/* As if articles and comments matched by chance: `comments` of them over all articles, whose
 * stories are then as often found by their article as any. */
static uint64_t estimate_stories(const fh_joiner *joiner, uint64_t articles, uint64_t comments) {
    double all = (double)joiner->reader->state.kinds[FH_KIND_ARTICLE].documents + 1;
    double commented = all * (double)comments / (all + (double)comments);
    double alone = (double)articles < all ? 1 - (double)articles / all : 0;
    return (uint64_t)(commented * alone) + 1;
}

static bool is_verified(const fh_joiner *joiner) {
    return joiner->plan->kinds[FH_KIND_COMMENT].required.count > 0;
}

static int bound_comments(fh_joiner *joiner, const fh_ranked *articles, comment_bound *ret) {
    size_t wanted = joiner->request->wanted;
    uint64_t comments, most;
    *ret = (comment_bound){0, 0};
    if (articles->count < wanted || joiner->request->exact_count)
        return 0;
    int status = fh_join_estimate(joiner, FH_KIND_COMMENT, &comments, &most);
    if (status < 0 || most <= (is_verified(joiner) ? COMMENTS_AT_LEAST : COUNTED_COMMENTS))
        return status;
    /* A little less, since a comment that weighs just as much may come first. */
    ret->least_score = articles->items[wanted - 1].score / FH_COMMENT_FACTOR * (1 - 1e-9);
    ret->stories = estimate_stories(joiner, articles->total, comments);
    return 0;
}

/* The comments under articles that do not match. Where most do, these are few, and going by them is
 * cheaper than leaving out most comments one by one. *ret_query is the caller's. */
static int find_loose_comments(fh_joiner *joiner, xc_query **ret_query) {
    fh_docids set;
    uint32_t *comments = NULL;
    size_t count = 0, story_count = 0;
    int status = fh_join_other_articles(joiner, &set);
    if (status < 0)
        return status;
    uint32_t *stories =
        fh_arena_alloc(joiner->arena, (fh_docids_count(&set) + 1) * sizeof *stories);
    if (!stories)
        return fh_fail_memory(joiner->err);
    for (uint32_t docid = 0; (docid = fh_docids_next(&set, docid + 1));)
        stories[story_count++] = docid;
    status = fh_join_comments_under(joiner, stories, story_count, &comments, &count);
    xc_error cause;
    if (status == 0 && xc_query_docids(comments, count, 0, ret_query, &cause) < 0)
        status = fh_fail_engine(joiner->err, &cause, "cannot search");
    fh_free(comments);
    return status;
}

/* Do most articles match, as far as some of them tell? An estimate is too wide of the mark where
 * the places of words count. */
static int most_match(fh_joiner *joiner) {
    enum { SAMPLE = 100 };
    const fh_columns *columns = &joiner->reader->columns;
    xc_tester *tester = NULL;
    xc_error cause;
    int status = fh_reader_tester(joiner->reader, joiner->plan->kinds[FH_KIND_ARTICLE].query,
                                  &tester, joiner->err);
    if (status < 0)
        return status;
    uint32_t asked = 0, matching = 0, last = 0;
    for (uint32_t i = 0; i < SAMPLE && status >= 0; i++) {
        uint32_t story = columns->story[(uint64_t)columns->size * i / SAMPLE];
        if (story == 0 || story == last)
            continue;
        status = xc_tester_has(tester, story, &cause);
        matching += status > 0;
        asked++;
        last = story;
    }
    xc_tester_free(tester);
    return status < 0 ? fh_fail_engine(joiner->err, &cause, "cannot search") : matching > asked / 2;
}

/* How stories are found by their comments. */
typedef struct comment_search {
    comment_bound bound;
    bool found_first;      /* their articles are asked afterwards */
    bool asked_first;      /* or before all else that is asked of a comment */
    const xc_query *loose; /* or are known not to match: the comments under those; else NULL */
} comment_search;

/* The best stories by `count` comments, if so many can be among the answers. */
static int find_by_comment(fh_joiner *joiner, const comment_search *how, uint32_t count,
                           fh_ranked *ret, double *ret_last_score) {
    const fh_kind_plan *plan = &joiner->plan->kinds[FH_KIND_ARTICLE];
    fh_ranking which = {.only = how->loose,
                        .not_under = how->found_first || how->loose || !plan->query ? NULL : plan,
                        .not_under_first = how->asked_first,
                        .least_score = how->bound.least_score};
    int status = fh_join_ranked(joiner, FH_KIND_COMMENT, &which, count, ret);
    if (status < 0)
        return status;
    *ret_last_score = ret->count ? ret->items[ret->count - 1].score * FH_COMMENT_FACTOR : 0;
    status = keep_best_of_each(joiner, ret);
    return status == 0 && how->found_first ? drop_matching_articles(joiner, ret) : status;
}

/* More and more comments, until the order is sure. */
static int add_comments(fh_joiner *joiner, const fh_ranked *articles, bool plain,
                        comment_search *how, fh_answers *ret) {
    uint32_t count = joiner->request->wanted;
    if (count < COMMENTS_AT_LEAST)
        count = COMMENTS_AT_LEAST;
    for (;;) {
        fh_ranked by_comment;
        double last_score = 0;
        int status = find_by_comment(joiner, how, count, &by_comment, &last_score);
        if (status < 0)
            return status;
        bool all_seen = by_comment.complete;
        if (how->bound.least_score > 0) {
            by_comment.complete = by_comment.exact = false;
            by_comment.total = how->bound.stories;
        }
        status = merge(joiner, articles, &by_comment, ret);
        if (status < 0 || all_seen ||
            settled(joiner, &by_comment, how->found_first, last_score, ret))
            return status;
        if (plain && how->found_first)
            how->found_first = false;
        else
            count = count > UINT32_MAX / MORE_COMMENTS ? UINT32_MAX : count * MORE_COMMENTS;
    }
}

/* Stories by relevance, given the best articles. */
static int add_by_comment(fh_joiner *joiner, const fh_ranked *articles, fh_answers *ret) {
    const fh_kind_plan *plan = &joiner->plan->kinds[FH_KIND_ARTICLE];
    /* Whether an article matches must be cheap to tell, or is asked of the stories found alone. */
    bool plain = !plan->query || xc_query_is_plain(plan->query);
    comment_search how = {.found_first = !plain || plan->required.count > 0};
    xc_query *loose = NULL;
    int status = bound_comments(joiner, articles, &how.bound);
    if (status == 0 && plan->query && !how.found_first && how.bound.least_score > 0)
        status = most_match(joiner);
    if (status > 0) {
        how.asked_first = plan->placed;
        status = plan->placed ? 0 : find_loose_comments(joiner, &loose);
        how.loose = loose;
    }
    if (status == 0)
        status = add_comments(joiner, articles, plain, &how, ret);
    xc_query_free(loose);
    return status;
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
    answers->total = fh_folding_count(joiner, &stories);
    answers->exact = true;
    return 0;
}

static int find_stories(fh_joiner *joiner, fh_answers *ret) {
    fh_ranked articles;
    int status = fh_join_ranked(joiner, FH_KIND_ARTICLE, &ALL, joiner->request->wanted, &articles);
    if (status == 0)
        status = add_by_comment(joiner, &articles, ret);
    if (status == 0 && joiner->request->exact_count && (!ret->exact || joiner->folds))
        status = count_stories(joiner, ret);
    return status;
}

/* --- documents as answers of their own --- */

static int count_kind(fh_joiner *joiner, fh_kind kind, fh_ranked *list) {
    fh_docids all;
    if (!joiner->request->exact_count || (list->exact && !joiner->folds))
        return 0;
    int status = fh_join_all(joiner, kind, &all);
    if (status == 0) {
        list->total =
            kind == FH_KIND_ARTICLE ? fh_folding_count(joiner, &all) : fh_docids_count(&all);
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
        int status = fh_join_ranked(joiner, kind, &ALL, joiner->request->wanted, &lists[kind]);
        if (status == 0)
            status = count_kind(joiner, kind, &lists[kind]);
        if (status < 0)
            return status;
    }
    return merge(joiner, &lists[FH_KIND_ARTICLE], &lists[FH_KIND_COMMENT], ret);
}

/* --- all of it --- */

static int find(fh_joiner *joiner, fihrist_sort sort, fh_answers *ret) {
    *ret = (fh_answers){.exact = true};
    if (sort != FIHRIST_SORT_RELEVANCE)
        return fh_join_by_date(joiner, sort, ret);
    return joiner->comments == FIHRIST_COMMENTS_UNDER ? find_stories(joiner, ret)
                                                      : find_separately(joiner, ret);
}

/* Of so few answers it is found out how many they are when they are folded. */
enum { COUNTED_FOLDED = 100 };

/* Is enough seen: one answer more than is wanted, and all of few? */
static bool is_enough(const fh_answers *answers, uint32_t wanted, bool counted) {
    bool few = answers->exact && answers->total <= COUNTED_FOLDED;
    return !answers->more || (answers->count > wanted && (counted || !few));
}

/* What is found, folded, of more and more answers. Its number is exact where all are seen, or sets
 * of all were counted; else it is that of answers that are not folded, less those left out. */
static int find_folded(const fh_joiner *plain, fihrist_sort sort, fh_answers *ret) {
    const fh_answers_request *request = plain->request;
    fh_answers_request wide = *request;
    fh_joiner joiner = *plain;
    bool counted = sort != FIHRIST_SORT_RELEVANCE || request->exact_count;
    uint64_t left_out = 0;
    int status = 0;
    joiner.request = &wide;
    for (wide.wanted++; status == 0;) {
        status = find(&joiner, sort, ret);
        size_t found = ret->count;
        if (status == 0)
            status = fh_fold(&joiner, sort != FIHRIST_SORT_RELEVANCE, ret);
        left_out = found - ret->count;
        if (status < 0 || is_enough(ret, request->wanted, counted))
            break;
        uint32_t more = wide.wanted < COUNTED_FOLDED ? COUNTED_FOLDED : wide.wanted;
        wide.wanted = wide.wanted > UINT32_MAX / 2 ? UINT32_MAX - 1 : more + wide.wanted;
    }
    if (status < 0)
        return status;
    if (!ret->more) {
        ret->total = ret->count;
        ret->exact = true;
    } else if (!counted) {
        ret->total = ret->total > left_out + ret->count ? ret->total - left_out : ret->count;
        ret->exact = false;
    }
    ret->more = ret->count > request->wanted;
    ret->count = ret->more ? request->wanted : ret->count;
    return 0;
}

int fh_answers_find(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                    fh_arena *arena, fh_answers *ret_answers, fihrist_error *err) {
    fh_joiner joiner = {reader, plan, request, request->comments, arena, err, false};
    fihrist_sort sort = request->sort;
    if (!plan->weighted && sort == FIHRIST_SORT_RELEVANCE)
        sort = FIHRIST_SORT_NEWEST;
    if (plan->comments_only && joiner.comments == FIHRIST_COMMENTS_UNDER)
        joiner.comments = FIHRIST_COMMENTS_ONLY;
    if (joiner.comments == FIHRIST_COMMENTS_UNDER && !plan->kinds[FH_KIND_COMMENT].query)
        joiner.comments = FIHRIST_COMMENTS_OFF;
    int status = fh_columns_read(&reader->columns, reader->db, reader->store, err);
    if (status == 0)
        status = fh_folding_is_due(reader, plan, request, joiner.comments, err);
    if (status < 0)
        return status;
    joiner.folds = status > 0;
    return joiner.folds ? find_folded(&joiner, sort, ret_answers)
                        : find(&joiner, sort, ret_answers);
}

int fh_answers_beneath(fh_reader *reader, const fh_plan *plan, const uint32_t *stories,
                       size_t story_count, uint64_t deadline_ns, fh_arena *arena,
                       fh_answers *ret_comments, fihrist_error *err) {
    fh_answers_request request = {.deadline_ns = deadline_ns};
    fh_joiner joiner = {reader, plan, &request, FIHRIST_COMMENTS_ONLY, arena, err, false};
    fh_ranked comments;
    uint32_t *docids = NULL;
    size_t count = 0;
    *ret_comments = (fh_answers){.exact = true};
    if (!plan->kinds[FH_KIND_COMMENT].query)
        return 0;
    int status = fh_columns_read(&reader->columns, reader->db, reader->store, err);
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
