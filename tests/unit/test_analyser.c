/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_analyser.c: stems, languages and the fingerprint.
 */
#include "core/analyser.h"

#include "core/fingerprint.h"
#include "core/utf8.h"

#include "check.h"

#include <stdlib.h>

static fh_analyser *analyser;

static int make_analyser(void **state) {
    (void)state;
    return fh_analyser_new(&analyser, NULL);
}

static int free_analyser(void **state) {
    (void)state;
    fh_analyser_free(analyser);
    return 0;
}

static fh_language language_named(const char *name) {
    fh_language language = fh_language_find(fh_str_of(name));
    assert_true(language >= 0);
    return language;
}

static void words_that_belong_together_share_a_stem(void **state) {
    (void)state;
    static const struct {
        const char *language, *text; /* all words of the text share one stem */
    } cases[] = {
        {"english", "responsible responsibly"},
        {"english", "negotiate negotiated negotiating negotiation negotiations Negotiator’s"},
        {"english", "Iran Iran's IRAN iran’s"},
        {"english", "Sana'a Sana’a Sanaa"},
        {"english", "Shi'ites Shiite"},
        {"english", "O'Brien OBrien O’Brien's"},
        {"english", "don't don’t DON'T"},
        {"english", "cafés cafe"},
        {"french", "élections élection election ELECTIONS"},
        {"french", "gouvernement gouvernements"},
        {"french", "sécurité securite SÉCURITÉ"},
        {"french", "tuée tuees tués tuer tuèrent"},
        {"french", "candidat candidats"},
        {"french", "démocrate démocrates démocratique"},
        {"spanish", "negociación negociaciones negociacion"},
        {"spanish", "industria industrias"},
        {"portuguese", "eleição eleições eleicao eleicoes"},
        {"romanian", "alegerile alegeri"},
        {"arabic", "حكومة الحكومة الحكومه"},
        {"german", "Märkte Märkten Marktes Markt Markte"},
        {"german", "Straße Strasse Straßen"},
        {"spanish", "elección elecciones eleccion"},
        {"italian", "città citta"},
        {"russian", "ёлка елка елки"},
        {"russian", "выборы выборов выборах"},
        {"turkish", "Ankara'da Ankara’nın Ankara"},
        {"arabic", "كتاب الكتاب كتابهم"},
        {"serbian", "влада vlada"},
        {"none", "کتاب كتاب کِتاب"},
        {"none", "Sana'a Sanaa"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char first[FH_STEM_MAX_BYTES + 1] = "";
        fh_token token;
        fh_str stem;
        fh_analyser_start(analyser, fh_str_of(cases[i].text), language_named(cases[i].language), 1);
        while (fh_analyser_next(analyser, &token, &stem) > 0) {
            if (!*first)
                memcpy(first, stem.p, stem.n);
            check_text(cases[i].text, stem, first);
        }
        assert_true(*first);
    }
}

static void words_that_only_look_alike_keep_their_own_stems(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"we're", "were"}, {"she'll", "shell"}, {"can't", "cant"},
        {"3.5", "35"},     {"1990", "199"},     {"news", "new"},
    };
    fh_language english = language_named("english");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char first[FH_STEM_MAX_BYTES];
        fh_str stem = fh_analyser_stem(analyser, english, fh_str_of(pairs[i][0]));
        memcpy(first, stem.p, stem.n);
        fh_str kept = {first, stem.n};
        if (fh_str_equal(kept, fh_analyser_stem(analyser, english, fh_str_of(pairs[i][1]))))
            fail_msg("%s and %s", pairs[i][0], pairs[i][1]);
    }
}

static void positions_go_on_from_where_they_are_told(void **state) {
    (void)state;
    fh_token token;
    fh_str stem;
    fh_analyser_start(analyser, fh_str_of("two words"), language_named("en"), 101);
    assert_int_equal(fh_analyser_next(analyser, &token, &stem), 1);
    assert_int_equal(token.position, 101);
    assert_false(token.joined);
    assert_int_equal(fh_analyser_next(analyser, &token, &stem), 1);
    assert_int_equal(token.position, 102);
    check_text("stem", stem, "word");
    check_text("form", token.form, "words");
    assert_int_equal(fh_analyser_next(analyser, &token, &stem), 0);
}

