/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon and the state of an index, in a database of their own.
 */
#include "tests/unit/check.h"

#include "core/index_state.h"
#include "core/lexicon.h"
#include "tests/unit/scratch.h"

typedef struct fixture {
    char *scratch;
    xc_writer *writer;
    fh_lexicon_batch *batch;
    fh_arena *arena;
} fixture;

static int open_fixture(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    f->arena = fh_arena_new();
    assert_int_equal(
        xc_writer_open(scratch_path(f->scratch, "db"), XC_WRITER_NEW, 0, &f->writer, NULL), 0);
    assert_int_equal(fh_lexicon_batch_new(&f->batch, NULL), 0);
    assert_int_equal(xc_writer_begin(f->writer, NULL), 0);
    *state = f;
    return 0;
}

static int close_fixture(void **state) {
    fixture *f = *state;
    xc_writer_close(f->writer);
    fh_lexicon_batch_free(f->batch);
    fh_arena_free(f->arena);
    scratch_free(f->scratch);
    free(f);
    return 0;
}

static fh_language english(void) {
    return fh_language_find(fh_str_of("english"));
}

static void count_form(fixture *f, const char *form, const char *stem, int64_t change) {
    assert_int_equal(
        fh_lexicon_batch_add(f->batch, english(), fh_str_of(form), fh_str_of(stem), change, NULL),
        0);
}

static void write_batch(fixture *f) {
    assert_int_equal(fh_lexicon_batch_write(f->batch, f->writer, NULL), 0);
    assert_int_equal(xc_writer_commit(f->writer, NULL), 0);
    assert_int_equal(xc_writer_begin(f->writer, NULL), 0);
}

/* "form stem frequency, ..." of the forms that begin with `prefix`. */
static const char *forms_of(fixture *f, fh_language language, const char *prefix, size_t room,
                            bool *ret_more) {
    static char text[400];
    fh_lexicon_entry entries[8];
    size_t count, n = 0;
    assert_int_equal(fh_lexicon_prefix(xc_writer_database(f->writer), language, fh_str_of(prefix),
                                       f->arena, entries, room, &count, ret_more, NULL),
                     0);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s %.*s %llu", i ? ", " : "",
                              (int)entries[i].form.n, entries[i].form.p, (int)entries[i].stem.n,
                              entries[i].stem.p, (unsigned long long)entries[i].frequency);
    return text;
}

static void counts_of_several_batches_add_up(void **state) {
    fixture *f = *state;
    bool more;
    count_form(f, "organizes", "organ", 2);
    count_form(f, "organ", "organ", 1);
    count_form(f, "harbour", "harbour", 1);
    write_batch(f);
    count_form(f, "organizes", "organ", 3);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "organ", 8, &more),
                        "organ organ 1, organizes organ 5");
    assert_false(more);
}

static void a_form_that_is_gone_is_no_longer_there(void **state) {
    fixture *f = *state;
    bool more;
    count_form(f, "plague", "plagu", 2);
    count_form(f, "plan", "plan", 1);
    write_batch(f);
    count_form(f, "plague", "plagu", -2);
    count_form(f, "plan", "plan", 0);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "pla", 8, &more), "plan plan 1");
}

static void more_forms_than_counted_is_damage(void **state) {
    fixture *f = *state;
    count_form(f, "plague", "plagu", 1);
    write_batch(f);
    count_form(f, "plague", "plagu", -2);
    assert_int_equal(fh_lexicon_batch_write(f->batch, f->writer, NULL), FIHRIST_E_CORRUPT);
}

static void languages_are_apart(void **state) {
    fixture *f = *state;
    bool more;
    fh_language french = fh_language_find(fh_str_of("fr"));
    count_form(f, "pays", "pay", 1);
    assert_int_equal(
        fh_lexicon_batch_add(f->batch, french, fh_str_of("pays"), fh_str_of("pays"), 4, NULL), 0);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "pay", 8, &more), "pays pay 1");
    assert_string_equal(forms_of(f, french, "pay", 8, &more), "pays pays 4");
}

static void forms_past_the_room_are_told(void **state) {
    fixture *f = *state;
    bool more;
    count_form(f, "ba", "ba", 1);
    count_form(f, "bb", "bb", 1);
    count_form(f, "bc", "bc", 1);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "b", 2, &more), "ba ba 1, bb bb 1");
    assert_true(more);
    assert_string_equal(forms_of(f, english(), "b", 3, &more), "ba ba 1, bb bb 1, bc bc 1");
    assert_false(more);
}

/* The table grows from 1,024 slots, and the longest form has its key. */
static void ten_thousand_forms_are_kept_apart(void **state) {
    fixture *f = *state;
    char form[FH_TOKEN_MAX_BYTES];
    bool more;
    memset(form, 'x', sizeof form);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 10000; i++) {
            int n = snprintf(form, sizeof form, "w%dw", i);
            count_form(f, form, form, 1);
            assert_true(n < (int)sizeof form);
        }
    memset(form, 'x', sizeof form);
    assert_int_equal(fh_lexicon_batch_add(f->batch, english(), (fh_str){form, sizeof form},
                                          fh_str_of("x"), 1, NULL),
                     0);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "w1234w", 8, &more), "w1234w w1234w 2");
    assert_int_equal(strlen(forms_of(f, english(), "xxx", 8, &more)), FH_TOKEN_MAX_BYTES + 4);
}

static void a_state_comes_back_as_written(void **state) {
    fixture *f = *state;
    fh_index_state in, out;
    assert_int_equal(fh_index_state_new(&in, NULL), 0);
    in.revision = 41;
    in.rejected = 3;
    in.kinds[FH_KIND_COMMENT] = (fh_kind_stats){7, 900};
    in.languages[english()] = 7;
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
        DB_TEST(counts_of_several_batches_add_up),
        DB_TEST(a_form_that_is_gone_is_no_longer_there),
        DB_TEST(more_forms_than_counted_is_damage),
        DB_TEST(languages_are_apart),
        DB_TEST(forms_past_the_room_are_told),
        DB_TEST(ten_thousand_forms_are_kept_apart),
        DB_TEST(a_state_comes_back_as_written),
        cmocka_unit_test(every_new_state_has_a_uuid_of_its_own),
        DB_TEST(a_state_that_is_not_there_or_damaged_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
