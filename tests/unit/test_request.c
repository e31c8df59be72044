/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines from clients, read as requests or refused by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/request.h"

static fh_request *read_line(const char *line) {
    char id[REQUEST_ID_ROOM];
    fh_request *request;
    fihrist_error err;
    assert_int_equal(request_read(fh_str_of(line), id, &request, &err), 0);
    assert_string_equal(id, request->id.p);
    return request;
}

static void assert_text(fh_str text, const char *expected) {
    assert_int_equal(text.n, strlen(expected));
    assert_memory_equal(text.p, expected, text.n);
}

static void a_request_has_an_id_a_method_and_params(void **state) {
    (void)state;
    fh_request *r = read_line(" {\"method\" : \"search\", \"id\": 7,"
                              " \"params\": {\"query\": \"a b\", \"limit\": 3}} \r");
    assert_text(r->id, "7");
    assert_text(r->method, "search");
    assert_text(r->params, "{\"query\":\"a b\",\"limit\":3}");
    assert_int_equal(r->timeout_ms, 0);
    assert_int_equal(r->target.n, 0);
    request_free(r);
}

static void an_id_comes_back_as_it_was(void **state) {
    (void)state;
    static const char *const ids[] = {
        "0", "-1", "9223372036854775807", "\"\"", "\"a b\"", "\"\\\"\\\\\\n\"", "\"é\""};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char line[200];
        snprintf(line, sizeof line, "{\"id\":%s,\"method\":\"info\"}", ids[i]);
        fh_request *r = read_line(line);
        assert_text(r->id, ids[i]);
        assert_text(r->params, "{}");
        request_free(r);
    }
}

static void the_time_it_may_take_is_taken_out_of_the_params(void **state) {
    (void)state;
    fh_request *r = read_line("{\"id\":1,\"method\":\"show\",\"params\":"
                              "{\"timeout_ms\":250,\"id\":\"x\"}}");
    assert_int_equal(r->timeout_ms, 250);
    assert_text(r->params, "{\"id\":\"x\"}");
    request_free(r);
    r = read_line("{\"id\":1,\"method\":\"status\",\"params\":{\"timeout-ms\":9}}");
    assert_int_equal(r->timeout_ms, 9);
    assert_text(r->params, "{}");
    request_free(r);
}

static void a_cancel_names_another_request(void **state) {
    (void)state;
    fh_request *r = read_line("{\"id\":2,\"method\":\"cancel\",\"params\":{\"id\":\"one\"}}");
    assert_text(r->target, "\"one\"");
    request_free(r);
}

