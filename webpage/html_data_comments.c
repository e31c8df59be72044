/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_data_comments.c: the comments that JSON-LD has of an article: answers stand in what they
 * answer, or name its id.
 */
#include <stdlib.h>

#include "webpage/html_data.h"

enum { DEPTH_MAX = 64 };

/* A comment with its ids, which are the page's own. */
typedef struct entry {
    fh_comment comment;
    const char *id, *parent; /* NULL: none */
    size_t around, number;   /* from 1; 0: the article */
} entry;

typedef struct list {
    fh_html_finding *f;
    entry *all;
    size_t count, capacity;
} list;

static const char *id_of(const json_t *value) {
    const char *id = json_string_value(json_object_get(value, "@id"));
    return id ? id : json_string_value(json_object_get(value, "url"));
}

/* Its number; 0: it says nothing, or there is no room. */
static size_t add(list *l, const json_t *value, size_t around) {
    static const char *const texts[] = {"text", "commentText", "description"};
    static const char *const authors[] = {"author", "creator"};
    static const char *const dates[] = {"dateCreated", "datePublished", "commentTime"};
    fh_html_finding *f = l->f;
    fh_str text = fh_html_data_first(f, value, texts, sizeof texts / sizeof *texts);
    if (!text.n || l->count == FH_ARTICLE_MAX_COMMENTS)
        return 0;
    entry *all =
        fh_array_grow(l->all, l->count, &l->capacity, sizeof *all, FH_ARTICLE_MAX_COMMENTS);
    f->failed = f->failed || !all;
    if (!all)
        return 0;
    l->all = all;
    fh_str date = fh_html_data_first(f, value, dates, sizeof dates / sizeof *dates);
    all[l->count] = (entry){.comment = {.author = fh_html_data_first(f, value, authors, 2),
                                        .date = fh_html_date(f->page, date),
                                        .text = text},
                            .id = id_of(value),
                            .parent = id_of(json_object_get(value, "parentItem")),
                            .around = around,
                            .number = l->count + 1};
    return ++l->count;
}

static void collect(list *l, const json_t *value, size_t around, unsigned depth) {
    if (depth > DEPTH_MAX || l->f->failed)
        return;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        collect(l, json_array_get(value, i), around, depth + 1);
    if (!json_is_object(value))
        return;
    size_t number = add(l, value, around);
    collect(l, json_object_get(value, "comment"), number ? number : around, depth + 1);
}

static int compare(const void *a, const void *b) {
    const entry *one = *(const entry *const *)a, *other = *(const entry *const *)b;
    return strcmp(one->id ? one->id : "", other->id ? other->id : "");
}

/* By ids, where one is named that stands before. */
static void find_parents(list *l) {
    entry **by_id = fh_calloc(l->count, sizeof *by_id);
    l->f->failed = l->f->failed || !by_id;
    if (!by_id)
        return;
    for (size_t i = 0; i < l->count; i++)
        by_id[i] = &l->all[i];
    qsort(by_id, l->count, sizeof *by_id, compare);
    for (size_t i = 0; i < l->count; i++) {
        const entry key = {.id = l->all[i].parent}, *wanted = &key;
        entry **found =
            key.id && *key.id ? bsearch(&wanted, by_id, l->count, sizeof *by_id, compare) : NULL;
        if (found && (*found)->number < l->all[i].number)
            l->all[i].around = (*found)->number;
    }
    fh_free(by_id);
}

static void keep(list *l) {
    fh_html_finding *f = l->f;
    fh_arena *arena = f->page->arena;
    fh_comment *comments = fh_arena_calloc(arena, l->count, sizeof *comments);
    f->failed = f->failed || !comments;
    for (size_t i = 0; i < l->count && !f->failed; i++) {
        comments[i] = l->all[i].comment;
        comments[i].id = fh_arena_printf(arena, "%zu", i + 1);
        if (l->all[i].around)
            comments[i].parent = comments[l->all[i].around - 1].id;
        f->failed = !comments[i].id.p;
    }
    f->data->comments = comments;
    f->data->comment_count = f->failed ? 0 : l->count;
}

void fh_html_take_data_comments(fh_html_finding *f, const json_t *value) {
    list l = {.f = f};
    collect(&l, value, 0, 0);
    if (l.count > 0 && !f->failed) {
        find_parents(&l);
        keep(&l);
    }
    fh_free(l.all);
}
