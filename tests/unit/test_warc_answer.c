/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_warc_answer.c: what a server sent comes out of a web archive as the document that it is:
 * without chunks, unpacked, with its type.
 */
#include "tests/unit/warc_fixture.h"

/* What comes of one answer, whose head and body these are. */
static void check_answer(const char *head, fh_str body, const char *expected) {
    fh_buffer warc = empty(), message = empty(), line = empty();
    fh_buffer_printf(&message, "HTTP/1.1 200 OK\r\n%s\r\n", head);
    fh_buffer_append_str(&message, body);
    add_answer(&warc, "http://e.org/", str_of(&message));
    if (*expected)
        fh_buffer_printf(&line, "1 http://e.org/ %s\n", expected);
    fh_buffer_append_byte(&line, '\0');
    check_warc(&warc, line.p);
    fh_buffer_free(&message);
    fh_buffer_free(&line);
}

static void check_text_answer(const char *head, const char *body, const char *expected) {
    check_answer(head, fh_str_of(body), expected);
}

static void only_documents_of_success_come_out(void **state) {
    static const struct {
        const char *line;
        bool kept;
    } cases[] = {{"HTTP/1.1 200 OK", true},       {"HTTP/2 200", true},
                 {"HTTP/1.0 201 Created", true},  {"HTTP/1.1 203 Other", false},
                 {"HTTP/1.1 206 Partial", false}, {"HTTP/1.1 204 None", false},
                 {"HTTP/1.1 301 Moved", false},   {"HTTP/1.1 404 Not found", false},
                 {"HTTP/1.1 500 Error", false},   {"HTTP/1.1 999 Denied", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer warc = empty(), message = empty();
        fh_buffer_printf(&message, "%s\r\nContent-Type: text/html\r\n\r\n<p>1</p>", cases[i].line);
        add_answer(&warc, "http://e.org/", str_of(&message));
        check_warc(&warc, cases[i].kept ? "1 http://e.org/ (text/html) \"<p>1</p>\"\n" : "");
        fh_buffer_free(&message);
    }
}

static void answers_to_wait_are_passed_over(void **state) {
    fh_buffer warc = empty(), endless = empty();
    (void)state;
    add_answer(&warc, "http://e.org/",
               fh_str_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                         "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>1</p>"));
    check_warc(&warc, "1 http://e.org/ (text/html) \"<p>1</p>\"\n");
    for (int i = 0; i < 100; i++)
        fh_buffer_append_text(&endless, "HTTP/1.1 100 Continue\r\n\r\n");
    add_answer(&warc, "http://e.org/", str_of(&endless));
    check_warc(&warc, "1 http://e.org/ ! no answer of HTTP but to wait for it\n");
    fh_buffer_free(&endless);
}

static void what_is_no_answer_is_rejected(void **state) {
    static const struct {
        const char *message, *why;
    } cases[] = {
        {"<p>1</p>\r\n\r\n", "no answer of HTTP"},
        {"", "an HTTP header without an end"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "an HTTP header without an end"},
        {"HTTP/1.1 2OO OK\r\n\r\n", "no answer of HTTP"},
        {"HTTP/1.1\r\n\r\n", "no answer of HTTP"}};
    fh_buffer long_header = empty(), warc = empty();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer expected = empty();
        add_answer(&warc, "http://e.org/", fh_str_of(cases[i].message));
        fh_buffer_printf(&expected, "1 http://e.org/ ! %s\n", cases[i].why);
        fh_buffer_append_byte(&expected, '\0');
        check_warc(&warc, expected.p);
        fh_buffer_free(&expected);
    }
    fh_buffer_append_text(&long_header, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 7000; i++)
        fh_buffer_append_text(&long_header, "X: 23456\r\n");
    add_answer(&warc, "http://e.org/", str_of(&long_header));
    check_warc(&warc, "1 http://e.org/ ! an HTTP header of more than 65536 bytes\n");
    fh_buffer_free(&long_header);
}

#define HTML "Content-Type: text/html\r\n"

