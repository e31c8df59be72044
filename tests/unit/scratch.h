/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * scratch.h: a directory of its own for one test, removed with all in it at the end.
 */
#ifndef FIHRIST_TESTS_SCRATCH_H
#define FIHRIST_TESTS_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Aborts on failure: no test can go on without it. */
static inline char *scratch_new(void) {
    const char *base = getenv("TMPDIR");
    char path[200];
    /* In memory where that is possible: a busy disk takes a second for a sync. */
    if (!base || !*base)
        base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(path, sizeof path, "%s/fihrist-test-XXXXXX", base);
    if (!mkdtemp(path))
        abort();
    return strdup(path);
}

static inline int scratch_remove_entry(const char *path, const struct stat *info, int type,
                                       struct FTW *at) {
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

static inline void scratch_free(char *path) {
    nftw(path, scratch_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

/* "scratch/name", in one of eight buffers that are used in turn. */
static inline const char *scratch_path(const char *scratch, const char *name) {
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static inline void scratch_write_bytes(const char *path, const void *bytes, size_t n) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd) < 0)
        abort();
}

static inline void scratch_write(const char *path, const char *text) {
    scratch_write_bytes(path, text, strlen(text));
}

#endif
