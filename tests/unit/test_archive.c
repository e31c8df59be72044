/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_archive.c: archives give the files that are in them, nothing in them does harm, and none of
 * them unpacks to more than it may.
 */
#include "tests/unit/container_fixture.h"

enum { BOMB_BYTES = 24 << 20 };

/* --- archives --- */

static void every_format_of_archive_gives_its_files(void **state) {
    static const char *const formats[] = {"zip", "ustar", "pax", "gnutar", "7zip", "newc", "xar"};
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        fh_buffer bytes = make_archive(formats[i], NULL, NULL, two_files, 2);
        assert_int_equal(fh_container_detect(fh_str_of(NULL), str_of(&bytes)),
                         FH_CONTAINER_ARCHIVE);
        check_bytes(FH_CONTAINER_ARCHIVE, bytes,
                    "1 a.html \"first\"\n"
                    "2 b/c.txt \"second\"\n");
    }
}

static void a_tar_may_be_packed_in_any_way(void **state) {
    static const char *const filters[] = {"gzip", "bzip2", "xz", "zstd", "lz4", "lzip", "compress"};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        check_bytes(FH_CONTAINER_ARCHIVE, make_archive("ustar", filters[i], NULL, two_files, 2),
                    "1 a.html \"first\"\n"
                    "2 b/c.txt \"second\"\n");
}

static void an_archive_without_members_is_at_its_end(void **state) {
    (void)state;
    check_bytes(FH_CONTAINER_ARCHIVE, make_archive("zip", NULL, NULL, NULL, 0), "");
    check_bytes(FH_CONTAINER_ARCHIVE, make_archive("ustar", "gzip", NULL, NULL, 0), "");
}

static void only_plain_files_that_are_not_hidden_come_out(void **state) {
    static const fixture_file files[] = {{.path = "d", .directory = true},
                                         {.path = "a.html", .content = "kept"},
                                         {.path = "soft", .link = "a.html"},
                                         {.path = "hard", .link = "a.html", .hard = true},
                                         {.path = ".hidden/a.html", .content = "x"},
                                         {.path = "b/.hidden", .content = "x"},
                                         {.path = "b/._c.html", .content = "x"},
                                         {.path = "__MACOSX/a.html", .content = "x"},
                                         {.path = "b/c.html", .content = "kept too"}};
    (void)state;
    check_bytes(FH_CONTAINER_ARCHIVE,
                make_archive("ustar", NULL, NULL, files, sizeof files / sizeof *files),
                "2 a.html \"kept\"\n"
                "9 b/c.html \"kept too\"\n");
}

static void names_that_lead_elsewhere_are_cut_or_rejected(void **state) {
    static const fixture_file files[] = {{.path = "../etc/passwd", .content = "x"},
                                         {.path = "/etc/motd", .content = "cut"},
                                         {.path = "a/../../b", .content = "x"},
                                         {.path = "./a//./b", .content = "plain"},
                                         {.path = "a\\..\\b", .content = "x"}};
    (void)state;
    check_bytes(FH_CONTAINER_ARCHIVE, make_archive("ustar", NULL, NULL, files, 5),
                "1 ../etc/passwd ! its name leads out of where it is\n"
                "2 etc/motd \"cut\"\n"
                "3 a/../../b ! its name leads out of where it is\n"
                "4 a/b \"plain\"\n"
                "5 a/../b ! its name leads out of where it is\n");
}

static void names_are_made_printable_utf_8(void **state) {
    static const fixture_file files[] = {{.path = "a\x1b[31m\n.html", .content = "1"},
                                         {.path = "\xfctter.html", .content = "2"},
                                         {.path = "\xc3\xbctter.html", .content = "3"},
                                         {.path = "\xe2\x80\xae.html", .content = "4"}};
    (void)state;
    check_bytes(FH_CONTAINER_ARCHIVE, make_archive("ustar", NULL, NULL, files, 4),
                "1 a\xef\xbf\xbd[31m\xef\xbf\xbd.html \"1\"\n"
                "2 \xef\xbf\xbdtter.html \"2\"\n"
                "3 \xc3\xbctter.html \"3\"\n"
                "4 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd.html \"4\"\n");
}

