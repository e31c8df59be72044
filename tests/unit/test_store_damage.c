/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A store whose file is damaged or was exchanged: errors and missed phrases, never a crash nor
 * another document's record.
 */
#include "tests/unit/store_fixture.h"

#include "tests/unit/damage.h"

/* The file's path, good until the next call but seven. */
static const char *file_of(store_test *f) {
    return scratch_path(f->path, FH_STORE_NAME);
}

/* --- another file in its place --- */

static void make_no_store(const char *path) {
    write_byte(path, 3, 'x');
}

static void make_later(const char *path) {
    write_byte(path, 8, 2);
}

static void make_anothers(const char *path) {
    fh_str other = fh_str_of("another");
    uint8_t header[FH_APPENDED_HEADER_BYTES];
    fh_appended_header(&fh_store_kind, fh_checksum(other.p, other.n), header);
    for (size_t i = 0; i < sizeof header; i++)
        write_byte(path, (off_t)i, header[i]);
}

/* Reader and writer say the same of it. */
static void a_file_that_is_not_the_store_is_refused_by_name(void **state) {
    static const struct {
        void (*change)(const char *path);
        int code;
        const char *cause;
    } cases[] = {
        {make_shorter, FIHRIST_E_CORRUPT, "/store': 1 of its bytes are missing"},
        {make_empty, FIHRIST_E_CORRUPT, "/store': "},
        {make_missing, FIHRIST_E_NOT_FOUND, "no 'store' in it"},
        {make_symlink, FIHRIST_E_CORRUPT, "'store' is not a plain file"},
        {make_fifo, FIHRIST_E_CORRUPT, "'store' is not a plain file"},
        {make_directory, FIHRIST_E_CORRUPT, "'store' is not a plain file"},
        {make_no_store, FIHRIST_E_CORRUPT, "/store': no store"},
        {make_later, FIHRIST_E_VERSION, "/store': it is of version 2, not 1"},
        {make_anothers, FIHRIST_E_CORRUPT, "/store': it is not of this database"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        store_test *f;
        fh_store *store;
        fh_store_writer *writer;
        store_setup((void **)&f);
        add_range(f, 1, 20);
        commit(f);
        cases[i].change(file_of(f));
        xc_database *db = xc_writer_database(f->engine);
        assert_int_equal(fh_store_open(f->path, db, &store, &f->err), cases[i].code);
        assert_non_null(strstr(f->err.message, cases[i].cause));
        int code = fh_store_writer_open(f->path, db, false, &writer, &f->err);
        if (cases[i].change == make_directory) /* opening one for writing fails by itself */
            assert_true(code == FIHRIST_E_IO || code == FIHRIST_E_CORRUPT);
        else
            assert_int_equal(code, cases[i].code);
        store_teardown((void **)&f);
    }
}

static void a_store_that_shrinks_is_noticed_by_a_refresh(void **state) {
    store_test *f = *state;
    add_range(f, 1, 20);
    commit(f);
    open_reader(f);
    add_range(f, 21, 40);
    commit(f);
    make_shorter(file_of(f));
    assert_int_equal(xc_database_reopen(f->db, NULL), 1);
    assert_int_equal(fh_store_refresh(f->store, f->db, &f->err), FIHRIST_E_CORRUPT);
    assert_int_equal(fh_store_refresh(f->store, f->db, &f->err), FIHRIST_E_CORRUPT);
}

/* --- flipped bits --- */

/* All that a document's words lead to is read; how many there are is under a checksum. */
static void read_units(store_test *f, uint32_t docid, const fh_store_document *document) {
    volatile uint32_t sum = 0;
    fh_units units;
    fh_store_prefetch(f->store, docid);
    if (!fh_store_units(f->store, docid, &units))
        return;
    assert_int_equal(units.count, document->unit_count);
    assert_int_equal(units.title_count, document->title_count);
    for (uint32_t i = 0; i < units.count + FH_UNITS_SLACK; i++)
        sum += units.low[i] + units.high[i];
    for (uint32_t i = 0; i < units.count; i += 7) {
        uint16_t id = fh_unit_id(&units, i);
        uint16_t first = 0;
        sum += fh_store_word_ids(f->store, units.block, fh_store_unit(f->store, units.block, id),
                                 &first) +
               first;
    }
}

/* Everything a document leads to is read; a record that decodes is the document's own. */
static void read_document(store_test *f, uint32_t docid) {
    fh_record record, wanted;
    fh_str bytes;
    fh_store_document document = document_of(docid, f->arena);
    read_units(f, docid, &document);
    if (fh_store_record(f->store, docid, FH_RECORD_ALL, f->arena, &bytes, &f->err) == FIHRIST_OK &&
        fh_record_decode(bytes, f->arena, &record, NULL) == FIHRIST_OK) {
        assert_int_equal(fh_record_decode(document.record, f->arena, &wanted, NULL), 0);
        assert_true(fh_str_equal(record.id, wanted.id));
        assert_true(fh_str_equal(record.comment.text, wanted.comment.text));
    }
    if (fh_store_record(f->store, docid, FH_RECORD_HEAD, f->arena, &bytes, &f->err) == FIHRIST_OK &&
        fh_record_decode_head(bytes, f->arena, &record, NULL) == FIHRIST_OK) {
        assert_int_equal(fh_record_decode(document.record, f->arena, &wanted, NULL), 0);
        assert_true(fh_str_equal(record.id, wanted.id));
        assert_true(fh_str_equal(record.story, wanted.story));
    }
    fh_arena_reset(f->arena);
}

/* Open what the file now is, and read what differs from trial to trial; `check`: look for the
 * fault. */
static void read_damaged(store_test *f, uint32_t trial, bool check) {
    xc_database *db = xc_writer_database(f->engine);
    if (fh_store_open(f->path, db, &f->store, &f->err) != FIHRIST_OK) {
        f->store = NULL;
        return;
    }
    for (uint32_t docid = trial % 6 + 1; docid <= BLOCK_DOCUMENTS; docid += 6)
        read_document(f, docid);
    for (uint32_t docid = BLOCK_DOCUMENTS + 1; docid <= DOCUMENTS + 1; docid++)
        read_document(f, docid);
    if (check)
        assert_true(faults_of(f) > 0);
    fh_store_close(f->store);
    f->store = NULL;
}

/* The writer reads records by another way. */
static void read_by_writer(store_test *f) {
    fh_store_writer *writer;
    fh_str bytes;
    if (fh_store_writer_open(f->path, xc_writer_database(f->engine), false, &writer, &f->err) < 0)
        return;
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid += 13)
        fh_store_writer_record(writer, docid, FH_RECORD_ALL, f->arena, &bytes, &f->err);
    fh_arena_reset(f->arena);
    fh_store_writer_close(writer);
}

