/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * columns.c: reading columns from a snapshot. Stories are read at once, 3 ms for 357,000 documents.
 */
#include "searcher/columns.h"

#include <limits.h>

#include "core/date.h"
#include "core/engine.h"
#include "core/term.h"

void fh_columns_clear(fh_columns *columns) {
    fh_free(columns->story);
    fh_free(columns->day);
    xc_memo_free(columns->memo);
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

/* --- stories --- */

/* Comments follow their article at once in docid order, as the writer adds them: so the article of
 * a comment is the last one before it. */
static void fill_stories(uint32_t *story, uint32_t from, uint32_t to, uint32_t article) {
    for (uint32_t docid = from; docid < to; docid++)
        story[docid] = article;
}

static int read_stories(const fh_columns *columns, xc_database *db, uint32_t *story,
                        xc_error *cause) {
    enum { AT_ONCE = 1024 };
    uint32_t docids[AT_ONCE], article = 0, at = 0;
    size_t count;
    fh_term term;
    xc_postings *postings = NULL;
    fh_term_make(FH_FIELD_TYPE, fh_str_of("article"), &term);
    int status = xc_database_postings(db, term.bytes, term.n, &postings, cause);
    while (status >= 0 &&
           (status = xc_postings_read(postings, docids, NULL, AT_ONCE, &count, cause)) >= 0 &&
           count > 0)
        for (size_t i = 0; i < count; i++) {
            fill_stories(story, at, docids[i], article);
            at = article = docids[i];
        }
    xc_postings_free(postings);
    fill_stories(story, at, columns->size, article);
    return status;
}

int fh_columns_stories(fh_columns *columns, xc_database *db, fihrist_error *err) {
    if (columns->story)
        return 0;
    int status = find_size(columns, db, err);
    if (status < 0)
        return status;
    uint32_t *story = fh_calloc(columns->size, sizeof *story);
    if (!story)
        return fh_fail_memory(err);
    xc_error cause;
    if (read_stories(columns, db, story, &cause) < 0) {
        fh_free(story);
        return fh_fail_engine(err, &cause, "cannot read the index");
    }
    columns->story = story;
    return 0;
}

/* --- days --- */

static int new_days(fh_columns *columns, xc_database *db, fihrist_error *err) {
    if (columns->day)
        return 0;
    int status = find_size(columns, db, err);
    if (status < 0)
        return status;
    columns->day = fh_calloc(columns->size, sizeof *columns->day);
    if (!columns->day)
        return fh_fail_memory(err);
    for (uint32_t docid = 0; docid < columns->size; docid++)
        columns->day[docid] = FH_DAY_UNREAD;
    return 0;
}

/* `values` only goes forward, as docids of a set do. */
static int read_day(xc_values *values, uint32_t docid, int32_t *ret, xc_error *cause) {
    int found = xc_values_docid(values) < docid ? xc_values_skip_to(values, docid, cause) : 1;
    if (found < 0)
        return found;
    bool there = found > 0 && xc_values_docid(values) == docid;
    xc_bytes value = there ? xc_values_value(values) : (xc_bytes){NULL, 0};
    *ret = value.len == 4 ? fh_unpack_day(value.data) : FH_DAY_NONE;
    return 0;
}

int fh_columns_days(fh_columns *columns, xc_database *db, const fh_docids *set,
                    fihrist_error *err) {
    xc_error cause;
    xc_values *values = NULL;
    int status = new_days(columns, db, err);
    if (status < 0)
        return status;
    for (uint32_t docid = 0; status == 0 && (docid = fh_docids_next(set, docid + 1));) {
        if (columns->day[docid] != FH_DAY_UNREAD)
            continue;
        if (!values)
            status = xc_database_values(db, FH_SLOT_DATE, &values, &cause);
        if (status == 0)
            status = read_day(values, docid, &columns->day[docid], &cause);
    }
    xc_values_free(values);
    return status < 0 ? fh_fail_engine(err, &cause, "cannot read the index") : 0;
}

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
