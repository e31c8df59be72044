/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * formats.h: the formats that articles come in, each with its reader, and which of them bytes are.
 */
#ifndef FIHRIST_FORMATS_FORMATS_H
#define FIHRIST_FORMATS_FORMATS_H

#include "core/reader.h"

enum {
    /** The longest line of JSON Lines: an article at its limit with half of it escaped. */
    FH_JSONL_MAX_LINE_BYTES = FH_ARTICLE_MAX_BYTES * 2 + (1 << 20),
    FH_HTML_MAX_BYTES = 64 << 20
};

extern const fh_reader_format fh_reader_jsonl;     /* jsonl.c */
extern const fh_reader_format fh_reader_page;      /* whole.c: a web page saved as text */
extern const fh_reader_format fh_reader_html;      /* whole.c */
extern const fh_reader_format fh_reader_feed;      /* feed.c: RSS 2.0 (and 0.9x, 1.0), Atom */
extern const fh_reader_format fh_reader_json_feed; /* feed_json.c */
extern const fh_reader_format fh_reader_table;     /* table.c: CSV and TSV */
extern const fh_reader_format fh_reader_mail;      /* mail.c: mbox, or one message */

/** Read one line of JSON Lines. FIHRIST_E_INPUT names what is wrong. */
int fh_jsonl_read(fh_str line, fh_arena *arena, fh_article *ret_article, fihrist_error *err);
/** Check what --map says. FIHRIST_E_USAGE names what is wrong with it. */
int fh_table_map_check(fh_str columns, fihrist_error *err);
/** Where in the stream the next article begins, for a stream that is gone on with later. */
void fh_jsonl_place(const void *state, uint64_t *ret_offset, uint64_t *ret_line);
/** The stream begins there, not at its beginning. Before the first article is read. */
void fh_jsonl_start_at(void *state, uint64_t offset, uint64_t line);

#endif
