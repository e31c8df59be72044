/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * walk.c: walking directories without following anything. One open directory a level, its names
 * sorted in memory.
 */
#include "input/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/input.h"

enum {
    MAX_NAMES = 10000000,     /* in one directory */
    MAX_NAME_BYTES = 1 << 30, /* of all names of one directory */
    MAX_PATH_BYTES = 64 << 10
};

typedef struct level {
    int fd;
    fh_buffer names; /* NUL-terminated, one behind the other */
    uint32_t *order; /* where each begins, sorted by name */
    size_t count, next;
    size_t path_bytes; /* of the path of this directory */
} level;

struct fh_walk {
    const char *const *paths;
    size_t path_count, next_path;
    level levels[FH_INPUT_MAX_DEPTH + 1];
    size_t depth;
    fh_buffer path;
};

int fh_walk_fail(fihrist_error *err, int sys_errno, const char *what) {
    bool ours = sys_errno == EMFILE || sys_errno == ENFILE || sys_errno == ENOMEM;
    int code = ours ? FIHRIST_E_IO : FIHRIST_E_INPUT;
    fh_fail_errno(err, sys_errno, "%s", what);
    if (err)
        err->code = code;
    return code;
}

int fh_walk_new(const char *const *paths, size_t count, fh_walk **ret_walk, fihrist_error *err) {
    fh_walk *walk = fh_calloc(1, sizeof *walk);
    if (!walk)
        return fh_fail_memory(err);
    walk->paths = paths;
    walk->path_count = count;
    walk->path = FH_BUFFER(MAX_PATH_BYTES);
    *ret_walk = walk;
    return 0;
}

static void leave(fh_walk *walk) {
    level *top = &walk->levels[--walk->depth];
    close(top->fd);
    fh_buffer_free(&top->names);
    fh_free(top->order);
}

void fh_walk_rewind(fh_walk *walk) {
    while (walk->depth)
        leave(walk);
    walk->next_path = 0;
}

void fh_walk_free(fh_walk *walk) {
    if (!walk)
        return;
    fh_walk_rewind(walk);
    fh_buffer_free(&walk->path);
    fh_free(walk);
}

/* --- a directory --- */

static int compare_names(const void *a, const void *b, void *names) {
    const char *bytes = names;
    return strcmp(bytes + *(const uint32_t *)a, bytes + *(const uint32_t *)b);
}

static int read_names(level *here, DIR *directory, fihrist_error *err) {
    size_t capacity = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (!entry)
            return errno ? fh_walk_fail(err, errno, "cannot be read") : 0;
        if (entry->d_name[0] == '.')
            continue;
        uint32_t *moved =
            fh_array_grow(here->order, here->count, &capacity, sizeof *moved, MAX_NAMES);
        if (!moved)
            return fh_fail_memory(err);
        here->order = moved;
        here->order[here->count++] = (uint32_t)here->names.n;
        if (!fh_buffer_append(&here->names, entry->d_name, strlen(entry->d_name) + 1))
            return fh_fail_memory(err);
    }
}

