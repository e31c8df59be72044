/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_bad_input.c: what is wrong with one article stays with it. Each bad line stands between two
 * good ones; it is rejected alone and by name, or repaired, and the good ones come out.
 */
#include "core/utf8.h"
#include "formats/formats.h"
#include "input/input.h"
#include "webpage/webpage.h"

#include "check.h"
#include "scratch.h"

typedef struct outcome {
    fh_str text, title;
    char reason[240];
    uint64_t line;
    int articles, rejected;
} outcome;

/* Read {good, the bytes, good} as a file. */
static void read_between(const char *bytes, size_t n, fh_arena *arena, outcome *ret_outcome) {
    char *scratch = scratch_new();
    const char *path = scratch_path(scratch, "a.jsonl");
    FILE *file = fopen(path, "wb");
    fprintf(file, "{\"id\":\"before\",\"text\":\"good\"}\n");
    fwrite(bytes, 1, n, file);
    fprintf(file, "\n{\"id\":\"after\",\"text\":\"good\"}");
    fclose(file);
    fh_input_options options = {.paths = &path, .path_count = 1};
    fh_input *input;
    fihrist_error err;
    int rc;
    *ret_outcome = (outcome){.articles = -2};
    if (fh_input_open(&options, &input, &err))
        fail_msg("%s", err.message);
    do {
        fh_article article;
        fh_rejection rejection;
        rc = fh_input_next(input, arena, &article, &rejection, &err);
        if (rc < 0)
            fail_msg("the run ended: %s", err.message);
        if (rc == FH_INPUT_REJECTED) {
            ret_outcome->rejected++;
            ret_outcome->line = rejection.line;
            memcpy(ret_outcome->reason, rejection.reason, sizeof rejection.reason);
        } else if (rc == FH_INPUT_ARTICLE) {
            ret_outcome->articles++;
            fh_str good = fh_str_of("good");
            if (!fh_str_equal(article.text, good) || article.title.n)
                ret_outcome->text = article.text, ret_outcome->title = article.title;
            assert_true(fh_utf8_valid(article.text) && fh_utf8_valid(article.title));
        }
    } while (rc != FH_INPUT_END);
    fh_input_close(input);
    scratch_free(scratch);
}

