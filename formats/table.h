/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table.h: CSV and TSV in steps, each in a file of its own:
 *
 *   table_rows.c     bytes to rows of cells
 *   table_columns.c  which field a column is, by --map or by its name
 *   table_row.c      a row to an article
 *   table.c          the reader
 */
#ifndef FIHRIST_FORMATS_TABLE_H
#define FIHRIST_FORMATS_TABLE_H

#include "core/reader.h"
#include "formats/pieces.h"

enum {
    FH_TABLE_MAX_COLUMNS = 2000,
    FH_TABLE_ROW_MAX_BYTES = FH_ARTICLE_MAX_BYTES * 2 + (1 << 20) /**< as a line of JSON Lines */
};

/* --- table_rows.c --- */

typedef struct fh_table_rows {
    fh_pieces pieces;
    fh_buffer text;                    /**< the cells of the row, one behind the other */
    size_t ends[FH_TABLE_MAX_COLUMNS]; /**< of each in there */
    size_t count;                      /**< of its cells */
    bool too_many, too_long;
    bool after_return; /* a line feed that comes now belongs to the row before */
    char delimiter;
    uint64_t line;     /* of the stream, that comes next */
    uint64_t row_line; /**< that the row begins on */
} fh_table_rows;

/** Begin: finds out the delimiter (tab, comma, semicolon, '|') by the first line, or by "sep=;". */
int fh_table_rows_open(fh_table_rows *rows, fh_stream *stream, fihrist_error *err);
void fh_table_rows_close(fh_table_rows *rows);
/** The next row that is not blank: FH_READ_ARTICLE, FH_READ_REJECTED (*err: it is too long, or has
 *  too many cells), FH_READ_END; or a negative code: FIHRIST_E_INPUT for a quote that is not
 * closed. */
int fh_table_rows_next(fh_table_rows *rows, fihrist_error *err);
/** A cell of the row, until the next one. */
fh_str fh_table_cell(const fh_table_rows *rows, size_t column);

/* --- table_columns.c --- */

typedef enum fh_table_field {
    FH_TABLE_ID,
    FH_TABLE_URL,
    FH_TABLE_SOURCE,
    FH_TABLE_TITLE,
    FH_TABLE_DATE,
    FH_TABLE_LANG,
    FH_TABLE_TEXT,
    FH_TABLE_HTML,
    FH_TABLE_SUMMARY, /**< is the text where there is none */
    FH_TABLE_CAPTION,
    FH_TABLE_AUTHOR,
    FH_TABLE_ACTORS,
    FH_TABLE_COMMENT,
    FH_TABLE_COMMENTER,
    FH_TABLE_COMMENT_ID,
    FH_TABLE_COMMENT_DATE,
    FH_TABLE_COMMENT_PARENT,
    FH_TABLE_FIELDS,
    FH_TABLE_EXTRA = FH_TABLE_FIELDS, /**< is no field */
    FH_TABLE_NONE,                    /**< is left out */
    FH_TABLE_UNKNOWN                  /**< of a column that --map does not name */
} fh_table_field;

typedef struct fh_table_column {
    fh_str name; /**< NUL-terminated; as a key of `extra` */
    fh_table_field field;
} fh_table_column;

/** What the columns of a header are. FIHRIST_E_INPUT: none of them is a title, a text or a comment,
 *  or `map` names one that is not there; with the names of those that are. In `arena`. */
int fh_table_read_columns(const fh_str *names, size_t count, fh_str map, fh_arena *arena,
                          fh_table_column **ret_columns, fihrist_error *err);

/* --- table_row.c --- */

typedef struct fh_table_row {
    const fh_table_column *columns;
    const fh_str *cells; /**< UTF-8, trimmed, in the arena; as many as there are columns */
    size_t count;
} fh_table_row;

/** FIHRIST_E_INPUT: it is a comment that does not say on what; or of no article at all. */
int fh_table_read_row(const fh_table_row *row, fh_arena *arena, fh_article *ret_article,
                      fihrist_error *err);

#endif
