/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table_rows.c: RFC 4180, and what is written instead of it. A quote counts where a cell begins;
 * one that something else than a delimiter follows was meant as it stands ("Yes," he said). A row
 * may be of any length: what is over the limit is passed over without being kept.
 */
#include "formats/table.h"

typedef enum place { CELL_BEGINS, IN_CELL, IN_QUOTES, BEHIND_QUOTE } place;

/* --- delimiter --- */

/* Where a line of a piece ends. */
static size_t end_of_line(fh_str text) {
    size_t n = 0;
    while (n < text.n && text.p[n] != '\n' && text.p[n] != '\r')
        n++;
    return n;
}

/* The first of those that the header has most of, outside of quotes. */
static char find_delimiter(fh_str text) {
    static const char delimiters[] = "\t,;|";
    size_t counts[sizeof delimiters] = {0}, best = 1;
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || (text.p[i] != '\n' && text.p[i] != '\r')); i++) {
        const char *found = text.p[i] ? strchr(delimiters, text.p[i]) : NULL;
        if (text.p[i] == '"')
            quoted = !quoted;
        else if (found && !quoted)
            counts[found - delimiters]++;
    }
    for (size_t i = 0; delimiters[i]; i++)
        if (counts[i] > counts[best])
            best = i;
    return delimiters[best];
}

int fh_table_rows_open(fh_table_rows *rows, fh_stream *stream, fihrist_error *err) {
    *rows = (fh_table_rows){.line = 1, .text = FH_BUFFER(FH_TABLE_ROW_MAX_BYTES)};
    int code = fh_pieces_open(&rows->pieces, stream, err);
    if (code == 0)
        code = fh_pieces_more(&rows->pieces, err);
    if (code < 0)
        return code;
    fh_str text = {rows->pieces.bytes + rows->pieces.at, rows->pieces.end - rows->pieces.at};
    size_t n = end_of_line(text);
    if (n == 5 && memcmp(text.p, "sep=", 4) == 0) { /* as spreadsheets put it above all */
        rows->delimiter = text.p[4];
        rows->pieces.at += n;
    } else {
        rows->delimiter = find_delimiter(text);
    }
    return 0;
}

void fh_table_rows_close(fh_table_rows *rows) {
    fh_pieces_close(&rows->pieces);
    fh_buffer_free(&rows->text);
}

/* --- cells --- */

static int add(fh_table_rows *rows, const char *bytes, size_t n, fihrist_error *err) {
    if (n > rows->text.cap_bytes - rows->text.n)
        rows->too_long = true;
    if (rows->too_long || rows->too_many)
        return 0;
    return fh_buffer_append(&rows->text, bytes, n) ? 0 : fh_fail_memory(err);
}

static size_t cell_start(const fh_table_rows *rows) {
    return rows->count ? rows->ends[rows->count - 1] : 0;
}

static void end_cell(fh_table_rows *rows) {
    if (rows->count == FH_TABLE_MAX_COLUMNS)
        rows->too_many = true;
    else
        rows->ends[rows->count++] = rows->text.n;
}

/* The quotes around what has been read of the cell are its own. */
static int restore_quotes(fh_table_rows *rows, fihrist_error *err) {
    int code = add(rows, "\"\"", 2, err);
    if (code != 0 || rows->too_long || rows->too_many)
        return code;
    size_t from = cell_start(rows);
    memmove(rows->text.p + from + 1, rows->text.p + from, rows->text.n - from - 2);
    rows->text.p[from] = '"';
    return 0;
}

/* Bytes that stand for themselves from `at` on. */
static int take_run(fh_table_rows *rows, bool quoted, fihrist_error *err) {
    fh_pieces *pieces = &rows->pieces;
    const char *from = pieces->bytes + pieces->at, *end = pieces->bytes + pieces->end, *at = from;
    if (quoted)
        while (at < end && *at != '"' && *at != '\n')
            at++;
    else
        while (at < end && *at != rows->delimiter && *at != '\n' && *at != '\r')
            at++;
    if (quoted && at < end && *at == '\n') {
        at++;
        rows->line++;
    }
    pieces->at += (size_t)(at - from);
    return add(rows, from, (size_t)(at - from), err);
}

