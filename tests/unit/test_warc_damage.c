/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_warc_damage.c: whatever of a web archive is damaged or wrong costs the record that it is in,
 * and is told of.
 */
#include "tests/unit/warc_fixture.h"

enum { LARGE_BYTES = 3 << 20 };

/* A page whose record says that it has `more` bytes more than it has. */
static void add_lying_page(fh_buffer *warc, const char *url, fh_str text, long more) {
    fh_buffer_printf(warc,
                     "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: %s\r\n"
                     "Content-Type: text/html\r\nContent-Length: %ld\r\n\r\n",
                     url, (long)text.n + more);
    fh_buffer_append_str(warc, text);
    fh_buffer_append_text(warc, "\r\n\r\n");
}

static void a_wrong_length_costs_its_record_only(void **state) {
    static const char behind[] = "2 http://e.org/2 (text/html) \"<p>2</p>\"\n"
                                 "3 http://e.org/3 (text/html) \"<p>3</p>\"\n";
    static const long lies[] = {-5, -1, 7, 100, 350};
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        fh_buffer warc = empty(), expected = empty();
        add_lying_page(&warc, "http://e.org/1", fh_str_of("<p>a page of some length</p>"), lies[i]);
        add_page(&warc, "http://e.org/2", "<p>2</p>");
        add_page(&warc, "http://e.org/3", "<p>3</p>");
        fh_buffer_printf(&expected,
                         "1 http://e.org/1 ! its length is wrong: looking for the next record\n%s",
                         behind);
        fh_buffer_append_byte(&expected, '\0');
        check_warc(&warc, expected.p);
        fh_buffer_free(&expected);
    }
}

/* So much that it is longer than all that is there. */
static void a_length_beyond_the_end_costs_its_record_only(void **state) {
    fh_buffer warc = empty();
    (void)state;
    add_lying_page(&warc, "http://e.org/1", fh_str_of("<p>1</p>"), 1000);
    add_page(&warc, "http://e.org/2", "<p>2</p>");
    check_warc(&warc, "1 http://e.org/1 ! it is cut off or its length is wrong: 1008 bytes, and "
                      "204 are there\n"
                      "2 http://e.org/2 (text/html) \"<p>2</p>\"\n");
}

static void a_wrong_length_in_a_member_of_gzip_costs_its_record_only(void **state) {
    static const long lies[] = {-2, 1, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        fh_buffer warc = empty(), packed = empty();
        add_lying_page(&warc, "http://e.org/1", fh_str_of("<p>a page</p>"), lies[i]);
        gzip_into(&packed, str_of(&warc));
        gzip_page_into(&packed, "http://e.org/2", "<p>2</p>");
        fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&packed), "x", NULL);
        if (lies[i] == 1) /* into the blank lines behind it: nothing is lost */
            assert_memory_equal(shown.p, "1 http://e.org/1 (text/html)", 28);
        else
            assert_non_null(strstr(shown.p, "its length is wrong"));
        assert_non_null(strstr(shown.p, "\n2 http://e.org/2 (text/html) \"<p>2</p>\"\n"));
        fh_buffer_free(&shown);
        fh_buffer_free(&warc);
        fh_buffer_free(&packed);
    }
}

static fh_buffer make_large(void) {
    fh_buffer text = empty();
    while (text.n < LARGE_BYTES)
        fh_buffer_append_text(&text, "<p>a line of a page that is very long\n");
    return text;
}

/* In a file the record is not handed out at all; of a stream it is, and told of behind it. What
 * begins more than a MB before the end of what it says is lost then. */
static void a_wrong_length_of_a_large_record_is_told_of_behind_it(void **state) {
    static const long lies[] = {-100, 300};
    fh_buffer text = make_large();
    char *scratch = scratch_new();
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        fh_buffer warc = empty(), expected = empty();
        add_lying_page(&warc, "http://e.org/1", str_of(&text), lies[i]);
        add_page(&warc, "http://e.org/2", "<p>2</p>");
        add_page(&warc, "http://e.org/3", "<p>3</p>");
        fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", NULL);
        fh_buffer_printf(&expected,
                         "1 http://e.org/1 (text/html) <%ld>\n"
                         "1 http://e.org/1 ! its length is wrong: looking for the next record\n"
                         "2 http://e.org/2 (text/html) \"<p>2</p>\"\n"
                         "3 http://e.org/3 (text/html) \"<p>3</p>\"\n",
                         (long)text.n + lies[i]);
        fh_buffer_append_byte(&expected, '\0');
        assert_string_equal(shown.p, expected.p);
        fh_buffer_free(&shown);
        shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", scratch_path(scratch, "x"));
        assert_string_equal(shown.p, strchr(expected.p, '\n') + 1);
        fh_buffer_free(&shown);
        fh_buffer_free(&expected);
        fh_buffer_free(&warc);
    }
    scratch_free(scratch);
    fh_buffer_free(&text);
}

