/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_term.c: prefixes, the longest value that fits, and what becomes of longer ones.
 */
#include "core/term.h"

#include "core/utf8.h"

#include "check.h"

static fh_str text_of(const fh_term *term) {
    return (fh_str){term->bytes, term->n};
}

static void a_term_is_its_prefix_and_its_value(void **state) {
    (void)state;
    static const struct {
        fh_field field;
        const char *value, *term;
    } cases[] = {
        {FH_FIELD_WORD, "irgc", "irgc"},
        {FH_FIELD_TITLE, "conveni", "Sconveni"},
        {FH_FIELD_COMMENT_WORD, "proxi", "XCproxi"},
        {FH_FIELD_HOST, "lobelog.com", "Hlobelog.com"},
        {FH_FIELD_DAY, "20150620", "D20150620"},
        {FH_FIELD_ID, "https://a.example/", "Qhttps://a.example/"},
        {FH_FIELD_ID, "Capital", "QCapital"},
        {FH_FIELD_STORY, "Capital", "XI:Capital"},
        {FH_FIELD_ACTOR, ":id", "XA::id"},
        {FH_FIELD_ACTOR, "irgc", "XAirgc"},
        {FH_FIELD_SOURCE, "", "XO"},
        {FH_FIELD_SOURCE, "\xc3\x89", "XO\xc3\x89"}, /* capital or not, it is no ASCII letter */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_term term;
        fh_term_make(cases[i].field, fh_str_of(cases[i].value), &term);
        check_text(cases[i].value, text_of(&term), cases[i].term);
        check_text("back", fh_term_value(cases[i].field, text_of(&term)), cases[i].value);
    }
}

static void no_two_fields_make_the_same_term(void **state) {
    (void)state;
    static const char *const values[] = {"a", "C", "Ca", ":", ":Ca", "XCa", "Wa", "1"};
    enum { COUNT = sizeof values / sizeof *values };
    static fh_term terms[FH_FIELD_COUNT * COUNT];
    size_t n = 0;
    /* Words are folded: a bare term never begins with a capital, as every prefix does. */
    for (fh_field field = FH_FIELD_WORD + 1; field < FH_FIELD_COUNT; field++)
        for (size_t i = 0; i < COUNT; i++)
            fh_term_make(field, fh_str_of(values[i]), &terms[n++]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (fh_str_equal(text_of(&terms[i]), text_of(&terms[j])))
                fail_msg("%.*s is made twice", (int)terms[i].n, terms[i].bytes);
}

/* Bytes libxapian needs to store a term. */
static size_t stored_bytes(const fh_term *term) {
    size_t bytes = term->n;
    for (size_t i = 0; i < term->n; i++)
        bytes += term->bytes[i] == '\0';
    return bytes;
}

static void the_longest_values_fit_and_longer_ones_end_in_a_hash(void **state) {
    (void)state;
    char value[600];
    static const struct {
        size_t bytes, nuls;
        bool whole;
    } cases[] = {
        {243, 0, true}, {244, 0, true},  {245, 0, false},  {246, 0, false},   {247, 0, false},
        {243, 1, true}, {244, 1, false}, {124, 120, true}, {124, 121, false}, {300, 300, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_term term;
        memset(value, 'x', sizeof value);
        memset(value, 0, cases[i].nuls);
        fh_str given = {value, cases[i].bytes};
        fh_term_make(FH_FIELD_ID, given, &term); /* one byte of prefix */
        bool whole = fh_str_equal(fh_term_value(FH_FIELD_ID, text_of(&term)), given);
        if (whole != cases[i].whole || stored_bytes(&term) > FH_TERM_MAX_BYTES)
            fail_msg("%zu bytes, %zu NULs: whole %d, stored %zu", cases[i].bytes, cases[i].nuls,
                     whole, stored_bytes(&term));
    }
}

static void long_values_stay_apart_and_repeatable(void **state) {
    (void)state;
    char value[600];
    fh_term first, again, other;
    memset(value, 'x', sizeof value);
    fh_term_make(FH_FIELD_STORY, (fh_str){value, sizeof value}, &first);
    fh_term_make(FH_FIELD_STORY, (fh_str){value, sizeof value}, &again);
    assert_true(fh_str_equal(text_of(&first), text_of(&again)));
    value[599] = 'y';
    fh_term_make(FH_FIELD_STORY, (fh_str){value, sizeof value}, &other);
    assert_false(fh_str_equal(text_of(&first), text_of(&other)));
    assert_int_equal(first.n, FH_TERM_MAX_BYTES);
}

static void a_long_value_is_not_cut_inside_a_character(void **state) {
    (void)state;
    char value[600];
    fh_term term;
    for (size_t lead = 0; lead < 3; lead++) {
        memset(value, 'x', lead);
        for (size_t i = lead; i + 3 <= sizeof value; i += 3)
            memcpy(value + i, "\xe2\x82\xac", 3);
        fh_term_make(FH_FIELD_ID, (fh_str){value, lead + 590 / 3 * 3}, &term);
        assert_true(fh_utf8_valid(text_of(&term)));
        assert_in_range(term.n, FH_TERM_MAX_BYTES - 2, FH_TERM_MAX_BYTES);
    }
}

static void packed_numbers_sort_as_they_are(void **state) {
    (void)state;
    static const int32_t days[] = {INT32_MIN, -719162, -1, 0, 1, 255, 256, 16606, INT32_MAX};
    static const uint32_t docids[] = {0, 1, 255, 256, 65536, UINT32_MAX};
    char before[4], bytes[4];
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        fh_pack_day(days[i], bytes);
        assert_int_equal(fh_unpack_day(bytes), days[i]);
        assert_true(i == 0 || memcmp(before, bytes, 4) < 0);
        memcpy(before, bytes, 4);
    }
    for (size_t i = 0; i < sizeof docids / sizeof *docids; i++) {
        fh_pack_docid(docids[i], bytes);
        assert_true(fh_unpack_docid(bytes) == docids[i]);
        assert_true(i == 0 || memcmp(before, bytes, 4) < 0);
        memcpy(before, bytes, 4);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_is_its_prefix_and_its_value),
        cmocka_unit_test(no_two_fields_make_the_same_term),
        cmocka_unit_test(the_longest_values_fit_and_longer_ones_end_in_a_hash),
        cmocka_unit_test(long_values_stay_apart_and_repeatable),
        cmocka_unit_test(a_long_value_is_not_cut_inside_a_character),
        cmocka_unit_test(packed_numbers_sort_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
