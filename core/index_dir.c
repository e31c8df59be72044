/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_dir.c: the index directory. Everything is opened relative to a descriptor of DIR, without
 * following links and without blocking on a FIFO, and looked at before it is used. Only the
 * writer's calls change anything, and only below DIR.
 */
#include "core/index_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/number.h"

#define AUTHORITY "authority.tsv"
#define LOCK "lock"
#define GENERATION "gen-"
#define NEW_SUFFIX ".new"

/* --- opening --- */

int fh_part_fail(const char *dir, int code, const char *cause, fihrist_error *err) {
    return fh_fail(err, code, "cannot open index '%.150s': %s", dir, cause);
}

int fh_part_open_dir(const char *dir, int *ret_fd, fihrist_error *err) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return fh_part_fail(dir, FIHRIST_E_NOT_FOUND, "no such directory", err);
    if (fd < 0 && errno == ENOTDIR)
        return fh_part_fail(dir, FIHRIST_E_NOT_FOUND, "not a directory", err);
    if (fd < 0)
        return fh_fail_errno(err, errno, "cannot open index '%.150s'", dir);
    struct stat info;
    int code = FIHRIST_OK;
    if (fstat(fd, &info) < 0)
        code = fh_fail_errno(err, errno, "cannot open index '%.150s'", dir);
    else if (info.st_mode & S_IWOTH)
        code = fh_part_fail(dir, FIHRIST_E_IO, "others may write to it", err);
    if (code != FIHRIST_OK)
        close(fd);
    else
        *ret_fd = fd;
    return code;
}

int fh_part_open(const char *dir, int dir_fd, const char *name, int flags, int *ret_fd,
                 fihrist_error *err) {
    int fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
    if (fd < 0) {
        if (errno == ENOENT)
            return fh_fail(err, FIHRIST_E_NOT_FOUND, "cannot open index '%.150s': no '%s' in it",
                           dir, name);
        if (errno == ELOOP || errno == ENXIO)
            return fh_fail(err, FIHRIST_E_CORRUPT,
                           "cannot open index '%.150s': '%s' is not a plain file", dir, name);
        return fh_fail_errno(err, errno, "cannot open '%.150s/%s'", dir, name);
    }
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open index '%.150s': '%s' is not a plain file", dir, name);
    }
    *ret_fd = fd;
    return FIHRIST_OK;
}

