/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_fixture.h: for tests of the store: a database and its store in a scratch directory, and
 * documents that are the same whenever they are made.
 */
#ifndef FIHRIST_TESTS_STORE_FIXTURE_H
#define FIHRIST_TESTS_STORE_FIXTURE_H

#include "tests/unit/check.h"

#include "core/date.h"
#include "core/record.h"
#include "core/store_directory.h"
#include "indexer/store_writer.h"
#include "tests/unit/scratch.h"

typedef struct store_test {
    char *scratch;
    const char *path; /* of the generation */
    xc_writer *engine;
    fh_store_writer *writer;
    xc_database *db; /* of the reader */
    fh_store *store;
    fh_arena *arena;
    fihrist_error err;
    size_t heads; /* records that were read without their texts */
} store_test;

/** End the test, saying why, unless `code` is one of success. */
#define OK(f, call)                                                                                \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            fail_msg("%s: %s", #call, (f)->err.message);                                           \
    } while (0)

/** Open the database and its store for writing, in a transaction. */
static inline void open_writer(store_test *f, bool fresh) {
    assert_int_equal(xc_writer_open(f->path, XC_WRITER_CREATE, 0, &f->engine, NULL), 0);
    assert_int_equal(xc_writer_begin(f->engine, NULL), 0);
    OK(f, fh_store_writer_open(f->path, xc_writer_database(f->engine), fresh, &f->writer, &f->err));
}

static inline void close_writer(store_test *f) {
    fh_store_writer_close(f->writer);
    xc_writer_close(f->engine);
    f->writer = NULL;
    f->engine = NULL;
}

static inline void commit(store_test *f) {
    OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    assert_int_equal(xc_writer_commit(f->engine, NULL), 0);
    assert_int_equal(xc_writer_begin(f->engine, NULL), 0);
}

static inline void open_reader(store_test *f) {
    assert_int_equal(xc_database_open(f->path, &f->db, NULL), 0);
    OK(f, fh_store_open(f->path, f->db, &f->store, &f->err));
}

static inline void close_reader(store_test *f) {
    fh_store_close(f->store);
    xc_database_close(f->db);
    f->store = NULL;
    f->db = NULL;
}

static inline int store_setup(void **state) {
    store_test *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    f->path = strdup(scratch_path(f->scratch, "gen-1"));
    f->arena = fh_arena_new();
    open_writer(f, true);
    *state = f;
    return 0;
}

static inline int store_teardown(void **state) {
    store_test *f = *state;
    close_reader(f);
    close_writer(f);
    fh_arena_free(f->arena);
    free((void *)(uintptr_t)f->path);
    scratch_free(f->scratch);
    free(f);
    return 0;
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

/* --- documents --- */

static inline uint32_t random_below(uint64_t *state, uint32_t n) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((*state >> 32) * n) >> 32);
}

/** Of words that come three to a stem. */
static inline fh_unit unit_of_word(uint32_t number) {
    char stem[16], form[16];
    snprintf(stem, sizeof stem, "w%u", number / 3);
    snprintf(form, sizeof form, "w%u", number);
    return fh_unit_of(FH_FIELD_WORD, fh_str_of(stem), fh_str_of(form));
}

static inline const fh_signature *signature_of(uint32_t docid, fh_arena *arena) {
    fh_signature *signature = fh_arena_alloc(arena, sizeof *signature);
    signature->text = docid * UINT64_C(0x9e3779b97f4a7c15);
    for (unsigned place = 0; place < FH_SIGNATURE_PLACES; place++)
        signature->least[place] = (uint16_t)(docid + place * 251);
    return signature;
}

/** The document that `docid` always is: a record of a comment of up to 80 words, low numbers of
 *  words being common, and its units; one in eight has no units. In the arena. */
static inline fh_store_document document_of(uint32_t docid, fh_arena *arena) {
    uint64_t state = docid;
    fh_buffer text = FH_BUFFER(1 << 16), encoded = FH_BUFFER(1 << 16);
    size_t count = 1 + random_below(&state, 80);
    fh_unit *units = fh_arena_alloc(arena, count * sizeof *units);
    fh_store_document document = {.docid = docid,
                                  .story = docid > 7 ? docid - docid % 7 : docid,
                                  .day = docid % 3 ? (int32_t)(docid % 20000) - 5000 : FH_DATE_NONE,
                                  .units = units,
                                  .unit_count = docid % 8 == 5 ? 0 : count};
    document.title_count = document.unit_count / 4;
    document.signature = docid % 5 ? signature_of(docid, arena) : NULL;
    for (size_t i = 0; i < count; i++) {
        uint32_t word = random_below(&state, 1 + random_below(&state, 3000));
        fh_buffer_printf(&text, "harbour-%u ", word);
        units[i] = word % 10 == 9 ? FH_UNIT_GAP : unit_of_word(word);
    }
    for (int i = 0; docid % 50 == 3 && i < 200; i++) /* so long that its head is kept apart */
        fh_buffer_printf(&text, "quay %d ", i);
    fh_record record = {.kind = FH_KIND_COMMENT,
                        .id = fh_arena_printf(arena, "https://example.org/%u#comment-1", docid),
                        .story = fh_arena_printf(arena, "https://example.org/%u", docid),
                        .comment = {.id = {"1", 1}, .text = fh_buffer_str(&text)}};
    assert_int_equal(fh_record_encode(&record, &encoded, NULL), 0);
    document.record = fh_arena_copy(arena, fh_buffer_str(&encoded));
    fh_buffer_free(&text);
    fh_buffer_free(&encoded);
    return document;
}

