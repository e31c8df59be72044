/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_cache.c: a few hundred pages, looked through by the hashes of their keys.
 */
#include "searcher/page_cache.h"

#include "core/key.h"
#include "searcher/page.h"

typedef struct fh_kept_page {
    fh_key key; /* its text is a copy */
    fihrist_page *page;
    size_t bytes;
    uint64_t asked; /* last: cache->asked of that time */
} kept_page;

/* A page grows when its lines are written. */
static size_t bytes_of(const kept_page *kept) {
    return kept->key.n + fh_arena_bytes(kept->page->arena);
}

static void let_go(fh_page_cache *cache, size_t i) {
    kept_page *kept = &cache->pages[i];
    cache->bytes -= kept->bytes;
    fihrist_page_free(kept->page);
    fh_free((char *)kept->key.text);
    *kept = cache->pages[--cache->count];
}

void fh_page_cache_clear(fh_page_cache *cache) {
    while (cache->count > 0)
        let_go(cache, cache->count - 1);
    fh_free(cache->pages);
    *cache = (fh_page_cache){0};
}

static size_t oldest(const fh_page_cache *cache) {
    size_t found = 0;
    for (size_t i = 1; i < cache->count; i++)
        if (cache->pages[i].asked < cache->pages[found].asked)
            found = i;
    return found;
}

static void make_room(fh_page_cache *cache, size_t pages) {
    while (cache->count > pages || cache->bytes > FH_PAGE_CACHE_BYTES)
        let_go(cache, oldest(cache));
}

fihrist_page *fh_page_cache_find(fh_page_cache *cache, fh_str key) {
    fh_key wanted = fh_key_of(key, 0);
    for (size_t i = 0; i < cache->count; i++) {
        kept_page *kept = &cache->pages[i];
        if (!fh_key_equal(&kept->key, &wanted))
            continue;
        fihrist_page *page = kept->page;
        size_t bytes = bytes_of(kept);
        kept->asked = ++cache->asked;
        cache->bytes += bytes - kept->bytes;
        kept->bytes = bytes;
        page->users++;
        make_room(cache, FH_PAGE_CACHE_PAGES);
        return page;
    }
    return NULL;
}

void fh_page_cache_keep(fh_page_cache *cache, fh_str key, fihrist_page *page) {
    if (!cache->pages)
        cache->pages = fh_calloc(FH_PAGE_CACHE_PAGES, sizeof *cache->pages);
    if (!cache->pages || key.n + fh_arena_bytes(page->arena) > FH_PAGE_CACHE_PAGE)
        return;
    char *copy = fh_malloc(key.n + 1);
    if (!copy)
        return;
    memcpy(copy, key.p, key.n);
    make_room(cache, FH_PAGE_CACHE_PAGES - 1);
    kept_page *kept = &cache->pages[cache->count++];
    *kept = (kept_page){
        .key = fh_key_of((fh_str){copy, key.n}, 0), .page = page, .asked = ++cache->asked};
    kept->bytes = bytes_of(kept);
    cache->bytes += kept->bytes;
    page->users++;
    make_room(cache, FH_PAGE_CACHE_PAGES);
}
