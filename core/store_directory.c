/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_directory.c: the directory of blocks in metadata. libxapian does not notice a flipped bit
 * in its tables, so each value ends in a CRC-32; what passes that is still checked for sense.
 */
#include "core/store_directory.h"

#include <stdio.h>

#include "core/engine.h"

static const char head_key[] = "fihrist-store", what[] = "the directory of the store";

enum {
    HEAD_BYTES = 44,
    ENTRY_BYTES = 32,
    CHUNK_MAX_BYTES = FH_STORE_CHUNK_BLOCKS * ENTRY_BYTES + FH_SEAL_BYTES,
    KEY_BYTES = sizeof head_key - 1,
    CHUNK_KEY_BYTES = KEY_BYTES + 1 + 8,
    BLOCKS_MAX = 1 << 28
};

void fh_store_directory_free(fh_store_directory *directory) {
    fh_free(directory->entries);
    *directory = (fh_store_directory){.entries = NULL};
}

static void chunk_key(uint32_t chunk, char ret_key[CHUNK_KEY_BYTES + 1]) {
    snprintf(ret_key, CHUNK_KEY_BYTES + 1, "%s-%08x", head_key, chunk);
}

static int fail_damaged(fihrist_error *err) {
    return fh_sealed_damaged(what, err);
}

/* --- sense --- */

/* Where what is behind block number `count` - 1 begins; the dictionary is in nobody's way. */
static uint64_t end_of(const fh_store_head *head, const fh_store_entry *entries, uint32_t count) {
    uint64_t end = FH_APPENDED_HEADER_BYTES;
    if (count > 0)
        end = entries[count - 1].offset + entries[count - 1].bytes;
    return head->dictionary_at == end ? end + head->dictionary_bytes : end;
}

uint64_t fh_store_directory_end(const fh_store_directory *directory) {
    return end_of(&directory->head, directory->entries, directory->head.blocks);
}

static bool head_is_good(const fh_store_head *head) {
    if (head->bytes < FH_APPENDED_HEADER_BYTES || head->bytes > INT64_MAX ||
        head->blocks > head->bytes / FH_STORE_BLOCK_HEADER_BYTES)
        return false;
    if (head->dictionary_at == 0)
        return head->dictionary_bytes == 0 && head->dictionary_checksum == 0;
    return head->dictionary_at >= FH_APPENDED_HEADER_BYTES && head->dictionary_at < head->bytes &&
           head->dictionary_bytes > FH_STORE_DICTIONARY_HEADER_BYTES &&
           head->dictionary_bytes <= FH_STORE_DICTIONARY_MAX_BYTES &&
           head->dictionary_bytes <= head->bytes - head->dictionary_at;
}

/* Entry number `i`, where those before it are good. */
static bool entry_is_good(const fh_store_head *head, const fh_store_entry *entries, uint32_t i) {
    const fh_store_entry *entry = &entries[i];
    uint32_t before = i > 0 ? entries[i - 1].last : 0;
    return entry->documents >= 1 && entry->documents <= FH_STORE_BLOCK_MAX_DOCUMENTS &&
           entry->first > before && entry->last >= entry->first &&
           entry->last - entry->first >= entry->documents - 1 &&
           entry->bytes <= FH_STORE_BLOCK_MAX_BYTES &&
           entry->bytes % FH_APPENDED_ALIGN_BYTES == 0 &&
           entry->bytes >=
               fh_store_head_bytes(entry->documents) + FH_UNITS_SLACK + entry->documents &&
           entry->offset == end_of(head, entries, i) && entry->offset <= head->bytes &&
           entry->bytes <= head->bytes - entry->offset;
}

/* --- reading --- */

