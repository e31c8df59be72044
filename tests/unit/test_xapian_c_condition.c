/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Conditions: when they are asked and when they are not, what they do to an estimate, how they
 * fail, and what is refused.
 */
#include "xc_condition.h"

static xc_query *combine(xc_fixture *f, xc_operator op, const xc_query *a, const xc_query *b) {
    const xc_query *parts[] = {a, b};
    xc_query *query = NULL;
    MUST(f, xc_query_combine(op, parts, 2, &query, &f->err));
    return query;
}

/** A few words, queries made of them and of a condition on one document in two. */
typedef struct kit {
    xc_database *db;
    xc_memo *memo;
    xc_query *common, *other, *rare; /**< in most documents, in many, in few */
    xc_query *both;                  /**< of the first two */
    modulo *even;
    xc_query *phrase; /**< both, on the condition */
} kit;

static kit make_kit(xc_fixture *f) {
    kit k = {.db = make_random(f, 1)};
    MUST(f, xc_memo_new(k.db, &k.memo, &f->err));
    k.common = term_query(f, "at0");
    k.other = term_query(f, "at1");
    k.rare = term_query(f, "at150");
    k.both = combine(f, XC_OP_AND, k.common, k.other);
    condition_count = 1;
    k.even = &conditions[0];
    *k.even = (modulo){.divisor = 2};
    k.phrase = where(f, k.both, k.even);
    return k;
}

static void free_kit(kit *k) {
    xc_query_free(k->phrase);
    xc_query_free(k->both);
    xc_query_free(k->common);
    xc_query_free(k->other);
    xc_query_free(k->rare);
    xc_memo_free(k->memo);
    xc_database_close(k->db);
}

/** How often the condition is asked in a match, which finds `*ret_found`. */
static uint32_t asked(xc_fixture *f, const kit *k, const xc_query *query, way w,
                      size_t *ret_found) {
    xc_mset *mset = run(f, k->db, k->memo, query, &w);
    if (ret_found)
        *ret_found = xc_mset_size(mset);
    xc_mset_free(mset);
    return k->even->asked;
}

static const way best = {"best, with a memo", true, true, 10},
                 best_without = {"best, without a memo", false, true, 10},
                 every = {"all, with a memo", true, true, ALL};

static void it_is_asked_only_about_what_weighs_enough(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    size_t matches = 0, held = 0;
    asked(f, &k, k.both, every, &matches);
    assert_true(matches > 500);
    assert_int_equal(asked(f, &k, k.phrase, every, &held), matches);
    assert_true(held > matches / 3 && held < matches);
    assert_true(asked(f, &k, k.phrase, best, NULL) < matches / 8);
    assert_true(k.even->expected >= k.even->asked);
    assert_true(asked(f, &k, k.phrase, best_without, NULL) < matches / 8);
    free_kit(&k);
}

/** A document that does not have the rare word is not asked about, whatever stands first. */
static void it_is_asked_after_all_else_that_must_hold(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    static const xc_operator with[] = {XC_OP_AND, XC_OP_FILTER, XC_OP_AND_NOT};
    for (size_t i = 0; i < 3; ++i) {
        xc_query *plain = combine(f, with[i], k.both, i == 2 ? k.common : k.rare);
        xc_query *query = combine(f, with[i], k.phrase, i == 2 ? k.common : k.rare);
        size_t matches = 0;
        asked(f, &k, plain, every, &matches);
        assert_int_equal(asked(f, &k, query, every, NULL), matches);
        xc_query_free(plain);
        xc_query_free(query);
    }
    static uint64_t bits[WORDS];
    xc_query *query = combine(f, XC_OP_AND, k.phrase, k.rare);
    uint32_t in_a_match = asked(f, &k, query, every, NULL);
    forget_asked();
    MUST(f, xc_query_bits(k.memo, query, bits, WORDS, NULL, NULL, &f->err));
    assert_int_equal(k.even->asked, in_a_match);
    xc_query_free(query);
    free_kit(&k);
}

static void under_or_it_is_asked_only_about_what_could_get_in(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    xc_query *query = combine(f, XC_OP_OR, k.phrase, k.rare);
    size_t matches = 0;
    asked(f, &k, k.both, every, &matches);
    assert_true(asked(f, &k, query, best, NULL) < matches / 4);
    xc_query_free(query);
    free_kit(&k);
}

/** Not about what else the excluded query matches, and only where the document weighs enough. */
static void under_not_it_is_asked_only_about_what_is_left(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    xc_query *left = combine(f, XC_OP_AND, k.rare, k.both);
    xc_query *query = combine(f, XC_OP_AND_NOT, k.rare, k.phrase);
    size_t matches = 0;
    asked(f, &k, left, every, &matches);
    assert_int_equal(asked(f, &k, query, every, NULL), matches);
    xc_query_free(query);
    query = combine(f, XC_OP_AND_NOT, k.common, k.phrase);
    asked(f, &k, k.both, every, &matches);
    assert_true(asked(f, &k, query, best, NULL) < matches / 8);
    xc_query_free(query);
    xc_query_free(left);
    free_kit(&k);
}

static void the_estimate_is_a_share_of_the_conjunctions(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    static const way none[] = {{"no hits", true, true, 0}, {"no hits", false, true, 0}};
    for (size_t i = 0; i < 2; ++i) {
        xc_mset *all = run(f, k.db, k.memo, k.both, &none[i]);
        xc_mset *some = run(f, k.db, k.memo, k.phrase, &none[i]);
        double share = xc_mset_counts(all).estimated / (double)xc_mset_counts(some).estimated;
        assert_true(share > 2 && share < 4); /* libxapian rounds both */
        assert_int_equal(xc_mset_counts(some).lower, 0);
        assert_int_equal(xc_mset_counts(some).upper, xc_mset_counts(all).upper);
        assert_int_equal(k.even->asked, 0);
        xc_mset_free(all);
        xc_mset_free(some);
    }
    free_kit(&k);
}

