/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store.c: reading a store. What is committed is mapped whole; the head of a block is checked when
 * it is first met, and its words and records are then read as its rows say.
 */
#include "core/store_part.h"

#include <fcntl.h>
#include <unistd.h>

enum {
    CACHE_LINE_BYTES = 64,
    PREFETCH_BYTES = 8 * CACHE_LINE_BYTES /* the processor goes on by itself from there */
};

/* --- open and close --- */

static int map_committed(fh_store *store, fihrist_error *err) {
    return fh_mapping_set(&store->map, store->path, FH_STORE_NAME, store->fd,
                          store->directory.head.bytes, err);
}

static int open_store(fh_store *store, const char *path, xc_database *db, fihrist_error *err) {
    store->fd = -1;
    store->path = fh_copy_text(path);
    if (!store->path)
        return fh_fail_memory(err);
    int code = fh_store_directory_read(&store->directory, db, err);
    if (code == FIHRIST_OK)
        code = fh_appended_open(path, FH_STORE_NAME, O_RDONLY, &store->fd, err);
    if (code == FIHRIST_OK)
        code = map_committed(store, err);
    if (code == FIHRIST_OK)
        code = fh_appended_check(&fh_store_kind, path, FH_STORE_NAME, store->map.bytes,
                                 store->directory.head.id, err);
    return code;
}

int fh_store_open(const char *path, xc_database *db, fh_store **ret_store, fihrist_error *err) {
    fh_store *store = fh_calloc(1, sizeof *store);
    if (!store)
        return fh_fail_memory(err);
    int code = open_store(store, path, db, err);
    if (code == FIHRIST_OK)
        *ret_store = store;
    else
        fh_store_close(store);
    return code;
}

int fh_store_refresh(fh_store *store, xc_database *db, fihrist_error *err) {
    int code = fh_store_directory_read(&store->directory, db, err);
    if (code == FIHRIST_OK && store->map.n != store->directory.head.bytes)
        code = map_committed(store, err);
    return code;
}

void fh_store_close(fh_store *store) {
    if (!store)
        return;
    fh_mapping_drop(&store->map);
    if (store->fd >= 0)
        close(store->fd);
    fh_store_unpacker_free(&store->unpacker);
    fh_store_directory_free(&store->directory);
    fh_free(store->path);
    fh_free(store);
}

uint64_t fh_store_bytes(const fh_store *store) {
    return store->directory.head.bytes;
}

/* --- blocks --- */

static bool is_checked(const fh_store_entry *block) {
    return block->words <= FH_STORE_BLOCK_MAX_WORDS;
}

static const uint8_t *bytes_of(const fh_store *store, const fh_store_entry *block) {
    return store->map.bytes + block->offset;
}

static const uint8_t *rows_of(const fh_store *store, const fh_store_entry *block) {
    return bytes_of(store, block) + FH_STORE_BLOCK_HEADER_BYTES;
}

/* NULL: it is damaged. Of a const store too it is remembered that a block was looked at, which
 * changes nothing that can be seen. */
static const fh_store_entry *check_block(const fh_store *store, uint32_t number) {
    fh_store_entry *block = &store->directory.entries[number];
    if (block->words == FH_STORE_UNSEEN)
        fh_store_block_check(block, bytes_of(store, block), store->directory.head.dictionary_at);
    return is_checked(block) ? block : NULL;
}

static int64_t find_block(fh_store *store, uint32_t docid) {
    int64_t number = fh_store_directory_find(&store->directory, docid, store->last);
    if (number >= 0)
        store->last = (uint32_t)number;
    return number;
}

static bool is_in(const fh_store_entry *block, uint32_t docid) {
    return docid >= block->first && docid <= block->last;
}

/* The block that a document would be in, checked, and its number; NULL: there is none. */
static inline const fh_store_entry *block_of(fh_store *store, uint32_t docid,
                                             uint32_t *ret_number) {
    const fh_store_directory *directory = &store->directory;
    if ((store->last >= directory->head.blocks ||
         !is_in(&directory->entries[store->last], docid)) &&
        find_block(store, docid) < 0)
        return NULL;
    const fh_store_entry *block = &directory->entries[store->last];
    *ret_number = store->last;
    return is_checked(block) ? block : check_block(store, store->last);
}

/* A block by the number that a caller has; NULL as above. */
static const fh_store_entry *block_number(const fh_store *store, uint32_t number) {
    return number < store->directory.head.blocks ? check_block(store, number) : NULL;
}

