/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_json_scan.c: what is scanned is what jansson reads, and what it refuses is refused: by hand
 * where the two might differ, and of a hundred thousand texts that are nearly JSON.
 */
#include "tests/unit/check.h"
#include "tests/unit/json_twin.h"

enum { TEXTS = 100000, TEXT_MAX_BYTES = 4000, DEEP = 2048 };

static void agree(fh_str text) {
    fh_arena *arena = fh_arena_new();
    if (!json_twins_agree(text, arena))
        fail_msg("read otherwise: %.*s", (int)text.n, text.p);
    fh_arena_free(arena);
}

static void jansson_and_the_scan_take_the_same_texts(void **state) {
    static const char *const texts[] = {
        "", " ", "{", "{}", " \t\r\n{ \t\r\n} \t\r\n", "{}x", "{} {}", "[]", "\"a\"", "{,}",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":[2]}", "{a:1}",
        "{1:1}", "{\"a\":true,\"b\":false,\"c\":null}", "{\"a\":truex}", "{\"a\":tru}",
        "{\"a\":TRUE}", "{\"a\":nullnull}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}",
        "{\"a\":[}", "{\"a\":{]}", "{\"a\":[[],{},[{}]]}",
        /* numbers */
        "{\"a\":0}", "{\"a\":-0}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":01}", "{\"a\":-01}",
        "{\"a\":1.}", "{\"a\":.1}", "{\"a\":1.5}", "{\"a\":1.5.5}", "{\"a\":1e5}", "{\"a\":1E+5}",
        "{\"a\":1e-5}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":1e308}", "{\"a\":1e309}",
        "{\"a\":-1e309}", "{\"a\":1e-999}", "{\"a\":0x10}", "{\"a\":12a}", "{\"a\":Infinity}",
        "{\"a\":9223372036854775807}", "{\"a\":9223372036854775808}",
        "{\"a\":-9223372036854775808}", "{\"a\":-9223372036854775809}",
        "{\"a\":123456789012345678901234567890}",
        /* strings */
        "{\"a\":\"\"}", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\",
        "{\"a\":\"\\u", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u00e9\\u00E9\"}",
        "{\"a\":\"\\u0000b\"}", "{\"a\\u0000\":1}", "{\"\\u0061\":1,\"a\":2}",
        "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\ud83d\\u0041\"}",
        "{\"a\":\"\\ude00\"}", "{\"a\":\"\\ud83dx\"}", "{\"a\":\"\\ud83d\\\\ude00\"}",
        "{\"a\":\"tab\there\"}", "{\"a\":\"line\nhere\"}",
        "{\"a\":\"\x7f\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"}", "{\"a\":\"1234567\\n\"}",
        "{\"a\":\"12345678\\n12345678\"}", "{\"a\":\"open}", "{\"a:1}"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        agree(fh_str_of(texts[i]));
    agree((fh_str){"{\"a\":1}\0", 8});
    agree((fh_str){"{\"a\0b\":1}", 9});
}

/* Brackets in one another, as deep as jansson reads and one deeper. */
static void nesting_ends_where_jansson_ends_it(void **state) {
    static const char *const shapes[][2] = {{"[", "]"}, {"{\"a\":", "}"}};
    (void)state;
    for (size_t shape = 0; shape < 2; shape++)
        for (int deep = DEEP - 3; deep < DEEP + 3; deep++) {
            fh_buffer text = FH_BUFFER(1 << 20);
            fh_buffer_printf(&text, "{\"a\":");
            for (int i = 1; i < deep; i++)
                fh_buffer_printf(&text, "%s", shapes[shape][0]);
            fh_buffer_printf(&text, "1");
            for (int i = 1; i < deep; i++)
                fh_buffer_printf(&text, "%s", shapes[shape][1]);
            fh_buffer_printf(&text, "}");
            agree(fh_buffer_str(&text));
            fh_buffer_free(&text);
        }
}

/* --- random texts --- */

/* The same in every run. */
static uint32_t rnd(uint32_t below) {
    static uint32_t state;
    state = state * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)state * below) >> 32);
}

static void write_value(fh_buffer *out, int depth) {
    static const char *const atoms[] = {"0",
                                        "-7",
                                        "12.5e3",
                                        "true",
                                        "false",
                                        "null",
                                        "\"\"",
                                        "9223372036854775807",
                                        "\"a\"",
                                        "\"\\n\"",
                                        "\"\\u0041\\ud83d\\ude00\"",
                                        "\"eight or more bytes, \xc3\xa9 \\\\ and then some\""};
    uint32_t kind = rnd(4);
    if (depth > 4 || kind < 2) {
        fh_buffer_printf(out, "%s", atoms[rnd(sizeof atoms / sizeof *atoms)]);
        return;
    }
    fh_buffer_append_byte(out, kind == 2 ? '[' : '{');
    for (uint32_t i = 0, count = rnd(5); i < count; i++) {
        fh_buffer_printf(out, "%s%s", i ? "," : "", rnd(8) ? "" : " \n");
        if (kind == 3)
            fh_buffer_printf(out, "\"%c\":", 'a' + (int)rnd(4));
        write_value(out, depth + 1);
    }
    fh_buffer_append_byte(out, kind == 2 ? ']' : '}');
}

/* Now and then a byte is gone, or another one, or there again. */
static void spoil(fh_buffer *text) {
    static const char bytes[] = "{}[]\",:\\u0d9ef-+. \t\ntn";
    for (uint32_t i = 0, count = rnd(3); i < count && text->n > 1; i++) {
        size_t at = rnd((uint32_t)text->n);
        if ((unsigned char)text->p[at] >= 0x80)
            continue;
        if (rnd(2))
            text->p[at] = bytes[rnd(sizeof bytes - 1)];
        else
            memmove(text->p + at, text->p + at + 1, --text->n - at);
    }
}

static void texts_that_are_nearly_json_are_read_alike(void **state) {
    fh_buffer text = FH_BUFFER(TEXT_MAX_BYTES * 100);
    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        fh_buffer_clear(&text);
        fh_buffer_printf(&text, "{\"k\":");
        write_value(&text, 0);
        fh_buffer_printf(&text, "}");
        spoil(&text);
        agree(fh_buffer_str(&text));
    }
    fh_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jansson_and_the_scan_take_the_same_texts),
        cmocka_unit_test(nesting_ends_where_jansson_ends_it),
        cmocka_unit_test(texts_that_are_nearly_json_are_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
