/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_chart.c: charts of counts as they are drawn.
 */
#include "core/chart.h"

#include "core/number.h"
#include "tests/unit/check.h"

enum { CHART_MAX_BYTES = 1 << 16 };

static const fh_chart_look wide = {.columns = 80};

static fh_buffer draw(const fh_chart_year *years, size_t count, fh_chart_look look) {
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    fh_chart_years(&out, years, count, look);
    return out;
}

static void check_chart(const fh_buffer *out, const char *wanted) {
    check_text("chart", fh_buffer_str(out), wanted);
}

static void years_stand_side_by_side_above_their_names(void **state) {
    (void)state;
    static const fh_chart_year years[] = {{2019, 800}, {2020, 1600}, {2022, 25}};
    fh_buffer out = draw(years, 3, wide);
    check_chart(&out, "  1,600       █████\n"
                      "              █████\n"
                      "        █████ █████\n"
                      "        █████ █████       ▁▁▁▁▁\n"
                      "        2019  2020  2021  2022\n");
    fh_buffer_free(&out);
}

static void a_year_that_has_any_is_seen_and_one_that_has_none_is_not(void **state) {
    (void)state;
    static const fh_chart_year years[] = {{2000, 1}, {2001, 0}, {2002, 1000000}};
    fh_buffer out = draw(years, 3, wide);
    check_chart(&out, "  1,000,000             █████\n"
                      "                        █████\n"
                      "                        █████\n"
                      "            ▁▁▁▁▁       █████\n"
                      "            2000  2001  2002\n");
    fh_buffer_free(&out);
}

static void nothing_is_drawn_of_nothing(void **state) {
    (void)state;
    fh_buffer out = draw(NULL, 0, wide);
    assert_int_equal(out.n, 0);
    fh_chart_rows(&out, NULL, 0, wide);
    assert_int_equal(out.n, 0);
    fh_buffer_free(&out);
}

static void colour_is_round_the_bars_alone(void **state) {
    (void)state;
    static const fh_chart_row row = {{"Tidings", 7}, 3};
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    fh_chart_rows(&out, &row, 1, (fh_chart_look){.columns = 40, .coloured = true});
    fh_str text = fh_buffer_str(&out);
    assert_memory_equal(text.p, "  Tidings  3 \033[36m", 18);
    assert_memory_equal(text.p + text.n - 5, "\033[0m\n", 5);
    fh_buffer_free(&out);
}

/* The longest line, in characters. */
static size_t longest_line(const fh_buffer *out) {
    size_t longest = 0, columns = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (out->p[i] == '\n')
            columns = 0;
        else
            columns += ((unsigned char)out->p[i] & 0xc0) != 0x80;
        longest = columns > longest ? columns : longest;
    }
    return longest;
}

static void no_line_is_longer_than_it_may_be(void **state) {
    (void)state;
    static fh_chart_year years[300];
    uint64_t articles = 1;
    for (size_t count = 1; count <= sizeof years / sizeof *years; count++) {
        articles = articles * 7 % 1000003 + 1;
        years[count - 1] = (fh_chart_year){1700 + (int)count, articles};
        for (unsigned columns = 40; columns <= 80; columns += 8) {
            fh_buffer out = draw(years, count, (fh_chart_look){.columns = columns});
            if (longest_line(&out) > columns)
                fail_msg("%zu years, %u columns:\n%.*s", count, columns, (int)out.n, out.p);
            fh_buffer_free(&out);
        }
    }
}

static void a_wrong_date_does_not_flatten_all_others(void **state) {
    (void)state;
    static fh_chart_year years[42] = {{1, 1}};
    for (int i = 0; i < 40; i++)
        years[i + 1] = (fh_chart_year){1980 + i, 1000};
    years[41] = (fh_chart_year){9999, 2};
    fh_buffer out = draw(years, 42, wide);
    fh_str text = fh_buffer_str(&out);
    assert_non_null(memmem(text.p, text.n, "1980", 4));
    assert_non_null(memmem(text.p, text.n, "2010", 4));
    assert_non_null(memmem(text.p, text.n, "  and 1 up to 1\n  and 2 from 9999 on\n", 37));
    fh_buffer_free(&out);
}

static void years_share_a_bar_where_there_are_too_many(void **state) {
    (void)state;
    static fh_chart_year years[200];
    for (int i = 0; i < 200; i++)
        years[i] = (fh_chart_year){1800 + i, 10};
    fh_buffer out = draw(years, 200, wide);
    fh_str text = fh_buffer_str(&out);
    assert_memory_equal(text.p, "  30 █", 8);
    assert_non_null(memmem(text.p, text.n, "1800", 4));
    assert_null(memmem(text.p, text.n, "and", 3));
    fh_buffer_free(&out);
}

static void rows_are_as_long_as_their_counts(void **state) {
    (void)state;
    static const fh_chart_row rows[] = {
        {{"Harbour Tidings", 15}, 1234}, {{"Le Phare de l’Été", 21}, 617}, {{"x", 1}, 1}};
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    fh_chart_rows(&out, rows, 3, wide);
    check_chart(&out, "  Harbour Tidings    1,234 ██████████████████████████████\n"
                      "  Le Phare de l’Été    617 ███████████████\n"
                      "  x                      1 ▏\n");
    fh_buffer_free(&out);
}

static void what_must_not_reach_a_terminal_does_not(void **state) {
    (void)state;
    static const fh_chart_row row = {{"a\033[2Jb\n\xe2\x80\xae", 10}, 5};
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    fh_chart_rows(&out, &row, 1, wide);
    assert_null(memchr(out.p, '\033', out.n));
    assert_memory_equal(out.p, "  a[2Jb  5 ", 11);
    fh_buffer_free(&out);
}

static void a_long_name_is_cut(void **state) {
    (void)state;
    char name[200];
    memset(name, 'n', sizeof name);
    fh_chart_row row = {{name, sizeof name}, UINT64_MAX};
    fh_buffer out = FH_BUFFER(CHART_MAX_BYTES);
    fh_chart_rows(&out, &row, 1, (fh_chart_look){.columns = 80});
    assert_true(longest_line(&out) <= 80);
    fh_buffer_free(&out);
}

static void digits_are_grouped(void **state) {
    (void)state;
    static const struct {
        uint64_t number;
        const char *text;
    } cases[] = {{0, "0"},
                 {999, "999"},
                 {1000, "1,000"},
                 {1234567, "1,234,567"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    char text[FH_GROUPED_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(fh_number_grouped(cases[i].number, text), cases[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_stand_side_by_side_above_their_names),
        cmocka_unit_test(a_year_that_has_any_is_seen_and_one_that_has_none_is_not),
        cmocka_unit_test(nothing_is_drawn_of_nothing),
        cmocka_unit_test(colour_is_round_the_bars_alone),
        cmocka_unit_test(no_line_is_longer_than_it_may_be),
        cmocka_unit_test(a_wrong_date_does_not_flatten_all_others),
        cmocka_unit_test(years_share_a_bar_where_there_are_too_many),
        cmocka_unit_test(rows_are_as_long_as_their_counts),
        cmocka_unit_test(what_must_not_reach_a_terminal_does_not),
        cmocka_unit_test(a_long_name_is_cut),
        cmocka_unit_test(digits_are_grouped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
