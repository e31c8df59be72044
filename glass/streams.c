/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * streams.c: slices, each with room behind it for the place of the next one.
 */
#include "glass/streams.h"

bool glass_streams_open(glass_streams *streams, uint32_t max) {
    *streams = (glass_streams){.bytes = fh_malloc(max), .max = max};
    return streams->bytes != NULL;
}

void glass_streams_close(glass_streams *streams) {
    fh_free(streams->bytes);
    *streams = (glass_streams){0};
}

static uint32_t next_slice_bytes(uint32_t bytes) {
    return bytes < GLASS_SLICE_MAX_BYTES ? bytes * 2 : bytes;
}

static uint32_t take_slice(glass_streams *streams, uint32_t bytes) {
    return (uint32_t)(glass_streams_take(streams, bytes) - streams->bytes);
}

glass_stream glass_stream_begin(glass_streams *streams) {
    uint32_t at = take_slice(streams, GLASS_SLICE_FIRST_BYTES);
    return (glass_stream){.first = at,
                          .next = at,
                          .end = at + GLASS_SLICE_FIRST_BYTES - GLASS_SLICE_LINK_BYTES,
                          .slice_bytes = GLASS_SLICE_FIRST_BYTES};
}

/* The stream goes on in a slice of its own. */
static void add_slice(glass_streams *streams, glass_stream *stream) {
    uint32_t bytes = next_slice_bytes(stream->slice_bytes), at = take_slice(streams, bytes);
    memcpy(streams->bytes + stream->end, &at, sizeof at);
    stream->next = at;
    stream->end = at + bytes - GLASS_SLICE_LINK_BYTES;
    stream->slice_bytes = bytes;
}

void glass_stream_put_apart(glass_streams *streams, glass_stream *stream, const uint8_t *bytes,
                            uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (stream->next == stream->end)
            add_slice(streams, stream);
        streams->bytes[stream->next++] = bytes[i];
    }
}

fh_str glass_stream_next(glass_stream_walk *walk) {
    uint32_t at = walk->at, end = at + walk->slice_bytes - GLASS_SLICE_LINK_BYTES;
    const char *bytes = (const char *)walk->streams->bytes + at;
    if (walk->last >= at && walk->last <= end) {
        walk->at = walk->last;
        walk->slice_bytes = GLASS_SLICE_LINK_BYTES; /* an empty one */
        return (fh_str){bytes, walk->last - at};
    }
    memcpy(&walk->at, walk->streams->bytes + end, sizeof walk->at);
    walk->slice_bytes = next_slice_bytes(walk->slice_bytes);
    return (fh_str){bytes, end - at};
}