static void one_that_fails_stops_the_match(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    k.even->fail = -77;
    xc_query *queries[] = {combine(f, XC_OP_OR, k.phrase, k.rare),
                           combine(f, XC_OP_AND_NOT, k.common, k.phrase),
                           combine(f, XC_OP_AND, k.phrase, k.common)};
    for (size_t i = 0; i < 6; ++i) {
        xc_enquire *enquire = NULL;
        xc_mset *mset = NULL;
        MUST(f, xc_enquire_new(k.db, &enquire, &f->err));
        if (i % 2)
            MUST(f, xc_enquire_set_query(enquire, queries[i / 2], 0, &f->err));
        else
            MUST(f, xc_enquire_set_query_kind(enquire, queries[i / 2], k.memo, 1, 1, 0.5, 0.5,
                                              documents, 65, &f->err));
        forget_asked();
        assert_int_equal(xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, &mset, &f->err),
                         XC_E_CALLBACK);
        assert_int_equal(f->err.callback_status, -77);
        assert_string_equal(f->err.message, "callback 'condition' returned -77");
        assert_int_equal(k.even->asked, 1);
        xc_enquire_free(enquire);
    }
    static uint64_t bits[WORDS];
    forget_asked();
    assert_int_equal(xc_query_bits(k.memo, k.phrase, bits, WORDS, NULL, NULL, &f->err),
                     XC_E_CALLBACK);
    assert_int_equal(f->err.callback_status, -77);
    for (size_t i = 0; i < 3; ++i)
        xc_query_free(queries[i]);
    free_kit(&k);
}

static int is_even(void *user, uint32_t docid) {
    (void)user;
    return docid % 2 == 0;
}

static void documents_are_tested_for_a_cheap_condition(void **state) {
    static const xc_condition cheap = {sizeof cheap, is_even, NULL, 2, true};
    xc_fixture *f = *state;
    kit k = make_kit(f);
    xc_query *even = NULL;
    xc_tester *tester = NULL, *without = NULL;
    MUST(f, xc_query_where(k.both, &cheap, NULL, &even, &f->err));
    assert_true(xc_query_is_plain(even));
    MUST(f, xc_tester_new(k.memo, even, &tester, &f->err));
    MUST(f, xc_tester_new(k.memo, k.both, &without, &f->err));
    int found = 0;
    for (uint32_t docid = 1; docid <= documents; ++docid) {
        int wanted = xc_tester_has(without, docid, &f->err) && docid % 2 == 0;
        assert_int_equal(xc_tester_has(tester, docid, &f->err), wanted);
        found += wanted;
    }
    assert_in_range(found, 1, documents / 2);
    xc_tester_free(tester);
    xc_tester_free(without);
    xc_query_free(even);
    free_kit(&k);
}

static void a_query_on_a_condition_is_not_plain_and_describes_itself(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    xc_tester *tester = NULL;
    assert_false(xc_query_is_plain(k.phrase));
    assert_int_equal(xc_tester_new(k.memo, k.phrase, &tester, &f->err), XC_E_INVALID_ARGUMENT);
    char *text = NULL;
    MUST(f, xc_query_description(k.phrase, &text, NULL, &f->err));
    assert_string_equal(text, "Query(((at0 AND at1) FILTER PostingSource(condition)))");
    xc_free(text);
    xc_terms *terms = NULL;
    MUST(f, xc_query_terms(k.phrase, &terms, &f->err));
    assert_int_equal(xc_terms_next(terms, &f->err), 1);
    assert_memory_equal(xc_terms_term(terms).data, "at0", 3);
    xc_terms_free(terms);
    free_kit(&k);
}

static void what_cannot_be_is_refused(void **state) {
    xc_fixture *f = *state;
    kit k = make_kit(f);
    const xc_query *parts[] = {k.common, k.phrase};
    xc_query *query = NULL;
    assert_int_equal(xc_query_combine(XC_OP_SYNONYM, parts, 2, &query, &f->err),
                     XC_E_UNIMPLEMENTED);
    assert_int_equal(xc_query_phrase(parts, 2, 0, &query, &f->err), XC_E_UNIMPLEMENTED);
    const xc_condition wrong[] = {{sizeof wrong[0] - 1, holds, NULL, 1, false},
                                  {sizeof wrong[0], NULL, NULL, 1, false},
                                  {sizeof wrong[0], holds, NULL, 0, false}};
    for (size_t i = 0; i < 3; ++i)
        assert_int_equal(xc_query_where(k.common, &wrong[i], NULL, &query, &f->err),
                         XC_E_INVALID_ARGUMENT);
    free_kit(&k);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(it_is_asked_only_about_what_weighs_enough),
        TEST(it_is_asked_after_all_else_that_must_hold),
        TEST(under_or_it_is_asked_only_about_what_could_get_in),
        TEST(under_not_it_is_asked_only_about_what_is_left),
        TEST(the_estimate_is_a_share_of_the_conjunctions),
        TEST(one_that_fails_stops_the_match),
        TEST(documents_are_tested_for_a_cheap_condition),
        TEST(a_query_on_a_condition_is_not_plain_and_describes_itself),
        TEST(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
