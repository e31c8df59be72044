/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * remote_hit.c: the reverse of page_json.c. What comes is not trusted: a value of the wrong type or
 * out of its bounds makes the answer one that is refused.
 */
#include "searcher/remote_hit.h"

#include "core/json.h"
#include "core/utf8.h"

typedef struct hit_reader {
    fh_arena *arena;
    bool broken, no_memory;
} hit_reader;

static void *allocate(hit_reader *r, size_t count, size_t size) {
    void *block = fh_arena_calloc(r->arena, count + 1, size);
    r->no_memory |= !block;
    return block;
}

/* --- values; absent ones are empty --- */

static fihrist_text read_text(hit_reader *r, const json_t *value) {
    if (!value)
        return (fihrist_text){NULL, 0};
    r->broken |= !json_is_string(value);
    fh_str text = {json_string_value(value), json_string_length(value)};
    if (!text.n)
        return (fihrist_text){NULL, 0};
    fh_str copy = fh_arena_copy(r->arena, text);
    r->no_memory |= !copy.p;
    return (fihrist_text){copy.p, copy.n};
}

static fihrist_text member(hit_reader *r, const json_t *object, const char *key) {
    return read_text(r, json_object_get(object, key));
}

static uint64_t number(hit_reader *r, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    json_int_t integer = json_integer_value(value);
    r->broken |= value && (!json_is_integer(value) || integer < 0);
    return integer < 0 ? 0 : (uint64_t)integer;
}

/* A key that has to be an array where it is there; its size. */
static const json_t *array(hit_reader *r, const json_t *object, const char *key, size_t *ret_size) {
    const json_t *value = json_object_get(object, key);
    r->broken |= value && !json_is_array(value);
    *ret_size = json_array_size(value);
    return value;
}

/* --- snippets --- */

/* Moves a place in a text forward to a code point; false where the text has no such. */
typedef struct point_walker {
    fh_str text;
    size_t byte;
    json_int_t point;
} point_walker;

static bool walk_to(point_walker *walker, json_int_t point) {
    for (; walker->point < point && walker->byte < walker->text.n; walker->point++)
        fh_utf8_next(walker->text, &walker->byte);
    return walker->point == point;
}

/* Spans come in code points, ascending, and are kept in bytes. */
static void read_matches(hit_reader *r, const json_t *matches, fihrist_span *spans,
                         fihrist_snippet *snippet) {
    point_walker walker = {{snippet->text.p, snippet->text.n}, 0, 0};
    size_t index;
    json_t *pair;
    json_array_foreach(matches, index, pair) {
        if (!walk_to(&walker, json_integer_value(json_array_get(pair, 0)))) {
            r->broken = true;
            return;
        }
        spans[index].start = (uint32_t)walker.byte;
        r->broken |= !walk_to(&walker, json_integer_value(json_array_get(pair, 1)));
        spans[index].end = (uint32_t)walker.byte;
        snippet->match_count++;
    }
}

static void read_snippet(hit_reader *r, const json_t *object, fihrist_snippet *snippet) {
    size_t count;
    const json_t *matches = array(r, object, "matches", &count);
    snippet->text = member(r, object, "text");
    snippet->cut_before = json_is_true(json_object_get(object, "cut_before"));
    snippet->cut_after = json_is_true(json_object_get(object, "cut_after"));
    fihrist_span *spans = allocate(r, count, sizeof *spans);
    snippet->matches = spans;
    if (spans)
        read_matches(r, matches, spans, snippet);
}

static void read_snippets(hit_reader *r, const json_t *object, fihrist_hit *hit) {
    const json_t *items = array(r, object, "snippets", &hit->snippet_count);
    fihrist_snippet *snippets = allocate(r, hit->snippet_count, sizeof *snippets);
    hit->snippets = snippets;
    for (size_t i = 0; snippets && i < hit->snippet_count; i++)
        read_snippet(r, json_array_get(items, i), &snippets[i]);
}

/* --- hits --- */

static void read_authors(hit_reader *r, const json_t *object, fihrist_hit *hit) {
    const json_t *items = array(r, object, "authors", &hit->author_count);
    fihrist_text *authors = allocate(r, hit->author_count, sizeof *authors);
    hit->authors = authors;
    for (size_t i = 0; authors && i < hit->author_count; i++)
        authors[i] = read_text(r, json_array_get(items, i));
}

static void read_own(hit_reader *r, const json_t *object, fihrist_hit *hit) {
    const char *type = json_string_value(json_object_get(object, "type"));
    hit->is_comment = type && strcmp(type, "comment") == 0;
    hit->score = json_number_value(json_object_get(object, "score"));
    hit->id = member(r, object, "id");
    hit->date = member(r, object, "date");
    r->broken |= !type || !hit->id.n;
    read_authors(r, object, hit);
    read_snippets(r, object, hit);
}

