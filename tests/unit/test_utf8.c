/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_utf8.c: what is UTF-8, and what becomes of what is not.
 */
#include "core/utf8.h"

#include "check.h"

#define TEXT(literal) ((fh_str){literal, sizeof(literal) - 1})

static void well_formed_text_is_told_from_ill_formed(void **state) {
    (void)state;
    static const struct {
        fh_str text;
        bool valid;
    } cases[] = {
        {TEXT(""), true},
        {TEXT("plain words, longer than one machine word"), true},
        {TEXT("caf\xc3\xa9"), true},
        {TEXT("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"), true},
        {TEXT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true},
        {TEXT("NUL \0 inside"), true},
        {TEXT("\x80"), false},
        {TEXT("long enough and then \xc3"), false},
        {TEXT("\xc0\x80"), false},           /* overlong NUL */
        {TEXT("\xc1\xbf"), false},           /* overlong */
        {TEXT("\xe0\x9f\xbf"), false},       /* overlong */
        {TEXT("\xf0\x8f\xbf\xbf"), false},   /* overlong */
        {TEXT("\xed\xa0\x80"), false},       /* surrogate */
        {TEXT("\xf4\x90\x80\x80"), false},   /* past U+10FFFF */
        {TEXT("\xf5\x80\x80\x80"), false},   /* never a lead */
        {TEXT("\xe2\x82"), false},           /* cut */
        {TEXT("\xf0\x9f\x98 smile"), false}, /* cut */
        {TEXT("12345678\xff"
              "12345678"),
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fh_utf8_valid(cases[i].text) != cases[i].valid)
            fail_msg("case %zu", i);
}

static void repair_replaces_each_maximal_ill_formed_part(void **state) {
    (void)state;
    static const struct {
        fh_str text;
        const char *repaired;
    } cases[] = {
        {TEXT("untouched \xe2\x82\xac"), "untouched \xe2\x82\xac"},
        {TEXT("a\0b\x01"
              "c\td\ne"),
         "a b c\td\ne"},
        {TEXT("one\r\ntwo\rthree\r\n"), "one\ntwo\nthree\n"},
        /* The standard's own example (table 3-11): three parts, one replacement each. */
        {TEXT("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
              "A"),
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
         "A"},
        {TEXT("\xc3\xa9 then \xe9"), "\xc3\xa9 then \xef\xbf\xbd"}, /* some is UTF-8 */
        /* A pair of surrogates, as CESU-8 writes a character past U+FFFF. */
        {TEXT("\xed\xa0\xbd\xed\xb8\x80"),
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {TEXT("cut \xe2\x82"), "cut \xef\xbf\xbd"},
        /* Windows-1252: */
        {TEXT("caf\xe9"), "caf\xc3\xa9"},
        {TEXT("\x93quoted\x94 \x96 it\x92s 5 \x80"),
         "\xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x80\x93 it\xe2\x80\x99s 5 \xe2\x82\xac"},
        {TEXT("r\xe9sum\xe9\r\nna\xefve\0"), "r\xc3\xa9sum\xc3\xa9\nna\xc3\xafve "},
        {TEXT("no such \x81 byte"), "no such \xef\xbf\xbd byte"},
        {TEXT("\xcf\xf0\xe8\xe2\xe5\xf2"), /* Cyrillic in Windows-1251: high bytes in a row */
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char what[32];
        snprintf(what, sizeof what, "case %zu", i);
        fh_str repaired = fh_utf8_repair(arena, cases[i].text);
        check_text(what, repaired, cases[i].repaired);
        assert_true(fh_utf8_valid(repaired));
    }
    fh_arena_free(arena);
}

static void a_text_that_needs_no_repair_is_not_copied(void **state) {
    (void)state;
    fh_arena *arena = fh_arena_new();
    fh_str text = TEXT("as it is: \xd9\x81\xd9\x87\xd8\xb1\xd8\xb3\xd8\xaa");
    assert_ptr_equal(fh_utf8_repair(arena, text).p, text.p);
    assert_non_null(fh_utf8_repair(arena, (fh_str){NULL, 0}).p);
    fh_memory_fail_after(0);
    assert_null(fh_utf8_repair(arena, TEXT("\xff")).p);
    fh_memory_fail_after(-1);
    fh_arena_free(arena);
}

static void every_code_point_survives_append_and_next(void **state) {
    (void)state;
    fh_buffer buffer = FH_BUFFER(64);
    for (uint32_t c = 0; c <= 0x110000; c++) {
        size_t at = 0;
        uint32_t expected = c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c;
        fh_buffer_clear(&buffer);
        assert_true(fh_utf8_append(&buffer, c));
        assert_true(fh_utf8_valid(fh_buffer_str(&buffer)));
        if (fh_utf8_next(fh_buffer_str(&buffer), &at) != expected || at != buffer.n)
            fail_msg("U+%04X", c);
    }
    fh_buffer_free(&buffer);
}

static void characters_are_counted_and_never_cut_in_two(void **state) {
    (void)state;
    fh_str text = TEXT("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
    static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    assert_int_equal(fh_utf8_count(text), 5);
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        assert_int_equal(fh_utf8_cut(text, i), cuts[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_told_from_ill_formed),
        cmocka_unit_test(repair_replaces_each_maximal_ill_formed_part),
        cmocka_unit_test(a_text_that_needs_no_repair_is_not_copied),
        cmocka_unit_test(every_code_point_survives_append_and_next),
        cmocka_unit_test(characters_are_counted_and_never_cut_in_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
