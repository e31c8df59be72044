/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * snippet.h: the pieces of a stored text that show why it matched: whole words, beginning at a
 * sentence where one is near, with the bytes that matched. No markup: presenting is for others.
 */
#ifndef FIHRIST_SEARCHER_SNIPPET_H
#define FIHRIST_SEARCHER_SNIPPET_H

#include "fihrist.h"
#include "searcher/needle.h"

/** About so many bytes a snippet has; a long word may add some. */
enum { FH_SNIPPET_BYTES = 220 };

/** A span of the text that matched needle number `needle`. */
typedef struct fh_mark {
    uint32_t start, end, needle;
} fh_mark;

/** Choose up to `room` snippets of scan->text, best first chosen, given in the order of the text.
 * `marks` are in order of start and do not overlap. Without marks there is one: the beginning.
 * Everything returned lives in `arena`. */
int fh_snippet_choose(const fh_scan *scan, const fh_mark *marks, size_t mark_count, size_t room,
                      fh_arena *arena, fihrist_snippet *ret_snippets, size_t *ret_count,
                      fihrist_error *err);

#endif
