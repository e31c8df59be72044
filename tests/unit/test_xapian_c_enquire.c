/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Running a query: order, collapsing, cutoffs and pages; deciders, spies and posting sources, and
 * how their failure stops a match.
 */
#include "xc_fixture.h"

/** Six documents "x", with more words and values from tables: slot 1 a day, slot 2 an outlet. */
static xc_database *dated(xc_fixture *f) {
    static const char *const days[] = {"3", "1", "2", "1", "3", ""};
    static const char *const outlets[] = {"A", "B", "A", "A", "B", ""};
    xc_writer *writer = new_writer(f);
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    for (uint32_t i = 0; i < 6; ++i) {
        xc_document_clear(document);
        MUST(f, xc_document_add_term(document, "x", 1, 1 + i % 3, &f->err));
        MUST(f, xc_document_add_term(document, "filling", 7, 10, &f->err));
        MUST(f, xc_document_add_value(document, 1, days[i], strlen(days[i]), &f->err));
        MUST(f, xc_document_add_value(document, 2, outlets[i], strlen(outlets[i]), &f->err));
        MUST(f, xc_document_set_data(document, outlets[i], strlen(outlets[i]), &f->err));
        MUST(f, xc_writer_add(writer, document, NULL, &f->err));
    }
    xc_document_free(document);
    return commit_and_open(f, writer);
}

static xc_enquire *enquire_for(xc_fixture *f, xc_database *db) {
    xc_enquire *enquire = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    xc_query *query = term_query(f, "x");
    MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    xc_query_free(query);
    return enquire;
}

static void each_order_orders(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    static const struct {
        xc_order order;
        bool descending;
        const char *docids;
    } cases[] = {
        {XC_ORDER_RELEVANCE, false, "3 6 2 5 1 4"},
        {XC_ORDER_RELEVANCE_VALUE, false, "6 3 2 5 4 1"},
        {XC_ORDER_RELEVANCE_VALUE, true, "3 6 5 2 1 4"},
        {XC_ORDER_VALUE, false, "6 2 4 3 1 5"},
        {XC_ORDER_VALUE, true, "1 5 3 2 4 6"},
        {XC_ORDER_VALUE_RELEVANCE, false, "6 2 4 3 5 1"},
        {XC_ORDER_VALUE_RELEVANCE, true, "5 1 3 2 4 6"},
        {XC_ORDER_DOCID, false, "1 2 3 4 5 6"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        xc_enquire *enquire = enquire_for(f, db);
        MUST(f, xc_enquire_set_order(enquire, cases[i].order, 1, cases[i].descending, &f->err));
        assert_string_equal(docids_of(f, enquire, term_query(f, "x")), cases[i].docids);
        xc_enquire_free(enquire);
    }
    xc_enquire *enquire = enquire_for(f, db);
    MUST(f, xc_enquire_set_bool(enquire, &f->err));
    assert_string_equal(docids_of(f, enquire, term_query(f, "x")), "1 2 3 4 5 6");
    MUST(f, xc_enquire_set_docid_order(enquire, true, &f->err));
    assert_string_equal(docids_of(f, enquire, term_query(f, "x")), "6 5 4 3 2 1");
    assert_int_equal(xc_enquire_set_order(enquire, 9, 0, false, &f->err), XC_E_INVALID_ARGUMENT);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static void collapsing_keeps_the_best_and_counts_the_rest(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    xc_enquire *enquire = enquire_for(f, db);
    MUST(f, xc_enquire_set_collapse(enquire, 2, 1, &f->err));
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, &mset, &f->err));
    assert_int_equal(xc_mset_size(mset), 3);
    const xc_hit *best = xc_mset_hit(mset, 0);
    assert_int_equal(best->docid, 3);
    assert_int_equal(best->collapse_count, 2);
    assert_int_equal(best->collapse_key.len, 1);
    assert_memory_equal(best->collapse_key.data, "A", 1);
    assert_int_equal(xc_mset_hit(mset, 1)->docid, 6);
    assert_int_equal(xc_mset_hit(mset, 1)->collapse_key.len, 0);
    assert_non_null(xc_mset_hit(mset, 1)->collapse_key.data);
    assert_int_equal(xc_mset_counts(mset).estimated, 3);
    assert_int_equal(xc_mset_counts(mset).uncollapsed_estimated, 6);
    xc_mset_free(mset);
    MUST(f, xc_enquire_set_collapse(enquire, 2, 0, &f->err));
    assert_string_equal(docids_of(f, enquire, term_query(f, "x")), "3 6 2 5 1 4");
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static void a_page_is_a_part_of_the_whole(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    xc_enquire *enquire = enquire_for(f, db);
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_mset(enquire, 2, 2, 6, NULL, NULL, &mset, &f->err));
    xc_enquire_free(enquire);
    xc_database_close(db);
    assert_int_equal(xc_mset_size(mset), 2);
    assert_int_equal(xc_mset_hit(mset, 0)->docid, 2);
    assert_int_equal(xc_mset_hit(mset, 1)->docid, 5);
    assert_null(xc_mset_hit(mset, 2));
    xc_counts counts = xc_mset_counts(mset);
    assert_int_equal(counts.lower, 6);
    assert_int_equal(counts.upper, 6);
    assert_true(counts.max_attained > 0 && counts.max_attained <= counts.max_possible);
    xc_mset_free(mset);
}

