/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Documents and the cursors over terms, postings, positions and values.
 */
#include "xc_fixture.h"

static void a_term_is_refused_when_it_is_added_not_when_it_is_written(void **state) {
    xc_fixture *f = *state;
    static const struct {
        size_t len, nuls;
        int status;
    } cases[] = {{0, 0, XC_E_INVALID_ARGUMENT},
                 {1, 0, 0},
                 {244, 0, 0},
                 {245, 0, 0},
                 {246, 0, XC_E_INVALID_ARGUMENT},
                 {4000, 0, XC_E_INVALID_ARGUMENT},
                 {244, 1, 0},
                 {244, 2, XC_E_INVALID_ARGUMENT},
                 {245, 1, XC_E_INVALID_ARGUMENT},
                 {122, 122, 0},
                 {123, 123, XC_E_INVALID_ARGUMENT}};
    xc_writer *writer = new_writer(f);
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    char term[4000];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        memset(term, 'a', sizeof term);
        memset(term, 0, cases[i].nuls);
        const size_t len = cases[i].len;
        xc_posting posting = {term, (uint32_t)len, 1, 5};
        assert_int_equal(xc_document_add_term(document, term, len, 1, &f->err), cases[i].status);
        assert_int_equal(xc_document_add_posting(document, term, len, 1, 1, &f->err),
                         cases[i].status);
        assert_int_equal(xc_document_add_postings(document, &posting, 1, &f->err), cases[i].status);
    }
    MUST(f, xc_writer_add(writer, document, NULL, &f->err));
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    xc_document_free(document);
}

static void many_postings_at_once_are_the_same_as_one_by_one(void **state) {
    xc_fixture *f = *state;
    const xc_posting postings[] = {{"b", 1, 1, 2},    {"a", 1, 1, 1}, {"a", 1, 1, 4},
                                   {"c\0d", 3, 0, 0}, {"b", 1, 2, 3}, {"a", 1, 1, 3}};
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_add_postings(document, postings, 6, &f->err));
    xc_terms *terms = NULL;
    MUST(f, xc_document_terms(document, &terms, &f->err));
    char got[128] = "";
    size_t used = 0;
    while (MUST(f, xc_terms_next(terms, &f->err))) {
        uint32_t wdf = 0;
        MUST(f, xc_terms_wdf(terms, &wdf, &f->err));
        used += (size_t)snprintf(got + used, sizeof got - used, "%c:%u", *xc_terms_term(terms).data,
                                 wdf);
        xc_positions *positions = NULL;
        MUST(f, xc_terms_positions(terms, &positions, &f->err));
        while (MUST(f, xc_positions_next(positions, &f->err)))
            used += (size_t)snprintf(got + used, sizeof got - used, "@%u",
                                     xc_positions_position(positions));
        xc_positions_free(positions);
        got[used++] = ' ';
    }
    assert_string_equal(got, "a:3@1@3@4 b:3@2@3 c:0 ");
    xc_terms_free(terms);
    xc_document_free(document);
}

static void a_cursor_outlives_its_document(void **state) {
    xc_fixture *f = *state;
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_add_term(document, "a", 1, 1, &f->err));
    MUST(f, xc_document_add_term(document, "b", 1, 1, &f->err));
    xc_terms *terms = NULL;
    MUST(f, xc_document_terms(document, &terms, &f->err));
    assert_int_equal(xc_terms_next(terms, &f->err), 1);
    xc_document_clear(document);
    xc_document_free(document);
    assert_int_equal(xc_terms_next(terms, &f->err), 1);
    assert_memory_equal(xc_terms_term(terms).data, "b", 1);
    assert_int_equal(xc_terms_next(terms, &f->err), 0);
    xc_terms_free(terms);
}

static void data_and_values_keep_their_nuls_and_go_when_cleared(void **state) {
    xc_fixture *f = *state;
    xc_document *document = NULL;
    char *bytes = NULL;
    size_t len = 0;
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_set_data(document, "a\0b", 3, &f->err));
    MUST(f, xc_document_add_value(document, 4, "\0", 1, &f->err));
    MUST(f, xc_document_data(document, &bytes, &len, &f->err));
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "a\0b", 4);
    xc_free(bytes);
    MUST(f, xc_document_value(document, 4, &bytes, &len, &f->err));
    assert_int_equal(len, 1);
    xc_free(bytes);
    xc_document_clear(document);
    MUST(f, xc_document_data(document, &bytes, &len, &f->err));
    assert_int_equal(len, 0);
    xc_free(bytes);
    MUST(f, xc_document_value(document, 4, &bytes, &len, &f->err));
    assert_int_equal(len, 0);
    xc_free(bytes);
    xc_document_free(document);
}

