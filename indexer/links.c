/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * links.c: union and find, and a hash table.
 */
#include "indexer/links.h"

enum { FIRST_SLOTS = 256 };

void fh_links_free(fh_links *links) {
    fh_free(links->nodes);
    fh_free(links->slots);
    *links = (fh_links){0};
}

bool fh_links_add(fh_links *links, uint32_t docid, const uint8_t *signature) {
    fh_link_node *nodes =
        fh_array_grow(links->nodes, links->count, &links->capacity, sizeof *nodes, UINT32_MAX);
    if (!nodes)
        return false;
    links->nodes = nodes;
    nodes[links->count] = (fh_link_node){docid, (uint32_t)links->count, signature};
    links->count++;
    return true;
}

/* --- by docid --- */

static uint32_t *slot_of(const fh_links *links, uint32_t docid) {
    size_t mask = links->slot_count - 1;
    size_t at = docid * UINT32_C(0x9e3779b1) >> 7 & mask;
    while (links->slots[at] && links->nodes[links->slots[at] - 1].docid != docid)
        at = (at + 1) & mask;
    return &links->slots[at];
}

static bool grow_slots(fh_links *links) {
    size_t count = links->slot_count ? links->slot_count * 2 : FIRST_SLOTS;
    uint32_t *before = links->slots, *slots = fh_calloc(count, sizeof *slots);
    size_t before_count = links->slot_count;
    if (!slots)
        return false;
    links->slots = slots;
    links->slot_count = count;
    for (size_t i = 0; i < before_count; i++)
        if (before[i])
            *slot_of(links, links->nodes[before[i] - 1].docid) = before[i];
    fh_free(before);
    return true;
}

int64_t fh_links_number(fh_links *links, uint32_t docid) {
    if (links->known * 2 >= links->slot_count && !grow_slots(links))
        return -1;
    uint32_t *slot = slot_of(links, docid);
    if (*slot)
        return *slot - 1;
    if (!fh_links_add(links, docid, NULL))
        return -1;
    links->known++;
    *slot = (uint32_t)links->count;
    return (int64_t)links->count - 1;
}

/* --- sets --- */

uint32_t fh_links_root(fh_links *links, uint32_t number) {
    fh_link_node *nodes = links->nodes;
    while (nodes[number].parent != number) {
        nodes[number].parent = nodes[nodes[number].parent].parent;
        number = nodes[number].parent;
    }
    return number;
}

void fh_links_unite(fh_links *links, uint32_t a, uint32_t b) {
    a = fh_links_root(links, a);
    b = fh_links_root(links, b);
    links->nodes[a > b ? a : b].parent = a > b ? b : a;
}