int fh_part_read(int fd, char *text, size_t room, size_t *ret_n) {
    size_t n = 0;
    while (n < room - 1) {
        ssize_t got = read(fd, text + n, room - 1 - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    text[n] = '\0';
    *ret_n = n;
    return 0;
}

static int write_all(int fd, const char *text, size_t n) {
    while (n > 0) {
        ssize_t put = write(fd, text, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        text += put;
        n -= (size_t)put;
    }
    return 0;
}

int fh_part_replace(const char *dir, const char *name, fh_str bytes, fihrist_error *err) {
    int dir_fd;
    char fresh[40];
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    snprintf(fresh, sizeof fresh, "%s" NEW_SUFFIX, name);
    int fd = -1;
    bool good = unlinkat(dir_fd, fresh, 0) == 0 || errno == ENOENT;
    if (good)
        fd = openat(dir_fd, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    good = good && fd >= 0 && write_all(fd, bytes.p, bytes.n) == 0 && fsync(fd) == 0;
    int cause = errno;
    if (fd >= 0 && close(fd) < 0 && good) {
        good = false;
        cause = errno;
    }
    if (good && (renameat(dir_fd, fresh, dir_fd, name) < 0 || fsync(dir_fd) < 0)) {
        good = false;
        cause = errno;
    }
    close(dir_fd);
    return good ? FIHRIST_OK : fh_fail_errno(err, cause, "cannot write '%.150s/%s'", dir, name);
}

/* --- paths --- */

int fh_index_write_authority(const char *dir, fh_str tsv, fihrist_error *err) {
    return fh_part_replace(dir, AUTHORITY, tsv, err);
}

int fh_index_generation_path(const char *dir, uint64_t generation, char ret_path[FH_PATH_MAX],
                             fihrist_error *err) {
    int n = snprintf(ret_path, FH_PATH_MAX, "%s/" GENERATION "%" PRIu64, dir, generation);
    if (n < 0 || n >= FH_PATH_MAX)
        return fh_part_fail(dir, FIHRIST_E_LIMIT, "its path is too long", err);
    return FIHRIST_OK;
}

int fh_index_authority_path(const char *dir, char ret_path[FH_PATH_MAX], fihrist_error *err) {
    int n = snprintf(ret_path, FH_PATH_MAX, "%s/" AUTHORITY, dir);
    if (n < 0 || n >= FH_PATH_MAX)
        return fh_part_fail(dir, FIHRIST_E_LIMIT, "its path is too long", err);
    return FIHRIST_OK;
}

/* The number of gen-NUMBER; false for any other name. */
static bool generation_of(const char *name, uint64_t *ret_generation) {
    int64_t number;
    if (strncmp(name, GENERATION, strlen(GENERATION)) != 0 ||
        !fh_number_parse(fh_str_of(name + strlen(GENERATION)), 1, INT64_MAX, &number))
        return false;
    *ret_generation = (uint64_t)number;
    return true;
}

/* --- entries of a directory --- */

/* Called for each entry but . and ..; a negative code ends the walk. */
typedef int (*entry_visitor)(void *user, int dir_fd, const char *name, fihrist_error *err);

/* Visit the entries of the directory `fd`, which stays open. */
static int visit_entries(int fd, const char *path, entry_visitor visit, void *user,
                         fihrist_error *err) {
    int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = again < 0 ? NULL : fdopendir(again);
    if (!stream) {
        int code = fh_fail_errno(err, errno, "cannot read directory '%.150s'", path);
        if (again >= 0)
            close(again);
        return code;
    }
    int code = FIHRIST_OK;
    struct dirent *entry;
    while (code == FIHRIST_OK && (errno = 0, entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            code = visit(user, fd, entry->d_name, err);
    }
    if (code == FIHRIST_OK && errno != 0)
        code = fh_fail_errno(err, errno, "cannot read directory '%.150s'", path);
    closedir(stream);
    return code;
}

/* Open gen-N below DIR, which must be a directory itself, not a link to one. */
static int open_generation(const char *dir, int dir_fd, uint64_t generation, int *ret_fd,
                           fihrist_error *err) {
    char name[40];
    snprintf(name, sizeof name, GENERATION "%" PRIu64, generation);
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        *ret_fd = fd;
        return FIHRIST_OK;
    }
    if (errno == ENOENT)
        return fh_fail(err, FIHRIST_E_NOT_FOUND, "cannot open index '%.150s': no '%s' in it", dir,
                       name);
    if (errno == ENOTDIR || errno == ELOOP)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open index '%.150s': '%s' is not a directory", dir, name);
    return fh_fail_errno(err, errno, "cannot open '%.150s/%s'", dir, name);
}

typedef struct generation_check {
    const char *dir;
    bool glass;
} generation_check;

static int check_part(void *user, int fd, const char *name, fihrist_error *err) {
    generation_check *check = user;
    struct stat info;
    if (strcmp(name, "XAPIANDB") == 0)
        return fh_part_fail(check->dir, FIHRIST_E_CORRUPT, "a stub file is in its database", err);
    if (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0) {
        /* libxapian renames its version file while a reader looks. */
        return errno == ENOENT ? FIHRIST_OK
                               : fh_fail_errno(err, errno, "cannot look at '%.150s'", name);
    }
    if (!S_ISREG(info.st_mode))
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open index '%.150s': '%.40s' in its database is not a plain file",
                       check->dir, name);
    check->glass |= strcmp(name, "iamglass") == 0;
    return FIHRIST_OK;
}

int fh_index_check_generation(const char *dir, uint64_t generation, fihrist_error *err) {
    int dir_fd, fd;
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = open_generation(dir, dir_fd, generation, &fd, err);
    close(dir_fd);
    if (code != FIHRIST_OK)
        return code;
    struct stat info;
    generation_check check = {dir, false};
    if (fstat(fd, &info) == 0 && (info.st_mode & S_IWOTH))
        code = fh_part_fail(dir, FIHRIST_E_IO, "others may write to its database", err);
    else
        code = visit_entries(fd, dir, check_part, &check, err);
    close(fd);
    if (code == FIHRIST_OK && !check.glass)
        code = fh_part_fail(dir, FIHRIST_E_CORRUPT, "no database in it", err);
    return code;
}

/* --- making one --- */

static int refuse_foreign(void *user, int fd, const char *name, fihrist_error *err) {
    static const char *const parts[] = {FH_MANIFEST_NAME, FH_MANIFEST_NAME NEW_SUFFIX, AUTHORITY,
                                        AUTHORITY NEW_SUFFIX, LOCK};
    uint64_t generation;
    (void)fd;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(name, parts[i]) == 0)
            return FIHRIST_OK;
    if (generation_of(name, &generation))
        return FIHRIST_OK;
    return fh_fail(err, FIHRIST_E_USAGE, "cannot make an index in '%.120s': it holds '%.60s'",
                   (const char *)user, name);
}

/* A new directory is on disk once the one that names it is. */
static int sync_parent(const char *dir, fihrist_error *err) {
    char path[FH_PATH_MAX];
    if (snprintf(path, sizeof path, "%s", dir) >= FH_PATH_MAX)
        return fh_part_fail(dir, FIHRIST_E_LIMIT, "its path is too long", err);
    int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int cause = errno;
    if (fd >= 0)
        close(fd);
    return good ? FIHRIST_OK : fh_fail_errno(err, cause, "cannot make index '%.150s'", dir);
}

int fh_index_dir_create(const char *dir, fihrist_error *err) {
    int dir_fd;
    if (mkdir(dir, 0700) == 0)
        return sync_parent(dir, err);
    if (errno != EEXIST)
        return fh_fail_errno(err, errno, "cannot make index '%.150s'", dir);
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = visit_entries(dir_fd, dir, refuse_foreign, (void *)(uintptr_t)dir, err);
    close(dir_fd);
    /* Whoever made it may have been killed before the next step. */
    return code == FIHRIST_OK ? sync_parent(dir, err) : code;
}

int fh_index_sync_names(const char *dir, uint64_t generation, fihrist_error *err) {
    int dir_fd, fd;
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = open_generation(dir, dir_fd, generation, &fd, err);
    if (code == FIHRIST_OK) {
        if (fsync(fd) < 0 || fsync(dir_fd) < 0)
            code = fh_fail_errno(err, errno, "cannot write index '%.150s'", dir);
        close(fd);
    }
    close(dir_fd);
    return code;
}

/* --- removing --- */

static int remove_file(void *user, int fd, const char *name, fihrist_error *err) {
    (void)user;
    return unlinkat(fd, name, 0) == 0 || errno == ENOENT
               ? FIHRIST_OK
               : fh_fail_errno(err, errno, "cannot remove '%.150s'", name);
}

typedef struct removal {
    const char *dir;
    uint64_t kept;
} removal;

static int remove_other_generation(void *user, int dir_fd, const char *name, fihrist_error *err) {
    const removal *what = user;
    uint64_t generation;
    int fd;
    if (!generation_of(name, &generation) || generation == what->kept)
        return FIHRIST_OK;
    int code = open_generation(what->dir, dir_fd, generation, &fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = visit_entries(fd, what->dir, remove_file, NULL, err);
    close(fd);
    if (code == FIHRIST_OK && unlinkat(dir_fd, name, AT_REMOVEDIR) < 0)
        code = fh_fail_errno(err, errno, "cannot remove '%.150s/%s'", what->dir, name);
    return code;
}

int fh_index_remove_generations(const char *dir, uint64_t kept, fihrist_error *err) {
    int dir_fd;
    removal what = {dir, kept};
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = visit_entries(dir_fd, dir, remove_other_generation, &what, err);
    close(dir_fd);
    return code;
}

/* --- size --- */

typedef struct sizing {
    const char *dir;
    uint64_t bytes;
    bool inside; /* a generation, whose entries are files */
} sizing;

static int add_size(void *user, int fd, const char *name, fihrist_error *err) {
    sizing *sum = user;
    struct stat info;
    if (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? FIHRIST_OK
                               : fh_fail_errno(err, errno, "cannot look at '%.150s'", name);
    if (S_ISREG(info.st_mode))
        sum->bytes += (uint64_t)info.st_size;
    uint64_t generation;
    int below;
    if (!S_ISDIR(info.st_mode) || sum->inside || !generation_of(name, &generation))
        return FIHRIST_OK;
    int code = open_generation(sum->dir, fd, generation, &below, err);
    if (code != FIHRIST_OK)
        return code == FIHRIST_E_NOT_FOUND ? FIHRIST_OK : code;
    sum->inside = true;
    code = visit_entries(below, sum->dir, add_size, sum, err);
    sum->inside = false;
    close(below);
    return code;
}

int fh_index_bytes(const char *dir, uint64_t *ret_bytes, fihrist_error *err) {
    int dir_fd;
    sizing sum = {dir, 0, false};
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = visit_entries(dir_fd, dir, add_size, &sum, err);
    close(dir_fd);
    if (code == FIHRIST_OK)
        *ret_bytes = sum.bytes;
    return code;
}

int fh_index_room(const char *dir, uint64_t *ret_bytes, fihrist_error *err) {
    struct statvfs system;
    if (statvfs(dir, &system) < 0)
        return fh_fail_errno(err, errno, "cannot ask for the free space at '%.150s'", dir);
    *ret_bytes = (uint64_t)system.f_bavail * system.f_frsize;
    return FIHRIST_OK;
}

/* --- the writer's lock --- */

/* The lock belongs to the open file, not to the process: it is refused to a second writer in the
 * same process too. The pid inside is for the message only. */
static int take_lock(const char *dir, int fd, fihrist_error *err) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char pid[32];
    size_t n = 0;
    if (fcntl(fd, F_OFD_SETLK, &lock) < 0) {
        if (errno != EAGAIN && errno != EACCES)
            return fh_fail_errno(err, errno, "cannot lock index '%.150s'", dir);
        int64_t number;
        if (fh_part_read(fd, pid, sizeof pid, &n) == 0 && n > 1 && pid[n - 1] == '\n' &&
            fh_number_parse((fh_str){pid, n - 1}, 1, INT32_MAX, &number))
            return fh_fail(err, FIHRIST_E_BUSY,
                           "cannot write index '%.150s': process %" PRId64 " is writing it", dir,
                           number);
        return fh_fail(err, FIHRIST_E_BUSY,
                       "cannot write index '%.150s': another process is writing it", dir);
    }
    int length = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) < 0 || write_all(fd, pid, (size_t)length) < 0)
        return fh_fail_errno(err, errno, "cannot lock index '%.150s'", dir);
    return FIHRIST_OK;
}

int fh_index_lock(const char *dir, int *ret_fd, fihrist_error *err) {
    int dir_fd, fd;
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_part_open(dir, dir_fd, LOCK, O_RDWR | O_CREAT, &fd, err);
    close(dir_fd);
    if (code != FIHRIST_OK)
        return code;
    code = take_lock(dir, fd, err);
    if (code != FIHRIST_OK)
        close(fd);
    else
        *ret_fd = fd;
    return code;
}