static void what_is_bad_is_rejected_alone_and_by_name(void **state) {
    (void)state;
    static const struct {
        const char *line, *reason;
    } cases[] = {
        {"{\"text\":\"x\"", "not JSON: '}' expected near end of file, at byte 11"},
        {"{\"text\":\"x", "not JSON: premature end of input near '\"x', at byte 10"},
        {"{\"text\":\"x\"} {}", "not JSON: end of file expected near '{', at byte 14"},
        {"[]", "not a JSON object"},
        {"null", "not JSON: '[' or '{' expected near 'null', at byte 4"},
        {"text", "not JSON: '[' or '{' expected near 'text', at byte 4"},
        {"{'text':'x'}", "not JSON: string or '}' expected near ''', at byte 2"},
        {"{}", "neither text nor title nor comments"},
        {"{\"text\":\"\"}", "neither text nor title nor comments"},
        {"{\"text\":\" \\n\\u00a0 \"}", "neither text nor title nor comments"},
        {"{\"text\":\"\\u0000\"}", "neither text nor title nor comments"},
        {"{\"text\":null}", "neither text nor title nor comments"},
        {"{\"text\":7}", "'text' is not a string"},
        {"{\"text\":[\"x\"]}", "'text' is not a string"},
        {"{\"text\":\"x\",\"title\":{}}", "'title' is not a string"},
        {"{\"text\":\"x\",\"date\":20150620}", "'date' is not a string"},
        {"{\"text\":\"x\",\"date\":true}", "'date' is not a string"},
        {"{\"text\":\"x\",\"url\":1}", "'url' is not a string"},
        {"{\"text\":\"x\",\"source\":[]}", "'source' is not a string"},
        {"{\"text\":\"x\",\"lang\":1}", "'lang' is not a string"},
        {"{\"text\":\"x\",\"id\":1.5}", "'id' is not a string or a whole number"},
        {"{\"text\":\"x\",\"id\":{}}", "'id' is not a string or a whole number"},
        {"{\"text\":\"x\",\"authors\":1}", "'authors' is not a string or an array of strings"},
        {"{\"text\":\"x\",\"author\":[1]}", "'author' is not a string or an array of strings"},
        {"{\"text\":\"x\",\"actors\":[1]}", "'actors' is not a string or an array of strings"},
        {"{\"text\":\"x\",\"comments\":{}}", "'comments' is not an array"},
        {"{\"text\":\"x\",\"comments\":[{},1]}", "comment 2 is not an object"},
        {"{\"text\":\"x\",\"comments\":[{\"text\":1}]}", "comment 1: 'text' is not a string"},
        {"{\"text\":\"x\",\"comments\":[{\"author\":[]}]}", "comment 1: 'author' is not a string"},
        {"{\"text\":\"x\",\"comments\":[{\"parent\":[]}]}",
         "comment 1: 'parent' is not a string or a whole number"},
        {"{\"text\":\"x\",\"date\":\"2015-13-45\"}", "'date' is not a date: '2015-13-45'"},
        {"{\"text\":\"x\",\"date\":\"2015-02-29\"}", "'date' is not a date: '2015-02-29'"},
        {"{\"text\":\"x\",\"date\":\"0000-01-01\"}", "'date' is not a date: '0000-01-01'"},
        {"{\"text\":\"x\",\"date\":\"\\u001b[2Jx\"}", "'date' is not a date: '[2Jx'"},
        {"{\"text\":\"x\",\"comments\":[{\"date\":\"soon\"}]}",
         "comment 1: 'date' is not a date: 'soon'"},
        {"{\"text\":\"\\ud800\"}",
         "not JSON: invalid Unicode '\\uD800' near '\"\\ud800\"', at byte 16"},
        {"{\"n\":99999999999999999999}",
         "not JSON: too big integer near '99999999999999999999', at byte 25"},
        {"\x7f"
         "ELF\x02\x01",
         "not JSON: '[' or '{' expected near '?', at byte 1"},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome got;
        read_between(cases[i].line, strlen(cases[i].line), arena, &got);
        if (got.articles != 0 || got.rejected != 1 || got.line != 2)
            fail_msg("%s: %d too many articles, %d rejected", cases[i].line, got.articles,
                     got.rejected);
        if (strncmp(got.reason, cases[i].reason, strlen(cases[i].reason)) != 0)
            fail_msg("%s: \"%s\", expected \"%s\"", cases[i].line, got.reason, cases[i].reason);
    }
    fh_arena_free(arena);
}

static void what_can_be_repaired_is_taken(void **state) {
    (void)state;
    static const struct {
        const char *line;
        const char *text;
    } cases[] = {
        {"{\"text\":\"a\\u0000b\"}", "a b"},
        {"{\"text\":\"a\\u0007b\\u001bc\"}", "a b c"},
        {"{\"text\":\"a\\r\\nb\\rc\"}", "a\nb\nc"},
        {"{\"text\":\"caf\xe9\"}", "caf\xc3\xa9"},
        {"{\"text\":\"\xc3\xa9 \xff\"}", "\xc3\xa9 \xef\xbf\xbd"},
        {"{\"text\":\"\xed\xa0\x80 \xc3\xa9\"}", NULL},
        {"{\"text\":\"x\x07y\"}", "x y"},
        {"{\"text\":\"x\",\"date\":\" \",\"url\":null}", "x"},
        {"  {\"text\":\"x\"}  \r", "x"},
        {"{\"text\":\"a\",\"text\":\"b\"}", "b"},
        {"{\"text\":\"x\",\"actors\":[{\"id\":\"found\"},\"given\"]}", "x"},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome got;
        read_between(cases[i].line, strlen(cases[i].line), arena, &got);
        if (got.articles != 1 || got.rejected != 0)
            fail_msg("%s: %s", cases[i].line, got.reason);
        if (cases[i].text)
            check_text(cases[i].line, got.text, cases[i].text);
    }
    fh_arena_free(arena);
}

