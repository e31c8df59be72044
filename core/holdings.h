/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * holdings.h: what an index holds, by year and by source: articles alone, though comments have the
 * terms of both too.
 */
#ifndef FIHRIST_CORE_HOLDINGS_H
#define FIHRIST_CORE_HOLDINGS_H

#include "core/chart.h"
#include "core/index_state.h"

/** The articles of one outlet. */
typedef struct fh_held_source {
    fh_str id;      /**< of its term: an actor's id, or its name as folded words */
    uint32_t docid; /**< of its first article */
    uint64_t articles;
} fh_held_source;

typedef struct fh_holdings {
    fh_chart_year *years; /**< ascending; those that have articles */
    size_t year_count;
    uint64_t undated;        /**< articles without a date */
    fh_held_source *sources; /**< the most articles first, then by id */
    size_t source_count;     /**< at most so many as were asked for */
} fh_holdings;

/** Read the holdings of `db`, whose state is `state`, and its `most` largest sources; in `arena`.
 *  Where the index has comments, every posting of the years and sources is read, some 30 million a
 *  second; else but how many there are. FIHRIST_E_BUSY: the snapshot is gone. */
int fh_holdings_read(xc_database *db, const fh_index_state *state, size_t most, fh_arena *arena,
                     fh_holdings *ret_holdings, fihrist_error *err);

#endif
