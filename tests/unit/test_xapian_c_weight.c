/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * BM25 for one kind: given what the database itself would say it ranks and scores as libxapian's
 * own, its bounds lose no hit, and other kinds in the database do not change a score.
 */
#include "xc_random.h"

#include <math.h>

static xc_mset *run(xc_fixture *f, xc_enquire *enquire, const xc_query *query, uint32_t items) {
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, items, items, NULL, NULL, &mset, &f->err));
    return mset;
}

/** Fail unless the first of `all` are `part`: docids exactly, weights to 1e-9. */
static void check_same(const xc_mset *part, const xc_mset *all) {
    for (size_t i = 0; i < xc_mset_size(part); ++i) {
        const xc_hit *a = xc_mset_hit(part, i), *b = xc_mset_hit(all, i);
        assert_non_null(b);
        assert_int_equal(a->docid, b->docid);
        assert_true(fabs(a->weight - b->weight) < 1e-9);
    }
}

static const struct {
    double k1, k3, b, min_normlen;
} parameters[] = {
    {1, 1, 0.5, 0.5}, {1.2, 1000, 0.75, 0}, {2, 8, 1, 0.1}, {0.8, 0, 0, 0.5}, {0, 1, 0.5, 0.5}};

static void given_the_databases_own_figures_it_is_libxapians_bm25(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 0);
    double average = 0;
    uint32_t count = 0;
    MUST(f, xc_database_average_length(db, &average, &f->err));
    MUST(f, xc_database_doc_count(db, &count, &f->err));
    for (size_t p = 0; p < sizeof parameters / sizeof *parameters; ++p) {
        const double k1 = parameters[p].k1, k3 = parameters[p].k3, b = parameters[p].b,
                     least = parameters[p].min_normlen;
        xc_enquire *ours = NULL, *theirs = NULL;
        MUST(f, xc_enquire_new(db, &ours, &f->err));
        MUST(f, xc_enquire_new(db, &theirs, &f->err));
        MUST(f, xc_enquire_set_bm25_kind(ours, k1, k3, b, least, count, average, &f->err));
        MUST(f, xc_enquire_set_bm25(theirs, k1, 0, k3, b, least, &f->err));
        for (size_t q = 0; q < 40; ++q) {
            xc_query *query = random_query(f, 1 + q % 8);
            xc_mset *one = run(f, ours, query, documents);
            xc_mset *other = run(f, theirs, query, documents);
            assert_int_equal(xc_mset_size(one), xc_mset_size(other));
            check_same(one, other);
            const xc_counts c = xc_mset_counts(one), d = xc_mset_counts(other);
            /* libxapian's bound is 0 / 0 for a term that is nowhere when k1 is 0 */
            assert_true(isnan(d.max_possible) || fabs(c.max_possible - d.max_possible) < 1e-9);
            assert_true(!isnan(c.max_possible));
            xc_mset_free(one);
            xc_mset_free(other);
            xc_query_free(query);
        }
        xc_enquire_free(ours);
        xc_enquire_free(theirs);
    }
    xc_database_close(db);
}

static void the_best_few_are_the_head_of_them_all(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 1);
    for (size_t p = 0; p < sizeof parameters / sizeof *parameters; ++p) {
        xc_enquire *enquire = NULL;
        MUST(f, xc_enquire_new(db, &enquire, &f->err));
        MUST(f,
             xc_enquire_set_bm25_kind(enquire, parameters[p].k1, parameters[p].k3, parameters[p].b,
                                      parameters[p].min_normlen, documents, 65, &f->err));
        for (size_t q = 0; q < 40; ++q) {
            xc_query *query = random_query(f, 1 + q % 8);
            xc_mset *all = run(f, enquire, query, 2 * documents);
            xc_mset *best = run(f, enquire, query, 10);
            assert_true(xc_mset_size(best) == 10 || xc_mset_size(best) == xc_mset_size(all));
            check_same(best, all);
            for (size_t i = 0; i < xc_mset_size(all); ++i)
                assert_true(xc_mset_hit(all, i)->weight <=
                            xc_mset_counts(best).max_possible + 1e-9);
            xc_mset_free(all);
            xc_mset_free(best);
            xc_query_free(query);
        }
        xc_enquire_free(enquire);
    }
    xc_database_close(db);
}

/** Scores of a first database, by docid, to hold a second against. */
static void comments_beside_them_do_not_change_the_scores_of_articles(void **state) {
    xc_fixture *f = *state;
    static double scores[2][2 * documents + 1];
    double average = 0;
    for (int comments = 0; comments < 2; ++comments) {
        xc_database *db = make_random(f, comments);
        if (!comments)
            MUST(f, xc_database_average_length(db, &average, &f->err));
        xc_enquire *enquire = NULL;
        MUST(f, xc_enquire_new(db, &enquire, &f->err));
        MUST(f, xc_enquire_set_bm25_kind(enquire, 1, 1, 0.5, 0.5, documents, average, &f->err));
        xc_query *parts[] = {term_query(f, "at3"), term_query(f, "at150"), term_query(f, "at0")};
        xc_query *query = NULL;
        MUST(f, xc_query_combine(XC_OP_OR, (const xc_query *const *)parts, 3, &query, &f->err));
        xc_mset *mset = run(f, enquire, query, 2 * documents);
        for (size_t i = 0; i < xc_mset_size(mset); ++i)
            scores[comments][xc_mset_hit(mset, i)->docid] = xc_mset_hit(mset, i)->weight;
        xc_mset_free(mset);
        xc_query_free(query);
        for (int i = 0; i < 3; ++i)
            xc_query_free(parts[i]);
        xc_enquire_free(enquire);
        xc_database_close(db);
        strcat(f->path, "2");
    }
    for (size_t i = 1; i <= 2 * documents; ++i)
        assert_true(fabs(scores[0][i] - scores[1][i]) < 1e-12);
}

