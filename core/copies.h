/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * copies.h: which articles of an index are copies of one another, the same or nearly, as its
 * database's metadata says: what is committed with the articles. Copies are in clusters; the first
 * of a cluster, by date (the undated last), then by id, gives it its name.
 *
 * Under "fihrist-copies" is a head, under "fihrist-copies-" and eight hex digits the copies among
 * 4,096 docids each (doc/format.md). Only articles that have copies are named, so that an archive
 * without any has none of this.
 */
#ifndef FIHRIST_CORE_COPIES_H
#define FIHRIST_CORE_COPIES_H

#include "core/error.h"
#include "core/memory.h"
#include "xapian-c.h"

enum {
    FH_COPIES_CHUNK_DOCIDS = 4096,
    FH_LIKENESS_ONE = 1000000 /**< of texts that are the same */
};

/** An article that has copies. */
typedef struct fh_copy {
    uint32_t docid;
    uint32_t first;    /**< docid of the first of its cluster; its own, of that */
    uint32_t likeness; /**< to the first, in millionths */
} fh_copy;

/** Zero-initialise. */
typedef struct fh_copies {
    fh_copy *items; /**< docids ascend */
    size_t count;
    uint32_t *by_cluster; /**< places in items: by first, then by docid */
    uint64_t *bits;       /**< of docids that have copies */
    size_t words;
    uint64_t serial; /**< one more with each change; 0: there never were any */
    bool read;       /**< `serial` was looked at in this snapshot */
} fh_copies;

void fh_copies_free(fh_copies *copies);
/** Look again with the next read: the snapshot is another one. */
void fh_copies_move(fh_copies *copies);

/** Have what `db` says, which costs one look at its metadata where nothing changed and none at all
 *  in a snapshot that was looked at. FIHRIST_E_CORRUPT: it does not hold together. */
int fh_copies_read(fh_copies *copies, xc_database *db, fihrist_error *err);

/** Whether an article has copies. */
static inline bool fh_copies_has(const fh_copies *copies, uint32_t docid) {
    return docid / 64 < copies->words && (copies->bits[docid / 64] >> docid % 64 & 1);
}
/** NULL: it has none. */
const fh_copy *fh_copies_find(const fh_copies *copies, uint32_t docid);
/** The articles of the cluster whose first is `first`: *ret_count places in copies->items, by
 * docid.
 */
const uint32_t *fh_copies_cluster(const fh_copies *copies, uint32_t first, size_t *ret_count);

/** Put `items` (fh_malloc; sorted here), of which no two have one docid, in place of what is there,
 *  and write what is different in the transaction that is open in `engine`. After a failure
 *  `copies` are to be freed. */
int fh_copies_replace(fh_copies *copies, fh_copy *items, size_t count, xc_writer *engine,
                      fihrist_error *err);

/** By docid. */
void fh_copies_sort(fh_copy *items, size_t count);

/** Does this hold together: is each cluster's first in it, and has it two articles or more? */
bool fh_copies_are_good(const fh_copies *copies);

#endif
