/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_article.c: which articles are acceptable, and what ids and hashes they get.
 */
#include "core/article.h"

#include "check.h"

static fh_arena *arena;

static int new_arena(void **state) {
    (void)state;
    arena = fh_arena_new();
    return arena ? 0 : -1;
}

static int free_arena(void **state) {
    (void)state;
    fh_arena_free(arena);
    return 0;
}

static void defaults_fill_in_only_what_is_missing(void **state) {
    (void)state;
    fh_article_defaults defaults = {fh_str_of("Mail"), fh_str_of("2031"), fh_str_of("en"),
                                    fh_str_of("https://mail.example/1")};
    fh_article article = {.source = fh_str_of("Courier"), .text = fh_str_of("x")};
    fh_article_apply_defaults(&article, &defaults);
    check_text("source", article.source, "Courier");
    check_text("date", article.date, "2031");
    check_text("lang", article.lang, "en");
    check_text("url", article.url, "https://mail.example/1");
}

static void an_id_is_the_given_one_or_the_url_or_a_hash(void **state) {
    (void)state;
    fh_article given = {.id = fh_str_of(" 7 "), .url = fh_str_of("u"), .text = fh_str_of("x")};
    fh_article url = {.url = fh_str_of("u"), .text = fh_str_of("x")};
    fh_article one = {.text = fh_str_of("x")}, same = {.text = fh_str_of("\n x \xc2\xa0")},
               other = {.title = fh_str_of("x")};
    assert_int_equal(fh_article_finish(&given, arena, NULL), 0);
    assert_int_equal(fh_article_finish(&url, arena, NULL), 0);
    assert_int_equal(fh_article_finish(&one, arena, NULL), 0);
    assert_int_equal(fh_article_finish(&same, arena, NULL), 0);
    assert_int_equal(fh_article_finish(&other, arena, NULL), 0);
    check_text("given", given.id, "7");
    check_text("url", url.id, "u");
    assert_int_equal(one.id.n, 32);
    assert_true(fh_str_equal(one.id, same.id));
    assert_false(fh_str_equal(one.id, other.id));
}

static void an_article_keeps_its_id_when_comments_are_added(void **state) {
    (void)state;
    fh_comment comments[] = {{.text = fh_str_of("first")}};
    fh_article before = {.text = fh_str_of("x")};
    fh_article after = {.text = fh_str_of("x"), .comments = comments, .comment_count = 1};
    assert_int_equal(fh_article_finish(&before, arena, NULL), 0);
    assert_int_equal(fh_article_finish(&after, arena, NULL), 0);
    assert_true(fh_str_equal(before.id, after.id));
    fh_content_hash a = fh_article_content_hash(&before), b = fh_article_content_hash(&after);
    assert_memory_not_equal(a.bytes, b.bytes, sizeof a.bytes);
}

static void every_field_changes_the_content_hash(void **state) {
    (void)state;
    fh_str name = fh_str_of("n");
    fh_comment comments[] = {{.text = fh_str_of("c")}};
    fh_article base = {.id = fh_str_of("i")}, changed[14];
    for (size_t i = 0; i < 14; i++)
        changed[i] = base;
    fh_str *fields[] = {&changed[0].id,    &changed[1].url,     &changed[2].source,
                        &changed[3].title, &changed[4].date,    &changed[5].lang,
                        &changed[6].text,  &changed[7].caption, &changed[8].extra};
    for (size_t i = 0; i < 9; i++)
        *fields[i] = fh_str_of("x");
    changed[9].authors = &name, changed[9].author_count = 1;
    changed[10].actors = &name, changed[10].actor_count = 1;
    changed[11].comments = comments, changed[11].comment_count = 1;
    fh_comment other = {.text = fh_str_of("c"), .author = fh_str_of("a")};
    changed[12].comments = &other, changed[12].comment_count = 1;
    changed[13].title = fh_str_of("i"), changed[13].id = (fh_str){NULL, 0};
    fh_content_hash hash = fh_article_content_hash(&base);
    for (size_t i = 0; i < 14; i++) {
        fh_content_hash with = fh_article_content_hash(&changed[i]);
        if (memcmp(&with, &hash, sizeof hash) == 0)
            fail_msg("change %zu does not count", i);
        for (size_t j = 0; j < i; j++) {
            fh_content_hash earlier = fh_article_content_hash(&changed[j]);
            if (memcmp(&with, &earlier, sizeof hash) == 0)
                fail_msg("changes %zu and %zu are one", i, j);
        }
    }
}

