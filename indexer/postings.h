/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * postings.h: gather the terms of one document in the order its words come, and give them in the
 * order libxapian takes fastest: by term, then by position. Reused from document to document.
 */
#ifndef FIHRIST_INDEXER_POSTINGS_H
#define FIHRIST_INDEXER_POSTINGS_H

#include "core/error.h"
#include "core/term.h"
#include "xapian-c.h"

typedef struct fh_postings fh_postings;

/** NULL when out of memory. */
fh_postings *fh_postings_new(void);
void fh_postings_free(fh_postings *postings);

/** Begin on another document. */
void fh_postings_clear(fh_postings *postings);

/** A word: positions of one field come in ascending order; 0: it has none, and every occurrence of
 *  the word is the same one with a larger wdf. False when out of memory. */
bool fh_postings_add(fh_postings *postings, fh_field field, fh_str value, uint32_t position,
                     uint32_t wdf);
/** Where the term of a word is; zero: nowhere. */
typedef struct fh_posting_place {
    uint32_t document, entry;
} fh_posting_place;
/** The same of a word whose place under this field is remembered: within one document nothing is
 *  looked up twice. */
bool fh_postings_add_at(fh_postings *postings, fh_posting_place *place, fh_field field,
                        fh_str value, uint32_t position, uint32_t wdf);
/** A term to filter by: no position, no weight. 1: added; 0: it was there, or the value is empty;
 *  FIHRIST_E_MEMORY. */
int fh_postings_add_filter(fh_postings *postings, fh_field field, fh_str value);

/** Everything added, sorted; it lasts until the next clear. *ret_terms is
 *  how many are distinct, *ret_length the sum of wdfs. False
 *  when out of memory. */
bool fh_postings_finish(fh_postings *postings, const xc_posting **ret_postings, size_t *ret_count,
                        size_t *ret_terms, uint64_t *ret_length);

#endif
