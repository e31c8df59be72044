/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_token.c: what a reader takes for a word, script by script, and where it stands in the text.
 *
 * Expectations are written as the forms with a space between, "+" before a token that is joined to
 * the one before it.
 */
#include "core/token.h"

#include "core/utf8.h"
#include "fihrist.h"

#include "check.h"

enum { OUT_BYTES = 4096 };

static fh_tokenizer *tokenizer;

static int make_tokenizer(void **state) {
    (void)state;
    tokenizer = fh_tokenizer_new();
    return tokenizer ? 0 : -1;
}

static int free_tokenizer(void **state) {
    (void)state;
    fh_tokenizer_free(tokenizer);
    return 0;
}

/* The forms of a text as expectations are written. */
static fh_str forms(fh_str text, fh_token_rules rules, char out[OUT_BYTES]) {
    size_t n = 0;
    fh_token token;
    int status;
    fh_tokenizer_start(tokenizer, text, rules, 1);
    while ((status = fh_tokenizer_next(tokenizer, &token)) > 0) {
        assert_true(n + token.form.n + 3 < OUT_BYTES);
        if (n)
            out[n++] = ' ';
        if (token.joined)
            out[n++] = '+';
        memcpy(out + n, token.form.p, token.form.n);
        n += token.form.n;
    }
    assert_int_equal(status, 0);
    return (fh_str){out, n};
}

typedef struct word_case {
    const char *text, *expected;
} word_case;

static void check_cases(const word_case *cases, size_t count, fh_token_rules rules) {
    char out[OUT_BYTES];
    for (size_t i = 0; i < count; i++)
        check_text(cases[i].text, forms(fh_str_of(cases[i].text), rules, out), cases[i].expected);
}

#define CHECK(cases, rules) check_cases(cases, sizeof cases / sizeof *cases, rules)

static void english_words_are_what_a_reader_sees(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"", ""},
        {" \t\n.,;!?--", ""},
        {"Hello, World!", "hello world"},
        /* Acronyms. */
        {"U.S.", "us"},
        {"the U.S policy", "the us policy"},
        {"US", "us"},
        {"U.S.-led", "us +led"},
        {"U.S.'s ally", "us ally"},
        {"the U.S.’s", "the us"},
        {"in the U.S. Then", "in the us then"},
        {"I.R.G.C.", "irgc"},
        {"e.g. at 5 p.m.", "eg at 5 pm"},
        {"J.R.R. Tolkien", "jrr tolkien"},
        {"George W. Bush", "george w bush"},
        {"Ph.D.", "ph +d"},
        {"Plan B. Another", "plan b another"},
        {"U.N.Security", "un +security"},
        /* Possessives. */
        {"Rouhani's", "rouhani"},
        {"Rouhani’s", "rouhani"},
        {"Rouhani＇s", "rouhani"},
        {"IRAN'S", "iran"},
        {"the Guards’ chief", "the guards chief"},
        {"the Guards' chief", "the guards chief"},
        {"James's", "james"},
        {"it's", "it"},
        {"O'Brien's", "o'brien"},
        {"Brontë’s", "bronte"},
        {"’s", "s"},
        /* Other apostrophes. */
        {"don’t don't DON'T", "don't don't don't"},
        {"O’Brien O'Brien", "o'brien o'brien"},
        {"Sana‘a Sana’a", "sana'a sana'a"},
        {"'quoted' ‘quoted’", "quoted quoted"},
        {"rock 'n' roll", "rock n roll"},
        {"'tis", "tis"},
        {"d''d", "d d"},
        /* Compounds. */
        {"al-Qaeda", "al +qaeda"},
        {"al‑Qaeda", "al +qaeda"},
        {"Iran–Iraq", "iran +iraq"},
        {"said—and", "said and"},
        {"said -- and", "said and"},
        {"well-to-do", "well +to +do"},
        {"and/or", "and +or"},
        {"AT&T", "at +t"},
        {"a, b", "a b"},
        {"(a)(b)", "a b"},
        {"a…b a...b", "a b a b"},
        {"snake_case", "snake +case"},
        /* Letters and digits part. */
        {"F-16", "f +16"},
        {"F16", "f +16"},
        {"COVID-19", "covid +19"},
        {"1990s", "1990 +s"},
        {"the '90s", "the 90 +s"},
        {"4th", "4 +th"},
        {"B2B", "b +2 +b"},
        {"$3.5bn", "3.5 +bn"},
        {"CO₂", "co +2"},
        {"in 2015¹ and² 10³", "in 2015 +1 and +2 10 +3"},
        /* Addresses. */
        {"john.doe@example.org", "john +doe +example +org"},
        {"https://www.example.org/a-b?q=1", "https +www +example +org +a +b q +1"},
        {"#hashtag @name", "hashtag name"},
        {"C++ and C#", "c and c"},
        /* What is no word. */
        {"😀 👍🏽 ❤️ 🇮🇷 ©™ ± →", ""},
        {"so😀happy", "so happy"},
        {"zero​width space", "zero width space"},
    };
    CHECK(cases, FH_TOKEN_POSSESSIVE);
}

