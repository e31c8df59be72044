/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table.h: write one table of a glass database, a B-tree in a file, from its items in order of
 * their keys. Blocks are written once, one after the other, and all full.
 */
#ifndef FIHRIST_GLASS_TABLE_H
#define FIHRIST_GLASS_TABLE_H

#include "core/error.h"
#include "core/memory.h"

/** Of the tables of a new database; libxapian's own choice too. */
enum { GLASS_BLOCK_BYTES = 8192, GLASS_REVISION = 1 };

/** What the version file says of a table. */
typedef struct glass_root {
    uint32_t block, blocks; /**< the root's number, and how many there are */
    uint32_t level;
    uint64_t entries;
} glass_root;

typedef struct glass_table glass_table;

/** Make the file `name` in directory `path`; FIHRIST_E_IO when it is there. */
int glass_table_new(const char *path, const char *name, glass_table **ret_table,
                    fihrist_error *err);
/** Also of a table that is not finished; its file stays. */
void glass_table_free(glass_table *table);

/** Append an item. `key` comes after all before it, in the order of bytes, and has 1 to 255 bytes;
 *  a tag may have any number below 65,000 times a quarter block. `compressed`: the tag is a stream
 *  of raw deflate. */
int glass_table_add(glass_table *table, const uint8_t *key, size_t key_n, fh_str tag,
                    bool compressed, fihrist_error *err);

/** Write what is left. On return the file is on disk (fdatasync) and closed. */
int glass_table_finish(glass_table *table, glass_root *ret_root, fihrist_error *err);

#endif
