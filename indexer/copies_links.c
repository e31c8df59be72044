/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies_links.c: those articles that are new, and those whose cluster has lost one, against one
 * another and against all others, in one look at the signatures of all; a cluster that is as it was
 * stands for its articles.
 */
#include <stdlib.h>

#include "core/engine.h"
#include "indexer/copies_update.h"

/* --- what is compared --- */

/* 1: it is in the index. */
static int is_there(const fh_copies_update *u, uint32_t docid, fihrist_error *err) {
    uint32_t length;
    xc_error cause;
    int code = xc_database_document_length(u->db, docid, &length, &cause);
    if (code == XC_E_NOT_FOUND)
        return 0;
    return code < 0 ? fh_fail_engine(err, &cause, "cannot read document %u", docid) : 1;
}

static int take_new(void *user, uint32_t docid, const uint8_t *signature, fihrist_error *err) {
    fh_copies_update *u = user;
    if (fh_docid_list_has(&u->removed, docid) || fh_signature_text(signature) == 0)
        return FIHRIST_OK;
    int there = u->some_deleted ? is_there(u, docid, err) : 1;
    if (there <= 0)
        return there;
    return fh_links_add(&u->links, docid, signature) ? FIHRIST_OK : fh_fail_memory(err);
}

/* What is left of a cluster. */
static int take_left(fh_copies_update *u, uint32_t first, fihrist_error *err) {
    size_t count;
    const uint32_t *places = fh_copies_cluster(u->copies, first, &count);
    for (size_t i = 0; i < count; i++) {
        uint32_t docid = u->copies->items[places[i]].docid;
        if (fh_docid_list_has(&u->removed, docid))
            continue;
        const uint8_t *signature = fh_store_signature(u->store, docid);
        if (!signature)
            return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: document %u has no signature",
                           docid);
        if (!fh_links_add(&u->links, docid, signature))
            return fh_fail_memory(err);
    }
    return FIHRIST_OK;
}

static int compare_nodes(const void *a, const void *b) {
    return fh_docid_compare(&((const fh_link_node *)a)->docid, &((const fh_link_node *)b)->docid);
}

static int take_broken(fh_copies_update *u, fihrist_error *err) {
    for (size_t i = 0; i < u->removed.count; i++) {
        const fh_copy *copy = fh_copies_find(u->copies, u->removed.items[i]);
        if (copy && !fh_docid_list_add(&u->dropped, copy->first))
            return fh_fail_memory(err);
    }
    fh_docid_list_sort(&u->dropped);
    int code = FIHRIST_OK;
    for (size_t i = 0; i < u->dropped.count && code == FIHRIST_OK; i++)
        if (i == 0 || u->dropped.items[i] != u->dropped.items[i - 1])
            code = take_left(u, u->dropped.items[i], err);
    if (code == FIHRIST_OK && u->links.count > 1) {
        qsort(u->links.nodes, u->links.count, sizeof *u->links.nodes, compare_nodes);
        for (size_t i = 0; i < u->links.count; i++)
            u->links.nodes[i].parent = (uint32_t)i;
    }
    return code;
}

/* --- who may be like whom --- */

/* The node of an article that is compared; NULL: it is not. */
static const fh_link_node *compared_node(const fh_copies_update *u, uint32_t docid) {
    fh_link_node wanted = {.docid = docid};
    return u->compared == 0
               ? NULL
               : bsearch(&wanted, u->links.nodes, u->compared, sizeof wanted, compare_nodes);
}

/* Note that article `docid` agrees in so many places with number `number`, if that is among the
 * most it has. */
static int note_near(fh_copies_update *u, uint32_t number, uint32_t docid, unsigned agreement,
                     fihrist_error *err) {
    fh_near_list *list = u->near[number];
    if (!list)
        list = u->near[number] = fh_arena_calloc(u->near_arena, 1, sizeof *list);
    if (!list)
        return fh_fail_memory(err);
    for (size_t i = 0; i < list->count; i++)
        if (list->docids[i] == docid)
            return FIHRIST_OK;
    size_t at = list->count < FH_NEAR_MAX ? list->count++ : FH_NEAR_MAX - 1;
    if (list->count == FH_NEAR_MAX && at == FH_NEAR_MAX - 1 && list->docids[at] != 0 &&
        list->agreement[at] >= agreement)
        return FIHRIST_OK;
    for (; at > 0 && list->agreement[at - 1] < agreement; at--) {
        list->docids[at] = list->docids[at - 1];
        list->agreement[at] = list->agreement[at - 1];
    }
    list->docids[at] = docid;
    list->agreement[at] = (uint8_t)agreement;
    return FIHRIST_OK;
}

static int found_compared(void *user, uint32_t number, unsigned agreement, fihrist_error *err) {
    fh_copies_update *u = user;
    return note_near(u, u->current, u->links.nodes[number].docid, agreement, err);
}

