/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bulk.c: documents to the glass database, and a list of articles by their ids.
 */
#include "indexer/bulk.h"

#include <errno.h>
#include <sys/stat.h>

#include "core/date.h"
#include "glass/database.h"
#include "indexer/bulk_trial.h"
#include "indexer/idset.h"

enum { ARTICLES_MAX = 1 << 30, VALUES_MAX = 3 };

struct fh_bulk {
    glass_database *database;
    fh_idset *ids;
    fh_bulk_article *articles; /* of every id the one that was noted last */
    size_t count, capacity;
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
    bulk->ids = fh_idset_new();
    int code = bulk->ids ? glass_database_new(path, memory_bytes, &bulk->database, err)
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
    fh_idset_free(bulk->ids);
    fh_free(bulk->articles);
    fh_free(bulk->replaced);
    fh_free(bulk);
}

/* --- articles --- */

fh_bulk_article fh_bulk_find(const fh_bulk *bulk, fh_str id) {
    uint32_t number = fh_idset_find(bulk->ids, id);
    return number ? bulk->articles[number - 1] : (fh_bulk_article){.docid = 0};
}

static bool append(fh_bulk_article **articles, size_t *count, size_t *capacity,
                   const fh_bulk_article *article) {
    fh_bulk_article *all =
        fh_array_grow(*articles, *count, capacity, sizeof *article, ARTICLES_MAX);
    if (!all)
        return false;
    *articles = all;
    all[(*count)++] = *article;
    return true;
}

int fh_bulk_note(fh_bulk *bulk, fh_str id, const fh_bulk_article *article, fihrist_error *err) {
    uint32_t number = fh_idset_add(bulk->ids, id);
    bool again = number > 0 && number <= bulk->count;
    if (number == 0 || (again ? !append(&bulk->replaced, &bulk->replaced_count,
                                        &bulk->replaced_capacity, &bulk->articles[number - 1])
                              : !append(&bulk->articles, &bulk->count, &bulk->capacity, article)))
        return fh_fail_memory(err);
    bulk->articles[number - 1] = *article;
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
