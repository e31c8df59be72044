/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_warc.c: a web archive is read whichever way it is packed, and of its records come those that
 * may be documents.
 */
#include "tests/unit/warc_fixture.h"

static void check_text_of_warc(const char *warc, const char *expected) {
    check_container(FH_CONTAINER_WARC, fh_str_of(warc), expected);
}

/* --- how it is packed --- */

static void a_web_archive_may_be_packed_record_by_record_or_whole(void **state) {
    fh_buffer plain = make_three(), whole = empty(), each = empty(), frames = empty();
    (void)state;
    gzip_into(&whole, str_of(&plain));
    for (size_t i = 0; i < 3; i++) {
        fh_buffer one = make_page(three_urls[i], "<p>page</p>");
        gzip_into(&each, str_of(&one));
        zstd_into(&frames, str_of(&one), fh_str_of(""));
        fh_buffer_free(&one);
    }
    assert_int_equal(fh_container_detect(fh_str_of(""), str_of(&each)), FH_CONTAINER_WARC);
    check_warc(&plain, three_pages);
    check_warc(&whole, three_pages);
    check_warc(&each, three_pages);
    check_warc(&frames, three_pages);
}

/* As bgzip packs it: blocks that know nothing of records. */
static void members_may_end_anywhere_in_a_record(void **state) {
    fh_buffer plain = make_three();
    (void)state;
    for (size_t block = 1; block < 130; block += 3) {
        fh_buffer packed = empty();
        for (size_t at = 0; at < plain.n; at += block)
            gzip_into(&packed, (fh_str){plain.p + at, plain.n - at < block ? plain.n - at : block});
        check_warc(&packed, three_pages);
    }
    fh_buffer_free(&plain);
}

static void frames_of_zstd_may_have_a_dictionary(void **state) {
    static const char dictionary[] = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://"
                                     "Content-Type: application/http; msgtype=response\r\n";
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        fh_buffer warc = empty(), zipped = empty();
        fh_str text = fh_str_of(dictionary);
        zstd_into(&zipped, text, fh_str_of(""));
        fh_str stored = packed ? str_of(&zipped) : text;
        uint8_t header[8] = {0x5d, 0x2a, 0x4d, 0x18, (uint8_t)stored.n, (uint8_t)(stored.n >> 8)};
        fh_buffer_append(&warc, header, sizeof header);
        fh_buffer_append_str(&warc, stored);
        for (size_t i = 0; i < 3; i++) {
            fh_buffer one = make_page(three_urls[i], "<p>page</p>");
            zstd_into(&warc, str_of(&one), text);
            fh_buffer_free(&one);
        }
        assert_int_equal(fh_container_detect(fh_str_of(""), str_of(&warc)), FH_CONTAINER_WARC);
        check_warc(&warc, three_pages);
        fh_buffer_free(&zipped);
    }
}

static void a_dictionary_that_is_cut_off_is_an_error(void **state) {
    (void)state;
    check_container(FH_CONTAINER_WARC, (fh_str){"\x5d\x2a\x4d\x18\x10\0\0\0abc", 11},
                    "! a dictionary that is cut off\n");
    check_container(FH_CONTAINER_WARC, (fh_str){"\x5d\x2a\x4d\x18\0\0\0\x7f", 8},
                    "! a dictionary of 2130706432 bytes\n");
}

static void nothing_is_at_its_end(void **state) {
    (void)state;
    check_text_of_warc("", "");
    check_text_of_warc("\r\n\r\n", "");
}

/* --- headers of records --- */

static void headers_are_read_as_they_are_written(void **state) {
    static const char *const headers[] = {
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <http://e.org/>\r\n"
        "Content-Type: text/html\r\nContent-Length: 4\r\n\r\npage\r\n\r\n",
        "WARC/0.18\nwarc-type:resource\nWARC-TARGET-URI:http://e.org/\n"
        "content-type:\ttext/html\ncontent-length:4\n\npage\n\n",
        "WARC/1.1\r\nWARC-Type:\r\n resource\r\nContent-Type: Text/HTML\r\n"
        "Content-Length:\r\n\t 4 \r\nWARC-Target-URI: http://e.org/\r\nX: y\r\n\tz\r\nnone\r\n\r\n"
        "page\r\n\r\n",
        /* nothing behind the last one */
        "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 4\r\n"
        "WARC-Target-URI: http://e.org/\r\n\r\npage"};
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        check_text_of_warc(headers[i], "1 http://e.org/ (text/html) \"page\"\n");
}

