/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * shim.so.c: stands between a program and the kernel (LD_PRELOAD) for everything below one
 * directory, and either writes down what reaches the disk or makes one call fail.
 *
 * SHIM_ROOT    only files below this directory count (canonical path)
 * SHIM_LOG     append one record an operation, and one for each text the program says on standard
 *              output or error, so that it is known what it had promised by then. disk.py reads it.
 * SHIM_AT      the number, from 1, of the call that fails; SHIM_KINDS which calls are counted: of
 *              o(pen) r(ead) w(rite) s(ync) t(runcate) n(ames: rename, unlink, mkdir, rmdir)
 * SHIM_HOW     an errno as a number; "short": half the bytes; "before", "after": SIGKILL
 * SHIM_FOREVER every later call fails too
 * SHIM_COUNT   a file that the number of calls seen is written to at exit
 *
 * Calls that would go past it (shared writable mappings, copy_file_range, links) are recorded as
 * unknown; what glibc does by itself (stdio) cannot be seen, so that whoever reads the log compares
 * what it leads to with what is on disk.
 */
#undef _FORTIFY_SOURCE /* its inline functions are the very names defined here */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define ALIAS(name) __attribute__((visibility("default"), alias(#name)))
#define REAL(name)                                                                                 \
    static __typeof__(&name) real;                                                                 \
    if (!real)                                                                                     \
    real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* --- settings --- */

static char root[PATH_MAX];
static size_t root_n;
static int log_fd = -1;
static unsigned long fail_at, calls_seen;
static const char *fail_kinds = "", *count_path;
static int fail_errno;
static bool fail_short, fail_forever, kill_before, kill_after, kill_now;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static void read_failure(void) {
    const char *how = setting("SHIM_HOW"), *at = setting("SHIM_AT");
    fail_at = at ? strtoul(at, NULL, 10) : 0;
    if (setting("SHIM_KINDS"))
        fail_kinds = setting("SHIM_KINDS");
    count_path = setting("SHIM_COUNT");
    fail_forever = setting("SHIM_FOREVER") != NULL;
    if (!how)
        return;
    fail_short = strcmp(how, "short") == 0;
    kill_before = strcmp(how, "before") == 0;
    kill_after = strcmp(how, "after") == 0;
    fail_errno = atoi(how);
}

/* --- where a call goes --- */

typedef struct place {
    char path[PATH_MAX]; /* below the root; "" is the root itself */
    uint64_t inode;
} place;

static bool below_root(const char *path, place *ret) {
    if (root_n == 0 || strncmp(path, root, root_n) != 0 ||
        (path[root_n] != '/' && path[root_n] != '\0'))
        return false;
    snprintf(ret->path, sizeof ret->path, "%s", path + root_n + (path[root_n] == '/'));
    return true;
}

static bool path_of_fd(int fd, char path[PATH_MAX]) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n > 0)
        path[n] = '\0';
    return n > 0;
}

/* A file or directory below the root, or not. Leaves errno alone. */
static bool place_of_fd(int fd, place *ret) {
    int kept = errno;
    struct stat info;
    char path[PATH_MAX];
    bool found = root_n && fstat(fd, &info) == 0 &&
                 (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) && path_of_fd(fd, path) &&
                 below_root(path, ret);
    if (found)
        ret->inode = info.st_ino;
    errno = kept;
    return found;
}

static bool place_of_name(int dir_fd, const char *name, place *ret) {
    int kept = errno;
    char given[2 * PATH_MAX], base[PATH_MAX], real_dir[PATH_MAX], whole[2 * PATH_MAX];
    bool found = root_n != 0;
    if (found && name[0] == '/')
        snprintf(given, sizeof given, "%s", name);
    else if (found &&
             (dir_fd == AT_FDCWD ? getcwd(base, sizeof base) != NULL : path_of_fd(dir_fd, base)))
        snprintf(given, sizeof given, "%s/%s", base, name);
    else
        found = false;
    if (found) {
        char *last = strrchr(given, '/');
        *last = '\0';
        found = realpath(given[0] ? given : "/", real_dir) != NULL;
        snprintf(whole, sizeof whole, "%s/%s", found ? real_dir : "", last + 1);
    }
    found = found && below_root(whole, ret);
    if (found)
        ret->inode = 0;
    errno = kept;
    return found;
}

