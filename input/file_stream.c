/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * file_stream.c: reads that are not cut short by signals, and can be waited for.
 */
#include "input/file_stream.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

int fh_let_cancel(bool waits) {
    int before;
    pthread_setcancelstate(waits ? PTHREAD_CANCEL_ENABLE : PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

void fh_end_cancel(int before) {
    pthread_setcancelstate(before, NULL);
}

static ssize_t read_file(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_file_stream *file = (fh_file_stream *)stream;
    ssize_t got;
    int before = fh_let_cancel(file->waits);
    do
        got = read(file->fd, bytes, n);
    while (got < 0 && errno == EINTR);
    fh_end_cancel(before);
    if (got < 0)
        return fh_fail_errno(err, errno, "cannot be read");
    file->bytes += (uint64_t)got;
    return got;
}

fh_file_stream fh_file_stream_of(int fd) {
    struct stat status;
    bool waits = fstat(fd, &status) != 0 || !S_ISREG(status.st_mode);
    return (fh_file_stream){{read_file}, fd, waits, 0};
}

static ssize_t read_peeked(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_peeked_stream *peeked = (fh_peeked_stream *)stream;
    if (peeked->left.n == 0)
        return fh_stream_read(peeked->from, bytes, n, err);
    if (n > peeked->left.n)
        n = peeked->left.n;
    memcpy(bytes, peeked->left.p, n);
    peeked->left.p += n;
    peeked->left.n -= n;
    return (ssize_t)n;
}

fh_peeked_stream fh_peeked_stream_of(fh_stream *from, fh_str start) {
    return (fh_peeked_stream){{read_peeked}, from, start};
}

int fh_peek(fh_stream *from, char *start, size_t room, fh_peeked_stream *ret_stream,
            fihrist_error *err) {
    size_t n = 0;
    while (n < room) {
        ssize_t got = fh_stream_read(from, start + n, room - n, err);
        if (got < 0)
            return (int)got;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_stream = fh_peeked_stream_of(from, (fh_str){start, n});
    return FIHRIST_OK;
}