/* Fill a word that no other number gives. */
static fh_str numbered_word(uint32_t number, char out[64]) {
    size_t n = 24;
    memset(out, 'x', n); /* so that a million of them are more than the table holds */
    for (; number; number /= 26)
        out[n++] = (char)('a' + number % 26);
    memcpy(out + n, "ations", 6);
    return (fh_str){out, n + 6};
}

static void the_table_gives_the_same_stems_when_it_grows_and_is_emptied(void **state) {
    (void)state;
    enum { WORDS = 1200000 }; /* past its slots and its pool */
    fh_fold *fold = fh_fold_new();
    fh_stemmer *stemmer = fh_stemmer_new(fold);
    fh_language languages[2] = {language_named("english"), language_named("none")};
    char word[64];
    for (uint32_t i = 1; i < WORDS; i++) {
        fh_str form = numbered_word(i, word);
        fh_str stem = fh_stemmer_stem(stemmer, languages[i % 2], form);
        bool right = i % 2 ? stem.n == form.n : stem.n < form.n && stem.n >= form.n - 6;
        if (!right || memcmp(stem.p, form.p, stem.n) != 0)
            fail_msg("%.*s gives %.*s", (int)form.n, form.p, (int)stem.n, stem.p);
    }
    check_text("again", fh_stemmer_stem(stemmer, languages[0], fh_str_of("elections")), "elect");
    check_text("again", fh_stemmer_stem(stemmer, languages[1], fh_str_of("elections")),
               "elections");
    check_text("again", fh_stemmer_stem(stemmer, languages[0], fh_str_of("elections")), "elect");
    fh_stemmer_free(stemmer);
    fh_fold_free(fold);
}

static void every_stemmer_takes_every_script(void **state) {
    (void)state;
    static const char text[] =
        "elections l'État Märkte выборах كتابهم کتاب‌ها "
        "सरकारों "
        "தேர்தலில் "
        "κυβερνήσεις մարդկանց מענטשן 中国人民 한국어 şehirlerimizden "
        "yyyyyyyy eeeeeeee 'a'b'c' ssssssss";
    for (fh_language language = 0; language < fh_language_count(); language++) {
        fh_token token;
        fh_str stem;
        fh_analyser_start(analyser, fh_str_of(text), language, 1);
        while (fh_analyser_next(analyser, &token, &stem) > 0) {
            assert_in_range(stem.n, 1, FH_STEM_MAX_BYTES);
            assert_true(fh_utf8_valid(stem));
        }
    }
}

static void a_long_form_has_a_bounded_stem(void **state) {
    (void)state;
    char form[1000];
    memset(form, 'x', sizeof form);
    for (fh_language language = 0; language < fh_language_count(); language++) {
        fh_str stem = fh_analyser_stem(analyser, language, (fh_str){form, sizeof form});
        assert_in_range(stem.n, 1, FH_STEM_MAX_BYTES);
    }
}

/* --- languages --- */

