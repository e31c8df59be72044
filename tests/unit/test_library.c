/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_library.c: what fihrist.h promises to those who link it: codes and names of errors, outputs
 * that are set on success only, options of older and later callers, and that nothing is printed.
 */
#include "tests/unit/library_fixture.h"

/* --- errors --- */

static void every_code_has_a_name_of_its_own(void **state) {
    (void)state;
    static const int last = FIHRIST_E_PROTOCOL;
    assert_string_equal(fihrist_error_name(FIHRIST_OK), "ok");
    for (int code = 0; code >= last; code--)
        for (int other = code - 1; other >= last; other--)
            assert_string_not_equal(fihrist_error_name(code), fihrist_error_name(other));
    static const int none[] = {1, 99, last - 1, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_string_equal(fihrist_error_name(none[i]), "internal");
}

static void what_cannot_be_opened_says_why(void **state) {
    const fixture *f = *state;
    char text_file[256], empty[256], long_socket[256];
    snprintf(text_file, sizeof text_file, "%s", scratch_path(f->scratch, "file"));
    snprintf(empty, sizeof empty, "%s", scratch_path(f->scratch, "empty"));
    snprintf(long_socket, sizeof long_socket, "unix:/%0150d", 0);
    scratch_write(text_file, "no index");
    assert_int_equal(mkdir(empty, 0700), 0);
    const struct {
        const char *path;
        int code;
    } cases[] = {{"/nowhere/at/all", FIHRIST_E_NOT_FOUND},
                 {empty, FIHRIST_E_NOT_FOUND},
                 {"", FIHRIST_E_NOT_FOUND},
                 {text_file, FIHRIST_E_NOT_FOUND},
                 {"unix:/nowhere/at/all", FIHRIST_E_AWAY},
                 {long_socket, FIHRIST_E_USAGE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fihrist_error err;
        fihrist_reader *const untouched = (fihrist_reader *)&err;
        fihrist_reader *reader = untouched;
        int code = fihrist_open(cases[i].path, &reader, &err);
        if (code != cases[i].code || err.code != code || reader != untouched ||
            err.message[0] == '\0' || strchr(err.message, '\n'))
            fail_msg("'%s': %d: %s", cases[i].path, code, err.message);
        assert_int_equal(fihrist_open(cases[i].path, &reader, NULL), code);
    }
}

static void a_failed_call_leaves_its_outputs_alone(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_error err;
    fihrist_page *page = (fihrist_page *)&err;
    char *json = (char *)&err;
    uint64_t count = 17;
    size_t n = 17;
    static const char bad[] = "nofield:x";
    assert_int_equal(search(reader, bad, NULL, &page, &err), FIHRIST_E_QUERY);
    assert_int_equal(err.position, 0);
    assert_int_equal(fihrist_count(reader, bad, sizeof bad - 1, NULL, &count, &err),
                     FIHRIST_E_QUERY);
    assert_int_equal(fihrist_show(reader, "none", 4, &json, &n, &err), FIHRIST_E_NOT_FOUND);
    assert_int_equal(err.position, -1);
    assert_ptr_equal(page, &err);
    assert_ptr_equal(json, &err);
    assert_int_equal(count, 17);
    assert_int_equal(n, 17);
    fihrist_close(reader);
}

static void no_one_has_to_ask_for_the_error(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_page *page;
    char *json;
    size_t n;
    uint64_t count;
    assert_int_equal(search(reader, "(", NULL, &page, NULL), FIHRIST_E_QUERY);
    assert_int_equal(fihrist_count(reader, "(", 1, NULL, &count, NULL), FIHRIST_E_QUERY);
    assert_int_equal(fihrist_show(reader, "none", 4, &json, &n, NULL), FIHRIST_E_NOT_FOUND);
    assert_int_equal(fihrist_call(reader, "none", NULL, 0, NULL, NULL, NULL), FIHRIST_E_USAGE);
    assert_int_equal(fihrist_call(reader, "search", "[]", 2, NULL, NULL, NULL), FIHRIST_E_USAGE);
    fihrist_close(reader);
}

static void nothing_can_be_freed(void **state) {
    (void)state;
    fihrist_close(NULL);
    fihrist_page_free(NULL);
    fihrist_free(NULL);
}

/* --- options --- */

#define OPTIONS_END(field)                                                                         \
    (offsetof(fihrist_search_options, field) + sizeof((fihrist_search_options *)0)->field)

/* An older caller's structure ends earlier; what lies behind it is not the library's to read. */
static void an_older_caller_is_understood(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_error err;
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    fihrist_page *page;
    memset((char *)&options + OPTIONS_END(limit), 0xff, sizeof options - OPTIONS_END(limit));
    options.size = OPTIONS_END(limit);
    options.limit = 1;
    must(search(reader, "boats", &options, &page, &err), &err);
    assert_int_equal(fihrist_page_size(page), 1);
    assert_true(fihrist_page_hit(page, 0)->snippet_count > 0);
    fihrist_page_free(page);
    options.size = sizeof options.size;
    must(search(reader, "boats", &options, &page, &err), &err);
    assert_int_equal(fihrist_page_size(page), 2);
    fihrist_page_free(page);
    fihrist_close(reader);
}

static void options_out_of_bounds_are_refused(void **state) {
    fihrist_reader *reader = open_reader(*state);
    static const fihrist_search_options usual = FIHRIST_SEARCH_OPTIONS;
    fihrist_search_options cases[10];
    static const int codes[10] = {
        FIHRIST_E_USAGE, FIHRIST_E_USAGE, FIHRIST_E_USAGE, FIHRIST_E_USAGE, FIHRIST_E_USAGE,
        FIHRIST_E_USAGE, FIHRIST_E_LIMIT, FIHRIST_E_LIMIT, FIHRIST_E_LIMIT, FIHRIST_E_USAGE};
    for (size_t i = 0; i < 10; i++)
        cases[i] = usual;
    cases[0].size++; /* of a later version: it may ask for what is not understood here */
    cases[1].size = sizeof usual.size - 1;
    cases[2].size = 0;
    cases[3].match = (fihrist_match)(FIHRIST_MATCH_SMART + 1);
    cases[4].comments = (fihrist_comments)(FIHRIST_COMMENTS_OFF + 1);
    cases[5].sort = (fihrist_sort)-1;
    cases[6].limit = FIHRIST_LIMIT_MAX + 1;
    cases[7].snippets = FIHRIST_SNIPPETS_MAX + 1;
    cases[8].timeout_ms = FIHRIST_TIMEOUT_MAX_MS + 1;
    cases[9].copies = (fihrist_copies)(FIHRIST_COPIES_ONLY + 1);
    for (size_t i = 0; i < 10; i++) {
        fihrist_error err = {.code = 0};
        fihrist_page *page;
        uint64_t count;
        if (search(reader, "boats", &cases[i], &page, &err) != codes[i] || err.code != codes[i] ||
            fihrist_count(reader, "boats", 5, &cases[i], &count, &err) != codes[i])
            fail_msg("case %zu: %d, not %d", i, err.code, codes[i]);
    }
    fihrist_search_options most = usual;
    most.limit = FIHRIST_LIMIT_MAX;
    most.snippets = FIHRIST_SNIPPETS_MAX;
    most.timeout_ms = FIHRIST_TIMEOUT_MAX_MS;
    fihrist_error err;
    fihrist_page *page;
    must(search(reader, "boats", &most, &page, &err), &err);
    fihrist_page_free(page);
    fihrist_close(reader);
}

/* A caller built with an earlier header has these numbers compiled in. */
#if defined __x86_64__ && defined __LP64__
#define AT(type, field, offset)                                                                    \
    _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")
AT(fihrist_error, sys_errno, 4);
AT(fihrist_error, position, 8);
AT(fihrist_error, message, 16);
_Static_assert(sizeof(fihrist_error) == 256, "fihrist_error is the caller's");
AT(fihrist_search_options, match, 8);
AT(fihrist_search_options, comments, 12);
AT(fihrist_search_options, sort, 16);
AT(fihrist_search_options, limit, 20);
AT(fihrist_search_options, snippets, 24);
AT(fihrist_search_options, timeout_ms, 28);
AT(fihrist_search_options, plain, 32);
AT(fihrist_search_options, exact_count, 33);
AT(fihrist_search_options, language, 40);
AT(fihrist_search_options, cursor, 48);
AT(fihrist_search_options, explain, 56);
AT(fihrist_search_options, copies, 60);
AT(fihrist_snippet, matches, 24);
_Static_assert(sizeof(fihrist_snippet) == 40, "snippets stand in an array");
AT(fihrist_hit, id, 24);
AT(fihrist_hit, file, 120);
AT(fihrist_hit, snippets, 152);
AT(fihrist_hit, comments, 168);
AT(fihrist_hit, comments_matching, 184);
_Static_assert(sizeof(fihrist_hit) == 192, "comments stand in an array");
AT(fihrist_warning, position, 16);
AT(fihrist_copy, likeness, 48);
_Static_assert(sizeof(fihrist_copy) == 56, "copies stand in an array");
AT(fihrist_cluster, copies, 24);
AT(fihrist_cluster, copies_total, 40);
#endif

/* --- a page --- */

static void a_page_outlives_its_reader(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_error err;
    fihrist_page *page;
    fihrist_text json;
    must(search(reader, "boats", NULL, &page, &err), &err);
    fihrist_close(reader);
    assert_int_equal(fihrist_page_size(page), 2);
    assert_null(fihrist_page_hit(page, 2));
    assert_null(fihrist_page_warning(page, fihrist_page_warnings(page)));
    assert_null(fihrist_page_explain(page).p);
    assert_int_equal(fihrist_page_count(page, NULL), 2);
    must(fihrist_page_hit_json(page, 1, &json, &err), &err);
    assert_int_equal(fihrist_page_hit_json(page, 2, &json, &err), FIHRIST_E_USAGE);
    fihrist_page_free(page);
}

/* --- silence --- */

/* Every call, once as it should be and once with something wrong with it. */
static void do_everything(const fixture *f) {
    fihrist_error err;
    fihrist_reader *reader = NULL;
    fihrist_page *page;
    char *json;
    size_t n;
    uint64_t count;
    lines l = LINES;
    static const char *const queries[] = {"boats",        "nofield:x", "((", "boat* NEAR/2 dawn",
                                          "actor:nobody", "\xff\xfe",  "",   "date:2021-13"};
    fihrist_open("/nowhere/at/all", &reader, &err);
    fihrist_open("unix:/nowhere/at/all", &reader, &err);
    reader = open_reader(f);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (search(reader, queries[i], NULL, &page, &err) == 0)
            fihrist_page_free(page);
        fihrist_count(reader, queries[i], strlen(queries[i]), NULL, &count, &err);
    }
    static const char *const ids[] = {"one", "none", "", "\x01\xff"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (fihrist_show(reader, ids[i], strlen(ids[i]), &json, &n, &err) == 0)
            fihrist_free(json);
        if (fihrist_actors(reader, ids[i], strlen(ids[i]), &json, &n, &err) == 0)
            fihrist_free(json);
    }
    call(reader, "status", "", &l, &err);
    l.ends = 0;
    call(reader, "info", "{\"no\":1}", &l, &err);
    call(reader, "info", "", &l, &err);
    fh_buffer_free(&l.text);
    fihrist_close(reader);
}

static void nothing_is_ever_printed(void **state) {
    int ends[2], kept[2] = {dup(1), dup(2)};
    char byte;
    assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    fflush(NULL);
    dup2(ends[1], 1);
    dup2(ends[1], 2);
    do_everything(*state);
    fflush(NULL);
    ssize_t printed = read(ends[0], &byte, 1);
    dup2(kept[0], 1);
    dup2(kept[1], 2);
    assert_int_equal(printed, -1);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(kept[i]);
    }
}

/* In a program without standard streams an index's files have their numbers. */
static void standard_streams_are_not_needed(void **state) {
    int kept[3];
    for (int fd = 0; fd < 3; fd++) {
        kept[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        close(fd);
    }
    do_everything(*state);
    bool still_closed = true;
    for (int fd = 0; fd < 3; fd++) {
        still_closed &= fcntl(fd, F_GETFD) < 0;
        dup2(kept[fd], fd);
        close(kept[fd]);
    }
    assert_true(still_closed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_of_its_own),
        OF_INDEX(what_cannot_be_opened_says_why),
        OF_INDEX(a_failed_call_leaves_its_outputs_alone),
        OF_INDEX(no_one_has_to_ask_for_the_error),
        cmocka_unit_test(nothing_can_be_freed),
        OF_INDEX(an_older_caller_is_understood),
        OF_INDEX(options_out_of_bounds_are_refused),
        OF_INDEX(a_page_outlives_its_reader),
        OF_INDEX(nothing_is_ever_printed),
        OF_INDEX(standard_streams_are_not_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
