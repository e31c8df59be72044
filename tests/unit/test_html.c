/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_html.c: a page of HTML: tables of what its parts are written like, and what hostile pages
 * cost. Whole pages are in tests/data/pages-html.
 */
#include <time.h>

#include "webpage/names.h"
#include "webpage/webpage.h"

#include "check.h"

static const char prose[] =
    "<p>The old bridge over the Lenn will be closed to traffic from Monday, the town council said "
    "on Thursday, because the stones of its second arch have moved.</p><p>Buses will take the road "
    "by the mill until the autumn, and nobody expects them back before October.</p>";

static void read_page(fh_str text, fh_arena *arena, fh_article *article) {
    fihrist_error err;
    if (fh_html_read(text, NULL, arena, article, &err))
        fail_msg("%.60s: %s", text.p, err.message);
}

/* A page of a head, a line below its heading, and prose. */
static void read_parts(const char *lang, const char *head, const char *line, fh_arena *arena,
                       fh_article *article) {
    fh_str page = fh_arena_printf(arena,
                                  "<html lang='%s'><head>%s</head><body><h1>Old bridge closes</h1>"
                                  "<p>%s</p>%s</body></html>",
                                  lang, head, line, prose);
    read_page(page, arena, article);
}

static void a_date_is_read_in_many_languages(void **state) {
    (void)state;
    static const struct {
        const char *lang, *line, *date;
    } cases[] = {
        {"en", "March 4, 2021 at 9:15 am", "2021-03-04T09:15:00"},
        {"en", "4th March 2021", "2021-03-04"},
        {"de", "Donnerstag, 4. März 2021, 9:15 Uhr", "2021-03-04T09:15:00"},
        {"fr", "Publié le 4 mars 2021 à 09h15", "2021-03-04T09:15:00"},
        {"es", "4 de marzo de 2021", "2021-03-04"},
        {"pt", "4 de março de 2021", "2021-03-04"},
        {"nl", "4 maart 2021", "2021-03-04"},
        {"sv", "4 mars 2021", "2021-03-04"},
        {"pl", "4 marca 2021", "2021-03-04"},
        {"cs", "4. března 2021", "2021-03-04"},
        {"tr", "4 Mart 2021", "2021-03-04"},
        {"ru", "4 марта 2021, 09:15", "2021-03-04T09:15:00"},
        {"ar", "الخميس ٤ مارس ٢٠٢١", "2021-03-04"},
        {"fa", "پنجشنبه ۱۴ اسفند ۱۳۹۹ - ۰۹:۱۵", "2021-03-04T09:15:00"},
        {"fa", "۱۳۹۹/۱۲/۱۴", "2021-03-04"},
        {"fa", "۱ فروردین ۱۴۰۰", "2021-03-21"},
        {"fa", "۳۰ اسفند ۱۳۹۹", "2021-03-20"},
        {"ja", "2021年3月4日 9時15分", "2021-03-04T09:15:00"},
        {"zh", "更新2021年03月04日", "2021-03-04"},
        {"ko", "2021년 3월 4일", "2021-03-04"},
        {"en-GB", "04/03/2021", "2021-03-04"},
        {"en-US", "03/04/2021", "2021-03-04"},
        {"it", "04/03/2021 18:20", "2021-03-04T18:20:00"},
        {"en", "Thu, 03/04/2021", "2021-03-04"},
        {"en", "Thu, 04/03/2021", "2021-03-04"},
        {"en", "04/03/2021", ""},
        {"en", "<abbr title='2021-03-04T09:15:00Z'>an hour ago</abbr>", "2021-03-04T09:15:00Z"},
        {"en", "The bridge on August 14, 1935", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        read_parts(cases[i].lang, "", cases[i].line, arena, &article);
        check_text(cases[i].line, article.date, cases[i].date);
        fh_arena_free(arena);
    }
}

static void the_date_of_the_article_is_taken_before_others(void **state) {
    (void)state;
    static const struct {
        const char *head, *line;
    } cases[] = {
        {"<meta property='article:published' content='2021-03-04'>",
         "<time itemprop='dateModified' datetime='2021-03-05'>5 March</time>"},
        {"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"dateCreated\":"
         "\"2021-03-05\"}</script><meta name='pubdate' content='2021-03-04'>",
         ""},
        {"<meta property='article:modified_time' content='2021-03-05'>",
         "<time datetime='2021-03-04'>4 March</time>"},
        {"", "<span itemscope itemtype='https://schema.org/VideoObject'>"
             "<meta itemprop='datePublished' content='2021-02-28'></span>"
             "<meta itemprop='datePublished' content='2021-03-04'>"},
        {"<title>Old bridge closes - 04.03.2021 - The Tern</title>", ""},
        {"<meta name='last-modified' content='2021-03-04'>", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        read_parts("en", cases[i].head, cases[i].line, arena, &article);
        check_text(cases[i].head, article.date, "2021-03-04");
        fh_arena_free(arena);
    }
}

static void a_title_names_the_outlet_where_nothing_else_does(void **state) {
    (void)state;
    static const struct {
        const char *head, *source;
    } cases[] = {
        {"<title>Old bridge closes - The Tern</title>", "The Tern"},
        {"<title>Old bridge closes [Tern.example]</title>", "Tern.example"},
        {"<title>Old bridge closes | 4 March 2021 | Town | The Tern</title>", "The Tern"},
        {"<title>Old bridge closes - 4 March 2021</title>", ""},
        {"<title>Old bridge closes: buses take the mill road</title>", ""},
        {"<title>Old bridge closes for the summer - The Tern</title>", ""},
        {"<title>Old bridge closes - The Tern</title><meta property='og:site_name' content='Tern'>",
         "Tern"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        read_parts("en", cases[i].head, "", arena, &article);
        check_text(cases[i].head, article.source, cases[i].source);
        fh_arena_free(arena);
    }
}

static void a_byline_gives_names_and_nothing_else(void **state) {
    (void)state;
    static const struct {
        const char *line, *first, *second;
    } cases[] = {
        {"By Ada Holm and Ben Dea", "Ada Holm", "Ben Dea"},
        {"By Ada Holm, Staff writer", "Ada Holm", ""},
        {"By Ada Holm | March 4, 2021", "Ada Holm", ""},
        {"Von Ada Holm, 4. März 2021, 9:15 Uhr", "Ada Holm", ""},
        {"Par Ada Holm et Ben Dea | Publié le 4 mars 2021", "Ada Holm", "Ben Dea"},
        {"By Ada Holm in Port Sorrel", "Ada Holm", ""},
        {"By Ada Holm for The Tern", "Ada Holm", ""},
        {"By Centre for Housing", "Centre for Housing", ""},
        {"Por Ada Holm y Ben Dea", "Ada Holm", "Ben Dea"},
        {"Por Ramón y Cajal", "Ramón y Cajal", ""},
        {"Por Ada Holm — Porto Velho", "Ada Holm", ""},
        {"March 4th, 2021 by Ada Holm", "Ada Holm", ""},
        {"Ada Holm · 4 March 2021", "Ada Holm", ""},
        {"Port Sorrel, 4 March 2021", "", ""},
        {"New Sorrel | 4 March 2021", "", ""},
        {"Breaking News · 4 March 2021", "", ""},
        {"By the numbers", "", ""},
        {"By Ada Holm Thursday, March 4, 2021", "Ada Holm", ""},
        {"By Ada Holm posted Mar 4th 2021 7:30PM", "Ada Holm", ""},
        {"By Ada Holm Senior Port Correspondent", "Ada Holm", ""},
        {"Par <b>ADA HOLM</b>, <b>BEN DEA</b> Envoyés spéciaux à Port Sorrel", "ADA HOLM",
         "BEN DEA"},
        {"<cite>By Ada Holm<br>Port Sorrel<br><a href='/a'>Archive</a> | <a href='/c'>Contact</a>"
         "</cite>",
         "Ada Holm", ""},
        {"<span class='byline'>By <a href='/a'>Ada Holm</a> <a href='/t'>@adaholm</a> on 4 March"
         "</span>",
         "Ada Holm", ""},
        {"<span class='author vcard'><b class='fn'>Ada Holm</b> Head of Port Affairs</span>",
         "Ada Holm", ""},
        {"<span class='firma'><em>Ada Holm</em> | <span>Madrid</span></span>", "Ada Holm", ""},
        {"<span class='sign_comments'><a rel='author' href='/a'>Ada Holm</a> / <a rel='author' "
         "href='/b'>Ben Dea</a></span>",
         "Ada Holm", "Ben Dea"},
        {"<span class='author'>admin</span>", "", ""},
        {"<span class='author'>By</span> <div class='author'><div>Ada Holm</div><div>Reporter"
         "</div></div>",
         "Ada Holm", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        read_parts("en", "", cases[i].line, arena, &article);
        const char *wanted[] = {cases[i].first, cases[i].second};
        for (size_t a = 0; a < 2; a++)
            check_text(cases[i].line,
                       a < article.author_count ? article.authors[a] : (fh_str){NULL, 0},
                       wanted[a]);
        assert_true(article.author_count <= 2);
        fh_arena_free(arena);
    }
}

static void each_author_may_have_a_meta_element(void **state) {
    (void)state;
    fh_arena *arena = fh_arena_new();
    fh_article article;
    read_parts("en",
               "<meta property='article:author' content='https://tern.example/ada'>"
               "<meta property='article:author' content='Ada Holm'>"
               "<meta property='article:author' content='Ben Dea'>",
               "", arena, &article);
    assert_int_equal(article.author_count, 2);
    check_text("first", article.authors[0], "Ada Holm");
    check_text("second", article.authors[1], "Ben Dea");
    fh_arena_free(arena);
}

static void who_stands_in_a_meta_element_is_the_author_and_not_the_outlet(void **state) {
    (void)state;
    static const struct {
        const char *head, *line, *author;
    } cases[] = {
        {"<meta name='author' content='Editors of The Tern'>", "By Ada Holm", "Ada Holm"},
        {"<meta name='author' content='Ada Holm, THE TERN'>", "", "Ada Holm"},
        {"<meta name='author' content='admin'>", "", ""},
        {"<meta property='article:author' content='https://tern.example/staff/ada'>",
         "<div class='sidebar'><b>Author</b> <a href='/staff/ada'>Ada Holm</a></div>", "Ada Holm"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        fh_str head = fh_arena_printf(arena, "<meta property='og:site_name' content='The Tern'>%s",
                                      cases[i].head);
        read_parts("en", head.p, cases[i].line, arena, &article);
        check_text(cases[i].head, article.author_count ? article.authors[0] : (fh_str){NULL, 0},
                   cases[i].author);
        assert_true(article.author_count <= 1);
        fh_arena_free(arena);
    }
}

static void posts_that_are_no_thread_do_not_write_the_article(void **state) {
    (void)state;
    fh_arena *arena = fh_arena_new();
    fh_article article;
    fh_str page =
        fh_arena_printf(arena,
                        "<div class='featured_posts'>"
                        "<div class='post' id='post-1'><b>The Tern Show</b><i>8 hours ago</i></div>"
                        "<div class='post' id='post-2'><b>The Tern Hour</b><i>9 hours ago</i></div>"
                        "</div><h1>Old bridge closes</h1><p>By Ada Holm</p>%s",
                        prose);
    read_page(page, arena, &article);
    assert_int_equal(article.comment_count, 0);
    check_text("author", article.authors[0], "Ada Holm");
    fh_arena_free(arena);
}

static void small_faults_of_data_are_mended(void **state) {
    (void)state;
    static const char *const scripts[] = {
        "{\"@type\":\"NewsArticle\",\"headline\":\"Bridge closes\",\"author\":\"Ada Holm\",}",
        "<!-- {\"@type\":[\"Thing\",\"NewsArticle\"],\"headline\":\"Bridge closes\","
        "\"author\":[{\"name\":[\"Ada Holm\"]}]} //-->",
        "{\"@type\":\"WebSite\"}{\"@type\":\"NewsArticle\",\"headline\":\"Bridge closes\","
        "\"author\":\"By Ada Holm\"};",
        "{\"@graph\":[{\"@type\":\"Article\",\"headline\":\"Bridge\\' closes\",\"author\":{\"@id\":"
        "\"#a\"}},{\"@id\":\"#a\",\"name\":\"Ada Holm\"}]}",
        "{\"@type\":\"ItemList\",\"itemListElement\":[{\"item\":{\"@type\":\"NewsArticle\","
        "\"headline\":\"Other\",\"author\":\"Eve\"}}]}[{\"@type\":\"BlogPosting\",\"headline\":"
        "\"Bridge closes\",\"author\":\"Ada Holm\"}]",
        "//<![CDATA[\n[{\"@type\":\"Article\",\"headline\":\"Bridge closes\",\"author\":"
        "{\"name\":\"Ada Holm\"}}]\n//]]>",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        fh_str head =
            fh_arena_printf(arena, "<script type='application/ld+json'>%s</script>", scripts[i]);
        read_parts("en", head.p, "", arena, &article);
        check_text(scripts[i], article.title, i == 3 ? "Bridge' closes" : "Bridge closes");
        assert_int_equal(article.author_count, 1);
        check_text(scripts[i], article.authors[0], "Ada Holm");
        fh_arena_free(arena);
    }
}

static void names_are_parted_where_they_end(void **state) {
    (void)state;
    size_t between;
    assert_int_equal(fh_names_end(fh_str_of("Ada Holm, and Ben"), &between), 8);
    assert_int_equal(between, 6);
    assert_int_equal(fh_names_end(fh_str_of("Melo e Castro"), &between), 13);
    assert_int_equal(fh_names_end(fh_str_of("Ada Holm e Ben Dea"), &between), 8);
    assert_int_equal(fh_names_end(fh_str_of("Ada Holm"), &between), 8);
    assert_int_equal(between, 0);
    assert_true(fh_names_is_full(fh_str_of("Ludwig van der Rohe")));
    assert_false(fh_names_is_full(fh_str_of("the numbers")));
    assert_true(fh_names_is_by(fh_str_of("Posted by:")));
}

/* --- hostile pages --- */

static fh_str repeat(const char *head, const char *part, size_t count) {
    size_t n = strlen(head), part_bytes = strlen(part);
    char *bytes = fh_malloc(n + part_bytes * count);
    assert_non_null(bytes);
    memcpy(bytes, head, n);
    for (size_t i = 0; i < count; i++)
        memcpy(bytes + n + i * part_bytes, part, part_bytes);
    return (fh_str){bytes, n + part_bytes * count};
}

static double seconds_for(const char *head, const char *part, size_t count) {
    fh_arena *arena = fh_arena_new();
    fh_article article;
    fh_str page = repeat(head, part, count);
    clock_t start = clock();
    (void)fh_html_read(page, NULL, arena, &article, NULL);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    fh_free((char *)page.p);
    fh_arena_free(arena);
    return seconds;
}

static void four_times_the_page_takes_no_more_than_eight_times_the_time(void **state) {
    (void)state;
    enum { PARTS = 2000, TIMES = 4, MOST = 2 * TIMES };
    const double floor_seconds = 0.05; /* below it a clock says little */
    static const char *const cases[][2] = {
        {"<h1>Old bridge closes</h1>", "<li class='comment depth-1' id='c1' data-parent='z'>"
                                       "<b class='author'>A</b> <i>4 March 2021</i><p>Text.</p>"},
        {"<div class='comment-wrapper'>", "<hr><div class='comment'><b>Tom</b> <i>4 March 2021</i>"
                                          "<p>At last.</p></div>"},
        {"<div class='discussion'>", "<div><i>4 March 2021</i><p>Text here.</p><b>Tom</b></div>"},
        {"<ul class='comments'>", "<li><ul><li><p class='comment'>x</p>"},
        {"<h1>Old bridge closes</h1>", "<div class='author byline'>x y z x y z</div>"},
        {"<title>a a a a a a a a a a a a</title>", "<h2><a href='/x'>a a a a a a a</a></h2>"},
        {"<div class='article-body'>", "<div class='pullquote'>Not said in any text.</div>"
                                       "<p>A sentence that is long enough to be prose.</p>"},
        {"<p>", "<b class='author'><span>"},
        {"<h1>Old bridge closes</h1>",
         "<meta property='article:author' content='https://tern.example/staff/ada'><a href='/b'>b"
         "</a>"},
        {"<script type='application/ld+json'>[",
         "{\"@type\":\"Comment\",\"author\":{\"@id\":\"a\"}},"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double once = seconds_for(cases[i][0], cases[i][1], PARTS),
               more = seconds_for(cases[i][0], cases[i][1], PARTS * TIMES);
        if (more > floor_seconds && more > once * MOST)
            fail_msg("%s: %g s, and %g s", cases[i][1], once, more);
    }
}

static void a_depth_of_any_digits_is_no_place_outside(void **state) {
    (void)state;
    static const char *const depths[] = {"class='comment depth-4099276460824344798'",
                                         "class='comment level-18446744073709551615'",
                                         "class='comment' style='margin-left:99999999999999999px'"};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        fh_arena *arena = fh_arena_new();
        fh_article article;
        fh_str page = fh_arena_printf(
            arena,
            "<h1>Old bridge closes</h1>%s<div class='comments'><div id='c1' %s><b class='author'>"
            "Tom</b> <i>4 March 2021</i><p>At last.</p></div><div id='c2' %s><b class='author'>Mia"
            "</b> <i>5 March 2021</i><p>So it is.</p></div></div>",
            prose, depths[i], depths[i]);
        read_page(page, arena, &article);
        assert_int_equal(article.comment_count, 2);
        fh_arena_free(arena);
    }
}

static void a_page_that_runs_out_of_memory_says_so_wherever_it_does(void **state) {
    (void)state;
    static const char page[] =
        "<html><head><script type='application/ld+json'>{\"@type\":\"Article\",\"author\":{\"@id\":"
        "\"#a\"},\"comment\":[{\"text\":\"x\"}]}</script><meta name='a' content='b'></head><body>"
        "<h1>Old bridge closes</h1><p>The old bridge over the Lenn will be closed to traffic from "
        "Monday, the town council said.</p><div class='comment'><b class='author'>Tom</b> <i>4 "
        "March 2021</i><p>At last.</p></div></body></html>";
    for (long fail = 0; fail < 400; fail++) {
        fh_article article;
        fh_arena *arena = fh_arena_new();
        fh_memory_fail_after(fail);
        int code = fh_html_read(fh_str_of(page), NULL, arena, &article, NULL);
        fh_memory_fail_after(-1);
        if (code == 0)
            check_text("text", article.comments[0].text, "At last.");
        else
            assert_int_equal(code, FIHRIST_E_MEMORY);
        fh_arena_free(arena);
        if (code == 0)
            return;
    }
    fail_msg("400 allocations for a small page");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_read_in_many_languages),
        cmocka_unit_test(the_date_of_the_article_is_taken_before_others),
        cmocka_unit_test(a_title_names_the_outlet_where_nothing_else_does),
        cmocka_unit_test(a_byline_gives_names_and_nothing_else),
        cmocka_unit_test(each_author_may_have_a_meta_element),
        cmocka_unit_test(who_stands_in_a_meta_element_is_the_author_and_not_the_outlet),
        cmocka_unit_test(posts_that_are_no_thread_do_not_write_the_article),
        cmocka_unit_test(small_faults_of_data_are_mended),
        cmocka_unit_test(names_are_parted_where_they_end),
        cmocka_unit_test(four_times_the_page_takes_no_more_than_eight_times_the_time),
        cmocka_unit_test(a_depth_of_any_digits_is_no_place_outside),
        cmocka_unit_test(a_page_that_runs_out_of_memory_says_so_wherever_it_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
