/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_check.c: reading all of a store once. What is looked at here alone are the checksums of
 * whole blocks, lexicons and words; what a reader checks is checked again by the same functions.
 */
#include "core/store_part.h"

typedef struct checking {
    const fh_store *store;
    fh_store_fault_teller tell;
    void *user;
    uint64_t faults;
    fh_store_unpacker unpacker;
    fh_arena *arena;
} checking;

/* Of a block: "block 7 of the store, from document 4711, WHAT". */
static void fault_of(checking *c, uint32_t number, const char *what) {
    fihrist_error message;
    fh_fail(&message, FIHRIST_E_CORRUPT, "block %u of the store, from document %u, %s", number,
            c->store->directory.entries[number].first, what);
    c->faults++;
    c->tell(c->user, message.message);
}

/* Of a document: "document 4711 in the store WHAT". */
static void fault_in(checking *c, uint32_t docid, const char *what) {
    fihrist_error message;
    fh_fail(&message, FIHRIST_E_CORRUPT, "document %u in the store %s", docid, what);
    c->faults++;
    c->tell(c->user, message.message);
}

/* Units ascend, neither half of them 0, so that each is found, and once. */
static bool lexicon_is_good(const uint8_t *lexicon, uint32_t words) {
    fh_unit before = FH_UNIT_GAP;
    for (uint32_t i = 0; i < words; i++) {
        uint32_t stem = fh_load32(lexicon + (size_t)i * sizeof stem);
        uint32_t form = fh_load32(lexicon + ((size_t)words + i) * sizeof form);
        fh_unit unit = (fh_unit)stem << 32 | form;
        if (stem == 0 || form == 0 || unit <= before)
            return false;
        before = unit;
    }
    return true;
}

static bool ids_are_good(const uint8_t *low, uint32_t count, uint32_t words) {
    for (uint32_t i = 0; i < count; i++)
        if ((low[i] | (uint32_t)low[count + i] << 8) > words)
            return false;
    return true;
}

/* Words and record of the document in row `i`. FIHRIST_E_MEMORY is the one failure. */
static int check_document(checking *c, const fh_store_entry *block, uint32_t i,
                          fihrist_error *err) {
    const uint8_t *bytes = c->store->map.bytes + block->offset;
    const uint8_t *rows = bytes + FH_STORE_BLOCK_HEADER_BYTES;
    fh_store_row row = fh_store_row_at(rows, i), next = fh_store_row_at(rows, i + 1);
    fh_str packed = {(const char *)bytes + fh_store_records_at(block, bytes) + row.record_at,
                     next.record_at - row.record_at};
    fh_str record;
    if (!ids_are_good(bytes + fh_store_planes_at(block) + row.planes_at,
                      (next.planes_at - row.planes_at) / 2, block->words))
        fault_in(c, row.docid, "has words that its block does not know");
    fh_arena_reset(c->arena);
    int code = fh_store_unpack(&c->unpacker, packed, FH_RECORD_ALL, c->arena, &record, err);
    if (code == FIHRIST_E_CORRUPT)
        fault_in(c, row.docid, "has a record that cannot be unpacked");
    return code == FIHRIST_E_CORRUPT ? FIHRIST_OK : code;
}

static int check_block(checking *c, uint32_t number, fihrist_error *err) {
    fh_store_entry block = c->store->directory.entries[number]; /* looked at anew */
    const uint8_t *bytes = c->store->map.bytes + block.offset;
    if (fh_checksum(bytes, block.bytes) != block.checksum)
        fault_of(c, number, "has a wrong checksum");
    if (!fh_store_block_check(&block, bytes, c->store->directory.head.dictionary_at)) {
        fault_of(c, number, "has a damaged head");
        return FIHRIST_OK;
    }
    if (!lexicon_is_good(bytes + fh_store_lexicon_at(&block), block.words))
        fault_of(c, number, "has words out of order");
    int code = FIHRIST_OK;
    for (uint32_t i = 0; i < block.documents && code == FIHRIST_OK; i++)
        code = check_document(c, &block, i, err);
    return code;
}

static int check_dictionary(checking *c, fihrist_error *err) {
    const fh_store_head *head = &c->store->directory.head;
    if (head->dictionary_at == 0)
        return FIHRIST_OK;
    fh_str block = {(const char *)c->store->map.bytes + head->dictionary_at,
                    head->dictionary_bytes};
    int code = fh_store_unpacker_dictionary(&c->unpacker, block, head->dictionary_checksum, err);
    if (code != FIHRIST_E_CORRUPT)
        return code;
    c->faults++;
    c->tell(c->user, "the dictionary of the store is damaged");
    return FIHRIST_OK;
}

int fh_store_check(const fh_store *store, fh_store_fault_teller tell, void *user,
                   uint64_t *ret_faults, fihrist_error *err) {
    checking c = {.store = store, .tell = tell, .user = user, .arena = fh_arena_new()};
    int code = c.arena ? check_dictionary(&c, err) : fh_fail_memory(err);
    for (uint32_t i = 0; i < store->directory.head.blocks && code == FIHRIST_OK; i++)
        code = check_block(&c, i, err);
    fh_store_unpacker_free(&c.unpacker);
    fh_arena_free(c.arena);
    if (code == FIHRIST_OK)
        *ret_faults = c.faults;
    return code;
}
