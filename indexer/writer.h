/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer.h: put articles into a generation of an index and take them out, in batches. A batch is
 * one transaction: documents, lexicon, state and the cursor are on disk together or not at all.
 *
 * After a failure the writer takes nothing more but fh_writer_close; what was committed stands, and
 * a new run goes on from there.
 */
#ifndef FIHRIST_INDEXER_WRITER_H
#define FIHRIST_INDEXER_WRITER_H

#include "core/index_state.h"
#include "indexer/prepared.h"
#include "indexer/stored.h"
#include "indexer/workspace.h"

typedef struct fh_writer fh_writer;

/** libxapian writes what it holds in memory into its tables, still uncommitted, after so many
 *  documents: with its own 10,000 that is too much for the processor's cache, and 40,000 articles
 *  take 52 s in place of 46. It is told by the environment variable of this name. */
#define FH_FLUSH_VARIABLE "XAPIAN_FLUSH_THRESHOLD"
enum { FH_FLUSH_DOCUMENTS = 2500 };

/** Bounds of a batch. */
enum { FH_BATCH_MAX_ARTICLES = 5000, FH_BATCH_MAX_SECONDS = 60, FH_MEMORY_LEAST_BYTES = 64 << 20 };

typedef struct fh_writer_options {
    uint64_t memory_bytes;   /**< of the whole process, about; at least FH_MEMORY_LEAST_BYTES */
    uint32_t batch_articles; /**< 0: FH_BATCH_MAX_ARTICLES */
    /** Not NULL: make the generation's database, which must not be there, with this state; all its
     *  batches keep the state's revision. */
    const fh_index_state *fresh;
    /** With `fresh`: all at once (bulk.h). The first batch has no bound, and the database is not
     *  there before its commit, which publishes the generation; what comes after it is put in as
     *  ever. Only where the store has the places of words. */
    bool bulk;
} fh_writer_options;

/** The workspace must outlive the writer. */
int fh_writer_open(fh_workspace *workspace, uint64_t generation, const fh_writer_options *options,
                   fh_writer **ret_writer, fihrist_error *err);
/** What was not committed is dropped. */
void fh_writer_close(fh_writer *writer);

/** What records of articles are to be packed with when they are prepared; NULL: with nothing, yet.
 *  As long as the writer is open. */
const ZSTD_CDict *fh_writer_dictionary(const fh_writer *writer);
/** Whether a bulk is under way: articles are to be prepared for that. */
bool fh_writer_is_bulk(const fh_writer *writer);

/** State of what is committed and of the batch. */
const fh_index_state *fh_writer_state(const fh_writer *writer);
xc_database *fh_writer_database(fh_writer *writer);
const fh_workspace *fh_writer_workspace(const fh_writer *writer);
/** The articles of what is committed and of the batch; as long as the writer is open. */
fh_stored fh_writer_stored(const fh_writer *writer);

/** What is put from now on came with revision `number`, and not with that of its batch: for
 * articles that are copied from another generation, in the order in which they came. 0: it is not
 * known. */
void fh_writer_copy_revision(fh_writer *writer, uint64_t number);
/** What is put from now on is new again. */
void fh_writer_end_copy(fh_writer *writer);

typedef enum fh_put { FH_PUT_ADDED, FH_PUT_REPLACED, FH_PUT_UNCHANGED } fh_put;

/** Whether the batch should be committed before an article of this size comes. */
bool fh_writer_lacks_room(const fh_writer *writer, const fh_article *article);

/** Put an article with its comments in place of the one with its id; one that is the same already
 *  is left alone. It keeps what that one has as the time when it was first seen. `prepared` is what
 *  was prepared of it, or NULL. FIHRIST_E_LIMIT: it has too many words; nothing was changed, and
 * the writer goes on. */
int fh_writer_put(fh_writer *writer, const fh_article *article, const fh_prepared *prepared,
                  fh_put *ret_put, fihrist_error *err);
/** Delete the article `id` and its comments: 1, or 0 when there is none. */
int fh_writer_delete(fh_writer *writer, fh_str id, fihrist_error *err);

/** Whether the batch has changes; whether it should be committed now. */
bool fh_writer_pending(const fh_writer *writer);
bool fh_writer_full(const fh_writer *writer);

/** Articles that the run has rejected: written with the next batch. */
void fh_writer_set_rejected(fh_writer *writer, uint64_t rejected);

/** The cursor of the last batch, where a run that was cut short goes on; absent after a finished
 *  one. In `arena`. */
int fh_writer_cursor(fh_writer *writer, fh_arena *arena, fh_str *ret_cursor, fihrist_error *err);

/** Commit the batch, be it empty, as one revision more. `cursor` absent: the run is finished. */
int fh_writer_commit(fh_writer *writer, fh_str cursor, fihrist_error *err);

/** Put the generation in the place of the one in use, once it has a commit: of a writer with
 * `fresh` options, whose next batches are revisions of their own then. */
int fh_writer_publish(fh_writer *writer, fihrist_error *err);

#endif