static void chunks_are_put_together(void **state) {
    static const char chunked[] = HTML "Transfer-Encoding: chunked\r\n";
    static const struct {
        const char *body, *expected;
    } cases[] = {
        {"3\r\n<p>\r\nA\r\n0123456789\r\n0\r\n\r\n", "(text/html) \"<p>0123456789\""},
        {"3;name=\"value\"\r\n<p>\r\n0\r\nTrailer: x\r\n\r\n", "(text/html) \"<p>\""},
        {"0003 \n<p>\n0\n\n", "(text/html) \"<p>\""},
        {"0\r\n\r\n", "(text/html) \"\""},
        /* The crawler has put them together. */
        {"<p>as it is</p>", "(text/html) \"<p>as it is</p>\""},
        {"", "(text/html) \"\""},
        {"fffffffffffffffff\r\n<p>", "(text/html) \"fffffffffffffffff\r\n<p>\""},
        {"ffffffffffffffff\r\n<p>", "(text/html) \"ffffffffffffffff\r\n<p>\""},
        /* The connection was lost. */
        {"a\r\n<p>", "(text/html) \"<p>\""},
        {"fffffffffffffff\r\n<p>", "(text/html) \"<p>\""},
        {"3\r\n<p>", "(text/html) \"<p>\""},
        {"3\r\n<p>\r\n", "(text/html) \"<p>\""},
        {"3\r\n<p>\r\n5", "(text/html) \"<p>\""},
        /* It is none. */
        {"3\r\n<p>xxxxxxxxxxxxxxxxxxxx", "(text/html) \"<p>\" ! damaged chunks of HTTP"},
        {"3\r\n<p>\r\nnothing of a number\r\n", "(text/html) \"<p>\" ! damaged chunks of HTTP"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_text_answer(chunked, cases[i].body, cases[i].expected);
}

/* Brotli's one form that needs no packing: a block as it is, and an empty last one. */
static void brotli_into(fh_buffer *out, fh_str text) {
    uint32_t header = (uint32_t)(text.n - 1) << 4 | UINT32_C(1) << 20;
    for (int i = 0; i < 3; i++)
        fh_buffer_append_byte(out, (char)(header >> (8 * i)));
    fh_buffer_append_str(out, text);
    fh_buffer_append_byte(out, 3);
}

static void bodies_are_unpacked(void **state) {
    fh_str text = fh_str_of("<p>packed</p>");
    fh_buffer gzip = empty(), zlib = empty(), bare = empty(), brotli = empty(), zstd = empty(),
              twice = empty(), none = empty();
    (void)state;
    gzip_into(&gzip, text);
    deflate_into(&zlib, text, 15);
    deflate_into(&bare, text, -15);
    brotli_into(&brotli, text);
    zstd_into(&zstd, text, fh_str_of(""));
    brotli_into(&twice, str_of(&gzip));
    fh_buffer_append_str(&none, text);
    const struct {
        const char *head;
        const fh_buffer *body;
    } cases[] = {{HTML "Content-Encoding: gzip\r\n", &gzip},
                 {HTML "content-encoding: X-GZIP\r\n", &gzip},
                 {HTML "Content-Encoding: deflate\r\n", &zlib},
                 {HTML "Content-Encoding: deflate\r\n", &bare},
                 {HTML "Content-Encoding: br\r\n", &brotli},
                 {HTML "Content-Encoding: zstd\r\n", &zstd},
                 {HTML "Content-Encoding: gzip, br\r\n", &twice},
                 {HTML "Content-Encoding: gzip\r\nContent-Encoding: br\r\n", &twice},
                 {HTML "Content-Encoding: identity,,\r\n", &none},
                 /* The crawler has unpacked it. */
                 {HTML "Content-Encoding: gzip\r\n", &none},
                 {HTML "Content-Encoding: deflate\r\n", &none},
                 {HTML "Content-Encoding: br\r\n", &none},
                 {HTML "Content-Encoding: zstd\r\n", &none}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_answer(cases[i].head, str_of(cases[i].body), "(text/html) \"<p>packed</p>\"");
    fh_buffer *all[] = {&gzip, &zlib, &bare, &brotli, &zstd, &twice, &none};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fh_buffer_free(all[i]);
}

static void chunks_may_be_packed(void **state) {
    fh_buffer gzip = empty(), body = empty();
    (void)state;
    gzip_into(&gzip, fh_str_of("<p>packed</p>"));
    fh_buffer_printf(&body, "5\r\n");
    fh_buffer_append(&body, gzip.p, 5);
    fh_buffer_printf(&body, "\r\n%zx\r\n", gzip.n - 5);
    fh_buffer_append(&body, gzip.p + 5, gzip.n - 5);
    fh_buffer_append_text(&body, "\r\n0\r\n\r\n");
    check_answer(HTML "Content-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n",
                 str_of(&body), "(text/html) \"<p>packed</p>\"");
    fh_buffer_free(&gzip);
    fh_buffer_free(&body);
}

static void what_cannot_be_unpacked_is_named(void **state) {
    fh_buffer gzip = empty();
    (void)state;
    check_text_answer(HTML "Content-Encoding: compress\r\n", "x", "! compressed with 'compress'");
    check_text_answer(HTML "Content-Encoding: gzip,gzip,gzip,gzip,gzip\r\n", "x",
                      "! compressed more than 4 times");
    /* What nobody wants is not. */
    check_text_answer("Content-Type: image/png\r\nContent-Encoding: compress\r\n", "x", "");
    gzip_into(&gzip, fh_str_of("<p>packed</p>"));
    check_answer(HTML "Content-Encoding: gzip\r\n", (fh_str){gzip.p, gzip.n - 4},
                 "(text/html) \"<p>packed</p>\" ! gzip data that is cut off");
    gzip.p[gzip.n - 6] ^= 1;
    check_answer(HTML "Content-Encoding: gzip\r\n", str_of(&gzip),
                 "(text/html) \"<p>packed</p>\" ! damaged gzip data");
    fh_buffer_free(&gzip);
}

static void what_the_crawler_cut_comes_as_far_as_it_goes(void **state) {
    fh_buffer gzip = empty(), warc = empty();
    (void)state;
    gzip_into(&gzip, fh_str_of("<p>packed</p>"));
    gzip.n -= 8;
    fh_buffer_printf(&warc,
                     "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.org/\r\n"
                     "WARC-Truncated: length\r\nContent-Type: application/http\r\n"
                     "Content-Length: %zu\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                     "Content-Type: text/html\r\n\r\n",
                     gzip.n + 68);
    fh_buffer_append_str(&warc, str_of(&gzip));
    fh_buffer_append_text(&warc, "\r\n\r\n");
    check_warc(&warc, "1 http://e.org/ (text/html) \"<p>packed</p>\"\n");
    fh_buffer_free(&gzip);
}

static void types_and_charsets_are_read(void **state) {
    static const struct {
        const char *type, *expected;
    } cases[] = {{"Text/HTML; charset=UTF-8", "(text/html) [UTF-8] \"x\""},
                 {"text/html;charset=\"utf-8\"", "(text/html) [utf-8] \"x\""},
                 {"text/html; a=b; Charset = 'koi8-r' ; c", "(text/html) [koi8-r] \"x\""},
                 {"text/html; charset=", "(text/html) \"x\""},
                 {"text/html; charset", "(text/html) \"x\""},
                 {"application/xhtml+xml", "(application/xhtml+xml) \"x\""},
                 {"application/rss+xml", "(application/rss+xml) \"x\""},
                 {"application/atom+xml", "(application/atom+xml) \"x\""},
                 {"application/feed+json", "(application/feed+json) \"x\""},
                 {"application/xml", "(application/xml) \"x\""},
                 {"text/xml", "(text/xml) \"x\""},
                 {"message/rfc822", "(message/rfc822) \"x\""},
                 {"text/plain", ""},
                 {"text/css", ""},
                 {"image/png", ""},
                 {"application/json", ""},
                 {"application/javascript", ""},
                 {"font/woff2", ""},
                 {"video/mp4", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char head[100];
        snprintf(head, sizeof head, "Content-Type: %s\r\n", cases[i].type);
        check_text_answer(head, "x", cases[i].expected);
    }
}

static void what_has_no_type_is_known_by_its_first_bytes(void **state) {
    static const struct {
        const char *body, *expected;
    } cases[] = {
        {"<!DOCTYPE html><p>1", "(text/html) \"<!DOCTYPE html><p>1\""},
        {"\xef\xbb\xbf \n<!-- a --><HTML>1", "(text/html) \"\xef\xbb\xbf \n<!-- a --><HTML>1\""},
        {"<?xml version=\"1.0\"?>", "(application/xml) \"<?xml version=\"1.0\"?>\""},
        {"plain", ""},
        {"\x89PNG", ""},
        {"<!-- never ends", ""},
        {"", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_text_answer("", cases[i].body, cases[i].expected);
        check_text_answer("Content-Type: application/octet-stream\r\n", cases[i].body,
                          cases[i].expected);
    }
}

static void a_bomb_in_an_answer_is_stopped(void **state) {
    size_t n = 20 << 20;
    char *zeros = calloc(1, n);
    fh_buffer gzip = empty(), body = empty(), warc = empty();
    (void)state;
    gzip_into(&gzip, (fh_str){zeros, n});
    fh_buffer_append_text(&body, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" HTML "\r\n");
    fh_buffer_append_str(&body, str_of(&gzip));
    add_answer(&warc, "http://e.org/1", str_of(&body));
    add_page(&warc, "http://e.org/2", "<p>2</p>");
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", NULL);
    assert_non_null(strstr(shown.p, " ! unpacks to more than 250 times its size\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&warc);
    /* The same of a record in a member of gzip. */
    add_record(&warc, "resource", "http://e.org/1", "text/html", (fh_str){zeros, n});
    fh_buffer_clear(&body);
    gzip_into(&body, str_of(&warc));
    shown = read_container(FH_CONTAINER_WARC, str_of(&body), "x", NULL);
    assert_non_null(strstr(shown.p, " ! unpacks to more than 250 times its size\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&warc);
    fh_buffer_free(&body);
    fh_buffer_free(&gzip);
    free(zeros);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_documents_of_success_come_out),
        cmocka_unit_test(answers_to_wait_are_passed_over),
        cmocka_unit_test(what_is_no_answer_is_rejected),
        cmocka_unit_test(chunks_are_put_together),
        cmocka_unit_test(bodies_are_unpacked),
        cmocka_unit_test(chunks_may_be_packed),
        cmocka_unit_test(what_cannot_be_unpacked_is_named),
        cmocka_unit_test(what_the_crawler_cut_comes_as_far_as_it_goes),
        cmocka_unit_test(types_and_charsets_are_read),
        cmocka_unit_test(what_has_no_type_is_known_by_its_first_bytes),
        cmocka_unit_test(a_bomb_in_an_answer_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
