/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unpack.h: a stream of the bytes that another stream has packed. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_UNPACK_H
#define FIHRIST_CONTAINER_UNPACK_H

#include "container/part.h"

typedef enum fh_coding {
    FH_CODING_GZIP,    /**< one or more members */
    FH_CODING_DEFLATE, /**< zlib's, or bare as some servers send it */
    FH_CODING_BROTLI,
    FH_CODING_ZSTD /**< one or more frames */
} fh_coding;

typedef struct fh_unpack fh_unpack;

/** How a stream is unpacked. */
typedef struct fh_unpack_options {
    /** Take bytes as they are where they are not packed so at all: servers say it of what is not.
     */
    bool may_be_plain;
    /** The end of what is packed may be missing: then what there is of it is all. */
    bool may_be_cut;
    int window_log; /**< of zstd: log2 of the bytes it may look back on, which it keeps in memory */
    /** Counts what is read and what comes out, and bounds it (fh_ratio_check): of this one alone
     *  where both are counted here, or against the first of several stages. */
    fh_ratio *ratio;
    bool counts_packed; /**< it is the first stage: what it reads is ratio->packed */
} fh_unpack_options;

enum {
    FH_ZSTD_WINDOW_LOG_FILE = 27, /**< 128 MB: what zstd itself opens without being told to */
    FH_ZSTD_WINDOW_LOG_HTTP = 23  /**< 8 MB: what RFC 8878 has every receiver take */
};

/** `from` outlives it. FIHRIST_E_MEMORY. */
int fh_unpack_open(fh_coding coding, const fh_unpack_options *options, fh_stream *from,
                   fh_unpack **ret_unpack, fihrist_error *err);
/** Its bytes. FIHRIST_E_INPUT when they are damaged, cut off or a bomb. */
fh_stream *fh_unpack_stream(fh_unpack *unpack);
void fh_unpack_close(fh_unpack *unpack);

#endif
