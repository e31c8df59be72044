/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as the file of a store and what the metadata says of it. Checksums that
 * stand before what is to be reached are made right; then everything is read, in all ways.
 *
 * Input: a byte of flags; four blocks of 12 bytes: length of the block (16 bits), documents (16),
 * first and last docid; with the flag RAW_DIRECTORY a head and four entries of the directory; the
 * bytes of the blocks one behind the other.
 */
#include "core/store_directory.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SIGN_HEADS = 1,    /* heads of blocks get the checksum they should have */
    DICTIONARY = 2,    /* the first block is the dictionary */
    RAW_DIRECTORY = 4, /* the directory is the bytes there are, not what fits the blocks */
    BLOCKS = 4,
    BLOCK_BYTES = 12,
    AT_HEAD_CHECKSUM = 56,
    DIRECTORY_HEAD_BYTES = 40,
    ENTRY_BYTES = 32,
    RAW_BYTES = DIRECTORY_HEAD_BYTES + BLOCKS * ENTRY_BYTES
};

static volatile uint32_t sink; /* what was read */

/* The head's own checksum stands in it; see store_format.c. */
static void sign_head(uint8_t *head, const fh_store_entry *entry) {
    size_t n = fh_store_head_bytes(entry->documents);
    fh_buffer rest = FH_BUFFER(1 << 20);
    if (entry->bytes < n)
        return;
    fh_buffer_append(&rest, head, AT_HEAD_CHECKSUM);
    fh_buffer_append(&rest, head + AT_HEAD_CHECKSUM + 4, n - AT_HEAD_CHECKSUM - 4);
    fh_save32(head + AT_HEAD_CHECKSUM, fh_checksum(rest.p, rest.n));
    fh_buffer_free(&rest);
}

static uint32_t number_at(const uint8_t *from, size_t n) {
    uint32_t number = 0;
    for (size_t i = 0; i < n; i++)
        number |= (uint32_t)from[i] << 8 * i;
    return number;
}

/* Lay the blocks that `data` describes behind the header in `file`, as a directory names them. */
static void lay_out(uint8_t flags, const uint8_t *blocks, uint8_t *file, size_t file_n,
                    fh_store_directory *directory) {
    uint64_t at = FH_APPENDED_HEADER_BYTES;
    fh_store_head *head = &directory->head;
    head->bytes = at;
    for (size_t i = 0; i < BLOCKS; i++, blocks += BLOCK_BYTES) {
        fh_store_entry entry = {.offset = at,
                                .bytes = (uint32_t)fh_appended_aligned(number_at(blocks, 2)),
                                .documents = number_at(blocks + 2, 2),
                                .first = number_at(blocks + 4, 4),
                                .last = number_at(blocks + 8, 4)};
        if (entry.bytes == 0 || entry.bytes > file_n - at)
            break;
        entry.checksum = fh_checksum(file + at, entry.bytes);
        if (i == 0 && flags & DICTIONARY) {
            head->dictionary_at = at;
            head->dictionary_bytes = entry.bytes;
            head->dictionary_checksum = entry.checksum;
        } else {
            if (flags & SIGN_HEADS)
                sign_head(file + at, &entry);
            if (fh_store_directory_append(directory, &entry, NULL) < 0)
                abort();
        }
        at += entry.bytes;
    }
}

/* The bytes themselves as values, with checksums; as many blocks as the head says. */
static void set_raw_directory(const uint8_t *raw) {
    uint8_t value[DIRECTORY_HEAD_BYTES + FH_SEAL_BYTES],
        chunk[BLOCKS * ENTRY_BYTES + FH_SEAL_BYTES];
    memcpy(value, raw, DIRECTORY_HEAD_BYTES);
    scratch_seal("fihrist-store", value, DIRECTORY_HEAD_BYTES);
    size_t n = (fh_load32(raw + 4) % (BLOCKS + 1)) * ENTRY_BYTES;
    memcpy(chunk, raw + DIRECTORY_HEAD_BYTES, n);
    scratch_seal("fihrist-store-00000000", chunk, n);
}

static void read_document(fh_store *store, uint32_t docid, fh_arena *arena) {
    fh_units units;
    fh_str record;
    fh_store_prefetch(store, docid);
    if (fh_store_units(store, docid, &units)) {
        if (units.title_count > units.count)
            abort();
        for (size_t i = 0; i < (size_t)units.count + FH_UNITS_SLACK; i++)
            sink += units.low[i] + units.high[i];
        for (size_t i = 0; i < units.count && i < 100; i++) {
            uint16_t id = fh_unit_id(&units, i);
            uint16_t first = 0;
            sink += fh_store_word_ids(store, units.block, fh_store_unit(store, units.block, id),
                                      &first) +
                    first;
        }
    }
    for (int part = FH_RECORD_HEAD; part <= FH_RECORD_ALL; part++)
        if (fh_store_record(store, docid, (fh_record_part)part, arena, &record, NULL) == FIHRIST_OK)
            for (size_t i = 0; i < record.n; i++)
                sink += (uint8_t)record.p[i];
    fh_arena_reset(arena);
}

static void tell(void *user, const char *message) {
    *(volatile size_t *)user += strlen(message);
}

static int add_up(void *user, uint32_t docid, const uint8_t *signature, fihrist_error *err) {
    (void)user, (void)docid, (void)err;
    for (size_t i = 0; i < FH_SIGNATURE_BYTES; i++)
        sink += signature[i];
    return FIHRIST_OK;
}

static void read_all(fh_store *store, const uint8_t *blocks) {
    fh_arena *arena = fh_arena_new();
    volatile size_t told = 0;
    uint64_t faults;
    for (size_t i = 0; i < BLOCKS; i++) {
        uint32_t first = number_at(blocks + i * BLOCK_BYTES + 4, 4);
        uint32_t last = number_at(blocks + i * BLOCK_BYTES + 8, 4);
        read_document(store, last, arena);
        for (uint32_t n = 0; n < 40; n++)
            read_document(store, first + n, arena);
    }
    fh_store_visit_signatures(store, 0, UINT32_MAX, add_up, NULL, NULL);
    fh_store_check(store, tell, (void *)(uintptr_t)&told, &faults, NULL);
    fh_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    scratch_start();
    if (size < 1 + BLOCKS * BLOCK_BYTES)
        return 0;
    const uint8_t *blocks = data + 1, *content = blocks + BLOCKS * BLOCK_BYTES;
    size_t n = size - 1 - BLOCKS * BLOCK_BYTES;
    const uint8_t *raw = NULL;
    if (data[0] & RAW_DIRECTORY && n >= RAW_BYTES) {
        raw = content;
        content += RAW_BYTES, n -= RAW_BYTES;
    }
    fh_store_directory directory = {.head = {.id = 0}};
    fh_store *store;
    size_t file_n = FH_APPENDED_HEADER_BYTES + n;
    uint8_t *file = fh_malloc(file_n);
    fh_appended_header(&fh_store_kind, raw ? fh_load64(raw + 16) : 0, file);
    memcpy(file + FH_APPENDED_HEADER_BYTES, content, n);
    lay_out(data[0], blocks, file, file_n, &directory);
    if (raw)
        set_raw_directory(raw);
    else if (fh_store_directory_write(&directory, 0, scratch_engine, NULL) < 0)
        abort();
    scratch_write(FH_STORE_NAME, file, file_n);
    if (fh_store_open(scratch_path, xc_writer_database(scratch_engine), &store, NULL) ==
        FIHRIST_OK) {
        read_all(store, blocks);
        fh_store_close(store);
    }
    fh_store_directory_free(&directory);
    fh_free(file);
    return 0;
}
