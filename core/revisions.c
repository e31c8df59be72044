/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * revisions.c: the table of revisions in metadata. What passes its checksum is still checked for
 * sense.
 */
#include "core/revisions.h"

#include <stdio.h>

#include "core/appended.h"
#include "core/engine.h"

static const char head_key[] = "fihrist-revisions", what[] = "the table of revisions";

enum {
    VERSION = 1,
    HEAD_BYTES = 8,
    ENTRY_BYTES = 12,
    CHUNK_BYTES = FH_REVISIONS_CHUNK * ENTRY_BYTES,
    KEY_BYTES = sizeof head_key - 1,
    CHUNK_KEY_BYTES = KEY_BYTES + 1 + 8
};

#define NO_CHUNK UINT32_MAX

static void chunk_key(uint32_t chunk, char ret_key[CHUNK_KEY_BYTES + 1]) {
    snprintf(ret_key, CHUNK_KEY_BYTES + 1, "%s-%08x", head_key, chunk);
}

static int fail_damaged(fihrist_error *err) {
    return fh_sealed_damaged(what, err);
}

/* --- reading --- */

/* 1 or 0. */
static int has_table(xc_database *db, fihrist_error *err) {
    char *data;
    size_t n;
    xc_error cause;
    int found = xc_database_get_metadata(db, head_key, KEY_BYTES, &data, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read %s", what);
    if (found > 0)
        xc_free(data);
    return found;
}

int fh_revision_table_open(xc_database *db, fh_revision_table *ret_table, fihrist_error *err) {
    uint8_t bytes[HEAD_BYTES];
    size_t n;
    *ret_table = (fh_revision_table){.db = db, .chunk = NO_CHUNK};
    int found = has_table(db, err);
    if (found <= 0)
        return found < 0 ? found
                         : fh_fail(err, FIHRIST_E_NOT_FOUND, "the index has no table of revisions");
    int code = fh_sealed_read(db, head_key, what, bytes, sizeof bytes, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (n >= sizeof(uint32_t) && fh_load32(bytes) != VERSION)
        return fh_fail(err, FIHRIST_E_VERSION, "cannot read %s: it is of another version", what);
    if (n != sizeof bytes)
        return fail_damaged(err);
    ret_table->count = fh_load32(bytes + 4);
    return FIHRIST_OK;
}

/* 0 is no revision and no docid, so it does as what stands before the first entry. */
static bool chunk_is_good(const fh_revision_table *table) {
    fh_revision before = {0, 0};
    for (uint32_t i = 0; i < table->held; before = table->entries[i++])
        if (table->entries[i].number <= before.number || table->entries[i].first <= before.first)
            return false;
    return true;
}

static int read_chunk(fh_revision_table *table, uint32_t chunk, fihrist_error *err) {
    uint8_t bytes[CHUNK_BYTES];
    char key[CHUNK_KEY_BYTES + 1];
    size_t n;
    uint32_t count = table->count - chunk * FH_REVISIONS_CHUNK;
    table->held = count < FH_REVISIONS_CHUNK ? count : FH_REVISIONS_CHUNK;
    table->chunk = NO_CHUNK;
    chunk_key(chunk, key);
    int code = fh_sealed_read(table->db, key, what, bytes, sizeof bytes, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (n != (size_t)table->held * ENTRY_BYTES)
        return fail_damaged(err);
    for (uint32_t i = 0; i < table->held; i++) {
        const uint8_t *from = bytes + (size_t)i * ENTRY_BYTES;
        table->entries[i] = (fh_revision){fh_load64(from), fh_load32(from + 8)};
    }
    if (!chunk_is_good(table))
        return fail_damaged(err);
    table->chunk = chunk;
    return FIHRIST_OK;
}

int fh_revision_table_at(fh_revision_table *table, uint32_t i, fh_revision *ret_revision,
                         fihrist_error *err) {
    uint32_t chunk = i / FH_REVISIONS_CHUNK;
    int code = chunk == table->chunk ? FIHRIST_OK : read_chunk(table, chunk, err);
    if (code == FIHRIST_OK)
        *ret_revision = table->entries[i % FH_REVISIONS_CHUNK];
    return code;
}

int fh_revision_table_find(fh_revision_table *table, uint64_t number, uint32_t *ret_docid,
                           fihrist_error *err) {
    uint32_t low = 0, high = table->count, docid = UINT32_MAX;
    int code = FIHRIST_OK;
    while (low < high && code == FIHRIST_OK) {
        uint32_t middle = low + (high - low) / 2;
        fh_revision entry;
        code = fh_revision_table_at(table, middle, &entry, err);
        if (code == FIHRIST_OK && entry.number < number) {
            low = middle + 1;
        } else if (code == FIHRIST_OK) {
            high = middle;
            docid = entry.first;
        }
    }
    if (code == FIHRIST_OK)
        *ret_docid = number == 0 ? 1 : docid;
    return code;
}

int fh_revision_table_check(xc_database *db, uint64_t revision, uint32_t last_docid,
                            fihrist_error *err) {
    fh_revision_table table;
    fh_revision before = {0, 0}, entry = {0, 0};
    int code = fh_revision_table_open(db, &table, err);
    for (uint32_t i = 0; i < table.count && code == FIHRIST_OK; i++, before = entry) {
        code = fh_revision_table_at(&table, i, &entry, err);
        if (code == FIHRIST_OK && (entry.number <= before.number || entry.first <= before.first))
            code = fail_damaged(err);
    }
    if (code == FIHRIST_OK && (before.number > revision || before.first > last_docid))
        code = fh_fail(err, FIHRIST_E_CORRUPT,
                       "damaged index: %s says that revision %llu began at document %u, which it "
                       "has not",
                       what, (unsigned long long)before.number, before.first);
    return code;
}

/* --- writing --- */

void fh_revisions_free(fh_revisions *revisions) {
    fh_free(revisions->entries);
    *revisions = (fh_revisions){.entries = NULL};
}

static int append(fh_revisions *revisions, const fh_revision *entry, fihrist_error *err) {
    fh_revision *entries = fh_array_grow(revisions->entries, revisions->held, &revisions->capacity,
                                         sizeof *entries, UINT32_MAX - revisions->written);
    if (!entries)
        return fh_fail_memory(err);
    revisions->entries = entries;
    entries[revisions->held++] = *entry;
    revisions->last = entry->number;
    return FIHRIST_OK;
}

int fh_revisions_read(fh_revisions *revisions, xc_database *db, fihrist_error *err) {
    fh_revision_table table;
    fh_revision entry = {0, 0};
    int code = fh_revision_table_open(db, &table, err);
    if (code == FIHRIST_E_NOT_FOUND)
        return FIHRIST_OK;
    if (code == FIHRIST_OK && table.count > 0)
        code = fh_revision_table_at(&table, table.count - 1, &entry, err);
    if (code != FIHRIST_OK)
        return code;
    revisions->last = entry.number;
    revisions->written = table.count / FH_REVISIONS_CHUNK * FH_REVISIONS_CHUNK;
    for (uint32_t i = revisions->written; i < table.count && code == FIHRIST_OK; i++) {
        code = fh_revision_table_at(&table, i, &entry, err);
        if (code == FIHRIST_OK)
            code = append(revisions, &entry, err);
    }
    revisions->saved = code == FIHRIST_OK;
    return code;
}

int fh_revisions_note(fh_revisions *revisions, uint64_t number, uint32_t docid,
                      fihrist_error *err) {
    if (number <= revisions->last)
        return FIHRIST_OK;
    revisions->saved = false;
    return append(revisions, &(fh_revision){number, docid}, err);
}

static int write_chunk(const fh_revisions *revisions, size_t from, xc_writer *engine,
                       fihrist_error *err) {
    uint8_t bytes[CHUNK_BYTES + FH_SEAL_BYTES], *to = bytes;
    char key[CHUNK_KEY_BYTES + 1];
    for (size_t i = from; i < revisions->held && i - from < FH_REVISIONS_CHUNK; i++) {
        fh_save64(to, revisions->entries[i].number);
        fh_save32(to + 8, revisions->entries[i].first);
        to += ENTRY_BYTES;
    }
    chunk_key((uint32_t)(revisions->written + from) / FH_REVISIONS_CHUNK, key);
    return fh_sealed_write(engine, key, what, bytes, (size_t)(to - bytes), err);
}

/* Chunks that are whole are not written again. */
static void forget_whole_chunks(fh_revisions *revisions) {
    size_t whole = revisions->held / FH_REVISIONS_CHUNK * FH_REVISIONS_CHUNK;
    if (whole == 0)
        return;
    memmove(revisions->entries, revisions->entries + whole,
            (revisions->held - whole) * sizeof *revisions->entries);
    revisions->held -= whole;
    revisions->written += (uint32_t)whole;
}

int fh_revisions_write(fh_revisions *revisions, xc_writer *engine, fihrist_error *err) {
    uint8_t bytes[HEAD_BYTES + FH_SEAL_BYTES];
    int code = FIHRIST_OK;
    if (revisions->saved)
        return FIHRIST_OK;
    for (size_t at = 0; at < revisions->held && code == FIHRIST_OK; at += FH_REVISIONS_CHUNK)
        code = write_chunk(revisions, at, engine, err);
    if (code != FIHRIST_OK)
        return code;
    fh_save32(bytes, VERSION);
    fh_save32(bytes + 4, (uint32_t)(revisions->written + revisions->held));
    code = fh_sealed_write(engine, head_key, what, bytes, HEAD_BYTES, err);
    if (code != FIHRIST_OK)
        return code;
    forget_whole_chunks(revisions);
    revisions->saved = true;
    return FIHRIST_OK;
}
