/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_container.c: which container bytes are; compressed files and WACZ; and what is wrong with a
 * source.
 */
#include "tests/unit/container_fixture.h"

/* --- one compressed file --- */

static void check_compressed(fh_buffer bytes, const char *name, const char *expected) {
    fh_buffer shown = read_container(FH_CONTAINER_COMPRESSED, str_of(&bytes), name, NULL);
    assert_string_equal(shown.p, expected);
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
}

static void a_compressed_file_is_one_member_with_its_name(void **state) {
    static const struct {
        const char *filter, *name, *expected;
    } cases[] = {{"gzip", "d/a.html.gz", "1 a.html \"text\"\n"},
                 {"bzip2", "a.html.bz2", "1 a.html \"text\"\n"},
                 {"xz", "a.html.XZ", "1 a.html \"text\"\n"},
                 {"zstd", "a.html.zst", "1 a.html \"text\"\n"},
                 {"lz4", "a.html.lz4", "1 a.html \"text\"\n"},
                 {"lzip", "a.html.lz", "1 a.html \"text\"\n"},
                 {"compress", "a.html.Z", "1 a.html \"text\"\n"},
                 {"xz", "a.tbz2", "1 a.tar \"text\"\n"},
                 {"gzip", "plain", "1 plain \"text\"\n"},
                 {"gzip", ".gz", "1 data \"text\"\n"},
                 {"gzip", NULL, "1 data \"text\"\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer bytes = pack(cases[i].filter, "text");
        assert_int_equal(fh_container_detect(fh_str_of(NULL), str_of(&bytes)),
                         FH_CONTAINER_COMPRESSED);
        check_compressed(bytes, cases[i].name, cases[i].expected);
    }
}

static void members_of_gzip_and_frames_of_zstd_are_read_on(void **state) {
    fh_buffer gzip = empty(), zstd = empty();
    (void)state;
    gzip_into(&gzip, fh_str_of("one "));
    gzip_into(&gzip, fh_str_of(""));
    gzip_into(&gzip, fh_str_of("two"));
    fh_buffer_append(&gzip, "\0\0\0\0", 4); /* a tape's padding */
    check_compressed(gzip, "a.gz", "1 a \"one two\"\n");
    zstd_into(&zstd, fh_str_of("one "), fh_str_of(""));
    zstd_into(&zstd, fh_str_of("two"), fh_str_of(""));
    check_compressed(zstd, "a.zst", "1 a \"one two\"\n");
}

static void a_compressed_file_that_is_cut_off_or_damaged_is_an_error(void **state) {
    static const char *const filters[] = {"gzip", "bzip2", "xz", "zstd"};
    char text[2000];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + (i * i + i / 7) % 26);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        /* zstd has a checksum only where that was asked for. */
        for (int cut = strcmp(filters[i], "zstd") == 0; cut < 2; cut++) {
            fh_buffer bytes = pack(filters[i], text);
            if (cut)
                bytes.n -= 3;
            else
                bytes.p[bytes.n / 2] ^= 0x55;
            fh_buffer shown = read_container(FH_CONTAINER_COMPRESSED, str_of(&bytes), "x", NULL);
            if (!strstr(shown.p, "! "))
                fail_msg("%s, cut %d: %s", filters[i], cut, shown.p);
            fh_buffer_free(&shown);
            fh_buffer_free(&bytes);
        }
}

static void what_is_not_compressed_is_an_error(void **state) {
    (void)state;
    check_container(FH_CONTAINER_COMPRESSED, fh_str_of("plain text"), "! it is not compressed\n");
}

/* --- WACZ --- */

static fh_buffer make_wacz(const char *options) {
    static const char pages[] =
        "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All Pages\"}\n"
        "not json\n"
        "{\"url\":\"https://e.org/a\",\"title\":\"The \\u00fcber page\",\"ts\":\"2024-01-01\"}\n"
        "\n"
        "{\"url\":7,\"title\":\"x\"}\n"
        "{\"url\":\"https://e.org/c\"}";
    static const char warc[] = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
                               "WARC-Target-URI: https://e.org/a\r\nContent-Length: 4\r\n\r\n"
                               "page\r\n\r\n"
                               "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
                               "WARC-Target-URI: https://e.org/b\r\nContent-Length: 5\r\n\r\n"
                               "other\r\n\r\n";
    static const char third[] = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
                                "WARC-Target-URI: https://e.org/c\r\nContent-Length: 5\r\n\r\n"
                                "third\r\n\r\n";
    fh_buffer packed = empty();
    gzip_into(&packed, fh_str_of(third));
    const fixture_file files[] = {{.path = "datapackage.json", .content = "{}"},
                                  {.path = "archive/1.warc", .content = warc},
                                  {.path = "pages/pages.jsonl", .content = pages},
                                  {.path = "archive/2.warc.gz", .content = packed.p, .n = packed.n},
                                  {.path = "archive/x.html", .content = "no web archive"}};
    fh_buffer bytes = make_archive("zip", NULL, options, files, 5);
    fh_buffer_free(&packed);
    return bytes;
}

