/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * by_date.c: answers by date: the newest or the oldest first, the undated last; on one day the best
 * first, then in the order of indexing.
 *
 * All that matches is found as a set of bits, and the days of a column tell which of them can be
 * among the answers; only these are weighed.
 */
#include "searcher/folding.h"
#include "searcher/joiner.h"

#include "core/date.h"

#include <stdlib.h>

/* Days as keys, the greatest first. */
typedef struct day_order {
    const int32_t *day; /* by docid */
    bool oldest;
} day_order;

static int32_t key_of(const day_order *order, uint32_t docid) {
    int32_t day = order->day[docid];
    return day == FH_DATE_NONE || !order->oldest ? day : -day;
}

/* --- which days count --- */

/* The `capacity` greatest keys so far, the least on top. */
typedef struct key_heap {
    int32_t *keys;
    size_t count, capacity;
} key_heap;

static void sink(key_heap *heap, size_t at) {
    for (;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < heap->count && heap->keys[left] < heap->keys[least])
            least = left;
        if (right < heap->count && heap->keys[right] < heap->keys[least])
            least = right;
        if (least == at)
            return;
        int32_t key = heap->keys[at];
        heap->keys[at] = heap->keys[least];
        heap->keys[least] = key;
        at = least;
    }
}

static void rise(key_heap *heap, size_t at) {
    while (at > 0 && heap->keys[at] < heap->keys[(at - 1) / 2]) {
        size_t parent = (at - 1) / 2;
        int32_t key = heap->keys[at];
        heap->keys[at] = heap->keys[parent];
        heap->keys[parent] = key;
        at = parent;
    }
}

static void offer(key_heap *heap, int32_t key) {
    if (heap->count < heap->capacity) {
        heap->keys[heap->count] = key;
        rise(heap, heap->count++);
    } else if (key > heap->keys[0]) {
        heap->keys[0] = key;
        sink(heap, 0);
    }
}

/* The key of the last of `wanted` answers. */
static int find_least_key(fh_joiner *joiner, const fh_docids *set, const day_order *order,
                          int32_t *ret) {
    key_heap heap = {.capacity = joiner->request->wanted};
    heap.keys = fh_arena_alloc(joiner->arena, heap.capacity * sizeof *heap.keys);
    if (!heap.keys)
        return fh_fail_memory(joiner->err);
    for (uint32_t docid = 0; (docid = fh_docids_next(set, docid + 1));)
        offer(&heap, key_of(order, docid));
    *ret = heap.count ? heap.keys[0] : FH_DATE_NONE;
    return 0;
}

/* --- candidates --- */

typedef struct candidate {
    fh_answer answer;
    int32_t key;
} candidate;

typedef struct candidates {
    candidate *items; /* by docid until they are sorted */
    uint32_t *docids; /* the same, by number */
    size_t count;
} candidates;

static int collect(fh_joiner *joiner, const fh_docids *set, const day_order *order,
                   candidates *ret) {
    int32_t least = FH_DATE_NONE;
    size_t total = fh_docids_count(set);
    int status = find_least_key(joiner, set, order, &least);
    if (status < 0)
        return status;
    ret->count = 0;
    ret->items = fh_arena_alloc(joiner->arena, (total + 1) * sizeof *ret->items);
    ret->docids = fh_arena_alloc(joiner->arena, (total + 1) * sizeof *ret->docids);
    if (!ret->items || !ret->docids)
        return fh_fail_memory(joiner->err);
    const uint32_t *story = joiner->reader->columns.story;
    for (uint32_t docid = 0; (docid = fh_docids_next(set, docid + 1));) {
        int32_t key = key_of(order, docid);
        if (key < least)
            continue;
        ret->docids[ret->count] = docid;
        ret->items[ret->count++] = (candidate){
            .answer = {.docid = docid, .story = story[docid], .is_comment = story[docid] != docid},
            .key = key};
    }
    return 0;
}

static candidate *find_candidate(const candidates *among, uint32_t docid) {
    const uint32_t *found =
        bsearch(&docid, among->docids, among->count, sizeof docid, fh_compare_docids);
    return found ? &among->items[found - among->docids] : NULL;
}

