/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All documents of a query as bits, and single ones by a tester: what a match finds, no more and no
 * less.
 */
#include "xc_random.h"

enum { WORDS = 2 * documents / 64 + 1 };

/** Asked about some documents, in ascending order, it says of each what the bits do. */
static void check_tester(xc_fixture *f, xc_memo *memo, const xc_query *query,
                         const uint64_t *bits) {
    xc_tester *tester = NULL;
    if (!xc_query_is_plain(query)) {
        assert_int_equal(xc_tester_new(memo, query, &tester, &f->err), XC_E_INVALID_ARGUMENT);
        return;
    }
    MUST(f, xc_tester_new(memo, query, &tester, &f->err));
    for (uint32_t docid = 1; docid <= 2 * documents; docid += random_below(9)) {
        int has = xc_tester_has(tester, docid, &f->err);
        assert_int_equal(has, bits[docid / 64] >> docid % 64 & 1);
    }
    xc_tester_free(tester);
}

static void check_bits(xc_fixture *f, xc_database *db, xc_memo *memo, const xc_query *query) {
    static uint64_t bits[WORDS], matched[WORDS];
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    memset(bits, 0xff, sizeof bits);
    memset(matched, 0, sizeof matched);
    MUST(f, xc_query_bits(memo, query, bits, WORDS, NULL, NULL, &f->err));
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f, xc_enquire_set_bool(enquire, &f->err));
    MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 2 * documents, 2 * documents, NULL, NULL, &mset, &f->err));
    for (size_t i = 0; i < xc_mset_size(mset); i++) {
        uint32_t docid = xc_mset_hit(mset, i)->docid;
        matched[docid / 64] |= (uint64_t)1 << docid % 64;
    }
    assert_memory_equal(bits, matched, sizeof bits);
    check_tester(f, memo, query, bits);
    xc_mset_free(mset);
    xc_enquire_free(enquire);
}

static void the_bits_of_a_query_are_the_documents_it_matches(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 1);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    for (unsigned q = 0; q < 400; ++q) {
        xc_query *query = random_tree(f, q % 5);
        check_bits(f, db, memo, query);
        xc_query_free(query);
    }
    xc_memo_free(memo);
    xc_database_close(db);
}

static void all_nothing_and_sources_have_bits_too(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 1);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    static const uint32_t docids[] = {1, 64, 65, documents, documents + 1};
    xc_query *queries[6] = {NULL}, *both[2], *combined = NULL;
    MUST(f, xc_query_match_all(&queries[0], &f->err));
    MUST(f, xc_query_match_nothing(&queries[1], &f->err));
    MUST(f, xc_query_docids(docids, 5, 0, &queries[2], &f->err));
    queries[3] = term_query(f, "nowhere");
    MUST(f, xc_query_docid_range(60, 2 * documents, &queries[4], &f->err));
    MUST(f, xc_query_docid_range(64, 191, &queries[5], &f->err));
    for (size_t i = 0; i < 6; i++)
        check_bits(f, db, memo, queries[i]);
    both[0] = queries[0];
    both[1] = queries[2];
    MUST(f, xc_query_combine(XC_OP_AND_NOT, (const xc_query *const *)both, 2, &combined, &f->err));
    check_bits(f, db, memo, combined);
    xc_query_free(combined);
    for (size_t i = 0; i < 6; i++)
        xc_query_free(queries[i]);
    xc_memo_free(memo);
    xc_database_close(db);
}

static int refuse(void *user) {
    ++*(int *)user;
    return -7;
}

static void too_little_room_is_refused_and_a_check_ends_the_work(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 1);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    static uint64_t bits[WORDS];
    xc_query *all = NULL, *parts[40], *many = NULL;
    int asked = 0;
    MUST(f, xc_query_match_all(&all, &f->err));
    assert_int_equal(xc_query_bits(memo, all, bits, WORDS - 2, NULL, NULL, &f->err),
                     XC_E_INVALID_ARGUMENT);
    for (unsigned i = 0; i < 40; i++) {
        char word[16];
        snprintf(word, sizeof word, "at%u", i);
        parts[i] = term_query(f, word);
    }
    MUST(f, xc_query_combine(XC_OP_OR, (const xc_query *const *)parts, 40, &many, &f->err));
    MUST(f, xc_query_bits(memo, all, bits, WORDS, refuse, &asked, &f->err));
    assert_int_equal(asked, 0); /* too little to do */
    assert_int_equal(xc_query_bits(memo, many, bits, WORDS, refuse, &asked, &f->err),
                     XC_E_CALLBACK);
    assert_int_equal(asked, 1);
    for (size_t i = 0; i < 40; i++)
        xc_query_free(parts[i]);
    xc_query_free(many);
    xc_query_free(all);
    xc_memo_free(memo);
    xc_database_close(db);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_bits_of_a_query_are_the_documents_it_matches),
        TEST(all_nothing_and_sources_have_bits_too),
        TEST(too_little_room_is_refused_and_a_check_ends_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