void fh_store_release(const fh_store *store) {
    fh_mapping_release(&store->map);
}

/* --- words --- */

int fh_store_units(fh_store *store, uint32_t docid, fh_units *ret_units) {
    uint32_t number, at;
    const fh_store_entry *block = block_of(store, docid, &number);
    if (!block || !fh_store_row_find(block, rows_of(store, block), docid, &at))
        return 0;
    fh_store_row row = fh_store_row_at(rows_of(store, block), at);
    fh_store_row next = fh_store_row_at(rows_of(store, block), at + 1);
    uint32_t count = (next.planes_at - row.planes_at) / 2;
    const uint8_t *low = bytes_of(store, block) + fh_store_planes_at(block) + row.planes_at;
    *ret_units = (fh_units){low, low + count, count, number, row.title_count};
    return 1;
}

/* Of a block that was not met yet nothing is known; it is left to fh_store_units. */
void fh_store_prefetch(const fh_store *store, uint32_t docid) {
    uint32_t at;
    int64_t number = fh_store_directory_find(&store->directory, docid, store->last);
    if (number < 0)
        return;
    const fh_store_entry *block = &store->directory.entries[number];
    if (!is_checked(block) || !fh_store_row_find(block, rows_of(store, block), docid, &at))
        return;
    size_t planes_at = fh_store_planes_at(block);
    const uint8_t *row = rows_of(store, block) + (size_t)at * FH_STORE_ROW_BYTES;
    const uint8_t *low = bytes_of(store, block) + planes_at + fh_store_row_at(row, 0).planes_at;
    size_t n = (fh_store_row_at(row, 1).planes_at - fh_store_row_at(row, 0).planes_at) / 2;
    for (size_t i = 0; i < n && i < PREFETCH_BYTES; i += CACHE_LINE_BYTES)
        __builtin_prefetch(low + i);
}

/* The lexicon of a block that was checked: the stems of its words, and behind them their forms. */
static uint32_t stem_at(const uint8_t *lexicon, uint32_t word) {
    return fh_load32(lexicon + (size_t)word * sizeof(uint32_t));
}
static uint32_t form_at(const fh_store_entry *block, const uint8_t *lexicon, uint32_t word) {
    return stem_at(lexicon, block->words + word);
}

