/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_table.c: CSV and TSV. Each table here stands beside what it is read to.
 */
#include "tests/unit/reading.h"

#define TEXT(literal) ((fh_str){literal, sizeof(literal) - 1})

typedef struct table {
    const char *what;
    fh_str bytes;
    const char *expected;
} table;

static void check_tables(const table *tables, size_t count) {
    for (size_t i = 0; i < count; i++)
        check_reading(tables[i].what, &fh_reader_table, tables[i].bytes, NULL, tables[i].expected);
}

#define CHECK_TABLES(tables) check_tables(tables, sizeof(tables) / sizeof *(tables))

static void rows_are_articles_by_the_names_of_columns(void **state) {
    (void)state;
    static const table tables[] = {
        {"every field",
         TEXT(
             "id,link,Publisher,Headline,Pub Date,Language,Body,Caption,Byline,actors\n"
             "a1,https://tidings.example/1,Harbour Tidings,Strike ends,2015-06-20,en,\"It ended.\","
             "The quay,Ida Ferrin; Tom Okafor,Dredgers Union|Ida Ferrin\n"),
         "2 {\"id\":\"a1\",\"url\":\"https://tidings.example/1\",\"source\":\"Harbour Tidings\","
         "\"title\":\"Strike ends\",\"authors\":[\"Ida Ferrin\",\"Tom Okafor\"],"
         "\"date\":\"2015-06-20\",\"lang\":\"en\",\"text\":\"It ended.\",\"caption\":\"The quay\","
         "\"actors\":[\"Dredgers Union\",\"Ida Ferrin\"]}"},
        {"tabs, and columns that are no field",
         TEXT("headline\tcontent\tsection\tpage\nA\tB\tLocal\t7\n"),
         "2 {\"title\":\"A\",\"text\":\"B\",\"section\":\"Local\",\"page\":\"7\"}"},
        {"semicolons", TEXT("title;text\nA, b;C\n"), "2 {\"title\":\"A, b\",\"text\":\"C\"}"},
        {"bars, without a line feed at the end", TEXT("title|text\nA|B"),
         "2 {\"title\":\"A\",\"text\":\"B\"}"},
        {"one column", TEXT("Article\n\"One, two.\"\nThree.\n"),
         "2 {\"text\":\"One, two.\"}\n3 {\"text\":\"Three.\"}"},
        {"a spreadsheet says its delimiter", TEXT("sep=;\r\ntitle;text\r\nA;B\r\n"),
         "3 {\"title\":\"A\",\"text\":\"B\"}"},
        {"authors of several columns are all taken, of others the first",
         TEXT("title,author,writer,text,body\nA,Ida Ferrin,Tom Okafor,,B\n"),
         "2 {\"title\":\"A\",\"authors\":[\"Ida Ferrin\",\"Tom Okafor\"],\"text\":\"B\"}"},
        {"what is not taken of two is kept",
         TEXT("title,text,published,created\nA,B,2015-06-20,2015-06-19\n"),
         "2 {\"title\":\"A\",\"date\":\"2015-06-20\",\"text\":\"B\",\"created\":\"2015-06-19\"}"},
        {"a summary is the text where there is none",
         TEXT("title,description,text\nA,short,\nB,short,long\n"),
         "2 {\"title\":\"A\",\"text\":\"short\"}\n"
         "3 {\"title\":\"B\",\"text\":\"long\",\"description\":\"short\"}"},
        {"rows without names of columns, or with one name twice",
         TEXT(",Unnamed: 1,title,tag,tag\n0,1,A,x,y\n"),
         "2 {\"title\":\"A\",\"text\":\"\",\"tag\":\"x\",\"tag_2\":\"y\"}"},
        {"HTML is text", TEXT("title,content\nA,\"<p>One &amp; two.</p><p>Three.</p>\"\n"),
         "2 {\"title\":\"A\",\"text\":\"One & two.\\n\\nThree.\"}"},
        {"empty", TEXT(""), ""},
        {"a header alone", TEXT("title,text\n"), ""},
    };
    CHECK_TABLES(tables);
}

