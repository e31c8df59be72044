/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page.c: answers made into hits: the stored record read, snippets cut, comments put beneath.
 */
#include "searcher/page.h"

#include "core/clock.h"
#include "core/engine.h"
#include "searcher/folding.h"
#include "searcher/match.h"
#include "searcher/page_copies.h"
#include "searcher/snippet.h"

#include <stdlib.h>

/* What making the hits of one page needs. */
typedef struct maker {
    fihrist_page *page;
    fh_reader *reader;
    const fh_plan *plan;
    const fihrist_search_options *options;
    fh_arena *scratch; /* records and tokens of one document */
    fihrist_error *err;
    bool folds; /* copies stand with their story */
} maker;

static fihrist_text keep(maker *m, fh_str text) {
    if (!text.n)
        return (fihrist_text){NULL, 0};
    fh_str copy = fh_arena_copy(m->page->arena, text);
    return (fihrist_text){copy.p, copy.n};
}

/* --- marks --- */

typedef struct mark_list {
    fh_mark *items;
    size_t count, capacity;
} mark_list;

static int add_mark(maker *m, mark_list *marks, fh_mark mark) {
    if (marks->count == marks->capacity) {
        size_t wanted = marks->capacity ? marks->capacity * 2 : 64;
        fh_mark *moved = fh_arena_alloc(m->scratch, wanted * sizeof *moved);
        if (!moved)
            return fh_fail_memory(m->err);
        if (marks->count)
            memcpy(moved, marks->items, marks->count * sizeof *moved);
        marks->items = moved;
        marks->capacity = wanted;
    }
    marks->items[marks->count++] = mark;
    return 0;
}

static int mark_words(maker *m, const fh_scan *scan, unsigned zone, mark_list *marks) {
    for (size_t at = 0; at < scan->count; at++) {
        for (size_t i = 0; scan->tokens[at].form.n && i < m->plan->needle_count; i++) {
            const fh_needle *needle = m->plan->needles[i];
            if (!(needle->marked & zone) || !fh_needle_at(needle, scan, at))
                continue;
            const fh_scan_token *last = &scan->tokens[at + needle->slot_count - 1];
            fh_mark mark = {scan->tokens[at].start, last->end, (uint32_t)i};
            if (add_mark(m, marks, mark) < 0)
                return FIHRIST_E_MEMORY;
        }
    }
    return 0;
}

static int mark_actors(maker *m, const fh_record *record, unsigned zone, mark_list *marks) {
    for (size_t i = 0; i < m->plan->needle_count; i++) {
        const fh_needle *needle = m->plan->needles[i];
        if (!(needle->marked & zone) || !needle->actor.p)
            continue;
        for (size_t k = 0; k < record->mention_count; k++) {
            const fh_record_mention *mention = &record->mentions[k];
            if (fh_str_equal(mention->actor, needle->actor) &&
                add_mark(m, marks, (fh_mark){mention->start, mention->end, (uint32_t)i}) < 0)
                return FIHRIST_E_MEMORY;
        }
    }
    return 0;
}

