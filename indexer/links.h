/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * links.h: which articles hang together: sets of articles that are united two by two.
 */
#ifndef FIHRIST_INDEXER_LINKS_H
#define FIHRIST_INDEXER_LINKS_H

#include "core/memory.h"

/** A set of articles in the making: one article, or a cluster that is known by its first. */
typedef struct fh_link_node {
    uint32_t docid;
    uint32_t parent;          /**< its own number: it stands for its set */
    const uint8_t *signature; /**< of an article that is compared with all; else NULL */
} fh_link_node;

/** Zero-initialise. */
typedef struct fh_links {
    fh_link_node *nodes;
    size_t count, capacity;
    uint32_t *slots; /**< number + 1 of the nodes by docid; NULL until the first is looked for */
    size_t slot_count, known;
} fh_links;

void fh_links_free(fh_links *links);

/** Append one; false when out of memory. */
bool fh_links_add(fh_links *links, uint32_t docid, const uint8_t *signature);
/** The number of a node that has no signature, made when it is not there; -1: out of memory. */
int64_t fh_links_number(fh_links *links, uint32_t docid);

/** The node that stands for a node's set. */
uint32_t fh_links_root(fh_links *links, uint32_t number);
void fh_links_unite(fh_links *links, uint32_t a, uint32_t b);

#endif
