/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pages.c: a list of pages, kept as hashes of their URLs with their titles.
 */
#include "container/pages.h"

#include <jansson.h>
#include <stdlib.h>

#include "container/ahead.h"
#include "container/warc_record.h"
#include "core/hash.h"
#include "core/utf8.h"

typedef struct page {
    uint8_t hash[FH_HASH_BYTES];
    fh_str title;
} page;

struct fh_pages {
    page *pages;
    size_t count, capacity;
    fh_arena *titles;
    fh_buffer url;
    uint64_t bytes;
    fh_ahead lines;
};

fh_pages *fh_pages_new(void) {
    fh_pages *pages = fh_malloc(sizeof *pages);
    if (!pages)
        return NULL;
    memset(pages, 0, offsetof(fh_pages, lines));
    pages->url = FH_BUFFER(FH_WARC_URL_BUFFER_BYTES);
    pages->titles = fh_arena_new();
    if (pages->titles)
        return pages;
    fh_pages_free(pages);
    return NULL;
}

void fh_pages_free(fh_pages *pages) {
    if (!pages)
        return;
    fh_arena_free(pages->titles);
    fh_buffer_free(&pages->url);
    fh_free(pages->pages);
    fh_free(pages);
}

static fh_str text_of(const json_t *object, const char *key) {
    const json_t *text = json_object_get(object, key);
    if (!json_is_string(text))
        return (fh_str){NULL, 0};
    return (fh_str){json_string_value(text), json_string_length(text)};
}

static int add_page(fh_pages *pages, fh_str url, fh_str title, fihrist_error *err) {
    page *moved =
        fh_array_grow(pages->pages, pages->count, &pages->capacity, sizeof *moved, FH_PAGES_MAX);
    if (!moved)
        return fh_fail_memory(err);
    pages->pages = moved;
    page *added = &moved[pages->count];
    fh_hash(url, added->hash);
    added->title = (fh_str){NULL, 0};
    title.n = fh_utf8_cut(title, FH_PAGE_TITLE_MAX_BYTES);
    if (title.n > 0) {
        added->title = fh_arena_copy(pages->titles, title);
        if (!added->title.p)
            return fh_fail_memory(err);
    }
    pages->count++;
    return 0;
}

/* One line; the first says what list it is, and has no URL. */
static int read_line(fh_pages *pages, fh_str line, fihrist_error *err) {
    json_t *row = json_loadb(line.p, line.n, 0, NULL);
    fh_str url = text_of(row, "url");
    int rc = 0;
    if (url.n > 0 && fh_warc_url_clean(url, &pages->url))
        rc = add_page(pages, fh_buffer_str(&pages->url), text_of(row, "title"), err);
    else if (pages->url.failed)
        rc = fh_fail_memory(err);
    json_decref(row);
    return rc;
}

/* The next line, as far as it is ahead: *ret_whole when its end is. */
static int find_line(fh_ahead *lines, fh_str *ret_line, bool *ret_whole, fihrist_error *err) {
    int rc = fh_ahead_fill(lines, 1, err);
    const void *end = memchr(fh_ahead_at(lines), '\n', fh_ahead_n(lines));
    if (rc == 0 && !end) {
        rc = fh_ahead_fill(lines, sizeof lines->bytes, err);
        end = memchr(fh_ahead_at(lines), '\n', fh_ahead_n(lines));
    }
    const char *p = (const char *)fh_ahead_at(lines);
    *ret_line = (fh_str){p, end ? (size_t)((const char *)end - p) : fh_ahead_n(lines)};
    *ret_whole = end || lines->ended;
    lines->at += ret_line->n + (end != NULL);
    return rc;
}

int fh_pages_read(fh_pages *pages, fh_stream *stream, fihrist_error *err) {
    bool in_line = false; /* in one that is too long */
    int rc = 0;
    fh_ahead_start(&pages->lines, stream);
    while (rc == 0 && pages->count < FH_PAGES_MAX && pages->bytes < FH_PAGES_MAX_BYTES) {
        fh_str line;
        bool whole;
        rc = find_line(&pages->lines, &line, &whole, err);
        if (rc < 0 || (line.n == 0 && pages->lines.ended && fh_ahead_n(&pages->lines) == 0))
            return rc;
        pages->bytes += line.n + 1;
        if (whole && !in_line && line.n > 0)
            rc = read_line(pages, line, err);
        in_line = !whole;
    }
    return rc;
}

static int compare(const void *a, const void *b) {
    return memcmp(((const page *)a)->hash, ((const page *)b)->hash, FH_HASH_BYTES);
}

void fh_pages_sort(fh_pages *pages) {
    if (pages->count > 0)
        qsort(pages->pages, pages->count, sizeof *pages->pages, compare);
}

bool fh_pages_find(const fh_pages *pages, fh_str url, fh_str *ret_title) {
    page wanted;
    fh_hash(url, wanted.hash);
    const page *found = pages->count > 0
                            ? bsearch(&wanted, pages->pages, pages->count, sizeof wanted, compare)
                            : NULL;
    if (found)
        *ret_title = found->title;
    return found != NULL;
}
