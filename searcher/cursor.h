/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cursor.h: the text that leads from one page of answers to the next. It names the revision it
 * belongs to and a hash of the question, so that a cursor whose answers have moved, or that belongs
 * to another question, is an error and not a wrong page.
 */
#ifndef FIHRIST_SEARCHER_CURSOR_H
#define FIHRIST_SEARCHER_CURSOR_H

#include "core/memory.h"
#include "searcher/reader.h"

/** Room for a cursor with its NUL: "r12-o10-0123456789abcdef". */
enum { FH_CURSOR_BYTES = 72 };

void fh_cursor_write(const fh_reader *reader, fh_str text, const fihrist_search_options *options,
                     uint32_t offset, char ret_cursor[FH_CURSOR_BYTES]);

/** FIHRIST_E_BUSY: its revision is gone; FIHRIST_E_USAGE: it is none, or another question's. */
int fh_cursor_read(const fh_reader *reader, fh_str text, const fihrist_search_options *options,
                   uint32_t *ret_offset, fihrist_error *err);

#endif
