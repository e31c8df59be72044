/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store.h: what an index keeps of each document beside libxapian's tables: its record (record.h),
 * compressed, its words in order (unit.h), and in columns its article and its day. One file in the
 * directory of a generation, `gen-N/store`, that is only ever appended to, read through a mapping.
 *
 * The file is a row of blocks, each of up to FH_STORE_BLOCK_MAX_DOCUMENTS documents in the order of
 * their docids (doc/format.md has the bytes). Which blocks there are stands in the database's
 * metadata, written in the very commit that makes their documents visible: what lies behind the
 * last of them was never committed, and counts for nothing. Docids of a block ascend, with holes
 * where documents were left out by a compaction; a document that was deleted is still there until
 * then, and it is the database that says so.
 *
 * Everything in the file is checked against its bounds before it is used: a damaged one gives
 * errors or misses phrases, and never reads outside the mapping. A record has its own checksum;
 * those of whole blocks are verified by fh_store_check alone.
 */
#ifndef FIHRIST_CORE_STORE_H
#define FIHRIST_CORE_STORE_H

#include "core/error.h"
#include "core/memory.h"
#include "core/record.h"
#include "core/unit.h"
#include "xapian-c.h"

typedef struct fh_store fh_store;

/** The more, the fewer lexicons, each of which has the common words; 4,000 texts of the length that
 *  articles and comments have together have two thirds of the words that a block can have. */
enum { FH_STORE_BLOCK_MAX_DOCUMENTS = 4000 };

/** Open the store of the generation in directory `path` as the commit says that `db` is at. For one
 *  thread at a time. FIHRIST_E_CORRUPT: it is shorter than that, not a store, or another
 * database's; FIHRIST_E_NOT_FOUND: there is none; FIHRIST_E_VERSION; FIHRIST_E_IO; FIHRIST_E_BUSY:
 * the commit is gone. One that is anything but a plain file is refused. */
int fh_store_open(const char *path, xc_database *db, fh_store **ret_store, fihrist_error *err);
/** Follow `db` to the commit it is at now, which costs one look at its metadata when there are no
 *  new blocks. After a failure only that, or the close, is left. */
int fh_store_refresh(fh_store *store, xc_database *db, fihrist_error *err);
/** Give back the pages of the file that were looked at (fh_mapping_release). */
void fh_store_release(const fh_store *store);
void fh_store_close(fh_store *store);

/** The encoded record of a document, or at least that part of it, for fh_record_decode_part; in
 *  `arena`. FIHRIST_E_CORRUPT: there is none, or it cannot be decompressed. */
int fh_store_record(fh_store *store, uint32_t docid, fh_record_part part, fh_arena *arena,
                    fh_str *ret_record, fihrist_error *err);

/** The words of a document in order. Unit i is `low[i] | high[i] << 8`: 0 a gap, else the id of a
 *  word, which means something in its block alone. At least FH_UNITS_SLACK bytes behind either
 *  plane can be read. Valid until the store is refreshed or closed. */
typedef struct fh_units {
    const uint8_t *low, *high;
    uint32_t count;
    uint32_t block;       /**< number of the block, for fh_store_word_ids */
    uint32_t title_count; /**< so many of them, the first, are the title */
} fh_units;

enum { FH_UNITS_SLACK = 64 };

static inline uint16_t fh_unit_id(const fh_units *units, size_t at) {
    return (uint16_t)(units->low[at] | units->high[at] << 8);
}

/** 1; 0: the store has no such document, or is damaged there (then no phrase is found in it). */
int fh_store_units(fh_store *store, uint32_t docid, fh_units *ret_units);
/** Ask for the memory that fh_store_units of this document will point at; does not wait for it. */
void fh_store_prefetch(const fh_store *store, uint32_t docid);
/** How many words of a block are `unit`, or any form of its stem: those with the ids *ret_first and
 *  behind it. */
uint32_t fh_store_word_ids(const fh_store *store, uint32_t block, fh_unit unit,
                           uint16_t *ret_first);
/** The unit behind an id of a block; FH_UNIT_GAP for 0 and for what is no id there. */
fh_unit fh_store_unit(const fh_store *store, uint32_t block, uint16_t id);

/** 1, the docid of a document's article, which is its own for an article, and its day, FH_DATE_NONE
 * if it has none; 0: the store has no such document, or is damaged there. */
int fh_store_column(fh_store *store, uint32_t docid, uint32_t *ret_story, int32_t *ret_day);
/** Of each document that the store has from docid `from` to before `size`, put the same into
 *  story[docid] and day[docid]. FIHRIST_E_CORRUPT: some cannot be read. */
int fh_store_read_columns(const fh_store *store, uint32_t from, uint32_t size, uint32_t *story,
                          int32_t *day, fihrist_error *err);

/** The signature of an article (signature.h), until the store is refreshed or closed; NULL: it has
 *  none, or the store is damaged there. */
const uint8_t *fh_store_signature(fh_store *store, uint32_t docid);
/** Takes the signature of an article; a negative result ends the visit and becomes its result. */
typedef int (*fh_signature_visitor)(void *user, uint32_t docid, const uint8_t *signature,
                                    fihrist_error *err);
/** Visit all that the store has from docid `from` to before `size`, those of articles deleted since
 *  too, in the order of docids. FIHRIST_E_CORRUPT: some cannot be read. */
int fh_store_visit_signatures(const fh_store *store, uint32_t from, uint32_t size,
                              fh_signature_visitor visit, void *user, fihrist_error *err);

/** Bytes that are committed, those of documents deleted since among them. */
uint64_t fh_store_bytes(const fh_store *store);

/** Called with each fault that is found. */
typedef void (*fh_store_fault_teller)(void *user, const char *message);
/** Read all of it: checksums of blocks, order, bounds; *ret_faults is how many were told. */
int fh_store_check(const fh_store *store, fh_store_fault_teller tell, void *user,
                   uint64_t *ret_faults, fihrist_error *err);

#endif
