/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * append_disk.c: short writes, interrupted ones and full disks. Nothing is followed or waited for.
 */
#include "indexer/append_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_write(const fh_append_disk *disk, int sys_errno, fihrist_error *err) {
    return fh_fail_errno(err, sys_errno, "cannot write '%.150s/%s'", disk->path, disk->name);
}

static int fail_read(const fh_append_disk *disk, int sys_errno, fihrist_error *err) {
    return fh_fail_errno(err, sys_errno, "cannot read '%.150s/%s'", disk->path, disk->name);
}

int fh_append_disk_write(fh_append_disk *disk, uint64_t offset, const void *bytes, size_t n,
                         fihrist_error *err) {
    const char *from = bytes;
    while (n > 0) {
        ssize_t put = pwrite(disk->fd, from, n, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return fail_write(disk, put < 0 ? errno : ENOSPC, err);
        from += put;
        offset += (uint64_t)put;
        n -= (size_t)put;
    }
    return FIHRIST_OK;
}

int fh_append_disk_read(const fh_append_disk *disk, uint64_t offset, void *bytes, size_t n,
                        fihrist_error *err) {
    char *to = bytes;
    while (n > 0) {
        ssize_t got = pread(disk->fd, to, n, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_read(disk, errno, err);
        if (got == 0)
            return fh_fail(err, FIHRIST_E_CORRUPT, "cannot read '%.150s/%s': it ends too early",
                           disk->path, disk->name);
        to += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    return FIHRIST_OK;
}

/* --- open and close --- */

static int random_id(uint64_t *ret_id, fihrist_error *err) {
    ssize_t got;
    do
        got = getrandom(ret_id, sizeof *ret_id, 0);
    while (got < 0 && errno == EINTR);
    return got == sizeof *ret_id ? FIHRIST_OK
                                 : fh_fail_errno(err, errno, "cannot get random bytes");
}

static int start(const char *path, const char *name, fh_append_disk *disk, fihrist_error *err) {
    *disk = FH_APPEND_DISK_CLOSED;
    snprintf(disk->name, sizeof disk->name, "%s", name);
    disk->path = fh_copy_text(path);
    return disk->path ? FIHRIST_OK : fh_fail_memory(err);
}

/* As readable as libxapian makes its tables. */
static int make_file(fh_append_disk *disk, fihrist_error *err) {
    disk->dir_fd = open(disk->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (disk->dir_fd >= 0)
        disk->fd = openat(disk->dir_fd, disk->name,
                          O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (disk->fd < 0)
        return fh_fail_errno(err, errno, "cannot make '%.150s/%s'", disk->path, disk->name);
    return FIHRIST_OK;
}

int fh_append_disk_create(const fh_appended_kind *kind, const char *path, const char *name,
                          uint64_t *ret_id, fh_append_disk *ret_disk, fihrist_error *err) {
    uint8_t header[FH_APPENDED_HEADER_BYTES];
    int code = start(path, name, ret_disk, err);
    if (code == FIHRIST_OK)
        code = random_id(ret_id, err);
    if (code == FIHRIST_OK)
        code = make_file(ret_disk, err);
    if (code != FIHRIST_OK)
        return code;
    fh_appended_header(kind, *ret_id, header);
    return fh_append_disk_write(ret_disk, 0, header, sizeof header, err);
}

/* Behind what is committed may be what a writer left that was killed. */
static int cut_tail(fh_append_disk *disk, uint64_t bytes, fihrist_error *err) {
    struct stat info;
    if (fstat(disk->fd, &info) < 0)
        return fail_read(disk, errno, err);
    if ((uint64_t)info.st_size < bytes)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open '%.150s/%s': %llu of its bytes are missing", disk->path,
                       disk->name, (unsigned long long)(bytes - (uint64_t)info.st_size));
    if ((uint64_t)info.st_size > bytes && ftruncate(disk->fd, (off_t)bytes) < 0)
        return fail_write(disk, errno, err);
    return FIHRIST_OK;
}

int fh_append_disk_open(const fh_appended_kind *kind, const char *path, const char *name,
                        uint64_t id, uint64_t bytes, fh_append_disk *ret_disk, fihrist_error *err) {
    uint8_t header[FH_APPENDED_HEADER_BYTES];
    int code = start(path, name, ret_disk, err);
    if (code == FIHRIST_OK)
        code = fh_appended_open(path, name, O_RDWR, &ret_disk->fd, err);
    if (code == FIHRIST_OK)
        code = fh_append_disk_read(ret_disk, 0, header, sizeof header, err);
    if (code == FIHRIST_OK)
        code = fh_appended_check(kind, path, name, header, id, err);
    return code == FIHRIST_OK ? cut_tail(ret_disk, bytes, err) : code;
}

void fh_append_disk_close(fh_append_disk *disk) {
    if (disk->fd >= 0)
        close(disk->fd);
    if (disk->dir_fd >= 0)
        close(disk->dir_fd);
    fh_free(disk->path);
    *disk = FH_APPEND_DISK_CLOSED;
}

int fh_append_disk_sync(fh_append_disk *disk, fihrist_error *err) {
    if (fdatasync(disk->fd) < 0)
        return fail_write(disk, errno, err);
    if (disk->dir_fd < 0)
        return FIHRIST_OK;
    if (fsync(disk->dir_fd) < 0)
        return fail_write(disk, errno, err);
    close(disk->dir_fd);
    disk->dir_fd = -1;
    return FIHRIST_OK;
}