static inline void add(store_test *f, uint32_t docid) {
    fh_store_document document = document_of(docid, f->arena);
    OK(f, fh_store_writer_add(f->writer, &document, &f->err));
    fh_arena_reset(f->arena);
}

/** Append a document that is a record alone. */
static inline int add_record(store_test *f, uint32_t docid, fh_str record) {
    fh_store_document document = {.docid = docid, .story = docid, .record = record};
    return fh_store_writer_add(f->writer, &document, &f->err);
}

static inline void add_range(store_test *f, uint32_t first, uint32_t last) {
    for (uint32_t docid = first; docid <= last; docid++)
        add(f, docid);
}

enum { DOCUMENTS = 420, BLOCK_DOCUMENTS = 350 };

/** Commit DOCUMENTS documents in two blocks, before which stands a dictionary. Of the first
 *  BLOCK_DOCUMENTS, which are one, only each fourth is a record: the others are longer, so that
 *  there is enough for the dictionary. */
static inline void make_store(store_test *f) {
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        fh_store_document document = document_of(docid, f->arena);
        fh_str record = document.record;
        if (docid % 4 != 0 && docid <= BLOCK_DOCUMENTS) {
            char *longer = fh_arena_alloc(f->arena, 1200);
            for (size_t i = 0; i < 1200; i++)
                longer[i] = record.p[i % record.n];
            document.record = (fh_str){longer, 1200};
        }
        OK(f, fh_store_writer_add(f->writer, &document, &f->err));
        fh_arena_reset(f->arena);
        if (docid == BLOCK_DOCUMENTS)
            OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    }
    commit(f);
}

/** Is the id what a block has for the unit, and among what it has for any form of its stem? */
static inline bool is_found(const fh_store *store, uint32_t block, fh_unit unit, uint16_t id) {
    uint16_t first = 0;
    if (unit == FH_UNIT_GAP)
        return id == 0 && fh_store_word_ids(store, block, unit, &first) == 0;
    if (fh_store_word_ids(store, block, unit, &first) != 1 || first != id)
        return false;
    fh_unit stem = (fh_unit)fh_unit_stem(unit) << 32;
    uint32_t forms = fh_store_word_ids(store, block, stem, &first);
    if (forms == 0 || id < first || id >= first + forms)
        return false;
    for (uint32_t i = 0; i < forms; i++)
        if (fh_unit_stem(fh_store_unit(store, block, (uint16_t)(first + i))) != fh_unit_stem(unit))
            return false;
    return true;
}

/** Fail unless `units` are these, the ids being found from the words and the words from the ids. */
static inline void check_units(const fh_store *store, const fh_units *units, const fh_unit *wanted,
                               size_t count) {
    assert_int_equal(units->count, count);
    for (size_t i = 0; i < count; i++) {
        uint16_t id = fh_unit_id(units, i);
        if (fh_store_unit(store, units->block, id) != wanted[i] ||
            !is_found(store, units->block, wanted[i], id))
            fail_msg("unit %zu is id %u", i, id);
    }
}

/** Fail unless the store has the signature of an article, and none of another document. */
static inline void check_signature(store_test *f, const fh_store_document *wanted) {
    static const fh_signature none;
    uint8_t bytes[FH_SIGNATURE_BYTES];
    const uint8_t *found = fh_store_signature(f->store, wanted->docid);
    fh_signature_save(wanted->signature ? wanted->signature : &none, bytes);
    if (wanted->story != wanted->docid || (!found && !wanted->signature))
        assert_null(found);
    else
        assert_memory_equal(found, bytes, sizeof bytes);
}

/** Fail unless the store has the document as it was added. */
static inline void check_document(store_test *f, uint32_t docid) {
    fh_store_document wanted = document_of(docid, f->arena);
    fh_units units;
    fh_str record;
    uint32_t story;
    int32_t day;
    fh_store_prefetch(f->store, docid);
    if (!fh_store_units(f->store, docid, &units))
        fail_msg("document %u is not there", docid);
    check_units(f->store, &units, wanted.units, wanted.unit_count);
    assert_int_equal(units.title_count, wanted.title_count);
    assert_int_equal(fh_store_column(f->store, docid, &story, &day), 1);
    assert_int_equal(story, wanted.story);
    assert_int_equal(day, wanted.day);
    check_signature(f, &wanted);
    OK(f, fh_store_record(f->store, docid, FH_RECORD_ALL, f->arena, &record, &f->err));
    assert_true(fh_str_equal(record, wanted.record));
    /* The head alone, or all of it where that is as soon read. */
    OK(f, fh_store_record(f->store, docid, FH_RECORD_HEAD, f->arena, &record, &f->err));
    size_t head = fh_record_head_bytes(wanted.record);
    assert_true(record.n == head || fh_str_equal(record, wanted.record));
    assert_true(record.n >= head && memcmp(record.p, wanted.record.p, head) == 0);
    f->heads += head > 0 && record.n == head;
    fh_arena_reset(f->arena);
}

static inline void check_range(store_test *f, uint32_t first, uint32_t last) {
    for (uint32_t docid = first; docid <= last; docid++)
        check_document(f, docid);
}

static inline void tell_nobody(void *user, const char *message) {
    (void)user;
    (void)message;
}

static inline uint64_t faults_of(store_test *f) {
    uint64_t faults = 0;
    OK(f, fh_store_check(f->store, tell_nobody, NULL, &faults, &f->err));
    return faults;
}

#endif
