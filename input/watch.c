/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * watch.c: one inotify watch a directory. What exactly changed is not asked: the next run finds it.
 */
#include "input/watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "input/input.h"
#include "input/walk.h"

enum {
    ASK_MS = 250,
    EVENTS_BYTES = 64 << 10,
    WATCHES_MAX = 1 << 20,
    PATH_BYTES = 4096, /* the system watches none that is longer */
    CHANGES = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB,
    HOW = CHANGES | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK
};

struct fh_watch {
    int fd;
    char **directories; /* by watch descriptor - 1; NULL: none, or one that is a file */
    size_t capacity;
    char events[EVENTS_BYTES] __attribute__((aligned(__alignof__(struct inotify_event))));
};

static int fail(const char *path, fihrist_error *err) {
    if (errno == ENOSPC)
        return fh_fail(err, FIHRIST_E_LIMIT,
                       "cannot watch '%.150s': more folders than this user may watch; raise "
                       "fs.inotify.max_user_watches",
                       path);
    return fh_fail_errno(err, errno, "cannot watch '%.150s'", path);
}

/* The system numbers watches from 1. */
static int keep(fh_watch *watch, int number, const char *path, fihrist_error *err) {
    while ((size_t)number > watch->capacity) {
        size_t before = watch->capacity;
        char **grown =
            fh_array_grow(watch->directories, before, &watch->capacity, sizeof *grown, WATCHES_MAX);
        if (!grown)
            return fh_fail_memory(err);
        memset(grown + before, 0, (watch->capacity - before) * sizeof *grown);
        watch->directories = grown;
    }
    char **place = &watch->directories[number - 1];
    fh_free(*place);
    *place = fh_copy_text(path);
    return *place ? FIHRIST_OK : fh_fail_memory(err);
}

static int add_tree(fh_watch *watch, const char *path, unsigned depth, fihrist_error *err);

static int add_entries(fh_watch *watch, DIR *directory, const char *path, unsigned depth,
                       fihrist_error *err) {
    int code = FIHRIST_OK;
    struct dirent *entry;
    while (code == FIHRIST_OK && (entry = readdir(directory))) {
        char below[PATH_BYTES];
        struct stat status;
        int n = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] == '.' || n < 0 || (size_t)n >= sizeof below)
            continue;
        if (lstat(below, &status) == 0 && S_ISDIR(status.st_mode))
            code = add_tree(watch, below, depth + 1, err);
    }
    return code;
}

/* Watched before it is read, so that nothing which comes in between is missed. */
static int add_directory(fh_watch *watch, DIR *directory, const char *path, unsigned depth,
                         fihrist_error *err) {
    int number = inotify_add_watch(watch->fd, path, depth == 0 ? HOW & ~IN_DONT_FOLLOW : HOW);
    if (number < 0)
        return depth > 0 && errno != ENOSPC ? FIHRIST_OK : fail(path, err);
    int code = keep(watch, number, path, err);
    return code == FIHRIST_OK ? add_entries(watch, directory, path, depth, err) : code;
}

/* One that goes away meanwhile, or cannot be read, is none of ours; nor is an index. */
static int add_tree(fh_watch *watch, const char *path, unsigned depth, fihrist_error *err) {
    int code = FIHRIST_OK;
    DIR *directory = depth > FH_INPUT_MAX_DEPTH ? NULL : opendir(path);
    if (!directory)
        return depth > 0 ? FIHRIST_OK : fail(path, err);
    if (!fh_walk_is_index(dirfd(directory)))
        code = add_directory(watch, directory, path, depth, err);
    closedir(directory);
    return code;
}

static int add_path(fh_watch *watch, const char *path, fihrist_error *err) {
    struct stat status;
    if (stat(path, &status) < 0)
        return fail(path, err);
    if (S_ISDIR(status.st_mode))
        return add_tree(watch, path, 0, err);
    if (!S_ISREG(status.st_mode))
        return fh_fail(err, FIHRIST_E_USAGE,
                       "cannot watch '%.150s': neither a file nor a directory", path);
    return inotify_add_watch(watch->fd, path, CHANGES) < 0 ? fail(path, err) : FIHRIST_OK;
}

int fh_watch_new(const char *const *paths, size_t count, fh_watch **ret_watch, fihrist_error *err) {
    fh_watch *watch = fh_calloc(1, sizeof *watch);
    if (!watch)
        return fh_fail_memory(err);
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    int code = watch->fd < 0 ? fh_fail_errno(err, errno, "cannot watch") : FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = add_path(watch, paths[i], err);
    if (code == FIHRIST_OK)
        *ret_watch = watch;
    else
        fh_watch_free(watch);
    return code;
}

void fh_watch_free(fh_watch *watch) {
    if (!watch)
        return;
    if (watch->fd >= 0)
        close(watch->fd);
    for (size_t i = 0; i < watch->capacity; i++)
        fh_free(watch->directories[i]);
    fh_free(watch->directories);
    fh_free(watch);
}

/* --- events --- */

/* A directory that came is watched, with what is in it already. */
static int take_event(fh_watch *watch, const struct inotify_event *event, fihrist_error *err) {
    char path[PATH_BYTES];
    size_t number = (size_t)event->wd;
    if (!(event->mask & IN_ISDIR) || !(event->mask & (IN_CREATE | IN_MOVED_TO)) ||
        event->len == 0 || event->name[0] == '.' || event->wd < 1 || number > watch->capacity ||
        !watch->directories[number - 1])
        return FIHRIST_OK;
    int n = snprintf(path, sizeof path, "%s/%s", watch->directories[number - 1], event->name);
    if (n < 0 || (size_t)n >= sizeof path)
        return FIHRIST_OK;
    return add_tree(watch, path, 1, err);
}

/* All there are now: 1 when any of them is a change. */
static int take_events(fh_watch *watch, fihrist_error *err) {
    int changed = 0, code = FIHRIST_OK;
    ssize_t n;
    while (code == FIHRIST_OK && (n = read(watch->fd, watch->events, EVENTS_BYTES)) > 0) {
        const char *at = watch->events, *end = at + n;
        while (code == FIHRIST_OK && at < end) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            changed |= (event->mask & (CHANGES | IN_Q_OVERFLOW)) != 0;
            code = take_event(watch, event, err);
            at += sizeof *event + event->len;
        }
    }
    if (code == FIHRIST_OK && n < 0 && errno != EAGAIN && errno != EINTR)
        code = fh_fail_errno(err, errno, "cannot watch");
    return code == FIHRIST_OK ? changed : code;
}

static int64_t now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int fh_watch_wait(fh_watch *watch, bool (*stop_asked)(void), fihrist_error *err) {
    struct pollfd wanted = {.fd = watch->fd, .events = POLLIN};
    int64_t first = 0, last = 0; /* times of changes; 0: none yet */
    while (!stop_asked()) {
        int64_t now = now_ms();
        if (first && (now - last >= FH_WATCH_QUIET_MS || now - first >= FH_WATCH_LATEST_MS))
            return 1;
        if (poll(&wanted, 1, ASK_MS) < 0 && errno != EINTR)
            return fh_fail_errno(err, errno, "cannot watch");
        int changed = take_events(watch, err);
        if (changed < 0)
            return changed;
        if (changed) {
            last = now_ms();
            first = first ? first : last;
        }
    }
    return 0;
}
