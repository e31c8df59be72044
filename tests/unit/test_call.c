/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_call.c: fihrist_call, which is another way to the same answers as the other calls of
 * fihrist.h: byte for byte theirs, or refused with the reason.
 */
#include "tests/unit/library_fixture.h"

static void check_call(fihrist_reader *reader, const char *method, const char *params,
                       fh_str expected) {
    lines l = LINES;
    fihrist_error err;
    must(call(reader, method, params, &l, &err), &err);
    fh_buffer_append_byte(&l.text, '\0');
    char *want = strndup(expected.p, expected.n);
    assert_int_equal(l.ends, 1);
    assert_string_equal(l.text.p, want);
    free(want);
    fh_buffer_free(&l.text);
}

/* The lines of a page, as fihrist_call is to give them: the end without its {"end":…}. */
static fh_buffer page_lines(fihrist_page *page) {
    fh_buffer out = FH_BUFFER(1 << 20);
    fihrist_text json;
    fihrist_error err;
    for (size_t i = 0; i < fihrist_page_size(page); i++) {
        must(fihrist_page_hit_json(page, i, &json, &err), &err);
        fh_buffer_append(&out, json.p, json.n);
        fh_buffer_append_byte(&out, '\n');
    }
    must(fihrist_page_end_json(page, &json, &err), &err);
    assert_memory_equal(json.p, "{\"end\":", 7);
    fh_buffer_append(&out, json.p + 7, json.n - 8);
    fh_buffer_append_byte(&out, '\n');
    return out;
}

static void a_call_to_search_gives_what_a_search_gives(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    fihrist_error err;
    fihrist_page *page;
    must(search(reader, "boats", NULL, &page, &err), &err);
    fh_buffer expected = page_lines(page);
    assert_int_equal(fihrist_page_size(page), 2);
    check_call(reader, "search", "{\"query\":\"boats\"}", fh_buffer_str(&expected));
    check_call(reader, "search", "{\"query\":\"boats\",\"limit\":null}", fh_buffer_str(&expected));
    fihrist_page_free(page);
    fh_buffer_free(&expected);
    options.match = FIHRIST_MATCH_ANY;
    options.comments = FIHRIST_COMMENTS_WITH;
    options.sort = FIHRIST_SORT_OLDEST;
    options.limit = 2;
    options.snippets = 1;
    options.exact_count = options.explain = true;
    options.language = "en";
    must(search(reader, "boats always", &options, &page, &err), &err);
    expected = page_lines(page);
    check_call(reader, "search",
               "{\"query\":\"boats always\",\"match\":\"any\",\"comments\":\"with\",\"sort\":"
               "\"oldest\",\"limit\":2,\"snippets\":1,\"exact-count\":true,\"explain\":true,"
               "\"lang\":\"en\"}",
               fh_buffer_str(&expected));
    fihrist_page_free(page);
    fh_buffer_free(&expected);
    fihrist_close(reader);
}

static void a_call_to_count_gives_what_a_count_gives(void **state) {
    fihrist_reader *reader = open_reader(*state);
    fihrist_error err;
    uint64_t count;
    must(fihrist_count(reader, "boats", 5, NULL, &count, &err), &err);
    assert_int_equal(count, 2);
    lines l = LINES;
    must(call(reader, "count", "{\"query\":\"boats\"}", &l, &err), &err);
    json_t *end = json_loadb((const char *)l.text.p, l.text.n, 0, NULL);
    assert_int_equal(l.hits, 0);
    assert_int_equal(json_integer_value(json_object_get(end, "count")), 2);
    assert_true(json_is_true(json_object_get(end, "count_exact")));
    json_decref(end);
    fh_buffer_free(&l.text);
    fihrist_close(reader);
}

typedef int (*object_function)(fihrist_reader *reader, const char *text, size_t text_len,
                               char **ret_json, size_t *ret_json_len, fihrist_error *err);

static int ask_status(fihrist_reader *reader, const char *text, size_t text_len, char **ret_json,
                      size_t *ret_json_len, fihrist_error *err) {
    (void)text, (void)text_len;
    return fihrist_status(reader, ret_json, ret_json_len, err);
}

static int ask_info(fihrist_reader *reader, const char *text, size_t text_len, char **ret_json,
                    size_t *ret_json_len, fihrist_error *err) {
    (void)text, (void)text_len;
    return fihrist_info(reader, ret_json, ret_json_len, err);
}