/* A comment beneath a hit has its article's title, source, url and file, which stand there. */
static void read_beneath(hit_reader *r, const json_t *object, fihrist_hit *hit) {
    const json_t *items = array(r, object, "comments", &hit->comment_count);
    fihrist_hit *comments = allocate(r, hit->comment_count, sizeof *comments);
    hit->comments = comments;
    for (size_t i = 0; comments && i < hit->comment_count; i++) {
        read_own(r, json_array_get(items, i), &comments[i]);
        comments[i].rank = i + 1;
        fihrist_text story = member(r, json_array_get(items, i), "story");
        comments[i].story = story.n ? story : hit->story;
        comments[i].title = hit->title;
        comments[i].source = hit->source;
        comments[i].url = hit->url;
        comments[i].file = hit->file;
    }
    hit->comments_matching = number(r, object, "comments_matching");
}

static void read_cluster(hit_reader *r, const json_t *object, fihrist_cluster *cluster) {
    const json_t *items = array(r, object, "copies", &cluster->copy_count);
    fihrist_copy *copies = allocate(r, cluster->copy_count, sizeof *copies);
    cluster->copies = copies;
    for (size_t i = 0; copies && i < cluster->copy_count; i++) {
        const json_t *copy = json_array_get(items, i);
        copies[i] = (fihrist_copy){member(r, copy, "id"), member(r, copy, "source"),
                                   member(r, copy, "date"),
                                   json_number_value(json_object_get(copy, "likeness"))};
        r->broken |= !copies[i].id.n;
    }
    cluster->id = member(r, object, "cluster");
    cluster->likeness = json_number_value(json_object_get(object, "likeness"));
    cluster->copies_total = number(r, object, "copies_total");
}

static void read_hit(hit_reader *r, const json_t *object, fihrist_hit *hit) {
    hit->rank = number(r, object, "rank");
    read_own(r, object, hit);
    hit->story = hit->is_comment ? member(r, object, "story") : hit->id;
    hit->title = member(r, object, "title");
    hit->source = member(r, object, "source");
    hit->url = member(r, object, "url");
    hit->file = member(r, object, "file");
    read_beneath(r, object, hit);
}

/* --- the end --- */

static void read_warnings(hit_reader *r, const json_t *end, fihrist_page *page) {
    const json_t *items = array(r, end, "warnings", &page->warning_count);
    page->warnings = allocate(r, page->warning_count, sizeof *page->warnings);
    for (size_t i = 0; page->warnings && i < page->warning_count; i++) {
        const json_t *object = json_array_get(items, i);
        const json_t *position = json_object_get(object, "position");
        page->warnings[i].code = member(r, object, "code").p;
        page->warnings[i].message = member(r, object, "message").p;
        page->warnings[i].position = json_is_integer(position) ? json_integer_value(position) : -1;
        r->broken |= !page->warnings[i].code || !page->warnings[i].message;
    }
}

static void read_explain(hit_reader *r, const json_t *end, fihrist_page *page) {
    const json_t *value = json_object_get(end, "explain");
    if (!value)
        return;
    fh_buffer text = FH_BUFFER(16 << 20);
    fh_json_value(&text, value);
    fh_str kept = text.failed ? (fh_str){NULL, 0} : fh_arena_copy(r->arena, fh_buffer_str(&text));
    fh_buffer_free(&text);
    r->no_memory |= !kept.p;
    page->explain = (fihrist_text){kept.p, kept.n};
}

static void read_end(hit_reader *r, const json_t *end, fihrist_page *page) {
    r->broken |= !json_is_object(end) || !json_is_integer(json_object_get(end, "count"));
    page->total = number(r, end, "count");
    page->exact = json_is_true(json_object_get(end, "count_exact"));
    page->revision = number(r, end, "revision");
    page->cursor = member(r, end, "cursor").p;
    read_warnings(r, end, page);
    read_explain(r, end, page);
}

int fh_remote_page_read(fihrist_page *page, fihrist_error *err) {
    hit_reader r = {.arena = page->arena};
    page->hits = allocate(&r, page->count, sizeof *page->hits);
    page->clusters = allocate(&r, page->count, sizeof *page->clusters);
    for (size_t i = 0; page->hits && page->clusters && i <= page->count && !r.broken; i++) {
        json_t *line = json_loadb(page->lines[i].p, page->lines[i].n, JSON_ALLOW_NUL, NULL);
        r.broken |= !json_is_object(line);
        if (i < page->count) {
            read_hit(&r, line, &page->hits[i]);
            read_cluster(&r, line, &page->clusters[i]);
        } else {
            read_end(&r, json_object_get(line, "end"), page);
        }
        json_decref(line);
    }
    if (r.no_memory)
        return fh_fail_memory(err);
    if (r.broken)
        return fh_fail(err, FIHRIST_E_PROTOCOL, "the daemon sent a hit that makes no sense");
    return 0;
}
