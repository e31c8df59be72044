/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_slice.c: what is asked of slices is answered by their bytes alone: none behind a slice is
 * looked at, and letters count as the same only where that is said.
 */
#include "core/slice.h"

#include "check.h"

static void a_slice_is_held_against_words_and_no_byte_behind_it(void **state) {
    (void)state;
    fh_str part = {"Reporter", 6}, none = {NULL, 0};
    assert_true(fh_str_starts(part, "Rep") && !fh_str_starts(part, "rep"));
    assert_true(fh_str_starts_as(part, "rEp") && !fh_str_starts_as(part, "reporter"));
    assert_true(fh_str_ends(part, "ort") && !fh_str_ends(part, "ORT"));
    assert_true(fh_str_ends_as(part, "ORT") && !fh_str_ends_as(part, "orte"));
    assert_true(fh_str_is(part, "REPORT") && !fh_str_is(part, "reporter"));
    assert_true(!fh_str_starts(none, "a") && !fh_str_ends_as(none, "a") && !fh_str_is(none, "a"));
}

static void a_slice_is_any_of_some_words(void **state) {
    (void)state;
    static const char *const words[] = {"by", "from", "with"};
    assert_true(fh_str_is_any(fh_str_of("From"), words, 3));
    assert_true(!fh_str_is_any(fh_str_of("with"), words, 2));
    assert_true(!fh_str_is_any(fh_str_of("fro"), words, 3));
    assert_true(!fh_str_is_any((fh_str){NULL, 0}, words, 3));
}

static void lines_are_taken_without_blanks_and_empty_ones_not_at_all(void **state) {
    (void)state;
    static const struct {
        const char *text, *lines[3];
    } cases[] = {{"", {NULL}},
                 {" \n\t\r\n ", {NULL}},
                 {"one", {"one"}},
                 {"one\n", {"one"}},
                 {"\n one \r\n\n two\tlong \nthree", {"one", "two\tlong", "three"}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_str left = fh_str_of(cases[i].text), line;
        for (size_t j = 0; j < 3 && cases[i].lines[j]; j++)
            check_text(cases[i].text, fh_str_take_line(&left), cases[i].lines[j]);
        line = fh_str_take_line(&left);
        assert_true(line.p == NULL && line.n == 0 && left.n == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_is_held_against_words_and_no_byte_behind_it),
        cmocka_unit_test(a_slice_is_any_of_some_words),
        cmocka_unit_test(lines_are_taken_without_blanks_and_empty_ones_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
