/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * streams.h: very many streams of bytes that grow side by side in one piece of memory. Each is a
 * chain of slices, every one twice as long as the one before up to a bound: a stream of few bytes
 * takes few, and a long one has few links.
 */
#ifndef FIHRIST_GLASS_STREAMS_H
#define FIHRIST_GLASS_STREAMS_H

#include "core/memory.h"

enum {
    /** Of a slice, with the four that lead to the next one. */
    GLASS_SLICE_FIRST_BYTES = 8,
    GLASS_SLICE_MAX_BYTES = 256,
    GLASS_SLICE_LINK_BYTES = 4,
    /** So many bytes go into any slice but the first. */
    GLASS_STREAM_PUT_MAX_BYTES = 2 * GLASS_SLICE_FIRST_BYTES - GLASS_SLICE_LINK_BYTES
};

typedef struct glass_streams {
    uint8_t *bytes;
    uint32_t used, max;
} glass_streams;

/** One of them; its places are counted from the beginning of the memory. */
typedef struct glass_stream {
    uint32_t first;     /**< its first byte */
    uint32_t next, end; /**< where its next one goes, and where the slice has no more room */
    uint32_t slice_bytes;
} glass_stream;

/** `max` bytes, which are not touched before they are used. False when out of memory. */
bool glass_streams_open(glass_streams *streams, uint32_t max);
void glass_streams_close(glass_streams *streams);
/** Forget all. */
static inline void glass_streams_clear(glass_streams *streams) {
    streams->used = 0;
}

/** So many bytes that are no stream's, not aligned. They must be there: max - used. */
static inline uint8_t *glass_streams_take(glass_streams *streams, uint32_t n) {
    uint8_t *taken = streams->bytes + streams->used;
    streams->used += n;
    return taken;
}

/** An empty stream; GLASS_SLICE_FIRST_BYTES must be there. */
glass_stream glass_stream_begin(glass_streams *streams);
/** As glass_stream_put where the slice has not enough room. */
void glass_stream_put_apart(glass_streams *streams, glass_stream *stream, const uint8_t *bytes,
                            uint32_t n);
/** Append up to GLASS_STREAM_PUT_MAX_BYTES bytes; a slice of any length must be there. */
static inline void glass_stream_put(glass_streams *streams, glass_stream *stream,
                                    const uint8_t *bytes, uint32_t n) {
    if (stream->end - stream->next < n) {
        glass_stream_put_apart(streams, stream, bytes, n);
        return;
    }
    memcpy(streams->bytes + stream->next, bytes, n);
    stream->next += n;
}

/** A walk over the slices of a stream. */
typedef struct glass_stream_walk {
    const glass_streams *streams;
    uint32_t at, last, slice_bytes;
} glass_stream_walk;

static inline glass_stream_walk glass_stream_start(const glass_streams *streams,
                                                   const glass_stream *stream) {
    return (glass_stream_walk){streams, stream->first, stream->next, GLASS_SLICE_FIRST_BYTES};
}
/** The bytes of its next slice; none: there is no more. */
fh_str glass_stream_next(glass_stream_walk *walk);

#endif