static void numbers_keep_together_what_is_one_number(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"3,000", "3000"},
        {"1,000,000", "1000000"},
        {"12,345,678.90", "12345678.90"},
        {"1,00,000", "100000"}, /* a lakh */
        {"3.5", "3.5"},
        {"3.000", "3.000"}, /* a decimal or thousands: who knows */
        {"1.000.000", "1000000"},
        {"It was 3.5.", "it was 3.5"},
        {"In 2015, 300", "in 2015 300"},
        {"3,14", "3 14"},
        {"1,2,3", "1 2 3"},
        {"1234,567", "1234 567"},
        {"20.06.2015", "20 +06 +2015"},
        {"192.168.0.1", "192 +168 +0 +1"},
        {"2.4.1", "2 +4 +1"},
        {"10:30", "10 +30"},
        {"2015-06-20", "2015 +06 +20"},
        {"100%", "100"},
        {"-5", "5"},
        {".5", "5"},
        {"5.", "5"},
        {"3,000.", "3000"},
        {"1,,2", "1 2"},
        {"007", "007"},
        {"٣٫٥ ١٬٠٠٠ ۱۳۹۴ १२३ １２３", "3.5 1000 1394 123 123"},
        {"٢٠٫٠٦٫٢٠١٥", "20 06 2015"},
    };
    CHECK(cases, FH_TOKEN_PLAIN);
}

static void accents_and_compatibility_forms_are_folded(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"café CAFÉ cafe\xcc\x81", "cafe cafe cafe"},
        {"naïve Zürich Ångström", "naive zurich angstrom"},
        {"Straße STRASSE ẞ", "strasse strasse ss"},
        {"Erdoğan İstanbul ISTANBUL Işık ışık", "erdogan istanbul istanbul isik isik"},
        {"Søren Łódź Đoković Ħamrun", "soren lodz dokovic hamrun"},
        {"Æsir œuvre Þór", "aesir oeuvre thor"},
        {"Əliyev", "aliyev"},
        {"Việt Nam", "viet nam"},
        {"ﬁnance ofﬁce", "finance office"},
        {"ＡＢＣ ａｂｃ", "abc abc"},
        {"co\xc2\xadop\xc2\xad"
         "erate",
         "cooperate"},
        {"ʿAbd al-Saʿud Qurʾan Hawaiʻi", "abd al +saud quran hawai'i"},
        {"ʻAbd Saʼud ʼ ʼʼ ʼn", "abd sa'ud n"},
        {"Ⅳ nº ℹ", "iv no"},
    };
    CHECK(cases, FH_TOKEN_PLAIN);
}