/* The first word whose stem is not less. */
static uint32_t find_stem(const fh_store_entry *block, const uint8_t *lexicon, uint32_t stem) {
    uint32_t low = 0, high = block->words;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (stem_at(lexicon, middle) < stem)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t fh_store_word_ids(const fh_store *store, uint32_t number, fh_unit unit,
                           uint16_t *ret_first) {
    const fh_store_entry *block = block_number(store, number);
    if (!block || unit == FH_UNIT_GAP)
        return 0;
    const uint8_t *lexicon = bytes_of(store, block) + fh_store_lexicon_at(block);
    uint32_t stem = fh_unit_stem(unit), form = fh_unit_form(unit), count = 0;
    uint32_t word = find_stem(block, lexicon, stem);
    for (; word < block->words && stem_at(lexicon, word) == stem; word++) {
        if (form && form_at(block, lexicon, word) != form)
            continue;
        if (count++ == 0)
            *ret_first = (uint16_t)(word + 1);
        if (form)
            break;
    }
    return count;
}

fh_unit fh_store_unit(const fh_store *store, uint32_t number, uint16_t id) {
    const fh_store_entry *block = block_number(store, number);
    if (!block || id == 0 || id > block->words)
        return FH_UNIT_GAP;
    const uint8_t *lexicon = bytes_of(store, block) + fh_store_lexicon_at(block);
    return (fh_unit)stem_at(lexicon, id - 1u) << 32 | form_at(block, lexicon, id - 1u);
}

/* --- columns --- */

int fh_store_column(fh_store *store, uint32_t docid, uint32_t *ret_story, int32_t *ret_day) {
    uint32_t number, at;
    const fh_store_entry *block = block_of(store, docid, &number);
    if (!block || !fh_store_row_find(block, rows_of(store, block), docid, &at))
        return 0;
    fh_store_row row = fh_store_row_at(rows_of(store, block), at);
    *ret_story = row.story;
    *ret_day = row.day;
    return 1;
}

int fh_store_read_columns(const fh_store *store, uint32_t from, uint32_t size, uint32_t *story,
                          int32_t *day, fihrist_error *err) {
    const fh_store_directory *directory = &store->directory;
    for (uint32_t number = directory->head.blocks; number-- > 0;) {
        if (directory->entries[number].last < from)
            break;
        const fh_store_entry *block = check_block(store, number);
        if (!block)
            return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: block %u", number);
        for (uint32_t at = 0; at < block->documents; at++) {
            fh_store_row row = fh_store_row_at(rows_of(store, block), at);
            if (row.docid < from || row.docid >= size)
                continue;
            story[row.docid] = row.story;
            day[row.docid] = row.day;
        }
    }
    return FIHRIST_OK;
}

/* --- signatures --- */

/* Those of a block that was checked, one for each article; NULL: it has none. */
static const uint8_t *signatures_of(const fh_store *store, const fh_store_entry *block) {
    uint32_t at = fh_store_signatures_at(bytes_of(store, block));
    return at ? bytes_of(store, block) + at : NULL;
}

static bool is_article(const fh_store_row *row) {
    return row->story == row->docid;
}

const uint8_t *fh_store_signature(fh_store *store, uint32_t docid) {
    uint32_t number, at;
    const fh_store_entry *block = block_of(store, docid, &number);
    if (!block || !fh_store_row_find(block, rows_of(store, block), docid, &at))
        return NULL;
    const uint8_t *rows = rows_of(store, block), *signature = signatures_of(store, block);
    fh_store_row row = fh_store_row_at(rows, at);
    if (!signature || !is_article(&row))
        return NULL;
    for (uint32_t before = 0; before < at; before++) {
        row = fh_store_row_at(rows, before);
        signature += is_article(&row) ? FH_SIGNATURE_BYTES : 0;
    }
    return signature;
}

static int visit_block(const fh_store *store, const fh_store_entry *block, uint32_t from,
                       uint32_t size, fh_signature_visitor visit, void *user, fihrist_error *err) {
    const uint8_t *signature = signatures_of(store, block);
    int code = FIHRIST_OK;
    for (uint32_t at = 0; signature && at < block->documents && code >= 0; at++) {
        fh_store_row row = fh_store_row_at(rows_of(store, block), at);
        if (!is_article(&row))
            continue;
        if (row.docid >= from && row.docid < size)
            code = visit(user, row.docid, signature, err);
        signature += FH_SIGNATURE_BYTES;
    }
    return code;
}

enum { BLOCKS_A_RELEASE = 8 /* some MB each */ };

int fh_store_visit_signatures(const fh_store *store, uint32_t from, uint32_t size,
                              fh_signature_visitor visit, void *user, fihrist_error *err) {
    const fh_store_directory *directory = &store->directory;
    int code = FIHRIST_OK;
    for (uint32_t number = 0; number < directory->head.blocks && code >= 0; number++) {
        const fh_store_entry *entry = &directory->entries[number];
        if (entry->last < from || entry->first >= size)
            continue;
        const fh_store_entry *block = check_block(store, number);
        code = block ? visit_block(store, block, from, size, visit, user, err)
                     : fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: block %u", number);
        if (number % BLOCKS_A_RELEASE == BLOCKS_A_RELEASE - 1)
            fh_store_release(store);
    }
    return code;
}

/* --- records --- */

static int take_dictionary(fh_store *store, fihrist_error *err) {
    const fh_store_head *head = &store->directory.head;
    if (store->unpacker.dictionary || head->dictionary_at == 0)
        return FIHRIST_OK;
    fh_str block = {(const char *)store->map.bytes + head->dictionary_at, head->dictionary_bytes};
    return fh_store_unpacker_dictionary(&store->unpacker, block, head->dictionary_checksum, err);
}

int fh_store_record(fh_store *store, uint32_t docid, fh_record_part part, fh_arena *arena,
                    fh_str *ret_record, fihrist_error *err) {
    uint32_t number, at;
    const fh_store_entry *block = block_of(store, docid, &number);
    if (!block || !fh_store_row_find(block, rows_of(store, block), docid, &at))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: document %u is not in it", docid);
    const uint8_t *rows = rows_of(store, block);
    uint32_t begin = fh_store_row_at(rows, at).record_at;
    const uint8_t *records =
        bytes_of(store, block) + fh_store_records_at(block, bytes_of(store, block));
    fh_str packed = {(const char *)records + begin,
                     fh_store_row_at(rows, at + 1).record_at - begin};
    int code = fh_store_needs_dictionary(packed) ? take_dictionary(store, err) : FIHRIST_OK;
    return code == FIHRIST_OK
               ? fh_store_unpack(&store->unpacker, packed, part, arena, ret_record, err)
               : code;
}