static void blank_lines_are_passed_over(void **state) {
    (void)state;
    static const char blank[] = "\n \t \r\n\r\n\n";
    fh_arena *arena = fh_arena_new();
    outcome got;
    read_between(blank, sizeof blank - 1, arena, &got);
    assert_int_equal(got.articles, 0);
    assert_int_equal(got.rejected, 0);
    fh_arena_free(arena);
}

/* `middle` between `front` and `back`, `times` over. */
static char *repeat(const char *front, const char *middle, size_t times, const char *back,
                    size_t *ret_n) {
    size_t f = strlen(front), m = strlen(middle), b = strlen(back);
    char *text = malloc(f + m * times + b);
    if (!text)
        abort();
    memcpy(text, front, f);
    for (size_t i = 0; i < times; i++)
        memcpy(text + f + i * m, middle, m);
    memcpy(text + f + m * times, back, b);
    *ret_n = f + m * times + b;
    return text;
}

static void huge_and_deep_lines_cost_only_themselves(void **state) {
    (void)state;
    static const struct {
        const char *front, *middle;
        size_t times;
        const char *back, *reason; /* NULL: taken */
    } cases[] = {
        {"", "[", 10000, "", "not JSON: maximum parsing depth reached"},
        {"", "{\"a\":", 10000, "1", "not JSON: maximum parsing depth reached"},
        {"{\"text\":\"x\",\"a\":", "[", 2040, "", "not JSON"},
        {"{\"text\":\"", "word", 250 << 10, "\"}", NULL}, /* one word of a megabyte */
        {"{\"text\":\"", "a", 245, "\"}", NULL},
        {"{\"text\":\"", "\\u0000", 245, "x\"}", NULL},
        {"{\"text\":\"", "x ", 8 << 20, "\"}", NULL},
        {"{\"text\":\"", "x ", (8 << 20) + 1, ".\"}",
         "16777219 bytes of text, the limit is 16777216"},
        {"{\"text\":\"x\",\"more\":\"", "x", (16 << 20) + 1, "\"}", "1677"},
        {"{\"text\":\"", "x", 40 << 20, "\"}", "a line of 41943051 bytes, the limit is 34603008"},
        {"{\"text\":\"x\",\"id\":\"", "x", 2001, "\"}", "2001 bytes of 'id', the limit is 2000"},
        {"{\"text\":\"x\",\"comments\":[{}", ",{}", 100000, "]}",
         "100001 comments, the limit is 100000"},
        {"{\"text\":\"x\",\"comments\":[{}", ",{}", 99999, "]}", NULL},
        {"{\"text\":\"x\",\"authors\":[\"a\"", ",\"a\"", 1000, "]}",
         "1001 authors, the limit is 1000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_arena *arena = fh_arena_new();
        outcome got;
        size_t n;
        char *line = repeat(cases[i].front, cases[i].middle, cases[i].times, cases[i].back, &n);
        read_between(line, n, arena, &got);
        free(line);
        if (got.articles + got.rejected != 1 || (got.articles == 1) != (cases[i].reason == NULL))
            fail_msg("case %zu: %d, %d %s", i, got.articles, got.rejected, got.reason);
        if (cases[i].reason && strncmp(got.reason, cases[i].reason, strlen(cases[i].reason)) != 0)
            fail_msg("case %zu: \"%s\", expected \"%s\"", i, got.reason, cases[i].reason);
        fh_arena_free(arena);
    }
}

static void a_line_of_a_hundred_megabytes_is_passed_over_in_little_memory(void **state) {
    (void)state;
    char *scratch = scratch_new();
    const char *path = scratch_path(scratch, "a.jsonl");
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    /* A sparse file of NULs is refused by its content; spaces are what a line may hold. */
    char *spaces = malloc(1 << 20);
    memset(spaces, ' ', 1 << 20);
    for (int i = 0; i < 100; i++)
        assert_int_equal(write(fd, spaces, 1 << 20), 1 << 20);
    assert_int_equal(write(fd, "\n{\"text\":\"after\"}\n", 18), 18);
    close(fd);
    free(spaces);
    fh_input_options options = {.paths = &path, .path_count = 1};
    fh_input *input;
    fh_article article;
    fh_rejection rejection;
    fh_arena *arena = fh_arena_new();
    assert_int_equal(fh_input_open(&options, &input, NULL), 0);
    assert_int_equal(fh_input_next(input, arena, &article, &rejection, NULL), FH_INPUT_REJECTED);
    assert_int_equal(rejection.line, 1);
    assert_string_equal(rejection.reason, "a line of 104857600 bytes, the limit is 34603008");
    assert_true(fh_arena_bytes(arena) < 1 << 20);
    assert_int_equal(fh_input_next(input, arena, &article, &rejection, NULL), FH_INPUT_ARTICLE);
    check_text("after", article.text, "after");
    assert_int_equal(fh_input_next(input, arena, &article, &rejection, NULL), FH_INPUT_END);
    fh_input_close(input);
    fh_arena_free(arena);
    scratch_free(scratch);
}

/* Every allocation fails in turn: an error each time, or a success, nothing else. */
static void a_failed_allocation_is_an_error_and_never_an_article_cut_short(void **state) {
    (void)state;
    static const char line[] =
        "{\"id\":1,\"text\":\"t\",\"authors\":[\"a\"],\"x\":[1],\"comments\":"
        "[{\"text\":\"c\"},{\"id\":1,\"parent\":2,\"y\":{}}]}";
    static const char page[] =
        "Title: T\nKey: k\n\nA paragraph, and more.\n\nPhoto: p\n\n2 comments\n\n"
        "1. one\n\n2. two\n";
    static const char html[] =
        "<title>T</title><p class=byline>By Ada Holm</p><p>A paragraph, and more of it.</p>"
        "<ol class=comments><li class=comment><b class=fn>A</b><time>2021-03-04</time><p>one</p>"
        "<ul><li class=comment><cite>B</cite><p>two &amp; three</p></ul></ol>";
    int successes = 0;
    for (long n = 0; successes < 3; n++) {
        successes = 0;
        for (int kind = 0; kind < 3; kind++) {
            fh_arena *arena = fh_arena_new();
            fh_article article;
            fihrist_error err;
            fh_memory_fail_after(n);
            int rc = kind == 0   ? fh_jsonl_read(fh_str_of(line), arena, &article, &err)
                     : kind == 1 ? fh_page_read(fh_str_of(page), arena, &article, &err)
                                 : fh_html_read(fh_str_of(html), NULL, arena, &article, &err);
            if (rc == 0)
                rc = fh_article_finish(&article, arena, &err);
            fh_memory_fail_after(-1);
            if (rc == 0) {
                assert_int_equal(article.comment_count, 2);
                assert_true(article.text.n > 0 && (kind == 2 || article.extra.n > 0));
                assert_true(article.author_count == 1 || kind == 1);
                if (kind == 2)
                    assert_true(article.comments[0].author.n && article.comments[0].date.n &&
                                article.comments[1].author.n && article.comments[1].parent.n);
                successes++;
            } else {
                assert_int_equal(rc, FIHRIST_E_MEMORY);
            }
            fh_arena_free(arena);
        }
        assert_true(n < 1000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_bad_is_rejected_alone_and_by_name),
        cmocka_unit_test(what_can_be_repaired_is_taken),
        cmocka_unit_test(blank_lines_are_passed_over),
        cmocka_unit_test(huge_and_deep_lines_cost_only_themselves),
        cmocka_unit_test(a_line_of_a_hundred_megabytes_is_passed_over_in_little_memory),
        cmocka_unit_test(a_failed_allocation_is_an_error_and_never_an_article_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
