/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * remote_hit.h: a page read back from the lines of JSON that a daemon sent.
 */
#ifndef FIHRIST_SEARCHER_REMOTE_HIT_H
#define FIHRIST_SEARCHER_REMOTE_HIT_H

#include "searcher/page.h"

/** Fill the page from page->lines: page->count hits and the end. FIHRIST_E_PROTOCOL when a line is
 *  not what page_json.c writes. */
int fh_remote_page_read(fihrist_page *page, fihrist_error *err);

#endif