bool fh_walk_is_index(int directory_fd) {
    return faccessat(directory_fd, "manifest.json", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
           faccessat(directory_fd, "lock", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Go down into the directory that is open as `fd`, which is taken over. */
static int enter(fh_walk *walk, int fd, fihrist_error *err) {
    level *here = &walk->levels[walk->depth++];
    *here = (level){.fd = fd, .names = FH_BUFFER(MAX_NAME_BYTES), .path_bytes = walk->path.n};
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *directory = copy < 0 ? NULL : fdopendir(copy);
    int rc =
        directory ? read_names(here, directory, err) : fh_walk_fail(err, errno, "cannot be read");
    if (directory)
        closedir(directory);
    else if (copy >= 0)
        close(copy);
    if (rc)
        leave(walk);
    else if (fh_walk_is_index(fd))
        here->count = 0;
    else if (here->count)
        qsort_r(here->order, here->count, sizeof *here->order, compare_names, here->names.p);
    return rc;
}

/* --- what browsers save beside a page --- */

static bool has_name(const level *here, const char *name) {
    size_t low = 0, high = here->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, here->names.p + here->order[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* "Page_files" beside "Page.html": pictures, scripts, the frames of advertisements. */
static bool is_beside_page(const fh_walk *walk, const char *name) {
    static const char *const suffixes[] = {"_files", "-Dateien", "_fichiers", "_archivos",
                                           ".files"};
    static const char *const pages[] = {".html", ".htm"};
    char page[NAME_MAX + 8];
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t cut = strlen(suffixes[i]);
        if (n <= cut || n > NAME_MAX || strcmp(name + n - cut, suffixes[i]) != 0)
            continue;
        for (size_t j = 0; j < sizeof pages / sizeof *pages; j++) {
            snprintf(page, sizeof page, "%.*s%s", (int)(n - cut), name, pages[j]);
            if (has_name(&walk->levels[walk->depth - 1], page))
                return true;
        }
    }
    return false;
}

/* --- one entry --- */

static int reject(fh_walk *walk, fh_walk_file *file) {
    file->path = fh_buffer_str(&walk->path);
    return FH_WALK_REJECTED;
}

static void describe(const struct stat *status, fh_walk_file *file) {
    file->device = (uint64_t)status->st_dev;
    file->inode = (uint64_t)status->st_ino;
    file->bytes = S_ISREG(status->st_mode) ? (uint64_t)status->st_size : 0;
    file->mtime_ns = (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

/* 0 when a directory was entered: go on. */
static int enter_directory(fh_walk *walk, fh_walk_file *file, fihrist_error *err) {
    if (walk->depth > FH_INPUT_MAX_DEPTH) {
        fh_fail(err, FIHRIST_E_INPUT, "more than %d directories deep", FH_INPUT_MAX_DEPTH);
        return reject(walk, file);
    }
    int follow = file->named ? 0 : O_NOFOLLOW;
    int fd = openat(file->directory_fd, file->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow);
    int rc = fd < 0 ? fh_walk_fail(err, errno, "cannot be opened") : enter(walk, fd, err);
    return rc == FIHRIST_E_INPUT ? reject(walk, file) : rc;
}

static int visit(fh_walk *walk, fh_walk_file *file, fihrist_error *err) {
    struct stat status;
    file->path = fh_buffer_str(&walk->path);
    if (fstatat(file->directory_fd, file->name, &status, file->named ? 0 : AT_SYMLINK_NOFOLLOW)) {
        int rc = fh_walk_fail(err, errno, "cannot be opened");
        return rc == FIHRIST_E_INPUT ? reject(walk, file) : rc;
    }
    if (S_ISDIR(status.st_mode))
        return !file->named && is_beside_page(walk, file->name) ? 0
                                                                : enter_directory(walk, file, err);
    describe(&status, file);
    if (S_ISREG(status.st_mode) || (file->named && S_ISFIFO(status.st_mode)))
        return FH_WALK_FILE;
    fh_fail(err, FIHRIST_E_INPUT, "%s",
            S_ISLNK(status.st_mode) ? "a symbolic link, not followed" : "not a file");
    return reject(walk, file);
}

static bool set_path(fh_walk *walk, size_t keep, const char *name) {
    walk->path.n = keep;
    if (keep && walk->path.p[keep - 1] != '/')
        fh_buffer_append_byte(&walk->path, '/');
    fh_buffer_append(&walk->path, name, strlen(name) + 1);
    if (walk->path.failed)
        return false;
    walk->path.n--;
    return true;
}

static int next_path(fh_walk *walk, fh_walk_file *file, fihrist_error *err) {
    const char *name = walk->paths[walk->next_path++];
    fh_buffer_clear(&walk->path);
    if (!set_path(walk, 0, name))
        return fh_fail(err, FIHRIST_E_USAGE, "a path is longer than %d bytes", MAX_PATH_BYTES);
    *file = (fh_walk_file){.directory_fd = AT_FDCWD, .name = name, .named = true};
    if (strcmp(name, "-") == 0) {
        file->path = fh_buffer_str(&walk->path);
        return FH_WALK_FILE;
    }
    return visit(walk, file, err);
}

static int next_entry(fh_walk *walk, fh_walk_file *file, fihrist_error *err) {
    level *top = &walk->levels[walk->depth - 1];
    const char *name = top->names.p + top->order[top->next++];
    *file = (fh_walk_file){.directory_fd = top->fd, .name = name};
    if (!set_path(walk, top->path_bytes, name)) {
        fh_buffer_clear(&walk->path);
        file->path = fh_str_of(name);
        fh_fail(err, FIHRIST_E_INPUT, "a path of more than %d bytes", MAX_PATH_BYTES);
        return FH_WALK_REJECTED;
    }
    return visit(walk, file, err);
}

int fh_walk_next(fh_walk *walk, fh_walk_file *ret_file, fihrist_error *err) {
    for (;;) {
        int rc;
        while (walk->depth &&
               walk->levels[walk->depth - 1].next == walk->levels[walk->depth - 1].count)
            leave(walk);
        if (walk->depth)
            rc = next_entry(walk, ret_file, err);
        else if (walk->next_path < walk->path_count)
            rc = next_path(walk, ret_file, err);
        else
            return FH_WALK_END;
        if (rc)
            return rc;
    }
}
