/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader.h: an open index as the searcher sees it: one snapshot of its database with what belongs
 * to it (state, authority, analyser), moved to the newest commit and generation between requests.
 */
#ifndef FIHRIST_SEARCHER_READER_H
#define FIHRIST_SEARCHER_READER_H

#include "core/analyser.h"
#include "core/authority.h"
#include "core/copies.h"
#include "core/generation.h"
#include "core/index_state.h"
#include "core/term.h"
#include "fihrist.h"
#include "searcher/columns.h"
#include "searcher/page_cache.h"
#include "searcher/verdicts.h"
#include "xapian-c.h"

typedef struct fh_reader fh_reader;

struct fh_reader {
    char path[FH_PATH_MAX];
    fh_manifest manifest;
    fh_index_state state;
    xc_database *db;
    fh_store *store;
    fh_lexicon *lexicon;
    bool moved; /**< db has, and the state, store, lexicon and columns are not of it yet */
    fh_authority *authority; /**< NULL: made without */
    fh_analyser *analyser;
    fh_language language;  /**< of documents that name none */
    fh_columns columns;    /**< of the snapshot */
    fh_copies copies;      /**< the same; fh_reader_copies */
    fh_verdicts verdicts;  /**< the same */
    fh_page_cache pages;   /**< the same */
    fihrist_error refusal; /**< why a condition of a query could not be told of a document */
};

/** Move to the newest commit, and to the newest generation where the manifest names another. */
int fh_reader_refresh(fh_reader *reader, fihrist_error *err);

/** Run `work` on the newest commit. A writer that commits twice meanwhile takes the snapshot away;
 *  then `work` is run again on what is newest then, until `deadline_ns` (CLOCK_MONOTONIC; 0: five
 *  seconds). `work` says so by FIHRIST_E_BUSY, and has to leave nothing behind when it fails. */
int fh_reader_run(fh_reader *reader, uint64_t deadline_ns, int (*work)(void *context),
                  void *context, fihrist_error *err);

/** Whether the index was made by this very analysis. */
bool fh_reader_same_analysis(const fh_reader *reader);

/** Read and decode the record of a document. The bytes and what is decoded live in `arena`. */
int fh_reader_record(fh_reader *reader, uint32_t docid, fh_record_part part, fh_arena *arena,
                     fh_record *ret_record, fihrist_error *err);

/** Have reader->copies. */
int fh_reader_copies(fh_reader *reader, fihrist_error *err);

/** 1 and the docid of the first document with a term, 0 when there is none. */
int fh_reader_find(fh_reader *reader, const fh_term *term, uint32_t *ret_docid, fihrist_error *err);

/** Ask single documents whether they match a plain query (xc_tester). */
int fh_reader_tester(fh_reader *reader, const xc_query *query, xc_tester **ret_tester,
                     fihrist_error *err);

/** The actor whose id is in an XA or XO term; NULL: the authority has none of that id. */
const fh_actor *fh_reader_actor(const fh_reader *reader, fh_str id);

/** The name of an article's outlet. One has one name, whatever articles and folders call it; one
 * that is not named may be known by its host. */
fh_str fh_reader_outlet(const fh_reader *reader, const fh_record *record);

/** Hand a finished answer over as a string of the caller's own (fihrist_free), or free it where
 *  `status` is a failure; returns the status. */
int fh_reader_give(fh_buffer *out, int status, char **ret_json, size_t *ret_json_len,
                   fihrist_error *err);

#endif
