/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The store: what is added comes back, to whom it is committed and to nobody else, in blocks that
 * close where they should.
 */
#include "tests/unit/store_fixture.h"

static void a_word_is_one_unit_in_texts_and_another_in_each_kind_of_name(void **state) {
    fh_str word = fh_str_of("harbour");
    (void)state;
    fh_unit text = fh_unit_of(FH_FIELD_WORD, word, word);
    assert_int_equal(fh_unit_of(FH_FIELD_TITLE, word, word), text);
    assert_int_equal(fh_unit_of(FH_FIELD_COMMENT_WORD, word, word), text);
    fh_unit author = fh_unit_of(FH_FIELD_AUTHOR, word, word);
    fh_unit commenter = fh_unit_of(FH_FIELD_COMMENTER, word, word);
    assert_int_not_equal(fh_unit_stem(author), fh_unit_stem(text));
    assert_int_not_equal(fh_unit_stem(commenter), fh_unit_stem(text));
    assert_int_not_equal(fh_unit_stem(commenter), fh_unit_stem(author));
}

static void forms_of_a_stem_share_the_upper_half_of_their_units(void **state) {
    fh_str stem = fh_str_of("harbour");
    (void)state;
    fh_unit one = fh_unit_of(FH_FIELD_WORD, stem, stem);
    fh_unit many = fh_unit_of(FH_FIELD_WORD, stem, fh_str_of("harbours"));
    assert_int_equal(fh_unit_stem(one), fh_unit_stem(many));
    assert_int_not_equal(fh_unit_form(one), fh_unit_form(many));
    assert_int_equal(fh_unit_of_stem(FH_FIELD_WORD, stem), (fh_unit)fh_unit_stem(one) << 32);
}

/* They are stored: another hash would be another format. */
static void units_are_what_they_were(void **state) {
    (void)state;
    fh_str harbour = fh_str_of("harbour"), ann = fh_str_of("ann");
    assert_int_equal(fh_unit_of(FH_FIELD_WORD, harbour, harbour), 0x801c24f6ec096e3a);
    assert_int_equal(
        fh_unit_of(FH_FIELD_WORD, fh_str_of("internationalis"), fh_str_of("internationalised")),
        0xcb1ec620d3f76b7b);
    assert_int_equal(fh_unit_of(FH_FIELD_AUTHOR, ann, ann), 0x12868a3f9cef2cb3);
}

