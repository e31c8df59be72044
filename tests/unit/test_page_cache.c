/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_page_cache.c: a page that is kept is what the search would find: the same until the index
 * moves on, another one for other options; and what is kept stays within its bounds.
 */
#include "searcher/page.h"
#include "tests/unit/library_fixture.h"

static fihrist_page *ask(fihrist_reader *reader, const char *query,
                         const fihrist_search_options *options) {
    fihrist_error err;
    fihrist_page *page;
    must(search(reader, query, options, &page, &err), &err);
    return page;
}

/* All lines of a page, one behind the other. */
static fh_buffer lines_of(fihrist_page *page) {
    fh_buffer all = FH_BUFFER(1 << 20);
    fihrist_text line;
    fihrist_error err;
    for (size_t i = 0; i < fihrist_page_size(page); i++) {
        must(fihrist_page_hit_json(page, i, &line, &err), &err);
        fh_buffer_printf(&all, "%.*s\n", (int)line.n, line.p);
    }
    must(fihrist_page_end_json(page, &line, &err), &err);
    fh_buffer_printf(&all, "%.*s", (int)line.n, line.p);
    fh_buffer_append_byte(&all, '\0');
    return all;
}

static void expect_same(fihrist_page *one, fihrist_page *other) {
    fh_buffer a = lines_of(one), b = lines_of(other);
    assert_string_equal(a.p, b.p);
    fh_buffer_free(&a);
    fh_buffer_free(&b);
}

static void the_same_question_has_the_same_page(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_search_options fresh = FIHRIST_SEARCH_OPTIONS;
    fresh.fresh = true;
    fihrist_page *first = ask(reader, "boats", NULL), *again = ask(reader, "boats", NULL);
    fihrist_page *anew = ask(reader, "boats", &fresh);
    assert_ptr_equal(first, again);
    assert_ptr_not_equal(first, anew);
    expect_same(first, anew);
    fihrist_page_free(first);
    expect_same(again, anew);
    fihrist_close(reader);
    expect_same(again, anew);
    fihrist_page_free(again);
    fihrist_page_free(anew);
}

/* Whatever an option changes, it is asked for by another key. */
static void other_options_have_other_pages(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_search_options options[12];
    fihrist_page *pages[12];
    size_t count = sizeof options / sizeof *options;
    for (size_t i = 0; i < count; i++)
        options[i] = (fihrist_search_options)FIHRIST_SEARCH_OPTIONS;
    options[1].match = FIHRIST_MATCH_ANY;
    options[2].comments = FIHRIST_COMMENTS_WITH;
    options[3].sort = FIHRIST_SORT_NEWEST;
    options[4].limit = 1;
    options[5].snippets = 0;
    options[6].plain = true;
    options[7].exact_count = true;
    options[8].language = "en";
    options[9].explain = true;
    options[10].limit = 0;
    options[11].limit = 102; /* no sum of others */
    for (size_t i = 0; i < count; i++) {
        pages[i] = ask(reader, "boats", &options[i]);
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(pages[i], pages[j]);
    }
    fihrist_search_options next = options[4];
    next.cursor = fihrist_page_cursor(pages[4]);
    assert_non_null(next.cursor);
    fihrist_page *second = ask(reader, "boats", &next);
    assert_int_equal(fihrist_page_hit(second, 0)->rank, 2);
    fihrist_page_free(second);
    for (size_t i = 0; i < count; i++) {
        fihrist_page *again = ask(reader, "boats", &options[i]);
        assert_ptr_equal(again, pages[i]);
        fihrist_page_free(again);
        fihrist_page_free(pages[i]);
    }
    fihrist_close(reader);
}