static void a_zip_has_names_in_any_script(void **state) {
    static const fixture_file files[] = {{.path = "\xd0\xb3\xd0\xb0\xd0\xb7.html", .content = "1"}};
    static const char *const formats[] = {"zip", "pax"};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        check_bytes(FH_CONTAINER_ARCHIVE, make_archive(formats[i], NULL, NULL, files, 1),
                    "1 \xd0\xb3\xd0\xb0\xd0\xb7.html \"1\"\n");
}

static void a_name_that_is_too_long_is_rejected(void **state) {
    static char path[FH_CONTAINER_MAX_PATH_BYTES + 2];
    const fixture_file files[] = {{.path = path, .content = "x"}, {.path = "b", .content = "y"}};
    (void)state;
    memset(path, 'a', sizeof path - 1);
    fh_buffer bytes = make_archive("pax", NULL, NULL, files, 2);
    fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
    assert_non_null(strstr(shown.p, "aaa ! a name of more than 4096 bytes\n2 b \"y\"\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
}

/* It is read no further than that takes, whatever is there. */
static void a_name_without_end_in_a_cpio_is_an_error(void **state) {
    static const char header[] = "070701"
                                 "00000001"
                                 "000081a4"
                                 "00000000"
                                 "00000000"
                                 "00000001"
                                 "00000000"
                                 "00000000"
                                 "00000000"
                                 "00000000"
                                 "00000000"
                                 "00000000"
                                 "7fffffff"
                                 "00000000";
    enum { NAME_BYTES = 300 << 20, TOO_LONG = 1 << 16 };
    fh_buffer cpio = empty();
    (void)state;
    assert_true(fh_buffer_reserve(&cpio, NAME_BYTES));
    memset(cpio.p, 'x', NAME_BYTES);
    memcpy(cpio.p, header, sizeof header - 1);
    cpio.n = NAME_BYTES;
    fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&cpio), "x", NULL);
    assert_string_equal(shown.p, "! a header that is too long\n");
    fh_buffer_free(&shown);
    cpio.n = TOO_LONG;
    shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&cpio), "x", NULL);
    assert_memory_equal(shown.p, "! damaged: ", 11);
    fh_buffer_free(&shown);
    fh_buffer_free(&cpio);
}

static void what_is_encrypted_is_rejected(void **state) {
    (void)state;
    check_bytes(FH_CONTAINER_ARCHIVE,
                make_archive("zip", NULL, "zip:encryption=traditional", two_files, 2),
                "1 a.html ! it is encrypted\n"
                "2 b/c.txt ! it is encrypted\n");
}

static void members_that_are_not_read_are_passed_over(void **state) {
    static char big[300000];
    static const char *const formats[] = {"zip", "ustar", "7zip"};
    const fixture_file files[] = {{.path = "a", .content = big, .n = sizeof big},
                                  {.path = "b", .content = big, .n = sizeof big},
                                  {.path = "c", .content = "end"}};
    (void)state;
    memset(big, 'z', sizeof big);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        for (int gzipped = 0; gzipped < 2; gzipped++) {
            fh_buffer shown = empty();
            fh_buffer bytes =
                make_archive(formats[i], gzipped && i == 1 ? "gzip" : NULL, NULL, files, 3);
            fh_memory_stream stream = fh_memory_stream_of(str_of(&bytes));
            fh_container_source source = {.stream = &stream.stream, .fd = -1};
            assert_int_equal(show_container(&shown, FH_CONTAINER_ARCHIVE, &source, 3), 0);
            check_text(formats[i], str_of(&shown), "1 a \"zzz\"\n2 b \"zzz\"\n3 c \"end\"\n");
            fh_buffer_free(&shown);
            fh_buffer_free(&bytes);
        }
}

static void a_damaged_archive_gives_what_can_be_read_and_one_error(void **state) {
    static char noise[200000];
    const fixture_file files[] = {{.path = "a", .content = "good"},
                                  {.path = "b", .content = noise, .n = sizeof noise},
                                  {.path = "c", .content = "lost"}};
    (void)state;
    srand(1);
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)rand();
    fh_buffer bytes = make_archive("ustar", "gzip", NULL, files, 3);
    bytes.n /= 2;
    fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
    assert_memory_equal(shown.p, "1 a \"good\"\n2 b <", 16);
    assert_non_null(strstr(shown.p, "> ! gzip data that is cut off\n"
                                    "! gzip data that is cut off\n"));
    assert_null(strstr(shown.p, "lost"));
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
}

