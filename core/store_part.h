/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_part.h: what store.c and store_check.c share: an open store.
 */
#ifndef FIHRIST_CORE_STORE_PART_H
#define FIHRIST_CORE_STORE_PART_H

#include "core/store_directory.h"

struct fh_store {
    char *path; /* of the generation */
    int fd;
    fh_mapping map; /* so long as directory.head.bytes but after a failed refresh */
    fh_store_directory directory;
    uint32_t last; /* the block looked up last: the next document is mostly in it too */
    fh_store_unpacker unpacker;
};

#endif
