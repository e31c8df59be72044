/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_corpus_words.c: invented words are spelt as English ones are, differ from one another, and
 * are drawn as often as they should be.
 */
#include <stdlib.h>

#include "check.h"
#include "core/utf8.h"
#include "corpus/generator/vocabulary.h"

#define SIZE(array) (sizeof(array) / sizeof *(array))

static corpus_vocabulary vocabulary;

static int make_vocabulary(void **state) {
    (void)state;
    return corpus_vocabulary_make(1, &vocabulary) ? 0 : -1;
}

static int free_vocabulary(void **state) {
    (void)state;
    corpus_vocabulary_free(&vocabulary);
    return 0;
}

static fh_str text_of(const corpus_word *word) {
    return (fh_str){word->text, word->bytes};
}

static void items_are_drawn_by_their_weights(void **state) {
    (void)state;
    enum { DRAWS = 100000 };
    uint64_t weights[] = {400, 0, 100, 1, 300, 199}, random = 1;
    static const uint32_t least[] = {39000, 0, 9500, 60, 29000, 19400},
                          most[] = {41000, 0, 10500, 140, 31000, 20400};
    uint32_t drawn[SIZE(weights)] = {0};
    corpus_alias alias;
    assert_true(corpus_alias_make(&alias, weights, SIZE(weights)));
    for (int i = 0; i < DRAWS; i++)
        drawn[corpus_alias_draw(&alias, corpus_random(&random))]++;
    for (size_t i = 0; i < SIZE(weights); i++)
        assert_in_range(drawn[i], least[i], most[i]);
    corpus_alias_free(&alias);
}

static void forms_are_spelt_by_the_rules(void **state) {
    (void)state;
    static const struct {
        const char *word;
        corpus_form form;
        const char *expected;
    } cases[] = {
        {"report", CORPUS_FORM_S, "reports"},
        {"city", CORPUS_FORM_S, "cities"},
        {"day", CORPUS_FORM_S, "days"},
        {"church", CORPUS_FORM_S, "churches"},
        {"tax", CORPUS_FORM_S, "taxes"},
        {"warn", CORPUS_FORM_ED, "warned"},
        {"hope", CORPUS_FORM_ED, "hoped"},
        {"carry", CORPUS_FORM_ED, "carried"},
        {"hope", CORPUS_FORM_ING, "hoping"},
        {"carry", CORPUS_FORM_ING, "carrying"},
        {"quick", CORPUS_FORM_LY, "quickly"},
        {"basic", CORPUS_FORM_LY, "basically"},
        {"happy", CORPUS_FORM_LY, "happily"},
        {"gentle", CORPUS_FORM_LY, "gently"},
        {"inform", CORPUS_FORM_ATION, "information"},
        {"agree", CORPUS_FORM_MENT, "agreement"},
        {"make", CORPUS_FORM_ER, "maker"},
        {"happy", CORPUS_FORM_NESS, "happiness"},
    };
    for (size_t i = 0; i < SIZE(cases); i++) {
        corpus_word word = {.bytes = (uint8_t)strlen(cases[i].word)}, form;
        memcpy(word.text, cases[i].word, word.bytes);
        corpus_inflect(&word, cases[i].form, &form);
        check_text(cases[i].word, text_of(&form), cases[i].expected);
    }
}

static int compare(const void *a, const void *b) {
    return fh_str_compare(text_of(a), text_of(b));
}

static void no_word_of_a_class_is_there_twice(void **state) {
    (void)state;
    for (int letter = 'A'; letter < 'A' + CORPUS_CLASSES; letter++) {
        const corpus_table *table = corpus_table_of(&vocabulary, letter);
        corpus_word *words = fh_calloc(table->count + 1, sizeof *words);
        assert_non_null(words);
        memcpy(words, table->words, table->count * sizeof *words);
        qsort(words, table->count, sizeof *words, compare);
        for (uint32_t i = 1; i < table->count; i++)
            if (compare(&words[i - 1], &words[i]) == 0)
                fail_msg("%c: '%.*s'", letter, words[i].bytes, words[i].text);
        fh_free(words);
    }
}

static void there_are_several_hundred_thousand_words_and_all_are_utf8(void **state) {
    (void)state;
    size_t count = 0;
    for (int letter = 'A'; letter < 'A' + CORPUS_CLASSES; letter++) {
        const corpus_table *table = corpus_table_of(&vocabulary, letter);
        for (uint32_t i = 0; i < table->count; i++)
            if (table->words[i].bytes == 0 || !fh_utf8_valid(text_of(&table->words[i])))
                fail_msg("%c: '%.*s'", letter, table->words[i].bytes, table->words[i].text);
        count += table->plan ? table->count : 0;
    }
    assert_in_range(count, 400000, 1000000);
}

/* The share of a class that the words of ranks from `from` to below `to` have, in parts of 1,000.
 */
static uint32_t share(const corpus_table *table, uint32_t from, uint32_t to) {
    enum { DRAWS = 200000 };
    uint64_t random = 7;
    uint32_t within = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint32_t rank = corpus_table_draw(table, &random);
        within += rank >= from && rank < to;
    }
    return within / (DRAWS / 1000);
}

static void frequent_words_are_few_and_rare_ones_have_no_end(void **state) {
    (void)state;
    const corpus_table *nouns = corpus_table_of(&vocabulary, CORPUS_NOUN);
    assert_in_range(share(nouns, 0, 100), 200, 400);
    assert_in_range(share(nouns, 100, 1000), 250, 450);
    assert_in_range(share(nouns, 1000, nouns->count), 200, 450);
    assert_in_range(share(nouns, nouns->count, UINT32_MAX), 1, 20);
}

static void a_word_beyond_the_table_is_always_spelt_alike(void **state) {
    (void)state;
    const corpus_table *verbs = corpus_table_of(&vocabulary, CORPUS_VERB_ING);
    corpus_word first, again, other;
    corpus_table_spell(verbs, verbs->count + 1000, &first);
    corpus_table_spell(verbs, verbs->count + 1001, &other);
    corpus_table_spell(verbs, verbs->count + 1000, &again);
    assert_memory_equal(&first, &again, sizeof first);
    assert_memory_not_equal(&first, &other, sizeof first);
    assert_memory_equal(first.text + first.bytes - 3, "ing", 3);
}

static void mistyped_words_stay_utf8_and_short(void **state) {
    (void)state;
    const corpus_table *nouns = corpus_table_of(&vocabulary, CORPUS_NOUN);
    uint64_t random = 3;
    for (uint32_t i = 0; i < nouns->count; i++) {
        corpus_word word = nouns->words[i];
        corpus_mistype(&random, &word);
        if (!fh_utf8_valid(text_of(&word)) || word.bytes > CORPUS_WORD_BYTES)
            fail_msg("'%.*s'", word.bytes, word.text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_drawn_by_their_weights),
        cmocka_unit_test(forms_are_spelt_by_the_rules),
        cmocka_unit_test(no_word_of_a_class_is_there_twice),
        cmocka_unit_test(there_are_several_hundred_thousand_words_and_all_are_utf8),
        cmocka_unit_test(frequent_words_are_few_and_rare_ones_have_no_end),
        cmocka_unit_test(a_word_beyond_the_table_is_always_spelt_alike),
        cmocka_unit_test(mistyped_words_stay_utf8_and_short),
    };
    return cmocka_run_group_tests(tests, make_vocabulary, free_vocabulary);
}
