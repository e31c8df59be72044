/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive_source.c: where the bytes of an archive come from.
 */
#include "container/archive_source.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container/magic.h"

/* --- opening --- */

/* What was read ahead of the stream, and what comes behind it. */
static ssize_t read_stored(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_archive_source *self =
        (fh_archive_source *)((char *)stream - offsetof(fh_archive_source, stored));
    size_t done = self->start.n - self->start_at;
    done = done < n ? done : n;
    if (done > 0)
        memcpy(bytes, self->start.p + self->start_at, done);
    self->start_at += done;
    if (done == n)
        return (ssize_t)done;
    ssize_t more = fh_stream_read(self->rest, (char *)bytes + done, n - done, err);
    if (more < 0)
        return done > 0 ? (ssize_t)done : more;
    return (ssize_t)done + more;
}

static int open_unpack(fh_archive_source *self, fh_coding coding, fihrist_error *err) {
    fh_ratio *total = self->container->total;
    fh_unpack_options options = {.window_log = FH_ZSTD_WINDOW_LOG_FILE,
                                 .ratio = total,
                                 .counts_packed = total == &self->container->own};
    int rc = fh_unpack_open(coding, &options, &self->stored, &self->unpack, err);
    if (rc < 0)
        return rc;
    self->fd = -1;
    self->memory = (fh_str){NULL, 0};
    self->size = UINT64_MAX;
    self->stream = fh_unpack_stream(self->unpack);
    return 0;
}

/* Unpack it, if it is packed so. */
static int unpack_if_packed(fh_archive_source *self, const void *start, size_t n,
                            fihrist_error *err) {
    self->is_packed = fh_is_other_packed(start, n);
    if (fh_is_gzip(start, n))
        return open_unpack(self, FH_CODING_GZIP, err);
    return fh_is_zstd(start, n) ? open_unpack(self, FH_CODING_ZSTD, err) : 0;
}

/* Read so much of the stream that it can be sought, where that helps (zip and 7z have their list of
 * members at the end) and it is not too much. */
static int read_start(fh_archive_source *self, fihrist_error *err) {
    bool whole = false, is_7z = false;
    size_t most = FH_PACKED_BLOCK_BYTES;
    while (!whole && self->start.n < most) {
        if (!fh_buffer_reserve(&self->start, FH_PACKED_BLOCK_BYTES))
            return fh_fail_memory(err);
        ssize_t n =
            fh_stream_read(self->rest, self->start.p + self->start.n, FH_PACKED_BLOCK_BYTES, err);
        if (n < 0)
            return (int)n;
        self->start.n += (size_t)n;
        whole = n == 0;
        is_7z = fh_is_7z((const uint8_t *)self->start.p, self->start.n);
        if (is_7z || fh_is_zip((const uint8_t *)self->start.p, self->start.n))
            most = FH_CONTAINER_MEMORY_MAX_BYTES;
    }
    if (whole) {
        self->memory = fh_buffer_str(&self->start);
        self->size = self->memory.n;
    } else if (is_7z) {
        return fh_fail(err, FIHRIST_E_INPUT,
                       "a 7z archive of more than %d MB, which is in another container",
                       FH_CONTAINER_MEMORY_MAX_BYTES >> 20);
    }
    return unpack_if_packed(self, self->start.p, self->start.n, err);
}

static int open_file(fh_archive_source *self, int fd, uint64_t size, fihrist_error *err) {
    uint8_t start[FH_MAGIC_BYTES];
    ssize_t n = pread(fd, start, sizeof start, 0);
    if (n < 0)
        return fh_fail_errno(err, errno, "cannot read an archive");
    self->fd = fd;
    self->size = size;
    return unpack_if_packed(self, start, (size_t)n, err);
}

int fh_archive_source_open(fh_archive_source *self, fh_container *container,
                           const fh_container_source *source, const fh_str *memory,
                           fihrist_error *err) {
    struct stat status;
    self->container = container;
    self->fd = -1;
    self->size = self->most = UINT64_MAX;
    self->stored.read = read_stored;
    self->start = FH_BUFFER(FH_CONTAINER_MEMORY_MAX_BYTES + FH_PACKED_BLOCK_BYTES);
    self->rest = source->stream;
    self->stream = &self->stored;
    if (memory) {
        self->memory = *memory;
        self->size = memory->n;
        return 0;
    }
    if (source->fd >= 0 && fstat(source->fd, &status) == 0 && S_ISREG(status.st_mode))
        return open_file(self, source->fd, (uint64_t)status.st_size, err);
    return read_start(self, err);
}

void fh_archive_source_close(fh_archive_source *self) {
    fh_unpack_close(self->unpack);
    fh_buffer_free(&self->start);
}

/* --- reading --- */

/* What is read twice counts once; what is unpacked was counted when it was read. */
static void count_read(fh_archive_source *self, size_t n) {
    self->read += n;
    if (self->unpack)
        return;
    uint64_t most = self->read < self->size ? self->read : self->size;
    fh_container_count_packed(self->container, most - self->counted);
    self->counted = most;
}

static ssize_t read_fd(fh_archive_source *self) {
    ssize_t n;
    do
        n = pread(self->fd, self->block, sizeof self->block, (off_t)self->at);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        fh_fail_errno(&self->error, errno, "cannot read an archive");
    return n;
}

static ssize_t read_memory(fh_archive_source *self, const void **ret_block) {
    uint64_t left = self->at < self->memory.n ? self->memory.n - self->at : 0;
    if (left > 0)
        *ret_block = self->memory.p + self->at;
    return (ssize_t)(left < FH_PACKED_BLOCK_BYTES ? left : FH_PACKED_BLOCK_BYTES);
}

ssize_t fh_archive_source_read(fh_archive_source *self, const void **ret_block) {
    ssize_t n;
    *ret_block = self->block;
    if (self->read > self->most)
        return fh_fail(&self->error, FIHRIST_E_INPUT, "a header that is too long");
    if (self->fd >= 0)
        n = read_fd(self);
    else if (fh_archive_source_seeks(self))
        n = read_memory(self, ret_block);
    else
        n = fh_stream_read(self->stream, self->block, sizeof self->block, &self->error);
    if (n > 0) {
        self->at += (uint64_t)n;
        count_read(self, (size_t)n);
    }
    return n;
}

int64_t fh_archive_source_seek(fh_archive_source *self, int64_t offset, int whence) {
    uint64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? self->at : self->size;
    int64_t to;
    if (__builtin_add_overflow((int64_t)from, offset, &to) || to < 0)
        return -1;
    self->at = (uint64_t)to;
    return to;
}

int64_t fh_archive_source_skip(fh_archive_source *self, int64_t bytes) {
    uint64_t left = self->at < self->size ? self->size - self->at : 0;
    if (bytes <= 0)
        return 0;
    uint64_t n = (uint64_t)bytes < left ? (uint64_t)bytes : left;
    self->at += n;
    return (int64_t)n;
}

int fh_archive_source_finish(fh_archive_source *self, fihrist_error *err) {
    ssize_t n;
    if (!self->unpack)
        return 0;
    do
        n = fh_stream_read(self->stream, self->block, sizeof self->block, err);
    while (n > 0);
    return (int)n;
}