static void languages_are_found_by_name_code_and_tag(void **state) {
    (void)state;
    static const struct {
        const char *name, *language; /* NULL: unknown */
        const char *iso;
    } cases[] = {
        {"english", "english", "en"},
        {"English", "english", "en"},
        {"en", "english", "en"},
        {"eng", "english", "en"},
        {"en-GB", "english", "en"},
        {"EN_us", "english", "en"},
        {"en-Latn-US", "english", "en"},
        {"porter", "porter", NULL},
        {"fre", "french", "fr"},
        {"fra", "french", "fr"},
        {"ger", "german", "de"},
        {"nb", "norwegian", "no"},
        {"pt_BR", "portuguese", "pt"},
        {"gre", "greek", "el"},
        {"ar-EG", "arabic", "ar"},
        {"none", "none", NULL},
        {"fa", "none", "fa"},
        {"fas", "none", "fa"},
        {"per", "none", "fa"},
        {"fa_IR", "none", "fa"},
        {"zh-Hant", "none", "zh"},
        {"chi", "none", "zh"},
        {"ja", "none", "ja"},
        {"ur", "none", "ur"},
        {"ps", "none", "ps"},
        {"he", "none", "he"},
        {"iw", "none", "he"},
        {"ckb", "none", "ckb"},
        {"", NULL, NULL},
        {"-", NULL, NULL},
        {"x", NULL, NULL},
        {"zz", NULL, NULL},
        {"qqq", NULL, NULL},
        {"klingon", NULL, NULL},
        {"en glish", NULL, NULL},
        {"en\xc3\xa9", NULL, NULL},
        {"englishenglishenglishenglishenglish", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_str name = fh_str_of(cases[i].name);
        fh_language language = fh_language_find(name);
        const char *found = language < 0 ? NULL : fh_language_name(language);
        const char *iso = fh_language_iso(name);
        if ((found == NULL) != (cases[i].language == NULL) ||
            (found && strcmp(found, cases[i].language) != 0))
            fail_msg("'%s' is %s", cases[i].name, found ? found : "unknown");
        if ((iso == NULL) != (cases[i].iso == NULL) || (iso && strcmp(iso, cases[i].iso) != 0))
            fail_msg("the code of '%s' is %s", cases[i].name, iso ? iso : "unknown");
    }
    assert_int_equal(fh_language_find((fh_str){NULL, 0}), FH_LANGUAGE_UNKNOWN);
    assert_int_equal(fh_language_find((fh_str){"en\0", 3}), FH_LANGUAGE_UNKNOWN);
}

static void languages_without_a_stemmer_are_filed_apart(void **state) {
    (void)state;
    static const struct {
        const char *name, *analysed, *label;
    } cases[] = {
        {"fa_IR", "none", "fa"},        {"zh", "none", "zh"}, {"English", "english", "en"},
        {"", "english", "en"},          {"", "none", "none"}, {"klingon", "english", "en"},
        {"porter", "porter", "porter"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            fh_language_label(fh_str_of(cases[i].name), language_named(cases[i].analysed)),
            cases[i].label);
}

static void each_language_is_found_by_its_own_name_and_code(void **state) {
    (void)state;
    int count = fh_language_count();
    assert_string_equal(fh_language_name(count - 1), "none");
    for (fh_language language = 0; language < count; language++) {
        assert_int_equal(language_named(fh_language_name(language)), language);
        assert_int_equal(language_named(fh_language_code(language)), language);
    }
    assert_string_equal(fh_language_code(language_named("english")), "en");
    assert_int_equal(fh_language_token_rules(language_named("english")), FH_TOKEN_POSSESSIVE);
    assert_int_equal(fh_language_token_rules(language_named("french")), FH_TOKEN_ELISION);
    assert_int_equal(fh_language_token_rules(language_named("turkish")), FH_TOKEN_SUFFIX);
    assert_int_equal(fh_language_token_rules(language_named("none")), FH_TOKEN_PLAIN);
}

/* --- fingerprint --- */

static void the_fingerprint_is_the_same_in_every_run(void **state) {
    (void)state;
    fh_analyser *other;
    char text[FH_FINGERPRINT_MAX_BYTES];
    assert_int_equal(fh_analyser_new(&other, NULL), 0);
    /* What the other has read meanwhile does not matter. */
    fh_analyser_stem(other, 0, fh_str_of("elections"));
    assert_string_equal(fh_analyser_fingerprint(analyser), fh_analyser_fingerprint(other));
    snprintf(text, sizeof text, "fihrist-text-%d icu-", FH_TEXT_RULES_VERSION);
    assert_memory_equal(fh_analyser_fingerprint(analyser), text, strlen(text));
    fh_analyser_free(other);
}

static void the_fingerprint_changes_with_each_of_its_parts(void **state) {
    (void)state;
    static const fh_fingerprint parts[] = {
        {1, 72, 0x1a2b3c4d}, {2, 72, 0x1a2b3c4d}, {1, 73, 0x1a2b3c4d}, {1, 72, 0x1a2b3c4e}};
    char texts[4][FH_FINGERPRINT_MAX_BYTES];
    for (size_t i = 0; i < 4; i++) {
        fh_fingerprint_print(&parts[i], texts[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(texts[i], texts[j]);
    }
    assert_string_equal(texts[0], "fihrist-text-1 icu-72 stem-1a2b3c4d");
}

static void without_memory_there_is_an_error_and_no_leak(void **state) {
    (void)state;
    fihrist_error err;
    long allocations = 0;
    for (;; allocations++) {
        fh_analyser *made;
        fh_memory_fail_after(allocations);
        int status = fh_analyser_new(&made, &err);
        fh_memory_fail_after(-1);
        if (status == 0) {
            fh_analyser_free(made);
            break;
        }
        assert_int_equal(status, FIHRIST_E_MEMORY);
        assert_int_equal(err.code, FIHRIST_E_MEMORY);
        assert_true(allocations < 100);
    }
    assert_true(allocations > 4);
    fh_analyser_free(NULL);
}

/* Words of letters at random, a vowel every other, with the endings of many languages. */
static size_t random_word(char *word) {
    static const char consonants[] = "bcdfghjklmnpqrstvwxyz", vowels[] = "aeiouy";
    static const char *const ends[] = {
        "",    "s",   "ing", "ed",    "ies",  "ement", "en",    "er",     "ung", "mente", "ando",
        "ssi", "nak", "lar", "heter", "iske", "ului",  "acion", "azione", "ish", "ness"};
    size_t n = 0, letters = 1 + (size_t)rand() % 9;
    for (bool vowel = rand() % 2; n < letters; vowel = !vowel)
        word[n++] = vowel ? vowels[rand() % 6] : consonants[rand() % 21];
    const char *end = ends[(size_t)rand() % (sizeof ends / sizeof *ends)];
    memcpy(word + n, end, strlen(end));
    return n + strlen(end);
}

static void where_it_is_said_stems_begin_as_their_words_do(void **state) {
    (void)state;
    char word[32];
    srand(1);
    for (int language = 0; language < fh_language_count(); language++) {
        for (int i = 0; fh_language_keeps_initials(language) && i < 20000; i++) {
            fh_str form = {word, random_word(word)};
            fh_str stem = fh_analyser_stem(analyser, language, form);
            if (stem.n == 0 || stem.p[0] != form.p[0])
                fail_msg("%s: %.*s becomes %.*s", fh_language_name(language), (int)form.n, form.p,
                         (int)stem.n, stem.p);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_belong_together_share_a_stem),
        cmocka_unit_test(words_that_only_look_alike_keep_their_own_stems),
        cmocka_unit_test(positions_go_on_from_where_they_are_told),
        cmocka_unit_test(the_table_gives_the_same_stems_when_it_grows_and_is_emptied),
        cmocka_unit_test(every_stemmer_takes_every_script),
        cmocka_unit_test(a_long_form_has_a_bounded_stem),
        cmocka_unit_test(where_it_is_said_stems_begin_as_their_words_do),
        cmocka_unit_test(languages_are_found_by_name_code_and_tag),
        cmocka_unit_test(languages_without_a_stemmer_are_filed_apart),
        cmocka_unit_test(each_language_is_found_by_its_own_name_and_code),
        cmocka_unit_test(the_fingerprint_is_the_same_in_every_run),
        cmocka_unit_test(the_fingerprint_changes_with_each_of_its_parts),
        cmocka_unit_test(without_memory_there_is_an_error_and_no_leak),
    };
    return cmocka_run_group_tests(tests, make_analyser, free_analyser);
}
