/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ahead.h: a stream that can be looked ahead in by some bytes. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_AHEAD_H
#define FIHRIST_CONTAINER_AHEAD_H

#include "container/part.h"

/** bytes[at..n) are ahead. */
typedef struct fh_ahead {
    fh_stream *from;
    size_t at, n;
    uint64_t taken; /**< bytes read of the stream */
    bool ended;     /**< nothing comes behind those that are ahead */
    uint8_t bytes[FH_PACKED_BLOCK_BYTES];
} fh_ahead;

static inline void fh_ahead_start(fh_ahead *ahead, fh_stream *from) {
    ahead->from = from;
    ahead->at = ahead->n = 0;
    ahead->taken = 0;
    ahead->ended = false;
}

static inline size_t fh_ahead_n(const fh_ahead *ahead) {
    return ahead->n - ahead->at;
}

static inline const uint8_t *fh_ahead_at(const fh_ahead *ahead) {
    return ahead->bytes + ahead->at;
}

/** Have `want` bytes ahead, at most FH_PACKED_BLOCK_BYTES, or all that are left. */
int fh_ahead_fill(fh_ahead *ahead, size_t want, fihrist_error *err);
/** Up to n bytes that are ahead, moving behind them. */
size_t fh_ahead_take(fh_ahead *ahead, void *bytes, size_t n);

#endif
