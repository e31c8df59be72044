/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * damage.h: for tests of damaged files: a byte changed, and what else may stand in a file's place.
 */
#ifndef FIHRIST_TESTS_DAMAGE_H
#define FIHRIST_TESTS_DAMAGE_H

#include "tests/unit/check.h"

#include "tests/unit/scratch.h"

/* The whole file; yours to free. */
static inline uint8_t *read_file(const char *path, size_t *ret_n) {
    int fd = open(path, O_RDONLY);
    struct stat info;
    assert_true(fd >= 0 && fstat(fd, &info) == 0);
    uint8_t *bytes = malloc((size_t)info.st_size);
    assert_int_equal(read(fd, bytes, (size_t)info.st_size), info.st_size);
    close(fd);
    *ret_n = (size_t)info.st_size;
    return bytes;
}

static inline void make_shorter(const char *path) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size - 1), 0);
}

static inline void make_empty(const char *path) {
    assert_int_equal(truncate(path, 0), 0);
}

static inline void make_missing(const char *path) {
    assert_int_equal(unlink(path), 0);
}

static inline void make_symlink(const char *path) {
    char target[300];
    snprintf(target, sizeof target, "%s.real", path);
    assert_int_equal(rename(path, target), 0);
    assert_int_equal(symlink(target, path), 0);
}

static inline void make_fifo(const char *path) {
    make_missing(path);
    assert_int_equal(mkfifo(path, 0600), 0);
}

static inline void make_directory(const char *path) {
    make_missing(path);
    assert_int_equal(mkdir(path, 0700), 0);
}

static inline void write_byte(const char *path, off_t at, uint8_t byte) {
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

#endif
