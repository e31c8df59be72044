/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * chart.c: counts as blocks. A block is eighths of a character high, or wide; what is not 0 has at
 * least one.
 */
#include "core/chart.h"

#include <stdio.h>

#include "core/number.h"
#include "core/printable.h"

enum {
    EIGHTHS = 8,
    LINES = 4,         /* of a chart of years */
    BAR_MOST = 6,      /* columns of a year */
    GAP_FROM = 3,      /* of these columns one is a gap */
    MARGIN = 2,        /* before a line */
    LABEL_COLUMNS = 6, /* of a year below the chart, with its distance */
    OUTLIERS = 200,    /* so many times as much as what may be left out */
    NAME_MOST = 32,    /* columns */
    ROW_BAR_MOST = 30, /* columns */
    LINE_MAX_COLUMNS = FH_CHART_MOST_COLUMNS
};

static const char colour[] = "\033[36m", plain[] = "\033[0m";

static unsigned columns_of(fh_chart_look look) {
    if (look.columns == 0 || look.columns > FH_CHART_MOST_COLUMNS)
        return FH_CHART_MOST_COLUMNS;
    return look.columns < FH_CHART_LEAST_COLUMNS ? FH_CHART_LEAST_COLUMNS : look.columns;
}

/* U+2580 and what follows it. */
static void put_block(fh_buffer *out, unsigned number) {
    char bytes[] = {'\xe2', '\x96', (char)(0x80 + number)};
    fh_buffer_append(out, bytes, sizeof bytes);
}

/* From the bottom, in eighths. */
static void put_height(fh_buffer *out, unsigned eighths) {
    if (eighths == 0)
        fh_buffer_append_byte(out, ' ');
    else
        put_block(out, eighths < EIGHTHS ? eighths : EIGHTHS);
}

static void put_blanks(fh_buffer *out, size_t count) {
    for (size_t i = 0; i < count; i++)
        fh_buffer_append_byte(out, ' ');
}

/* At the end of a line. */
static void drop_blanks(fh_buffer *out) {
    while (!out->failed && out->n > 0 && out->p[out->n - 1] == ' ')
        out->n--;
}

static void begin_colour(fh_buffer *out, fh_chart_look look) {
    if (look.coloured)
        fh_buffer_append_text(out, colour);
}

static void end_colour(fh_buffer *out, fh_chart_look look) {
    if (look.coloured)
        fh_buffer_append_text(out, plain);
}

/* `value` of `most` as one of `steps`; 0 for 0 alone. */
static unsigned scale(uint64_t value, uint64_t most, unsigned steps) {
    if (value == 0 || most == 0)
        return 0;
    double part = (double)value / (double)most * steps + 0.5;
    return part < 1 ? 1 : part > steps ? steps : (unsigned)part;
}

/* --- years --- */

/* Which years are shown, and how. */
typedef struct axis {
    const fh_chart_year *years;
    size_t count;
    uint64_t before, behind; /* articles of years that are left out */
    int last_before, first_behind;
    int step;         /* years of a bar */
    unsigned bars;    /* so many */
    unsigned columns; /* of a bar, with its gap */
    uint64_t most;    /* of a bar */
    uint64_t values[LINE_MAX_COLUMNS];
} axis;

static int first_year(const axis *a) {
    return a->years[0].year;
}

static unsigned span(const axis *a) {
    return (unsigned)(a->years[a->count - 1].year - first_year(a)) + 1;
}

static uint64_t sum_of(const fh_chart_year *years, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += years[i].articles;
    return sum;
}

/* Of the two ends the smaller first: a wrong date is mostly the only one of its year. */
static void leave_out_ends(axis *a, unsigned room) {
    uint64_t spare = sum_of(a->years, a->count) / OUTLIERS;
    while (span(a) > room && a->count > 1) {
        const fh_chart_year *first = &a->years[0], *last = &a->years[a->count - 1];
        bool from_first = first->articles <= last->articles;
        uint64_t articles = from_first ? first->articles : last->articles;
        if (articles > spare)
            return;
        spare -= articles;
        a->count--;
        if (from_first) {
            a->before += articles;
            a->last_before = first->year;
            a->years++;
        } else {
            a->behind += articles;
            a->first_behind = last->year;
        }
    }
}

/* Only where that makes much of a difference. */
static void leave_out(axis *a, unsigned room) {
    axis less = *a;
    leave_out_ends(&less, room);
    if (span(&less) <= room || span(&less) <= span(a) / 2)
        *a = less;
}

static void lay_out(axis *a, unsigned room) {
    leave_out(a, room);
    unsigned years = span(a);
    a->step = (int)((years + room - 1) / room);
    a->bars = (years + (unsigned)a->step - 1) / (unsigned)a->step;
    a->columns = room / a->bars < BAR_MOST ? room / a->bars : BAR_MOST;
    for (size_t i = 0; i < a->count; i++) {
        uint64_t *bar = &a->values[(a->years[i].year - first_year(a)) / a->step];
        *bar += a->years[i].articles;
        a->most = *bar > a->most ? *bar : a->most;
    }
}

static unsigned bar_columns(const axis *a) {
    return a->columns - (a->columns >= GAP_FROM);
}

