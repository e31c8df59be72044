/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_input.c: the stream of articles: which files, in which order, by which reader, and how a run
 * goes on where another stopped.
 */
#include <errno.h>

#include "indexer/extract.h"
#include "input/input.h"
#include "input/path_pattern.h"

#include "check.h"
#include "scratch.h"

static char *scratch;

static int new_scratch(void **state) {
    (void)state;
    scratch = scratch_new();
    return 0;
}

static int free_scratch(void **state) {
    (void)state;
    scratch_free(scratch);
    return 0;
}

static const char *at(const char *name) {
    return scratch_path(scratch, name);
}

static void make_directory(const char *name) {
    if (mkdir(at(name), 0700) != 0)
        abort();
}

static void make_file(const char *name, const char *text) {
    scratch_write(at(name), text);
}

/* What an input gives, a line each: "title", or "!name:line reason" with the name below the scratch
 * directory. */
static void read_input(fh_input *input, fh_buffer *seen, size_t most) {
    fh_arena *arena = fh_arena_new();
    while (most-- > 0) {
        fh_article article;
        fh_rejection rejection;
        fihrist_error err;
        fh_arena_reset(arena);
        int rc = fh_input_next(input, arena, &article, &rejection, &err);
        if (rc < 0)
            fail_msg("%s", err.message);
        if (rc == FH_INPUT_END)
            break;
        fh_str path = rc == FH_INPUT_REJECTED ? rejection.path : (fh_str){NULL, 0};
        if (path.n > strlen(scratch))
            path.p += strlen(scratch) + 1, path.n -= strlen(scratch) + 1;
        if (rc == FH_INPUT_REJECTED)
            fh_buffer_printf(seen, "!%.*s:%d %s\n", (int)path.n, path.p, (int)rejection.line,
                             rejection.reason);
        else
            fh_buffer_printf(seen, "%.*s\n", (int)article.title.n, article.title.p);
    }
    fh_arena_free(arena);
}

static void check_input(const fh_input_options *options, const char *expected) {
    fh_input *input;
    fihrist_error err;
    fh_buffer seen = FH_BUFFER(1 << 16);
    if (fh_input_open(options, &input, &err))
        fail_msg("%s", err.message);
    read_input(input, &seen, SIZE_MAX);
    check_text("input", fh_buffer_str(&seen), expected);
    fh_input_close(input);
    fh_buffer_free(&seen);
}

static void a_directory_is_walked_in_order_and_nothing_is_followed_out(void **state) {
    (void)state;
    make_directory("a");
    make_directory("a/b");
    make_directory("out");
    make_file("out/secret.txt", "Secret\n\nNot to be read.\n");
    make_file("a/z.txt", "Zed\n\nText.\n");
    make_file("a/b/two.jsonl", "{\"title\":\"Two\"}\n\n{\"title\":\"Three\"}\r\n");
    make_file("a/b/one.txt", "One\n\nText.\n");
    make_file("a/.hidden.txt", "Hidden\n");
    make_file("a/picture.png", "none\n");
    make_file("a/noname", "Plain\n\nText.\n");
    make_file("a/page.html", "<html><p>x</p></html>\n");
    make_file("a/lines.txt", "{\"title\":\"By content\"}\n");
    if (symlink("../out", at("a/link")) || symlink("../a", at("a/loop")) ||
        symlink("../out/secret.txt", at("a/file-link.txt")) || mkfifo(at("a/pipe.txt"), 0600))
        abort();
    const char *paths[] = {at("a")};
    fh_input_options options = {.paths = paths, .path_count = 1};
    check_input(&options, "One\nTwo\nThree\n"
                          "!a/file-link.txt:0 a symbolic link, not followed\n"
                          "By content\n"
                          "!a/link:0 a symbolic link, not followed\n"
                          "!a/loop:0 a symbolic link, not followed\n"
                          "Plain\n"
                          "!a/page.html:0 a page without an article\n"
                          "!a/pipe.txt:0 not a file\n"
                          "Zed\n");
}

static void a_named_link_is_followed(void **state) {
    (void)state;
    make_file("real.txt", "Real\n\nText.\n");
    if (symlink("real.txt", at("link.txt")))
        abort();
    const char *paths[] = {at("link.txt")};
    fh_input_options options = {.paths = paths, .path_count = 1};
    check_input(&options, "Real\n");
}

