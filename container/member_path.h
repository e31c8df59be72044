/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * member_path.h: names that come out of containers, made harmless. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_MEMBER_PATH_H
#define FIHRIST_CONTAINER_MEMBER_PATH_H

#include "container/container.h"
#include "core/slice.h"

typedef enum fh_path_verdict {
    FH_PATH_GOOD,
    FH_PATH_PASSED_OVER, /**< hidden, or what macOS puts beside files; or no name at all */
    FH_PATH_REJECTED     /**< *err says why */
} fh_path_verdict;

/** The room a path takes: each byte of it may become a character of three. */
enum { FH_PATH_BUFFER_BYTES = 3 * FH_CONTAINER_MAX_PATH_BYTES + 8 };

/** What a member is called: separated by single slashes ('\' is one too), not absolute, valid UTF-8
 *  of printable characters (what is none is U+FFFD), at most FH_CONTAINER_MAX_PATH_BYTES. Written
 *  into `path`, of FH_BUFFER(FH_PATH_BUFFER_BYTES), as far as it can be told when it is rejected:
 *  for a component "..", or its length. FIHRIST_E_MEMORY in *err where memory is out, which is
 *  told as rejected. */
fh_path_verdict fh_member_path(fh_str name, fh_buffer *path, fihrist_error *err);

/** The last component of a path. */
fh_str fh_name_base(fh_str path);

#endif