static void other_alphabets_fold_to_what_their_readers_type(void **state) {
    (void)state;
    static const word_case cases[] = {
        /* Arabic: kaf, yeh, alef, teh marbuta; vowels and tatweel. */
        {"كتاب کتاب ڪتاب", "كتاب كتاب كتاب"},
        {"علي على علی", "علي علي علي"},
        {"أحمد إحمد آحمد ٱحمد احمد", "احمد احمد احمد احمد احمد"},
        {"أ أ", "ا ا"},
        {"مدرسة مدرسه", "مدرسه مدرسه"},
        {"مُحَمَّد مـحـمـد محمد", "محمد محمد محمد"},
        {"مسؤول رئيس", "مسؤول رئيس"},
        {"ﻣﺤﻤﺪ ﷲ", "محمد الله"},
        /* Persian and Urdu. */
        {"می‌خواهد میخواهد", "ميخواهد ميخواهد"},
        {"کتاب‌ها", "كتابها"},
        {"خانهٔ خانۀ خانه", "خانه خانه خانه"},
        {"ہے ھے", "هي هي"},
        {"؟سلام،", "سلام"},
        /* Hebrew: points, abbreviations. */
        {"שָׁלוֹם שלום", "שלום שלום"},
        {"צה\"ל צה״ל", "צהל צהל"},
        {"\"שלום\"", "שלום"},
        {"ג'ורג' ג׳ורג׳", "ג'ורג ג'ורג"},
        /* Cyrillic and Greek. */
        {"Ёлка ёлка елка", "елка елка елка"},
        {"йод Київ", "йод київ"},
        {"Путин В.В.", "путин вв"},
        {"Ελλάδα ΕΛΛΆΔΑ Ελλαδα", "ελλαδα ελλαδα ελλαδα"},
        {"λόγος ΛΌΓΟΣ", "λογοσ λογοσ"},
        {"Η.Π.Α.", "ηπα"},
        /* Vowel signs of Indic scripts are letters to their readers. */
        {"हिन्दी", "हिन्दी"},
        {"தமிழ்", "தமிழ்"},
        {"한국어 뉴스", "한국어 뉴스"},
    };
    CHECK(cases, FH_TOKEN_PLAIN);
}

static void scripts_without_spaces_are_split_by_dictionary(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"中国人民", "中国 +人民"},
        {"中国，人民。", "中国 人民"},
        {"2015年6月", "2015 +年 +6 +月"},
        {"東京タワー", "東京タワー"},
        {"私は学生です", "私 +は +学生 +です"},
        {"สวัสดีชาวโลก", "สวัสดี +ชาว +โลก"},
        {"X光と中国", "x +光 +と +中国"},
    };
    CHECK(cases, FH_TOKEN_PLAIN);
}

static void elided_words_stand_by_themselves(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"l'Iran", "l +iran"},
        {"d’État", "d +etat"},
        {"L'homme qu'il a", "l +homme qu +il a"},
        {"jusqu'à", "jusqu +a"},
        {"aujourd'hui", "aujourd'hui"},
        {"dell'Aquila", "dell +aquila"},
        {"l'l'l'a", "l +l +l +a"},
        {"O'Brien", "o'brien"},
        {"l’", "l"},
    };
    CHECK(cases, FH_TOKEN_ELISION);
}

static void turkish_suffixes_of_names_are_left_out(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"Ankara'da", "ankara"},
        {"Erdoğan’ın", "erdogan"},
        {"Ankara'da'da x", "ankara x"},
        {"1990'da", "1990 +da"},
    };
    CHECK(cases, FH_TOKEN_SUFFIX);
}

static void apostrophes_stay_without_rules(void **state) {
    (void)state;
    static const word_case cases[] = {
        {"Rouhani's l'Iran", "rouhani's l'iran"},
        {"Guards’", "guards"},
    };
    CHECK(cases, FH_TOKEN_PLAIN);
}

static void a_token_says_where_its_word_stands(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *words[8];
    } cases[] = {
        {"(Rouhani’s) talks", {"Rouhani", "talks"}},
        {"«l'été»", {"l'été"}},
        {"The U.S.'s F-16s, 3,000 of 12.5%", {"The", "U.S", "F", "16", "s", "3,000", "of", "12.5"}},
        {"co\xc2\xadop می‌خواهد،", {"co\xc2\xadop", "می‌خواهد"}},
        {"中国人民。", {"中国", "人民"}},
        {"😀ok😀", {"ok"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_token token;
        uint32_t position = 7;
        size_t count = 0;
        fh_tokenizer_start(tokenizer, fh_str_of(cases[i].text), FH_TOKEN_POSSESSIVE, position);
        while (fh_tokenizer_next(tokenizer, &token) > 0) {
            fh_str word = {cases[i].text + token.start, token.end - token.start};
            assert_true(count < 8 && cases[i].words[count]);
            check_text(cases[i].text, word, cases[i].words[count++]);
            assert_int_equal(token.position, position++);
        }
        assert_true(count == 8 || !cases[i].words[count]);
    }
}

/* A text of `times` times `unit`; fh_free it. */
static fh_str repeated(const char *unit, size_t times) {
    size_t n = strlen(unit);
    char *text = fh_malloc(n * times);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * n, unit, n);
    return (fh_str){text, n * times};
}

