/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_key.c: keys are equal where their texts are, and come in the order of their texts, whatever
 * the texts have in common.
 */
#include <stdlib.h>

#include "core/key.h"
#include "tests/unit/check.h"

enum { TEXTS = 400, TEXT_MAX_BYTES = 40 };

/* Of few letters, a NUL and a high byte among them, so that many begin alike. */
static fh_str random_text(fh_arena *arena) {
    static const char letters[] = {'\0', 'a', 'a', 'a', 'b', '\xc3'};
    size_t n = (size_t)rand() % TEXT_MAX_BYTES;
    char *text = malloc(n + 1); /* no room behind it, for the sanitizer to see */
    for (size_t i = 0; i < n; i++)
        text[i] = letters[(i < 14 ? rand() % 30 == 0 : rand() % 3) ? rand() % 6 : 1];
    text[n] = '\0';
    fh_str copy = fh_arena_copy(arena, (fh_str){text, n});
    free(text);
    return copy;
}

static int sign(int number) {
    return (number > 0) - (number < 0);
}

static void keys_compare_as_their_texts_do(void **state) {
    fh_arena *arena = fh_arena_new();
    fh_key keys[TEXTS];
    (void)state;
    srand(1);
    for (size_t i = 0; i < TEXTS; i++)
        keys[i] = fh_key_of(random_text(arena), 7);
    for (size_t i = 0; i < TEXTS; i++)
        for (size_t j = 0; j < TEXTS; j++) {
            int order = fh_str_compare((fh_str){keys[i].text, keys[i].n},
                                       (fh_str){keys[j].text, keys[j].n});
            assert_int_equal(sign(fh_key_compare(&keys[i], &keys[j])), sign(order));
            assert_int_equal(fh_key_equal(&keys[i], &keys[j]), order == 0);
        }
    fh_arena_free(arena);
}

/* A key is made of as many bytes as the text has, at the end of a page or not. */
static void a_key_reads_no_byte_behind_its_text(void **state) {
    (void)state;
    for (size_t n = 0; n <= TEXT_MAX_BYTES; n++) {
        char *text = malloc(n ? n : 1), *other = malloc(n + 8);
        memset(text, 'x', n ? n : 1);
        memset(other, 'y', n + 8);
        memcpy(other, text, n);
        fh_key one = fh_key_of((fh_str){text, n}, 0), two = fh_key_of((fh_str){other, n}, 0);
        assert_true(fh_key_equal(&one, &two));
        free(text);
        free(other);
    }
}

static void ranked_keys_are_in_order(void **state) {
    fh_arena *arena = fh_arena_new();
    fh_key keys[TEXTS];
    fh_ranked order[TEXTS];
    (void)state;
    srand(2);
    for (size_t i = 0; i < TEXTS; i++) {
        keys[i] = fh_key_of(random_text(arena), 0);
        order[i] = fh_ranked_of(&keys[i]);
    }
    fh_rank(order, TEXTS);
    for (size_t i = 1; i < TEXTS; i++)
        assert_true(fh_key_compare(order[i - 1].key, order[i].key) <= 0);
    fh_rank(order, 0);
    fh_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_compare_as_their_texts_do),
        cmocka_unit_test(a_key_reads_no_byte_behind_its_text),
        cmocka_unit_test(ranked_keys_are_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