static void comments_get_ids_of_their_own(void **state) {
    (void)state;
    static const struct {
        const char *given[5], *expected[5];
    } cases[] = {
        {{NULL, NULL, NULL}, {"1", "2", "3"}},
        {{"a", "a", "a"}, {"a", "a-2", "a-3"}},
        {{"a", "a-2", "a"}, {"a", "a-2", "a-3"}},
        {{NULL, "1", NULL}, {"1-2", "1", "3"}},
        {{"x", NULL, "2", "2"}, {"x", "2-3", "2", "2-2"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_comment comments[5] = {0};
        fh_article article = {.text = fh_str_of("x"), .comments = comments};
        while (article.comment_count < 5 && cases[i].expected[article.comment_count])
            article.comment_count++;
        for (size_t c = 0; c < article.comment_count; c++)
            comments[c].id = fh_str_of(cases[i].given[c]);
        assert_int_equal(fh_article_finish(&article, arena, NULL), 0);
        for (size_t c = 0; c < article.comment_count; c++)
            check_text("id", comments[c].id, cases[i].expected[c]);
    }
}

static void comments_that_answer_in_a_circle_are_cut_apart(void **state) {
    (void)state;
    fh_comment comments[] = {
        {.id = fh_str_of("a"), .parent = fh_str_of("b"), .text = fh_str_of("1")},
        {.id = fh_str_of("b"), .parent = fh_str_of("c"), .text = fh_str_of("2")},
        {.id = fh_str_of("c"), .parent = fh_str_of("a"), .text = fh_str_of("3")},
        {.id = fh_str_of("d"), .parent = fh_str_of("d"), .text = fh_str_of("4")},
        {.id = fh_str_of("e"), .parent = fh_str_of("story"), .text = fh_str_of("5")},
        {.id = fh_str_of("f"), .parent = fh_str_of("gone"), .text = fh_str_of("6")},
        {.id = fh_str_of("g"), .parent = fh_str_of("a"), .text = fh_str_of("7")},
    };
    fh_article article = {
        .id = fh_str_of("story"), .text = fh_str_of("x"), .comments = comments, .comment_count = 7};
    assert_int_equal(fh_article_finish(&article, arena, NULL), 0);
    check_text("a", comments[0].parent, "b");
    check_text("b", comments[1].parent, "c");
    check_text("c closes the circle", comments[2].parent, "");
    check_text("d answers itself", comments[3].parent, "");
    check_text("e answers the article", comments[4].parent, "");
    check_text("f answers what is gone", comments[5].parent, "gone");
    check_text("g", comments[6].parent, "a");
}

/* What was dumped and is read again is the same article. */
static void finishing_again_changes_nothing(void **state) {
    (void)state;
    fh_comment comments[] = {
        {.id = fh_str_of("3"), .parent = fh_str_of("3-2"), .text = fh_str_of("1")},
        {.id = fh_str_of("3"), .parent = fh_str_of("3"), .text = fh_str_of("2")},
        {.parent = fh_str_of("3-2"), .text = fh_str_of("3")},
    };
    fh_article article = {.text = fh_str_of(" x "), .comments = comments, .comment_count = 3};
    assert_int_equal(fh_article_finish(&article, arena, NULL), 0);
    fh_content_hash once = fh_article_content_hash(&article);
    assert_int_equal(fh_article_finish(&article, arena, NULL), 0);
    fh_content_hash twice = fh_article_content_hash(&article);
    assert_memory_equal(once.bytes, twice.bytes, sizeof once.bytes);
}

static void what_is_not_acceptable_is_named(void **state) {
    (void)state;
    static char big[FH_ARTICLE_MAX_BYTES + 1];
    memset(big, 'a', sizeof big);
    fh_comment bad_date[] = {{.text = fh_str_of("x")}, {.date = fh_str_of("2015-13-45")}};
    fh_comment long_id[] = {{.id = {big, FH_ID_MAX_BYTES + 1}, .text = fh_str_of("x")}};
    const struct {
        fh_article article;
        const char *message;
    } cases[] = {
        {{.text = fh_str_of(" \n")}, "neither text nor title nor comments"},
        {{.text = fh_str_of("x"), .date = fh_str_of("2015-13-45")},
         "'date' is not a date: '2015-13-45'"},
        {{.text = fh_str_of("x"), .date = fh_str_of("last week")},
         "'date' is not a date: 'last week'"},
        {{.text = fh_str_of("x"), .comments = bad_date, .comment_count = 2},
         "comment 2: 'date' is not a date: '2015-13-45'"},
        {{.text = fh_str_of("x"), .id = {big, FH_ID_MAX_BYTES + 1}},
         "2001 bytes of 'id', the limit is 2000"},
        {{.text = fh_str_of("x"), .url = {big, FH_ID_MAX_BYTES + 1}},
         "2001 bytes of 'url', the limit is 2000"},
        {{.text = fh_str_of("x"), .comments = long_id, .comment_count = 1},
         "comment 1: 2001 bytes of 'id', the limit is 2000"},
        {{.text = {big, sizeof big}}, "16777217 bytes of text, the limit is 16777216"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_article article = cases[i].article;
        fihrist_error err;
        assert_int_equal(fh_article_finish(&article, arena, &err), FIHRIST_E_INPUT);
        assert_string_equal(err.message, cases[i].message);
    }
    fh_article at_the_limit = {.text = {big, FH_ARTICLE_MAX_BYTES}};
    assert_int_equal(fh_article_finish(&at_the_limit, arena, NULL), 0);
    fh_article id_at_the_limit = {.text = fh_str_of("x"), .id = {big, FH_ID_MAX_BYTES}};
    assert_int_equal(fh_article_finish(&id_at_the_limit, arena, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_fill_in_only_what_is_missing),
        cmocka_unit_test(an_id_is_the_given_one_or_the_url_or_a_hash),
        cmocka_unit_test(an_article_keeps_its_id_when_comments_are_added),
        cmocka_unit_test(every_field_changes_the_content_hash),
        cmocka_unit_test(comments_get_ids_of_their_own),
        cmocka_unit_test(comments_that_answer_in_a_circle_are_cut_apart),
        cmocka_unit_test(finishing_again_changes_nothing),
        cmocka_unit_test(what_is_not_acceptable_is_named),
    };
    return cmocka_run_group_tests(tests, new_arena, free_arena);
}