static void a_call_for_an_object_gives_that_object(void **state) {
    fihrist_reader *reader = open_reader(*state);
    static const struct {
        const char *method, *params, *text;
        object_function ask;
    } cases[] = {{"show", "{\"id\":\"one\"}", "one", fihrist_show},
                 {"show", "{\"id\":\"one\",\"timeout_ms\":1000}", "one", fihrist_show},
                 {"actors", "", NULL, fihrist_actors},
                 {"actors", "{\"name\":\"HB\"}", "HB", fihrist_actors},
                 {"actors", "{\"name\":\"nobody\"}", "nobody", fihrist_actors},
                 {"status", "{}", NULL, ask_status},
                 {"info", "", NULL, ask_info}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *json, *with_line_feed;
        size_t n;
        fihrist_error err;
        const char *text = cases[i].text;
        must(cases[i].ask(reader, text, text ? strlen(text) : 0, &json, &n, &err), &err);
        assert_int_equal(strlen(json), n);
        assert_true(asprintf(&with_line_feed, "%s\n", json) > 0);
        check_call(reader, cases[i].method, cases[i].params, fh_str_of(with_line_feed));
        free(with_line_feed);
        fihrist_free(json);
    }
    fihrist_close(reader);
}

static void a_call_that_is_not_understood_says_why(void **state) {
    fihrist_reader *reader = open_reader(*state);
    static const struct {
        const char *method, *params;
        int code;
        const char *message; /* is in it */
    } cases[] = {
        {"seek", "{}", FIHRIST_E_USAGE, "no method 'seek'"},
        {"", "{}", FIHRIST_E_USAGE, "no method ''"},
        {"cancel", "{\"id\":1}", FIHRIST_E_USAGE, "no method 'cancel'"},
        {"search", "", FIHRIST_E_USAGE, "needs the param 'query'"},
        {"search", "{\"query\":null}", FIHRIST_E_USAGE, "needs the param 'query'"},
        {"search", "{\"query\":7}", FIHRIST_E_USAGE, "'query' is to be a string"},
        {"search", "{\"query\":\"a\",\"colour\":1}", FIHRIST_E_USAGE, "no param 'colour'"},
        {"search", "{\"query\":\"a\",\"limit\":10001}", FIHRIST_E_USAGE, "from 0 to 10000"},
        {"search", "{\"query\":\"a\",\"limit\":-1}", FIHRIST_E_USAGE, "from 0 to 10000"},
        {"search", "{\"query\":\"a\",\"limit\":1.5}", FIHRIST_E_USAGE, "from 0 to 10000"},
        {"search", "{\"query\":\"a\",\"plain\":1}", FIHRIST_E_USAGE, "true or false"},
        {"search", "{\"query\":\"a\",\"sort\":\"size\"}", FIHRIST_E_USAGE, "relevance|newest"},
        {"search", "{\"query\":\"a\",\"cursor\":\"x\\u0000\"}", FIHRIST_E_USAGE, "a string"},
        {"search", "{\"query\":\"a\",\"query\":\"b\"}", FIHRIST_E_USAGE, "JSON object"},
        {"search", "[]", FIHRIST_E_USAGE, "JSON object"},
        {"search", "{\"query\":", FIHRIST_E_USAGE, "JSON object"},
        {"search", "{} {}", FIHRIST_E_USAGE, "JSON object"},
        {"search", "{\"query\":\"nofield:x\"}", FIHRIST_E_QUERY, "nofield"},
        {"count", "{\"query\":\"a\",\"limit\":1}", FIHRIST_E_USAGE, "no param 'limit'"},
        {"show", "{}", FIHRIST_E_USAGE, "needs the param 'id'"},
        {"show", "{\"id\":\"none\"}", FIHRIST_E_NOT_FOUND, "none"},
        {"status", "{\"query\":\"a\"}", FIHRIST_E_USAGE, "no param 'query'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lines l = LINES;
        fihrist_error err = {.message = ""};
        int code = call(reader, cases[i].method, cases[i].params, &l, &err);
        if (code != cases[i].code || err.code != code || !strstr(err.message, cases[i].message))
            fail_msg("%s %s: %d: %s", cases[i].method, cases[i].params, code, err.message);
        assert_int_equal(l.hits + l.ends, 0);
        fh_buffer_free(&l.text);
    }
    fihrist_close(reader);
}

static void who_takes_the_lines_can_stop_them(void **state) {
    fihrist_reader *reader = open_reader(*state);
    for (int lines_wanted = 0; lines_wanted < 3; lines_wanted++) {
        lines l = LINES;
        fihrist_error err;
        l.stop_after = lines_wanted;
        assert_int_equal(call(reader, "search", "{\"query\":\"boats\"}", &l, &err),
                         FIHRIST_E_CANCELLED);
        assert_int_equal(err.code, FIHRIST_E_CANCELLED);
        assert_int_equal(l.hits + l.ends, lines_wanted + 1);
        fh_buffer_free(&l.text);
    }
    lines l = LINES;
    fihrist_error err;
    l.stop_after = 0;
    assert_int_equal(call(reader, "status", "", &l, &err), FIHRIST_E_CANCELLED);
    fh_buffer_free(&l.text);
    fihrist_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_INDEX(a_call_to_search_gives_what_a_search_gives),
        OF_INDEX(a_call_to_count_gives_what_a_count_gives),
        OF_INDEX(a_call_for_an_object_gives_that_object),
        OF_INDEX(a_call_that_is_not_understood_says_why),
        OF_INDEX(who_takes_the_lines_can_stop_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
