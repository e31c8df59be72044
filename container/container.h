/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * container.h: what holds other files, as a stream of its members: zip, tar and the like (by
 * libarchive), one compressed file, web archives (WARC 1.0 and 1.1 by a strict reader of our own,
 * WACZ). Members are read one after the other and never kept whole, none is written to disk, and
 * nothing is followed out of the container. A member may be a container again: whoever reads it
 * opens that over the member's stream.
 *
 * Knows no format of articles and no index. One thread a container.
 */
#ifndef FIHRIST_CONTAINER_CONTAINER_H
#define FIHRIST_CONTAINER_CONTAINER_H

#include "core/reader.h"

enum {
    /** So many bytes at the beginning say whether something is a container, and which. */
    FH_CONTAINER_START_BYTES = 4096,
    /** Bytes that one byte may unpack to, once FH_CONTAINER_RATIO_FROM_BYTES came out: text rarely
     *  passes 20. */
    FH_CONTAINER_MAX_RATIO = 250,
    FH_CONTAINER_RATIO_FROM_BYTES = 16 << 20,
    FH_CONTAINER_MAX_DEPTH = 4, /**< containers in containers; kept by who opens them */
    FH_CONTAINER_MAX_PATH_BYTES = 4096
};

typedef enum fh_container_kind {
    FH_CONTAINER_NONE,
    FH_CONTAINER_ARCHIVE,    /**< zip, tar (also compressed), 7z, cpio, ...: libarchive's */
    FH_CONTAINER_COMPRESSED, /**< one file in gzip, zstd, bzip2, xz, lzip, lz4 or compress */
    FH_CONTAINER_WARC,       /**< plain, or in members of gzip or frames of zstd */
    FH_CONTAINER_WACZ
} fh_container_kind;

/** Which one begins with these bytes (up to FH_CONTAINER_START_BYTES of it). The name (it may be
 *  absent) decides only where bytes do not: WACZ is a zip by its bytes. */
fh_container_kind fh_container_detect(fh_str name, fh_str start);

typedef struct fh_container fh_container;

/** Where the bytes of a container come from. */
typedef struct fh_container_source {
    fh_stream *stream; /**< from its beginning */
    int fd;            /**< the same bytes as an open file that can be sought; -1: there is none */
    fh_str name; /**< of the file or member, for names of members in FH_CONTAINER_COMPRESSED */
    /** The container that it is a member of; NULL: none. What unpacks is weighed against the bytes
     *  of the outermost, so that a bomb cannot be spread over containers in containers. */
    const fh_container *outer;
} fh_container_source;

/** A member, until the next call. */
typedef struct fh_member {
    fh_str path;       /**< in the container: valid UTF-8, no "..", not absolute; of a web archive
                            the URL */
    uint64_t number;   /**< from 1, counting all that stand in the container, read or not */
    fh_origin origin;  /**< url and charset, where the container says them */
    fh_str media_type; /**< "text/html": lower case, without parameters; absent: not said */
    fh_str title;      /**< that the container's list of pages gives; absent: none */
    bool is_page;      /**< the container lists it as a page: an article is expected there */
    fh_stream *stream; /**< its bytes, unpacked */
} fh_member;

/** FIHRIST_E_INPUT where it is damaged from its beginning. The source must outlive it. */
int fh_container_open(fh_container_kind kind, const fh_container_source *source,
                      fh_container **ret_container, fihrist_error *err);
void fh_container_close(fh_container *container);

enum { FH_MEMBER_END = 0, FH_MEMBER_FILE = 1, FH_MEMBER_REJECTED = 2 };

/** The next member that may hold a document. FH_MEMBER_REJECTED: one cannot be read, *ret_member
 * has its path (as far as known, printable) and number, *err says why; the ones behind it can.
 * Passed over without a word: directories, links, requests, metadata, revisits, answers that are
 * errors or redirections. Negative: nothing more can be read: FIHRIST_E_INPUT damaged, or
 *  FIHRIST_E_MEMORY, FIHRIST_E_IO. */
int fh_container_next(fh_container *container, fh_member *ret_member, fihrist_error *err);

/** Bytes that were read of the outermost container that it is in; what is read twice counts once.
 */
uint64_t fh_container_read(const fh_container *container);

#endif