static void cutoffs_drop_the_weak(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    xc_enquire *enquire = enquire_for(f, db);
    MUST(f, xc_enquire_set_cutoff(enquire, 90, 0, &f->err));
    assert_string_equal(docids_of(f, enquire, term_query(f, "x")), "3 6");
    MUST(f, xc_enquire_set_cutoff(enquire, 0, 1000, &f->err));
    assert_string_equal(docids_of(f, enquire, term_query(f, "x")), "");
    assert_int_equal(xc_enquire_set_cutoff(enquire, 101, 0, &f->err), XC_E_RANGE);
    assert_int_equal(xc_enquire_set_time_limit(enquire, -1, &f->err), XC_E_RANGE);
    MUST(f, xc_enquire_set_time_limit(enquire, 10, &f->err));
    xc_mset *mset = NULL;
    assert_int_equal(xc_enquire_mset(enquire, UINT32_MAX, 2, 0, NULL, NULL, &mset, &f->err),
                     XC_E_RANGE);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

typedef struct watcher {
    xc_error *err;
    uint32_t fail_at; /**< docid at which it fails, 0 never */
    int own_message;
    int seen;
    double weight;
} watcher;

static int only_outlet_a(void *user, xc_view *view) {
    watcher *w = user;
    xc_bytes data, value, again;
    ++w->seen;
    if (xc_view_docid(view) == w->fail_at) {
        if (w->own_message) {
            strcpy(w->err->message, "the record is damaged");
        }
        return -123;
    }
    if (xc_view_data(view, &data, w->err) < 0 || xc_view_value(view, 2, &value, w->err) < 0 ||
        xc_view_value(view, 1, &again, w->err) < 0)
        return -1;
    assert_int_equal(data.len, value.len);
    assert_memory_equal(data.data, value.data, data.len);
    return value.len == 1 && *value.data == 'A';
}

static void a_decider_takes_refuses_and_stops(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    xc_enquire *enquire = enquire_for(f, db);
    watcher w = {.err = &f->err};
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_mset(enquire, 0, 9, 9, only_outlet_a, &w, &mset, &f->err));
    assert_int_equal(w.seen, 6);
    assert_int_equal(xc_mset_size(mset), 3);
    assert_int_equal(xc_mset_hit(mset, 0)->docid, 3);
    xc_mset_free(mset);

    w = (watcher){.err = &f->err, .fail_at = 4};
    assert_int_equal(xc_enquire_mset(enquire, 0, 9, 9, only_outlet_a, &w, &mset, &f->err),
                     XC_E_CALLBACK);
    assert_int_equal(f->err.callback_status, -123);
    assert_string_equal(f->err.message, "callback 'decider' returned -123");
    assert_int_equal(w.seen, 4);
    w.own_message = 1;
    assert_int_equal(xc_enquire_mset(enquire, 0, 9, 9, only_outlet_a, &w, &mset, &f->err),
                     XC_E_CALLBACK);
    assert_int_equal(f->err.callback_status, -123);
    assert_string_equal(f->err.message, "the record is damaged");
    assert_int_equal(xc_enquire_mset(enquire, 0, 9, 9, only_outlet_a, &w, &mset, NULL),
                     XC_E_CALLBACK);

    w = (watcher){.err = &f->err};
    MUST(f, xc_enquire_mset(enquire, 0, 9, 9, only_outlet_a, &w, &mset, &f->err));
    assert_int_equal(xc_mset_size(mset), 3);
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static int count_only(void *user, xc_view *view) {
    (void)view;
    ++((watcher *)user)->seen;
    return 1;
}

/** The matcher asks the decider only of documents that can still get in by their weight. */
static void a_decider_is_not_asked_of_what_weighs_too_little(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    for (int i = 0; i < 50; ++i)
        add_words(f, writer, i == 0 ? "x x x x" : "x and many other words");
    xc_database *db = commit_and_open(f, writer);
    xc_enquire *enquire = enquire_for(f, db);
    watcher w = {.err = &f->err};
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_set_cutoff(enquire, 0, 0, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 50, 50, count_only, &w, &mset, &f->err));
    assert_int_equal(w.seen, 50);
    double best = xc_mset_counts(mset).max_possible;
    xc_mset_free(mset);
    w.seen = 0;
    MUST(f, xc_enquire_set_cutoff(enquire, 0, best * 0.9, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 50, 50, count_only, &w, &mset, &f->err));
    assert_true(w.seen <= 1);
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static int sum_weights(void *user, xc_view *view, double weight) {
    watcher *w = user;
    ++w->seen;
    w->weight += weight;
    return xc_view_docid(view) == w->fail_at ? -5 : 0;
}

static void spies_see_every_hit_and_can_stop_the_match(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    xc_enquire *enquire = enquire_for(f, db);
    watcher one = {0}, two = {0};
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_add_spy(enquire, sum_weights, &one, &f->err));
    MUST(f, xc_enquire_add_spy(enquire, sum_weights, &two, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 2, 100, NULL, NULL, &mset, &f->err));
    assert_int_equal(xc_mset_size(mset), 2);
    assert_int_equal(one.seen, 6);
    assert_int_equal(two.seen, 6);
    assert_true(one.weight > 0);
    xc_mset_free(mset);
    two.fail_at = 3;
    assert_int_equal(xc_enquire_mset(enquire, 0, 2, 100, NULL, NULL, &mset, &f->err),
                     XC_E_CALLBACK);
    assert_int_equal(f->err.callback_status, -5);
    MUST(f, xc_enquire_clear_spies(enquire, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 2, 100, NULL, NULL, &mset, &f->err));
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_database_close(db);
}

