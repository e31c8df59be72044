/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_vocabulary.c: what a vocabulary says of a form is what analyser and unit say, however many
 * forms there were; and a place that was remembered is used only while it is the form's.
 */
#include "indexer/vocabulary.h"
#include "tests/unit/check.h"
#include "tests/unit/index_fixture.h"

enum { FORMS = 150000 };

typedef struct fixture {
    fh_analyser *analyser;
    fh_vocabulary *vocabulary;
    fh_language english, german;
} fixture;

static int open_all(void **state) {
    static fixture f;
    fihrist_error err;
    must(fh_analyser_new(&f.analyser, &err), &err);
    must(fh_vocabulary_new(f.analyser, NULL, &f.vocabulary, &err), &err);
    f.english = fh_language_find(fh_str_of("en"));
    f.german = fh_language_find(fh_str_of("de"));
    *state = &f;
    return 0;
}

static int close_all(void **state) {
    fixture *f = *state;
    fh_vocabulary_free(f->vocabulary);
    fh_analyser_free(f->analyser);
    return 0;
}

static void expect(fixture *f, fh_language language, const char *text) {
    fh_str form = fh_str_of(text);
    const fh_word *word = fh_vocabulary_find(f->vocabulary, language, form);
    fh_str stem = fh_analyser_stem(f->analyser, language, form);
    assert_non_null(word);
    assert_true(fh_str_equal((fh_str){word->form.text, word->form.n}, form));
    assert_true(fh_str_equal(word->stem, stem));
    assert_true(word->unit == fh_unit_of(FH_FIELD_WORD, stem, form));
    assert_int_equal(word->language, language);
}

static void a_form_has_a_stem_in_each_language(void **state) {
    for (int i = 0; i < 3; i++) {
        expect(*state, ((fixture *)*state)->english, "organizes");
        expect(*state, ((fixture *)*state)->german, "organizes");
        expect(*state, FH_LANGUAGE_UNKNOWN, "organizes");
        expect(*state, ((fixture *)*state)->english, "a");
        expect(*state, ((fixture *)*state)->english,
               "incomprehensibilitiesandmorethansixteenbytes");
    }
}

/* More than are kept, so that it has begun anew in between. */
static void it_says_the_same_after_very_many_forms(void **state) {
    fixture *f = *state;
    char form[32];
    for (int i = 0; i < FORMS; i++) {
        snprintf(form, sizeof form, "sailing%ds", i % 7 ? i : i / 7 % 100);
        expect(f, f->english, form);
    }
}

/* However few or many words it has, and whether they were met before or not. */
static void a_text_is_read_word_by_word(void **state) {
    fixture *f = *state;
    static const char text[] = "Quays, harbours; harbours and a quay's end: 12 quays. Harbour, the "
                               "harbours' harbour harbouring quayside ferries";
    fh_analyser *other;
    fihrist_error err;
    must(fh_analyser_new(&other, &err), &err);
    for (size_t n = 0; n < sizeof text; n++)
        for (int again = 0; again < 2; again++) {
            fh_token wanted, token;
            fh_word *word;
            fh_str stem, cut = {text, n};
            fh_analyser_start(other, cut, f->english, 7);
            fh_vocabulary_start(f->vocabulary, cut, f->english, 7);
            int more;
            while ((more = fh_analyser_next(other, &wanted, &stem)) > 0) {
                assert_int_equal(fh_vocabulary_next(f->vocabulary, &token, &word), 1);
                assert_true(fh_str_equal(token.form, wanted.form));
                assert_int_equal(token.start, wanted.start);
                assert_int_equal(token.end, wanted.end);
                assert_int_equal(token.position, wanted.position);
                assert_true(fh_str_equal((fh_str){word->form.text, word->form.n}, wanted.form));
                assert_true(fh_str_equal(word->stem, stem));
            }
            assert_int_equal(more, 0);
            assert_int_equal(fh_vocabulary_next(f->vocabulary, &token, &word), 0);
            assert_int_equal(fh_vocabulary_next(f->vocabulary, &token, &word), 0);
        }
    fh_analyser_free(other);
}

static uint64_t counted(fh_lexicon_batch *batch, const char *form) {
    for (size_t i = 0; i < fh_lexicon_batch_forms(batch); i++) {
        fh_lexicon_change change = fh_lexicon_batch_at(batch, i);
        if (fh_str_equal(change.form, fh_str_of(form)))
            return (uint64_t)change.change;
    }
    return 0;
}

static void count(fixture *f, fh_lexicon_batch *batch, const char *form) {
    fihrist_error err;
    fh_word *word = fh_vocabulary_find(f->vocabulary, f->english, fh_str_of(form));
    assert_non_null(word);
    must(fh_lexicon_batch_add_at(batch, &word->counted, f->english, fh_str_of(form), word->stem, 1,
                                 &err),
         &err);
}

static void a_place_in_a_batch_ends_with_the_batch(void **state) {
    fixture *f = *state;
    fihrist_error err;
    fh_lexicon_batch *one, *other;
    must(fh_lexicon_batch_new(&one, &err), &err);
    must(fh_lexicon_batch_new(&other, &err), &err);
    count(f, one, "harbour");
    count(f, one, "ferry");
    count(f, one, "harbour");
    count(f, other, "ferry"); /* as the first there, and so in the place of harbour */
    count(f, one, "ferry");
    assert_int_equal(counted(one, "harbour"), 2);
    assert_int_equal(counted(one, "ferry"), 2);
    assert_int_equal(counted(other, "ferry"), 1);
    fh_lexicon_batch_sort(one); /* ferry before harbour */
    count(f, one, "ferry");
    assert_int_equal(counted(one, "ferry"), 3);
    fh_lexicon_batch_clear(one);
    count(f, one, "harbour");
    count(f, one, "ferry");
    assert_int_equal(counted(one, "harbour"), 1);
    assert_int_equal(counted(one, "ferry"), 1);
    fh_lexicon_batch_free(one);
    fh_lexicon_batch_free(other);
}

static void a_place_in_postings_ends_with_the_document(void **state) {
    fixture *f = *state;
    fh_postings *postings = fh_postings_new();
    for (int document = 0; document < 3; document++) {
        const xc_posting *found;
        size_t count, terms;
        uint64_t length;
        static const char *const forms[] = {"quay", "harbour", "quay"};
        fh_postings_clear(postings);
        for (int i = document; i < 3; i++) {
            fh_word *word = fh_vocabulary_find(f->vocabulary, f->english, fh_str_of(forms[i]));
            assert_true(fh_postings_add_at(postings, &word->in[FH_FIELD_WORD], FH_FIELD_WORD,
                                           word->stem, 0, 1));
        }
        assert_true(fh_postings_finish(postings, &found, &count, &terms, &length));
        assert_int_equal(terms, document == 2 ? 1 : 2);
        assert_int_equal(length, 3 - document);
        assert_int_equal(found[terms - 1].wdf, document == 0 ? 2 : 1);
        assert_memory_equal(found[terms - 1].term, "quay", 4);
    }
    fh_postings_free(postings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_has_a_stem_in_each_language),
        cmocka_unit_test(it_says_the_same_after_very_many_forms),
        cmocka_unit_test(a_text_is_read_word_by_word),
        cmocka_unit_test(a_place_in_a_batch_ends_with_the_batch),
        cmocka_unit_test(a_place_in_postings_ends_with_the_document),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