static void a_wacz_gives_its_records_and_says_which_are_pages(void **state) {
    (void)state;
    check_bytes(FH_CONTAINER_WACZ, make_wacz(NULL),
                "1 https://e.org/a (text/html) page 'The \xc3\xbc"
                "ber page' \"page\"\n"
                "2 https://e.org/b (text/html) \"other\"\n"
                "3 https://e.org/c (text/html) page '' \"third\"\n");
}

static void a_damaged_web_archive_in_a_wacz_costs_that_one_only(void **state) {
    fh_buffer bytes = make_wacz("zip:compression=store");
    (void)state;
    char *content = memmem(bytes.p, bytes.n, "other", 5);
    content[0] = 'O'; /* a bad checksum, which libarchive tells at the end */
    fh_buffer shown = read_container(FH_CONTAINER_WACZ, str_of(&bytes), "x", NULL);
    assert_non_null(strstr(shown.p, "archive/1.warc ! damaged: ZIP bad CRC"));
    assert_non_null(strstr(shown.p, "https://e.org/c (text/html) page '' \"third\"\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
}

static void a_wacz_of_nothing_is_an_error(void **state) {
    (void)state;
    check_container(FH_CONTAINER_WACZ, fh_str_of("no zip"),
                    "! damaged: Unrecognized archive format\n");
}

/* --- which one it is --- */

static void a_container_is_known_by_its_first_bytes(void **state) {
    static const struct {
        const char *name, *start;
        fh_container_kind kind;
    } cases[] = {{"a.txt", "text", FH_CONTAINER_NONE},
                 {"a.zip", "text", FH_CONTAINER_NONE},
                 {"a.html", "<html>", FH_CONTAINER_NONE},
                 {NULL, "", FH_CONTAINER_NONE},
                 {"a", "WARC/1.0\r\n", FH_CONTAINER_WARC},
                 {"a", "WARC/ABLE", FH_CONTAINER_NONE},
                 {"a", "PK\3\4", FH_CONTAINER_ARCHIVE},
                 {"a.WACZ", "PK\3\4", FH_CONTAINER_WACZ},
                 {"a", "PK\5\6", FH_CONTAINER_ARCHIVE},
                 {"a", "PKZIP is a program", FH_CONTAINER_NONE},
                 {"a", "xar!", FH_CONTAINER_ARCHIVE},
                 {"a", "070701 is no number of an archive", FH_CONTAINER_NONE},
                 {"a.tar.bz2", "BZh91AY&SY", FH_CONTAINER_ARCHIVE},
                 {"a.txz",
                  "\xfd"
                  "7zXZ",
                  FH_CONTAINER_NONE},
                 {"a.bz2", "BZh91AY&SY", FH_CONTAINER_COMPRESSED},
                 {"a.warc.gz", "\x1f\x8b\x08", FH_CONTAINER_NONE},
                 {"a.warc.zst", "\x5d\x2a\x4d\x18", FH_CONTAINER_WARC}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_container_kind kind =
            fh_container_detect(fh_str_of(cases[i].name), fh_str_of(cases[i].start));
        if (kind != cases[i].kind)
            fail_msg("%s, \"%s\": %d", cases[i].name, cases[i].start, (int)kind);
    }
}

static void what_is_packed_is_looked_into(void **state) {
    fh_buffer tar = make_archive("ustar", NULL, NULL, two_files, 2);
    static const char warc[] = "WARC/1.0\r\nWARC-Type: warcinfo\r\n";
    fh_str texts[] = {str_of(&tar), fh_str_of(warc), fh_str_of("text")};
    static const fh_container_kind kinds[] = {FH_CONTAINER_ARCHIVE, FH_CONTAINER_WARC,
                                              FH_CONTAINER_COMPRESSED};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fh_buffer gzip = empty(), zstd = empty();
        gzip_into(&gzip, texts[i]);
        zstd_into(&zstd, texts[i], fh_str_of(""));
        assert_int_equal(fh_container_detect(fh_str_of(NULL), str_of(&gzip)), kinds[i]);
        assert_int_equal(fh_container_detect(fh_str_of(NULL), str_of(&zstd)), kinds[i]);
        fh_buffer_free(&gzip);
        fh_buffer_free(&zstd);
    }
    fh_buffer_free(&tar);
    fh_buffer wacz = make_wacz(NULL);
    assert_int_equal(fh_container_detect(fh_str_of("a.wacz"), str_of(&wacz)), FH_CONTAINER_WACZ);
    assert_int_equal(fh_container_detect(fh_str_of("a.zip"), str_of(&wacz)), FH_CONTAINER_ARCHIVE);
    fh_buffer_free(&wacz);
    const fixture_file file = {.path = "archive/1.warc.gz", .content = warc};
    wacz = make_archive("zip", NULL, NULL, &file, 1);
    assert_int_equal(fh_container_detect(fh_str_of("a.zip"), str_of(&wacz)), FH_CONTAINER_WACZ);
    fh_buffer_free(&wacz);
}

/* --- faults --- */

/* Make each allocation of ours fail in turn until none does. */
static void check_memory(fh_container_kind kind, fh_buffer bytes) {
    bool failed = true;
    for (long i = 0; failed; i++) {
        fh_container *container = NULL;
        fihrist_error err = {0};
        fh_member member;
        char read[64];
        fh_memory_stream stream = fh_memory_stream_of(str_of(&bytes));
        fh_container_source source = {.stream = &stream.stream, .fd = -1};
        fh_memory_fail_after(i);
        int rc = fh_container_open(kind, &source, &container, &err);
        failed = rc < 0;
        while (rc >= 0 && (rc = fh_container_next(container, &member, &err)) > 0) {
            ssize_t n = 1;
            while (rc == FH_MEMBER_FILE && n > 0)
                n = fh_stream_read(member.stream, read, sizeof read, &err);
            failed |= rc == FH_MEMBER_REJECTED || n < 0;
            if (n < 0)
                assert_int_equal(n, FIHRIST_E_MEMORY);
        }
        fh_memory_fail_after(-1);
        if (rc < 0)
            assert_int_equal(rc, FIHRIST_E_MEMORY);
        failed |= rc < 0;
        fh_container_close(container);
        assert_true(i < 1000);
    }
    fh_buffer_free(&bytes);
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    check_memory(FH_CONTAINER_ARCHIVE, make_archive("zip", NULL, NULL, two_files, 2));
    check_memory(FH_CONTAINER_COMPRESSED, pack("gzip", "text"));
    check_memory(FH_CONTAINER_COMPRESSED, pack("xz", "text"));
    check_memory(FH_CONTAINER_WACZ, make_wacz(NULL));
}

static ssize_t read_nothing(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    (void)stream;
    (void)bytes;
    (void)n;
    return fh_fail_errno(err, 5, "cannot read");
}

static void an_error_of_the_source_is_passed_on(void **state) {
    static const fh_container_kind kinds[] = {FH_CONTAINER_ARCHIVE, FH_CONTAINER_COMPRESSED,
                                              FH_CONTAINER_WARC, FH_CONTAINER_WACZ};
    fh_stream stream = {read_nothing};
    fh_container_source source = {.stream = &stream, .fd = -1};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        fh_buffer shown = empty();
        assert_int_equal(show_container(&shown, kinds[i], &source, 1), FIHRIST_E_IO);
        fh_buffer_free(&shown);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compressed_file_is_one_member_with_its_name),
        cmocka_unit_test(members_of_gzip_and_frames_of_zstd_are_read_on),
        cmocka_unit_test(a_compressed_file_that_is_cut_off_or_damaged_is_an_error),
        cmocka_unit_test(what_is_not_compressed_is_an_error),
        cmocka_unit_test(a_wacz_gives_its_records_and_says_which_are_pages),
        cmocka_unit_test(a_damaged_web_archive_in_a_wacz_costs_that_one_only),
        cmocka_unit_test(a_wacz_of_nothing_is_an_error),
        cmocka_unit_test(a_container_is_known_by_its_first_bytes),
        cmocka_unit_test(what_is_packed_is_looked_into),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(an_error_of_the_source_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
