/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * packed.c: reading ahead, and keeping what was read.
 */
#include "container/packed.h"

void fh_packed_start(fh_packed *packed, fh_container *container, fh_stream *from) {
    packed->container = container;
    packed->from = from;
    packed->at = packed->n = packed->member = 0;
    packed->ended = false;
}

/* Make room behind what was read. */
static void slide(fh_packed *packed) {
    size_t from = packed->at > FH_PACKED_KEPT_MAX_BYTES ? packed->at - FH_PACKED_KEPT_MAX_BYTES : 0;
    if (from < packed->member)
        from = packed->member;
    memmove(packed->bytes, packed->bytes + from, packed->n - from);
    packed->at -= from;
    packed->n -= from;
    packed->member -= packed->member < from ? packed->member : from;
}

int fh_packed_fill(fh_packed *packed, size_t want, fihrist_error *err) {
    while (fh_packed_ahead(packed) < want && !packed->ended) {
        if (FH_PACKED_BYTES - packed->n < FH_PACKED_BLOCK_BYTES)
            slide(packed);
        ssize_t n =
            fh_stream_read(packed->from, packed->bytes + packed->n, FH_PACKED_BLOCK_BYTES, err);
        if (n < 0)
            return (int)n;
        packed->n += (size_t)n;
        packed->ended = n == 0;
        fh_container_count_packed(packed->container, (uint64_t)n);
    }
    return 0;
}