static void a_path_that_cannot_be_opened_ends_the_run_before_it_begins(void **state) {
    (void)state;
    make_directory("shut");
    make_file("ok.txt", "Ok\n");
    if (mkfifo(at("pipe"), 0600) || chmod(at("shut"), 0))
        abort();
    const char *missing[] = {at("ok.txt"), at("missing.txt")}, *shut[] = {at("shut")},
               *zero[] = {"/dev/zero"};
    fh_input *input;
    fihrist_error err;
    fh_input_options options = {.paths = missing, .path_count = 2};
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_NOT_FOUND);
    assert_non_null(strstr(err.message, "missing.txt': No such file"));
    options = (fh_input_options){.paths = zero, .path_count = 1};
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_USAGE);
    assert_string_equal(err.message, "cannot read '/dev/zero': not a file");
    options = (fh_input_options){.paths = shut, .path_count = 1};
    if (geteuid() != 0) {
        assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_IO);
        assert_non_null(strstr(err.message, "shut': Permission denied"));
    }
    options = (fh_input_options){0};
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_USAGE);
    chmod(at("shut"), 0700);
}

static void wrong_defaults_are_usage_errors(void **state) {
    (void)state;
    make_directory("d");
    make_file("d/a.txt", "A\n");
    const char *paths[] = {at("d"), at("d/a.txt")};
    fh_input *input;
    fihrist_error err;
    fh_input_options options = {
        .paths = paths, .path_count = 2, .defaults = {.date = fh_str_of("2015-13-45")}};
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_USAGE);
    assert_string_equal(err.message, "not a date: '2015-13-45'");
    options.defaults = (fh_article_defaults){.url = fh_str_of("u")};
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_USAGE);
    options.path_count = 1;
    assert_int_equal(fh_input_open(&options, &input, &err), FIHRIST_E_USAGE);
    options.paths = &paths[1];
    assert_int_equal(fh_input_open(&options, &input, &err), 0);
    fh_input_close(input);
}

static void json_over_several_lines_is_said_to_be_that(void **state) {
    (void)state;
    make_file("array.json", "[{\"title\":\"A\"}]\n");
    make_file("pretty.json", "{\n  \"title\": \"A\"\n}\n");
    make_file("fine.json", " {\"title\":\"A\"}\n");
    const char *paths[] = {at("array.json"), at("fine.json"), at("pretty.json")};
    fh_input_options options = {.paths = paths, .path_count = 3};
    check_input(&options,
                "!array.json:0 JSON over several lines; JSON Lines has one article a line\n"
                "A\n"
                "!pretty.json:0 JSON over several lines; JSON Lines has one article a line\n");
}

static void the_path_says_what_the_article_does_not(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *path;
        const char *source, *date, *title;
    } cases[] = {
        {"{source}/{date}/{}", "/x/mail/2031-05-02/a.txt", "mail", "2031-05-02", ""},
        {"{source}/{year}/{month}/{day}/{}", "mail/2031/5/2/a.txt", "mail", "2031-05-02", ""},
        {"{source}/{year}/{}", "mail/2031/a.txt", "mail", "2031", ""},
        {"{source}-{date}", "x/al-post-2031-05-02.txt", "al-post", "2031-05-02", ""},
        {"{source}_{title}.txt", "x/mail_a_b.txt", "mail", "", "a_b"},
        {"by-outlet/{source}/{}", "by-outlet/mail/a.txt", "mail", "", ""},
        {"{date}", "x/20310502.jsonl", "", "20310502", ""},
        {"{source}/{date}/{}", "mail/yesterday/a.txt", NULL, NULL, NULL},
        {"{source}/{date}/{}", "a.txt", NULL, NULL, NULL},
        {"by-outlet/{source}/{}", "other/mail/a.txt", NULL, NULL, NULL},
        {"{year}/{}", "31/a.txt", NULL, NULL, NULL},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_path_pattern *pattern;
        fh_article article = {0};
        assert_int_equal(fh_path_pattern_new(cases[i].pattern, &pattern, NULL), 0);
        int rc = fh_path_pattern_apply(pattern, fh_str_of(cases[i].path), arena, &article, NULL);
        fh_path_pattern_free(pattern);
        if (rc != (cases[i].source ? 0 : FIHRIST_E_INPUT))
            fail_msg("'%s' on '%s' gives %d", cases[i].pattern, cases[i].path, rc);
        if (!cases[i].source)
            continue;
        check_text(cases[i].path, article.source, cases[i].source);
        check_text(cases[i].path, article.date, cases[i].date);
        check_text(cases[i].path, article.title, cases[i].title);
    }
    fh_arena_free(arena);
}

