/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_date_written.c: dates of feeds, mails and tables in all their variants.
 */
#include "core/date_written.h"

#include "check.h"

static void a_date_is_iso_8601_however_it_is_written(void **state) {
    (void)state;
    static const struct {
        const char *written, *iso;
    } cases[] = {
        /* ISO 8601 as it stands */
        {"2015-06-20", "2015-06-20"},
        {" 2015-06-20T15:14:07+02:00\n", "2015-06-20T15:14:07+02:00"},
        {"2015-06-20 15:14:07", "2015-06-20 15:14:07"},
        {"2015-06", "2015-06"},
        {"20150620", "20150620"},
        /* RFC 822 and what is taken for it */
        {"Sat, 20 Jun 2015 15:14:07 +0200", "2015-06-20T15:14:07+02:00"},
        {"Sat, 20 Jun 2015 15:14:07 GMT", "2015-06-20T15:14:07Z"},
        {"Sat, 20 Jun 2015 15:14:07 +0000", "2015-06-20T15:14:07Z"},
        {"Sat, 20 Jun 2015 15:14:07 -0430 (VET)", "2015-06-20T15:14:07-04:30"},
        {"20 Jun 2015 15:14 EDT", "2015-06-20T15:14:00-04:00"},
        {"Mon, 20 Jun 2015 15:14:07 Z", "2015-06-20T15:14:07Z"}, /* no such Monday */
        {"Saturday, 20 June 2015 15:14:07 UT", "2015-06-20T15:14:07Z"},
        {"Sat,20 Jun 2015 15:14:07 PST", "2015-06-20T15:14:07-08:00"},
        {"Sat, 20 Jun 15 15:14:07 GMT", "2015-06-20T15:14:07Z"},
        {"Sat, 20 Jun 98 15:14:07 GMT", "1998-06-20T15:14:07Z"},
        {"20-Jun-2015 15:14:07", "2015-06-20T15:14:07"},
        {"20-Jun-15", "2015-06-20"},
        {"Sat, 5 Sept 2015", "2015-09-05"},
        {"Sat, 20 Jun 2015", "2015-06-20"},
        {"Sat, 20 Jun 2015 03:14:07 PM +0100", "2015-06-20T15:14:07+01:00"},
        {"Sat, 20 Jun 2015 15:14:07 +02:00", "2015-06-20T15:14:07+02:00"},
        {"Sat, 20 Jun 2015 15:14:07 GMT+0200", "2015-06-20T15:14:07+02:00"},
        {"Sat, 20 Jun 2015 15:14:07 IST", "2015-06-20T15:14:07"}, /* India or Israel? */
        {"Sat Jun 20 15:14:07 2015", "2015-06-20T15:14:07"},
        {"Sat Jun 20 15:14:07 CEST 2015", "2015-06-20T15:14:07+02:00"},
        {"Sat, Jun 20 2015 15:14:07 GMT", "2015-06-20T15:14:07Z"},
        {"Sat, 20 Jun 2015 24:00:00 GMT", "2015-06-20T24:00:00Z"},
        {"Sat, 20 Jun 2015 25:14:07 GMT", "2015-06-20"},
        {"Sat, 20 Jun 2015 15:14:07.250 +0000", "2015-06-20T15:14:07Z"},
        /* as people write */
        {"June 20, 2015", "2015-06-20"},
        {"June 20th, 2015 at 3:14 pm", "2015-06-20T15:14:00"},
        {"20 juin 2015", "2015-06-20"},
        {"20. M\xc3\xa4rz 2015", "2015-03-20"},
        {"31/12/2015", "2015-12-31"},
        {"12/31/2015", "2015-12-31"},
        {"2015/06/20 15:14", "2015-06-20T15:14:00"},
        {"June 2015", "2015-06"},
        /* none */
        {"03/04/2015", ""},
        {"Sat, 31 Feb 2015 10:00:00 GMT", ""},
        {"Mon, 30 Nov -0001 00:00:00 +0000", ""},
        {"soon", ""},
        {"", ""},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_text(cases[i].written, fh_date_written(fh_str_of(cases[i].written), arena),
                   cases[i].iso);
    fh_arena_free(arena);
}

static void seconds_are_a_moment_in_utc(void **state) {
    (void)state;
    static const struct {
        int64_t seconds;
        const char *iso;
    } cases[] = {{0, "1970-01-01T00:00:00Z"},  {1434813247, "2015-06-20T15:14:07Z"},
                 {-1, "1969-12-31T23:59:59Z"}, {INT64_C(253402300799), "9999-12-31T23:59:59Z"},
                 {INT64_C(253402300800), ""},  {INT64_MIN, ""}};
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_text(cases[i].iso, fh_date_of_seconds(cases[i].seconds, arena), cases[i].iso);
    fh_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_iso_8601_however_it_is_written),
        cmocka_unit_test(seconds_are_a_moment_in_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
