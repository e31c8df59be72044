/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folding: what is found with copies folded is what is found with each shown, less every story that
 * is a copy of one before it, on pages of any size, by any order; and what stands with a hit.
 */
#include "tests/unit/check.h"

#include "tests/unit/index_fixture.h"
#include "tests/unit/library_fixture.h"

enum { STORIES = 90, FAMILIES = 30, MOST = 200 };

/* Families of one to seven copies, in which one word in ten says harbour, or boat. */
static void put_story(test_index *index, uint32_t number) {
    fh_buffer json = FH_BUFFER(1 << 16);
    uint32_t family = number * number % FAMILIES;
    uint64_t dice = family + 1;
    fh_buffer_printf(&json, "{\"id\":\"s%u\",\"title\":\"Story %u\",\"source\":\"Outlet %u\",",
                     number, family, number % 7);
    if (number % 11)
        fh_buffer_printf(&json, "\"date\":\"2021-0%u-1%u\",", 1 + number % 9, number % 5);
    fh_buffer_append_text(&json, "\"text\":\"");
    for (unsigned i = 0; i < 80 + family; i++) {
        dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint32_t word = (uint32_t)(dice >> 40);
        bool own = i < number % 4 * 3; /* so copies differ in the first words */
        if (word % 10 == 0)
            fh_buffer_append_text(&json, word % 20 ? "harbour " : "boat ");
        else
            fh_buffer_printf(&json, "w%u%s ", word % 4000, own ? "x" : "");
    }
    fh_buffer_printf(&json, "\",\"comments\":[{\"text\":\"ferry %s\"}]}",
                     number % 3 ? "boat" : "harbour");
    fh_buffer_append_byte(&json, '\0');
    put_article(index, json.p);
    fh_buffer_free(&json);
}

static int make_stories(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    snprintf(f->index, sizeof f->index, "%s", scratch_path(f->scratch, "index"));
    test_index index = open_index(f->index, "none");
    for (uint32_t i = 0; i < STORIES; i++)
        put_story(&index, i);
    commit(&index);
    close_index(&index);
    *state = f;
    return 0;
}

#define OF_STORIES(test) cmocka_unit_test_setup_teardown(test, make_stories, remove_index)

/* --- lists of hits, each named by its cluster, or its own id --- */

typedef struct list {
    char names[MOST][32];
    size_t count;
    uint64_t total;
    bool exact;
} list;

static void add_names(list *to, const fihrist_page *page) {
    for (size_t i = 0; i < fihrist_page_size(page) && to->count < MOST; i++) {
        const fihrist_hit *hit = fihrist_page_hit(page, i);
        const fihrist_cluster *cluster = fihrist_page_cluster(page, i);
        fihrist_text name = cluster ? cluster->id : hit->id;
        snprintf(to->names[to->count++], 32, "%s%.*s", hit->is_comment ? "#" : "", (int)name.n,
                 name.p);
    }
}

/* All hits, page by page. */
static void find_all(fihrist_reader *reader, const char *query, fihrist_search_options how,
                     list *ret) {
    fihrist_error err;
    fihrist_page *page = NULL, *next;
    ret->count = 0;
    do {
        how.cursor = page ? fihrist_page_cursor(page) : NULL;
        must(search(reader, query, &how, &next, &err), &err);
        fihrist_page_free(page);
        page = next;
        if (how.limit < MOST && fihrist_page_cursor(page))
            assert_int_equal(fihrist_page_size(page), how.limit);
        add_names(ret, page);
    } while (fihrist_page_cursor(page));
    ret->total = fihrist_page_count(page, &ret->exact);
    fihrist_page_free(page);
}

static bool has_name(const list *in, const char *name) {
    for (size_t i = 0; i < in->count; i++)
        if (strcmp(in->names[i], name) == 0)
            return true;
    return false;
}

static void fold_by_the_book(const list *all, list *ret) {
    ret->count = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->names[i][0] == '#' || !has_name(ret, all->names[i]))
            memcpy(ret->names[ret->count++], all->names[i], sizeof all->names[i]);
}

static void check_same(const char *query, const list *wanted, const list *got) {
    if (wanted->count != got->count)
        fail_msg("%s: %zu hits, not %zu", query, got->count, wanted->count);
    for (size_t i = 0; i < wanted->count; i++)
        if (strcmp(wanted->names[i], got->names[i]) != 0)
            fail_msg("%s: hit %zu is %s, not %s", query, i, got->names[i], wanted->names[i]);
    if (got->exact && got->total != got->count)
        fail_msg("%s: %zu hits are counted as %u", query, got->count, (unsigned)got->total);
}

