/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page.h: a page of answers from the inside: fihrist_page, and the making of its hits from stored
 * records.
 */
#ifndef FIHRIST_SEARCHER_PAGE_H
#define FIHRIST_SEARCHER_PAGE_H

#include "searcher/plan.h"
#include "searcher/stories.h"

struct fihrist_page {
    fh_arena *arena; /**< everything in the page lives in it, the page too */
    unsigned users;  /**< who have to free it: callers, and the cache */
    fihrist_hit *hits;
    fihrist_cluster *clusters; /**< of each hit; without an id: none. NULL: of none */
    size_t count;
    uint64_t total;
    bool exact;
    uint64_t revision;
    const char *cursor;
    fihrist_warning *warnings;
    size_t warning_count;
    fihrist_text explain;
    /** JSON of each hit, then of the end: as a daemon sent it, or absent until it is asked for.
     * NULL: none was asked for yet. */
    fihrist_text *lines;
};

/** An empty page; NULL when out of memory. */
fihrist_page *fh_page_new(void);

/** Fill page->hits from `answers`, the first of them having rank `first_rank`. With snippets asked
 *  for, the best matching comments come beneath each story. */
int fh_page_fill(fihrist_page *page, fh_reader *reader, const fh_plan *plan,
                 const fh_answer *answers, size_t count, uint64_t first_rank,
                 const fihrist_search_options *options, uint64_t deadline_ns, fihrist_error *err);

#endif
