/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verifier.h: whether documents that a query's stems match are what it asks for, by their stored
 * text. Calls the reader and needles.
 */
#ifndef FIHRIST_SEARCHER_VERIFIER_H
#define FIHRIST_SEARCHER_VERIFIER_H

#include "searcher/needle.h"
#include "searcher/reader.h"

/** What has to be in a document's text. */
typedef struct fh_requirement {
    const fh_needle *needle;
    const xc_query *sure; /**< plain: documents that match it hold the needle for certain, so that
                               their text need not be looked at; NULL: none is known to */
} fh_requirement;

typedef struct fh_requirements {
    const fh_requirement *items; /**< each must be met; not owned */
    size_t count;
} fh_requirements;

/** Told of documents; cheapest in ascending order. */
typedef struct fh_verifier fh_verifier;

/** `required` and `reader` have to live as long. Past `deadline_ns` (CLOCK_MONOTONIC; 0: none)
 *  verifying fails with FIHRIST_E_TIMEOUT. */
int fh_verifier_new(fh_reader *reader, fh_requirements required, uint64_t deadline_ns,
                    fh_verifier **ret_verifier, fihrist_error *err);
void fh_verifier_free(fh_verifier *verifier);

/** 1: the document meets all requirements, 0: it does not, negative: an error. */
int fh_verifier_accepts(fh_verifier *verifier, uint32_t docid, fihrist_error *err);

/** The same as a condition of a query (xc_condition); `user` is the verifier. What went wrong is in
 *  its reader's `refusal`. */
int fh_verifier_holds(void *user, uint32_t docid);

#endif
