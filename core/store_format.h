/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_format.h: the bytes of a store, for those who read and write it (doc/format.md describes
 * them). Nothing here trusts what it is given: a block whose head passes fh_store_block_check can
 * be read by its rows without another look.
 *
 *     file header, then blocks and at most one dictionary, each at a multiple of 8
 *     block: header, rows, lexicon, planes of the documents, slack, records, signatures
 */
#ifndef FIHRIST_CORE_STORE_FORMAT_H
#define FIHRIST_CORE_STORE_FORMAT_H

#include <zstd.h>

#include "core/appended.h"
#include "core/signature.h"
#include "core/store.h"

#define FH_STORE_NAME "store"
#define FH_STORE_BLOCK_MAGIC "FHBK"
#define FH_STORE_DICTIONARY_MAGIC "FHDC"

enum {
    FH_STORE_VERSION = 1,
    FH_STORE_BLOCK_HEADER_BYTES = 64,
    FH_STORE_ROW_BYTES = 24,
    FH_STORE_WORD_BYTES = 8, /**< of the lexicon, stem and form */
    FH_STORE_DICTIONARY_HEADER_BYTES = 16,
    /** Different words of a block: their ids are 16 bits, 0 being the gap. */
    FH_STORE_BLOCK_MAX_WORDS = 65000,
    FH_STORE_RECORD_MAX_BYTES = 64 << 20,
    /** The longest record and the most units a document can have, and what came before it. */
    FH_STORE_BLOCK_MAX_BYTES = 1 << 28,
    FH_STORE_DICTIONARY_MAX_BYTES = 1 << 18 /**< with its header */
};

/** How a record is packed: the byte before it. */
enum {
    FH_STORE_PLAIN = 0,
    FH_STORE_ZSTD = 1,
    FH_STORE_ZSTD_DICTIONARY = 2,
    FH_STORE_SPLIT = 4 /**< with one of these: in two frames, of the head and of the rest */
};

/* --- the file --- */

extern const fh_appended_kind fh_store_kind;

/* --- a block --- */

/** `words` of a block that nobody has looked at, or that was found damaged. */
enum { FH_STORE_UNSEEN = 1 << 30, FH_STORE_DAMAGED = 1 << 29 };

/** A block as the directory (store_directory.h) names it. */
typedef struct fh_store_entry {
    uint64_t offset; /**< in the file */
    uint32_t bytes;
    uint32_t first, last; /**< docids */
    uint32_t documents;
    uint32_t checksum; /**< of all its bytes */
    uint32_t words;    /**< in memory only: size of the lexicon once the block was checked */
} fh_store_entry;

/** What its header says beside that. */
typedef struct fh_store_block_header {
    uint32_t words;
    uint64_t plane_bytes;   /**< twice the units of all its documents */
    uint64_t dictionary_at; /**< in the file; 0: its records are packed without */
    /** In the block: those of its articles, in their order, up to its end; 0: it has none. */
    uint32_t signatures_at;
} fh_store_block_header;

/** A document of a block. The row behind the last document has the ends of its planes and record.
 */
typedef struct fh_store_row {
    uint32_t docid;
    uint32_t planes_at; /**< from the block's planes; its low plane, the high one behind it */
    uint32_t record_at; /**< from the block's records */
    uint32_t title_count;
    uint32_t story; /**< docid of its article; 0 in the last row */
    int32_t day;    /**< days since 1970; FH_DATE_NONE */
} fh_store_row;

/** Offsets in a block. */
static inline size_t fh_store_head_bytes(uint32_t documents) {
    return FH_STORE_BLOCK_HEADER_BYTES + ((size_t)documents + 1) * FH_STORE_ROW_BYTES;
}
static inline size_t fh_store_lexicon_at(const fh_store_entry *block) {
    return fh_store_head_bytes(block->documents);
}
static inline size_t fh_store_planes_at(const fh_store_entry *block) {
    return fh_store_lexicon_at(block) + (size_t)block->words * FH_STORE_WORD_BYTES;
}

/** Row `row` of the rows at `rows`. */
static inline fh_store_row fh_store_row_at(const uint8_t *rows, uint32_t row) {
    const uint8_t *at = rows + (size_t)row * FH_STORE_ROW_BYTES;
    return (fh_store_row){.docid = fh_load32(at),
                          .planes_at = fh_load32(at + 4),
                          .record_at = fh_load32(at + 8),
                          .title_count = fh_load32(at + 12),
                          .story = fh_load32(at + 16),
                          .day = (int32_t)fh_load32(at + 20)};
}
/** The row of a document, in a block that was checked; false: it has none. Docids are one another's
 *  bounds: before a document are no more than lie between it and the first, and so behind it.
 *  Where there are no holes that leaves one row, and nothing to search. */
static inline bool fh_store_row_find(const fh_store_entry *block, const uint8_t *rows,
                                     uint32_t docid, uint32_t *ret_row) {
    if (docid < block->first || docid > block->last)
        return false;
    uint32_t last = block->documents - 1;
    uint32_t before = docid - block->first, behind = block->last - docid;
    uint32_t low = behind < last ? last - behind : 0, high = before < last ? before : last;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (fh_store_row_at(rows, middle).docid < docid)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_row = low;
    return fh_store_row_at(rows, low).docid == docid;
}

/** Write header and rows of a block; row[block->documents] ends the last document. `to` has room
 *  for fh_store_head_bytes. */
void fh_store_block_head(const fh_store_entry *block, const fh_store_block_header *header,
                         const fh_store_row *rows, uint8_t *to);
/** Check the head of a block, of which `head` holds fh_store_head_bytes, and that all it leads to
 *  lies within the block. Sets block->words: FH_STORE_DAMAGED where it is false. `dictionary_at` is
 *  where the file's dictionary is, 0 for none. */
bool fh_store_block_check(fh_store_entry *block, const uint8_t *head, uint64_t dictionary_at);
/** Where the records begin, and the signatures (0: it has none), in a block that was checked. */
size_t fh_store_records_at(const fh_store_entry *block, const uint8_t *head);
uint32_t fh_store_signatures_at(const uint8_t *head);

/* --- records --- */

/** What unpacking needs, made when it is first needed. Zero-initialise. */
typedef struct fh_store_unpacker {
    ZSTD_DCtx *context;
    ZSTD_DDict *dictionary;
} fh_store_unpacker;

void fh_store_unpacker_free(fh_store_unpacker *unpacker);
/** The header before the content of a dictionary; zeros behind it make it a whole block. */
void fh_store_dictionary_head(fh_str content, uint8_t ret_bytes[FH_STORE_DICTIONARY_HEADER_BYTES]);
/** What a dictionary is made of, in its block, whose checksum and header are verified. */
int fh_store_dictionary_check(fh_str block, uint32_t checksum, fh_str *ret_content,
                              fihrist_error *err);
/** Take the dictionary in `block`, checked so. It is copied. */
int fh_store_unpacker_dictionary(fh_store_unpacker *unpacker, fh_str block, uint32_t checksum,
                                 fihrist_error *err);
/** Whether a packed record is read with the dictionary, which is to be taken first. */
bool fh_store_needs_dictionary(fh_str packed);
/** Unpack a record, or at least its head, into `arena`. FIHRIST_E_CORRUPT: it cannot be, or would
 * be longer than a record is. */
int fh_store_unpack(fh_store_unpacker *unpacker, fh_str packed, fh_record_part part,
                    fh_arena *arena, fh_str *ret_record, fihrist_error *err);

#endif
