/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_mention.c: names found in texts, and words that only look like names.
 */
#include "core/mention.h"

#include <stdlib.h>

#include "check.h"

#define SIZE(array) (sizeof(array) / sizeof *(array))

static const char sample[] = "id\tname\taliases\n"
                             "iran\tIran\tIranian|Iranians|Tehran|!Iran-Contra\n"
                             "iran-fm\tIranian Foreign Ministry\tIran Foreign Ministry\n"
                             "irgc\tIslamic Revolutionary Guard Corps\t"
                             "=IRGC|Revolutionary Guards|=the Guards\n"
                             "is\tIslamic State\t=IS|=ISIS\n"
                             "us\tUnited States\t=US|=USA|American|!Latin American\n"
                             "who\tWorld Health Organization\t=WHO\n"
                             "un\tUnited Nations\t=UN\n"
                             "mexico\tMexico\t!New Mexico\n"
                             "turkey\tTurkey\t=Turkey\n"
                             "time\tTime\t~Time|=Time magazine\n"
                             "nyt\tThe New York Times\t\n"
                             "economist\tThe Economist\t=The Economist\n"
                             "alqaeda\tAl-Qaeda\tal-Qa'ida\n"
                             "unesco\tUnited Nations Educational, Scientific and Cultural "
                             "Organization\t\n"
                             "ivory\tCôte d'Ivoire\t\n"
                             "spt\tSt. Petersburg Times\t\n"
                             "lrrl\tRadio Free Europe/Radio Liberty\t\n"
                             "bbc\tBBC\t\n";

static fh_authority *authority;
static fh_mention_finder *finder;

static int open_sample(void **state) {
    (void)state;
    fihrist_error err = {.message = ""};
    if (fh_authority_parse(fh_str_of(sample), "sample", &authority, &err) < 0 ||
        fh_mention_finder_new(authority, &finder, &err) < 0)
        fail_msg("%s", err.message);
    return 0;
}

static int close_sample(void **state) {
    (void)state;
    fh_mention_finder_free(finder);
    fh_authority_free(authority);
    return 0;
}

/* What is found, as "id=words as written", with "; " between. */
static void find(const char *text, fh_token_rules rules, char *ret_found, size_t room) {
    const fh_mention *mentions = NULL;
    size_t count = 0;
    assert_int_equal(fh_mention_find(finder, fh_str_of(text), rules, &mentions, &count), 0);
    ret_found[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        fh_str id = fh_authority_actor(authority, mentions[i].actor)->id;
        size_t used = strlen(ret_found);
        snprintf(ret_found + used, room - used, "%s%.*s=%.*s", i ? "; " : "", (int)id.n, id.p,
                 (int)(mentions[i].end - mentions[i].start), text + mentions[i].start);
    }
}

typedef struct sentence {
    const char *text, *found;
} sentence;

static void check(const sentence *cases, size_t count, fh_token_rules rules) {
    char found[1000];
    for (size_t i = 0; i < count; i++) {
        find(cases[i].text, rules, found, sizeof found);
        if (strcmp(found, cases[i].found) != 0)
            fail_msg("\"%s\": '%s', not '%s'", cases[i].text, found, cases[i].found);
    }
}

static void names_are_whole_words_and_the_longest_wins(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"Iran", "iran=Iran"},
        {"Iran's answer", "iran=Iran"},
        {"Iran\u2019s Foreign Ministry", "iran-fm=Iran\u2019s Foreign Ministry"},
        {"the Iranian Foreign Ministry", "iran-fm=Iranian Foreign Ministry"},
        {"the Foreign Ministry", ""},
        {"Iranian-backed, non-Iranian", "iran=Iranian; iran=Iranian"},
        {"Iranology and Tehrangeles", ""},
        {"an islamic revolutionary guard corps commander",
         "irgc=islamic revolutionary guard corps"},
        {"Islamic Revolutionary Guards", "irgc=Revolutionary Guards"},
        {"the New York Times, The New York Times", "nyt=New York Times; nyt=New York Times"},
        {"the economist, The Economist", "economist=The Economist"},
        {"al Qaeda, Al-Qaeda, al-Qa\u2019ida", "alqaeda=al Qaeda; alqaeda=Al-Qaeda; "
                                               "alqaeda=al-Qa\u2019ida"},
        {"Time magazine, Time will tell", "time=Time magazine"},
        {"Radio Free Europe/Radio Liberty", "lrrl=Radio Free Europe/Radio Liberty"},
        {"Cote d'Ivoire", "ivory=Cote d'Ivoire"},
        {"", ""},
    };
    check(cases, SIZE(cases), FH_TOKEN_POSSESSIVE);
}

static void what_only_contains_a_name_is_passed_over(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"in New Mexico and Mexico", "mexico=Mexico"},
        {"the Iran-Contra affair", ""},
        {"Latin American, American", "us=American"},
        {"see iran.example or news@bbc.example", ""},
        {"worth US$5, not 5 US", "us=US"},
        {"http://www.iran.example/iran", "iran=iran"},
    };
    check(cases, SIZE(cases), FH_TOKEN_POSSESSIVE);
}

static void a_name_does_not_reach_across_punctuation(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"This is Islamic. State your name.", ""},
        {"They are united. States matter.", ""},
        {"the United\nStates", "us=United\nStates"},
        {"the United\r\n States", "us=United\r\n States"},
        {"the United\n\nStates", ""},
        {"the United \"States\"", ""},
        {"United, States", ""},
        {"Radio Free Europe (Radio Liberty)", ""},
        {"the United Nations Educational, Scientific and Cultural Organization",
         "unesco=United Nations Educational, Scientific and Cultural Organization"},
        {"the United Nations Educational Scientific and Cultural Organization",
         "unesco=United Nations Educational Scientific and Cultural Organization"},
        {"the St. Petersburg Times", "spt=St. Petersburg Times"},
        {"J. Smith of the U.S. United Nations team", "us=U.S; un=United Nations"},
    };
    check(cases, SIZE(cases), FH_TOKEN_POSSESSIVE);
}

