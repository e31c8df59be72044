/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * packed.h: the bytes of a web archive as they are stored, read ahead, and kept from the beginning
 * of the member that they are in, as far as there is room: a damaged member may have been read
 * beyond its end, and the search for the next one begins behind its own beginning. Used inside
 * container/ only.
 */
#ifndef FIHRIST_CONTAINER_PACKED_H
#define FIHRIST_CONTAINER_PACKED_H

#include "container/part.h"

enum {
    FH_PACKED_BYTES = 1 << 20,
    FH_PACKED_KEPT_MAX_BYTES = FH_PACKED_BYTES / 2,
    FH_PACKED_AHEAD_MAX_BYTES = FH_PACKED_BYTES / 4
};

/** bytes[at..n) are ahead; the member began at bytes[member]. */
typedef struct fh_packed {
    fh_container *container; /**< which counts what is read */
    fh_stream *from;
    size_t at, n, member;
    bool ended; /**< nothing comes behind those that are ahead */
    uint8_t bytes[FH_PACKED_BYTES];
} fh_packed;

void fh_packed_start(fh_packed *packed, fh_container *container, fh_stream *from);
/** Have `want` bytes ahead, at most FH_PACKED_AHEAD_MAX_BYTES, or all that are left. */
int fh_packed_fill(fh_packed *packed, size_t want, fihrist_error *err);

static inline size_t fh_packed_ahead(const fh_packed *packed) {
    return packed->n - packed->at;
}

static inline const uint8_t *fh_packed_at(const fh_packed *packed) {
    return packed->bytes + packed->at;
}

#endif