static void a_bad_path_pattern_is_named(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *message;
    } cases[] = {
        {"{colour}/{}",
         "bad --path '{colour}/{}': '{colour}' is not one of source date lang author "
         "title id year month day"},
        {"{source", "bad --path '{source': a brace without its other"},
        {"source}", "bad --path 'source}': a brace without its other"},
        {"{source}{date}", "bad --path '{source}{date}': nothing between two names"},
        {"{source}/{source}", "bad --path '{source}/{source}': '{source}' twice"},
        {"", "bad --path: it has 0 bytes, 1 to 1000 can be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_path_pattern *pattern;
        fihrist_error err;
        assert_int_equal(fh_path_pattern_new(cases[i].pattern, &pattern, &err), FIHRIST_E_USAGE);
        assert_string_equal(err.message, cases[i].message);
    }
}

static void a_hostile_path_is_matched_in_bounded_time(void **state) {
    (void)state;
    char path[1024];
    memset(path, 'a', sizeof path);
    fh_path_pattern *pattern;
    fh_article article = {0};
    fh_arena *arena = fh_arena_new();
    assert_int_equal(
        fh_path_pattern_new("{}a{}a{}a{}a{}a{}a{}a{}a{}a{}a{}a{}a{}b.", &pattern, NULL), 0);
    assert_int_equal(
        fh_path_pattern_apply(pattern, (fh_str){path, sizeof path}, arena, &article, NULL),
        FIHRIST_E_INPUT);
    fh_path_pattern_free(pattern);
    fh_arena_free(arena);
}

static void json_lines_need_not_fit_the_path_pattern(void **state) {
    (void)state;
    make_file("archive.jsonl", "{\"title\":\"Own\",\"date\":\"2031-05-02\"}\n");
    make_file("page.txt", "Page\n\nText.\n");
    const char *paths[] = {at("archive.jsonl"), at("page.txt")};
    fh_input_options options = {
        .paths = paths, .path_count = 2, .path_pattern = "{source}/{date}/{}"};
    check_input(&options, "Own\n"
                          "!page.txt:0 the path does not fit --path '{source}/{date}/{}'\n");
}

static void what_the_article_says_wins_over_path_and_default(void **state) {
    (void)state;
    make_directory("mail");
    make_file("mail/a.jsonl", "{\"text\":\"x\",\"source\":\"Own\"}\n{\"text\":\"y\"}\n");
    const char *paths[] = {at("mail")};
    fh_input_options options = {
        .paths = paths,
        .path_count = 1,
        .path_pattern = "{source}/{}",
        .defaults = {.source = fh_str_of("Default"), .lang = fh_str_of("fr")}};
    fh_input *input;
    fh_article article;
    fh_rejection rejection;
    fh_arena *arena = fh_arena_new();
    assert_int_equal(fh_input_open(&options, &input, NULL), 0);
    assert_int_equal(fh_input_next(input, arena, &article, &rejection, NULL), FH_INPUT_ARTICLE);
    check_text("own", article.source, "Own");
    assert_int_equal(fh_input_next(input, arena, &article, &rejection, NULL), FH_INPUT_ARTICLE);
    check_text("path", article.source, "mail");
    check_text("default", article.lang, "fr");
    assert_int_equal(fh_input_bytes(input), fh_input_measure(input).bytes);
    fh_input_close(input);
    fh_arena_free(arena);
}

/* --- going on where another run stopped --- */

static void make_archive(void) {
    make_directory("r");
    make_file("r/a.jsonl", "{\"title\":\"1\"}\nbad\n{\"title\":\"2\"}\n");
    make_file("r/b.txt", "3\n\nText.\n");
    make_file("r/c.jsonl", "{\"title\":\"4\"}\n{\"title\":\"5\"}\n");
}

static bool resume(const fh_input_options *options, const fh_buffer *position, fh_buffer *seen) {
    fh_input *input;
    bool resumed;
    assert_int_equal(fh_input_open(options, &input, NULL), 0);
    assert_int_equal(fh_input_resume(input, fh_buffer_str(position), &resumed, NULL), 0);
    read_input(input, seen, SIZE_MAX);
    fh_input_close(input);
    return resumed;
}