static void cells_are_quoted_as_rfc_4180_has_it_and_as_people_do(void **state) {
    (void)state;
    static const table tables[] = {
        {"quotes, delimiters and lines within",
         TEXT("title,text\r\n\"A, \"\"b\"\"\",\"One.\r\n\r\nTwo.\"\r\nC,D\r\n"),
         "2 {\"title\":\"A, \\\"b\\\"\",\"text\":\"One.\\n\\nTwo.\"}\n5 "
         "{\"title\":\"C\",\"text\":\"D\"}"},
        {"a quote within a cell is one", TEXT("title,text\nA 5\" pipe,B\n"),
         "2 {\"title\":\"A 5\\\" pipe\",\"text\":\"B\"}"},
        {"quotes that are the text's own", TEXT("title\ttext\n\"Yes\" he said\tB\n"),
         "2 {\"title\":\"\\\"Yes\\\" he said\",\"text\":\"B\"}"},
        {"blank lines are no rows", TEXT("title,text\n\nA,B\n  \nC,D\n\n"),
         "3 {\"title\":\"A\",\"text\":\"B\"}\n5 {\"title\":\"C\",\"text\":\"D\"}"},
        {"carriage returns alone", TEXT("title,text\rA,B\rC,D\r"),
         "2 {\"title\":\"A\",\"text\":\"B\"}\n3 {\"title\":\"C\",\"text\":\"D\"}"},
        {"fewer cells than columns", TEXT("title,text,url\nA\nB,C,,,\n"),
         "2 {\"title\":\"A\",\"text\":\"\"}\n3 {\"title\":\"B\",\"text\":\"C\"}"},
        {"an empty cell in quotes", TEXT("title,text\n\"\",B\n"), "2 {\"text\":\"B\"}"},
    };
    CHECK_TABLES(tables);
}

static void a_table_is_read_in_any_charset(void **state) {
    (void)state;
    static const table tables[] = {
        {"UTF-8 with a mark", TEXT("\xef\xbb\xbftitle,text\ncaf\xc3\xa9,B\n"),
         "2 {\"title\":\"caf\xc3\xa9\",\"text\":\"B\"}"},
        {"Windows-1252",
         TEXT("title,text\ncaf\xe9,\x93"
              "B\x94\n"),
         "2 {\"title\":\"caf\xc3\xa9\",\"text\":\"\xe2\x80\x9c"
         "B\xe2\x80\x9d\"}"},
        {"UTF-16, little endian",
         TEXT("\xff\xfet\0i\0t\0l\0e\0\t\0t\0e\0x\0t\0\n\0\xe9\0\t\0\x3d\xd8\x00\xde\n\0"),
         "2 {\"title\":\"\xc3\xa9\",\"text\":\"\xf0\x9f\x98\x80\"}"},
        {"UTF-16, big endian", TEXT("\xfe\xff\0t\0e\0x\0t\0\n\0A\xd8\0\0\n"),
         "2 {\"text\":\"A\xef\xbf\xbd\"}"},
    };
    CHECK_TABLES(tables);
    const fh_origin cyrillic = {.charset = fh_str_of("windows-1251")};
    check_reading("declared", &fh_reader_table, TEXT("title\n\xcf\xee\xf0\xf2\n"), &cyrillic,
                  "2 {\"title\":\"\xd0\x9f\xd0\xbe\xd1\x80\xd1\x82\",\"text\":\"\"}");
}

static void dates_are_read_or_kept_as_they_stand(void **state) {
    (void)state;
    static const table tables[] = {
        {"dates",
         TEXT("title,date\na,31 Dec 2015\nb,\"December 31, 2015\"\nc,31/12/2015\nd,03/04/2015\n"
              "e,1434813247\nf,\"Sat, 20 Jun 2015 15:14:07 GMT\"\ng,2015-06\nh,1434813247000\n"),
         "2 {\"title\":\"a\",\"date\":\"2015-12-31\",\"text\":\"\"}\n"
         "3 {\"title\":\"b\",\"date\":\"2015-12-31\",\"text\":\"\"}\n"
         "4 {\"title\":\"c\",\"date\":\"2015-12-31\",\"text\":\"\"}\n"
         "5 {\"title\":\"d\",\"text\":\"\",\"date_column\":\"03/04/2015\"}\n"
         "6 {\"title\":\"e\",\"date\":\"2015-06-20T15:14:07Z\",\"text\":\"\"}\n"
         "7 {\"title\":\"f\",\"date\":\"2015-06-20T15:14:07Z\",\"text\":\"\"}\n"
         "8 {\"title\":\"g\",\"date\":\"2015-06\",\"text\":\"\"}\n"
         "9 {\"title\":\"h\",\"date\":\"2015-06-20T15:14:07Z\",\"text\":\"\"}"},
    };
    CHECK_TABLES(tables);
}