static void a_large_record_is_read_whole(void **state) {
    fh_buffer text = make_large(), warc = empty(), packed = empty();
    char expected[200];
    (void)state;
    add_lying_page(&warc, "http://e.org/1", str_of(&text), 0);
    add_page(&warc, "http://e.org/2", "<p>2</p>");
    gzip_into(&packed, str_of(&warc));
    snprintf(expected, sizeof expected,
             "1 http://e.org/1 (text/html) <%zu>\n2 http://e.org/2 (text/html) \"<p>2</p>\"\n",
             text.n);
    check_warc(&warc, expected);
    check_warc(&packed, expected);
    fh_buffer_free(&text);
}

static void a_large_record_that_nobody_reads_is_passed_over(void **state) {
    fh_buffer text = make_large(), warc = empty(), shown = empty();
    (void)state;
    add_lying_page(&warc, "http://e.org/1", str_of(&text), 0);
    add_page(&warc, "http://e.org/2", "<p>2</p>");
    fh_memory_stream stream = fh_memory_stream_of(str_of(&warc));
    fh_container_source source = {.stream = &stream.stream, .fd = -1};
    assert_int_equal(show_container(&shown, FH_CONTAINER_WARC, &source, 3), 0);
    check_text("shown", str_of(&shown),
               "1 http://e.org/1 (text/html) \"<p>\"\n"
               "2 http://e.org/2 (text/html) \"<p>\"\n");
    fh_buffer_free(&shown);
    fh_buffer_free(&warc);
    fh_buffer_free(&text);
}

static void a_file_that_is_cut_off_gives_what_is_whole(void **state) {
    fh_buffer warc = make_three(), large = make_large(), cut = empty();
    (void)state;
    warc.n -= 10;
    check_warc(&warc, "1 http://e.org/1 (text/html) \"<p>page</p>\"\n"
                      "2 http://e.org/2 (text/html) \"<p>page</p>\"\n"
                      "3 http://e.org/3 ! it is cut off or its length is wrong: 55 bytes, and 49 "
                      "are there\n");
    /* A large one of a stream was handed out before its end was known. */
    add_lying_page(&cut, "http://e.org/1", str_of(&large), 0);
    cut.n -= 1000;
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&cut), "x", NULL);
    assert_non_null(strstr(shown.p, "> ! it is cut off or its length is wrong: "));
    assert_null(strstr(strchr(shown.p, '\n') + 1, "!"));
    fh_buffer_free(&shown);
    fh_buffer_free(&cut);
    fh_buffer_free(&large);
}

static void a_damaged_member_of_gzip_costs_its_record_only(void **state) {
    (void)state;
    for (int where = 0; where < 3; where++) {
        fh_buffer packed = empty();
        size_t from[4];
        for (size_t i = 0; i < 3; i++) {
            from[i] = packed.n;
            gzip_page_into(&packed, three_urls[i], "<p>page</p>");
        }
        from[3] = packed.n;
        /* In its data, in its checksum, and all that is behind its header missing. */
        if (where == 0)
            memset(packed.p + from[1] + 40, 0xff, 20);
        else if (where == 1)
            packed.p[from[2] - 6] ^= 0x10;
        else
            memmove(packed.p + from[1] + 30, packed.p + from[2], from[3] - from[2]),
                packed.n -= from[2] - from[1] - 30;
        fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&packed), "x", NULL);
        assert_memory_equal(shown.p, "1 http://e.org/1 (text/html) \"<p>page</p>\"\n", 43);
        assert_non_null(strstr(shown.p, " ! damaged gzip data\n"));
        assert_null(strstr(shown.p, "2 http://e.org/2 (text/html)"));
        assert_non_null(strstr(shown.p, "3 http://e.org/3 (text/html) \"<p>page</p>\"\n"));
        fh_buffer_free(&shown);
        fh_buffer_free(&packed);
    }
}

static void what_is_no_gzip_between_members_is_told_of(void **state) {
    fh_buffer packed = empty();
    (void)state;
    gzip_page_into(&packed, three_urls[0], "<p>page</p>");
    fh_buffer_append_text(&packed, "what is this \x1f\x8b\x08 doing here");
    gzip_page_into(&packed, three_urls[1], "<p>page</p>");
    fh_buffer_append(&packed, "\0\0\0\0\0\0", 6);
    check_warc(&packed, "1 http://e.org/1 (text/html) \"<p>page</p>\"\n"
                        "2  ! no gzip data where a record should begin\n"
                        "3 http://e.org/2 (text/html) \"<p>page</p>\"\n");
}