static void case_sensitive_aliases_want_their_own_case(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"IS destroyed it", "is=IS"},
        {"Who is in? Is it us? Let us go.", ""},
        {"ISIS or IS) lost", "is=ISIS; is=IS"},
        {"The US said", "us=US"},
        {"U.S. forces", "us=U.S"},
        {"the U.S.A. and USA", "us=U.S.A; us=USA"},
        {"US-led", "us=US"},
        {"The turkey dinner in Turkey", "turkey=Turkey"},
        {"members of the Guards", "irgc=the Guards"},
        {"the guards slept", ""},
        {"WHO said who", "who=WHO"},
        {"US\u2019s", "us=US"},
    };
    check(cases, SIZE(cases), FH_TOKEN_POSSESSIVE);
}

static void a_shout_is_not_a_name(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"WHO IS IN CHARGE HERE?", ""},
        {"LET US GO", ""},
        {"COME TO US\nThe US said", "us=US"},
        {"he wrote that THIS IS WRONG and left", ""},
        {"IRAN TELLS US", "iran=IRAN"}, /* what is not case-sensitive is found all the same */
        {"IS IT? He asked the US.", "us=US"},
        {"the UN, US, WHO and IS", "un=UN; us=US; who=WHO; is=IS"},
        {"UN WHO IS US", "un=UN; who=WHO; is=IS; us=US"},
        {"IS", "is=IS"},
        {"\u0642\u0627\u0644 US \u0648 WHO", "us=US; who=WHO"},
        {"BREAKING: US strikes IS", "us=US; is=IS"},
        {"PRICES IS, WAGES IS, says he", ""},
        {"GDP, US, WHO and others", "us=US; who=WHO"},
    };
    check(cases, SIZE(cases), FH_TOKEN_POSSESSIVE);
}

static void names_are_found_under_the_rules_of_other_languages(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"la Côte d\u2019Ivoire", "ivory=Côte d\u2019Ivoire"},
        {"l'Iran et l\u2019IRGC", "iran=Iran; irgc=IRGC"},
    };
    check(cases, SIZE(cases), FH_TOKEN_ELISION);
}

static void a_finder_that_is_fed_finds_the_same(void **state) {
    (void)state;
    const char *text = "Iran and the United States. IS! U.S. and al-Qaeda.";
    const fh_mention *mentions;
    size_t count;
    fh_tokenizer *tokenizer = fh_tokenizer_new();
    fh_token token;
    fh_tokenizer_start(tokenizer, fh_str_of(text), FH_TOKEN_POSSESSIVE, 100);
    fh_mention_finder_start(finder, fh_str_of(text));
    while (fh_tokenizer_next(tokenizer, &token) > 0)
        assert_int_equal(
            fh_mention_finder_feed(finder, &token, fh_mention_finder_word(finder, token.form)), 0);
    assert_int_equal(fh_mention_finder_finish(finder, &mentions, &count), 0);
    fh_tokenizer_free(tokenizer);
    assert_int_equal(count, 5);
    assert_int_equal(mentions[1].start, strlen("Iran and the "));
    assert_int_equal(mentions[1].end, strlen("Iran and the United States"));
}

static void a_text_without_end_of_sentence_is_read_to_its_end(void **state) {
    (void)state;
    enum { WORDS = 3 * FH_MENTION_MAX_SENTENCE_WORDS };
    char *text = malloc(WORDS * 5 + 1);
    for (size_t i = 0; i < WORDS; i++)
        memcpy(text + 5 * i, i % 2 ? "Iran " : "word ", 6);
    const fh_mention *mentions;
    size_t count;
    assert_int_equal(
        fh_mention_find(finder, fh_str_of(text), FH_TOKEN_POSSESSIVE, &mentions, &count), 0);
    assert_int_equal(count, WORDS / 2);
    assert_int_equal(mentions[count - 1].end, WORDS * 5 - 1);
    free(text);
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    for (long n = 0;; n++) {
        fh_mention_finder *failing = NULL;
        const fh_mention *mentions;
        size_t count = 0;
        fh_memory_fail_after(n);
        int status = fh_mention_finder_new(authority, &failing, NULL);
        if (status == 0)
            status = fh_mention_find(failing, fh_str_of("IS fled. Iran and the US won."),
                                     FH_TOKEN_POSSESSIVE, &mentions, &count);
        fh_memory_fail_after(-1);
        fh_mention_finder_free(failing);
        if (status == 0) {
            assert_int_equal(count, 3);
            break;
        }
        assert_int_equal(status, FIHRIST_E_MEMORY);
        assert_in_range(n, 0, 1000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_whole_words_and_the_longest_wins),
        cmocka_unit_test(what_only_contains_a_name_is_passed_over),
        cmocka_unit_test(a_name_does_not_reach_across_punctuation),
        cmocka_unit_test(case_sensitive_aliases_want_their_own_case),
        cmocka_unit_test(a_shout_is_not_a_name),
        cmocka_unit_test(names_are_found_under_the_rules_of_other_languages),
        cmocka_unit_test(a_finder_that_is_fed_finds_the_same),
        cmocka_unit_test(a_text_without_end_of_sentence_is_read_to_its_end),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, open_sample, close_sample);
}