/* --- the log --- */

typedef struct record_head { /* as disk.py unpacks it */
    char what[8];
    uint64_t inode, offset, size;
    uint32_t path_n, path2_n;
} record_head;

static void record(char what, const place *at, const char *path2, uint64_t offset, const void *data,
                   size_t n) {
    if (log_fd < 0)
        return;
    record_head head = {.what = {what}, .inode = at ? at->inode : 0, .offset = offset, .size = n};
    head.path_n = at ? (uint32_t)strlen(at->path) : 0;
    head.path2_n = path2 ? (uint32_t)strlen(path2) : 0;
    struct iovec parts[] = {{&head, sizeof head},
                            {(void *)(uintptr_t)(at ? at->path : ""), head.path_n},
                            {(void *)(uintptr_t)(path2 ? path2 : ""), head.path2_n},
                            {(void *)(uintptr_t)data, n}};
    size_t all = sizeof head + head.path_n + head.path2_n + n;
    if (syscall(SYS_writev, log_fd, parts, 4) != (long)all)
        abort(); /* a log with a hole proves nothing */
}

/* --- one call at a time, so that the log has the order of the disk --- */

static void enter(void) {
    pthread_mutex_lock(&lock);
}

static void leave(void) {
    if (kill_now)
        kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&lock);
}

/* Whether this call is to fail; errno is set then. */
static bool refused(char kind, size_t *n) {
    if (!strchr(fail_kinds, kind))
        return false;
    unsigned long call = ++calls_seen;
    if (fail_at == 0 || call < fail_at || (call > fail_at && !fail_forever))
        return false;
    if (kill_before)
        kill(getpid(), SIGKILL);
    kill_now = kill_after;
    if (fail_short && n && *n > 1)
        *n /= 2;
    if (fail_errno)
        errno = fail_errno;
    return fail_errno != 0;
}

static ssize_t say(void *cookie, const char *text, size_t n) {
    enter();
    record('a', NULL, NULL, (uint64_t)(intptr_t)cookie, text, n);
    ssize_t put = syscall(SYS_write, (int)(intptr_t)cookie, text, n);
    leave();
    return put;
}

/* What stdio writes goes around the names below: its streams are replaced. */
__attribute__((constructor)) static void begin(void) {
    const char *path = setting("SHIM_ROOT"), *log = setting("SHIM_LOG");
    if (!path)
        return;
    snprintf(root, sizeof root, "%s", path);
    read_failure();
    root_n = strlen(root);
    if (!log)
        return;
    log_fd =
        (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log_fd < 0)
        abort();
    stdout = fopencookie((void *)(intptr_t)1, "w", (cookie_io_functions_t){.write = say});
    stderr = fopencookie((void *)(intptr_t)2, "w", (cookie_io_functions_t){.write = say});
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
}

__attribute__((destructor)) static void end(void) {
    fflush(stdout);
    fflush(stderr);
    if (!count_path)
        return;
    char text[32];
    int n = snprintf(text, sizeof text, "%lu\n", calls_seen);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, count_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || syscall(SYS_write, fd, text, (size_t)n) != n)
        abort();
}

/* --- opening --- */

static int open_seen(int dir_fd, const char *name, int flags, mode_t mode) {
    REAL(openat);
    place at;
    bool ours = place_of_name(dir_fd, name, &at);
    if (ours)
        enter();
    int fd = ours && refused('o', NULL) ? -1 : real(dir_fd, name, flags, mode);
    if (ours) {
        if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) && place_of_fd(fd, &at))
            record('o', &at, NULL, (uint64_t)flags, NULL, 0);
        leave();
    }
    return fd;
}

