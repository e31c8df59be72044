/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * alias.c: Vose's way to fill Walker's tables.
 */
#include "corpus/generator/alias.h"

#include "core/memory.h"

/* An item of weight w has w * count of a table whose cells hold `sum` each, so that all is
 * whole. */
static void fill(corpus_alias *alias, uint64_t *share, uint64_t sum, uint32_t *stack) {
    uint32_t small = 0, large = alias->count; /* two stacks that grow towards each other */
    for (uint32_t i = 0; i < alias->count; i++) {
        if (share[i] < sum)
            stack[small++] = i;
        else
            stack[--large] = i;
    }
    while (small > 0 && large < alias->count) {
        uint32_t less = stack[--small], more = stack[large];
        alias->cells[less].chance = (uint32_t)(((unsigned __int128)share[less] << 32) / sum);
        alias->cells[less].other = more;
        share[more] -= sum - share[less];
        if (share[more] < sum) {
            large++;
            stack[small++] = more;
        }
    }
    while (large < alias->count || small > 0) {
        uint32_t rest = small > 0 ? stack[--small] : stack[large++];
        alias->cells[rest].chance = UINT32_MAX;
        alias->cells[rest].other = rest;
    }
}

bool corpus_alias_make(corpus_alias *ret_alias, uint64_t *weights, uint32_t count) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += weights[i];
        weights[i] *= count;
    }
    uint32_t *stack = fh_calloc(count, sizeof *stack);
    *ret_alias = (corpus_alias){count, fh_calloc(count, sizeof *ret_alias->cells)};
    bool whole = stack && ret_alias->cells;
    if (whole)
        fill(ret_alias, weights, sum, stack);
    fh_free(stack);
    return whole;
}

void corpus_alias_free(corpus_alias *alias) {
    fh_free(alias->cells);
    *alias = (corpus_alias){0, NULL};
}
