/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon says of each form how often it was counted, and which forms match a pattern.
 */
#include "tests/unit/lexicon_fixture.h"

static fh_language english(void) {
    return language_number(0);
}

static void count_form(lexicon_test *f, const char *form, const char *stem, int64_t change) {
    OK(f, fh_lexicon_batch_add(f->batch, english(), fh_str_of(form), fh_str_of(stem), change,
                               &f->err));
}

static void write_batch(lexicon_test *f) {
    append(f);
    commit(f);
    refresh(f);
}

/* "form stem frequency, ..." of the forms that match `pattern`. */
static const char *forms_of(lexicon_test *f, fh_language language, const char *pattern, size_t room,
                            bool *ret_more) {
    static char text[400];
    fh_lexicon_entry entries[8];
    size_t found, n = 0;
    OK(f, fh_lexicon_match(f->lexicon, language, fh_str_of(pattern), f->arena, entries, room,
                           &found, ret_more, &f->err));
    text[0] = '\0';
    for (size_t i = 0; i < found; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s %.*s %llu", i ? ", " : "",
                              (int)entries[i].form.n, entries[i].form.p, (int)entries[i].stem.n,
                              entries[i].stem.p, (unsigned long long)entries[i].frequency);
    return text;
}

static void counts_of_several_batches_add_up(void **state) {
    lexicon_test *f = *state;
    bool more;
    count_form(f, "organizes", "organ", 2);
    count_form(f, "organ", "organ", 1);
    count_form(f, "harbour", "harbour", 1);
    write_batch(f);
    count_form(f, "organizes", "organ", 3);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "organ*", 8, &more),
                        "organ organ 1, organizes organ 5");
    assert_false(more);
}

static void a_form_that_is_gone_is_no_longer_there(void **state) {
    lexicon_test *f = *state;
    fh_lexicon_entry entry;
    bool more;
    count_form(f, "plague", "plagu", 2);
    count_form(f, "plan", "plan", 1);
    write_batch(f);
    count_form(f, "plague", "plagu", -2);
    count_form(f, "plan", "plan", 0);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "pla*", 8, &more), "plan plan 1");
    assert_int_equal(
        fh_lexicon_find(f->lexicon, english(), fh_str_of("plague"), f->arena, &entry, &f->err), 0);
}

/* The first run is small, so the second is merged with it at once. */
static void fewer_than_no_occurrences_are_damage(void **state) {
    lexicon_test *f = *state;
    count_form(f, "plague", "plagu", 1);
    write_batch(f);
    count_form(f, "plague", "plagu", -2);
    assert_int_equal(fh_lexicon_writer_append(f->writer, f->batch, &f->err), FIHRIST_E_CORRUPT);
    assert_int_equal(fh_lexicon_writer_append(f->writer, f->batch, &f->err), FIHRIST_E_IO);
    assert_int_equal(fh_lexicon_writer_flush(f->writer, f->engine, &f->err), FIHRIST_E_IO);
}

/* Beside a large run the small one stays by itself, and is seen through by who reads both. */
static void fewer_than_no_occurrences_are_damage_before_a_merge_too(void **state) {
    lexicon_test *f = *state;
    lexicon_model model = {{{0}}};
    fh_lexicon_entry entry;
    char room[40];
    for (int i = 0; i < FORMS; i++)
        count(f, &model, 0, i, 1);
    write_batch(f);
    count(f, &model, 0, 7, -2);
    write_batch(f);
    assert_int_equal(f->lexicon->directory.count, 2);
    assert_int_equal(
        fh_lexicon_find(f->lexicon, english(), form_number(7, room), f->arena, &entry, &f->err),
        FIHRIST_E_CORRUPT);
    assert_int_equal(
        fh_lexicon_find(f->lexicon, english(), form_number(8, room), f->arena, &entry, &f->err), 1);
    assert_int_equal(fh_lexicon_check(f->lexicon, tell_nobody, NULL), 1);
}

static void two_stems_of_one_form_are_damage(void **state) {
    lexicon_test *f = *state;
    count_form(f, "plague", "plagu", 1);
    write_batch(f);
    count_form(f, "plague", "plague", 1);
    assert_int_equal(fh_lexicon_writer_append(f->writer, f->batch, &f->err), FIHRIST_E_CORRUPT);
}

static void languages_are_apart(void **state) {
    lexicon_test *f = *state;
    bool more;
    fh_language french = fh_language_find(fh_str_of("fr"));
    count_form(f, "pays", "pay", 1);
    OK(f, fh_lexicon_batch_add(f->batch, french, fh_str_of("pays"), fh_str_of("pays"), 4, &f->err));
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "pay*", 8, &more), "pays pay 1");
    assert_string_equal(forms_of(f, french, "pay*", 8, &more), "pays pays 4");
    assert_string_equal(forms_of(f, fh_language_find(fh_str_of("de")), "pay*", 8, &more), "");
}

