/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_copies.h: what stands with a hit of its copies (core/copies.h).
 */
#ifndef FIHRIST_SEARCHER_PAGE_COPIES_H
#define FIHRIST_SEARCHER_PAGE_COPIES_H

#include "searcher/reader.h"

/** The most stories whose comments are looked through for one hit: its own and its copies. */
enum { FH_STORIES_OF_HIT = 1 + FIHRIST_COPIES_WITH_HIT };

/** Fill *ret, which is all zeros and stays so where story `docid` has no copies; with `others` the
 *  other copies, too. Everything in it lives in `arena`; `scratch` is for a record at a time. The
 *  reader has its copies and its columns. */
int fh_page_cluster(fh_reader *reader, uint32_t docid, bool others, fh_arena *scratch,
                    fh_arena *arena, fihrist_cluster *ret, fihrist_error *err);

/** A story itself and, with `others`, some of its copies; how many. */
size_t fh_page_stories(const fh_reader *reader, uint32_t docid, bool others,
                       uint32_t ret_stories[FH_STORIES_OF_HIT]);

#endif
