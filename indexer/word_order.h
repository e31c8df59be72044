/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * word_order.h: the words of one document gathered in the order they come, as units (unit.h).
 * Reused from document to document.
 */
#ifndef FIHRIST_INDEXER_WORD_ORDER_H
#define FIHRIST_INDEXER_WORD_ORDER_H

#include "core/unit.h"

typedef struct fh_word_order {
    fh_unit *units;
    size_t count, capacity;
    size_t title_count; /**< so many units, the first, are the title */
    bool gap_due;       /**< the next word begins a text behind another */
} fh_word_order;

/** Begin on another document. */
void fh_word_order_clear(fh_word_order *order);
void fh_word_order_free(fh_word_order *order);

/** What comes now is another text than what came before. */
void fh_word_order_begin_text(fh_word_order *order);
/** False when out of memory. */
bool fh_word_order_add(fh_word_order *order, fh_unit unit);
/** What has come is the title. */
void fh_word_order_end_title(fh_word_order *order);

#endif