/* What is refused: under which id, by what name, and a word of why. */
static void what_is_no_request_is_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *line, *id;
        int code;
        const char *why;
    } cases[] = {
        {"", "null", FIHRIST_E_PROTOCOL, "JSON"},
        {"hello", "null", FIHRIST_E_PROTOCOL, "JSON"},
        {"{\"id\":1,", "null", FIHRIST_E_PROTOCOL, "JSON"},
        {"{\"id\":1,\"id\":2,\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "duplicate"},
        {"{\"id\":1,\"method\":\"info\"} x", "null", FIHRIST_E_PROTOCOL, "end of file"},
        {"{\"id\":1,\"method\":\"\xff\"}", "null", FIHRIST_E_PROTOCOL, "decode"},
        {"[1]", "null", FIHRIST_E_PROTOCOL, "object"},
        {"{\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "id"},
        {"{\"id\":null,\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "id"},
        {"{\"id\":1.5,\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "id"},
        {"{\"id\":[],\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "id"},
        {"{\"id\":9223372036854775808,\"method\":\"info\"}", "null", FIHRIST_E_PROTOCOL, "integer"},
        {"{\"id\":1}", "1", FIHRIST_E_USAGE, "method"},
        {"{\"id\":1,\"method\":7}", "1", FIHRIST_E_USAGE, "method"},
        {"{\"id\":1,\"method\":\"a\\u0000b\"}", "1", FIHRIST_E_USAGE, "method"},
        {"{\"id\":1,\"method\":\"abcdefghijklmnopqrstuvwxyzabcdefg\"}", "1", FIHRIST_E_USAGE,
         "method"},
        {"{\"id\":1,\"method\":\"info\",\"params\":[]}", "1", FIHRIST_E_USAGE, "params"},
        {"{\"id\":1,\"method\":\"info\",\"param\":{}}", "1", FIHRIST_E_USAGE, "'param'"},
        {"{\"id\":1,\"method\":\"info\",\"params\":{\"timeout_ms\":-1}}", "1", FIHRIST_E_USAGE,
         "timeout_ms"},
        {"{\"id\":1,\"method\":\"info\",\"params\":{\"timeout_ms\":3600001}}", "1", FIHRIST_E_USAGE,
         "timeout_ms"},
        {"{\"id\":1,\"method\":\"cancel\"}", "1", FIHRIST_E_USAGE, "cancel"},
        {"{\"id\":1,\"method\":\"cancel\",\"params\":{\"id\":null}}", "1", FIHRIST_E_USAGE,
         "cancel"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char id[REQUEST_ID_ROOM];
        fh_request *request = NULL;
        fihrist_error err;
        int code = request_read(fh_str_of(cases[i].line), id, &request, &err);
        if (code != cases[i].code || strcmp(id, cases[i].id) != 0 ||
            !strstr(err.message, cases[i].why))
            fail_msg("%s: %d, id %s, %s", cases[i].line, code, id, err.message);
        assert_null(request);
    }
}

/* A line of `count` pieces between two ends. */
static int read_repeated(const char *before, const char *piece, size_t count, const char *after) {
    fh_buffer line = FH_BUFFER(8 << 20);
    char id[REQUEST_ID_ROOM];
    fh_request *request = NULL;
    fihrist_error err;
    fh_buffer_append_text(&line, before);
    for (size_t i = 0; i < count; i++)
        fh_buffer_append_text(&line, piece);
    fh_buffer_append_text(&line, after);
    int code = request_read(fh_buffer_str(&line), id, &request, &err);
    fh_buffer_free(&line);
    request_free(request);
    return code;
}

static void nesting_and_values_are_bounded_before_they_are_parsed(void **state) {
    (void)state;
    static const char before[] = "{\"id\":1,\"method\":\"x\",\"params\":{\"a\":[0";
    assert_int_equal(read_repeated(before, "", 0, "]}}"), 0);
    assert_int_equal(read_repeated(before, ",[", 10000, ""), FIHRIST_E_PROTOCOL);
    assert_int_equal(read_repeated(before, ",0", REQUEST_MAX_VALUES - 9, "]}}"), 0);
    assert_int_equal(read_repeated(before, ",0", REQUEST_MAX_VALUES - 8, "]}}"),
                     FIHRIST_E_PROTOCOL);
    assert_int_equal(read_repeated(before, ",[0", REQUEST_MAX_DEPTH - 3, "]]]]]]]]]]]]]]}}"), 0);
    assert_int_equal(read_repeated(before, ",[0", REQUEST_MAX_DEPTH - 2, "]]]]]]]]]]]]]]]}}"),
                     FIHRIST_E_PROTOCOL);
}

static void brackets_and_commas_of_a_query_are_not_counted(void **state) {
    (void)state;
    static const char before[] = "{\"id\":1,\"method\":\"search\",\"params\":{\"query\":\"";
    assert_int_equal(read_repeated(before, "(a, \\\"[b:{", 5000, "\"}}"), 0);
}

static void an_id_is_bounded_on_both_sides(void **state) {
    (void)state;
    assert_int_equal(read_repeated("{\"id\":\"", "x", REQUEST_ID_BYTES, "\",\"method\":\"info\"}"),
                     0);
    assert_int_equal(
        read_repeated("{\"id\":\"", "x", REQUEST_ID_BYTES + 1, "\",\"method\":\"info\"}"),
        FIHRIST_E_PROTOCOL);
    assert_int_equal(
        read_repeated("{\"id\":\"", "\\u0001", REQUEST_ID_BYTES, "\",\"method\":\"info\"}"), 0);
}

static void an_error_is_one_line_of_json(void **state) {
    (void)state;
    fh_buffer out = FH_BUFFER(4096);
    fihrist_error err = {.code = FIHRIST_E_QUERY, .position = 3, .message = "what is \"this\"?"};
    request_write_error(&out, fh_str_of("7"), &err);
    err.position = -1;
    request_write_error(&out, fh_str_of("null"), &err);
    assert_text(fh_buffer_str(&out),
                "{\"id\":7,\"error\":{\"name\":\"query\",\"message\":\"what is \\\"this\\\"?\","
                "\"position\":3}}\n"
                "{\"id\":null,\"error\":{\"name\":\"query\",\"message\":\"what is \\\"this\\\"?\"}}"
                "\n");
    fh_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_has_an_id_a_method_and_params),
        cmocka_unit_test(an_id_comes_back_as_it_was),
        cmocka_unit_test(the_time_it_may_take_is_taken_out_of_the_params),
        cmocka_unit_test(a_cancel_names_another_request),
        cmocka_unit_test(what_is_no_request_is_refused_by_name),
        cmocka_unit_test(nesting_and_values_are_bounded_before_they_are_parsed),
        cmocka_unit_test(brackets_and_commas_of_a_query_are_not_counted),
        cmocka_unit_test(an_id_is_bounded_on_both_sides),
        cmocka_unit_test(an_error_is_one_line_of_json),
    };
    return cmocka_run_group_tests_name("requests", tests, NULL, NULL);
}