static int compare_halves(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Of n words n * n / 2^33 pairs are expected to share a half of a unit: 10 of 300,000. */
static void halves_of_units_are_spread_as_chance_would(void **state) {
    enum { WORDS = 300000 };
    uint32_t *halves[2] = {malloc(WORDS * sizeof(uint32_t)), malloc(WORDS * sizeof(uint32_t))};
    (void)state;
    for (uint32_t i = 0; i < WORDS; i++) {
        char word[16];
        snprintf(word, sizeof word, "w%u", i);
        fh_unit unit = fh_unit_of(FH_FIELD_WORD, fh_str_of(word), fh_str_of(word));
        halves[0][i] = fh_unit_stem(unit);
        halves[1][i] = fh_unit_form(unit);
    }
    for (int half = 0; half < 2; half++) {
        uint32_t same = 0;
        qsort(halves[half], WORDS, sizeof(uint32_t), compare_halves);
        for (uint32_t i = 1; i < WORDS; i++)
            same += halves[half][i] == halves[half][i - 1];
        free(halves[half]);
        assert_in_range(same, 1, 30);
    }
}

/* Enough for a dictionary, a block of 4,000 and one that the flush closes. */
static void documents_come_back_as_they_were_added(void **state) {
    store_test *f = *state;
    fh_units units;
    fh_str record;
    add_range(f, 1, 4500);
    commit(f);
    open_reader(f);
    check_range(f, 1, 4500);
    assert_in_range(f->heads, 10, 2000);
    assert_true(fh_store_units(f->store, 4000, &units) && units.block == 0);
    assert_true(fh_store_units(f->store, 4001, &units) && units.block == 1);
    assert_true(fh_store_units(f->store, 4500, &units) && units.block == 1);
    assert_int_equal(fh_store_units(f->store, 4501, &units), 0);
    assert_int_equal(fh_store_record(f->store, 4501, FH_RECORD_ALL, f->arena, &record, &f->err),
                     FIHRIST_E_CORRUPT);
    assert_int_equal(faults_of(f), 0);
}

static void the_writer_reads_back_what_is_committed_written_and_gathered(void **state) {
    store_test *f = *state;
    fh_str record;
    add_range(f, 1, 400);
    commit(f);
    add_range(f, 401, 1700);
    for (uint32_t docid = 1; docid <= 1700; docid += docid % 7 + 1) {
        fh_store_document wanted = document_of(docid, f->arena);
        OK(f, fh_store_writer_record(f->writer, docid, FH_RECORD_ALL, f->arena, &record, &f->err));
        assert_true(fh_str_equal(record, wanted.record));
    }
    assert_int_equal(
        fh_store_writer_record(f->writer, 1701, FH_RECORD_ALL, f->arena, &record, &f->err),
        FIHRIST_E_CORRUPT);
    assert_true(fh_store_writer_bytes(f->writer) > 1 << 20);
}

static void a_store_that_is_opened_again_goes_on(void **state) {
    store_test *f = *state;
    add_range(f, 1, 500);
    commit(f);
    close_writer(f);
    open_writer(f, false);
    assert_int_equal(add_record(f, 500, (fh_str){"", 0}), FIHRIST_E_INTERNAL);
    add_range(f, 501, 700);
    commit(f);
    open_reader(f);
    check_range(f, 1, 700);
    assert_int_equal(faults_of(f), 0);
}

static void a_reader_sees_a_commit_when_it_follows_the_database(void **state) {
    store_test *f = *state;
    fh_units units;
    add_range(f, 1, 400);
    commit(f);
    open_reader(f);
    check_document(f, 400);
    uint64_t bytes = fh_store_bytes(f->store);
    add_range(f, 401, 500);
    commit(f);
    OK(f, fh_store_refresh(f->store, f->db, &f->err));
    assert_int_equal(fh_store_units(f->store, 401, &units), 0);
    assert_int_equal(xc_database_reopen(f->db, NULL), 1);
    OK(f, fh_store_refresh(f->store, f->db, &f->err));
    check_range(f, 1, 500);
    assert_true(fh_store_bytes(f->store) > bytes);
}

static void docids_may_have_holes(void **state) {
    static const uint32_t docids[] = {2, 3, 7, 900, 901, 4000000000u, UINT32_MAX};
    enum { COUNT = sizeof docids / sizeof *docids };
    store_test *f = *state;
    fh_units units;
    for (size_t i = 0; i < COUNT; i++)
        add(f, docids[i]);
    commit(f);
    open_reader(f);
    for (size_t i = 0; i < COUNT; i++)
        check_document(f, docids[i]);
    for (uint32_t docid = 0, i = 0; docid < 1000; docid++) {
        bool there = docid == docids[i];
        i += there;
        fh_store_prefetch(f->store, docid);
        assert_int_equal(fh_store_units(f->store, docid, &units), there);
    }
    assert_int_equal(fh_store_units(f->store, UINT32_MAX - 1, &units), 0);
}

static void an_empty_document_is_one(void **state) {
    store_test *f = *state;
    fh_units units;
    fh_str record;
    OK(f, add_record(f, 1, (fh_str){"", 0}));
    commit(f);
    open_reader(f);
    assert_int_equal(fh_store_units(f->store, 1, &units), 1);
    assert_int_equal(units.count, 0);
    OK(f, fh_store_record(f->store, 1, FH_RECORD_ALL, f->arena, &record, &f->err));
    assert_int_equal(record.n, 0);
    uint16_t first;
    assert_int_equal(fh_store_word_ids(f->store, 0, unit_of_word(7), &first), 0);
    assert_int_equal(fh_store_unit(f->store, 0, 1), FH_UNIT_GAP);
    assert_int_equal(fh_store_word_ids(f->store, 1, unit_of_word(7), &first), 0);
    assert_int_equal(fh_store_unit(f->store, 1, 1), FH_UNIT_GAP);
}

static fh_unit unit_of_number(size_t number) {
    return (fh_unit)number << 32 | number;
}

/* `count` different units from `first` on, in falling order. */
static int add_words(store_test *f, uint32_t docid, uint32_t first, size_t count) {
    fh_unit *units = malloc(count * sizeof *units);
    for (size_t i = 0; i < count; i++)
        units[i] = unit_of_number(first + count - i);
    fh_store_document document = {.docid = docid,
                                  .story = docid,
                                  .record = fh_str_of("record"),
                                  .units = units,
                                  .unit_count = count,
                                  .title_count = 1};
    int code = fh_store_writer_add(f->writer, &document, &f->err);
    free(units);
    return code;
}

static void check_words(store_test *f, uint32_t docid, uint32_t first, size_t count,
                        uint32_t block) {
    fh_unit *wanted = malloc(count * sizeof *wanted);
    fh_units units;
    for (size_t i = 0; i < count; i++)
        wanted[i] = unit_of_number(first + count - i);
    assert_int_equal(fh_store_units(f->store, docid, &units), 1);
    check_units(f->store, &units, wanted, count);
    assert_int_equal(units.block, block);
    free(wanted);
}

static void a_block_closes_before_its_words_are_more_than_65000(void **state) {
    store_test *f = *state;
    OK(f, add_words(f, 1, 0, 60000));
    OK(f, add_words(f, 2, 60000, 5000));
    OK(f, add_words(f, 3, 0, 65000)); /* those of the other two */
    OK(f, add_words(f, 4, 70000, 1));
    OK(f, add_words(f, 5, 100000, 65000));
    assert_int_equal(add_words(f, 6, 0, 65001), FIHRIST_E_LIMIT);
    OK(f, add_words(f, 6, 0, 10));
    commit(f);
    open_reader(f);
    check_words(f, 1, 0, 60000, 0);
    check_words(f, 2, 60000, 5000, 0);
    check_words(f, 3, 0, 65000, 0);
    check_words(f, 4, 70000, 1, 1);
    check_words(f, 5, 100000, 65000, 2);
    check_words(f, 6, 0, 10, 3);
    assert_int_equal(faults_of(f), 0);
}

/* Behind the last unit of the file too. */
static void bytes_behind_the_planes_can_be_read(void **state) {
    store_test *f = *state;
    fh_units units;
    volatile uint8_t sum = 0;
    OK(f, add_words(f, 1, 0, 4096));
    commit(f);
    open_reader(f);
    assert_int_equal(fh_store_units(f->store, 1, &units), 1);
    for (size_t i = 0; i < FH_UNITS_SLACK; i++)
        sum = (uint8_t)(sum + units.low[units.count + i] + units.high[units.count + i]);
}

static void a_block_closes_at_eight_megabytes_of_records(void **state) {
    store_test *f = *state;
    fh_units units;
    fh_str record;
    uint64_t random = 1;
    size_t n = 1500000;
    char *bytes = malloc(n);
    for (size_t i = 0; i < n; i++) /* nothing that could be packed */
        bytes[i] = (char)random_below(&random, 256);
    for (uint32_t docid = 1; docid <= 7; docid++)
        OK(f, add_record(f, docid, (fh_str){bytes, n}));
    commit(f);
    open_reader(f);
    for (uint32_t docid = 1; docid <= 7; docid++) {
        assert_int_equal(fh_store_units(f->store, docid, &units), 1);
        assert_int_equal(units.block, docid <= 6 ? 0 : 1);
        OK(f, fh_store_record(f->store, docid, FH_RECORD_ALL, f->arena, &record, &f->err));
        assert_int_equal(record.n, n);
        assert_memory_equal(record.p, bytes, n);
    }
    assert_in_range(fh_store_bytes(f->store), 7 * n, 7 * n + 1000);
    free(bytes);
}

static void limits_are_kept_and_change_nothing(void **state) {
    store_test *f = *state;
    fh_unit unit = unit_of_number(1);
    const fh_store_document good = {
        .docid = 8, .story = 8, .record = {"r", 1}, .units = &unit, .unit_count = 1};
    fh_store_document bad[5] = {good, good, good, good, good};
    bad[0].record.n = (size_t)FH_STORE_RECORD_MAX_BYTES + 1;
    bad[1].unit_count = (size_t)FH_STORE_MAX_UNITS + 1;
    bad[2].docid = 7;
    bad[3].title_count = 2;
    bad[4].story = 9;
    add(f, 7);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(fh_store_writer_add(f->writer, &bad[i], &f->err),
                         i < 2 ? FIHRIST_E_LIMIT : FIHRIST_E_INTERNAL);
    add(f, 8);
    commit(f);
    open_reader(f);
    check_range(f, 7, 8);
}

static void columns_are_read_from_any_document_on(void **state) {
    enum { LAST = 4500 };
    static uint32_t story[LAST + 100];
    static int32_t day[LAST + 100];
    static const uint32_t from[] = {1, 3999, 4000, 4001, LAST, LAST + 1};
    store_test *f = *state;
    add_range(f, 1, LAST);
    commit(f);
    open_reader(f);
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        memset(story, 0xff, sizeof story);
        memset(day, 0, sizeof day);
        OK(f, fh_store_read_columns(f->store, from[i], LAST, story, day, &f->err));
        for (uint32_t docid = 0; docid < LAST + 100; docid++) {
            fh_store_document wanted = document_of(docid, f->arena);
            bool read = docid >= from[i] && docid < LAST;
            assert_int_equal(story[docid], read ? wanted.story : UINT32_MAX);
            assert_int_equal(day[docid], read ? wanted.day : 0);
            fh_arena_reset(f->arena);
        }
    }
}

