/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A lexicon whose file or whose directory in the metadata is damaged: an error, or the right answer
 * from what is sound; never a crash nor a wrong count. What cannot be written is an error too.
 */
#include "tests/unit/lexicon_fixture.h"

#include <fnmatch.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/damage.h"

static const char key[] = "fihrist-lexicon";
static lexicon_model model;

/* Two runs, the first four times as large as the second. */
static void make_lexicon(lexicon_test *f) {
    memset(&model, 0, sizeof model);
    for (int i = 0; i < FORMS; i++)
        count(f, &model, i % LANGUAGES, i, 1 + i % 200);
    append(f);
    for (int i = 0; i < FORMS / 10; i++)
        count(f, &model, i % LANGUAGES, i, i % 5 == 0 ? -1 - i % 200 : 7);
    append(f);
    commit(f);
}

/* Good until the next call but seven. */
static const char *file_of(lexicon_test *f) {
    return scratch_path(f->path, "lexicon-1");
}

/* --- another file in its place --- */

static void make_no_lexicon(const char *path) {
    write_byte(path, 3, 'x');
}

static void make_later(const char *path) {
    write_byte(path, 8, 2);
}

static void make_anothers(const char *path) {
    uint8_t header[FH_APPENDED_HEADER_BYTES];
    fh_appended_header(&fh_lexicon_kind, 4711, header);
    for (size_t i = 0; i < sizeof header; i++)
        write_byte(path, (off_t)i, header[i]);
}