/** Five documents: "aa", "aa ab", "aa ab b", "aa ab b ca", "aa ab b ca cb". */
static xc_database *staircase(xc_fixture *f) {
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "aa");
    add_words(f, writer, "aa ab");
    add_words(f, writer, "aa ab b");
    add_words(f, writer, "aa ab b ca");
    add_words(f, writer, "aa ab b ca cb");
    return commit_and_open(f, writer);
}

static void a_cursor_over_terms_keeps_to_its_prefix(void **state) {
    xc_fixture *f = *state;
    xc_database *db = staircase(f);
    static const struct {
        const char *prefix, *terms;
    } cases[] = {
        {"a", "aa=5 ab=4 "}, {"c", "ca=2 cb=1 "}, {"x", ""}, {"", "aa=5 ab=4 b=3 ca=2 cb=1 "}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        xc_terms *terms = NULL;
        char got[64] = "";
        size_t used = 0;
        MUST(f, xc_database_terms(db, cases[i].prefix, strlen(cases[i].prefix), &terms, &f->err));
        while (MUST(f, xc_terms_next(terms, &f->err))) {
            uint32_t freq = 0;
            MUST(f, xc_terms_freq(terms, &freq, &f->err));
            xc_bytes term = xc_terms_term(terms);
            used += (size_t)snprintf(got + used, sizeof got - used, "%.*s=%u ", (int)term.len,
                                     term.data, freq);
        }
        assert_string_equal(got, cases[i].terms);
        assert_int_equal(xc_terms_next(terms, &f->err), 0);
        xc_terms_free(terms);
    }
    xc_database_close(db);
}

static void skipping_goes_forward_only_and_stays_where_it_is(void **state) {
    xc_fixture *f = *state;
    xc_database *db = staircase(f);
    xc_terms *terms = NULL;
    MUST(f, xc_database_terms(db, "", 0, &terms, &f->err));
    assert_int_equal(xc_terms_term(terms).len, 0);
    uint32_t n = 0;
    assert_int_equal(xc_terms_freq(terms, &n, &f->err), XC_E_INVALID_OPERATION);
    assert_int_equal(xc_terms_skip_to(terms, "aa", 2, &f->err), 1);
    assert_memory_equal(xc_terms_term(terms).data, "aa", 2);
    assert_int_equal(xc_terms_skip_to(terms, "ac", 2, &f->err), 1);
    assert_memory_equal(xc_terms_term(terms).data, "b", 1);
    assert_int_equal(xc_terms_skip_to(terms, "a", 1, &f->err), 1);
    assert_memory_equal(xc_terms_term(terms).data, "b", 1);
    assert_int_equal(xc_terms_skip_to(terms, "d", 1, &f->err), 0);
    assert_int_equal(xc_terms_skip_to(terms, "a", 1, &f->err), 0);
    assert_int_equal(xc_terms_term(terms).len, 0);
    xc_terms_free(terms);

    xc_postings *postings = NULL;
    MUST(f, xc_database_postings(db, "b", 1, &postings, &f->err));
    assert_int_equal(xc_postings_docid(postings), 0);
    assert_int_equal(xc_postings_skip_to(postings, 4, &f->err), 1);
    assert_int_equal(xc_postings_docid(postings), 4);
    assert_int_equal(xc_postings_skip_to(postings, 1, &f->err), 1);
    assert_int_equal(xc_postings_docid(postings), 4);
    MUST(f, xc_postings_wdf(postings, &n, &f->err));
    assert_int_equal(n, 1);
    MUST(f, xc_postings_document_length(postings, &n, &f->err));
    assert_int_equal(n, 4);
    xc_positions *positions = NULL;
    MUST(f, xc_postings_positions(postings, &positions, &f->err));
    assert_int_equal(xc_positions_next(positions, &f->err), 1);
    assert_int_equal(xc_positions_position(positions), 3);
    assert_int_equal(xc_positions_next(positions, &f->err), 0);
    assert_int_equal(xc_positions_position(positions), 0);
    xc_positions_free(positions);
    assert_int_equal(xc_postings_next(postings, &f->err), 1);
    assert_int_equal(xc_postings_next(postings, &f->err), 0);
    assert_int_equal(xc_postings_next(postings, &f->err), 0);
    xc_postings_free(postings);
    xc_database_close(db);
}