static void a_term_commoner_than_its_kind_still_weighs_more_than_nothing(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 0);
    xc_enquire *enquire = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f, xc_enquire_set_bm25_kind(enquire, 1, 1, 0.5, 0.5, 3, 65, &f->err));
    xc_query *query = term_query(f, "at0");
    xc_mset *mset = run(f, enquire, query, documents);
    assert_true(xc_mset_size(mset) > 100);
    for (size_t i = 0; i < xc_mset_size(mset); ++i)
        assert_true(xc_mset_hit(mset, i)->weight > 0);
    xc_mset_free(mset);
    xc_query_free(query);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static void a_memo_changes_neither_hits_nor_weights(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_random(f, 1);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    for (size_t q = 0; q < 300; ++q) {
        const double k1 = parameters[q % 5].k1, k3 = parameters[q % 5].k3, b = parameters[q % 5].b;
        xc_query *query = random_tree(f, q % 4);
        uint32_t items = q % 2 ? 10 : 2 * documents;
        xc_enquire *with = NULL, *without = NULL;
        xc_mset *one, *other = NULL;
        MUST(f, xc_enquire_new(db, &without, &f->err));
        MUST(f, xc_enquire_set_bm25_kind(without, k1, k3, b, 0.5, documents, 65, &f->err));
        one =
            run(f, without, query, 2 * documents); /* all: libxapian 1.4.22 loses some below XOR */
        MUST(f, xc_enquire_new(db, &with, &f->err));
        MUST(f,
             xc_enquire_set_query_kind(with, query, memo, k1, k3, b, 0.5, documents, 65, &f->err));
        MUST(f, xc_enquire_mset(with, 0, items, items, NULL, NULL, &other, &f->err));
        assert_true(xc_mset_size(other) == items || xc_mset_size(other) == xc_mset_size(one));
        check_alike(other, one);
        xc_mset_free(one);
        xc_mset_free(other);
        xc_enquire_free(with);
        xc_enquire_free(without);
        xc_query_free(query);
    }
    xc_memo_free(memo);
    xc_database_close(db);
}

static void a_memo_of_a_smaller_snapshot_is_refused(void **state) {
    xc_fixture *f = *state;
    xc_memo *memo = NULL;
    xc_database *small = commit_and_open(f, new_writer(f));
    MUST(f, xc_memo_new(small, &memo, &f->err));
    xc_database_close(small);
    strcat(f->path, "2");
    xc_database *db = make_random(f, 0);
    xc_query *query = term_query(f, "at0");
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f,
         xc_enquire_set_query_kind(enquire, query, memo, 1, 1, 0.5, 0.5, documents, 65, &f->err));
    assert_int_equal(xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, &mset, &f->err),
                     XC_E_INVALID_ARGUMENT);
    xc_query_free(query);
    xc_enquire_free(enquire);
    xc_memo_free(memo);
    xc_database_close(db);
}

static void parameters_out_of_range_are_refused(void **state) {
    xc_fixture *f = *state;
    xc_database *db = commit_and_open(f, new_writer(f));
    xc_enquire *e = NULL;
    MUST(f, xc_enquire_new(db, &e, &f->err));
    assert_int_equal(xc_enquire_set_bm25_kind(e, -1, 1, 0.5, 0.5, 1, 1, &f->err), XC_E_RANGE);
    assert_int_equal(xc_enquire_set_bm25_kind(e, 1, 1, 1.5, 0.5, 1, 1, &f->err), XC_E_RANGE);
    assert_int_equal(xc_enquire_set_bm25_kind(e, 1, 1, 0.5, NAN, 1, 1, &f->err), XC_E_RANGE);
    assert_int_equal(xc_enquire_set_bm25_kind(e, 1, 1, 0.5, 0.5, 1, 0, &f->err), XC_E_RANGE);
    assert_int_equal(xc_enquire_set_bm25(e, 1, -1, 1, 0.5, 0.5, &f->err), XC_E_RANGE);
    xc_enquire_free(e);
    xc_database_close(db);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(given_the_databases_own_figures_it_is_libxapians_bm25),
        TEST(the_best_few_are_the_head_of_them_all),
        TEST(comments_beside_them_do_not_change_the_scores_of_articles),
        TEST(a_term_commoner_than_its_kind_still_weighs_more_than_nothing),
        TEST(a_memo_changes_neither_hits_nor_weights),
        TEST(a_memo_of_a_smaller_snapshot_is_refused),
        TEST(parameters_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