static void a_word_without_end_is_one_token_cut_short(void **state) {
    (void)state;
    static const char *const units[] = {"a", "é", "7", "ß", "а\xcc\x81", "a\xe2\x80\x8d"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        fh_str text = repeated(units[i], (1 << 20) / strlen(units[i]));
        fh_token token;
        fh_tokenizer_start(tokenizer, text, FH_TOKEN_POSSESSIVE, 1);
        assert_int_equal(fh_tokenizer_next(tokenizer, &token), 1);
        assert_in_range(token.form.n, FH_TOKEN_MAX_BYTES - 3, FH_TOKEN_MAX_BYTES);
        assert_true(fh_utf8_valid(token.form));
        assert_int_equal(token.start, 0);
        assert_in_range(token.end, text.n - 3, text.n);
        assert_int_equal(fh_tokenizer_next(tokenizer, &token), 0);
        fh_free((char *)(uintptr_t)text.p);
    }
}

static void every_byte_is_looked_at_a_few_times_at_most(void **state) {
    (void)state;
    /* Each of these would take hours if a token could look ahead over all of the text. */
    static const char *const units[] = {
        "l'", "a.", "1,",  "1.",     "١٬",    "a'",   "\xe2\x80\x8d", "\xcc\x81",  "a'\xe2\x80\x8d",
        "中", "ก",  "א\"", "1,000,", "9.9.9", "d'a'", "x's'",         "漢\xcc\x81"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (int rules = FH_TOKEN_PLAIN; rules <= FH_TOKEN_SUFFIX; rules++) {
            fh_str text = repeated(units[i], (256 << 10) / strlen(units[i]));
            fh_token token;
            size_t last_end = 0;
            fh_tokenizer_start(tokenizer, text, (fh_token_rules)rules, 1);
            while (fh_tokenizer_next(tokenizer, &token) > 0) {
                assert_true(token.start >= last_end && token.end > token.start);
                last_end = token.end;
            }
            fh_free((char *)(uintptr_t)text.p);
        }
}

static void long_runs_are_split_as_short_ones(void **state) {
    (void)state;
    fh_str text = repeated("中国人民", 4000); /* 48,000 bytes: a dozen pieces */
    fh_token token;
    size_t count = 0;
    fh_tokenizer_start(tokenizer, text, FH_TOKEN_PLAIN, 1);
    while (fh_tokenizer_next(tokenizer, &token) > 0)
        check_text("word", token.form, count++ % 2 ? "人民" : "中国");
    assert_int_equal(count, 8000);
    fh_free((char *)(uintptr_t)text.p);
}

static void without_memory_there_is_no_tokenizer_and_no_leak(void **state) {
    (void)state;
    for (long i = 0; i < 2; i++) {
        fh_memory_fail_after(i);
        assert_null(fh_tokenizer_new());
    }
    fh_memory_fail_after(-1);
    fh_tokenizer_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_words_are_what_a_reader_sees),
        cmocka_unit_test(numbers_keep_together_what_is_one_number),
        cmocka_unit_test(accents_and_compatibility_forms_are_folded),
        cmocka_unit_test(other_alphabets_fold_to_what_their_readers_type),
        cmocka_unit_test(scripts_without_spaces_are_split_by_dictionary),
        cmocka_unit_test(elided_words_stand_by_themselves),
        cmocka_unit_test(turkish_suffixes_of_names_are_left_out),
        cmocka_unit_test(apostrophes_stay_without_rules),
        cmocka_unit_test(a_token_says_where_its_word_stands),
        cmocka_unit_test(a_word_without_end_is_one_token_cut_short),
        cmocka_unit_test(every_byte_is_looked_at_a_few_times_at_most),
        cmocka_unit_test(long_runs_are_split_as_short_ones),
        cmocka_unit_test(without_memory_there_is_no_tokenizer_and_no_leak),
    };
    return cmocka_run_group_tests(tests, make_tokenizer, free_tokenizer);
}
