/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * columns.h: what a search needs to know of many documents at once, by docid and in memory: which
 * article each belongs to, its day, what matches remember. Each is read from the snapshot when it
 * is first needed, days document by document, and kept until the next snapshot.
 */
#ifndef FIHRIST_SEARCHER_COLUMNS_H
#define FIHRIST_SEARCHER_COLUMNS_H

#include "core/error.h"
#include "core/memory.h"
#include "xapian-c.h"

enum { FH_DAY_NONE = INT32_MIN, FH_DAY_UNREAD = INT32_MIN + 1 };

/** First and last year that some document has; first > last: no document has a date. */
typedef struct fh_years {
    int first, last;
} fh_years;

typedef struct fh_columns {
    uint32_t size;   /**< docids are below it */
    uint32_t *story; /**< docid of the article that a document is or stands under; 0: of none */
    int32_t *day;    /**< days since 1970; INT32_MIN: undated */
    xc_memo *memo;
    fh_years years;
    bool years_read;
} fh_columns;

/** Forget everything: the snapshot has changed. */
void fh_columns_clear(fh_columns *columns);

/** Have columns->size and columns->story. */
int fh_columns_stories(fh_columns *columns, xc_database *db, fihrist_error *err);
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

/** Have columns->day of every docid in the set. */
int fh_columns_days(fh_columns *columns, xc_database *db, const fh_docids *set, fihrist_error *err);

#endif
