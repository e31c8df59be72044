/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_page.c: page text. Each page of tests/data/pages stands beside what must come out of it; the
 * tables here say what a single line is. Run from the top of the tree.
 */
#include <dirent.h>
#include <stdlib.h>

#include "core/json.h"
#include "core/utf8.h"
#include "webpage/text.h"
#include "webpage/webpage.h"

#include "check.h"

static const char pages[] = "tests/data/pages";

static int read_page(const char *text, size_t n, fh_arena *arena, fh_article *article,
                     fihrist_error *err) {
    return fh_page_read((fh_str){text, n}, arena, article, err);
}

static fh_str read_file(const char *path, fh_arena *arena) {
    FILE *file = fopen(path, "rb");
    char *bytes = fh_arena_alloc(arena, 100000);
    if (!file || !bytes)
        fail_msg("cannot read %s", path);
    size_t n = fread(bytes, 1, 100000, file);
    fclose(file);
    return (fh_str){bytes, n};
}

static void check_page(const char *name) {
    char path[300];
    fh_article article;
    fihrist_error err;
    fh_arena *arena = fh_arena_new();
    snprintf(path, sizeof path, "%s/%s.txt", pages, name);
    fh_str text = read_file(path, arena);
    if (read_page(text.p, text.n, arena, &article, &err))
        fail_msg("%s: %s", name, err.message);
    fh_buffer line = FH_BUFFER(1 << 20);
    fh_json_article(&line, &article);
    snprintf(path, sizeof path, "%s/%s.json", pages, name);
    json_error_t error;
    json_t *expected = json_load_file(path, 0, &error);
    json_t *got = json_loadb(line.p, line.n, 0, &error);
    if (!expected || !got)
        fail_msg("%s: %s", name, error.text);
    if (!json_equal(got, expected))
        fail_msg("%s: got %.*s", name, (int)line.n, line.p);
    json_decref(expected);
    json_decref(got);
    fh_buffer_free(&line);
    fh_arena_free(arena);
}

static void every_page_gives_what_stands_beside_it(void **state) {
    (void)state;
    DIR *directory = opendir(pages);
    int count = 0;
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));) {
        char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".txt") != 0)
            continue;
        *dot = '\0';
        check_page(entry->d_name);
        count++;
    }
    closedir(directory);
    assert_true(count >= 30);
}

