/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What became of one text in another: where sentences end, that both texts come back from the steps
 * between them, and that no longer row could stay.
 */
#include "tests/unit/check.h"

#include "cli/difference.h"

static int make_arena(void **state) {
    *state = fh_arena_new();
    return 0;
}

static int free_arena(void **state) {
    fh_arena_free(*state);
    return 0;
}

/* Pieces with | between. */
static const char *joined(const cli_pieces *pieces, fh_arena *arena) {
    fh_str all = {"", 0};
    for (size_t i = 0; i < pieces->count; i++)
        all = fh_arena_printf(arena, "%s%s%.*s", all.p, i ? "|" : "", (int)pieces->items[i].n,
                              pieces->items[i].p);
    return all.p;
}

static void sentences_end_where_a_reader_ends_them(void **state) {
    static const char *const cases[][2] = {
        {"", ""},
        {"One.", "One."},
        {"One. Two! Three?", "One.|Two!|Three?"},
        {"“Go.” He went.", "“Go.”|He went."},
        {"At 3.5 per cent. of it all", "At 3.5 per cent. of it all"},
        {"No end\nA line\n\nAnother", "No end|A line|Another"},
        {"Wait... what? Yes.", "Wait... what?|Yes."},
        {"رفت؟ آمد.", "رفت؟|آمد."},
        {"  (Ends.) Next  ", "(Ends.)|Next"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cli_pieces pieces;
        assert_true(cli_sentences(fh_str_of(cases[i][0]), *state, &pieces));
        assert_string_equal(joined(&pieces, *state), cases[i][1]);
    }
}

/* Letters: . kept, - cut, + added, ~ changed. */
static const char *steps_of(const char *first, const char *second, fh_arena *arena) {
    cli_pieces a, b;
    cli_steps steps;
    fh_str all = {"", 0};
    assert_true(cli_sentences(fh_str_of(first), arena, &a));
    assert_true(cli_sentences(fh_str_of(second), arena, &b));
    assert_true(cli_compare(&a, &b, true, arena, &steps));
    for (size_t i = 0; i < steps.count; i++)
        all = fh_arena_printf(arena, "%s%c", all.p, ".-+~"[steps.items[i].change]);
    return all.p;
}

static void what_is_cut_and_added_in_one_place_and_alike_is_changed(void **state) {
    static const char *const cases[][3] = {
        {"A b c. D e f.", "A b c. D e f.", ".."},
        {"A b c. D e f.", "D e f.", "-."},
        {"D e f.", "D e f. A b c.", ".+"},
        {"A b c d. X.", "A b c e. X.", "~."},
        {"A b c d. X.", "P q r s. X.", "-+."},
        {"A b c d. X.", "P q r s. A b c e. X.", "+~."},
        {"A b.  C\td.", "A b. C d.", ".."},
        {"", "A b.", "+"},
        {"\"I'm here,\" she said.", "“I’m here,” she said.", "."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(steps_of(cases[i][0], cases[i][1], *state), cases[i][2]);
}

static uint32_t roll(uint64_t *dice, uint32_t n) {
    *dice = *dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((*dice >> 32) * n) >> 32);
}

static fh_str make_text(uint64_t *dice, size_t words, unsigned letters, fh_arena *arena) {
    char *text = fh_arena_alloc(arena, words * 2 + 1);
    for (size_t i = 0; i < words; i++) {
        text[2 * i] = (char)('a' + roll(dice, letters));
        text[2 * i + 1] = ' ';
    }
    return (fh_str){text, words * 2};
}

/* By the book. */
static size_t longest_row(fh_str a, fh_str b) {
    static size_t rows[64][64];
    memset(rows, 0, sizeof rows);
    for (size_t i = 1; i <= a.n / 2; i++)
        for (size_t j = 1; j <= b.n / 2; j++) {
            size_t best = rows[i - 1][j] > rows[i][j - 1] ? rows[i - 1][j] : rows[i][j - 1];
            rows[i][j] = a.p[2 * i - 2] == b.p[2 * j - 2] ? rows[i - 1][j - 1] + 1 : best;
        }
    return rows[a.n / 2][b.n / 2];
}

/* How many pieces stay; each piece of both has one step, in its order. */
static size_t check_steps(const cli_pieces *a, const cli_pieces *b, const cli_steps *steps) {
    size_t first = 0, second = 0, kept = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const cli_step *step = &steps->items[i];
        if (step->change != CLI_ADDED)
            assert_int_equal(step->first, first++);
        if (step->change != CLI_CUT)
            assert_int_equal(step->second, second++);
        if (step->change == CLI_KEPT)
            assert_true(fh_str_equal(a->items[step->first], b->items[step->second]));
        kept += step->change == CLI_KEPT;
    }
    assert_int_equal(first, a->count);
    assert_int_equal(second, b->count);
    return kept;
}

static void both_texts_come_back_and_no_longer_row_could_stay(void **state) {
    uint64_t dice = 7;
    for (int round = 0; round < 2000; round++) {
        cli_pieces a, b;
        cli_steps steps;
        fh_arena_reset(*state);
        fh_str one = make_text(&dice, roll(&dice, 60), 1 + roll(&dice, 6), *state);
        fh_str two = make_text(&dice, roll(&dice, 60), 1 + roll(&dice, 6), *state);
        assert_true(cli_words(one, *state, &a) && cli_words(two, *state, &b));
        assert_true(cli_compare(&a, &b, false, *state, &steps));
        assert_int_equal(check_steps(&a, &b, &steps), longest_row(one, two));
    }
}

/* Longer than what is compared at once. */
static void long_texts_are_compared_piece_by_piece(void **state) {
    uint64_t dice = 11;
    cli_pieces a, b;
    cli_steps steps;
    fh_str one = make_text(&dice, 6000, 26, *state);
    char *other = fh_arena_alloc(*state, one.n);
    memcpy(other, one.p, one.n);
    for (size_t i = 0; i < 60; i++)
        other[2 * roll(&dice, 6000)] = '#';
    assert_true(cli_words(one, *state, &a));
    assert_true(cli_words((fh_str){other, one.n}, *state, &b));
    assert_true(cli_compare(&a, &b, false, *state, &steps));
    assert_true(check_steps(&a, &b, &steps) >= 6000 - 120);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sentences_end_where_a_reader_ends_them, make_arena,
                                        free_arena),
        cmocka_unit_test_setup_teardown(what_is_cut_and_added_in_one_place_and_alike_is_changed,
                                        make_arena, free_arena),
        cmocka_unit_test_setup_teardown(both_texts_come_back_and_no_longer_row_could_stay,
                                        make_arena, free_arena),
        cmocka_unit_test_setup_teardown(long_texts_are_compared_piece_by_piece, make_arena,
                                        free_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
