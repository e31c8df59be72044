/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * scratch.h: what fuzz targets of files beside a database share: a directory for the file, and a
 * transaction that is never committed, which is all that is needed of the database.
 */
#ifndef FIHRIST_TESTS_FUZZ_SCRATCH_H
#define FIHRIST_TESTS_FUZZ_SCRATCH_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/appended.h"

static char scratch_path[40];
static xc_writer *scratch_engine;

static void scratch_remove(void) {
    char command[100];
    xc_writer_close(scratch_engine);
    snprintf(command, sizeof command, "rm -rf '%s'", scratch_path);
    if (system(command) != 0)
        perror(command);
}

/* Once, in memory where that is possible: a disk takes longer than all the rest. */
static void scratch_start(void) {
    if (scratch_engine)
        return;
    snprintf(scratch_path, sizeof scratch_path, "%s/fihrist-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(scratch_path) ||
        xc_writer_open(scratch_path, XC_WRITER_CREATE, 0, &scratch_engine, NULL) < 0 ||
        xc_writer_begin(scratch_engine, NULL) < 0)
        abort();
    atexit(scratch_remove);
}

/* The file `name` in the directory. */
static void scratch_write(const char *name, const uint8_t *bytes, size_t n) {
    char file[80];
    snprintf(file, sizeof file, "%s/%s", scratch_path, name);
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd) < 0)
        abort();
}

/* A value of metadata with its checksum; there is room for that behind it. */
static void scratch_seal(const char *key, uint8_t *value, size_t n) {
    if (fh_sealed_write(scratch_engine, key, "it", value, n, NULL) < 0)
        abort();
}

#endif