static int refuse(void *user) {
    ++*(int *)user;
    return -6;
}

/** Matches of `query` with the memo; negative where it fails. `asked`: check, and refuse. */
static int count_kind(xc_fixture *f, xc_database *db, xc_memo *memo, const xc_query *query,
                      int *asked) {
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f, xc_enquire_set_query_kind(enquire, query, memo, 1, 1, 0.5, 0.5, 5000, 2, &f->err));
    MUST(f, xc_enquire_set_check(enquire, asked ? refuse : NULL, asked, &f->err));
    int status = xc_enquire_mset(enquire, 0, 10, 5000, NULL, NULL, &mset, &f->err);
    if (status == 0)
        status = (int)xc_mset_counts(mset).estimated;
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    return status;
}

/* A word is read as a whole when its list has been read twice, a synonym at once, a filter of many
 * words beside a frequent one, too. */
static void a_check_that_fails_ends_what_a_match_reads_as_a_whole(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    for (int i = 0; i < 5000; i++)
        add_words(f, writer, i % 2 ? "often a" : "often b");
    xc_database *db = commit_and_open(f, writer);
    xc_query *words[] = {term_query(f, "often"), term_query(f, "a"), term_query(f, "b")};
    xc_query *queries[3] = {words[0]};
    const xc_query *const *all = (const xc_query *const *)words;
    MUST(f, xc_query_combine(XC_OP_SYNONYM, all, 3, &queries[1], &f->err));
    xc_query *either = NULL;
    MUST(f, xc_query_combine(XC_OP_OR, all + 1, 2, &either, &f->err));
    const xc_query *both[] = {words[0], either};
    MUST(f, xc_query_combine(XC_OP_FILTER, both, 2, &queries[2], &f->err));
    for (size_t i = 0; i < 3; i++) {
        xc_memo *memo = NULL;
        MUST(f, xc_memo_new(db, &memo, &f->err));
        int asked = 0, answered = 0, found;
        while ((found = count_kind(f, db, memo, queries[i], &asked)) >= 0 && answered < 9) {
            assert_int_equal(found, 5000);
            answered++;
        }
        assert_int_equal(found, XC_E_CALLBACK);
        assert_int_equal(f->err.callback_status, -6);
        assert_int_equal(asked, 1);
        assert_int_equal(answered, i == 0 ? 2 : 0);
        for (int again = 0; again < 4; again++)
            assert_int_equal(count_kind(f, db, memo, queries[i], NULL), 5000);
        xc_memo_free(memo);
    }
    xc_query_free(either);
    for (size_t i = 0; i < 3; i++)
        xc_query_free(words[i]);
    xc_query_free(queries[1]);
    xc_query_free(queries[2]);
    xc_database_close(db);
}

/** A source over every `step`th docid, weighing the docid. */
typedef struct stepper {
    uint32_t step, last;
    uint32_t fail_at; /**< docid at which next fails, 0 never */
    double max_weight;
    int backwards;
    int opened, closed, released;
    uint32_t at;
} stepper;