static void postings_can_be_read_many_at_once(void **state) {
    xc_fixture *f = *state;
    xc_database *db = staircase(f);
    xc_postings *postings = NULL;
    uint32_t docids[3], wdfs[3];
    size_t count = 0;
    MUST(f, xc_database_postings(db, "aa", 2, &postings, &f->err));
    MUST(f, xc_postings_read(postings, docids, wdfs, 3, &count, &f->err));
    assert_int_equal(count, 3);
    assert_int_equal(docids[2], 3);
    assert_int_equal(wdfs[2], 1);
    MUST(f, xc_postings_read(postings, docids, NULL, 3, &count, &f->err));
    assert_int_equal(count, 2);
    assert_int_equal(docids[1], 5);
    MUST(f, xc_postings_read(postings, docids, NULL, 3, &count, &f->err));
    assert_int_equal(count, 0);
    xc_postings_free(postings);

    MUST(f, xc_database_postings(db, "", 0, &postings, &f->err));
    MUST(f, xc_postings_read(postings, docids, NULL, 3, &count, &f->err));
    assert_int_equal(count, 3);
    xc_postings_free(postings);
    MUST(f, xc_database_postings(db, "absent", 6, &postings, &f->err));
    assert_int_equal(xc_postings_next(postings, &f->err), 0);
    xc_postings_free(postings);
    xc_database_close(db);
}

static void values_and_positions_are_walked(void **state) {
    xc_fixture *f = *state;
    xc_database *db = staircase(f);
    xc_values *values = NULL;
    MUST(f, xc_database_values(db, 0, &values, &f->err));
    assert_int_equal(xc_values_next(values, &f->err), 1);
    assert_int_equal(xc_values_docid(values), 1);
    assert_int_equal(xc_values_skip_to(values, 3, &f->err), 1);
    assert_int_equal(xc_values_docid(values), 3);
    assert_int_equal(xc_values_value(values).len, 7);
    assert_memory_equal(xc_values_value(values).data, "aa ab b", 7);
    assert_int_equal(xc_values_skip_to(values, 6, &f->err), 0);
    xc_values_free(values);
    MUST(f, xc_database_values(db, 9, &values, &f->err));
    assert_int_equal(xc_values_next(values, &f->err), 0);
    xc_values_free(values);

    xc_positions *positions = NULL;
    MUST(f, xc_database_positions(db, 5, "cb", 2, &positions, &f->err));
    assert_int_equal(xc_positions_skip_to(positions, 2, &f->err), 1);
    assert_int_equal(xc_positions_position(positions), 5);
    xc_positions_free(positions);
    MUST(f, xc_database_positions(db, 5, "zz", 2, &positions, &f->err));
    assert_int_equal(xc_positions_next(positions, &f->err), 0);
    xc_positions_free(positions);
    xc_database_close(db);
}

static void a_cursor_outlives_its_database_handle(void **state) {
    xc_fixture *f = *state;
    xc_database *db = staircase(f);
    xc_postings *postings = NULL;
    MUST(f, xc_database_postings(db, "aa", 2, &postings, &f->err));
    xc_database_close(db);
    assert_int_equal(xc_postings_next(postings, &f->err), 1);
    xc_postings_free(postings);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_term_is_refused_when_it_is_added_not_when_it_is_written),
        TEST(many_postings_at_once_are_the_same_as_one_by_one),
        TEST(a_cursor_outlives_its_document),
        TEST(data_and_values_keep_their_nuls_and_go_when_cleared),
        TEST(a_cursor_over_terms_keeps_to_its_prefix),
        TEST(skipping_goes_forward_only_and_stays_where_it_is),
        TEST(postings_can_be_read_many_at_once),
        TEST(values_and_positions_are_walked),
        TEST(a_cursor_outlives_its_database_handle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
