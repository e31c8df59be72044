/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * columns.c: see columns.h.
 */
#include "searcher/columns.h"

#include <limits.h>

#include "core/date.h"
#include "core/engine.h"
#include "core/term.h"

void fh_columns_move(fh_columns *columns) {
    xc_memo_free(columns->memo);
    columns->memo = NULL;
    columns->size = 0;
    columns->years_read = false;
}

void fh_columns_clear(fh_columns *columns) {
    fh_columns_move(columns);
    fh_free(columns->story);
    fh_free(columns->day);
    *columns = (fh_columns){0};
}

static int find_size(fh_columns *columns, xc_database *db, fihrist_error *err) {
    xc_error cause;
    uint32_t last;
    if (columns->size)
        return 0;
    if (xc_database_last_docid(db, &last, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    if (last == UINT32_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "the index has too many documents");
    columns->size = last + 1;
    return 0;
}

/* --- articles and days --- */

/* Most snapshots have few documents more than the one before. */
static int make_room(fh_columns *columns, fihrist_error *err) {
    size_t room = columns->size + (size_t)columns->size / 8;
    if (columns->size <= columns->room)
        return 0;
    uint32_t *story = fh_realloc_array(columns->story, room, sizeof *story);
    if (!story)
        return fh_fail_memory(err);
    columns->story = story;
    int32_t *day = fh_realloc_array(columns->day, room, sizeof *day);
    if (!day)
        return fh_fail_memory(err);
    columns->day = day;
    columns->room = room;
    return 0;
}

int fh_columns_read(fh_columns *columns, xc_database *db, const fh_store *store,
                    fihrist_error *err) {
    int status = find_size(columns, db, err);
    if (status < 0 || columns->filled >= columns->size)
        return status;
    status = make_room(columns, err);
    if (status < 0)
        return status;
    for (uint32_t docid = columns->filled; docid < columns->size; docid++) {
        columns->story[docid] = 0;
        columns->day[docid] = FH_DATE_NONE;
    }
    status = fh_store_read_columns(store, columns->filled, columns->size, columns->story,
                                   columns->day, err);
    if (status == 0)
        columns->filled = columns->size;
    return status;
}

/* --- years --- */

static int read_years(xc_database *db, fh_years *ret, xc_error *cause) {
    xc_terms *terms = NULL;
    const char *prefix = fh_field_prefix(FH_FIELD_YEAR);
    int status = xc_database_terms(db, prefix, strlen(prefix), &terms, cause);
    *ret = (fh_years){INT_MAX, INT_MIN};
    while (status >= 0 && (status = xc_terms_next(terms, cause)) > 0) {
        xc_bytes term = xc_terms_term(terms);
        fh_date year;
        int number, month, day;
        if (!fh_date_parse(fh_term_value(FH_FIELD_YEAR, (fh_str){term.data, term.len}), &year))
            continue;
        fh_date_from_day(year.first_day, &number, &month, &day);
        ret->first = number < ret->first ? number : ret->first;
        ret->last = number > ret->last ? number : ret->last;
    }
    xc_terms_free(terms);
    return status;
}

int fh_columns_years(fh_columns *columns, xc_database *db, fh_years *ret_years,
                     fihrist_error *err) {
    xc_error cause;
    if (!columns->years_read && read_years(db, &columns->years, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the dates of the index");
    columns->years_read = true;
    *ret_years = columns->years;
    return 0;
}

/* --- what matches remember --- */

int fh_columns_memo(fh_columns *columns, xc_database *db, fihrist_error *err) {
    xc_error cause;
    if (!columns->memo && xc_memo_new(db, &columns->memo, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    return 0;
}

/* --- docids --- */

int fh_compare_docids(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int fh_docids_new(const fh_columns *columns, fh_arena *arena, fh_docids *ret_set,
                  fihrist_error *err) {
    size_t words = columns->size / 64 + 1;
    uint64_t *bits = fh_arena_calloc(arena, words, sizeof *bits);
    if (!bits)
        return fh_fail_memory(err);
    *ret_set = (fh_docids){bits, words};
    return 0;
}

void fh_docids_unite(fh_docids *set, const fh_docids *other) {
    for (size_t i = 0; i < set->words; i++)
        set->bits[i] |= other->bits[i];
}

uint64_t fh_docids_count(const fh_docids *set) {
    uint64_t count = 0;
    for (size_t i = 0; i < set->words; i++)
        count += (uint64_t)__builtin_popcountll(set->bits[i]);
    return count;
}

uint32_t fh_docids_next(const fh_docids *set, uint32_t from) {
    size_t word = from / 64;
    if (word >= set->words)
        return 0;
    uint64_t left = set->bits[word] >> from % 64 << from % 64;
    while (left == 0 && ++word < set->words)
        left = set->bits[word];
    return left ? (uint32_t)(word * 64 + (unsigned)__builtin_ctzll(left)) : 0;
}