/* The bars of one line, of which `line` 0 is the lowest. */
static void put_bars(fh_buffer *out, const axis *a, unsigned line) {
    for (unsigned bar = 0; bar < a->bars; bar++) {
        unsigned height = scale(a->values[bar], a->most, LINES * EIGHTHS);
        unsigned below = line * EIGHTHS;
        for (unsigned i = 0; i < bar_columns(a); i++)
            put_height(out, height > below ? height - below : 0);
        put_blanks(out, bar + 1 < a->bars ? a->columns - bar_columns(a) : 0);
    }
}

/* The first of 1, 2, 5, 10, ... years that leaves room for its label. */
static int label_distance(const axis *a) {
    static const int steps[] = {1, 2, 5};
    for (int decade = 1; decade < 10000; decade *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            int years = steps[i] * decade;
            if ((unsigned)(years / a->step) * a->columns >= LABEL_COLUMNS)
                return years;
        }
    return 10000;
}

/* Under a bar that has a year of that distance stands its first. */
static void put_labels(fh_buffer *out, const axis *a) {
    int distance = label_distance(a);
    unsigned at = 0;
    for (unsigned bar = 0; bar < a->bars; bar++) {
        int year = first_year(a) + (int)bar * a->step;
        bool due = (year + a->step - 1) / distance * distance >= year;
        if (bar * a->columns < at + (at > 0) || (bar > 0 && !due))
            continue;
        put_blanks(out, bar * a->columns - at);
        fh_buffer_printf(out, "%d", year);
        at = bar * a->columns + 4;
    }
}

static void put_left_out(fh_buffer *out, const axis *a) {
    char number[FH_GROUPED_BYTES];
    if (a->before > 0)
        fh_buffer_printf(out, "%*sand %s up to %d\n", MARGIN, "",
                         fh_number_grouped(a->before, number), a->last_before);
    if (a->behind > 0)
        fh_buffer_printf(out, "%*sand %s from %d on\n", MARGIN, "",
                         fh_number_grouped(a->behind, number), a->first_behind);
}

void fh_chart_years(fh_buffer *out, const fh_chart_year *years, size_t count, fh_chart_look look) {
    axis a = {.years = years, .count = count};
    char label[FH_GROUPED_BYTES];
    if (count == 0)
        return;
    /* The label of all articles is as long as any that there may be. */
    size_t widest = strlen(fh_number_grouped(sum_of(years, count), label));
    lay_out(&a, columns_of(look) - MARGIN - 1 - (unsigned)widest - LABEL_COLUMNS / 2);
    widest = strlen(fh_number_grouped(a.most, label));
    for (unsigned line = LINES; line-- > 0;) {
        fh_buffer_printf(out, "%*s%*s ", MARGIN, "", (int)widest, line == LINES - 1 ? label : "");
        begin_colour(out, look);
        put_bars(out, &a, line);
        drop_blanks(out);
        end_colour(out, look);
        fh_buffer_append_byte(out, '\n');
    }
    put_blanks(out, MARGIN + widest + 1);
    put_labels(out, &a);
    fh_buffer_append_byte(out, '\n');
    put_left_out(out, &a);
}

/* --- rows --- */

/* Append what may be shown of a name, `columns` characters at most; returns how many. */
static size_t put_name(fh_buffer *out, fh_str name, size_t columns) {
    const unsigned char *p = (const unsigned char *)name.p;
    size_t put = 0;
    for (size_t at = 0; at < name.n && put < columns;) {
        size_t n = fh_printable_length(p + at, name.n - at);
        if (n > 0) {
            if (out)
                fh_buffer_append(out, name.p + at, n);
            put++;
        }
        at += n ? n : 1;
    }
    return put;
}

static void put_bar(fh_buffer *out, unsigned eighths) {
    for (; eighths >= EIGHTHS; eighths -= EIGHTHS)
        put_block(out, EIGHTHS);
    if (eighths > 0)
        put_block(out, 2 * EIGHTHS - eighths);
}

void fh_chart_rows(fh_buffer *out, const fh_chart_row *rows, size_t count, fh_chart_look look) {
    char number[FH_GROUPED_BYTES];
    size_t names = 0, numbers = 0;
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t n = put_name(NULL, rows[i].name, NAME_MOST);
        names = n > names ? n : names;
        n = strlen(fh_number_grouped(rows[i].articles, number));
        numbers = n > numbers ? n : numbers;
        most = rows[i].articles > most ? rows[i].articles : most;
    }
    size_t used = MARGIN + names + 2 + numbers + 1, columns = columns_of(look);
    size_t room = columns > used ? columns - used : 0;
    unsigned bar = room < ROW_BAR_MOST ? (unsigned)room : ROW_BAR_MOST;
    for (size_t i = 0; i < count; i++) {
        put_blanks(out, MARGIN);
        put_blanks(out, names - put_name(out, rows[i].name, NAME_MOST));
        fh_buffer_printf(out, "  %*s ", (int)numbers, fh_number_grouped(rows[i].articles, number));
        begin_colour(out, look);
        put_bar(out, scale(rows[i].articles, most, bar * EIGHTHS));
        end_colour(out, look);
        fh_buffer_append_byte(out, '\n');
    }
}