static int stepper_open(void *user, xc_database *db, void **ret_state,
                        xc_source_bounds *ret_bounds) {
    stepper *s = user;
    ++s->opened;
    s->at = 0;
    if (xc_database_last_docid(db, &s->last, NULL) < 0)
        return -1;
    uint32_t count = s->last / s->step;
    *ret_bounds = (xc_source_bounds){count, count, count, s->max_weight};
    *ret_state = s;
    return s->fail_at == UINT32_MAX ? -9 : 0;
}

static int stepper_skip_to(void *state, uint32_t docid, double min_weight, uint32_t *ret_docid,
                           double *ret_weight) {
    stepper *s = state;
    (void)min_weight;
    while (s->at < docid)
        s->at += s->step;
    if (s->fail_at && s->at >= s->fail_at)
        return -9;
    if (s->at > s->last)
        return 0;
    *ret_docid = s->backwards ? 1 : s->at;
    *ret_weight = s->at;
    return 1;
}

static int stepper_next(void *state, double min_weight, uint32_t *ret_docid, double *ret_weight) {
    stepper *s = state;
    return stepper_skip_to(state, s->at + 1, min_weight, ret_docid, ret_weight);
}

static void stepper_close(void *state) {
    ++((stepper *)state)->closed;
}
static void stepper_release(void *user) {
    ++((stepper *)user)->released;
}

static xc_query *source_query(xc_fixture *f, stepper *s, int can_skip) {
    xc_source_callbacks calls = {sizeof calls,  stepper_open,
                                 stepper_next,  can_skip ? stepper_skip_to : NULL,
                                 stepper_close, stepper_release};
    xc_query *query = NULL;
    MUST(f, xc_query_source(&calls, s, &query, &f->err));
    return query;
}

static void a_source_by_callbacks_matches_and_weighs(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    for (int can_skip = 0; can_skip < 2; ++can_skip) {
        stepper s = {.step = 2, .max_weight = 6};
        assert_string_equal(found_by(f, db, source_query(f, &s, can_skip)), "6 4 2");
        assert_int_equal(s.opened, 1);
        assert_int_equal(s.closed, 1);
        assert_int_equal(s.released, 1);

        xc_query *parts[] = {term_query(f, "x"), source_query(f, &s, can_skip)}, *query = NULL;
        MUST(f, xc_query_combine(XC_OP_AND, (const xc_query *const *)parts, 2, &query, &f->err));
        xc_query_free(parts[0]);
        xc_query_free(parts[1]);
        assert_int_equal(s.released, 1);
        assert_string_equal(found_by(f, db, query), "6 4 2");
        assert_int_equal(s.released, 2);
    }
    xc_database_close(db);
}

static void a_source_that_fails_or_lies_stops_the_match(void **state) {
    xc_fixture *f = *state;
    xc_database *db = dated(f);
    static const struct {
        stepper source;
        int code, callback_status;
    } cases[] = {
        {{.step = 2, .max_weight = 6, .fail_at = 4}, XC_E_CALLBACK, -9},
        {{.step = 2, .max_weight = 6, .fail_at = UINT32_MAX}, XC_E_CALLBACK, -9},
        {{.step = 2, .max_weight = 5}, XC_E_INVALID_ARGUMENT, 0},
        {{.step = 2, .max_weight = 6, .backwards = 1}, XC_E_INVALID_ARGUMENT, 0},
        {{.step = 2, .max_weight = -1}, XC_E_INVALID_ARGUMENT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        stepper s = cases[i].source;
        xc_query *query = source_query(f, &s, 1);
        xc_enquire *enquire = NULL;
        xc_mset *mset = NULL;
        MUST(f, xc_enquire_new(db, &enquire, &f->err));
        MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
        assert_int_equal(xc_enquire_mset(enquire, 0, 9, 9, NULL, NULL, &mset, &f->err),
                         cases[i].code);
        assert_int_equal(f->err.callback_status, cases[i].callback_status);
        xc_enquire_free(enquire);
        xc_query_free(query);
        assert_int_equal(s.closed, s.fail_at == UINT32_MAX ? 0 : 1);
        assert_int_equal(s.released, 1);
    }
    xc_source_callbacks calls = {0};
    xc_query *query = NULL;
    assert_int_equal(xc_query_source(&calls, NULL, &query, &f->err), XC_E_INVALID_ARGUMENT);
    xc_database_close(db);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_order_orders),
        TEST(collapsing_keeps_the_best_and_counts_the_rest),
        TEST(a_page_is_a_part_of_the_whole),
        TEST(cutoffs_drop_the_weak),
        TEST(a_decider_takes_refuses_and_stops),
        TEST(a_decider_is_not_asked_of_what_weighs_too_little),
        TEST(spies_see_every_hit_and_can_stop_the_match),
        TEST(a_check_that_fails_ends_what_a_match_reads_as_a_whole),
        TEST(a_source_by_callbacks_matches_and_weighs),
        TEST(a_source_that_fails_or_lies_stops_the_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