static void forms_past_the_room_are_told(void **state) {
    lexicon_test *f = *state;
    bool more;
    count_form(f, "ba", "ba", 1);
    count_form(f, "bb", "bb", 1);
    count_form(f, "bc", "bc", 1);
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "b*", 2, &more), "ba ba 1, bb bb 1");
    assert_true(more);
    assert_string_equal(forms_of(f, english(), "b*", 3, &more), "ba ba 1, bb bb 1, bc bc 1");
    assert_false(more);
}

static void stars_stand_for_any_letters_or_none(void **state) {
    static const struct {
        const char *pattern, *found;
    } cases[] = {
        {"ban", "ban ban 1"},
        {"ban*", "ban ban 1, banana banana 1, bans ban 1"},
        {"*ban", "ban ban 1, taliban taliban 1"},
        {"*ban*", "ban ban 1, banana banana 1, bans ban 1, taliban taliban 1, talibans taliban 1"},
        {"t*n", "taliban taliban 1"},
        {"ta*ib*n*", "taliban taliban 1, talibans taliban 1"},
        {"*a*a*a*", "banana banana 1"},
        {"*ana*ana*", ""},
        {"banan*nana", ""},
        {"**li**ban", "taliban taliban 1"},
        {"*liz*", ""},
        {"*\xc3\xa9*", "caf\xc3\xa9 caf 1"},
    };
    lexicon_test *f = *state;
    bool more;
    static const char *const forms[] = {"ban", "banana", "taliban", "caf\xc3\xa9"};
    static const char *const stems[] = {"ban", "banana", "taliban", "caf"};
    for (size_t i = 0; i < 4; i++)
        count_form(f, forms[i], stems[i], 1);
    count_form(f, "bans", "ban", 1);
    count_form(f, "talibans", "taliban", 1);
    write_batch(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(forms_of(f, english(), cases[i].pattern, 8, &more), cases[i].found);
    assert_string_equal(forms_of(f, english(), "*an*", 2, &more), "ban ban 1, banana banana 1");
    assert_true(more);
}

/* The table grows from 1,024 slots, and the longest form has its place. */
static void ten_thousand_forms_are_kept_apart(void **state) {
    lexicon_test *f = *state;
    char form[FH_TOKEN_MAX_BYTES];
    bool more;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 10000; i++) {
            int n = snprintf(form, sizeof form, "w%dw", i);
            count_form(f, form, form, 1);
            assert_true(n < (int)sizeof form);
        }
    memset(form, 'x', sizeof form);
    OK(f, fh_lexicon_batch_add(f->batch, english(), (fh_str){form, sizeof form}, fh_str_of("x"), 1,
                               &f->err));
    write_batch(f);
    assert_string_equal(forms_of(f, english(), "w1234w*", 8, &more), "w1234w w1234w 2");
    assert_int_equal(strlen(forms_of(f, english(), "xxx*", 8, &more)), FH_TOKEN_MAX_BYTES + 4);
}

/* A file that is left is removed with the commit that leaves it; who still has it open reads on. */
static void a_reader_keeps_the_file_that_it_has_open(void **state) {
    lexicon_test *f = *state;
    lexicon_model model = {{{0}}};
    xc_database *late;
    fh_lexicon *lexicon;
    fh_lexicon_entry entry;
    char room[40], next[200];
    count(f, &model, 0, 7, 1);
    write_batch(f);
    assert_int_equal(xc_database_open(f->path, &late, NULL), 0);
    snprintf(next, sizeof next, "%s/lexicon-2", f->path);
    for (int round = 0; round < 300 && access(next, F_OK) != 0; round++) {
        for (int i = 0; i < FORMS; i++)
            count(f, &model, 0, i, 1);
        append(f);
    }
    commit(f);
    assert_int_equal(
        fh_lexicon_find(f->lexicon, english(), form_number(7, room), f->arena, &entry, &f->err), 1);
    assert_int_equal(entry.frequency, 1);
    assert_int_equal(fh_lexicon_open(f->path, late, &lexicon, &f->err), FIHRIST_E_NOT_FOUND);
    refresh(f);
    assert_int_equal(
        fh_lexicon_find(f->lexicon, english(), form_number(7, room), f->arena, &entry, &f->err), 1);
    assert_int_equal(entry.frequency, model.counts[0][7]);
    xc_database_close(late);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LEXICON_TEST(counts_of_several_batches_add_up),
        LEXICON_TEST(a_form_that_is_gone_is_no_longer_there),
        LEXICON_TEST(fewer_than_no_occurrences_are_damage),
        LEXICON_TEST(fewer_than_no_occurrences_are_damage_before_a_merge_too),
        LEXICON_TEST(two_stems_of_one_form_are_damage),
        LEXICON_TEST(languages_are_apart),
        LEXICON_TEST(forms_past_the_room_are_told),
        LEXICON_TEST(stars_stand_for_any_letters_or_none),
        LEXICON_TEST(ten_thousand_forms_are_kept_apart),
        LEXICON_TEST(a_reader_keeps_the_file_that_it_has_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
