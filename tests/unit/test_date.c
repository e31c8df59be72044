/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_date.c: the calendar, and which texts are dates.
 */
#include "core/date.h"

#include "check.h"

static void every_day_of_ten_thousand_years_comes_back(void **state) {
    (void)state;
    int32_t first = fh_date_to_day(1, 1, 1), last = fh_date_to_day(9999, 12, 31);
    int year = 1, month = 1, day = 1, last_year = 0, last_month = 12, last_day = 31;
    assert_int_equal(first, -719162);
    assert_int_equal(last, 2932896);
    for (int32_t i = first; i <= last; i++) {
        fh_date_from_day(i, &year, &month, &day);
        if (fh_date_to_day(year, month, day) != i)
            fail_msg("day %d", i);
        bool next_day = year == last_year && month == last_month && day == last_day + 1;
        bool next_month = year == last_year && month == last_month + 1 && day == 1;
        bool next_year = year == last_year + 1 && month == 1 && day == 1 && last_month == 12;
        if (!next_day && !next_month && !next_year)
            fail_msg("day %d does not follow the one before", i);
        last_year = year, last_month = month, last_day = day;
    }
    assert_int_equal(year, 9999);
}

static void what_is_a_date_covers_the_days_it_names(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int first[3], last[3];
        fh_date_precision precision;
    } cases[] = {
        {"2015", {2015, 1, 1}, {2015, 12, 31}, FH_DATE_YEAR},
        {"0001", {1, 1, 1}, {1, 12, 31}, FH_DATE_YEAR},
        {"2015-06", {2015, 6, 1}, {2015, 6, 30}, FH_DATE_MONTH},
        {"2016-02", {2016, 2, 1}, {2016, 2, 29}, FH_DATE_MONTH},
        {"1900-02", {1900, 2, 1}, {1900, 2, 28}, FH_DATE_MONTH},
        {"2000-02-29", {2000, 2, 29}, {2000, 2, 29}, FH_DATE_DAY},
        {"2015-06-20", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"20150620", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"9999-12-31", {9999, 12, 31}, {9999, 12, 31}, FH_DATE_DAY},
        {"2015-06-20T10:30", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"2015-06-20T10:30:15Z", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"2015-06-20T23:59:60.125+04:30", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"2015-06-20 10:30:00 +0000", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"2015-06-20T10:30-05", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"2015-06-20T24:00:00", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
        {"20150620T103000Z", {2015, 6, 20}, {2015, 6, 20}, FH_DATE_DAY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_date date;
        const int *f = cases[i].first, *l = cases[i].last;
        if (!fh_date_parse(fh_str_of(cases[i].text), &date) ||
            date.first_day != fh_date_to_day(f[0], f[1], f[2]) ||
            date.last_day != fh_date_to_day(l[0], l[1], l[2]) ||
            date.precision != cases[i].precision)
            fail_msg("%s", cases[i].text);
    }
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "0000",
        "15",
        "201",
        "20155",
        "2015-13-45",
        "2015-13",
        "2015-00",
        "2015-6-20",
        "2015-06-31",
        "2015-02-29",
        "1900-02-29",
        "2015-06-00",
        "2015-",
        "2015-06-",
        "201506",
        "2015/06/20",
        "20-06-2015",
        " 2015",
        "2015 ",
        "-2015",
        "+2015",
        "2015-0620",
        "201506-20",
        "2015-06-20x",
        "2015T10:30",
        "2015-06T10:30",
        "2015-06-20T",
        "2015-06-20 ",
        "2015-06-20T25:00",
        "2015-06-20T10:60",
        "2015-06-20T10:30:61",
        "2015-06-20T10:30:",
        "2015-06-20T10",
        "2015-06-20T10:30:00.",
        "2015-06-20T24:01",
        "2015-06-20T10:30Zz",
        "2015-06-20T10:30+1",
        "2015-06-20T10:30+24:00",
        "2015-06-20T10:30 pm",
        "\xd9\xa2\xd9\xa0\xd9\xa1\xd9\xa5",
    };
    fh_date date = {1, 2, FH_DATE_DAY};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fh_date_parse(fh_str_of(cases[i]), &date))
            fail_msg("%s is taken for a date", cases[i]);
    assert_false(fh_date_parse((fh_str){"2015\0", 5}, &date));
    assert_false(fh_date_parse((fh_str){"2015-06-20\0T10:30", 16}, &date));
    assert_int_equal(date.first_day, 1); /* set on success only */
}

static void a_moment_is_printed_and_read_back(void **state) {
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},          {1, "1970-01-01T00:00:01Z"},
        {951782399, "2000-02-28T23:59:59Z"},  {951782400, "2000-02-29T00:00:00Z"},
        {1795755300, "2026-11-27T04:55:00Z"}, {FH_UTC_MAX_SECONDS, "9999-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[FH_UTC_BYTES];
        int64_t seconds = -1;
        fh_utc_print(cases[i].seconds, text);
        assert_string_equal(text, cases[i].text);
        assert_true(fh_utc_parse(fh_str_of(text), &seconds));
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void what_is_no_moment_is_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "2026-11-27",
        "2026-11-27T04:55:00",
        "2026-11-27T04:55:00z",
        "2026-11-27 04:55:00Z",
        "2026-11-27T04:55:00Z ",
        "2026-11-27T04:55:00.5Z",
        "2026-11-27T04:55:60Z",
        "2026-11-27T24:00:00Z",
        "2026-02-29T04:55:00Z",
        "1969-12-31T23:59:59Z",
        "2026-11-27T04:55:00+00:00",
    };
    int64_t seconds = 7;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fh_utc_parse(fh_str_of(cases[i]), &seconds))
            fail_msg("%s is taken for a moment", cases[i]);
    assert_int_equal(seconds, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_comes_back),
        cmocka_unit_test(what_is_a_date_covers_the_days_it_names),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(a_moment_is_printed_and_read_back),
        cmocka_unit_test(what_is_no_moment_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