static void a_line_is_told_by_its_words(void **state) {
    (void)state;
    static const struct {
        const char *line;
        fh_line_kind kind;
    } cases[] = {
        {"Print Friendly, PDF & Email", FH_LINE_FURNITURE},
        {"Share this:", FH_LINE_FURNITURE},
        {"Facebook Twitter LinkedIn Email", FH_LINE_FURNITURE},
        {"Share | Tweet | Pin it", FH_LINE_FURNITURE},
        {"Email", FH_LINE_FURNITURE},
        {"5 min read", FH_LINE_FURNITURE},
        {"1.2k shares", FH_LINE_FURNITURE},
        {"Filed Under: War, Peace", FH_LINE_FURNITURE},
        {"Tags: pier", FH_LINE_FURNITURE},
        {"Loading…", FH_LINE_FURNITURE},
        {"© 2031 The Marrowby Mail", FH_LINE_FURNITURE},
        {"ADVERTISEMENT", FH_LINE_INSET},
        {"Read more: The long drought", FH_LINE_INSET},
        {"Subscribe", FH_LINE_INSET},
        {"Sign up for our morning newsletter", FH_LINE_INSET},
        {"This website uses cookies to improve your experience.", FH_LINE_INSET},
        {"Home » World » Asia", FH_LINE_EDGE},
        {"Related Posts", FH_LINE_RELATED},
        {"Guest Contributor", FH_LINE_AUTHOR_BOX},
        {"Articles by guest writers.", FH_LINE_AUTHOR_BOX},
        {"View all posts by Dorte Quill →", FH_LINE_AUTHOR_BOX},
        {"About the author", FH_LINE_ABOUT},
        {"12 comments", FH_LINE_COMMENTS},
        {"Comments (12)", FH_LINE_COMMENTS},
        {"Comments:", FH_LINE_COMMENTS},
        {"One Response to “The pier”", FH_LINE_COMMENTS},
        {"1,204 Comments", FH_LINE_COMMENTS},
        {"4 thoughts on “The pier”", FH_LINE_COMMENTS},
        {"Show all 12 comments", FH_LINE_COMMENTS},
        {"Join the conversation (3)", FH_LINE_COMMENTS},
        {"12 Kommentare", FH_LINE_COMMENTS},
        {"0 Comments", FH_LINE_CLOSING},
        {"No comments", FH_LINE_CLOSING},
        {"Comments are closed.", FH_LINE_CLOSING},
        {"Leave a Reply", FH_LINE_CLOSING},
        {"Leave a Reply Cancel reply", FH_LINE_CLOSING},
        {"Photo: The pier", FH_LINE_PHOTO},
        {"[Image: the pier]", FH_LINE_PHOTO},
        {"Photo credit: A. Brun", FH_LINE_PHOTO},
        {"* * *", FH_LINE_RULE},
        {"________", FH_LINE_RULE},
        {"12 comments on the draft were sent to the council last week", FH_LINE_COMMENTS},
        {"Comments by the mayor drew laughter.", FH_LINE_TEXT},
        {"The comments are telling.", FH_LINE_TEXT},
        {"12 comments were deleted by the editor, who gave no reason for it.", FH_LINE_TEXT},
        {"Share of the harvest", FH_LINE_TEXT},
        {"Email to nowhere", FH_LINE_TEXT},
        {"Tweeting the revolution", FH_LINE_TEXT},
        {"Photographs: nobody saw any until the spring", FH_LINE_TEXT},
        {"Role of the Islamic State", FH_LINE_TEXT},
        {"Print is dead, long live print.", FH_LINE_TEXT},
        {"3 men, 2 boats", FH_LINE_TEXT},
        {"Loading the ships took a week.", FH_LINE_TEXT},
        {"A", FH_LINE_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fh_page_kind(fh_str_of(cases[i].line)) != cases[i].kind)
            fail_msg("\"%s\" is of kind %d, expected %d", cases[i].line,
                     fh_page_kind(fh_str_of(cases[i].line)), cases[i].kind);
}

static void dates_are_found_as_pages_print_them(void **state) {
    (void)state;
    static const struct {
        const char *line, *iso;
    } cases[] = {
        {"June 20, 2015", "2015-06-20"},
        {"Saturday, June 20th, 2015 at 3:14 pm", "2015-06-20T15:14:00"},
        {"20 June 2015", "2015-06-20"},
        {"Sat 20 Jun 2015 10:30 GMT", "2015-06-20T10:30:00"},
        {"Posted on 2015-06-20", "2015-06-20"},
        {"2015/06/20 08:05", "2015-06-20T08:05:00"},
        {"2015-06-20T08:05:09+02:00", "2015-06-20T08:05:09"},
        {"20.06.2015", "2015-06-20"},
        {"12.06.2015 um 21:30 Uhr", "2015-06-12T21:30:00"},
        {"20. Juni 2015", "2015-06-20"},
        {"20 juin 2015 à 15h14", "2015-06-20T15:14:00"},
        {"1er août 2015", "2015-08-01"},
        {"20 de junio de 2015", "2015-06-20"},
        {"6/20/15", "2015-06-20"},
        {"20/06/2015", "2015-06-20"},
        {"3:14 p.m. on June 20, 2015", "2015-06-20T15:14:00"},
        {"12:01 a.m., June 20, 2015", "2015-06-20T00:01:00"},
        {"June 20, 2015, 12 comments", "2015-06-20"},
        {"Dec. 1, 1999", "1999-12-01"},
        {"03/04/2015", ""}, /* the third of April, or the fourth of March */
        {"5 hours ago", ""},
        {"an hour ago", ""},
        {"Yesterday", ""},
        {"June 20 at 3:14 pm", ""},
        {"February 30, 2015", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_found_date date;
        if (!fh_date_find(fh_str_of(cases[i].line), &date))
            fail_msg("no date in \"%s\"", cases[i].line);
        check_text(cases[i].line, fh_str_of(date.iso), cases[i].iso);
    }
    static const char *const none[] = {"The year 2015 was dry.",
                                       "May 5 people speak?",
                                       "10:30",
                                       "1.2.3.4.5",
                                       "2015-13-45",
                                       "Marching 20 miles",
                                       "50/50",
                                       "F-16/18",
                                       "No. 20/15",
                                       ""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        fh_found_date date;
        if (fh_date_find(fh_str_of(none[i]), &date))
            fail_msg("a date in \"%s\": %s", none[i], date.iso);
    }
}

static void the_line_above_a_comment_names_its_author(void **state) {
    (void)state;
    static const char *const at = "June 21, 2015 at 3:14 pm";
    static const struct {
        const char *line, *below;
        fh_header_kind kind;
        const char *author, *rest;
    } cases[] = {
        {"Old Salt says:", "text", FH_HEADER_SAYS, "Old Salt", ""},
        {"Old Salt says:", at, FH_HEADER_SAYS_DATED, "Old Salt", ""},
        {"Old Salt says", at, FH_HEADER_SAYS_DATED, "Old Salt", ""},
        {"Old Salt wrote: Never.", "", FH_HEADER_SAYS, "Old Salt", "Never."},
        {"Old Salt said...", "", FH_HEADER_SAYS, "Old Salt", ""},
        {"Old Salt on June 21, 2015 at 3:14 pm", "", FH_HEADER_NAME_DATE, "Old Salt", ""},
        {"Old Salt on June 21, 2015 at 3:14 pm said:", "", FH_HEADER_NAME_DATE, "Old Salt", ""},
        {"Old Salt (June 21, 2015): Never.", "", FH_HEADER_NAME_DATE, "Old Salt", "Never."},
        {"Old Salt | June 21, 2015 15:14 | Reply", "", FH_HEADER_NAME_DATE, "Old Salt", ""},
        {"Posted by Old Salt on 2015-06-21", "", FH_HEADER_NAME_DATE, "Old Salt", ""},
        {"Old Salt • 5 years ago", "", FH_HEADER_NAME_DATE, "Old Salt", ""},
        {"June 21, 2015 at 3:14 pm, Old Salt", "", FH_HEADER_DATE_NAME, "Old Salt", ""},
        {"21.06.2015 15:14 Old Salt:", "", FH_HEADER_DATE_NAME, "Old Salt", ""},
        {"Old Salt", at, FH_HEADER_NAME_LINE, "Old Salt", ""},
        {"nadia_p.99", at, FH_HEADER_NAME_LINE, "nadia_p.99", ""},
        {"Old Salt", "text", FH_HEADER_NONE, "", ""},
        {"What the mayor says", "text", FH_HEADER_NONE, "", ""},
        {"The strike began on June 21, 2015 at noon in the harbour.", "", FH_HEADER_NONE, "", ""},
        {"He was born on 3 May 1950 in Orrin.", "", FH_HEADER_NONE, "", ""},
        {"Is it true? Nobody says:", "", FH_HEADER_NONE, "", ""},
        {"June 21, 2015", at, FH_HEADER_NONE, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_comment_header header = {.kind = FH_HEADER_NONE};
        fh_page_read_header(fh_str_of(cases[i].line), fh_str_of(cases[i].below), &header);
        if (header.kind != cases[i].kind)
            fail_msg("\"%s\" is of kind %d, expected %d", cases[i].line, header.kind,
                     cases[i].kind);
        check_text(cases[i].line, header.author, cases[i].author);
        check_text(cases[i].line, header.rest, cases[i].rest);
    }
}

static void text_in_utf_16_is_read(void **state) {
    (void)state;
    static const char big[] = "\xfe\xff\0P\0i\0e\0r\0\n\0T\0h\0e\0 \0p\0i\0e\0r\x20\x19\0s\0.";
    fh_arena *arena = fh_arena_new();
    fh_article article;
    assert_int_equal(read_page(big, sizeof big - 1, arena, &article, NULL), 0);
    check_text("title", article.title, "Pier");
    check_text("text", article.text, "The pier’s.");
    fh_arena_free(arena);
}

static void what_is_no_text_is_rejected(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
    } cases[] = {{"\x7f"
                  "ELF\1",
                  5},
                 {"\x89PNG\r\n", 6},
                 {"a\0b", 3},
                 {"%PDF-1.4\n", 9},
                 {"", 0},
                 {" \n\t\n\xc2\xa0", 6}};
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_article article;
        assert_int_equal(read_page(cases[i].bytes, cases[i].n, arena, &article, NULL),
                         FIHRIST_E_INPUT);
    }
    fh_arena_free(arena);
}

/* Whatever a page is made of, no line but furniture is lost: words put anywhere come out somewhere.
 */
static void no_paragraph_is_lost_among_any_furniture(void **state) {
    (void)state;
    static const char *const lines[] = {"Share this:",
                                        "12 comments",
                                        "1. one",
                                        "2. two",
                                        "Leave a Reply",
                                        "Advertisement",
                                        "Old Salt says:",
                                        "June 21, 2015 at 3:14 pm",
                                        "Photo: a pier",
                                        "Related posts",
                                        "",
                                        "by Ann",
                                        "Comments are closed.",
                                        "About the author",
                                        "---",
                                        "Old Salt on June 21, 2015 at 3:14 pm",
                                        "Guest Contributor",
                                        "    3. three",
                                        "title: x",
                                        "Reply"};
    static const char paragraph[] =
        "The zebrawood crane of Marrowby stood over the harbour for a hundred years, until the "
        "night on which the storm took it down and laid it across the pier in four pieces.";
    enum { LINES = sizeof lines / sizeof *lines };
    unsigned seed = 1;
    fh_arena *arena = fh_arena_new();
    for (int round = 0; round < 20000; round++) {
        char text[4000];
        size_t n = 0;
        unsigned count = 1 + (seed >> 16) % 12, place = (seed >> 8) % count;
        for (unsigned i = 0; i < count; i++) {
            seed = seed * 1103515245 + 12345;
            if (i == place)
                n += (size_t)snprintf(text + n, sizeof text - n, "\n%s\n\n", paragraph);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s\n", lines[(seed >> 16) % LINES]);
        }
        fh_article article;
        fh_arena_reset(arena);
        assert_int_equal(read_page(text, n, arena, &article, NULL), 0);
        fh_buffer out = FH_BUFFER(1 << 16);
        fh_json_article(&out, &article);
        if (!memmem(out.p, out.n, "zebrawood", 9))
            fail_msg("lost in:\n%.*s", (int)n, text);
        fh_buffer_free(&out);
    }
    fh_arena_free(arena);
}

static void a_page_of_too_many_lines_is_rejected(void **state) {
    (void)state;
    size_t n = FH_PAGE_MAX_LINES + 10;
    char *text = malloc(n);
    memset(text, '\n', n);
    text[0] = 'a';
    fh_arena *arena = fh_arena_new();
    fh_article article;
    fihrist_error err;
    assert_int_equal(read_page(text, n, arena, &article, &err), FIHRIST_E_INPUT);
    assert_non_null(strstr(err.message, "lines"));
    fh_arena_free(arena);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_gives_what_stands_beside_it),
        cmocka_unit_test(a_line_is_told_by_its_words),
        cmocka_unit_test(dates_are_found_as_pages_print_them),
        cmocka_unit_test(the_line_above_a_comment_names_its_author),
        cmocka_unit_test(text_in_utf_16_is_read),
        cmocka_unit_test(what_is_no_text_is_rejected),
        cmocka_unit_test(no_paragraph_is_lost_among_any_furniture),
        cmocka_unit_test(a_page_of_too_many_lines_is_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
