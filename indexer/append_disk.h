/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * append_disk.h: a file that is appended to (core/appended.h), as its writer uses it: bytes at
 * offsets, all of them or an error that names the file and the cause.
 */
#ifndef FIHRIST_INDEXER_APPEND_DISK_H
#define FIHRIST_INDEXER_APPEND_DISK_H

#include "core/appended.h"

enum { FH_APPEND_NAME_BYTES = 24 };

typedef struct fh_append_disk {
    char *path; /**< of the generation */
    char name[FH_APPEND_NAME_BYTES];
    int fd;
    int dir_fd; /**< of the generation, until the file's name in it is on disk; else -1 */
} fh_append_disk;

#define FH_APPEND_DISK_CLOSED ((fh_append_disk){NULL, "", -1, -1})

/** Make the file, with its header and a new random id; it must not be there. After a failure too it
 *  is to be closed. */
int fh_append_disk_create(const fh_appended_kind *kind, const char *path, const char *name,
                          uint64_t *ret_id, fh_append_disk *ret_disk, fihrist_error *err);
/** Open the file that has this id, and cut off what lies behind its first `bytes`; it must have so
 *  many (FIHRIST_E_CORRUPT). After a failure too it is to be closed. */
int fh_append_disk_open(const fh_appended_kind *kind, const char *path, const char *name,
                        uint64_t id, uint64_t bytes, fh_append_disk *ret_disk, fihrist_error *err);
void fh_append_disk_close(fh_append_disk *disk);

int fh_append_disk_write(fh_append_disk *disk, uint64_t offset, const void *bytes, size_t n,
                         fihrist_error *err);
/** FIHRIST_E_CORRUPT: the file ends before that. */
int fh_append_disk_read(const fh_append_disk *disk, uint64_t offset, void *bytes, size_t n,
                        fihrist_error *err);
/** What was written, and the file's name, are on disk. */
int fh_append_disk_sync(fh_append_disk *disk, fihrist_error *err);

#endif
