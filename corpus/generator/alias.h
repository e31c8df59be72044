/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * alias.h: draw from a list by weight in constant time: Walker's alias method, in whole numbers.
 */
#ifndef FIHRIST_CORPUS_ALIAS_H
#define FIHRIST_CORPUS_ALIAS_H

#include <stdbool.h>

#include "corpus/generator/random.h"

typedef struct corpus_alias {
    uint32_t count;
    struct corpus_alias_cell {
        uint32_t chance; /* of 2^32, that a draw of this item is it */
        uint32_t other;  /* and what it is otherwise */
    } * cells;
} corpus_alias;

/** A table for `count` items, at least one, with weights that are not all 0 and whose sum times
 *  `count` is below 2^63. Uses up `weights`. False: out of memory. */
bool corpus_alias_make(corpus_alias *ret_alias, uint64_t *weights, uint32_t count);
void corpus_alias_free(corpus_alias *alias);

static inline uint32_t corpus_alias_draw(const corpus_alias *alias, uint64_t random_bits) {
    uint32_t i = corpus_scale((uint32_t)(random_bits >> 32), alias->count);
    return (uint32_t)random_bits < alias->cells[i].chance ? i : alias->cells[i].other;
}

#endif
