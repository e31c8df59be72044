/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies_update.h: what the files of an update share: copies_writer.c begins and ends it,
 * copies_links.c finds which articles are linked, copies_clusters.c makes clusters of them. Nobody
 * else includes it.
 */
#ifndef FIHRIST_INDEXER_COPIES_UPDATE_H
#define FIHRIST_INDEXER_COPIES_UPDATE_H

#include "core/copies.h"
#include "core/store.h"
#include "indexer/alike.h"
#include "indexer/candidates.h"
#include "indexer/links.h"

enum {
    FH_NEAR_MAX = 16,  /**< articles that are measured against one, those that agree most */
    FH_UNLIKE_MAX = 8, /**< so many in a row that are not alike, and no more are measured */
};

/** Docids, ascending once they are sorted. Zero-initialise; `items` is to be freed. */
typedef struct fh_docid_list {
    uint32_t *items;
    size_t count, capacity;
} fh_docid_list;

bool fh_docid_list_add(fh_docid_list *list, uint32_t docid);
void fh_docid_list_sort(fh_docid_list *list);
/** Of a sorted list. */
bool fh_docid_list_has(const fh_docid_list *list, uint32_t docid);
/** For qsort and bsearch of uint32_t. */
int fh_docid_compare(const void *a, const void *b);

/** Who may be like an article, those first that agree with it in the most places. */
typedef struct fh_near_list {
    uint32_t docids[FH_NEAR_MAX];
    uint8_t agreement[FH_NEAR_MAX];
    size_t count;
} fh_near_list;

/** An article that is there already, while it is looked for among those that are compared. */
typedef struct fh_old_article {
    uint32_t docid;
    bool looked_up, counts; /**< it is in the index, and not compared itself */
} fh_old_article;

typedef struct fh_copies_update {
    const fh_workspace *workspace;
    xc_database *db;
    fh_store *store;
    uint32_t looks; /**< into it, here and there: see fh_copies_looked */
    fh_alike *alike;
    fh_arena *arena;
    const fh_copies *copies; /**< as they were */
    fh_docid_list removed;   /**< by the batch; sorted */
    fh_docid_list dropped;   /**< firsts of clusters that are no more as they were */
    uint32_t first_new;      /**< docid */
    bool some_deleted;       /**< some of those may have been taken out by an earlier batch */
    fh_links links; /**< those that are compared, by docid; then others that they are linked to */
    size_t compared;
    fh_candidates *candidates;
    uint32_t current; /**< number of the one that is compared now */
    fh_old_article old;
    fh_near_list **near; /**< of each that is compared; NULL: none */
    fh_arena *near_arena;
    fh_copy *items; /**< what comes of it: fh_free */
    size_t item_count, item_capacity;
} fh_copies_update;

/** Take what is new and what is left of broken clusters, and link it. */
int fh_copies_link(fh_copies_update *u, fihrist_error *err);
/** Make u->items of the links. */
int fh_copies_cluster_links(fh_copies_update *u, fihrist_error *err);

/** The store was looked into somewhere: now and then its pages are given back. */
static inline void fh_copies_looked(fh_copies_update *u) {
    enum { LOOKS_A_RELEASE = 32 /* of a megabyte or two each */ };
    if (++u->looks % LOOKS_A_RELEASE == 0)
        fh_store_release(u->store);
}

#endif
