/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * version.h: the file that says where a glass database's tables begin and what its documents come
 * to. Without it there is no database.
 */
#ifndef FIHRIST_GLASS_VERSION_H
#define FIHRIST_GLASS_VERSION_H

#include "glass/table.h"

typedef struct glass_version {
    glass_root postlist, termlist;
    uint32_t documents; /**< dense: the last docid too */
    uint64_t total_length;
    uint32_t least_length, most_length; /**< of one document; the least but 0, 0: there is none */
    uint32_t most_wdf;
} glass_version;

/** Write it, with a new uuid, and have it on disk with the directory's names. */
int glass_version_write(const char *path, const glass_version *version, fihrist_error *err);

#endif
