/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * folding.c: see folding.h.
 */
#include "searcher/folding.h"

int fh_folding_is_due(fh_reader *reader, const fh_plan *plan, const fh_answers_request *request,
                      fihrist_comments comments, fihrist_error *err) {
    if (request->copies == FIHRIST_COPIES_SHOW || plan->asks_for_cluster ||
        comments == FIHRIST_COMMENTS_ONLY)
        return 0;
    int status = fh_reader_copies(reader, err);
    return status < 0 ? status : reader->copies.count > 0;
}

static const fh_copy *copy_of(const fh_joiner *joiner, const fh_answer *answer) {
    const fh_copies *copies = &joiner->reader->copies;
    return answer->is_comment || !fh_copies_has(copies, answer->docid)
               ? NULL
               : fh_copies_find(copies, answer->docid);
}

/* Where the first of a cluster is as good as the one that came before it, and in the order of time
 * of the same day, it stands for it. */
static void prefer_first(fh_joiner *joiner, bool by_date, fh_answer *kept, size_t count,
                         const fh_answer *first) {
    const int32_t *day = joiner->reader->columns.day;
    for (size_t i = count; i > 0 && kept[i - 1].score == first->score; i--) {
        fh_answer *one = &kept[i - 1];
        if (one->is_comment || !fh_folding_same(&joiner->reader->copies, one->docid, first->docid))
            continue;
        if (!by_date || day[one->docid] == day[first->docid])
            *one = *first;
        return;
    }
}

int fh_fold(fh_joiner *joiner, bool by_date, fh_answers *answers) {
    fh_docids seen = {NULL, 0};
    size_t kept = 0;
    for (size_t i = 0; i < answers->count; i++) {
        const fh_copy *copy = copy_of(joiner, &answers->items[i]);
        if (copy && !seen.bits &&
            fh_docids_new(&joiner->reader->columns, joiner->arena, &seen, joiner->err) < 0)
            return FIHRIST_E_MEMORY;
        if (copy && fh_docids_has(&seen, copy->first)) {
            if (copy->docid == copy->first)
                prefer_first(joiner, by_date, answers->items, kept, &answers->items[i]);
            continue;
        }
        if (copy)
            fh_docids_add(&seen, copy->first);
        answers->items[kept++] = answers->items[i];
    }
    answers->count = kept;
    return 0;
}

uint64_t fh_folding_count(const fh_joiner *joiner, const fh_docids *stories) {
    const fh_copies *copies = &joiner->reader->copies;
    uint64_t count = fh_docids_count(stories);
    uint32_t counted = 0; /* the cluster that one was found of, by its first */
    for (size_t i = 0; joiner->folds && i < copies->count; i++) {
        const fh_copy *copy = &copies->items[copies->by_cluster[i]];
        if (!fh_docids_has(stories, copy->docid))
            continue;
        count -= copy->first == counted;
        counted = copy->first;
    }
    return count;
}

bool fh_folding_same(const fh_copies *copies, uint32_t a, uint32_t b) {
    const fh_copy *one = fh_copies_find(copies, a), *two = fh_copies_find(copies, b);
    return a == b || (one && two && one->first == two->first);
}

/* --- only stories with copies --- */

static int has_copies(void *user, uint32_t docid) {
    const fh_reader *reader = user;
    return fh_copies_has(&reader->copies, reader->columns.story[docid]);
}

int fh_folding_restrict(fh_reader *reader, fh_plan *plan, fihrist_error *err) {
    int status = fh_columns_read(&reader->columns, reader->db, reader->store, err);
    if (status == 0)
        status = fh_reader_copies(reader, err);
    if (status < 0)
        return status;
    uint64_t articles = reader->state.kinds[FH_KIND_ARTICLE].documents;
    uint64_t one_in = reader->copies.count ? articles / reader->copies.count : articles;
    xc_condition condition = {sizeof condition, has_copies, NULL, (uint32_t)(one_in ? one_in : 1),
                              true};
    return fh_plan_narrow(plan, &condition, reader, err);
}
