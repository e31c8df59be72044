/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * read_ahead.h: what an input gives, read by a thread of its own and prepared by others, one for
 * each processor, while the writer is at work with what came before. In the order of the input, and
 * no more than some megabytes ahead.
 *
 * The input is that thread's from start to stop; everything here is called by one other thread.
 */
#ifndef FIHRIST_INDEXER_READ_AHEAD_H
#define FIHRIST_INDEXER_READ_AHEAD_H

#include "indexer/prepared.h"
#include "indexer/workspace.h"
#include "input/input.h"

/** What fh_input_next gave, and what the input said of itself afterwards. */
typedef struct fh_reading {
    int got;                /**< FH_INPUT_*, or the negative code of `error` */
    fh_article article;     /**< FH_INPUT_ARTICLE */
    fh_prepared prepared;   /**< of that article; documents only where that seemed worth it */
    fh_rejection rejection; /**< FH_INPUT_REJECTED */
    fihrist_error error;
    fh_buffer position; /**< fh_input_position */
    uint64_t bytes;     /**< fh_input_bytes */
    uint64_t files;     /**< fh_input_files */
    size_t noted;       /**< fh_input_noted */
    fh_arena *arena;    /**< of the texts */
} fh_reading;

typedef struct fh_read_ahead fh_read_ahead;

/** Begin to read. Articles are prepared for indexes like the one of `workspace`, which must outlive
 *  this, for a bulk or for libxapian. */
int fh_read_ahead_start(fh_input *input, const fh_workspace *workspace, bool for_bulk,
                        fh_read_ahead **ret_ahead, fihrist_error *err);
/** Read no more, be it that the input has nothing for now, and free what was read. */
void fh_read_ahead_stop(fh_read_ahead *ahead);

/** The next reading, which lasts until the next call; the last one is FH_INPUT_END or an error.
 *  NULL: nothing came for a quarter of a second. */
const fh_reading *fh_read_ahead_next(fh_read_ahead *ahead);

/** Whether the last article was another than the index had. Where articles are what they were, none
 *  is prepared in vain. */
void fh_read_ahead_tell(fh_read_ahead *ahead, bool changed);
/** What to pack records with from now on, which must stay until the stop; NULL: they are not. */
void fh_read_ahead_pack_with(fh_read_ahead *ahead, const ZSTD_CDict *dictionary);

#endif