/* --- rows --- */

/* A byte that is no run's; *ret_over: the row ends with it. */
static int take_byte(fh_table_rows *rows, place *at, bool *ret_over, fihrist_error *err) {
    char c = rows->pieces.bytes[rows->pieces.at];
    if (*at == CELL_BEGINS && c == '"') {
        *at = IN_QUOTES;
    } else if (*at == IN_QUOTES) {
        *at = BEHIND_QUOTE;
    } else if (*at == BEHIND_QUOTE && c == '"') {
        *at = IN_QUOTES;
        rows->pieces.at++;
        return add(rows, "\"", 1, err);
    } else if (c == rows->delimiter) {
        end_cell(rows);
        *at = CELL_BEGINS;
    } else if (c == '\n' || c == '\r') {
        end_cell(rows);
        *ret_over = true;
        rows->after_return = c == '\r';
        rows->line++;
    } else if (*at == BEHIND_QUOTE) {
        *at = IN_CELL;
        return restore_quotes(rows, err);
    } else {
        *at = IN_CELL;
        return take_run(rows, false, err);
    }
    rows->pieces.at++;
    return 0;
}

static void begin_row(fh_table_rows *rows) {
    /* One huge row does not keep its memory for the rest of the run. */
    if (rows->text.capacity > FH_ARTICLE_MAX_BYTES)
        fh_buffer_free(&rows->text);
    fh_buffer_clear(&rows->text);
    rows->count = 0;
    rows->too_many = rows->too_long = false;
    rows->row_line = rows->line;
}

/* 1: there is a row; 0: nothing is left. */
static int read_row(fh_table_rows *rows, fihrist_error *err) {
    place at = CELL_BEGINS;
    bool over = false, any = false;
    uint64_t quote_line = 0;
    int more = 0, code = 0;
    begin_row(rows);
    while (!over && code == 0 && (more = fh_pieces_more(&rows->pieces, err)) > 0) {
        place before = at;
        if (!any && rows->after_return && rows->pieces.bytes[rows->pieces.at] == '\n') {
            rows->pieces.at++;
            rows->after_return = false;
            continue;
        }
        any = true;
        rows->after_return = false;
        if (at == IN_QUOTES && rows->pieces.bytes[rows->pieces.at] != '"')
            code = take_run(rows, true, err);
        else
            code = take_byte(rows, &at, &over, err);
        if (at == IN_QUOTES && before == CELL_BEGINS)
            quote_line = rows->line;
    }
    if (code != 0 || more < 0)
        return code ? code : more;
    if (!over && at == IN_QUOTES)
        return fh_fail(err, FIHRIST_E_INPUT, "a quote that is not closed: it begins on line %llu",
                       (unsigned long long)quote_line);
    if (!over && any)
        end_cell(rows);
    return any;
}

static bool is_blank(const fh_table_rows *rows) {
    for (size_t i = 0; i < rows->text.n; i++)
        if (rows->text.p[i] != ' ' && rows->text.p[i] != '\t')
            return false;
    return rows->count == 1 && !rows->too_long;
}

int fh_table_rows_next(fh_table_rows *rows, fihrist_error *err) {
    int code;
    do
        code = read_row(rows, err);
    while (code > 0 && is_blank(rows));
    if (code <= 0)
        return code == 0 ? FH_READ_END : code;
    if (rows->too_many)
        fh_fail(err, FIHRIST_E_INPUT, "a row of more than %d cells", FH_TABLE_MAX_COLUMNS);
    else if (rows->too_long)
        fh_fail(err, FIHRIST_E_INPUT, "a row of more than %d bytes", FH_TABLE_ROW_MAX_BYTES);
    return rows->too_many || rows->too_long ? FH_READ_REJECTED : FH_READ_ARTICLE;
}

fh_str fh_table_cell(const fh_table_rows *rows, size_t column) {
    size_t from = column ? rows->ends[column - 1] : 0;
    return (fh_str){fh_buffer_str(&rows->text).p + from, rows->ends[column] - from};
}
