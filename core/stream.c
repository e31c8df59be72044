/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stream.c: reading all of a stream, and memory as one.
 */
#include "core/stream.h"

enum { PIECE_BYTES = 65536 };

int fh_stream_read_all(fh_stream *stream, const char *what, size_t max_bytes, fh_buffer *buffer,
                       fihrist_error *err) {
    size_t before = buffer->n;
    for (;;) {
        /* A byte more than the limit is enough to know that it is passed. */
        size_t room = max_bytes + 1 - (buffer->n - before);
        room = room < PIECE_BYTES ? room : PIECE_BYTES;
        if (!fh_buffer_reserve(buffer, room))
            return fh_fail_memory(err);
        ssize_t n = fh_stream_read(stream, buffer->p + buffer->n, room, err);
        if (n <= 0)
            return (int)n;
        buffer->n += (size_t)n;
        if (buffer->n - before > max_bytes)
            return fh_fail(err, FIHRIST_E_INPUT, "%s of more than %zu bytes", what, max_bytes);
    }
}

static ssize_t read_memory(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_memory_stream *memory = (fh_memory_stream *)stream;
    (void)err;
    if (n > memory->left.n)
        n = memory->left.n;
    if (n > 0)
        memcpy(bytes, memory->left.p, n);
    memory->left.p += n;
    memory->left.n -= n;
    return (ssize_t)n;
}

fh_memory_stream fh_memory_stream_of(fh_str bytes) {
    return (fh_memory_stream){{read_memory}, bytes};
}
