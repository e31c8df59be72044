/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * record.so.c: preloaded into a program, records what it does to files below TRACE_ROOT into the
 * file TRACE_FILE (see trace.h). Files are told apart by inode; one that is created anew starts
 * empty. A flush of standard error is taken as an acknowledgement: the writer flushes after each
 * line of --verbose. For one thread.
 */
/* The fortified declarations would be in the way of our own definitions. */
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/faults/trace.h"

#define EXPORT __attribute__((visibility("default")))

static int trace_fd = -1;
static char root[PATH_MAX];
static size_t root_n;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("TRACE_FILE"), *top = getenv("TRACE_ROOT");
    if (!file || !top)
        return;
    root_n = (size_t)snprintf(root, sizeof root, "%s", top);
    trace_fd = (int)syscall(SYS_openat, AT_FDCWD, file,
                            O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *bytes, size_t n) {
    const char *p = bytes;
    while (n > 0) {
        long done = syscall(SYS_write, trace_fd, p, n);
        if (done <= 0)
            abort();
        p += done;
        n -= (size_t)done;
    }
}

static void record(struct trace_entry entry, const char *name, const char *second,
                   const void *data) {
    entry.name_bytes = name ? (uint32_t)strlen(name) : 0;
    entry.second_bytes = second ? (uint32_t)strlen(second) : 0;
    put(&entry, sizeof entry);
    put(name ? name : "", entry.name_bytes);
    put(second ? second : "", entry.second_bytes);
    put(data ? data : "", entry.data_bytes);
}

/* Inode of an open file or directory below the root, or of the root itself; 0: not ours. */
static uint64_t inode_of(int fd) {
    char link[64], path[PATH_MAX];
    struct stat info;
    if (trace_fd < 0 || fd < 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < (ssize_t)root_n || memcmp(path, root, root_n) != 0 ||
        ((size_t)n > root_n && path[root_n] != '/') || fstat(fd, &info) < 0)
        return 0;
    return info.st_ino;
}

