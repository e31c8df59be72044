/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_cache.h: pages that were asked for lately, of one snapshot of an index. Who asks the same
 * again gets the same page, which is made of nothing but the snapshot, the query and the options.
 */
#ifndef FIHRIST_SEARCHER_PAGE_CACHE_H
#define FIHRIST_SEARCHER_PAGE_CACHE_H

#include "core/memory.h"
#include "fihrist.h"

/** Pages, and bytes of them with what they are found by; of a larger page none is kept. */
enum { FH_PAGE_CACHE_PAGES = 512, FH_PAGE_CACHE_BYTES = 8 << 20, FH_PAGE_CACHE_PAGE = 1 << 20 };

/** Zero-initialise. */
typedef struct fh_page_cache {
    struct fh_kept_page *pages;
    size_t count;
    size_t bytes;
    uint64_t asked; /**< how often */
} fh_page_cache;

void fh_page_cache_clear(fh_page_cache *cache);

/** The page that was kept under `key`, for the caller to free; NULL: there is none. */
fihrist_page *fh_page_cache_find(fh_page_cache *cache, fh_str key);
/** Keep a page, which is also the caller's, and let those go that were not asked for the longest.
 *  Without memory for it nothing is kept. */
void fh_page_cache_keep(fh_page_cache *cache, fh_str key, fihrist_page *page);

#endif
