/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table.c: the reader of CSV and TSV (table.h). The first row is the header; one row is in memory.
 */
#include "formats/table.h"

#include "core/charset.h"
#include "formats/field.h"
#include "formats/formats.h"

typedef struct table_reader {
    fh_table_rows rows;
    fh_stream *stream;
    const fh_origin *origin;
    fh_arena *arena; /* of the columns */
    fh_table_column *columns;
    size_t count;
    bool begun;
} table_reader;

static void table_close(void *state) {
    table_reader *reader = state;
    if (!reader)
        return;
    fh_table_rows_close(&reader->rows);
    fh_arena_free(reader->arena);
    fh_free(reader);
}

static int table_open(fh_stream *stream, const fh_origin *origin, void **ret_state,
                      fihrist_error *err) {
    table_reader *reader = fh_calloc(1, sizeof *reader);
    if (reader) {
        reader->stream = stream;
        reader->origin = origin;
        reader->arena = fh_arena_new();
    }
    if (!reader || !reader->arena) {
        table_close(reader);
        return fh_fail_memory(err);
    }
    *ret_state = reader;
    return 0;
}

/* The cells of the row, in `arena`, as many as `count`. */
static fh_str *copy_cells(const table_reader *reader, size_t count, fh_arena *arena,
                          fihrist_error *err) {
    fh_str charset = reader->origin ? reader->origin->charset : (fh_str){NULL, 0};
    fh_str *cells = fh_arena_calloc(arena, count, sizeof *cells);
    for (size_t i = 0; cells && i < count && i < reader->rows.count; i++) {
        fh_str cell = fh_field_trim(fh_table_cell(&reader->rows, i));
        if (cell.n == 0)
            continue;
        cell = fh_arena_copy(arena, cell);
        if (cell.p)
            cell = fh_charset_to_utf8(arena, cell, charset);
        cells[i] = cell;
    }
    if (!cells || fh_arena_failed(arena)) {
        fh_fail_memory(err);
        return NULL;
    }
    return cells;
}

static int begin(table_reader *reader, fihrist_error *err) {
    fh_str map = reader->origin ? reader->origin->columns : (fh_str){NULL, 0};
    int code = fh_table_rows_open(&reader->rows, reader->stream, err);
    reader->begun = true;
    if (code == 0)
        code = fh_table_rows_next(&reader->rows, err);
    if (code == FH_READ_REJECTED)
        return FIHRIST_E_INPUT;
    if (code <= 0)
        return code;
    reader->count = reader->rows.count;
    fh_str *names = copy_cells(reader, reader->count, reader->arena, err);
    return names ? fh_table_read_columns(names, reader->count, map, reader->arena, &reader->columns,
                                         err)
                 : FIHRIST_E_MEMORY;
}

/* Empty cells at the end of a row are no more than that. */
static int check_width(const table_reader *reader, fihrist_error *err) {
    for (size_t i = reader->count; i < reader->rows.count; i++)
        if (fh_field_trim(fh_table_cell(&reader->rows, i)).n)
            return fh_fail(err, FIHRIST_E_INPUT, "a row of %zu cells, where there are %zu columns",
                           reader->rows.count, reader->count);
    return 0;
}

static int read_row(const table_reader *reader, fh_arena *arena, fh_article *ret_article,
                    fihrist_error *err) {
    int code = check_width(reader, err);
    if (code != 0)
        return code;
    fh_table_row row = {reader->columns, copy_cells(reader, reader->count, arena, err),
                        reader->count};
    if (!row.cells)
        return FIHRIST_E_MEMORY;
    code = fh_table_read_row(&row, arena, ret_article, err);
    return code == 0 && fh_arena_failed(arena) ? fh_fail_memory(err) : code;
}

static int table_next(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                      fihrist_error *err) {
    table_reader *reader = state;
    int code = reader->begun ? 0 : begin(reader, err);
    *ret_line = reader->rows.row_line;
    if (code < 0 || !reader->columns)
        return code < 0 ? code : FH_READ_END;
    code = fh_table_rows_next(&reader->rows, err);
    *ret_line = reader->rows.row_line;
    if (code != FH_READ_ARTICLE)
        return code;
    code = read_row(reader, arena, ret_article, err);
    return code == 0 ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

const fh_reader_format fh_reader_table = {"csv", table_open, table_next, table_close};
