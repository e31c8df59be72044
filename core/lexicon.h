/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon.h: every word form of the index with its stem and how often it occurs, in the same commit
 * as the documents (libxapian metadata, key "w" + language code + ":" + form). Wildcards, spelling
 * and completion work on forms; the postings only know stems.
 */
#ifndef FIHRIST_CORE_LEXICON_H
#define FIHRIST_CORE_LEXICON_H

#include "core/analyser.h"
#include "core/error.h"
#include "xapian-c.h"

typedef struct fh_lexicon_entry {
    fh_str form, stem;
    uint64_t frequency; /**< occurrences over articles and comments */
} fh_lexicon_entry;

/** Counts forms in memory and writes the sums at the end of a batch. */
typedef struct fh_lexicon_batch fh_lexicon_batch;

int fh_lexicon_batch_new(fh_lexicon_batch **ret_batch, fihrist_error *err);
void fh_lexicon_batch_free(fh_lexicon_batch *batch);
/** Count `change` (negative when a document is removed) occurrences. */
int fh_lexicon_batch_add(fh_lexicon_batch *batch, fh_language language, fh_str form, fh_str stem,
                         int64_t change, fihrist_error *err);
size_t fh_lexicon_batch_bytes(const fh_lexicon_batch *batch);
/** Distinct forms counted since it began. */
size_t fh_lexicon_batch_forms(const fh_lexicon_batch *batch);
/** Add the counts to what the database holds (entries that reach 0 go), and begin again. */
int fh_lexicon_batch_write(fh_lexicon_batch *batch, xc_writer *writer, fihrist_error *err);

/** 1: `form` occurs, and its entry lives in `arena`; 0: it does not; negative: an error. */
int fh_lexicon_find(xc_database *db, fh_language language, fh_str form, fh_arena *arena,
                    fh_lexicon_entry *ret_entry, fihrist_error *err);

/** Forms that begin with `prefix` in byte order, up to `room`; *ret_more says that there were
 *  others. Text lives in `arena`. */
int fh_lexicon_prefix(xc_database *db, fh_language language, fh_str prefix, fh_arena *arena,
                      fh_lexicon_entry *ret_entries, size_t room, size_t *ret_count, bool *ret_more,
                      fihrist_error *err);

#endif
