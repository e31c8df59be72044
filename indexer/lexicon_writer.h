/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_writer.h: append batches to the lexicon of a generation (core/lexicon.h), each as a run,
 * merged with those before it that are less than four times as large. What is appended is on disk
 * before the database's commit names it.
 *
 * A file of which more than three quarters are runs that are merged is left for the next one, into
 * which everything goes: so it is never longer than four times what is in use, a megabyte and the
 * run appended last.
 *
 * After a failure the writer takes nothing more but its close.
 */
#ifndef FIHRIST_INDEXER_LEXICON_WRITER_H
#define FIHRIST_INDEXER_LEXICON_WRITER_H

#include "indexer/lexicon_batch.h"

typedef struct fh_lexicon_writer fh_lexicon_writer;

/** Open the lexicon of the generation in directory `path`, where `db` is its database as committed:
 *  what lies behind the last committed byte is cut off, and other files of lexicons are removed.
 *  `fresh`: make the file, which must not be there (what the database says of another one is not
 *  looked at). */
int fh_lexicon_writer_open(const char *path, xc_database *db, bool fresh,
                           fh_lexicon_writer **ret_writer, fihrist_error *err);
/** What was not committed is left behind, and removed by the next open. */
void fh_lexicon_writer_close(fh_lexicon_writer *writer);

/** Append the changes of a batch, which is cleared: they count with the commit that follows a
 *  flush. FIHRIST_E_CORRUPT: a run that takes part in the merge is damaged, or with the oldest a
 *  form would occur less than no times. */
int fh_lexicon_writer_append(fh_lexicon_writer *writer, fh_lexicon_batch *batch,
                             fihrist_error *err);
/** Append all that a lexicon has, as one run, to this one, which is empty. */
int fh_lexicon_writer_copy(fh_lexicon_writer *writer, fh_lexicon *from, fihrist_error *err);

/** Everything appended is on disk (fdatasync, and the file's name), and named in the metadata of
 *  the transaction that is open in `engine`: commit that next, and say so. With nothing appended
 *  this is free, but for the first one of a fresh lexicon. */
int fh_lexicon_writer_flush(fh_lexicon_writer *writer, xc_writer *engine, fihrist_error *err);
/** What was flushed is committed: a file that is no longer in use is removed. */
void fh_lexicon_writer_committed(fh_lexicon_writer *writer);

#endif
