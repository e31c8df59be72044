/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_json.c: the writer of JSON: what comes out is valid, compact and reads back as what went in.
 */
#include <math.h>

#include "core/json.h"

#include "check.h"

static void strings_are_escaped_so_that_a_terminal_can_show_them(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        const char *json;
    } cases[] = {
        {"plain", 5, "\"plain\""},
        {"a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\""},
        {"\n\t\r\b\f", 5, "\"\\n\\t\\r\\b\\f\""},
        {"a\0b\x1b[2J\x7f", 8, "\"a\\u0000b\\u001b[2J\\u007f\""},
        {"caf\xc3\xa9", 5, "\"caf\xc3\xa9\""},
        {"\xf0\x9f\x98\x80", 4, "\"\xf0\x9f\x98\x80\""},
        {"\xc2\x9b\x31m", 4, "\"\\u009b1m\""},            /* CSI in one character */
        {"\xe2\x80\xae", 3, "\"\\u202e\""},               /* right-to-left override */
        {"\xe2\x80\xa8", 3, "\"\\u2028\""},               /* line separator */
        {"x\xff\xc3", 3, "\"x\\ufffd\\ufffd\""},          /* never in, but never out either */
        {"\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\""}, /* a surrogate */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer out = FH_BUFFER(1000);
        fh_json_string(&out, (fh_str){cases[i].text, cases[i].n});
        check_text(cases[i].json, fh_buffer_str(&out), cases[i].json);
        fh_buffer_free(&out);
    }
}

static void values_bring_their_own_commas(void **state) {
    (void)state;
    fh_buffer out = FH_BUFFER(1000);
    fh_json_open(&out, '{');
    fh_json_member(&out, "a", fh_str_of("x:"));
    fh_json_member(&out, "absent", (fh_str){NULL, 0});
    fh_json_member_integer(&out, "n", -9223372036854775807);
    fh_json_key(&out, "list");
    fh_json_open(&out, '[');
    fh_json_bool(&out, true);
    fh_json_null(&out);
    fh_json_open(&out, '{');
    fh_json_close(&out, '}');
    fh_json_open(&out, '[');
    fh_json_close(&out, ']');
    fh_json_close(&out, ']');
    fh_json_members(&out, fh_str_of("{\"k\":1}"));
    fh_json_members(&out, fh_str_of("{}"));
    fh_json_close(&out, '}');
    check_text("object", fh_buffer_str(&out),
               "{\"a\":\"x:\",\"n\":-9223372036854775807,\"list\":[true,null,{},[]],\"k\":1}");
    fh_buffer_free(&out);
}

static void a_real_is_as_short_as_it_reads_back(void **state) {
    (void)state;
    static const struct {
        double number;
        const char *json;
    } cases[] = {{0.1, "0.1"},
                 {2.0, "2.0"},
                 {1e300, "1e+300"},
                 {-0.5, "-0.5"},
                 {1.0 / 3, "0.3333333333333333"},
                 {HUGE_VAL, "null"},
                 {123456789.125, "123456789.125"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer out = FH_BUFFER(100);
        fh_json_real(&out, cases[i].number);
        check_text(cases[i].json, fh_buffer_str(&out), cases[i].json);
        fh_buffer_free(&out);
    }
}

static void a_tree_is_printed_as_it_was_read(void **state) {
    (void)state;
    static const char text[] =
        "{\"a\":[1,2.5,\"\\u0000\",null,true,false,{}],\"b\":{\"c\":{\"d\":[[[]]]}},\"e\":-7}";
    json_t *tree = json_loads(text, JSON_ALLOW_NUL, NULL);
    fh_buffer out = FH_BUFFER(1000);
    fh_json_value(&out, tree);
    check_text("tree", fh_buffer_str(&out), text);
    json_decref(tree);
    fh_buffer_free(&out);
}

static void an_article_is_printed_in_the_exchange_format(void **state) {
    (void)state;
    static fh_str authors[] = {{"Ann", 3}, {"Bo", 2}}, actors[] = {{"The Guild", 9}};
    static const uint32_t spans[][2] = {{0, 5}, {9, 12}};
    static const fh_json_found found[] = {{{"guild", 5}, {"Shipping Guild", 14}, spans, 2}};
    static fh_comment comments[] = {
        {.id = {"1", 1}, .author = {"Cy", 2}, .date = {"2031", 4}, .text = {"So.", 3}},
        {.id = {"2", 1}, .parent = {"1", 1}, .text = {"No.", 3}, .extra = {"{\"votes\":3}", 11}}};
    fh_article article = {.id = fh_str_of("x"),
                          .title = fh_str_of("Pier"),
                          .text = fh_str_of("Text."),
                          .authors = authors,
                          .author_count = 2,
                          .actors = actors,
                          .actor_count = 1,
                          .comments = comments,
                          .comment_count = 2,
                          .extra = fh_str_of("{\"section\":\"Trade\"}")};
    fh_buffer out = FH_BUFFER(2000);
    fh_json_article(&out, &article);
    check_text("article", fh_buffer_str(&out),
               "{\"id\":\"x\",\"title\":\"Pier\",\"authors\":[\"Ann\",\"Bo\"],\"text\":\"Text.\","
               "\"actors\":[\"The Guild\"],\"section\":\"Trade\",\"comments\":["
               "{\"id\":\"1\",\"author\":\"Cy\",\"date\":\"2031\",\"text\":\"So.\"},"
               "{\"id\":\"2\",\"parent\":\"1\",\"text\":\"No.\",\"votes\":3}]}");
    fh_buffer_clear(&out);
    fh_json_open(&out, '{');
    fh_json_comment_members(&out, &comments[0], found, 1);
    fh_json_close(&out, '}');
    check_text("comment", fh_buffer_str(&out),
               "{\"id\":\"1\",\"author\":\"Cy\",\"date\":\"2031\",\"text\":\"So.\",\"actors\":["
               "{\"id\":\"guild\",\"name\":\"Shipping Guild\",\"spans\":[[0,5],[9,12]]}]}");
    fh_buffer_free(&out);
}

static void a_full_buffer_is_said_once_at_the_end(void **state) {
    (void)state;
    fh_buffer out = FH_BUFFER(10);
    fh_json_open(&out, '{');
    fh_json_member(&out, "key", fh_str_of("longer than ten bytes"));
    fh_json_close(&out, '}');
    assert_true(out.failed);
    assert_true(out.n <= 10);
    fh_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped_so_that_a_terminal_can_show_them),
        cmocka_unit_test(values_bring_their_own_commas),
        cmocka_unit_test(a_real_is_as_short_as_it_reads_back),
        cmocka_unit_test(a_tree_is_printed_as_it_was_read),
        cmocka_unit_test(an_article_is_printed_in_the_exchange_format),
        cmocka_unit_test(a_full_buffer_is_said_once_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