/* Reader and writer say the same of it. */
static void a_file_that_is_not_the_lexicon_is_refused_by_name(void **state) {
    static const struct {
        void (*change)(const char *path);
        int code;
        const char *cause;
    } cases[] = {
        {make_shorter, FIHRIST_E_CORRUPT, "/lexicon-1': 1 of its bytes are missing"},
        {make_empty, FIHRIST_E_CORRUPT, "/lexicon-1': "},
        {make_missing, FIHRIST_E_NOT_FOUND, "no 'lexicon-1' in it"},
        {make_symlink, FIHRIST_E_CORRUPT, "'lexicon-1' is not a plain file"},
        {make_fifo, FIHRIST_E_CORRUPT, "'lexicon-1' is not a plain file"},
        {make_directory, FIHRIST_E_CORRUPT, "'lexicon-1' is not a plain file"},
        {make_no_lexicon, FIHRIST_E_CORRUPT, "/lexicon-1': no lexicon"},
        {make_later, FIHRIST_E_VERSION, "/lexicon-1': it is of version 2, not 1"},
        {make_anothers, FIHRIST_E_CORRUPT, "/lexicon-1': it is not of this database"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lexicon_test *f;
        fh_lexicon *lexicon;
        fh_lexicon_writer *writer;
        lexicon_setup((void **)&f);
        make_lexicon(f);
        cases[i].change(file_of(f));
        xc_database *db = xc_writer_database(f->engine);
        assert_int_equal(fh_lexicon_open(f->path, db, &lexicon, &f->err), cases[i].code);
        assert_non_null(strstr(f->err.message, cases[i].cause));
        int code = fh_lexicon_writer_open(f->path, db, false, &writer, &f->err);
        if (cases[i].change == make_directory) /* opening one for writing fails by itself */
            assert_true(code == FIHRIST_E_IO || code == FIHRIST_E_CORRUPT);
        else
            assert_int_equal(code, cases[i].code);
        lexicon_teardown((void **)&f);
    }
}

static void a_lexicon_that_shrinks_is_noticed_by_a_refresh(void **state) {
    lexicon_test *f = *state;
    make_lexicon(f);
    refresh(f);
    count(f, &model, 0, 7, 1);
    append(f);
    commit(f);
    make_shorter(file_of(f));
    xc_database *db = xc_writer_database(f->engine);
    assert_int_equal(fh_lexicon_refresh(f->lexicon, db, &f->err), FIHRIST_E_CORRUPT);
    assert_int_equal(fh_lexicon_refresh(f->lexicon, db, &f->err), FIHRIST_E_CORRUPT);
}

static void a_lexicon_that_is_cut_anywhere_is_not_opened(void **state) {
    lexicon_test *f = *state;
    fh_lexicon *lexicon;
    uint64_t random = 9;
    size_t n;
    make_lexicon(f);
    free(read_file(file_of(f), &n));
    for (uint32_t trial = 0; trial < 200; trial++) {
        n -= random_below(&random, (uint32_t)n / 50 + 1) + (trial == 0);
        assert_int_equal(truncate(file_of(f), (off_t)n), 0);
        assert_int_equal(fh_lexicon_open(f->path, xc_writer_database(f->engine), &lexicon, &f->err),
                         FIHRIST_E_CORRUPT);
    }
}

/* --- flipped bits --- */

/* What the answer should be of form `i`, in the language that it was counted in. */
static void find_form(lexicon_test *f, int i) {
    fh_lexicon_entry entry;
    char form[40], stem[40];
    int64_t wanted = model.counts[i % LANGUAGES][i];
    int found = fh_lexicon_find(f->lexicon, language_number(i % LANGUAGES), form_number(i, form),
                                f->arena, &entry, &f->err);
    if (found < 0) {
        assert_int_equal(found, FIHRIST_E_CORRUPT);
        return;
    }
    if (found != (wanted > 0))
        fail_msg("form %d is %s", i, found ? "there" : "not there");
    if (found &&
        ((int64_t)entry.frequency != wanted || !fh_str_equal(entry.stem, stem_number(i, stem))))
        fail_msg("form %d has frequency %d", i, (int)entry.frequency);
}

/* How many forms match is right, or not said. */
static void count_forms(lexicon_test *f, int language, const char *pattern) {
    static fh_lexicon_entry entries[FORMS];
    size_t found, wanted = 0;
    bool more;
    char room[40];
    int status = fh_lexicon_match(f->lexicon, language_number(language), fh_str_of(pattern),
                                  f->arena, entries, FORMS, &found, &more, &f->err);
    if (status < 0) {
        assert_int_equal(status, FIHRIST_E_CORRUPT);
        return;
    }
    for (int i = 0; i < FORMS; i++)
        wanted += model.counts[language][i] > 0 && fnmatch(pattern, form_number(i, room).p, 0) == 0;
    assert_int_equal(found, wanted);
}

static void read_damaged(lexicon_test *f, int trial) {
    static const char *const patterns[] = {"a*", "*ban*",       "li*b*", "*n*n*",
                                           "t*", "*\xc3\xa9*1", "*st*",  "*7"};
    if (fh_lexicon_open(f->path, xc_writer_database(f->engine), &f->lexicon, &f->err) < 0) {
        f->lexicon = NULL;
        return;
    }
    for (int i = trial % 17; i < FORMS; i += 17)
        find_form(f, i);
    count_forms(f, trial % LANGUAGES, patterns[trial % 8]);
    assert_true(fh_lexicon_check(f->lexicon, tell_nobody, NULL) > 0);
    close_reader(f);
    fh_arena_reset(f->arena);
}

/* A run that is merged is read to its end: with damage in it, nothing is written on top. */
static void merge_damaged(lexicon_test *f) {
    fh_lexicon_writer *writer;
    fh_lexicon_batch *batch;
    char form[40], stem[40];
    if (fh_lexicon_writer_open(f->path, xc_writer_database(f->engine), false, &writer, &f->err) < 0)
        return;
    OK(f, fh_lexicon_batch_new(&batch, &f->err));
    for (int i = 0; i < FORMS; i++)
        OK(f, fh_lexicon_batch_add(batch, language_number(0), form_number(i, form),
                                   stem_number(i, stem), 1, &f->err));
    assert_int_equal(fh_lexicon_writer_append(writer, batch, &f->err), FIHRIST_E_CORRUPT);
    fh_lexicon_batch_free(batch);
    fh_lexicon_writer_close(writer);
}

static void a_flipped_bit_never_gives_a_wrong_answer(void **state) {
    lexicon_test *f = *state;
    uint64_t random = 7;
    size_t n;
    make_lexicon(f);
    uint8_t *bytes = read_file(file_of(f), &n);
    refresh(f);
    assert_int_equal(f->lexicon->directory.count, 2);
    fh_lexicon_run run = f->lexicon->directory.runs[0];
    assert_true(fh_lexicon_run_check(&run, bytes + run.offset));
    close_reader(f);
    for (int trial = 0; trial < 2000; trial++) {
        /* Half of them in the tables, where they do most. */
        uint32_t at = random_below(&random, (uint32_t)n);
        if (trial % 2 == 0)
            at = (uint32_t)run.offset + run.index_at +
                 random_below(&random, run.bytes - run.index_at);
        write_byte(file_of(f), at, bytes[at] ^ (uint8_t)(1 << random_below(&random, 8)));
        read_damaged(f, trial);
        if (trial % 8 == 0 && at < run.offset + run.bytes - 8)
            merge_damaged(f);
        write_byte(file_of(f), at, bytes[at]);
    }
    free(bytes);
    refresh(f);
    assert_int_equal(fh_lexicon_check(f->lexicon, tell_nobody, NULL), 0);
}

/* --- metadata --- */

static void set_metadata(lexicon_test *f, const char *data, size_t n) {
    assert_int_equal(xc_writer_set_metadata(f->engine, key, strlen(key), data, n, NULL), 0);
}

static char *get_metadata(lexicon_test *f, size_t *ret_n) {
    char *value;
    assert_int_equal(xc_database_get_metadata(xc_writer_database(f->engine), key, strlen(key),
                                              &value, ret_n, NULL),
                     1);
    return value;
}

static void expect_refused(lexicon_test *f, size_t which) {
    fh_lexicon *lexicon;
    int code = fh_lexicon_open(f->path, xc_writer_database(f->engine), &lexicon, &f->err);
    if (code != FIHRIST_E_CORRUPT && code != FIHRIST_E_VERSION)
        fail_msg("%zu: %s", which, fihrist_error_name(code));
}

static void a_faulty_value_of_the_metadata_is_refused(void **state) {
    lexicon_test *f = *state;
    size_t n;
    make_lexicon(f);
    char *value = get_metadata(f, &n);
    for (size_t bit = 0; bit < n * 8; bit++) {
        value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
        set_metadata(f, value, n);
        expect_refused(f, bit);
        value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
    }
    for (size_t shorter = 0; shorter < n; shorter++) {
        set_metadata(f, value, shorter);
        expect_refused(f, shorter);
    }
    char longer[2000] = {0};
    memcpy(longer, value, n);
    set_metadata(f, longer, sizeof longer);
    expect_refused(f, sizeof longer);
    set_metadata(f, value, n);
    xc_free(value);
    refresh(f);
}

/* Numbers that make no sense, under a right checksum. */
static void a_directory_that_makes_no_sense_is_refused(void **state) {
    static const struct {
        size_t at; /* of 32 bits */
        uint32_t value;
    } cases[] = {
        {4, 1},  {4, 3},  {4, UINT32_MAX}, {8, 0},           {8, 31},          {12, 0x80000000},
        {24, 0}, {32, 0}, {32, 33},        {36, 1},          {40, 0},          {40, 8},
        {40, 1}, {48, 0}, {48, 32},        {52, 0xffffffff}, {56, 0xfffffff8},
    };
    lexicon_test *f = *state;
    make_lexicon(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        char *value = get_metadata(f, &n);
        uint8_t *changed = malloc(n);
        memcpy(changed, value, n);
        fh_save32(changed + cases[i].at, cases[i].value);
        fh_save32(changed + n - 4, fh_checksum(changed, n - 4));
        set_metadata(f, (const char *)changed, n);
        expect_refused(f, i);
        set_metadata(f, value, n);
        xc_free(value);
        free(changed);
    }
}

/* --- what the system refuses --- */

/* As a full disk would: the file may not grow. */
static void a_write_that_fails_is_an_error_and_the_last(void **state) {
    lexicon_test *f = *state;
    struct rlimit before, small;
    make_lexicon(f);
    for (int i = 0; i < FORMS; i++)
        count(f, &model, 2, i, 1);
    lexicon_model kept = model;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){50000, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = fh_lexicon_writer_append(f->writer, f->batch, &f->err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, FIHRIST_E_IO);
    assert_non_null(strstr(f->err.message, "/lexicon-1': File too large"));
    assert_int_equal(fh_lexicon_writer_flush(f->writer, f->engine, &f->err), FIHRIST_E_IO);
    close_writer(f);
    open_writer(f, false);
    for (int i = 0; i < FORMS; i++)
        count(f, &model, 2, i, 1);
    model = kept;
    append(f);
    commit(f);
    refresh(f);
    for (int i = 0; i < FORMS; i++)
        find_form(f, i);
    assert_int_equal(fh_lexicon_check(f->lexicon, tell_nobody, NULL), 0);
}

static int write_some(lexicon_test *f, fh_lexicon_writer **ret_writer, xc_database *db) {
    int code = fh_lexicon_writer_open(f->path, db, false, ret_writer, &f->err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_batch_add(f->batch, language_number(0), fh_str_of("plague"),
                                    fh_str_of("plagu"), 1, &f->err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_writer_append(*ret_writer, f->batch, &f->err);
    return code == FIHRIST_OK ? fh_lexicon_writer_flush(*ret_writer, f->engine, &f->err) : code;
}

static int read_some(lexicon_test *f, xc_database *db) {
    fh_lexicon_entry entries[8];
    size_t found;
    bool more;
    int code = fh_lexicon_open(f->path, db, &f->lexicon, &f->err);
    return code == FIHRIST_OK ? fh_lexicon_match(f->lexicon, language_number(0), fh_str_of("*b*"),
                                                 f->arena, entries, 8, &found, &more, &f->err)
                              : code;
}

static void an_allocation_that_fails_is_an_error(void **state) {
    lexicon_test *f = *state;
    xc_database *db = xc_writer_database(f->engine);
    int code = FIHRIST_E_MEMORY;
    make_lexicon(f);
    for (long n = 0; code != FIHRIST_OK; n++) {
        fh_memory_fail_after(n);
        code = read_some(f, db);
        fh_memory_fail_after(-1);
        assert_true(code == FIHRIST_OK || code == FIHRIST_E_MEMORY);
        close_reader(f);
        fh_arena_reset(f->arena);
    }
    code = FIHRIST_E_MEMORY;
    for (long n = 0; code != FIHRIST_OK; n++) {
        fh_lexicon_writer *writer = NULL;
        fh_memory_fail_after(n);
        code = write_some(f, &writer, db);
        fh_memory_fail_after(-1);
        assert_true(code == FIHRIST_OK || code == FIHRIST_E_MEMORY);
        fh_lexicon_writer_close(writer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_not_the_lexicon_is_refused_by_name),
        LEXICON_TEST(a_lexicon_that_shrinks_is_noticed_by_a_refresh),
        LEXICON_TEST(a_lexicon_that_is_cut_anywhere_is_not_opened),
        LEXICON_TEST(a_flipped_bit_never_gives_a_wrong_answer),
        LEXICON_TEST(a_faulty_value_of_the_metadata_is_refused),
        LEXICON_TEST(a_directory_that_makes_no_sense_is_refused),
        LEXICON_TEST(a_write_that_fails_is_an_error_and_the_last),
        LEXICON_TEST(an_allocation_that_fails_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
