/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bulk.c: documents to the glass database, and a table of articles by the hashes of their ids.
 */
#include "indexer/bulk.h"

#include <errno.h>
#include <sys/stat.h>

#include "core/date.h"
#include "core/hash.h"
#include "glass/database.h"
#include "indexer/bulk_trial.h"

enum { FIRST_SLOTS = 1024, REPLACED_MAX = 1 << 30, VALUES_MAX = 3 };

/* The id's hash is its own place in the table. */
typedef struct slot {
    uint64_t id[FH_HASH_BYTES / sizeof(uint64_t)];
    fh_bulk_article article;
} slot;

struct fh_bulk {
    glass_database *database;
    slot *slots; /* free where an article has no docid; a power of 2, at most half full */
    size_t count, slot_count;
    fh_bulk_article *replaced;
    size_t replaced_count, replaced_capacity;
};

/* Where the next generation will be. */
static int try(const fh_workspace *workspace, fihrist_error *err) {
    char path[FH_PATH_MAX];
    uint64_t used = workspace->manifest.generation;
    int code = fh_index_generation_path(workspace->dir, used + 1, path, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_bulk_trial(path, err);
    int removed =
        fh_index_remove_generations(workspace->dir, used, code == FIHRIST_OK ? err : NULL);
    return code == FIHRIST_OK ? removed : code;
}

int fh_bulk_is_possible(const fh_workspace *workspace, bool *ret_possible, fihrist_error *err) {
    int code = FIHRIST_OK;
    bool in_store = workspace->manifest.positions == FH_POSITIONS_STORE;
    err->message[0] = '\0';
    if (in_store)
        code = try(workspace, err);
    *ret_possible = in_store && code == FIHRIST_OK;
    return code == FIHRIST_E_VERSION ? FIHRIST_OK : code;
}

int fh_bulk_new(const char *path, size_t memory_bytes, fh_bulk **ret_bulk, fihrist_error *err) {
    if (mkdir(path, 0777) < 0)
        return fh_fail_errno(err, errno, "cannot make directory '%.150s'", path);
    fh_bulk *bulk = fh_calloc(1, sizeof *bulk);
    if (!bulk)
        return fh_fail_memory(err);
    bulk->slots = fh_calloc(FIRST_SLOTS, sizeof *bulk->slots);
    bulk->slot_count = FIRST_SLOTS;
    int code = bulk->slots ? glass_database_new(path, memory_bytes, &bulk->database, err)
                           : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        *ret_bulk = bulk;
    else
        fh_bulk_free(bulk);
    return code;
}

void fh_bulk_free(fh_bulk *bulk) {
    if (!bulk)
        return;
    glass_database_free(bulk->database);
    fh_free(bulk->slots);
    fh_free(bulk->replaced);
    fh_free(bulk);
}

/* --- articles --- */

static slot slot_of(fh_str id) {
    slot made = {.article = {0}};
    uint8_t hash[FH_HASH_BYTES];
    fh_hash(id, hash);
    memcpy(made.id, hash, sizeof made.id);
    return made;
}

/* Where it is, or the free slot where it belongs. */
static slot *place_of(slot *slots, size_t count, const slot *wanted) {
    size_t at = (size_t)wanted->id[0] & (count - 1);
    while (slots[at].article.docid && memcmp(slots[at].id, wanted->id, sizeof wanted->id) != 0)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static bool grow_slots(fh_bulk *bulk) {
    size_t count = bulk->slot_count * 2;
    slot *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < bulk->slot_count; i++)
        if (bulk->slots[i].article.docid)
            *place_of(slots, count, &bulk->slots[i]) = bulk->slots[i];
    fh_free(bulk->slots);
    bulk->slots = slots;
    bulk->slot_count = count;
    return true;
}

fh_bulk_article fh_bulk_find(const fh_bulk *bulk, fh_str id) {
    slot wanted = slot_of(id);
    return place_of(bulk->slots, bulk->slot_count, &wanted)->article;
}

static bool remember_replaced(fh_bulk *bulk, const fh_bulk_article *article) {
    fh_bulk_article *replaced =
        fh_array_grow(bulk->replaced, bulk->replaced_count, &bulk->replaced_capacity,
                      sizeof *replaced, REPLACED_MAX);
    if (!replaced)
        return false;
    bulk->replaced = replaced;
    replaced[bulk->replaced_count++] = *article;
    return true;
}

int fh_bulk_note(fh_bulk *bulk, fh_str id, const fh_bulk_article *article, fihrist_error *err) {
    if (bulk->count * 2 >= bulk->slot_count && !grow_slots(bulk))
        return fh_fail_memory(err);
    slot wanted = slot_of(id);
    slot *place = place_of(bulk->slots, bulk->slot_count, &wanted);
    if (place->article.docid && !remember_replaced(bulk, &place->article))
        return fh_fail_memory(err);
    bulk->count += place->article.docid == 0;
    wanted.article = *article;
    *place = wanted;
    return FIHRIST_OK;
}

const fh_bulk_article *fh_bulk_replaced(const fh_bulk *bulk, size_t *ret_count) {
    *ret_count = bulk->replaced_count;
    return bulk->replaced;
}

/* --- documents --- */

int fh_bulk_add(fh_bulk *bulk, const fh_document *document, uint32_t story, uint32_t *ret_docid,
                fihrist_error *err) {
    glass_value values[VALUES_MAX];
    char day[4], docid[4];
    size_t count = 0;
    if (document->day != FH_DATE_NONE) {
        fh_pack_day(document->day, day);
        values[count++] = (glass_value){FH_SLOT_DATE, {day, sizeof day}};
    }
    fh_pack_docid(story ? story : glass_database_next(bulk->database), docid);
    values[count++] = (glass_value){FH_SLOT_STORY, {docid, sizeof docid}};
    values[count++] = (glass_value){FH_SLOT_ID, document->id};
    return glass_database_add(bulk->database, document->postings, document->posting_count, values,
                              count, ret_docid, err);
}

int fh_bulk_finish(fh_bulk *bulk, fihrist_error *err) {
    int code = glass_database_finish(bulk->database, err);
    glass_database_free(bulk->database);
    bulk->database = NULL;
    return code;
}