static void a_row_of_a_comment_is_an_addition(void **state) {
    (void)state;
    static const table tables[] = {
        {"comments",
         TEXT("url,comment_id,comment,commenter,comment_date,parent,likes\n"
              "https://tidings.example/1,c1,Well said.,Bo,2015-06-21,,3\n"
              "https://tidings.example/1,c2,\"<p>No.</p><p>Never.</p>\",Al,2015-06-22,c1,\n"
              ",c3,On what?,Al,,,\n"),
         "2 "
         "{\"url\":\"https://tidings.example/"
         "1\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"c1\","
         "\"author\":\"Bo\",\"date\":\"2015-06-21\",\"text\":\"Well said.\",\"likes\":\"3\"}]}\n"
         "3 "
         "{\"url\":\"https://tidings.example/"
         "1\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"c2\","
         "\"parent\":\"c1\",\"author\":\"Al\",\"date\":\"2015-06-22\",\"text\":\"No.\\nNever.\"}]}"
         "\n"
         "4 rejected: a comment without the url or id of its article"},
        {"in a row of its own author and date are the comment's",
         TEXT("id,comment,author,date\n7,Yes.,Bo,2015-06-21\n"),
         "2 "
         "{\"id\":\"7\",\"text\":\"\",\"addition\":true,\"comments\":[{\"author\":\"Bo\",\"date\":"
         "\"2015-06-21\","
         "\"text\":\"Yes.\"}]}"},
        {"beside an article", TEXT("title,text,author,comment,commenter\nA,B,Ida,Yes.,Bo\n"),
         "2 {\"title\":\"A\",\"authors\":[\"Ida\"],\"text\":\"B\",\"comments\":[{\"author\":\"Bo\","
         "\"text\":\"Yes.\"}]}"},
    };
    CHECK_TABLES(tables);
}

static void a_map_says_what_columns_are(void **state) {
    (void)state;
    static const struct {
        const char *what, *map;
        fh_str bytes;
        const char *expected;
    } cases[] = {
        {"other names", "story_copy=text,Kopf Zeile=title", TEXT("Kopf zeile,STORY-COPY\nA,B\n"),
         "2 {\"title\":\"A\",\"text\":\"B\"}"},
        {"columns it does not name go by their names, but for its own fields", "lede=text",
         TEXT("title,lede,text\nA,B,C\n"),
         "2 {\"title\":\"A\",\"text\":\"B\",\"text_column\":\"C\"}"},
        {"left out, and left aside", "title=extra,b=title,text=none", TEXT("title,b,text\nA,B,C\n"),
         "2 {\"title\":\"B\",\"text\":\"\",\"title_column\":\"A\"}"},
        {"a name with '='", "a=b=title", TEXT("a=b\nA\n"), "2 {\"title\":\"A\",\"text\":\"\"}"},
        {"a column that is not there", "kopf=title", TEXT("a,b\nA,B\n"),
         "error: no column 'kopf' of --map; there are 'a', 'b'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const fh_origin origin = {.columns = fh_str_of(cases[i].map)};
        assert_int_equal(fh_table_map_check(origin.columns, NULL), 0);
        check_reading(cases[i].what, &fh_reader_table, cases[i].bytes, &origin, cases[i].expected);
    }
}

static void a_map_that_is_none_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *map, *reason;
    } cases[] = {
        {"body", "--map: 'body' is not COLUMN=FIELD"},
        {"=text", "--map: '=text' is not COLUMN=FIELD"},
        {"a=text,,", "--map: '' is not COLUMN=FIELD"},
        {"body=words",
         "--map: 'words' is not a field: id, url, source, title, date, lang, text, html, caption, "
         "author, actors, comment, commenter, comment_id, comment_date, comment_parent, extra, "
         "none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fihrist_error err;
        assert_int_equal(fh_table_map_check(fh_str_of(cases[i].map), &err), FIHRIST_E_USAGE);
        assert_string_equal(err.message, cases[i].reason);
    }
}

