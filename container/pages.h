/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pages.h: the list of pages of a WACZ: lines of JSON with a URL and, where it is known, a title.
 * Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_PAGES_H
#define FIHRIST_CONTAINER_PAGES_H

#include "core/stream.h"

enum {
    /** Pages of a list that is longer are no pages: they come out as any other record does. */
    FH_PAGES_MAX = 1000000,
    FH_PAGES_MAX_BYTES = 64 << 20,
    FH_PAGE_TITLE_MAX_BYTES = 1024
};

typedef struct fh_pages fh_pages;

/** NULL when out of memory. */
fh_pages *fh_pages_new(void);
void fh_pages_free(fh_pages *pages);
/** Add the lines of a list. Lines that are none of a page, or have more than 64 KB, are left out.
 *  Errors are the stream's and FIHRIST_E_MEMORY. */
int fh_pages_read(fh_pages *pages, fh_stream *stream, fihrist_error *err);
/** All have been read. */
void fh_pages_sort(fh_pages *pages);
/** Whether this URL is that of a page, and its title, {NULL, 0} where it has none. */
bool fh_pages_find(const fh_pages *pages, fh_str url, fh_str *ret_title);

#endif
