/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * columns.h: what a search needs to know of many documents at once, by docid and in memory: which
 * article each belongs to, its day, what matches remember. Each is read when it is first needed.
 * Articles and days, which never change, are kept from snapshot to snapshot, and only those of new
 * documents are read.
 */
#ifndef FIHRIST_SEARCHER_COLUMNS_H
#define FIHRIST_SEARCHER_COLUMNS_H

#include "core/error.h"
#include "core/memory.h"
#include "core/store.h"
#include "xapian-c.h"

/** First and last year that some document has; first > last: no document has a date. */
typedef struct fh_years {
    int first, last;
} fh_years;

typedef struct fh_columns {
    uint32_t size;   /**< docids of the snapshot are below it; 0: not known yet */
    uint32_t *story; /**< docid of the article that a document is or stands under; 0: of none */
    int32_t *day;    /**< days since 1970; FH_DATE_NONE: undated */
    uint32_t filled; /**< so many elements of both */
    size_t room;     /**< for so many */
    xc_memo *memo;
    fh_years years;
    bool years_read;
} fh_columns;

/** Forget everything: what comes is another generation. */
void fh_columns_clear(fh_columns *columns);
/** The same generation, but another snapshot. */
void fh_columns_move(fh_columns *columns);

/** Have columns->size, columns->story and columns->day. */
int fh_columns_read(fh_columns *columns, xc_database *db, const fh_store *store,
                    fihrist_error *err);
/** Have columns->memo. */
int fh_columns_memo(fh_columns *columns, xc_database *db, fihrist_error *err);

int fh_columns_years(fh_columns *columns, xc_database *db, fh_years *ret_years, fihrist_error *err);

/** For qsort and bsearch of uint32_t, ascending. */
int fh_compare_docids(const void *a, const void *b);

/** A set of docids. */
typedef struct fh_docids {
    uint64_t *bits;
    size_t words;
} fh_docids;

static inline bool fh_docids_has(const fh_docids *set, uint32_t docid) {
    return set->bits[docid / 64] >> docid % 64 & 1;
}

static inline void fh_docids_add(fh_docids *set, uint32_t docid) {
    set->bits[docid / 64] |= (uint64_t)1 << docid % 64;
}

static inline void fh_docids_remove(fh_docids *set, uint32_t docid) {
    set->bits[docid / 64] &= ~((uint64_t)1 << docid % 64);
}

/** Room for every docid of the columns, none of them in it; in `arena`. */
int fh_docids_new(const fh_columns *columns, fh_arena *arena, fh_docids *ret_set,
                  fihrist_error *err);
/** Add all of `other`. */
void fh_docids_unite(fh_docids *set, const fh_docids *other);
uint64_t fh_docids_count(const fh_docids *set);
/** The least docid of the set that is at least `from`; 0: there is none. */
uint32_t fh_docids_next(const fh_docids *set, uint32_t from);

#endif