static void a_run_cut_anywhere_and_resumed_gives_the_same(void **state) {
    (void)state;
    make_archive();
    const char *paths[] = {at("r")};
    fh_input_options options = {.paths = paths, .path_count = 1};
    fh_buffer whole = FH_BUFFER(10000), parts = FH_BUFFER(10000), position = FH_BUFFER(10000);
    fh_input *input;
    assert_int_equal(fh_input_open(&options, &input, NULL), 0);
    read_input(input, &whole, SIZE_MAX);
    fh_input_close(input);
    for (size_t cut = 0; cut <= 7; cut++) {
        fh_buffer_clear(&parts);
        fh_buffer_clear(&position);
        assert_int_equal(fh_input_open(&options, &input, NULL), 0);
        read_input(input, &parts, cut);
        assert_int_equal(fh_input_position(input, &position, NULL), 0);
        fh_input_close(input);
        assert_true(resume(&options, &position, &parts));
        check_text("cut and resumed", fh_buffer_str(&parts), whole.p);
    }
    fh_buffer_free(&whole);
    fh_buffer_free(&parts);
    fh_buffer_free(&position);
}

static void a_changed_archive_is_read_from_its_beginning(void **state) {
    (void)state;
    make_archive();
    const char *paths[] = {at("r")};
    fh_input_options options = {.paths = paths, .path_count = 1};
    fh_buffer seen = FH_BUFFER(10000), position = FH_BUFFER(10000), junk = FH_BUFFER(100);
    fh_input *input;
    assert_int_equal(fh_input_open(&options, &input, NULL), 0);
    read_input(input, &seen, 5); /* within c.jsonl */
    assert_int_equal(fh_input_position(input, &position, NULL), 0);
    fh_input_close(input);

    fh_input_options other = options;
    other.defaults.source = fh_str_of("Mail");
    assert_false(resume(&other, &position, &seen));
    fh_buffer_append_text(&junk, "1 - - 7 7 of nonsense");
    assert_false(resume(&options, &junk, &seen));
    make_file("r/d.txt", "6\n\nBehind the position: no matter.\n");
    assert_true(resume(&options, &position, &seen));
    make_file("r/0.txt", "0\n\nIn front of it.\n");
    fh_buffer_clear(&seen);
    assert_false(resume(&options, &position, &seen));
    assert_int_equal(strncmp(seen.p, "0\n1\n", 4), 0);
    fh_buffer_free(&seen);
    fh_buffer_free(&position);
    fh_buffer_free(&junk);
}

static void extract_prints_what_the_readers_see(void **state) {
    (void)state;
    make_file("e.txt", "Title: Pier\nSource: Mail\n\nThe pier.\n");
    make_file("e.jsonl", "{\"text\":\"a\",\"id\":\"i\"}\n{}\n");
    const char *paths[] = {at("e.txt"), at("e.jsonl")};
    fh_input_options options = {.paths = paths, .path_count = 2};
    fh_extract_counts counts;
    char *out = NULL, *talk = NULL;
    size_t out_bytes, talk_bytes;
    FILE *out_file = open_memstream(&out, &out_bytes);
    FILE *talk_file = open_memstream(&talk, &talk_bytes);
    assert_int_equal(fh_extract_run(&options, out_file, talk_file, &counts, NULL), 0);
    fclose(out_file);
    fclose(talk_file);
    const char *expected = "\",\"source\":\"Mail\",\"title\":\"Pier\",\"text\":\"The pier.\"}\n"
                           "{\"id\":\"i\",\"text\":\"a\"}\n";
    assert_int_equal(strncmp(out, "{\"id\":\"", 7), 0);
    assert_string_equal(out + 7 + 32, expected);
    assert_non_null(strstr(talk, "e.jsonl:2: neither text nor title nor comments\n"));
    assert_int_equal(counts.articles, 2);
    assert_int_equal(counts.rejected, 1);
    assert_int_equal(fh_extract_status(&counts), 0);
    assert_int_equal(fh_extract_status(&(fh_extract_counts){.rejected = 1}), 2);
    assert_int_equal(fh_extract_status(&(fh_extract_counts){0}), 1);
    free(out);
    free(talk);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, new_scratch, free_scratch)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_directory_is_walked_in_order_and_nothing_is_followed_out),
        TEST(a_named_link_is_followed),
        TEST(a_path_that_cannot_be_opened_ends_the_run_before_it_begins),
        TEST(wrong_defaults_are_usage_errors),
        TEST(json_over_several_lines_is_said_to_be_that),
        TEST(the_path_says_what_the_article_does_not),
        TEST(a_bad_path_pattern_is_named),
        TEST(a_hostile_path_is_matched_in_bounded_time),
        TEST(json_lines_need_not_fit_the_path_pattern),
        TEST(what_the_article_says_wins_over_path_and_default),
        TEST(a_run_cut_anywhere_and_resumed_gives_the_same),
        TEST(a_changed_archive_is_read_from_its_beginning),
        TEST(extract_prints_what_the_readers_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
