/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A store whose directory in the metadata is wrong, that cannot be written, or for which there is
 * no memory: each is an error, and what was committed stays.
 */
#include "tests/unit/store_fixture.h"

#include <signal.h>
#include <sys/resource.h>

/* --- metadata --- */

static void set_metadata(store_test *f, const char *key, const char *data, size_t n) {
    assert_int_equal(xc_writer_set_metadata(f->engine, key, strlen(key), data, n, NULL), 0);
}

static void expect_refused(store_test *f, const char *what) {
    fh_store *store;
    int code = fh_store_open(f->path, xc_writer_database(f->engine), &store, &f->err);
    if (code != FIHRIST_E_CORRUPT && code != FIHRIST_E_VERSION)
        fail_msg("%s: %s", what, fihrist_error_name(code));
}

static void a_faulty_value_of_the_metadata_is_refused(void **state) {
    static const char *const keys[] = {"fihrist-store", "fihrist-store-00000000"};
    store_test *f = *state;
    make_store(f);
    for (size_t k = 0; k < 2; k++) {
        char *value;
        size_t n;
        assert_int_equal(xc_database_get_metadata(xc_writer_database(f->engine), keys[k],
                                                  strlen(keys[k]), &value, &n, NULL),
                         1);
        for (size_t bit = 0; bit < n * 8; bit++) {
            value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
            set_metadata(f, keys[k], value, n);
            expect_refused(f, keys[k]);
            value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
        }
        for (size_t shorter = 0; shorter < n; shorter++) {
            set_metadata(f, keys[k], value, shorter);
            expect_refused(f, keys[k]);
        }
        char *longer = calloc(1, n + 32);
        memcpy(longer, value, n);
        set_metadata(f, keys[k], longer, n + 32);
        expect_refused(f, keys[k]);
        free(longer);
        set_metadata(f, keys[k], value, n);
        xc_free(value);
    }
    open_reader(f);
    assert_int_equal(faults_of(f), 0);
}

/* A value of the metadata with a number of 32 bits changed, and its checksum made right; what it
 * was comes back, yours to xc_free, to be set again. */
static char *change_number(store_test *f, const char *key, size_t at, uint32_t number,
                           size_t *ret_n) {
    char *value;
    size_t n;
    assert_int_equal(
        xc_database_get_metadata(xc_writer_database(f->engine), key, strlen(key), &value, &n, NULL),
        1);
    uint8_t *changed = malloc(n);
    memcpy(changed, value, n);
    fh_save32(changed + at, number);
    fh_save32(changed + n - 4, fh_checksum(changed, n - 4));
    set_metadata(f, key, (const char *)changed, n);
    free(changed);
    *ret_n = n;
    return value;
}

#define HEAD "fihrist-store"
#define BLOCKS_KEY "fihrist-store-00000000"

static void a_directory_that_makes_no_sense_is_refused(void **state) {
    static const struct {
        const char *key;
        size_t at; /* of 32 bits */
        uint32_t value;
    } cases[] = {
        {HEAD, 4, 0},           {HEAD, 4, 1},
        {HEAD, 4, 3},           {HEAD, 4, UINT32_MAX},
        {HEAD, 8, 0},           {HEAD, 12, 0x80000000},
        {HEAD, 12, 1},          {HEAD, 24, 8},
        {HEAD, 24, UINT32_MAX}, {HEAD, 32, 0},
        {HEAD, 32, 1 << 30},    {BLOCKS_KEY, 0, 0},
        {BLOCKS_KEY, 4, 1},     {BLOCKS_KEY, 8, 0},
        {BLOCKS_KEY, 8, 8},     {BLOCKS_KEY, 8, UINT32_MAX - 7},
        {BLOCKS_KEY, 12, 0},    {BLOCKS_KEY, 12, 1000},
        {BLOCKS_KEY, 16, 0},    {BLOCKS_KEY, 16, UINT32_MAX},
        {BLOCKS_KEY, 20, 0},    {BLOCKS_KEY, 20, UINT32_MAX},
        {BLOCKS_KEY, 44, 1},    {BLOCKS_KEY, 48, 1},
    };
    store_test *f = *state;
    make_store(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char what[60];
        size_t n;
        char *value = change_number(f, cases[i].key, cases[i].at, cases[i].value, &n);
        snprintf(what, sizeof what, "case %zu", i);
        expect_refused(f, what);
        set_metadata(f, cases[i].key, value, n);
        xc_free(value);
    }
}

