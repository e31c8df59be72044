/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command line of a verb, read by its table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/number.h"
#include "core/options.h"

typedef struct values {
    bool help, quiet;
    const char *index;
    int64_t limit;
    uint64_t memory;
    int match;
} values;

static const fh_option options[] = {
    {"help", 'h', FH_OPTION_FLAG, NULL, "this text", FH_OPTION_AT(values, help), 0, 0},
    {"quiet", 'q', FH_OPTION_FLAG, NULL, "say less", FH_OPTION_AT(values, quiet), 0, 0},
    {"index", 'i', FH_OPTION_TEXT, "DIR", "the index", FH_OPTION_AT(values, index), 0, 0},
    {"limit", 'n', FH_OPTION_NUMBER, "N", "hits", FH_OPTION_AT(values, limit), 1, 100},
    {"memory", 0, FH_OPTION_SIZE, "BYTES", "memory", FH_OPTION_AT(values, memory), 16 << 20, 0},
    {"match", 0, FH_OPTION_CHOICE, "all|any|smart", "words", FH_OPTION_AT(values, match), 0, 0},
};
static const fh_command command = {
    "fihrist test",       "WORD...", "Test.", options, sizeof options / sizeof *options,
    "  fihrist test a\n", 0,         3};

enum { MOST_WORDS = 10 };

/* Splits `line` at spaces and parses it. */
static int parse(const char *line, values *ret, char words[][40], size_t *ret_operands,
                 fihrist_error *err) {
    char *argv[MOST_WORDS] = {NULL};
    int argc = 1;
    while (*line) {
        size_t n = strcspn(line, " ");
        snprintf(words[argc], 40, "%.*s", (int)n, line);
        argv[argc] = words[argc];
        argc++;
        line += n + (line[n] == ' ');
    }
    int code = fh_options_parse(&command, argc, argv, ret, ret_operands, err);
    if (code == FIHRIST_OK)
        for (size_t i = 1; i <= *ret_operands; i++)
            memmove(words[i], argv[i], strlen(argv[i]) + 1);
    return code;
}

static void options_and_operands_stand_in_any_order(void **state) {
    (void)state;
    values got = {.limit = 10};
    char words[MOST_WORDS][40];
    size_t count;
    assert_int_equal(parse("iran -q --limit=5 taliban --match smart -iX --memory 32M", &got, words,
                           &count, NULL),
                     0);
    assert_int_equal(count, 2);
    assert_string_equal(words[1], "iran");
    assert_string_equal(words[2], "taliban");
    assert_true(got.quiet);
    assert_int_equal(got.limit, 5);
    assert_int_equal(got.match, 2);
    assert_string_equal(got.index, "X");
    assert_int_equal(got.memory, 32 << 20);
}

static void after_two_dashes_all_are_operands(void **state) {
    (void)state;
    values got = {.limit = 10};
    char words[MOST_WORDS][40];
    size_t count;
    assert_int_equal(parse("- -- -q --limit", &got, words, &count, NULL), 0);
    assert_int_equal(count, 3);
    assert_string_equal(words[1], "-");
    assert_string_equal(words[2], "-q");
    assert_string_equal(words[3], "--limit");
    assert_false(got.quiet);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    static const struct {
        const char *line, *message;
    } cases[] = {
        {"--limt 5", "unknown option '--limt'; did you mean '--limit'?"},
        {"--colour", "unknown option '--colour'"},
        {"-x", "unknown option '-x'; put '--' in front of what is not an option"},
        {"--limit", "option '--limit' lacks its value N"},
        {"--limit 0", "option '--limit' takes a number from 1 to 100, not '0'"},
        {"--limit 101", "option '--limit' takes a number from 1 to 100, not '101'"},
        {"--limit 5x", "option '--limit' takes a number from 1 to 100, not '5x'"},
        {"--quiet=1", "option '--quiet' takes no value"},
        {"--match most", "option '--match' takes all|any|smart, not 'most'"},
        {"--memory 1M", "option '--memory' takes a size of at least 16M, as 256M, not '1M'"},
        {"a b c d", "more given than WORD..."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        values got = {0};
        char words[MOST_WORDS][40];
        size_t count;
        fihrist_error err;
        assert_int_equal(parse(cases[i].line, &got, words, &count, &err), FIHRIST_E_USAGE);
        assert_string_equal(err.message, cases[i].message);
    }
}

static void help_shows_every_option(void **state) {
    (void)state;
    fh_buffer out = FH_BUFFER(65536);
    fh_options_help(&command, &out);
    fh_buffer_append_byte(&out, '\0');
    assert_non_null(strstr(out.p, "usage: fihrist test [options] WORD...\n"));
    assert_non_null(strstr(out.p, "  -n, --limit N           hits\n"));
    assert_non_null(
        strstr(out.p, "      --match all|any|smart\n                          words\n"));
    assert_non_null(strstr(out.p, "examples:\n  fihrist test a\n"));
    fh_buffer_free(&out);
}

static void a_number_is_digits_within_bounds(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t number;
    } cases[] = {
        {"0", true, 0},    {"-3", true, -3},  {"9223372036854775807", true, INT64_MAX},
        {"", false, 0},    {"-", false, 0},   {"9223372036854775808", false, 0},
        {" 1", false, 0},  {"1 ", false, 0},  {"+1", false, 0},
        {"0x1", false, 0}, {"1.5", false, 0}, {"--1", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t number = 0;
        assert_int_equal(fh_number_parse(fh_str_of(cases[i].text), INT64_MIN, INT64_MAX, &number),
                         cases[i].good);
        assert_int_equal(number, cases[i].number);
    }
}

static void a_size_may_have_a_unit(void **state) {
    (void)state;
    uint64_t bytes;
    assert_true(fh_size_parse(fh_str_of("12"), &bytes) && bytes == 12);
    assert_true(fh_size_parse(fh_str_of("2k"), &bytes) && bytes == 2048);
    assert_true(fh_size_parse(fh_str_of("3G"), &bytes) && bytes == UINT64_C(3) << 30);
    assert_false(fh_size_parse(fh_str_of("M"), &bytes));
    assert_false(fh_size_parse(fh_str_of("-1M"), &bytes));
    assert_false(fh_size_parse(fh_str_of("9999999999G"), &bytes));
    assert_false(fh_size_parse(fh_str_of(""), &bytes));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_stand_in_any_order),
        cmocka_unit_test(after_two_dashes_all_are_operands),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(help_shows_every_option),
        cmocka_unit_test(a_number_is_digits_within_bounds),
        cmocka_unit_test(a_size_may_have_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
