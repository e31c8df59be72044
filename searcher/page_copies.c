/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_copies.c: see page_copies.h.
 */
#include "searcher/page_copies.h"

#include "core/date.h"

/* Where what is read of copies is put. */
typedef struct maker {
    fh_reader *reader;
    fh_arena *scratch, *arena;
    fihrist_error *err;
} maker;

static fihrist_text keep(const maker *m, fh_str text) {
    if (!text.n)
        return (fihrist_text){NULL, 0};
    fh_str copy = fh_arena_copy(m->arena, text);
    return (fihrist_text){copy.p, copy.n};
}

/* Whether a copy stands before another: by day, the undated last, then in the order of indexing. */
static bool is_older(const maker *m, uint32_t a, uint32_t b) {
    const int32_t *day = m->reader->columns.day;
    if (day[a] != day[b])
        return day[b] == FH_DATE_NONE || (day[a] != FH_DATE_NONE && day[a] < day[b]);
    return a < b;
}

/* The oldest of the others in its cluster, in order; how many. */
static size_t choose_copies(const maker *m, const fh_copy *own, const uint32_t *places,
                            size_t count, const fh_copy *chosen[FIHRIST_COPIES_WITH_HIT]) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const fh_copy *other = &m->reader->copies.items[places[i]];
        size_t at = kept;
        while (at > 0 && is_older(m, other->docid, chosen[at - 1]->docid))
            at--;
        if (other == own || at == FIHRIST_COPIES_WITH_HIT)
            continue;
        kept += kept < FIHRIST_COPIES_WITH_HIT;
        for (size_t k = kept - 1; k > at; k--)
            chosen[k] = chosen[k - 1];
        chosen[at] = other;
    }
    return kept;
}

static double likeness_of(const fh_copy *copy) {
    return (double)copy->likeness / FH_LIKENESS_ONE;
}

static int make_copy(const maker *m, const fh_copy *from, fihrist_copy *ret) {
    fh_record record;
    fh_arena_reset(m->scratch);
    int status =
        fh_reader_record(m->reader, from->docid, FH_RECORD_HEAD, m->scratch, &record, m->err);
    if (status == 0)
        *ret = (fihrist_copy){keep(m, record.id), keep(m, fh_reader_outlet(m->reader, &record)),
                              keep(m, record.article.date), likeness_of(from)};
    return status;
}

/* On one day by id, so that the order of indexing does not show. */
static void order_days(const maker *m, const fh_copy **chosen, fihrist_copy *copies, size_t count) {
    const int32_t *day = m->reader->columns.day;
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && day[chosen[k]->docid] == day[chosen[k - 1]->docid] &&
                           fh_str_compare((fh_str){copies[k].id.p, copies[k].id.n},
                                          (fh_str){copies[k - 1].id.p, copies[k - 1].id.n}) < 0;
             k--) {
            fihrist_copy kept = copies[k];
            copies[k] = copies[k - 1];
            copies[k - 1] = kept;
        }
}

static int put_copies(const maker *m, const fh_copy *own, fihrist_cluster *to) {
    const fh_copy *chosen[FIHRIST_COPIES_WITH_HIT];
    size_t count;
    const uint32_t *places = fh_copies_cluster(&m->reader->copies, own->first, &count);
    size_t kept = choose_copies(m, own, places, count, chosen);
    fihrist_copy *copies = fh_arena_alloc(m->arena, (kept + 1) * sizeof *copies);
    if (!copies)
        return fh_fail_memory(m->err);
    int status = 0;
    for (size_t i = 0; i < kept && status == 0; i++)
        status = make_copy(m, chosen[i], &copies[i]);
    if (status == 0)
        order_days(m, chosen, copies, kept);
    to->copies = copies;
    to->copy_count = kept;
    to->copies_total = count - 1;
    return status;
}

int fh_page_cluster(fh_reader *reader, uint32_t docid, bool others, fh_arena *scratch,
                    fh_arena *arena, fihrist_cluster *ret, fihrist_error *err) {
    const maker m = {reader, scratch, arena, err};
    const fh_copy *own = fh_copies_find(&reader->copies, docid), *first = own;
    fihrist_copy named;
    if (!own)
        return 0;
    if (own->docid != own->first)
        first = fh_copies_find(&reader->copies, own->first);
    int status = make_copy(&m, first, &named);
    if (status < 0)
        return status;
    ret->id = named.id;
    ret->likeness = likeness_of(own);
    return others ? put_copies(&m, own, ret) : 0;
}

size_t fh_page_stories(const fh_reader *reader, uint32_t docid, bool others,
                       uint32_t ret_stories[FH_STORIES_OF_HIT]) {
    const fh_copies *copies = &reader->copies;
    const fh_copy *own = others ? fh_copies_find(copies, docid) : NULL;
    size_t count = 0, kept = 1;
    const uint32_t *places = own ? fh_copies_cluster(copies, own->first, &count) : NULL;
    ret_stories[0] = docid;
    for (size_t i = 0; i < count && kept < FH_STORIES_OF_HIT; i++)
        if (copies->items[places[i]].docid != docid)
            ret_stories[kept++] = copies->items[places[i]].docid;
    return kept;
}