/* Which is behind all that is in the archive. */
static void a_bad_checksum_of_a_packed_archive_is_told_of(void **state) {
    fh_buffer tar = make_archive("ustar", NULL, NULL, two_files, 2), packed = empty();
    (void)state;
    gzip_into(&packed, str_of(&tar));
    packed.p[packed.n - 6] ^= 1;
    check_bytes(FH_CONTAINER_ARCHIVE, packed,
                "1 a.html \"first\"\n"
                "2 b/c.txt \"second\"\n"
                "! damaged gzip data\n");
    fh_buffer_free(&tar);
}

static void a_bad_checksum_in_a_zip_costs_that_member_only(void **state) {
    fh_buffer bytes = make_archive("zip", NULL, "zip:compression=store", two_files, 2);
    (void)state;
    char *content = memmem(bytes.p, bytes.n, "first", 5);
    assert_non_null(content);
    content[0] = 'F';
    fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
    assert_non_null(strstr(shown.p, "1 a.html \"\" ! damaged: ZIP bad CRC"));
    assert_non_null(strstr(shown.p, "\n2 b/c.txt \"second\"\n"));
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
}

static void what_is_no_archive_is_an_error(void **state) {
    (void)state;
    check_container(FH_CONTAINER_ARCHIVE, fh_str_of("no archive at all"),
                    "! damaged: Unrecognized archive format\n");
}

/* A zip that cannot be sought in and is too large for memory is read from its beginning. */
static void a_large_zip_in_a_stream_is_read_as_it_comes(void **state) {
    size_t n = 65 << 20;
    char *big = calloc(1, n);
    const fixture_file files[] = {{.path = "a", .content = big, .n = n},
                                  {.path = "b", .content = "behind"}};
    (void)state;
    fh_buffer bytes = make_archive("zip", NULL, "zip:compression=store", files, 2);
    fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
    assert_string_equal(shown.p, "1 a <68157440>\n2 b \"behind\"\n");
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
    bytes = make_archive("7zip", NULL, "7zip:compression=store", files, 2);
    shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
    assert_string_equal(shown.p,
                        "! a 7z archive of more than 64 MB, which is in another container\n");
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
    free(big);
}

/* --- bombs --- */

static void a_bomb_is_stopped(void **state) {
    static const char *const filters[] = {"gzip", "bzip2", "xz", "zstd"};
    static const struct {
        const char *format, *filter;
    } archives[] = {{"zip", NULL}, {"7zip", NULL}, {"ustar", "gzip"}};
    char *zeros = calloc(1, BOMB_BYTES);
    const fixture_file file = {.path = "x", .content = zeros, .n = BOMB_BYTES};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        fh_buffer bytes = make_archive("raw", filters[i], NULL, &file, 1);
        fh_buffer shown = read_container(FH_CONTAINER_COMPRESSED, str_of(&bytes), "x", NULL);
        if (!strstr(shown.p, "unpacks to more than 250 times its size"))
            fail_msg("%s: %s", filters[i], shown.p);
        fh_buffer_free(&shown);
        fh_buffer_free(&bytes);
    }
    for (size_t i = 0; i < sizeof archives / sizeof *archives; i++) {
        fh_buffer bytes = make_archive(archives[i].format, archives[i].filter, NULL, &file, 1);
        fh_buffer shown = read_container(FH_CONTAINER_ARCHIVE, str_of(&bytes), "x", NULL);
        if (!strstr(shown.p, "unpacks to more than 250 times its size"))
            fail_msg("%s: %s", archives[i].format, shown.p);
        fh_buffer_free(&shown);
        fh_buffer_free(&bytes);
    }
    free(zeros);
}

