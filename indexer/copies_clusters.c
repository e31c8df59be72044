/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies_clusters.c: who hangs together, who of them was first, and how like the first each is.
 */
#include <stdlib.h>

#include "core/date.h"
#include "core/record.h"
#include "indexer/copies_update.h"

/* --- clusters --- */

static int read_id(fh_copies_update *u, uint32_t docid, fh_str *ret_id, fihrist_error *err) {
    fh_str bytes;
    fh_record record;
    int code = fh_store_record(u->store, docid, FH_RECORD_HEAD, u->arena, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_record_decode_head(bytes, u->arena, &record, err);
    if (code == FIHRIST_OK)
        *ret_id = record.id;
    return code;
}

/* Whether `a` was there before `b`: by date, the undated last, then by id. */
static int is_before(fh_copies_update *u, uint32_t a, uint32_t b, bool *ret_before,
                     fihrist_error *err) {
    uint32_t story;
    int32_t days[2] = {FH_DATE_NONE, FH_DATE_NONE};
    fh_str ids[2];
    fh_copies_looked(u);
    (void)fh_store_column(u->store, a, &story, &days[0]);
    (void)fh_store_column(u->store, b, &story, &days[1]);
    if (days[0] != days[1]) {
        *ret_before = days[1] == FH_DATE_NONE || (days[0] != FH_DATE_NONE && days[0] < days[1]);
        return FIHRIST_OK;
    }
    fh_arena_reset(u->arena);
    int code = read_id(u, a, &ids[0], err);
    if (code == FIHRIST_OK)
        code = read_id(u, b, &ids[1], err);
    if (code == FIHRIST_OK)
        *ret_before = fh_str_compare(ids[0], ids[1]) < 0;
    return code;
}

static int find_first(fh_copies_update *u, const fh_docid_list *members, uint32_t *ret_first,
                      fihrist_error *err) {
    int code = FIHRIST_OK;
    *ret_first = members->items[0];
    for (size_t i = 1; i < members->count && code == FIHRIST_OK; i++) {
        bool before;
        code = is_before(u, members->items[i], *ret_first, &before, err);
        if (code == FIHRIST_OK && before)
            *ret_first = members->items[i];
    }
    return code;
}

static int add_item(fh_copies_update *u, const fh_copy *item, fihrist_error *err) {
    fh_copy *items =
        fh_array_grow(u->items, u->item_count, &u->item_capacity, sizeof *items, UINT32_MAX);
    if (!items)
        return fh_fail_memory(err);
    u->items = items;
    items[u->item_count++] = *item;
    return FIHRIST_OK;
}

/* What is known of an article's likeness to `first` need not be measured. */
static int add_member(fh_copies_update *u, uint32_t docid, uint32_t first, fihrist_error *err) {
    fh_copy item = {docid, first, FH_LIKENESS_ONE};
    const fh_copy *known = fh_copies_find(u->copies, docid);
    int code = FIHRIST_OK;
    if (known && known->first == first)
        item.likeness = known->likeness;
    else if (docid != first)
        code = fh_alike_measure(u->alike, u->store, first, docid, &item.likeness, err);
    return code == FIHRIST_OK ? add_item(u, &item, err) : code;
}

/* The articles a node stands for. */
static int add_members(fh_copies_update *u, const fh_link_node *node, fh_docid_list *members,
                       fihrist_error *err) {
    size_t count = 0;
    const uint32_t *places = NULL;
    if (!node->signature && fh_copies_has(u->copies, node->docid)) {
        places = fh_copies_cluster(u->copies, node->docid, &count);
        if (!fh_docid_list_add(&u->dropped, node->docid))
            return fh_fail_memory(err);
    } else if (!fh_docid_list_add(members, node->docid)) {
        return fh_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++)
        if (!fh_docid_list_add(members, u->copies->items[places[i]].docid))
            return fh_fail_memory(err);
    return FIHRIST_OK;
}

/* A node and the set it is in. */
typedef struct placed {
    uint32_t root, number;
} placed;

static int compare_placed(const void *a, const void *b) {
    const placed *x = a, *y = b;
    int order = fh_docid_compare(&x->root, &y->root);
    return order ? order : fh_docid_compare(&x->number, &y->number);
}

/* A set of two nodes or more. */
static int make_cluster(fh_copies_update *u, const placed *nodes, size_t count,
                        fihrist_error *err) {
    fh_docid_list members = {NULL, 0, 0};
    uint32_t first;
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = add_members(u, &u->links.nodes[nodes[i].number], &members, err);
    if (code == FIHRIST_OK)
        code = find_first(u, &members, &first, err);
    for (size_t i = 0; i < members.count && code == FIHRIST_OK; i++)
        code = add_member(u, members.items[i], first, err);
    fh_free(members.items);
    return code;
}

static int make_clusters(fh_copies_update *u, fihrist_error *err) {
    size_t count = u->links.count;
    placed *nodes = fh_malloc((count + 1) * sizeof *nodes);
    if (!nodes)
        return fh_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        nodes[i] = (placed){fh_links_root(&u->links, (uint32_t)i), (uint32_t)i};
    if (count > 1)
        qsort(nodes, count, sizeof *nodes, compare_placed);
    int code = FIHRIST_OK;
    for (size_t i = 0, end; i < count && code == FIHRIST_OK; i = end) {
        for (end = i + 1; end < count && nodes[end].root == nodes[i].root;)
            end++;
        if (end - i > 1)
            code = make_cluster(u, nodes + i, end - i, err);
    }
    fh_free(nodes);
    return code;
}

/* Clusters that are as they were. */
static int keep_others(fh_copies_update *u, fihrist_error *err) {
    int code = FIHRIST_OK;
    fh_docid_list_sort(&u->dropped);
    for (size_t i = 0; i < u->copies->count && code == FIHRIST_OK; i++)
        if (!fh_docid_list_has(&u->dropped, u->copies->items[i].first))
            code = add_item(u, &u->copies->items[i], err);
    return code;
}

int fh_copies_cluster_links(fh_copies_update *u, fihrist_error *err) {
    int code = make_clusters(u, err);
    return code == FIHRIST_OK ? keep_others(u, err) : code;
}