static mode_t mode_of(int flags, va_list rest) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

EXPORT int openat(int dir_fd, const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_seen(dir_fd, name, flags, mode);
}

EXPORT int open(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_seen(AT_FDCWD, name, flags, mode);
}

EXPORT int creat(const char *name, mode_t mode) {
    return open_seen(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int open64(const char *name, int flags, ...) ALIAS(open);
int openat64(int dir_fd, const char *name, int flags, ...) ALIAS(openat);
int creat64(const char *name, mode_t mode) ALIAS(creat);

/* What _FORTIFY_SOURCE calls when there is no mode. */
int __open_2(const char *name, int flags);
int __open64_2(const char *name, int flags);
int __openat_2(int dir_fd, const char *name, int flags);
int __openat64_2(int dir_fd, const char *name, int flags);

EXPORT int __open_2(const char *name, int flags) {
    return open_seen(AT_FDCWD, name, flags, 0);
}

EXPORT int __openat_2(int dir_fd, const char *name, int flags) {
    return open_seen(dir_fd, name, flags, 0);
}

int __open64_2(const char *name, int flags) ALIAS(__open_2);
int __openat64_2(int dir_fd, const char *name, int flags) ALIAS(__openat_2);

/* --- reading --- */

EXPORT ssize_t read(int fd, void *data, size_t n) {
    REAL(read);
    place at;
    if (!place_of_fd(fd, &at))
        return real(fd, data, n);
    enter();
    ssize_t got = refused('r', &n) ? -1 : real(fd, data, n);
    leave();
    return got;
}

EXPORT ssize_t pread(int fd, void *data, size_t n, off_t offset) {
    REAL(pread);
    place at;
    if (!place_of_fd(fd, &at))
        return real(fd, data, n, offset);
    enter();
    ssize_t got = refused('r', &n) ? -1 : real(fd, data, n, offset);
    leave();
    return got;
}

ssize_t pread64(int fd, void *data, size_t n, off64_t offset) ALIAS(pread);

/* --- writing --- */

EXPORT ssize_t write(int fd, const void *data, size_t n) {
    REAL(write);
    place at;
    if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
        return log_fd >= 0 ? say((void *)(intptr_t)fd, data, n) : real(fd, data, n);
    if (!place_of_fd(fd, &at))
        return real(fd, data, n);
    enter();
    ssize_t put = refused('w', &n) ? -1 : real(fd, data, n);
    if (put > 0) /* asked afterwards, so that it is right for O_APPEND too */
        record('w', &at, NULL, (uint64_t)(lseek(fd, 0, SEEK_CUR) - put), data, (size_t)put);
    leave();
    return put;
}

EXPORT ssize_t pwrite(int fd, const void *data, size_t n, off_t offset) {
    REAL(pwrite);
    place at;
    if (!place_of_fd(fd, &at))
        return real(fd, data, n, offset);
    enter();
    ssize_t put = refused('w', &n) ? -1 : real(fd, data, n, offset);
    if (put > 0)
        record('w', &at, NULL, (uint64_t)offset, data, (size_t)put);
    leave();
    return put;
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset) ALIAS(pwrite);

/* In parts, each a call of its own: what is written down and what fails stay simple. */
EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t put = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (put < 0)
            return all ? all : -1;
        all += put;
        if ((size_t)put < parts[i].iov_len)
            break;
    }
    return all;
}

EXPORT ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t put = pwrite(fd, parts[i].iov_base, parts[i].iov_len, offset + all);
        if (put < 0)
            return all ? all : -1;
        all += put;
        if ((size_t)put < parts[i].iov_len)
            break;
    }
    return all;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) ALIAS(pwritev);

EXPORT int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    place at;
    if (!place_of_fd(fd, &at))
        return real(fd, length);
    enter();
    int status = refused('t', NULL) ? -1 : real(fd, length);
    if (status == 0)
        record('t', &at, NULL, (uint64_t)length, NULL, 0);
    leave();
    return status;
}