static void a_commit_takes_all_pages_away(void **state) {
    fixture *f = *state;
    fihrist_reader *reader = open_reader(f);
    fihrist_page *before = ask(reader, "boats", NULL);
    test_index index = open_index(f->index, NULL);
    put_article(&index, "{\"id\":\"four\",\"title\":\"Boats, boats\",\"text\":\"All are boats.\"}");
    commit(&index);
    close_index(&index);
    fihrist_page *after = ask(reader, "boats", NULL);
    assert_int_equal(fihrist_page_size(after), fihrist_page_size(before) + 1);
    assert_true(fihrist_page_revision(after) > fihrist_page_revision(before));
    fihrist_page_free(before);
    fihrist_page_free(after);
    fihrist_close(reader);
}

static void a_failure_is_not_kept(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    fihrist_page *page;
    fihrist_error err;
    options.cursor = "no cursor";
    for (int i = 0; i < 2; i++)
        assert_int_equal(search(reader, "boats", &options, &page, &err), FIHRIST_E_USAGE);
    char *long_cursor = calloc(1, 100000);
    memset(long_cursor, 'x', 99999);
    options.cursor = long_cursor;
    assert_int_equal(search(reader, "boats", &options, &page, &err), FIHRIST_E_USAGE);
    free(long_cursor);
    fihrist_close(reader);
}

/* --- bounds --- */

static fihrist_page *page_of(size_t bytes) {
    fihrist_page *page = fh_page_new();
    assert_non_null(fh_arena_alloc(page->arena, bytes));
    return page;
}

static void keep(fh_page_cache *cache, unsigned number, size_t bytes) {
    char key[32];
    snprintf(key, sizeof key, "question %u", number);
    fihrist_page *page = page_of(bytes);
    fh_page_cache_keep(cache, fh_str_of(key), page);
    fihrist_page_free(page);
}

static bool is_kept(fh_page_cache *cache, unsigned number) {
    char key[32];
    snprintf(key, sizeof key, "question %u", number);
    fihrist_page *page = fh_page_cache_find(cache, fh_str_of(key));
    fihrist_page_free(page);
    return page != NULL;
}

static void what_was_asked_for_last_is_kept(void **state) {
    fh_page_cache cache = {0};
    (void)state;
    for (unsigned i = 0; i < 3 * FH_PAGE_CACHE_PAGES; i++) {
        keep(&cache, i, 100);
        assert_true(is_kept(&cache, 0));
        assert_true(cache.count <= FH_PAGE_CACHE_PAGES);
    }
    assert_true(is_kept(&cache, 3 * FH_PAGE_CACHE_PAGES - 1));
    assert_false(is_kept(&cache, 1));
    fh_page_cache_clear(&cache);
    assert_int_equal(cache.bytes, 0);
    assert_false(is_kept(&cache, 0));
}

static void large_pages_do_not_add_up(void **state) {
    fh_page_cache cache = {0};
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        keep(&cache, i, FH_PAGE_CACHE_PAGE / 2);
        assert_true(cache.bytes <= FH_PAGE_CACHE_BYTES);
    }
    assert_true(cache.count > 4);
    keep(&cache, 1000, 2 * FH_PAGE_CACHE_PAGE);
    assert_false(is_kept(&cache, 1000));
    /* A page that grew is counted when it is asked for again. */
    fihrist_page *page = fh_page_cache_find(&cache, fh_str_of("question 99"));
    assert_non_null(fh_arena_alloc(page->arena, 2 * FH_PAGE_CACHE_BYTES));
    fihrist_page_free(page);
    assert_true(is_kept(&cache, 99) || cache.count == 0);
    assert_true(cache.bytes <= FH_PAGE_CACHE_BYTES);
    fh_page_cache_clear(&cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_INDEX(the_same_question_has_the_same_page),
        OF_INDEX(other_options_have_other_pages),
        OF_INDEX(a_commit_takes_all_pages_away),
        OF_INDEX(a_failure_is_not_kept),
        cmocka_unit_test(what_was_asked_for_last_is_kept),
        cmocka_unit_test(large_pages_do_not_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