static const char *const queries[] = {
    "harbour",          "boat",  "harbour boat",        "*",
    "harbour OR ferry", "ferry", "source:\"outlet 3\"", "date:2021-03..",
    "harbour -boat",    "w12*"};

static void check_query(fihrist_reader *reader, const char *query, fihrist_search_options how) {
    static list shown, wanted, got;
    uint64_t count;
    fihrist_error err;
    how.limit = MOST;
    how.copies = FIHRIST_COPIES_SHOW;
    find_all(reader, query, how, &shown);
    fold_by_the_book(&shown, &wanted);
    how.copies = FIHRIST_COPIES_FOLD;
    static const uint32_t limits[] = {1, 3, 10, MOST};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        how.limit = limits[i];
        find_all(reader, query, how, &got);
        check_same(query, &wanted, &got);
    }
    if (how.match == FIHRIST_MATCH_SMART) /* which counts what has all words, if there is any */
        return;
    must(fihrist_count(reader, query, strlen(query), &how, &count, &err), &err);
    assert_int_equal(count, wanted.count);
}

static void folded_answers_are_those_that_are_shown_less_copies(void **state) {
    fihrist_reader *reader = open_reader(*state);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        for (int sort = 0; sort <= FIHRIST_SORT_OLDEST; sort++)
            for (int comments = 0; comments <= FIHRIST_COMMENTS_OFF; comments++) {
                fihrist_search_options how = FIHRIST_SEARCH_OPTIONS;
                how.sort = (fihrist_sort)sort;
                how.comments = (fihrist_comments)comments;
                how.snippets = 0;
                check_query(reader, queries[i], how);
                how.match = FIHRIST_MATCH_SMART;
                check_query(reader, queries[i], how);
            }
    fihrist_close(reader);
}

/* Only what has copies: of what is shown the hits that say so. */
static void only_copies_are_found_where_they_are_asked_for(void **state) {
    static list found;
    fihrist_reader *reader = open_reader(*state);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        fihrist_error err;
        fihrist_page *page;
        fihrist_search_options how = FIHRIST_SEARCH_OPTIONS;
        how.limit = MOST;
        how.copies = FIHRIST_COPIES_SHOW;
        must(search(reader, queries[i], &how, &page, &err), &err);
        list with = {.count = 0};
        for (size_t k = 0; k < fihrist_page_size(page); k++) {
            const fihrist_cluster *cluster = fihrist_page_cluster(page, k);
            if (!cluster)
                continue;
            assert_null(cluster->copies);
            snprintf(with.names[with.count], 32, "%.*s", (int)cluster->id.n, cluster->id.p);
            with.count += !has_name(&with, with.names[with.count]);
        }
        fihrist_page_free(page);
        how.copies = FIHRIST_COPIES_ONLY;
        find_all(reader, queries[i], how, &found);
        check_same(queries[i], &with, &found);
    }
    fihrist_close(reader);
}

static void what_stands_with_a_hit_are_all_others_of_its_cluster(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_error err;
    fihrist_page *page, *all;
    fihrist_search_options how = FIHRIST_SEARCH_OPTIONS;
    how.limit = MOST;
    must(search(reader, "harbour", &how, &page, &err), &err);
    size_t clusters = 0;
    for (size_t i = 0; i < fihrist_page_size(page); i++) {
        char query[64];
        const fihrist_cluster *cluster = fihrist_page_cluster(page, i);
        if (!cluster)
            continue;
        clusters++;
        snprintf(query, sizeof query, "cluster:%.*s", (int)cluster->id.n, cluster->id.p);
        must(search(reader, query, &how, &all, &err), &err);
        assert_int_equal(fihrist_page_size(all), cluster->copy_count + 1);
        assert_int_equal(cluster->copies_total, cluster->copy_count);
        fihrist_page_free(all);
        for (size_t k = 1; k < cluster->copy_count; k++)
            if (cluster->copies[k].date.n && cluster->copies[k - 1].date.n)
                assert_true(memcmp(cluster->copies[k - 1].date.p, cluster->copies[k].date.p,
                                   cluster->copies[k].date.n) <= 0);
        for (size_t k = 0; k < cluster->copy_count; k++)
            assert_true(cluster->copies[k].likeness >= 0.5 && cluster->copies[k].likeness <= 1);
    }
    assert_true(clusters > 5);
    assert_null(fihrist_page_cluster(page, fihrist_page_size(page)));
    fihrist_page_free(page);
    fihrist_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_STORIES(folded_answers_are_those_that_are_shown_less_copies),
        OF_STORIES(only_copies_are_found_where_they_are_asked_for),
        OF_STORIES(what_stands_with_a_hit_are_all_others_of_its_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
