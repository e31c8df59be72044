/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies.c: see copies.h.
 */
#include "core/copies.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/appended.h"
#include "core/engine.h"

enum {
    VERSION = 1,
    HEAD_BYTES = 16,
    AT_COUNT = 4,
    AT_SERIAL = 8,
    ITEM_BYTES = 12,
    CHUNK_MAX_BYTES = FH_COPIES_CHUNK_DOCIDS * ITEM_BYTES,
    KEY_BYTES = 32
};

static const char head_key[] = "fihrist-copies";
static const char chunk_prefix[] = "fihrist-copies-";
static const char what[] = "which articles are copies";

void fh_copies_free(fh_copies *copies) {
    fh_free(copies->items);
    fh_free(copies->by_cluster);
    fh_free(copies->bits);
    *copies = (fh_copies){0};
}

void fh_copies_move(fh_copies *copies) {
    copies->read = false;
}

/* --- in memory --- */

static int compare_docids(const void *a, const void *b) {
    const fh_copy *x = a, *y = b;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

void fh_copies_sort(fh_copy *items, size_t count) {
    if (count > 1)
        qsort(items, count, sizeof *items, compare_docids);
}

/* A place in items and what it is sorted by. */
typedef struct place {
    uint32_t first, at;
} place;

static int compare_places(const void *a, const void *b) {
    const place *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static bool order_by_cluster(fh_copies *copies) {
    place *places = fh_malloc((copies->count + 1) * sizeof *places);
    if (!places)
        return false;
    for (size_t i = 0; i < copies->count; i++)
        places[i] = (place){copies->items[i].first, (uint32_t)i};
    if (copies->count > 1)
        qsort(places, copies->count, sizeof *places, compare_places);
    for (size_t i = 0; i < copies->count; i++)
        copies->by_cluster[i] = places[i].at;
    fh_free(places);
    return true;
}

/* Everything that follows from the items, which are sorted. */
static int take(fh_copies *copies, fh_copy *items, size_t count, fihrist_error *err) {
    fh_free(copies->items);
    fh_free(copies->by_cluster);
    fh_free(copies->bits);
    copies->items = items;
    copies->count = count;
    copies->words = count ? items[count - 1].docid / 64 + 1 : 0;
    copies->bits = fh_calloc(copies->words + 1, sizeof *copies->bits);
    copies->by_cluster = fh_malloc((count + 1) * sizeof *copies->by_cluster);
    if (!copies->bits || !copies->by_cluster || !order_by_cluster(copies))
        return fh_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        copies->bits[items[i].docid / 64] |= (uint64_t)1 << items[i].docid % 64;
    return FIHRIST_OK;
}

const fh_copy *fh_copies_find(const fh_copies *copies, uint32_t docid) {
    fh_copy wanted = {.docid = docid};
    return fh_copies_has(copies, docid) ? bsearch(&wanted, copies->items, copies->count,
                                                  sizeof *copies->items, compare_docids)
                                        : NULL;
}

const uint32_t *fh_copies_cluster(const fh_copies *copies, uint32_t first, size_t *ret_count) {
    size_t low = 0, high = copies->count, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (copies->items[copies->by_cluster[middle]].first < first)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < copies->count && copies->items[copies->by_cluster[end]].first == first;)
        end++;
    *ret_count = end - low;
    return copies->by_cluster + low;
}

bool fh_copies_are_good(const fh_copies *copies) {
    for (size_t i = 0; i < copies->count; i++) {
        const fh_copy *item = &copies->items[i], *first = fh_copies_find(copies, item->first);
        size_t members;
        if (!first || first->first != item->first || item->likeness > FH_LIKENESS_ONE ||
            (i > 0 && copies->items[i - 1].docid >= item->docid))
            return false;
        if (item == first && (fh_copies_cluster(copies, item->first, &members), members < 2))
            return false;
    }
    return true;
}

/* --- reading --- */

typedef struct item_list {
    fh_copy *items;
    size_t count, capacity;
} item_list;

static bool append(item_list *list, const fh_copy *item) {
    fh_copy *items =
        fh_array_grow(list->items, list->count, &list->capacity, sizeof *items, UINT32_MAX);
    if (!items)
        return false;
    list->items = items;
    items[list->count++] = *item;
    return true;
}

static int damaged(fihrist_error *err) {
    return fh_sealed_damaged(what, err);
}

/* *ret_serial 0: there is no head. */
static int read_head(xc_database *db, uint32_t *ret_count, uint64_t *ret_serial,
                     fihrist_error *err) {
    uint8_t head[HEAD_BYTES];
    xc_error cause;
    char *data;
    size_t n;
    *ret_count = 0;
    *ret_serial = 0;
    int found = xc_database_get_metadata(db, head_key, strlen(head_key), &data, &n, &cause);
    if (found <= 0)
        return found < 0 ? fh_fail_engine(err, &cause, "cannot read %s", what) : FIHRIST_OK;
    xc_free(data);
    int code = fh_sealed_read(db, head_key, what, head, sizeof head, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (n >= AT_COUNT && fh_load32(head) != VERSION)
        return fh_fail(err, FIHRIST_E_VERSION, "cannot read %s: it is of another version", what);
    *ret_count = n == HEAD_BYTES ? fh_load32(head + AT_COUNT) : 0;
    *ret_serial = n == HEAD_BYTES ? fh_load64(head + AT_SERIAL) : 0;
    return *ret_serial == 0 ? damaged(err) : FIHRIST_OK;
}

/* The items of one chunk, behind those that are there. */
static int read_chunk(xc_database *db, xc_bytes key, uint32_t last_docid, item_list *list,
                      uint8_t *bytes, fihrist_error *err) {
    char name[KEY_BYTES];
    size_t n;
    if (key.len >= sizeof name)
        return damaged(err);
    memcpy(name, key.data, key.len);
    name[key.len] = '\0';
    int code = fh_sealed_read(db, name, what, bytes, CHUNK_MAX_BYTES, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (n > CHUNK_MAX_BYTES || n % ITEM_BYTES != 0)
        return damaged(err);
    for (const uint8_t *at = bytes; at < bytes + n; at += ITEM_BYTES) {
        fh_copy item = {fh_load32(at), fh_load32(at + 4), fh_load32(at + 8)};
        if (item.docid > last_docid ||
            (list->count > 0 && list->items[list->count - 1].docid >= item.docid))
            return damaged(err);
        if (!append(list, &item))
            return fh_fail_memory(err);
    }
    return FIHRIST_OK;
}

static int read_chunks(xc_database *db, item_list *list, fihrist_error *err) {
    xc_terms *keys = NULL;
    xc_error cause;
    uint32_t last_docid = 0;
    int more = xc_database_last_docid(db, &last_docid, &cause);
    if (more == 0)
        more = xc_metadata_keys(db, chunk_prefix, strlen(chunk_prefix), &keys, &cause);
    int code = FIHRIST_OK;
    uint8_t *bytes = fh_malloc(CHUNK_MAX_BYTES);
    if (!bytes)
        code = fh_fail_memory(err);
    while (code == FIHRIST_OK && more >= 0 && (more = xc_terms_next(keys, &cause)) > 0)
        code = read_chunk(db, xc_terms_term(keys), last_docid, list, bytes, err);
    xc_terms_free(keys);
    fh_free(bytes);
    return code == FIHRIST_OK && more < 0 ? fh_fail_engine(err, &cause, "cannot read %s", what)
                                          : code;
}

/* Everything anew. */
static int read_all(fh_copies *copies, xc_database *db, uint32_t count, fihrist_error *err) {
    item_list list = {NULL, 0, 0};
    int code = read_chunks(db, &list, err);
    if (code == FIHRIST_OK && list.count != count)
        code = damaged(err);
    if (code != FIHRIST_OK) {
        fh_free(list.items);
        return code;
    }
    code = take(copies, list.items, list.count, err);
    return code == FIHRIST_OK && !fh_copies_are_good(copies) ? damaged(err) : code;
}

int fh_copies_read(fh_copies *copies, xc_database *db, fihrist_error *err) {
    uint32_t count;
    uint64_t serial;
    if (copies->read)
        return FIHRIST_OK;
    int code = read_head(db, &count, &serial, err);
    if (code != FIHRIST_OK)
        return code;
    if (serial != copies->serial)
        code = read_all(copies, db, count, err);
    if (code != FIHRIST_OK) {
        fh_copies_free(copies);
        return code;
    }
    copies->serial = serial;
    copies->read = true;
    return FIHRIST_OK;
}

/* --- writing --- */

static int write_head(const fh_copies *copies, xc_writer *engine, fihrist_error *err) {
    uint8_t head[HEAD_BYTES + FH_SEAL_BYTES];
    fh_save32(head, VERSION);
    fh_save32(head + AT_COUNT, (uint32_t)copies->count);
    fh_save64(head + AT_SERIAL, copies->serial);
    return fh_sealed_write(engine, head_key, what, head, HEAD_BYTES, err);
}

/* The items of one chunk among all. */
typedef struct run {
    const fh_copy *items;
    size_t count;
} run;

static uint32_t chunk_of(const fh_copy *item) {
    return item->docid / FH_COPIES_CHUNK_DOCIDS;
}

/* The items of `chunk` from *at on, which moves behind them. */
static run run_of(const fh_copy *items, size_t count, uint32_t chunk, size_t *at) {
    size_t begin = *at;
    while (*at < count && chunk_of(&items[*at]) == chunk)
        ++*at;
    return (run){items + begin, *at - begin};
}

static bool same_runs(const run *a, const run *b) {
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof *a->items) == 0);
}

/* Nothing where there is no item. */
static int write_chunk(uint32_t chunk, const run *items, uint8_t *bytes, xc_writer *engine,
                       fihrist_error *err) {
    char key[KEY_BYTES];
    xc_error cause;
    uint8_t *to = bytes;
    snprintf(key, sizeof key, "%s%08x", chunk_prefix, chunk);
    for (size_t i = 0; i < items->count; i++, to += ITEM_BYTES) {
        fh_save32(to, items->items[i].docid);
        fh_save32(to + 4, items->items[i].first);
        fh_save32(to + 8, items->items[i].likeness);
    }
    if (items->count > 0)
        return fh_sealed_write(engine, key, what, bytes, (size_t)(to - bytes), err);
    if (xc_writer_set_metadata(engine, key, strlen(key), "", 0, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot write %s", what);
    return FIHRIST_OK;
}

static int write_changes(const fh_copies *old, const fh_copy *items, size_t count,
                         xc_writer *engine, bool *ret_changed, fihrist_error *err) {
    uint8_t *bytes = fh_malloc(CHUNK_MAX_BYTES + FH_SEAL_BYTES);
    int code = bytes ? FIHRIST_OK : fh_fail_memory(err);
    size_t i = 0, j = 0;
    *ret_changed = false;
    while (code == FIHRIST_OK && (i < old->count || j < count)) {
        uint32_t chunk = i < old->count ? chunk_of(&old->items[i]) : chunk_of(&items[j]);
        if (j < count && chunk_of(&items[j]) < chunk)
            chunk = chunk_of(&items[j]);
        run before = run_of(old->items, old->count, chunk, &i);
        run now = run_of(items, count, chunk, &j);
        if (same_runs(&before, &now))
            continue;
        *ret_changed = true;
        code = write_chunk(chunk, &now, bytes, engine, err);
    }
    fh_free(bytes);
    return code;
}

int fh_copies_replace(fh_copies *copies, fh_copy *items, size_t count, xc_writer *engine,
                      fihrist_error *err) {
    bool changed;
    if (count > UINT32_MAX) {
        fh_free(items);
        return fh_fail(err, FIHRIST_E_LIMIT, "too many articles are copies");
    }
    fh_copies_sort(items, count);
    int code = write_changes(copies, items, count, engine, &changed, err);
    if (code != FIHRIST_OK || !changed) {
        fh_free(items);
        return code;
    }
    copies->serial++;
    code = take(copies, items, count, err);
    return code == FIHRIST_OK ? write_head(copies, engine, err) : code;
}