/* --- scores --- */

static int score_documents(fh_joiner *joiner, fh_kind kind, candidates *among) {
    fh_ranked found;
    int status = fh_join_among(joiner, kind, among->docids, among->count, &found);
    for (size_t i = 0; status == 0 && i < found.count; i++)
        find_candidate(among, found.items[i].docid)->answer.score = found.items[i].score;
    return status;
}

/* Stories that are here for a comment's sake have none of their own yet. */
static int score_stories(fh_joiner *joiner, candidates *among) {
    uint32_t *docids;
    size_t count;
    fh_ranked comments = {0};
    int status = score_documents(joiner, FH_KIND_ARTICLE, among);
    if (status == 0)
        status = fh_join_comments_under(joiner, among->docids, among->count, &docids, &count);
    if (status < 0)
        return status;
    status = fh_join_among(joiner, FH_KIND_COMMENT, docids, count, &comments);
    fh_free(docids);
    for (size_t i = 0; status == 0 && i < comments.count; i++) {
        candidate *story = find_candidate(among, comments.items[i].story);
        if (story && story->answer.score == 0) /* the best comes first */
            story->answer.score = comments.items[i].score * FH_COMMENT_FACTOR;
    }
    return status;
}

static int score(fh_joiner *joiner, candidates *among) {
    if (!joiner->plan->weighted)
        return 0;
    if (joiner->comments == FIHRIST_COMMENTS_UNDER)
        return score_stories(joiner, among);
    int status = 0;
    if (joiner->comments != FIHRIST_COMMENTS_ONLY)
        status = score_documents(joiner, FH_KIND_ARTICLE, among);
    if (status == 0 && joiner->comments != FIHRIST_COMMENTS_OFF)
        status = score_documents(joiner, FH_KIND_COMMENT, among);
    return status;
}

/* --- all of it --- */

static int compare(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? 1 : -1;
    if (x->answer.score != y->answer.score)
        return x->answer.score < y->answer.score ? 1 : -1;
    return (x->answer.docid > y->answer.docid) - (x->answer.docid < y->answer.docid);
}

static int find_all(fh_joiner *joiner, fh_docids *ret) {
    fh_docids comments, stories;
    bool articles_too = joiner->comments != FIHRIST_COMMENTS_ONLY;
    bool comments_too = joiner->comments != FIHRIST_COMMENTS_OFF;
    int status = articles_too
                     ? fh_join_all(joiner, FH_KIND_ARTICLE, ret)
                     : fh_docids_new(&joiner->reader->columns, joiner->arena, ret, joiner->err);
    if (status < 0 || !comments_too)
        return status;
    status = fh_join_all(joiner, FH_KIND_COMMENT, &comments);
    if (status == 0 && joiner->comments == FIHRIST_COMMENTS_UNDER) {
        status = fh_join_stories_of(joiner, &comments, &stories);
        comments = stories;
    }
    if (status == 0)
        fh_docids_unite(ret, &comments);
    return status;
}

int fh_join_by_date(fh_joiner *joiner, fihrist_sort sort, fh_answers *ret_answers) {
    fh_docids all;
    candidates among;
    int status = find_all(joiner, &all);
    day_order order = {joiner->reader->columns.day, sort == FIHRIST_SORT_OLDEST};
    if (status == 0)
        status = collect(joiner, &all, &order, &among);
    if (status == 0)
        status = score(joiner, &among);
    if (status < 0)
        return status;
    qsort(among.items, among.count, sizeof *among.items, compare);
    size_t wanted = joiner->request->wanted;
    ret_answers->total = fh_folding_count(joiner, &all);
    ret_answers->exact = true;
    ret_answers->count = among.count < wanted ? among.count : wanted;
    ret_answers->more = fh_docids_count(&all) > ret_answers->count;
    ret_answers->items =
        fh_arena_alloc(joiner->arena, (ret_answers->count + 1) * sizeof *ret_answers->items);
    if (!ret_answers->items)
        return fh_fail_memory(joiner->err);
    for (size_t i = 0; i < ret_answers->count; i++)
        ret_answers->items[i] = among.items[i].answer;
    return 0;
}