/* Inode of the directory that a path stands in, and the last name of it. */
static uint64_t parent_of(int dir_fd, const char *path, char name[NAME_MAX + 1]) {
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(name, NAME_MAX + 1, "%s", slash ? slash + 1 : path);
    if (slash == path)
        snprintf(parent, sizeof parent, "/");
    else if (slash)
        snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
    else
        snprintf(parent, sizeof parent, ".");
    int fd = (int)syscall(SYS_openat, dir_fd, parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    uint64_t inode = inode_of(fd);
    if (fd >= 0)
        syscall(SYS_close, fd);
    return inode;
}

static int do_open(int dir_fd, const char *path, int flags, mode_t mode) {
    struct stat info;
    bool there = !(flags & O_CREAT) ||
                 fstatat(dir_fd, path, &info, flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) == 0;
    int fd = (int)syscall(SYS_openat, dir_fd, path, flags, mode);
    int cause = errno;
    uint64_t inode = fd >= 0 && (flags & (O_CREAT | O_TRUNC)) ? inode_of(fd) : 0;
    if (inode && !there) {
        char name[NAME_MAX + 1];
        uint64_t dir = parent_of(dir_fd, path, name);
        record((struct trace_entry){.kind = TRACE_CREATE, .inode = inode, .dir = dir}, name, NULL,
               NULL);
    } else if (inode && (flags & O_TRUNC)) {
        record((struct trace_entry){.kind = TRACE_TRUNCATE, .inode = inode}, NULL, NULL, NULL);
    }
    errno = cause;
    return fd;
}

static mode_t mode_of(int flags, va_list args) {
    return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

#define OPEN(name)                                                                                 \
    EXPORT int name(const char *path, int flags, ...);                                             \
    EXPORT int name(const char *path, int flags, ...) {                                            \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return do_open(AT_FDCWD, path, flags, mode);                                               \
    }
#define OPENAT(name)                                                                               \
    EXPORT int name(int dir, const char *path, int flags, ...);                                    \
    EXPORT int name(int dir, const char *path, int flags, ...) {                                   \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return do_open(dir, path, flags, mode);                                                    \
    }

OPEN(open)
OPEN(open64)
OPEN(__open_2)
OPEN(__open64_2)
OPENAT(openat)
OPENAT(openat64)
OPENAT(__openat_2)
OPENAT(__openat64_2)

static ssize_t do_pwrite(int fd, const void *bytes, size_t n, off_t offset) {
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, offset);
    int cause = errno;
    uint64_t inode = done > 0 ? inode_of(fd) : 0;
    if (inode)
        record((struct trace_entry){.kind = TRACE_WRITE,
                                    .inode = inode,
                                    .offset = (uint64_t)offset,
                                    .data_bytes = (uint32_t)done},
               NULL, NULL, bytes);
    errno = cause;
    return done;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) {
    return do_pwrite(fd, bytes, n, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) {
    return do_pwrite(fd, bytes, n, offset);
}

EXPORT ssize_t write(int fd, const void *bytes, size_t n) {
    uint64_t inode = inode_of(fd);
    off_t offset = inode ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, fd, bytes, n);
    int cause = errno;
    if (inode && done > 0)
        record((struct trace_entry){.kind = TRACE_WRITE,
                                    .inode = inode,
                                    .offset = (uint64_t)offset,
                                    .data_bytes = (uint32_t)done},
               NULL, NULL, bytes);
    errno = cause;
    return done;
}

static int do_truncate(int fd, off_t size) {
    int result = (int)syscall(SYS_ftruncate, fd, size);
    int cause = errno;
    uint64_t inode = result == 0 ? inode_of(fd) : 0;
    if (inode)
        record(
            (struct trace_entry){.kind = TRACE_TRUNCATE, .inode = inode, .offset = (uint64_t)size},
            NULL, NULL, NULL);
    errno = cause;
    return result;
}

EXPORT int ftruncate(int fd, off_t size) {
    return do_truncate(fd, size);
}

EXPORT int ftruncate64(int fd, off64_t size) {
    return do_truncate(fd, size);
}

static int do_sync(long number, int fd) {
    int result = (int)syscall(number, fd);
    int cause = errno;
    uint64_t inode = result == 0 ? inode_of(fd) : 0;
    if (inode)
        record((struct trace_entry){.kind = TRACE_SYNC, .inode = inode}, NULL, NULL, NULL);
    errno = cause;
    return result;
}

EXPORT int fsync(int fd) {
    return do_sync(SYS_fsync, fd);
}

EXPORT int fdatasync(int fd) {
    return do_sync(SYS_fdatasync, fd);
}

EXPORT int renameat(int dir, const char *from, int to_dir, const char *to) {
    char name[NAME_MAX + 1], second[NAME_MAX + 1];
    uint64_t source = parent_of(dir, from, name), target = parent_of(to_dir, to, second);
    int result = (int)syscall(SYS_renameat2, dir, from, to_dir, to, 0);
    int cause = errno;
    if (result == 0 && source && target)
        record((struct trace_entry){.kind = TRACE_RENAME, .dir = source, .to_dir = target}, name,
               second, NULL);
    errno = cause;
    return result;
}

EXPORT int rename(const char *from, const char *to) {
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORT int unlinkat(int dir, const char *path, int flags) {
    char name[NAME_MAX + 1];
    uint64_t parent = parent_of(dir, path, name);
    int result = (int)syscall(SYS_unlinkat, dir, path, flags);
    int cause = errno;
    if (result == 0 && parent)
        record((struct trace_entry){.kind = TRACE_UNLINK, .dir = parent}, name, NULL, NULL);
    errno = cause;
    return result;
}

EXPORT int unlink(const char *path) {
    return unlinkat(AT_FDCWD, path, 0);
}

EXPORT int rmdir(const char *path) {
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

EXPORT int mkdir(const char *path, mode_t mode) {
    char name[NAME_MAX + 1];
    struct stat info;
    uint64_t parent = parent_of(AT_FDCWD, path, name);
    int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int cause = errno;
    if (result == 0 && parent && stat(path, &info) == 0)
        record((struct trace_entry){.kind = TRACE_MKDIR, .dir = parent, .inode = info.st_ino}, name,
               NULL, NULL);
    errno = cause;
    return result;
}

EXPORT int fflush(FILE *stream) {
    int (*next)(FILE *) = (int (*)(FILE *))(uintptr_t)dlsym(RTLD_NEXT, "fflush");
    if (stream == stderr && trace_fd >= 0)
        record((struct trace_entry){.kind = TRACE_ACKNOWLEDGE}, NULL, NULL, NULL);
    return next(stream);
}