/* A value that is `wanted` bytes long with its checksum; `bytes` has room. */
static int read_value(xc_database *db, const char *key, size_t wanted, uint8_t *bytes,
                      fihrist_error *err) {
    size_t n;
    int code = fh_sealed_read(db, key, what, bytes, wanted, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (strcmp(key, head_key) == 0 && n >= sizeof(uint32_t) && fh_load32(bytes) != FH_STORE_VERSION)
        return fh_fail(err, FIHRIST_E_VERSION, "cannot read the store: it is of another version");
    return n == wanted - FH_SEAL_BYTES ? FIHRIST_OK : fail_damaged(err);
}

static int read_head(xc_database *db, fh_store_head *ret_head, fihrist_error *err) {
    uint8_t bytes[HEAD_BYTES];
    int code = read_value(db, head_key, sizeof bytes, bytes, err);
    if (code != FIHRIST_OK)
        return code;
    *ret_head = (fh_store_head){.blocks = fh_load32(bytes + 4),
                                .bytes = fh_load64(bytes + 8),
                                .id = fh_load64(bytes + 16),
                                .dictionary_at = fh_load64(bytes + 24),
                                .dictionary_bytes = fh_load32(bytes + 32),
                                .dictionary_checksum = fh_load32(bytes + 36)};
    return head_is_good(ret_head) ? FIHRIST_OK : fail_damaged(err);
}

static void load_entry(const uint8_t *from, fh_store_entry *ret_entry) {
    *ret_entry = (fh_store_entry){.offset = fh_load64(from),
                                  .bytes = fh_load32(from + 8),
                                  .first = fh_load32(from + 12),
                                  .last = fh_load32(from + 16),
                                  .documents = fh_load32(from + 20),
                                  .checksum = fh_load32(from + 24),
                                  .words = FH_STORE_UNSEEN};
}

static bool same_entry(const fh_store_entry *a, const fh_store_entry *b) {
    return a->offset == b->offset && a->bytes == b->bytes && a->first == b->first &&
           a->last == b->last && a->documents == b->documents && a->checksum == b->checksum;
}

static int reserve(fh_store_directory *directory, uint32_t count, fihrist_error *err) {
    while (directory->capacity < count) {
        fh_store_entry *entries = fh_array_grow(directory->entries, directory->capacity,
                                                &directory->capacity, sizeof *entries, BLOCKS_MAX);
        if (!entries)
            return fh_fail_memory(err);
        directory->entries = entries;
    }
    return FIHRIST_OK;
}

/* Entries that are known have to be there again; others are put behind them. */
static int read_chunk(fh_store_directory *directory, const fh_store_head *head, uint32_t chunk,
                      xc_database *db, fihrist_error *err) {
    uint8_t bytes[CHUNK_MAX_BYTES];
    char key[CHUNK_KEY_BYTES + 1];
    uint32_t first = chunk * FH_STORE_CHUNK_BLOCKS, count = head->blocks - first;
    if (count > FH_STORE_CHUNK_BLOCKS)
        count = FH_STORE_CHUNK_BLOCKS;
    chunk_key(chunk, key);
    int code = read_value(db, key, (size_t)count * ENTRY_BYTES + FH_SEAL_BYTES, bytes, err);
    if (code == FIHRIST_OK)
        code = reserve(directory, first + count, err);
    for (uint32_t i = 0; i < count && code == FIHRIST_OK; i++) {
        fh_store_entry entry, *known = &directory->entries[first + i];
        load_entry(bytes + (size_t)i * ENTRY_BYTES, &entry);
        if (first + i < directory->head.blocks) {
            if (!same_entry(&entry, known))
                code = fail_damaged(err);
            continue;
        }
        *known = entry;
        if (!entry_is_good(head, directory->entries, first + i))
            code = fail_damaged(err);
    }
    return code;
}

/* A store only grows, and gets its dictionary once. */
static bool goes_on(const fh_store_head *from, const fh_store_head *to) {
    if (from->bytes == 0) /* nothing was read yet */
        return true;
    return to->id == from->id && to->blocks >= from->blocks && to->bytes >= from->bytes &&
           (from->dictionary_at == 0 ? to->dictionary_at == 0 || to->dictionary_at >= from->bytes
                                     : to->dictionary_at == from->dictionary_at &&
                                           to->dictionary_bytes == from->dictionary_bytes &&
                                           to->dictionary_checksum == from->dictionary_checksum);
}

int fh_store_directory_read(fh_store_directory *directory, xc_database *db, fihrist_error *err) {
    fh_store_head head;
    int code = read_head(db, &head, err);
    if (code != FIHRIST_OK)
        return code;
    if (!goes_on(&directory->head, &head))
        return fail_damaged(err);
    if (head.bytes == directory->head.bytes && head.blocks == directory->head.blocks)
        return FIHRIST_OK;
    uint32_t chunk = directory->head.blocks / FH_STORE_CHUNK_BLOCKS;
    for (; (uint64_t)chunk * FH_STORE_CHUNK_BLOCKS < head.blocks && code == FIHRIST_OK; chunk++)
        code = read_chunk(directory, &head, chunk, db, err);
    if (code != FIHRIST_OK)
        return code;
    if (end_of(&head, directory->entries, head.blocks) != head.bytes)
        return fail_damaged(err);
    directory->head = head;
    return FIHRIST_OK;
}

int64_t fh_store_directory_find(const fh_store_directory *directory, uint32_t docid,
                                uint32_t near) {
    const fh_store_entry *entries = directory->entries;
    uint32_t low = 0, high = directory->head.blocks; /* the first that ends at or behind docid */
    if (near < high && docid >= entries[near].first && docid <= entries[near].last)
        return near;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entries[middle].last < docid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < directory->head.blocks && docid >= entries[low].first ? (int64_t)low : -1;
}

/* --- writing --- */

int fh_store_directory_append(fh_store_directory *directory, const fh_store_entry *entry,
                              fihrist_error *err) {
    int code = reserve(directory, directory->head.blocks + 1, err);
    if (code != FIHRIST_OK)
        return code;
    directory->entries[directory->head.blocks++] = *entry;
    directory->head.bytes = entry->offset + entry->bytes;
    return FIHRIST_OK;
}

static int write_chunk(const fh_store_directory *directory, uint32_t chunk, xc_writer *engine,
                       fihrist_error *err) {
    uint8_t bytes[CHUNK_MAX_BYTES], *to = bytes;
    char key[CHUNK_KEY_BYTES + 1];
    uint32_t first = chunk * FH_STORE_CHUNK_BLOCKS;
    for (uint32_t i = first; i < directory->head.blocks && i - first < FH_STORE_CHUNK_BLOCKS; i++) {
        const fh_store_entry *entry = &directory->entries[i];
        fh_save64(to, entry->offset);
        fh_save32(to + 8, entry->bytes);
        fh_save32(to + 12, entry->first);
        fh_save32(to + 16, entry->last);
        fh_save32(to + 20, entry->documents);
        fh_save32(to + 24, entry->checksum);
        fh_save32(to + 28, 0);
        to += ENTRY_BYTES;
    }
    chunk_key(chunk, key);
    return fh_sealed_write(engine, key, what, bytes, (size_t)(to - bytes), err);
}

int fh_store_directory_write(const fh_store_directory *directory, uint32_t first, xc_writer *engine,
                             fihrist_error *err) {
    const fh_store_head *head = &directory->head;
    uint8_t bytes[HEAD_BYTES];
    int code = FIHRIST_OK;
    uint32_t chunk = first / FH_STORE_CHUNK_BLOCKS;
    for (; (uint64_t)chunk * FH_STORE_CHUNK_BLOCKS < head->blocks && code == FIHRIST_OK; chunk++)
        code = write_chunk(directory, chunk, engine, err);
    if (code != FIHRIST_OK)
        return code;
    fh_save32(bytes, FH_STORE_VERSION);
    fh_save32(bytes + 4, head->blocks);
    fh_save64(bytes + 8, head->bytes);
    fh_save64(bytes + 16, head->id);
    fh_save64(bytes + 24, head->dictionary_at);
    fh_save32(bytes + 32, head->dictionary_bytes);
    fh_save32(bytes + 36, head->dictionary_checksum);
    return fh_sealed_write(engine, head_key, what, bytes, HEAD_BYTES - FH_SEAL_BYTES, err);
}

/* The keys are read first: a cursor does not see what is changed under it. */
int fh_store_directory_remove(xc_writer *engine, fihrist_error *err) {
    xc_terms *keys;
    xc_error cause;
    fh_buffer found = FH_BUFFER((size_t)BLOCKS_MAX);
    if (xc_metadata_keys(xc_writer_database(engine), head_key, KEY_BYTES, &keys, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the directory of the store");
    int more;
    while ((more = xc_terms_next(keys, &cause)) > 0) {
        xc_bytes key = xc_terms_term(keys);
        if (key.len <= CHUNK_KEY_BYTES && fh_buffer_append(&found, key.data, key.len))
            fh_buffer_append_byte(&found, '\0');
    }
    xc_terms_free(keys);
    int code = more < 0 ? fh_fail_engine(err, &cause, "cannot read the directory of the store")
               : found.failed ? fh_fail_memory(err)
                              : FIHRIST_OK;
    for (size_t at = 0; at < found.n && code == FIHRIST_OK; at += strlen(found.p + at) + 1)
        if (xc_writer_set_metadata(engine, found.p + at, strlen(found.p + at), "", 0, &cause) < 0)
            code = fh_fail_engine(err, &cause, "cannot write the directory of the store");
    fh_buffer_free(&found);
    return code;
}