static void what_is_wrong_is_named_with_its_line(void **state) {
    (void)state;
    static const table tables[] = {
        {"more cells than columns", TEXT("title,text\nA,\"b\nc\"\nD,E,F\nG,H\n"),
         "2 {\"title\":\"A\",\"text\":\"b\\nc\"}\n4 rejected: a row of 3 cells, where there are 2 "
         "columns\n5 {\"title\":\"G\",\"text\":\"H\"}"},
        {"an empty row", TEXT("title,text\n,\n"),
         "2 rejected: a row with neither title nor text nor comment"},
        {"a quote without end", TEXT("title,text\nA,B\nC,\"D\nE,F\n"),
         "2 {\"title\":\"A\",\"text\":\"B\"}\nerror: a quote that is not closed: it begins on line "
         "3"},
        {"columns without a name", TEXT(";;"),
         "error: no column of titles, texts or comments among '', '', ''; name them as in --map "
         "'COLUMN=text,COLUMN=title'"},
        {"no column that is known", TEXT("a,b\n1,2\n"),
         "error: no column of titles, texts or comments among 'a', 'b'; name them as in --map "
         "'COLUMN=text,COLUMN=title'"},
    };
    CHECK_TABLES(tables);
}

static fh_str repeated(fh_buffer *to, const char *before, char byte, size_t n, const char *behind) {
    fh_buffer_append_text(to, before);
    assert_true(fh_buffer_reserve(to, n));
    memset(to->p + to->n, byte, n);
    to->n += n;
    fh_buffer_append_text(to, behind);
    return fh_buffer_str(to);
}

static void what_is_too_large_costs_its_row_alone(void **state) {
    (void)state;
    static const struct {
        char byte;
        size_t n;
        const char *reason;
    } cases[] = {{'x', 34 << 20, "2 rejected: a row of more than 34603008 bytes"},
                 {',', 3000, "2 rejected: a row of more than 2000 cells"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer bytes = FH_BUFFER(64 << 20);
        char expected[200];
        snprintf(expected, sizeof expected, "%s\n3 {\"title\":\"A\",\"text\":\"B\"}",
                 cases[i].reason);
        fh_str text = repeated(&bytes, "title,text\n", cases[i].byte, cases[i].n, "\nA,B\n");
        check_reading(cases[i].reason, &fh_reader_table, text, NULL, expected);
        fh_buffer_free(&bytes);
    }
}

/* Over the borders of pieces, in quotes and outside, and between the bytes of a line's end. */
static void rows_may_lie_across_pieces(void **state) {
    (void)state;
    for (size_t n = 131050; n < 131080; n++) {
        fh_buffer bytes = FH_BUFFER(1 << 20);
        fh_arena *arena = fh_arena_new();
        repeated(&bytes, "title,text\r\n\"", 'x', n, "\"\r\n\"A\"\"a\",\"B\nb\"\r\nC,D\r\n");
        fh_str got = read_with(&fh_reader_table, fh_buffer_str(&bytes), NULL, arena);
        const char expected[] = "\",\"text\":\"\"}\n3 {\"title\":\"A\\\"a\",\"text\":\"B\\nb\"}\n"
                                "5 {\"title\":\"C\",\"text\":\"D\"}";
        size_t tail = sizeof expected - 1;
        assert_true(got.n == n + strlen("2 {\"title\":\"") + tail);
        check_text("tail", (fh_str){got.p + got.n - tail, tail}, expected);
        fh_arena_free(arena);
        fh_buffer_free(&bytes);
    }
}

static void memory_that_is_out_is_said(void **state) {
    (void)state;
    check_out_of_memory(&fh_reader_table,
                        TEXT("title,text,author,tag,comment\nA,<p>caf\xe9</p>,X;Y,t,c\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_articles_by_the_names_of_columns),
        cmocka_unit_test(cells_are_quoted_as_rfc_4180_has_it_and_as_people_do),
        cmocka_unit_test(a_table_is_read_in_any_charset),
        cmocka_unit_test(dates_are_read_or_kept_as_they_stand),
        cmocka_unit_test(a_row_of_a_comment_is_an_addition),
        cmocka_unit_test(a_map_says_what_columns_are),
        cmocka_unit_test(a_map_that_is_none_is_refused),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(what_is_too_large_costs_its_row_alone),
        cmocka_unit_test(rows_may_lie_across_pieces),
        cmocka_unit_test(memory_that_is_out_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