static void a_damaged_frame_of_zstd_costs_its_record_only(void **state) {
    fh_buffer packed = empty();
    size_t from = 0;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fh_buffer page = make_page(three_urls[i], "<p>page</p>");
        from = i == 1 ? packed.n : from;
        zstd_into(&packed, str_of(&page), fh_str_of(""));
        fh_buffer_free(&page);
    }
    memset(packed.p + from + 8, 0xff, 30);
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&packed), "x", NULL);
    assert_non_null(strstr(shown.p, " ! damaged zstd data\n"));
    assert_non_null(strstr(shown.p, "3 http://e.org/3 (text/html) \"<p>page</p>\"\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&packed);
}

/* Nothing but beginnings of members, each of which has to be tried. */
static void endless_damage_is_given_up(void **state) {
    fh_buffer packed = empty();
    (void)state;
    gzip_page_into(&packed, three_urls[0], "<p>page</p>");
    while (packed.n < 400000)
        fh_buffer_append(&packed, "\x1f\x8b\x08\x08", 4);
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&packed), "x", NULL);
    assert_non_null(strstr(shown.p, "\n! too much of it is damaged\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&packed);
}

/* A page may have the text of a record in it. */
static void a_record_in_a_record_is_its_text(void **state) {
    fh_buffer inner = make_page("http://e.org/inner", "<p>1</p>"), warc = empty();
    (void)state;
    add_record(&warc, "resource", "http://e.org/outer", "text/html", str_of(&inner));
    fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(&warc), "x", NULL);
    assert_memory_equal(shown.p, "1 http://e.org/outer (text/html) <", 34);
    assert_string_equal(strchr(shown.p, '\n'), "\n"); /* and that is all */
    fh_buffer_free(&shown);
    fh_buffer_free(&warc);
    fh_buffer_free(&inner);
}

/* Whatever byte of a web archive is wrong, reading it ends, and at most two records are lost. */
static void any_wrong_byte_costs_little(void **state) {
    fh_buffer packed = empty(), plain = make_three();
    (void)state;
    for (size_t i = 0; i < 3; i++)
        gzip_page_into(&packed, three_urls[i], "<p>page</p>");
    for (int gzipped = 0; gzipped < 2; gzipped++) {
        fh_buffer *bytes = gzipped ? &packed : &plain;
        for (size_t at = 0; at < bytes->n; at++) {
            bytes->p[at] ^= 0x21;
            fh_buffer shown = read_container(FH_CONTAINER_WARC, str_of(bytes), "x", NULL);
            int kept = 0;
            for (size_t i = 0; i < 3; i++)
                kept += strstr(shown.p, three_urls[i]) != NULL;
            /* The first bytes of a packed one say that it is. */
            if (kept < 1 + !gzipped && !(gzipped && at < 4))
                fail_msg("byte %zu, gzipped %d: %s", at, gzipped, shown.p);
            fh_buffer_free(&shown);
            bytes->p[at] ^= 0x21;
        }
    }
    fh_buffer_free(&packed);
    fh_buffer_free(&plain);
}

static void every_allocation_may_fail(void **state) {
    fh_buffer warc = empty(), gzip = empty(), message = empty();
    bool failed = true;
    (void)state;
    gzip_into(&gzip, fh_str_of("<p>1</p>"));
    fh_buffer_append_text(&message, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                    "Content-Type: text/html\r\n\r\n");
    fh_buffer_append_str(&message, str_of(&gzip));
    add_answer(&warc, "http://e.org/", str_of(&message));
    for (long i = 0; failed; i++) {
        fh_container *container = NULL;
        fihrist_error err = {0};
        fh_member member;
        fh_memory_stream stream = fh_memory_stream_of(str_of(&warc));
        fh_container_source source = {.stream = &stream.stream, .fd = -1};
        fh_memory_fail_after(i);
        int rc = fh_container_open(FH_CONTAINER_WARC, &source, &container, &err);
        failed = rc < 0;
        while (rc >= 0 && (rc = fh_container_next(container, &member, &err)) > 0)
            assert_int_equal(rc, FH_MEMBER_FILE);
        fh_memory_fail_after(-1);
        failed |= rc < 0;
        if (rc < 0)
            assert_int_equal(rc, FIHRIST_E_MEMORY);
        fh_container_close(container);
        assert_true(i < 100);
    }
    fh_buffer_free(&message);
    fh_buffer_free(&gzip);
    fh_buffer_free(&warc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_length_costs_its_record_only),
        cmocka_unit_test(a_length_beyond_the_end_costs_its_record_only),
        cmocka_unit_test(a_wrong_length_in_a_member_of_gzip_costs_its_record_only),
        cmocka_unit_test(a_wrong_length_of_a_large_record_is_told_of_behind_it),
        cmocka_unit_test(a_large_record_is_read_whole),
        cmocka_unit_test(a_large_record_that_nobody_reads_is_passed_over),
        cmocka_unit_test(a_file_that_is_cut_off_gives_what_is_whole),
        cmocka_unit_test(a_damaged_member_of_gzip_costs_its_record_only),
        cmocka_unit_test(what_is_no_gzip_between_members_is_told_of),
        cmocka_unit_test(a_damaged_frame_of_zstd_costs_its_record_only),
        cmocka_unit_test(endless_damage_is_given_up),
        cmocka_unit_test(a_record_in_a_record_is_its_text),
        cmocka_unit_test(any_wrong_byte_costs_little),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