int ftruncate64(int fd, off64_t length) ALIAS(ftruncate);

/* --- flushing --- */

static int sync_seen(int fd, int (*flush)(int)) {
    place at;
    if (!place_of_fd(fd, &at))
        return flush(fd);
    enter();
    int status = refused('s', NULL) ? -1 : flush(fd);
    if (status == 0)
        record('s', &at, NULL, 0, NULL, 0);
    leave();
    return status;
}

EXPORT int fsync(int fd) {
    REAL(fsync);
    return sync_seen(fd, real);
}

EXPORT int fdatasync(int fd) {
    REAL(fdatasync);
    return sync_seen(fd, real);
}

/* Of all of a file system; written down for the directory that it was asked of alone. */
EXPORT int syncfs(int fd) {
    REAL(syncfs);
    return sync_seen(fd, real);
}

/* --- names --- */

EXPORT int renameat(int from_fd, const char *from, int to_fd, const char *to) {
    REAL(renameat);
    place at, goal;
    if (!place_of_name(to_fd, to, &goal) || !place_of_name(from_fd, from, &at))
        return real(from_fd, from, to_fd, to);
    enter();
    int status = refused('n', NULL) ? -1 : real(from_fd, from, to_fd, to);
    if (status == 0)
        record('m', &at, goal.path, 0, NULL, 0);
    leave();
    return status;
}

EXPORT int rename(const char *from, const char *to) {
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORT int unlinkat(int dir_fd, const char *name, int flags) {
    REAL(unlinkat);
    place at;
    if (!place_of_name(dir_fd, name, &at))
        return real(dir_fd, name, flags);
    enter();
    int status = refused('n', NULL) ? -1 : real(dir_fd, name, flags);
    if (status == 0)
        record('u', &at, NULL, 0, NULL, 0);
    leave();
    return status;
}

EXPORT int unlink(const char *name) {
    return unlinkat(AT_FDCWD, name, 0);
}

EXPORT int rmdir(const char *name) {
    return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}

EXPORT int mkdirat(int dir_fd, const char *name, mode_t mode) {
    REAL(mkdirat);
    place at;
    if (!place_of_name(dir_fd, name, &at))
        return real(dir_fd, name, mode);
    enter();
    int status = refused('n', NULL) ? -1 : real(dir_fd, name, mode);
    struct stat info;
    if (status == 0 && fstatat(dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        at.inode = info.st_ino;
        record('d', &at, NULL, 0, NULL, 0);
    }
    leave();
    return status;
}

EXPORT int mkdir(const char *name, mode_t mode) {
    return mkdirat(AT_FDCWD, name, mode);
}

/* --- what disk.py cannot replay: written down, so that it says so --- */

EXPORT void *mmap(void *wish, size_t n, int protection, int flags, int fd, off_t offset) {
    REAL(mmap);
    place at;
    if (fd >= 0 && (protection & PROT_WRITE) && (flags & MAP_SHARED) && place_of_fd(fd, &at))
        record('?', &at, "mmap", 0, NULL, 0);
    return real(wish, n, protection, flags, fd, offset);
}

EXPORT int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) {
    REAL(linkat);
    place at;
    if (place_of_name(to_fd, to, &at))
        record('?', &at, "linkat", 0, NULL, 0);
    return real(from_fd, from, to_fd, to, flags);
}

EXPORT int link(const char *from, const char *to) {
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORT int symlinkat(const char *target, int dir_fd, const char *name) {
    REAL(symlinkat);
    place at;
    if (place_of_name(dir_fd, name, &at))
        record('?', &at, "symlinkat", 0, NULL, 0);
    return real(target, dir_fd, name);
}

EXPORT int symlink(const char *target, const char *name) {
    return symlinkat(target, AT_FDCWD, name);
}
