/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * chart.h: small charts of counts, drawn in Unicode's block characters: years side by side, and
 * rows one below the other. Knows no index and no terminal: text goes into a buffer.
 */
#ifndef FIHRIST_CORE_CHART_H
#define FIHRIST_CORE_CHART_H

#include "core/memory.h"

/** How wide a chart may be: less and more are taken for these. */
enum { FH_CHART_LEAST_COLUMNS = 40, FH_CHART_MOST_COLUMNS = 80 };

typedef struct fh_chart_look {
    unsigned columns; /**< 0: FH_CHART_MOST_COLUMNS */
    bool coloured;    /**< bars are; by escapes of ECMA-48 */
} fh_chart_look;

typedef struct fh_chart_year {
    int year; /**< 1 to 9999 */
    uint64_t articles;
} fh_chart_year;

/** Append a chart of years, ascending, four lines high, with the years below it and the largest
 * count beside it. Where there are more years than columns, those at either end that together have
 * but a two hundredth of all are left out, if that halves the range, and the last lines say so;
 * then several share a column. Nothing where there are none. */
void fh_chart_years(fh_buffer *out, const fh_chart_year *years, size_t count, fh_chart_look look);

typedef struct fh_chart_row {
    fh_str name; /**< UTF-8 from anywhere: what must not reach a terminal is left out */
    uint64_t articles;
} fh_chart_row;

/** Append a line a row: its name, cut where it is long, its count and a bar. */
void fh_chart_rows(fh_buffer *out, const fh_chart_row *rows, size_t count, fh_chart_look look);

#endif
