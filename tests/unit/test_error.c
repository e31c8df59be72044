/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of errors: what failed, in front, and why, at the end, however long what stands between
 * them is; no byte of them harms a terminal.
 */
#include "check.h"

#include <errno.h>
#include <string.h>

#include "core/engine.h"
#include "core/error.h"

static const char no_space[] = ": No space left on device";

static bool begins_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static void the_cause_of_a_long_message_is_kept(void **state) {
    (void)state;
    char path[4000];
    fihrist_error err;
    xc_error cause = {.code = XC_E_DATABASE_OPENING, .sys_errno = ENOSPC};
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';

    assert_int_equal(fh_fail_errno(&err, ENOSPC, "cannot write '%s'", path), FIHRIST_E_IO);
    assert_true(begins_with(err.message, "cannot write 'ppp") && ends_with(err.message, no_space));
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(err.sys_errno, ENOSPC);

    assert_int_equal(fh_fail_context(&err, "'%s'", path), FIHRIST_E_IO);
    assert_true(begins_with(err.message, "'ppp") && ends_with(err.message, no_space));

    snprintf(cause.message, sizeof cause.message, "%.180s/iamglass: no%s", path, no_space);
    assert_int_equal(fh_fail_engine(&err, &cause, "cannot open index '%.80s'", path), FIHRIST_E_IO);
    assert_true(begins_with(err.message, "cannot open index 'ppp"));
    assert_true(ends_with(err.message, "/iamglass: no: No space left on device"));
}

static void what_fits_is_left_as_it_is(void **state) {
    (void)state;
    char text[400];
    for (size_t n = 0; n < sizeof((fihrist_error *)0)->message; n++) {
        fihrist_error err;
        memset(text, 'x', n);
        text[n] = '\0';
        fh_fail(&err, FIHRIST_E_INPUT, "%s", text);
        assert_string_equal(err.message, text);
    }
}

static void a_character_is_kept_whole_or_not_at_all(void **state) {
    (void)state;
    char text[900];
    for (size_t shift = 0; shift < 4; shift++) {
        fihrist_error err;
        snprintf(text, sizeof text, "%.*s", (int)shift, "abc");
        for (int i = 0; i < 200; i++)
            strcat(text, "\xf0\x9f\x98\x80");
        fh_fail(&err, FIHRIST_E_INPUT, "%s", text);
        assert_null(strchr(err.message, '?'));
        assert_non_null(strstr(err.message, "..."));
        assert_true(strlen(err.message) > sizeof err.message - 10);
    }
}

static void what_a_terminal_would_obey_is_replaced(void **state) {
    (void)state;
    fihrist_error err;
    fh_fail(&err, FIHRIST_E_INPUT, "%s", "a\x1b[31m\nb\xff");
    assert_string_equal(err.message, "a?[31m?b?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cause_of_a_long_message_is_kept),
        cmocka_unit_test(what_fits_is_left_as_it_is),
        cmocka_unit_test(a_character_is_kept_whole_or_not_at_all),
        cmocka_unit_test(what_a_terminal_would_obey_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
