/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies_writer.c: an update from its beginning to its end.
 */
#include "indexer/copies_writer.h"

#include <stdlib.h>

#include "core/engine.h"
#include "indexer/copies_update.h"

struct fh_copies_writer {
    const fh_workspace *workspace;
    char *path;
    fh_store *store; /* NULL: not opened yet */
    fh_alike *alike; /* the same */
    fh_copies copies;
    fh_docid_list removed; /* by the batch */
};

/* --- docids --- */

bool fh_docid_list_add(fh_docid_list *list, uint32_t docid) {
    uint32_t *items =
        fh_array_grow(list->items, list->count, &list->capacity, sizeof *items, UINT32_MAX);
    if (!items)
        return false;
    list->items = items;
    items[list->count++] = docid;
    return true;
}

int fh_docid_compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void fh_docid_list_sort(fh_docid_list *list) {
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, fh_docid_compare);
}

bool fh_docid_list_has(const fh_docid_list *list, uint32_t docid) {
    return list->count > 0 &&
           bsearch(&docid, list->items, list->count, sizeof docid, fh_docid_compare);
}

/* --- all of it --- */

static int run(fh_copies_update *u, fihrist_error *err) {
    u->arena = fh_arena_new();
    fh_docid_list_sort(&u->removed);
    int code = u->arena ? fh_copies_link(u, err) : fh_fail_memory(err);
    return code == FIHRIST_OK ? fh_copies_cluster_links(u, err) : code;
}

/* All but what was removed, which is the writer's, and the items. */
static void finish(fh_copies_update *u) {
    fh_candidates_free(u->candidates);
    fh_free(u->near);
    fh_arena_free(u->near_arena);
    fh_links_free(&u->links);
    fh_free(u->dropped.items);
    fh_arena_free(u->arena);
    fh_free(u);
}

int fh_copies_writer_new(const fh_workspace *workspace, const char *path,
                         fh_copies_writer **ret_writer, fihrist_error *err) {
    fh_copies_writer *writer = fh_calloc(1, sizeof *writer);
    if (!writer)
        return fh_fail_memory(err);
    writer->workspace = workspace;
    writer->path = fh_copy_text(path);
    if (!writer->path) {
        fh_copies_writer_free(writer);
        return fh_fail_memory(err);
    }
    *ret_writer = writer;
    return FIHRIST_OK;
}

void fh_copies_writer_free(fh_copies_writer *writer) {
    if (!writer)
        return;
    fh_alike_free(writer->alike);
    fh_store_close(writer->store);
    fh_copies_free(&writer->copies);
    fh_free(writer->removed.items);
    fh_free(writer->path);
    fh_free(writer);
}

int fh_copies_writer_remove(fh_copies_writer *writer, uint32_t docid, fihrist_error *err) {
    return writer->workspace->manifest.alike == 0 || fh_docid_list_add(&writer->removed, docid)
               ? FIHRIST_OK
               : fh_fail_memory(err);
}

/* Have everything that an update needs. */
static int prepare(fh_copies_writer *writer, xc_database *db, fihrist_error *err) {
    int code = FIHRIST_OK;
    if (!writer->alike)
        code = fh_alike_new(writer->workspace, &writer->alike, err);
    if (code == FIHRIST_OK)
        code = writer->store ? fh_store_refresh(writer->store, db, err)
                             : fh_store_open(writer->path, db, &writer->store, err);
    return code == FIHRIST_OK ? fh_copies_read(&writer->copies, db, err) : code;
}

static int apply(fh_copies_writer *writer, xc_writer *engine, uint32_t first_new,
                 fihrist_error *err) {
    fh_copies_update *u = fh_calloc(1, sizeof *u);
    if (!u)
        return fh_fail_memory(err);
    u->workspace = writer->workspace;
    u->db = xc_writer_database(engine);
    u->store = writer->store;
    u->alike = writer->alike;
    u->copies = &writer->copies;
    u->removed = writer->removed;
    u->first_new = first_new;
    int code = run(u, err);
    if (code == FIHRIST_OK)
        code = fh_copies_replace(&writer->copies, u->items, u->item_count, engine, err);
    else
        fh_free(u->items);
    writer->removed = u->removed;
    finish(u);
    return code;
}

int fh_copies_writer_update(fh_copies_writer *writer, xc_writer *engine, uint32_t first_new,
                            fihrist_error *err) {
    xc_database *db = xc_writer_database(engine);
    xc_error cause;
    uint32_t last;
    if (writer->workspace->manifest.alike == 0)
        return FIHRIST_OK;
    if (xc_database_last_docid(db, &last, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    if (last < first_new && writer->removed.count == 0)
        return FIHRIST_OK;
    int code = prepare(writer, db, err);
    if (code == FIHRIST_OK)
        code = apply(writer, engine, first_new, err);
    writer->removed.count = 0;
    return code;
}

int fh_copies_find_all(const fh_workspace *workspace, xc_database *db, fh_store *store,
                       fh_copy **ret_items, size_t *ret_count, fihrist_error *err) {
    static const fh_copies none;
    fh_copies_update *u = fh_calloc(1, sizeof *u);
    if (!u)
        return fh_fail_memory(err);
    u->workspace = workspace;
    u->db = db;
    u->store = store;
    u->copies = &none;
    u->first_new = 1;
    u->some_deleted = true;
    int code = fh_alike_new(workspace, &u->alike, err);
    if (code == FIHRIST_OK)
        code = run(u, err);
    if (code == FIHRIST_OK) {
        fh_copies_sort(u->items, u->item_count);
        *ret_items = u->items;
        *ret_count = u->item_count;
    } else {
        fh_free(u->items);
    }
    fh_alike_free(u->alike);
    finish(u);
    return code;
}
