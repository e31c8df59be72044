/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * spool.c: a file that has lost its name at once.
 */
#include "glass/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "core/index_dir.h"

enum { WRITE_BYTES = 256 << 10 };

static int fail_spool(int cause, const char *done, fihrist_error *err) {
    return fh_fail_errno(err, cause, "cannot %s a file for what does not go into memory", done);
}

int glass_spool_open(glass_spool *spool, const char *path, const char *name, fihrist_error *err) {
    char whole[FH_PATH_MAX];
    *spool = GLASS_SPOOL_CLOSED;
    spool->waiting = FH_BUFFER(WRITE_BYTES);
    if (snprintf(whole, sizeof whole, "%s/%s", path, name) >= (int)sizeof whole)
        return fail_spool(ENAMETOOLONG, "make", err);
    spool->fd = open(whole, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (spool->fd < 0)
        return fail_spool(errno, "make", err);
    return unlink(whole) == 0 ? FIHRIST_OK : fail_spool(errno, "remove", err);
}

void glass_spool_close(glass_spool *spool) {
    if (spool->fd >= 0)
        close(spool->fd);
    fh_buffer_free(&spool->waiting);
    spool->fd = -1;
}

int glass_spool_flush(glass_spool *spool, fihrist_error *err) {
    for (size_t at = 0; at < spool->waiting.n;) {
        ssize_t put = write(spool->fd, spool->waiting.p + at, spool->waiting.n - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return fail_spool(errno, "write", err);
        at += (size_t)put;
    }
    fh_buffer_clear(&spool->waiting);
    return FIHRIST_OK;
}

int glass_spool_write(glass_spool *spool, const void *bytes, size_t n, fihrist_error *err) {
    const char *from = bytes;
    spool->written += n;
    while (n > 0) {
        size_t part = WRITE_BYTES - spool->waiting.n < n ? WRITE_BYTES - spool->waiting.n : n;
        if (!fh_buffer_append(&spool->waiting, from, part))
            return fh_fail_memory(err);
        from += part;
        n -= part;
        int code = spool->waiting.n == WRITE_BYTES ? glass_spool_flush(spool, err) : FIHRIST_OK;
        if (code != FIHRIST_OK)
            return code;
    }
    return FIHRIST_OK;
}

void glass_spool_reader_open(glass_spool_reader *reader, const glass_spool *spool, uint64_t from,
                             uint64_t to, size_t buffer_bytes) {
    *reader = (glass_spool_reader){
        .spool = spool, .next = from, .end = to, .bytes = FH_BUFFER(buffer_bytes)};
}

void glass_spool_reader_close(glass_spool_reader *reader) {
    fh_buffer_free(&reader->bytes);
}

/* Fill the buffer up to its cap, or to the end. */
static int fill(glass_spool_reader *reader, fihrist_error *err) {
    fh_buffer *bytes = &reader->bytes;
    if (bytes->capacity < bytes->cap_bytes &&
        !fh_buffer_reserve(bytes, bytes->cap_bytes - bytes->n))
        return fh_fail_memory(err);
    if (reader->at > 0)
        memmove(bytes->p, bytes->p + reader->at, bytes->n - reader->at);
    bytes->n -= reader->at;
    reader->at = 0;
    while (bytes->n < bytes->cap_bytes && reader->next < reader->end) {
        size_t most = bytes->cap_bytes - bytes->n;
        if (reader->end - reader->next < most)
            most = (size_t)(reader->end - reader->next);
        ssize_t got = pread(reader->spool->fd, bytes->p + bytes->n, most, (off_t)reader->next);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail_spool(got < 0 ? errno : EIO, "read", err);
        bytes->n += (size_t)got;
        reader->next += (uint64_t)got;
    }
    return FIHRIST_OK;
}

int glass_spool_need(glass_spool_reader *reader, size_t n, size_t *ret_n, fihrist_error *err) {
    if (reader->bytes.n - reader->at < n && reader->next < reader->end) {
        int code = fill(reader, err);
        if (code != FIHRIST_OK)
            return code;
    }
    size_t there = reader->bytes.n - reader->at;
    *ret_n = there < n ? there : n;
    return FIHRIST_OK;
}
