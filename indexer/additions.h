/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * additions.h: comments that come without their article, as those of comment feeds do. They wait
 * for the end of the input, so that an article may come after its comments, and are added then to
 * those it has.
 */
#ifndef FIHRIST_INDEXER_ADDITIONS_H
#define FIHRIST_INDEXER_ADDITIONS_H

#include "indexer/writer.h"

/** Bytes of additions that one run may hold; more are FIHRIST_E_LIMIT. */
enum { FH_ADDITIONS_MAX_BYTES = 256 << 20 };

/** All zeros: there are none. */
typedef struct fh_additions {
    fh_buffer lines; /* in the exchange format */
    size_t at;       /* of the next one to be joined */
} fh_additions;

void fh_additions_free(fh_additions *additions);
/** FIHRIST_E_LIMIT: there are too many. */
int fh_additions_keep(fh_additions *additions, const fh_article *article, fihrist_error *err);

typedef struct fh_joined {
    fh_str id;         /**< that the addition gave, in the arena */
    uint64_t comments; /**< that the article did not have */
} fh_joined;

/** Join the next addition to its article: 1; 0: there are no more. FIHRIST_E_INPUT: the index has
 * no such article; FIHRIST_E_LIMIT: it would become too large; the next one can be joined. The
 * writer must not be in a bulk. */
int fh_additions_join(fh_additions *additions, fh_writer *writer, fh_arena *arena,
                      fh_joined *ret_joined, fihrist_error *err);

#endif