static int found_for_old(void *user, uint32_t number, unsigned agreement, fihrist_error *err) {
    fh_copies_update *u = user;
    fh_old_article *old = &u->old;
    if (!old->looked_up) {
        bool other = !fh_docid_list_has(&u->removed, old->docid) && !compared_node(u, old->docid);
        int there = other ? is_there(u, old->docid, err) : 0;
        if (there < 0)
            return there;
        old->looked_up = true;
        old->counts = there > 0;
    }
    return old->counts ? note_near(u, number, old->docid, agreement, err) : FIHRIST_OK;
}

static int compare_old(void *user, uint32_t docid, const uint8_t *signature, fihrist_error *err) {
    fh_copies_update *u = user;
    u->old = (fh_old_article){.docid = docid};
    return fh_candidates_find(u->candidates, signature, found_for_old, u, err);
}

/* What was compared among themselves; then all that was there before the new ones. */
static int find_pass(fh_copies_update *u, unsigned first_key, fihrist_error *err) {
    int code = FIHRIST_OK;
    fh_candidates_begin(u->candidates, first_key);
    for (size_t i = 0; i < u->compared && code == FIHRIST_OK; i++) {
        const uint8_t *signature = u->links.nodes[i].signature;
        u->current = (uint32_t)i;
        code = fh_candidates_find(u->candidates, signature, found_compared, u, err);
        fh_candidates_add(u->candidates, signature);
    }
    bool some_new = u->compared > 0 && u->links.nodes[u->compared - 1].docid >= u->first_new;
    return code == FIHRIST_OK && some_new
               ? fh_store_visit_signatures(u->store, 0, u->first_new, compare_old, u, err)
               : code;
}

static int find_near(fh_copies_update *u, fihrist_error *err) {
    u->near = fh_calloc(u->compared + 1, sizeof *u->near);
    u->near_arena = fh_arena_new();
    if (!u->near || !u->near_arena)
        return fh_fail_memory(err);
    int code = fh_candidates_new(u->compared, &u->candidates, err);
    unsigned step = code == FIHRIST_OK ? fh_candidates_keys(u->candidates) : 1;
    for (unsigned key = 0; key < FH_CANDIDATES_KEYS && code == FIHRIST_OK; key += step)
        code = find_pass(u, key, err);
    return code;
}

/* --- links --- */

/* The node that stands for an article: its own, or that of its cluster. */
static int node_of(fh_copies_update *u, uint32_t docid, uint32_t *ret_node, fihrist_error *err) {
    const fh_link_node *own = compared_node(u, docid);
    if (own) {
        *ret_node = (uint32_t)(own - u->links.nodes);
        return FIHRIST_OK;
    }
    const fh_copy *copy = fh_copies_find(u->copies, docid);
    int64_t node = fh_links_number(&u->links, copy ? copy->first : docid);
    if (node < 0)
        return fh_fail_memory(err);
    *ret_node = (uint32_t)node;
    return FIHRIST_OK;
}

/* Link the article number `number` to those near it, those that agree most first. Where many share
 * a passage that makes no copies, as the closing lines of an outlet, some are enough to see that.
 */
static int link(fh_copies_update *u, uint32_t number, const fh_near_list *list,
                fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t i = 0, unlike = 0; i < list->count && unlike < FH_UNLIKE_MAX; i++) {
        uint32_t node = 0, likeness = 0, docid = u->links.nodes[number].docid;
        code = node_of(u, list->docids[i], &node, err);
        if (code != FIHRIST_OK)
            break;
        if (fh_links_root(&u->links, number) == fh_links_root(&u->links, node))
            continue;
        code = fh_alike_measure(u->alike, u->store, docid, list->docids[i], &likeness, err);
        fh_copies_looked(u);
        if (code != FIHRIST_OK)
            break;
        bool alike = likeness >= u->workspace->manifest.alike * (FH_LIKENESS_ONE / FH_ALIKE_MAX);
        unlike = alike ? 0 : unlike + 1;
        if (alike)
            fh_links_unite(&u->links, number, node);
    }
    return code;
}

static int compare_all(fh_copies_update *u, fihrist_error *err) {
    u->compared = u->links.count;
    if (u->compared == 0)
        return FIHRIST_OK;
    int code = find_near(u, err);
    for (size_t i = 0; i < u->compared && code == FIHRIST_OK; i++)
        if (u->near[i])
            code = link(u, (uint32_t)i, u->near[i], err);
    return code;
}

/* --- all of it --- */

int fh_copies_link(fh_copies_update *u, fihrist_error *err) {
    int code = take_broken(u, err);
    if (code == FIHRIST_OK)
        code = fh_store_visit_signatures(u->store, u->first_new, UINT32_MAX, take_new, u, err);
    return code == FIHRIST_OK ? compare_all(u, err) : code;
}
