/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_part.h: what index_dir.c and manifest.c share: the parts of an index directory, opened
 * without following or waiting for anything, and replaced whole.
 */
#ifndef FIHRIST_CORE_INDEX_PART_H
#define FIHRIST_CORE_INDEX_PART_H

#include "core/index_dir.h"

#define FH_MANIFEST_NAME "manifest.json"

/** "cannot open index 'dir': cause"; returns `code`. */
int fh_part_fail(const char *dir, int code, const char *cause, fihrist_error *err);
/** DIR itself, which others must not be able to write. */
int fh_part_open_dir(const char *dir, int *ret_fd, fihrist_error *err);
/** A part that must be a plain file. `flags` may hold O_CREAT. */
int fh_part_open(const char *dir, int dir_fd, const char *name, int flags, int *ret_fd,
                 fihrist_error *err);
/** Read a whole small file. `room` counts the NUL that is put behind it. -1: errno says why. */
int fh_part_read(int fd, char *text, size_t room, size_t *ret_n);
/** Put a part in place of the one there is, never half: a new file, fsync, rename, fsync of DIR. */
int fh_part_replace(const char *dir, const char *name, fh_str bytes, fihrist_error *err);

#endif