/* Each of them would be a good store by itself, or nearly so; not the one that was read. */
static void a_refresh_to_another_store_is_refused(void **state) {
    static const struct {
        const char *key;
        size_t at;
        uint32_t value;
    } cases[] = {
        {HEAD, 4, 1},         /* a block less */
        {HEAD, 8, 100},       /* shorter */
        {HEAD, 16, 7},        /* another id */
        {HEAD, 36, 7},        /* another dictionary */
        {BLOCKS_KEY, 24, 7},  /* another first block */
        {BLOCKS_KEY, 52, 69}, /* a document less in the second */
    };
    store_test *f = *state;
    xc_database *db = xc_writer_database(f->engine);
    make_store(f);
    OK(f, fh_store_open(f->path, db, &f->store, &f->err));
    add(f, DOCUMENTS + 1);
    OK(f, fh_store_writer_flush(f->writer, f->engine, &f->err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        char *value = change_number(f, cases[i].key, cases[i].at, cases[i].value, &n);
        assert_int_equal(fh_store_refresh(f->store, db, &f->err), FIHRIST_E_CORRUPT);
        set_metadata(f, cases[i].key, value, n);
        xc_free(value);
    }
    OK(f, fh_store_refresh(f->store, db, &f->err));
    check_range(f, BLOCK_DOCUMENTS + 1, DOCUMENTS + 1);
}

/* --- what the system refuses --- */

/* As a full disk would: the file may not grow. */
static void a_write_that_fails_is_an_error_and_the_last(void **state) {
    store_test *f = *state;
    struct rlimit before, small;
    fh_str record;
    add_range(f, 1, 20);
    commit(f);
    add_range(f, 21, 600);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){20000, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = fh_store_writer_flush(f->writer, f->engine, &f->err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, FIHRIST_E_IO);
    assert_non_null(strstr(f->err.message, "/store': File too large"));
    assert_int_equal(fh_store_writer_flush(f->writer, f->engine, &f->err), FIHRIST_E_IO);
    assert_int_equal(add_record(f, 601, fh_str_of("record")), FIHRIST_E_IO);
    assert_int_equal(
        fh_store_writer_record(f->writer, 1, FH_RECORD_ALL, f->arena, &record, &f->err),
        FIHRIST_E_IO);
    close_writer(f);
    open_writer(f, false);
    add_range(f, 21, 30);
    commit(f);
    open_reader(f);
    check_range(f, 1, 30);
}

/* One document after another, until all of it is done without the Nth allocation. */
static int write_some(store_test *f, fh_store_writer **ret_writer, xc_database *db) {
    fh_unit unit = unit_of_word(1);
    fh_store_document document = {.docid = DOCUMENTS + 1,
                                  .story = 1,
                                  .record = fh_str_of("record"),
                                  .units = &unit,
                                  .unit_count = 1};
    int code = fh_store_writer_open(f->path, db, false, ret_writer, &f->err);
    if (code == FIHRIST_OK)
        code = fh_store_writer_add(*ret_writer, &document, &f->err);
    return code == FIHRIST_OK ? fh_store_writer_flush(*ret_writer, f->engine, &f->err) : code;
}

static int read_some(store_test *f, xc_database *db) {
    uint64_t faults;
    fh_str record;
    int code = fh_store_open(f->path, db, &f->store, &f->err);
    if (code == FIHRIST_OK)
        code = fh_store_record(f->store, 1, FH_RECORD_ALL, f->arena, &record, &f->err);
    return code == FIHRIST_OK ? fh_store_check(f->store, tell_nobody, NULL, &faults, &f->err)
                              : code;
}

static void an_allocation_that_fails_is_an_error(void **state) {
    store_test *f = *state;
    xc_database *db = xc_writer_database(f->engine);
    int code = FIHRIST_E_MEMORY;
    make_store(f);
    for (long n = 0; code != FIHRIST_OK; n++) {
        fh_memory_fail_after(n);
        code = read_some(f, db);
        fh_memory_fail_after(-1);
        assert_true(code == FIHRIST_OK || code == FIHRIST_E_MEMORY);
        fh_store_close(f->store);
        f->store = NULL;
        fh_arena_reset(f->arena);
    }
    code = FIHRIST_E_MEMORY;
    for (long n = 0; code != FIHRIST_OK; n++) {
        fh_store_writer *writer = NULL;
        fh_memory_fail_after(n);
        code = write_some(f, &writer, db);
        fh_memory_fail_after(-1);
        assert_true(code == FIHRIST_OK || code == FIHRIST_E_MEMORY);
        fh_store_writer_close(writer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STORE_TEST(a_faulty_value_of_the_metadata_is_refused),
        STORE_TEST(a_directory_that_makes_no_sense_is_refused),
        STORE_TEST(a_refresh_to_another_store_is_refused),
        STORE_TEST(a_write_that_fails_is_an_error_and_the_last),
        STORE_TEST(an_allocation_that_fails_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