static void a_flipped_bit_never_gives_another_record(void **state) {
    store_test *f = *state;
    uint64_t random = 7;
    size_t n;
    fh_store_directory directory = {.entries = NULL};
    make_store(f);
    uint8_t *bytes = read_file(file_of(f), &n);
    OK(f, fh_store_directory_read(&directory, xc_writer_database(f->engine), &f->err));
    assert_int_equal(directory.head.blocks, 2);
    assert_true(directory.head.dictionary_at > 0);
    for (uint32_t trial = 0; trial < 2000; trial++) {
        /* Half of them in the head of a block, where they do most. */
        const fh_store_entry *block = &directory.entries[trial / 2 % 2];
        uint32_t at = random_below(&random, (uint32_t)n);
        if (trial % 2 == 0)
            at = (uint32_t)block->offset +
                 random_below(&random, (uint32_t)fh_store_head_bytes(block->documents));
        write_byte(file_of(f), at, bytes[at] ^ (uint8_t)(1 << random_below(&random, 8)));
        read_damaged(f, trial, trial % 16 == 0);
        if (trial % 8 == 0)
            read_by_writer(f);
        write_byte(file_of(f), at, bytes[at]);
    }
    free(bytes);
    fh_store_directory_free(&directory);
    open_reader(f);
    assert_int_equal(faults_of(f), 0);
}

static void a_store_that_is_cut_anywhere_is_not_opened(void **state) {
    store_test *f = *state;
    fh_store *store;
    uint64_t random = 9;
    size_t n;
    make_store(f);
    free(read_file(file_of(f), &n));
    for (uint32_t trial = 0; trial < 200; trial++) {
        n -= random_below(&random, (uint32_t)n / 50 + 1) + (trial == 0);
        assert_int_equal(truncate(file_of(f), (off_t)n), 0);
        assert_int_equal(fh_store_open(f->path, xc_writer_database(f->engine), &store, &f->err),
                         FIHRIST_E_CORRUPT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_not_the_store_is_refused_by_name),
        STORE_TEST(a_store_that_shrinks_is_noticed_by_a_refresh),
        STORE_TEST(a_flipped_bit_never_gives_another_record),
        STORE_TEST(a_store_that_is_cut_anywhere_is_not_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