static void headers_that_cannot_be_are_rejected_and_the_next_record_is_found(void **state) {
    static const struct {
        const char *header, *why;
    } cases[] = {{"WARC/2.0\r\nWARC-Type: resource\r\nContent-Length: 0\r\n\r\n",
                  " ! a version of WARC that is not known"},
                 {"WARC/1.0\r\nWARC-Target-URI: http://e.org/x\r\nContent-Length: 0\r\n\r\n",
                  "http://e.org/x ! a record without a type"},
                 {"WARC/1.0\r\nWARC-Type: resource\r\n\r\n", " ! a record without a length"},
                 {"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: -1\r\n\r\n",
                  " ! a record without a length"},
                 {"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 99999999999999999999\r\n\r\n",
                  " ! a record without a length"},
                 {"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1x\r\n\r\n",
                  " ! a record without a length"},
                 {"nonsense\r\n\r\n", " ! no record of WARC: looking for the next one"},
                 {"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 9223372036854775807\r\n"
                  "WARC-Target-URI: http://e.org/x\r\nContent-Type: text/css\r\n\r\n",
                  "http://e.org/x ! it is cut off or its length is wrong"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer warc = empty();
        fh_buffer_append_text(&warc, cases[i].header);
        add_page(&warc, "http://e.org/2", "<p>page</p>");
        fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", NULL);
        char *second = strstr(shown.p, "\n2 http://e.org/2 (text/html) \"<p>page</p>\"\n");
        if (!second)
            fail_msg("%s: %s", cases[i].why, shown.p);
        if (strncmp(shown.p, "1 ", 2) != 0 ||
            strncmp(shown.p + 2, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %s", cases[i].why, shown.p);
        fh_buffer_free(&shown);
        fh_buffer_free(&warc);
    }
}

static void headers_have_limits(void **state) {
    fh_buffer long_line = empty(), many = empty();
    (void)state;
    fh_buffer_append_text(&long_line, "WARC/1.1\r\nX: ");
    for (int i = 0; i < 70000; i++)
        fh_buffer_append_byte(&long_line, 'x');
    fh_buffer_append_text(&long_line, "\r\n\r\n");
    add_page(&long_line, "http://e.org/2", "<p>page</p>");
    check_warc(&long_line, "1  ! a header of more than 65536 bytes\n"
                           "2 http://e.org/2 (text/html) \"<p>page</p>\"\n");
    fh_buffer_append_text(&many, "WARC/1.1\r\n");
    for (int i = 0; i < 1001; i++)
        fh_buffer_append_text(&many, "X: x\r\n");
    fh_buffer_append_text(&many, "\r\n");
    add_page(&many, "http://e.org/2", "<p>page</p>");
    check_warc(&many, "1  ! a header of more than 1000 fields\n"
                      "2 http://e.org/2 (text/html) \"<p>page</p>\"\n");
    check_text_of_warc("WARC/1.1\r\nWARC-Type: resource\r\n", "1  ! a header without an end\n");
}

static void only_answers_and_resources_come_out(void **state) {
    static const char *const types[] = {"warcinfo",   "request",      "metadata",  "revisit",
                                        "conversion", "continuation", "unheard-of"};
    fh_buffer warc = empty();
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        add_record(&warc, types[i], "http://e.org/", "text/html", fh_str_of("<p>no</p>"));
    add_record(&warc, "resource", "ftp://e.org/a.html", "text/html; charset=koi8-r",
               fh_str_of("<p>yes</p>"));
    add_record(&warc, "response", "http://e.org/", "text/html", fh_str_of("<p>as is</p>"));
    check_warc(&warc, "8 ftp://e.org/a.html (text/html) [koi8-r] \"<p>yes</p>\"\n"
                      "9 http://e.org/ (text/html) \"<p>as is</p>\"\n");
}

static void urls_of_crawlers_own_are_passed_over(void **state) {
    static const char *const urls[] = {"urn:pageinfo:http://e.org/", "dns:e.org", "metadata://x",
                                       "screenshot://x"};
    fh_buffer warc = empty();
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        add_record(&warc, "resource", urls[i], "text/html", fh_str_of("<p>no</p>"));
        add_page(&warc, urls[i], "<p>no</p>");
    }
    add_page(&warc, "ftp://e.org/", "<p>no</p>");
    add_page(&warc, NULL, "<p>no</p>");
    check_warc(&warc, "10  ! a record without a URL\n");
}

static void urls_are_made_printable_and_have_a_limit(void **state) {
    fh_buffer warc = empty(), url = empty();
    (void)state;
    add_page(&warc, "http://e.org/\xc3\xbc\x1b\xff", "<p>1</p>");
    check_warc(&warc, "1 http://e.org/\xc3\xbc%1B%FF (text/html) \"<p>1</p>\"\n");
    fh_buffer_append_text(&url, "http://e.org/");
    while (url.n <= FH_CONTAINER_MAX_PATH_BYTES)
        fh_buffer_append_byte(&url, 'x');
    fh_buffer_append_byte(&url, '\0');
    add_page(&warc, url.p, "<p>1</p>");
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", NULL);
    assert_non_null(strstr(shown.p, "x ! a URL of more than 4096 bytes\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&url);
    fh_buffer_free(&warc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_web_archive_may_be_packed_record_by_record_or_whole),
        cmocka_unit_test(members_may_end_anywhere_in_a_record),
        cmocka_unit_test(frames_of_zstd_may_have_a_dictionary),
        cmocka_unit_test(a_dictionary_that_is_cut_off_is_an_error),
        cmocka_unit_test(nothing_is_at_its_end),
        cmocka_unit_test(headers_are_read_as_they_are_written),
        cmocka_unit_test(headers_that_cannot_be_are_rejected_and_the_next_record_is_found),
        cmocka_unit_test(headers_have_limits),
        cmocka_unit_test(only_answers_and_resources_come_out),
        cmocka_unit_test(urls_of_crawlers_own_are_passed_over),
        cmocka_unit_test(urls_are_made_printable_and_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