/* By start, the longer first. */
static int compare_marks(const void *a, const void *b) {
    const fh_mark *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

static void without_overlaps(mark_list *marks) {
    if (marks->count == 0)
        return;
    qsort(marks->items, marks->count, sizeof *marks->items, compare_marks);
    size_t kept = 1;
    for (size_t i = 1; i < marks->count; i++)
        if (marks->items[i].start >= marks->items[kept - 1].end)
            marks->items[kept++] = marks->items[i];
    marks->count = kept;
}

/* --- snippets --- */

static int scan_zone(maker *m, const fh_record *record, fh_str text, unsigned zone, fh_scan *scan,
                     mark_list *marks) {
    fh_language language = fh_record_language(record, m->reader->language);
    fh_initials initials;
    *marks = (mark_list){0};
    fh_initials_of(m->plan->needles, m->plan->needle_count, language, &initials);
    int status =
        fh_scan_text(m->reader->analyser, text, language, &initials, m->scratch, scan, m->err);
    if (status == 0)
        status = mark_words(m, scan, zone, marks);
    if (status == 0 && zone != FH_ZONE_CAPTION) /* mentions are kept of the text alone */
        status = mark_actors(m, record, zone, marks);
    without_overlaps(marks);
    return status;
}

static int make_snippets(maker *m, const fh_record *record, size_t room, fihrist_hit *hit) {
    bool comment = record->kind == FH_KIND_COMMENT;
    fh_scan scan, caption;
    mark_list marks, caption_marks = {0};
    int status = scan_zone(m, record, fh_record_text(record),
                           comment ? FH_ZONE_COMMENT : FH_ZONE_TEXT, &scan, &marks);
    if (status == 0 && marks.count == 0 && record->article.caption.n) {
        status = scan_zone(m, record, record->article.caption, FH_ZONE_CAPTION, &caption,
                           &caption_marks);
        if (caption_marks.count) {
            scan = caption;
            marks = caption_marks;
        }
    }
    fihrist_snippet *snippets = fh_arena_alloc(m->page->arena, room * sizeof *snippets);
    if (!snippets)
        return fh_fail_memory(m->err);
    hit->snippets = snippets;
    return status < 0 ? status
                      : fh_snippet_choose(&scan, marks.items, marks.count, room, m->page->arena,
                                          snippets, &hit->snippet_count, m->err);
}

/* --- hits --- */

static int keep_authors(maker *m, const fh_str *names, size_t count, fihrist_hit *hit) {
    fihrist_text *authors = fh_arena_alloc(m->page->arena, (count + 1) * sizeof *authors);
    if (!authors)
        return fh_fail_memory(m->err);
    for (size_t i = 0; i < count; i++)
        authors[i] = keep(m, names[i]);
    hit->authors = authors;
    hit->author_count = count;
    return 0;
}

static void describe_article(maker *m, const fh_record *record, fihrist_hit *hit) {
    hit->story = keep(m, record->id);
    hit->source = keep(m, fh_reader_outlet(m->reader, record));
    hit->title = keep(m, record->article.title);
    hit->url = keep(m, record->article.url);
    hit->date = keep(m, record->article.date);
    hit->file = keep(m, record->article.file);
}

static int describe_comment(maker *m, const fh_record *record, uint32_t docid, fihrist_hit *hit) {
    fh_record article;
    int status = fh_reader_record(m->reader, m->reader->columns.story[docid], FH_RECORD_HEAD,
                                  m->scratch, &article, m->err);
    if (status < 0)
        return status;
    describe_article(m, &article, hit);
    if (record->comment.date.n)
        hit->date = keep(m, record->comment.date);
    return keep_authors(m, &record->comment.author, record->comment.author.n ? 1 : 0, hit);
}

static int make_hit(maker *m, const fh_answer *answer, uint64_t rank, size_t snippets,
                    fihrist_hit *hit) {
    fh_record record;
    fh_arena_reset(m->scratch);
    int status =
        fh_reader_record(m->reader, answer->docid, snippets ? FH_RECORD_ALL : FH_RECORD_HEAD,
                         m->scratch, &record, m->err);
    if (status < 0)
        return status;
    *hit = (fihrist_hit){.rank = rank,
                         .score = answer->score,
                         .is_comment = record.kind == FH_KIND_COMMENT,
                         .id = keep(m, record.id)};
    if (hit->is_comment) {
        status = describe_comment(m, &record, answer->docid, hit);
    } else {
        describe_article(m, &record, hit);
        status = keep_authors(m, record.article.authors, record.article.author_count, hit);
    }
    if (status == 0 && snippets)
        status = make_snippets(m, &record, snippets, hit);
    return status;
}

/* --- comments beneath --- */

/* Those of its copies too, where they stand with it. */
static bool is_beneath(const maker *m, uint32_t story, const fh_answer *comment) {
    return comment->story == story ||
           (m->folds && fh_folding_same(&m->reader->copies, comment->story, story));
}

static int comments_of_hit(maker *m, uint32_t story, const fh_answers *comments, fihrist_hit *hit) {
    fihrist_hit *beneath =
        fh_arena_alloc(m->page->arena, FIHRIST_COMMENTS_UNDER_HIT * sizeof *beneath);
    if (!beneath)
        return fh_fail_memory(m->err);
    for (size_t i = 0; i < comments->count; i++) {
        if (!is_beneath(m, story, &comments->items[i]))
            continue;
        hit->comments_matching++;
        if (hit->comment_count == FIHRIST_COMMENTS_UNDER_HIT)
            continue;
        int status = make_hit(m, &comments->items[i], hit->comment_count + 1, 1,
                              &beneath[hit->comment_count]);
        if (status < 0)
            return status;
        hit->comment_count++;
    }
    hit->comments = beneath;
    return 0;
}

static int put_comments_beneath(maker *m, const fh_answer *answers, size_t count,
                                uint64_t deadline_ns) {
    size_t each = m->folds ? FH_STORIES_OF_HIT : 1, story_count = 0;
    uint32_t *stories = fh_arena_alloc(m->page->arena, (count * each + 1) * sizeof *stories);
    if (!stories)
        return fh_fail_memory(m->err);
    for (size_t i = 0; i < count; i++)
        if (!answers[i].is_comment)
            story_count +=
                fh_page_stories(m->reader, answers[i].docid, m->folds, stories + story_count);
    qsort(stories, story_count, sizeof *stories, fh_compare_docids);
    fh_answers comments;
    int status = fh_answers_beneath(m->reader, m->plan, stories, story_count, deadline_ns,
                                    m->page->arena, &comments, m->err);
    for (size_t i = 0; status == 0 && i < count; i++)
        if (!answers[i].is_comment)
            status = comments_of_hit(m, answers[i].docid, &comments, &m->page->hits[i]);
    return status;
}

int fh_page_fill(fihrist_page *page, fh_reader *reader, const fh_plan *plan,
                 const fh_answer *answers, size_t count, uint64_t first_rank,
                 const fihrist_search_options *options, uint64_t deadline_ns, fihrist_error *err) {
    maker m = {page, reader, plan, options, fh_arena_new(), err, false};
    page->hits = fh_arena_alloc(page->arena, (count + 1) * sizeof *page->hits);
    page->clusters = fh_arena_calloc(page->arena, count + 1, sizeof *page->clusters);
    if (!m.scratch || !page->hits || !page->clusters) {
        fh_arena_free(m.scratch);
        return fh_fail_memory(err);
    }
    int status = fh_reader_copies(reader, err);
    m.folds = reader->copies.count > 0 && options->copies != FIHRIST_COPIES_SHOW &&
              !plan->asks_for_cluster;
    for (size_t i = 0; status == 0 && i < count; i++) {
        status = fh_check_deadline(deadline_ns, err);
        if (status == 0)
            status = make_hit(&m, &answers[i], first_rank + i, options->snippets, &page->hits[i]);
        if (status == 0 && !answers[i].is_comment)
            status = fh_page_cluster(reader, answers[i].docid, m.folds, m.scratch, page->arena,
                                     &page->clusters[i], err);
        page->count = i + (status == 0);
    }
    if (status == 0 && options->snippets && options->comments == FIHRIST_COMMENTS_UNDER)
        status = put_comments_beneath(&m, answers, count, deadline_ns);
    fh_arena_free(m.scratch);
    return status;
}

/* --- what the caller asks a page --- */

fihrist_page *fh_page_new(void) {
    fh_arena *arena = fh_arena_new();
    fihrist_page *page = arena ? fh_arena_calloc(arena, 1, sizeof *page) : NULL;
    if (page)
        *page = (fihrist_page){.arena = arena, .users = 1};
    else
        fh_arena_free(arena);
    return page;
}

void fihrist_page_free(fihrist_page *page) {
    if (page && --page->users == 0)
        fh_arena_free(page->arena);
}

size_t fihrist_page_size(const fihrist_page *page) {
    return page->count;
}

const fihrist_hit *fihrist_page_hit(const fihrist_page *page, size_t index) {
    return index < page->count ? &page->hits[index] : NULL;
}

const fihrist_cluster *fihrist_page_cluster(const fihrist_page *page, size_t index) {
    return page->clusters && index < page->count && page->clusters[index].id.n
               ? &page->clusters[index]
               : NULL;
}

uint64_t fihrist_page_count(const fihrist_page *page, bool *ret_exact) {
    if (ret_exact)
        *ret_exact = page->exact;
    return page->total;
}

size_t fihrist_page_warnings(const fihrist_page *page) {
    return page->warning_count;
}

const fihrist_warning *fihrist_page_warning(const fihrist_page *page, size_t index) {
    return index < page->warning_count ? &page->warnings[index] : NULL;
}

const char *fihrist_page_cursor(const fihrist_page *page) {
    return page->cursor;
}

uint64_t fihrist_page_revision(const fihrist_page *page) {
    return page->revision;
}

fihrist_text fihrist_page_explain(const fihrist_page *page) {
    return page->explain;
}
