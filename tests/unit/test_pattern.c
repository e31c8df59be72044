/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Patterns match what the C library's do, the search through bytes finds what memmem finds, and a
 * piece of a query with stars in it falls into the words that texts fall into.
 */
#include "tests/unit/check.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "searcher/pattern_words.h"

static uint32_t roll(uint32_t sides) {
    static uint64_t state = 5;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((state >> 32) * sides) >> 32);
}

/* Up to `most` of the letters, as a string. */
static void roll_text(const char *letters, size_t most, char *room) {
    size_t n = roll((uint32_t)most + 1);
    for (size_t i = 0; i < n; i++)
        room[i] = letters[roll((uint32_t)strlen(letters))];
    room[n] = '\0';
}

static void a_pattern_matches_what_fnmatch_matches(void **state) {
    (void)state;
    char pattern[12], form[16];
    size_t matches = 0;
    for (int i = 0; i < 300000; i++) {
        roll_text("ab*", 10, pattern);
        roll_text("ab", 14, form);
        bool wanted = fnmatch(pattern, form, 0) == 0;
        if (fh_pattern_matches(fh_str_of(pattern), fh_str_of(form)) != wanted)
            fail_msg("'%s' and '%s'", pattern, form);
        matches += wanted;
    }
    assert_true(matches > 10000);
}

/* What is looked for in its place stands in all that matches. */
static void the_longest_piece_stands_in_all_that_matches(void **state) {
    static const struct {
        const char *pattern, *prefix, *longest;
        bool last;
    } cases[] = {
        {"tali*", "tali", "tali", false},
        {"*ban", "", "ban", true},
        {"t*ban", "t", "ban", true},
        {"*ali*ban", "", "ban", true},
        {"*ali*ba", "", "ali", false},
        {"ban", "ban", "ban", true},
        {"*", "", "", false},
        {"", "", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool last;
        fh_str pattern = fh_str_of(cases[i].pattern);
        fh_str longest = fh_pattern_longest(pattern, &last);
        assert_true(fh_str_equal(longest, fh_str_of(cases[i].longest)));
        assert_int_equal(last, cases[i].last);
        assert_true(fh_str_equal(fh_pattern_prefix(pattern), fh_str_of(cases[i].prefix)));
    }
}

/* Each text in memory of its own, so that a look behind its end is seen. */
static void bytes_are_found_where_memmem_finds_them(void **state) {
    (void)state;
    char wanted[6];
    for (int i = 0; i < 100000; i++) {
        size_t n = roll(80);
        char *text = malloc(n ? n : 1);
        for (size_t k = 0; k < n; k++)
            text[k] = "abc"[roll(3)];
        do
            roll_text("abc", 5, wanted);
        while (!*wanted);
        fh_str needle = fh_str_of(wanted);
        assert_ptr_equal(fh_bytes_find(text, text + n, needle),
                         memmem(text, n, needle.p, needle.n));
        free(text);
    }
}

static void a_piece_with_stars_falls_into_words(void **state) {
    static const struct {
        const char *language, *text, *words;
    } cases[] = {
        {"en", "Tali*", "tali*"},
        {"en", "*BAN", "*ban"},
        {"en", "Ta*ib*n", "ta*ib*n"},
        {"en", "**Bold**", "*bold*"},
        {"en", "a**b", "a*b"},
        {"en", "al-Qae*", "al qae*"},
        {"en", "al-Qae*da", "al qae*da"},
        {"en", "*ran-Con*-af*air", "*ran con* af*air"},
        {"en", "al-*da", "al *da"},
        {"en", "qae*-da", "qae* da"},
        {"en", "ta*-*n", "ta* *n"},
        {"en", "ta*-n*", "ta* n*"},
        {"en", "a-*-b", "a b"},
        {"en", "*", ""},
        {"en", "F16*", "f 16*"},
        {"en", "*F16", "*f 16"},
        {"en", "Rouhani\xe2\x80\x99s*", "rouhani*"},
        {"en", "don'*", "don*"},
        {"fr", "l'*ban", "l *ban"},
        {"fr", "l'tali*", "l tali*"},
        {"en", "\xc3\x89l\xc3\xa9*\xc3\xa9", "ele*e"},
        {"none", "*\xd8\xa7\xdb\x8c\xd8\xb1*", "*\xd8\xa7\xd9\x8a\xd8\xb1*"}, /* one yeh */
    };
    fh_analyser *analyser;
    fh_arena *arena = fh_arena_new();
    (void)state;
    assert_int_equal(fh_analyser_new(&analyser, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_str words[8];
        size_t count, n = 0;
        char text[100] = "";
        assert_int_equal(fh_pattern_words(analyser, fh_str_of(cases[i].text),
                                          fh_language_find(fh_str_of(cases[i].language)), arena,
                                          words, 8, &count),
                         0);
        for (size_t k = 0; k < count; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", k ? " " : "",
                                  (int)words[k].n, words[k].p);
        assert_string_equal(text, cases[i].words);
    }
    fh_str two[2];
    size_t count;
    assert_int_equal(fh_pattern_words(analyser, fh_str_of("a-b-c*"), 0, arena, two, 2, &count),
                     FIHRIST_E_LIMIT);
    fh_analyser_free(analyser);
    fh_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_matches_what_fnmatch_matches),
        cmocka_unit_test(the_longest_piece_stands_in_all_that_matches),
        cmocka_unit_test(bytes_are_found_where_memmem_finds_them),
        cmocka_unit_test(a_piece_with_stars_falls_into_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
