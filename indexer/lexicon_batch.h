/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_batch.h: the word forms of a batch of documents, counted in memory.
 */
#ifndef FIHRIST_INDEXER_LEXICON_BATCH_H
#define FIHRIST_INDEXER_LEXICON_BATCH_H

#include "core/lexicon.h"

typedef struct fh_lexicon_batch fh_lexicon_batch;

int fh_lexicon_batch_new(fh_lexicon_batch **ret_batch, fihrist_error *err);
void fh_lexicon_batch_free(fh_lexicon_batch *batch);
/** Count `change` (negative when a document is removed) occurrences. */
int fh_lexicon_batch_add(fh_lexicon_batch *batch, fh_language language, fh_str form, fh_str stem,
                         int64_t change, fihrist_error *err);
/** Where a batch counts a form; zero: not yet. */
typedef struct fh_lexicon_place {
    uint32_t round, at;
} fh_lexicon_place;
/** The same of a form whose place is remembered, while the batch is what it was: then nothing is
 *  looked up. */
int fh_lexicon_batch_add_at(fh_lexicon_batch *batch, fh_lexicon_place *place, fh_language language,
                            fh_str form, fh_str stem, int64_t change, fihrist_error *err);
/** Count all that `from` has in `batch` too. */
int fh_lexicon_batch_merge(fh_lexicon_batch *batch, const fh_lexicon_batch *from,
                           fihrist_error *err);
size_t fh_lexicon_batch_bytes(const fh_lexicon_batch *batch);
/** Distinct forms counted since it began. */
size_t fh_lexicon_batch_forms(const fh_lexicon_batch *batch);
/** Begin again; the memory of few forms is kept. */
void fh_lexicon_batch_clear(fh_lexicon_batch *batch);

/** One form of a batch. Text is the batch's. */
typedef struct fh_lexicon_change {
    const char *code; /**< of the language, NUL-terminated */
    fh_str form, stem;
    int64_t change;
} fh_lexicon_change;

/** Put the forms in the order of their languages' codes, then of their bytes. */
void fh_lexicon_batch_sort(fh_lexicon_batch *batch);
/** Form number `i`, which must be one. */
fh_lexicon_change fh_lexicon_batch_at(const fh_lexicon_batch *batch, size_t i);

/** Hold the counts against what the lexicon says: how many forms are in one of them alone, or in
 *  both with different counts. */
int fh_lexicon_batch_compare(const fh_lexicon_batch *batch, fh_lexicon *lexicon,
                             uint64_t *ret_different, fihrist_error *err);

#endif
