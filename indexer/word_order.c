/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * word_order.c: see word_order.h.
 */
#include "indexer/word_order.h"

/* A gap and a word for every byte that an article can have. */
enum { UNITS_MAX = 1 << 26 };

void fh_word_order_clear(fh_word_order *order) {
    order->count = order->title_count = 0;
    order->gap_due = false;
}

void fh_word_order_free(fh_word_order *order) {
    fh_free(order->units);
}

void fh_word_order_begin_text(fh_word_order *order) {
    order->gap_due = order->count > 0;
}

static bool append(fh_word_order *order, fh_unit unit) {
    fh_unit *units =
        fh_array_grow(order->units, order->count, &order->capacity, sizeof *units, UNITS_MAX);
    if (!units)
        return false;
    order->units = units;
    units[order->count++] = unit;
    return true;
}

bool fh_word_order_add(fh_word_order *order, fh_unit unit) {
    if (order->gap_due && !append(order, FH_UNIT_GAP))
        return false;
    order->gap_due = false;
    return append(order, unit);
}

void fh_word_order_end_title(fh_word_order *order) {
    order->title_count = order->count;
}