static off_t size_of(store_test *f) {
    struct stat info;
    char path[400];
    snprintf(path, sizeof path, "%s/store", f->path);
    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

static void what_was_not_committed_is_not_seen_and_is_cut_off(void **state) {
    store_test *f = *state;
    fh_units units;
    add_range(f, 1, 10);
    commit(f);
    off_t committed = size_of(f);
    add_range(f, 11, 400); /* with a dictionary */
    add_range(f, 401, 1500);
    OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    assert_true(size_of(f) > committed);
    open_reader(f);
    assert_int_equal(fh_store_bytes(f->store), committed);
    check_range(f, 1, 10);
    assert_int_equal(fh_store_units(f->store, 11, &units), 0);
    close_writer(f);
    open_writer(f, false);
    assert_int_equal(size_of(f), committed);
    add_range(f, 11, 1200);
    commit(f);
    assert_int_equal(xc_database_reopen(f->db, NULL), 1);
    OK(f, fh_store_refresh(f->store, f->db, &f->err));
    check_range(f, 1, 1200);
    assert_int_equal(fh_store_units(f->store, 1201, &units), 0);
}

/* Keys of the database that begin with "fihrist-store". */
static int keys_of(store_test *f) {
    xc_terms *keys;
    int count = 0;
    assert_int_equal(
        xc_metadata_keys(xc_writer_database(f->engine), "fihrist-store", 13, &keys, NULL), 0);
    while (xc_terms_next(keys, NULL) > 0)
        count++;
    xc_terms_free(keys);
    return count;
}

/* 256 blocks a key: a reader goes on in the middle of one, and at the end of one. */
static void there_may_be_many_blocks(void **state) {
    static const uint32_t commits[] = {1, 255, 256, 257, 511, 512, 700};
    store_test *f = *state;
    commit(f);
    open_reader(f);
    assert_int_equal(fh_store_bytes(f->store), size_of(f));
    for (uint32_t docid = 1, i = 0; docid <= 700; docid++) {
        add(f, docid);
        OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
        if (docid != commits[i])
            continue;
        i++;
        commit(f);
        assert_int_equal(xc_database_reopen(f->db, NULL), 1);
        OK(f, fh_store_refresh(f->store, f->db, &f->err));
        check_range(f, 1, docid);
    }
    assert_int_equal(keys_of(f), 4);
    close_reader(f);
    open_reader(f);
    check_range(f, 1, 700);
}

static int note_signature(void *user, uint32_t docid, const uint8_t *signature,
                          fihrist_error *err) {
    (void)err;
    uint32_t *last = user;
    assert_true(docid > *last && docid % 7 == 0);
    if (docid % 5)
        assert_true(fh_signature_text(signature) == docid * UINT64_C(0x9e3779b97f4a7c15));
    *last = docid;
    return docid < 600 ? 0 : FIHRIST_E_CANCELLED;
}

static void signatures_are_visited_in_the_order_of_docids(void **state) {
    store_test *f = *state;
    uint32_t last = 0;
    add_range(f, 8, 300);
    OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    add_range(f, 301, 700);
    commit(f);
    open_reader(f);
    OK(f, fh_store_visit_signatures(f->store, 0, 500, note_signature, &last, &f->err));
    assert_int_equal(last, 497);
    last = 0;
    assert_int_equal(
        fh_store_visit_signatures(f->store, 400, UINT32_MAX, note_signature, &last, &f->err),
        FIHRIST_E_CANCELLED);
    assert_int_equal(last, 602);
}

/* A database that was copied with its metadata gets a store of its own. */
static void a_fresh_store_takes_the_place_of_what_the_metadata_said(void **state) {
    store_test *f = *state;
    char path[400];
    for (uint32_t docid = 1; docid <= 300; docid++) {
        add(f, docid);
        OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    }
    commit(f);
    assert_int_equal(keys_of(f), 3);
    close_writer(f);
    snprintf(path, sizeof path, "%s/store", f->path);
    assert_int_equal(unlink(path), 0);
    open_writer(f, true);
    OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    assert_int_equal(keys_of(f), 1);
    add_range(f, 100, 120);
    commit(f);
    open_reader(f);
    check_range(f, 100, 120);
    assert_int_equal(keys_of(f), 2);
}

static void a_fresh_store_does_not_take_the_place_of_a_file(void **state) {
    store_test *f = *state;
    fh_store_writer *other;
    assert_int_equal(
        fh_store_writer_open(f->path, xc_writer_database(f->engine), true, &other, &f->err),
        FIHRIST_E_IO);
    assert_non_null(strstr(f->err.message, "/store': File exists"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_one_unit_in_texts_and_another_in_each_kind_of_name),
        cmocka_unit_test(forms_of_a_stem_share_the_upper_half_of_their_units),
        cmocka_unit_test(units_are_what_they_were),
        cmocka_unit_test(halves_of_units_are_spread_as_chance_would),
        STORE_TEST(documents_come_back_as_they_were_added),
        STORE_TEST(the_writer_reads_back_what_is_committed_written_and_gathered),
        STORE_TEST(a_store_that_is_opened_again_goes_on),
        STORE_TEST(a_reader_sees_a_commit_when_it_follows_the_database),
        STORE_TEST(docids_may_have_holes),
        STORE_TEST(an_empty_document_is_one),
        STORE_TEST(a_block_closes_before_its_words_are_more_than_65000),
        STORE_TEST(bytes_behind_the_planes_can_be_read),
        STORE_TEST(a_block_closes_at_eight_megabytes_of_records),
        STORE_TEST(limits_are_kept_and_change_nothing),
        STORE_TEST(columns_are_read_from_any_document_on),
        STORE_TEST(signatures_are_visited_in_the_order_of_docids),
        STORE_TEST(what_was_not_committed_is_not_seen_and_is_cut_off),
        STORE_TEST(there_may_be_many_blocks),
        STORE_TEST(a_fresh_store_takes_the_place_of_what_the_metadata_said),
        STORE_TEST(a_fresh_store_does_not_take_the_place_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
