/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * revisions.h: which documents a revision of the index brought. Docids only grow, and a batch is
 * one revision, so all it takes is the first docid of each revision that has documents: those of
 * one lie before the first of the next.
 *
 * The table is libxapian metadata, written in the commit of its documents: under
 * "fihrist-revisions" how many entries there are, under "fihrist-revisions-" and eight hex digits
 * the entries, 256 a key, so that a commit writes the last key alone. Both are under a checksum.
 */
#ifndef FIHRIST_CORE_REVISIONS_H
#define FIHRIST_CORE_REVISIONS_H

#include "core/error.h"
#include "core/memory.h"
#include "xapian-c.h"

enum { FH_REVISIONS_CHUNK = 256 };

/** The documents of revision `number` begin at docid `first`. Of entries both ascend. */
typedef struct fh_revision {
    uint64_t number;
    uint32_t first;
} fh_revision;

/* --- reading --- */

/** The table of a snapshot, of which one chunk is in memory. Nothing in it is to be freed. */
typedef struct fh_revision_table {
    xc_database *db;
    uint32_t count;                          /**< of entries */
    uint32_t held;                           /**< so many in `entries` */
    uint32_t chunk;                          /**< which one that is */
    fh_revision entries[FH_REVISIONS_CHUNK]; /**< ascending */
} fh_revision_table;

/** `db` has to stay open. FIHRIST_E_NOT_FOUND: it has no table, and *ret_table is an empty one;
 *  FIHRIST_E_CORRUPT; FIHRIST_E_VERSION; FIHRIST_E_BUSY: the snapshot is gone. */
int fh_revision_table_open(xc_database *db, fh_revision_table *ret_table, fihrist_error *err);
/** Entry number `i`, less than table->count. FIHRIST_E_CORRUPT, _BUSY. */
int fh_revision_table_at(fh_revision_table *table, uint32_t i, fh_revision *ret_revision,
                         fihrist_error *err);
/** The first docid that is of revision `number` or a later one; UINT32_MAX: there is none.
 * Documents before the first entry are of revision 0. A dozen keys are read of the largest tables.
 */
int fh_revision_table_find(fh_revision_table *table, uint64_t number, uint32_t *ret_docid,
                           fihrist_error *err);
/** Read all of it. FIHRIST_E_CORRUPT: it is damaged, or says something of revisions behind
 *  `revision` or of documents behind `last_docid`; FIHRIST_E_NOT_FOUND: there is none. */
int fh_revision_table_check(xc_database *db, uint64_t revision, uint32_t last_docid,
                            fihrist_error *err);

/* --- writing --- */

/** The end of the table that a writer adds to. Zero-initialise: an empty one. */
typedef struct fh_revisions {
    fh_revision *entries; /**< those behind the chunks that are whole and written */
    size_t held, capacity;
    uint32_t written; /**< entries in those chunks */
    uint64_t last;    /**< number of the last entry; 0: there is none */
    bool saved;       /**< the database has all of it */
} fh_revisions;

void fh_revisions_free(fh_revisions *revisions);
/** Go on with the table that `db` has; with an empty one where it has none. */
int fh_revisions_read(fh_revisions *revisions, xc_database *db, fihrist_error *err);
/** Document `docid`, later than all that were noted, is of revision `number`. One that is not later
 *  than the last, or 0, says nothing new. */
int fh_revisions_note(fh_revisions *revisions, uint64_t number, uint32_t docid, fihrist_error *err);
/** Write what was noted since the last time, in the transaction that is open in `engine`. */
int fh_revisions_write(fh_revisions *revisions, xc_writer *engine, fihrist_error *err);

#endif
