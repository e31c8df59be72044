/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * part.h: what the kinds of containers share: how each is entered, and how much may be unpacked.
 * Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_PART_H
#define FIHRIST_CONTAINER_PART_H

#include "container/container.h"

enum {
    FH_PACKED_BLOCK_BYTES = 64 << 10, /**< that are read at a time of what is packed */
    /** What has to be sought in is read into memory up to this size where it is no file. */
    FH_CONTAINER_MEMORY_MAX_BYTES = 64 << 20
};

/** Bytes that were read, and the bytes that came out of them. */
typedef struct fh_ratio {
    uint64_t packed, plain;
} fh_ratio;

/** FIHRIST_E_INPUT once that is a bomb by the limits of container.h. */
int fh_ratio_check(const fh_ratio *ratio, fihrist_error *err);

/** Each kind embeds it as its first member. */
struct fh_container {
    int (*next)(fh_container *container, fh_member *ret_member, fihrist_error *err);
    void (*close)(fh_container *container);
    fh_ratio own;
    fh_ratio
        *total; /**< of the outermost container that this one is in; its own if it is in none */
};

/** What is in a source, `container` zeroed before. */
void fh_container_start(fh_container *container, const fh_container_source *source);
/** Count what was read of the source: only the outermost container's bytes weigh. */
void fh_container_count_packed(fh_container *container, uint64_t bytes);
/** Count what came out; FIHRIST_E_INPUT where that is too much for what went in. */
int fh_container_count_plain(fh_container *container, uint64_t bytes, fihrist_error *err);

int fh_archive_open(const fh_container_source *source, fh_container **ret_container,
                    fihrist_error *err);
/** The same of an archive that is in memory, which outlives it; of the source only `outer`. */
int fh_archive_open_memory(fh_str bytes, const fh_container_source *source,
                           fh_container **ret_container, fihrist_error *err);
/** One compressed file: a single member whose path is "data". */
int fh_archive_open_single(const fh_container_source *source, fh_container **ret_container,
                           fihrist_error *err);
int fh_compressed_open(const fh_container_source *source, fh_container **ret_container,
                       fihrist_error *err);
int fh_warc_open(const fh_container_source *source, fh_container **ret_container,
                 fihrist_error *err);
int fh_wacz_open(const fh_container_source *source, fh_container **ret_container,
                 fihrist_error *err);

#endif
