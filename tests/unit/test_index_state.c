/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The state of an index comes back as it was written, and what is no state is an error.
 */
#include "tests/unit/check.h"

#include "core/index_state.h"
#include "tests/unit/scratch.h"

enum { FRENCH = 11 /* any language */ };

typedef struct fixture {
    char *scratch;
    xc_writer *writer;
} fixture;

static int open_fixture(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    assert_int_equal(
        xc_writer_open(scratch_path(f->scratch, "db"), XC_WRITER_NEW, 0, &f->writer, NULL), 0);
    assert_int_equal(xc_writer_begin(f->writer, NULL), 0);
    *state = f;
    return 0;
}

static int close_fixture(void **state) {
    fixture *f = *state;
    xc_writer_close(f->writer);
    scratch_free(f->scratch);
    free(f);
    return 0;
}

static void a_state_comes_back_as_written(void **state) {
    fixture *f = *state;
    fh_index_state in, out;
    assert_int_equal(fh_index_state_new(&in, NULL), 0);
    in.revision = 41;
    in.rejected = 3;
    in.kinds[FH_KIND_COMMENT] = (fh_kind_stats){7, 900};
    in.languages[FRENCH] = 7;
    assert_int_equal(fh_index_state_write(f->writer, &in, NULL), 0);
    assert_int_equal(fh_index_state_read(xc_writer_database(f->writer), &out, NULL), 0);
    assert_memory_equal(&in, &out, sizeof in);
}

static void every_new_state_has_a_uuid_of_its_own(void **state) {
    fh_index_state a, b;
    (void)state;
    assert_int_equal(fh_index_state_new(&a, NULL), 0);
    assert_int_equal(fh_index_state_new(&b, NULL), 0);
    assert_int_equal(strlen(a.uuid), 36);
    assert_int_equal(a.uuid[14], '4');
    assert_string_not_equal(a.uuid, b.uuid);
}

static void a_state_that_is_not_there_or_damaged_is_an_error(void **state) {
    static const char *const texts[] = {"", "{", "[]", "{\"uuid\":\"short\"}"};
    fixture *f = *state;
    fh_index_state out;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(xc_writer_set_metadata(f->writer, "fihrist-state", 13, texts[i],
                                                strlen(texts[i]), NULL),
                         0);
        assert_int_equal(fh_index_state_read(xc_writer_database(f->writer), &out, NULL),
                         FIHRIST_E_CORRUPT);
    }
}

#define DB_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_state_comes_back_as_written),
        cmocka_unit_test(every_new_state_has_a_uuid_of_its_own),
        DB_TEST(a_state_that_is_not_there_or_damaged_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
