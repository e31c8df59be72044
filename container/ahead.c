/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ahead.c: reading ahead.
 */
#include "container/ahead.h"

int fh_ahead_fill(fh_ahead *ahead, size_t want, fihrist_error *err) {
    while (fh_ahead_n(ahead) < want && !ahead->ended) {
        memmove(ahead->bytes, fh_ahead_at(ahead), fh_ahead_n(ahead));
        ahead->n -= ahead->at;
        ahead->at = 0;
        ssize_t n = fh_stream_read(ahead->from, ahead->bytes + ahead->n,
                                   sizeof ahead->bytes - ahead->n, err);
        if (n < 0)
            return (int)n;
        ahead->n += (size_t)n;
        ahead->taken += (uint64_t)n;
        ahead->ended = n == 0;
    }
    return 0;
}

size_t fh_ahead_take(fh_ahead *ahead, void *bytes, size_t n) {
    if (n > fh_ahead_n(ahead))
        n = fh_ahead_n(ahead);
    memcpy(bytes, fh_ahead_at(ahead), n);
    ahead->at += n;
    return n;
}
