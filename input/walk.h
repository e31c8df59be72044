/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * walk.h: the files under the paths that were named, in a fixed order: paths as named, below a
 * directory by name (byte order). Names that begin with a full stop are passed over, and folders in
 * which browsers save what belongs to a page beside it ("Page_files"). Symbolic links
 * that were not named are not followed, so nothing outside is read and no loop is possible. Opens
 * directories, no files.
 */
#ifndef FIHRIST_INPUT_WALK_H
#define FIHRIST_INPUT_WALK_H

#include "core/error.h"
#include "core/memory.h"

typedef struct fh_walk fh_walk;

/** A file, until the next call. */
typedef struct fh_walk_file {
    fh_str path;      /**< NUL-terminated; as named, with what is below */
    int directory_fd; /**< open `name` below it; AT_FDCWD for a path that was named */
    const char *name;
    bool named; /**< not found below a directory: links are followed, pipes are read */
    uint64_t device, inode, bytes;
    int64_t mtime_ns;
} fh_walk_file;

enum { FH_WALK_END = 0, FH_WALK_FILE = 1, FH_WALK_REJECTED = 2 };

/** The paths are borrowed. */
int fh_walk_new(const char *const *paths, size_t count, fh_walk **ret_walk, fihrist_error *err);
void fh_walk_free(fh_walk *walk);
/** Begin again. */
void fh_walk_rewind(fh_walk *walk);

/** Whether an open directory is an index: it is passed over. */
bool fh_walk_is_index(int directory_fd);

/** Fill *err with "what: cause" for a file or directory that cannot be opened or read. What is its
 *  own fault rejects it alone, FIHRIST_E_INPUT; want of memory or descriptors would reject all that
 *  follow and ends the run, FIHRIST_E_IO. */
int fh_walk_fail(fihrist_error *err, int sys_errno, const char *what);

/** FH_WALK_FILE, FH_WALK_REJECTED (ret_file->path and *err say what and why), FH_WALK_END, or a
 *  negative code. "-" is a file of that name with no identity. */
int fh_walk_next(fh_walk *walk, fh_walk_file *ret_file, fihrist_error *err);

#endif