/* Whoever passes over it must unpack it all the same. */
static void a_bomb_that_nobody_reads_is_stopped_too(void **state) {
    char *zeros = calloc(1, BOMB_BYTES);
    const fixture_file file = {.path = "x", .content = zeros, .n = BOMB_BYTES};
    fh_buffer shown = empty(), bytes = make_archive("ustar", "gzip", NULL, &file, 1);
    fh_memory_stream stream = fh_memory_stream_of(str_of(&bytes));
    fh_container_source source = {.stream = &stream.stream, .fd = -1};
    (void)state;
    assert_int_equal(show_container(&shown, FH_CONTAINER_ARCHIVE, &source, 0), FIHRIST_E_INPUT);
    check_text("shown", str_of(&shown), "1 x\n! unpacks to more than 250 times its size\n");
    fh_buffer_free(&shown);
    fh_buffer_free(&bytes);
    free(zeros);
}

/* No one of the containers unpacks to too much, but all together do. */
static void a_bomb_is_not_spread_over_containers_in_containers(void **state) {
    enum { LINES = 20000, LINE_BYTES = 1000, REPEATED = 20 };
    fh_buffer text = empty(), inner = empty(), outer = empty(), shown = empty();
    fh_container *container;
    fihrist_error err;
    fh_member member;
    (void)state;
    /* Each packs by less than the limit, as there is some noise in it. */
    srand(2);
    for (int i = 0; i < LINES; i++)
        for (int j = 0; j < LINE_BYTES; j++)
            fh_buffer_append_byte(&text, (char)(j < 3 ? rand() : 'x'));
    gzip_into(&inner, str_of(&text));
    for (int i = 0; i < REPEATED; i++)
        fh_buffer_append(&outer, inner.p, inner.n);
    assert_true(outer.n > inner.n);
    zstd_into(&shown, str_of(&outer), fh_str_of(""));
    assert_true(text.n / inner.n < FH_CONTAINER_MAX_RATIO);
    assert_true(outer.n / shown.n < FH_CONTAINER_MAX_RATIO);
    assert_true(REPEATED * text.n / shown.n > FH_CONTAINER_MAX_RATIO);
    fh_memory_stream stream = fh_memory_stream_of(str_of(&shown));
    fh_container_source source = {.stream = &stream.stream, .fd = -1};
    assert_int_equal(fh_container_open(FH_CONTAINER_COMPRESSED, &source, &container, &err), 0);
    assert_int_equal(fh_container_next(container, &member, &err), FH_MEMBER_FILE);
    fh_container_source nested = {.stream = member.stream, .fd = -1, .outer = container};
    fh_buffer_free(&outer);
    show_container(&outer, FH_CONTAINER_COMPRESSED, &nested, SIZE_MAX);
    fh_buffer_append_byte(&outer, '\0');
    assert_non_null(strstr(outer.p, "unpacks to more than 250 times its size"));
    fh_container_close(container);
    fh_buffer_free(&text);
    fh_buffer_free(&inner);
    fh_buffer_free(&outer);
    fh_buffer_free(&shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_of_archive_gives_its_files),
        cmocka_unit_test(a_tar_may_be_packed_in_any_way),
        cmocka_unit_test(an_archive_without_members_is_at_its_end),
        cmocka_unit_test(only_plain_files_that_are_not_hidden_come_out),
        cmocka_unit_test(names_that_lead_elsewhere_are_cut_or_rejected),
        cmocka_unit_test(names_are_made_printable_utf_8),
        cmocka_unit_test(a_zip_has_names_in_any_script),
        cmocka_unit_test(a_name_that_is_too_long_is_rejected),
        cmocka_unit_test(a_name_without_end_in_a_cpio_is_an_error),
        cmocka_unit_test(what_is_encrypted_is_rejected),
        cmocka_unit_test(members_that_are_not_read_are_passed_over),
        cmocka_unit_test(a_damaged_archive_gives_what_can_be_read_and_one_error),
        cmocka_unit_test(a_bad_checksum_of_a_packed_archive_is_told_of),
        cmocka_unit_test(a_bad_checksum_in_a_zip_costs_that_member_only),
        cmocka_unit_test(what_is_no_archive_is_an_error),
        cmocka_unit_test(a_large_zip_in_a_stream_is_read_as_it_comes),
        cmocka_unit_test(a_bomb_is_stopped),
        cmocka_unit_test(a_bomb_that_nobody_reads_is_stopped_too),
        cmocka_unit_test(a_bomb_is_not_spread_over_containers_in_containers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
