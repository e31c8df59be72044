/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * doc/fihrist-query.7 against the parser: each example in it is read, warned about or refused, as
 * the comment above its display says, and no field or limit is missing or wrong.
 */
#include "tests/unit/check.h"

#include "searcher/query.h"

#define MANUAL "doc/fihrist-query.7"

enum { MANUAL_MAX_BYTES = 1 << 16, EXAMPLES_MIN = 60 };

static char manual[MANUAL_MAX_BYTES];

/* From the top directory, where `make unit` runs. */
static int read_manual(void **state) {
    FILE *file = fopen(MANUAL, "r");
    if (!file)
        return -1;
    size_t n = fread(manual, 1, sizeof manual - 1, file);
    manual[n] = '\0';
    (void)state;
    return fclose(file) == 0 && n > 0 && n < sizeof manual - 1 ? 0 : -1;
}

/* The example on a line of a display, as a reader sees it: no escapes, no explanation. */
static fh_str read_example(const char *line, size_t n, fh_buffer *out) {
    static const struct {
        const char *escape, *means;
    } escapes[] = {{"\\-", "-"}, {"\\(Fo", "«"}, {"\\(Fc", "»"}, {"\\(en", "–"}};
    fh_buffer_clear(out);
    for (size_t i = 0; i < n && strncmp(line + i, "  ", 2) != 0;) {
        size_t known = 0;
        while (line[i] == '\\' &&
               strncmp(line + i, escapes[known].escape, strlen(escapes[known].escape)) != 0)
            assert_true(++known < sizeof escapes / sizeof *escapes);
        if (line[i] == '\\') {
            fh_buffer_append_text(out, escapes[known].means);
            i += strlen(escapes[known].escape);
        } else {
            fh_buffer_append_byte(out, line[i++]);
        }
    }
    return fh_buffer_str(out);
}

/* `as`: read, warned or refused. `line` ends, for warned, in the code of the warning. */
static void try_example(const char *as, fh_str example, fh_str line) {
    fh_arena *arena = fh_arena_new();
    fh_query *query = NULL;
    fihrist_error err = {0};
    int status = fh_query_parse(example, arena, &query, &err);
    if ((status == FIHRIST_OK) != (strcmp(as, "refused") != 0))
        fail_msg("'%.*s' is not %s: %s", (int)example.n, example.p, as, err.message);
    const fh_query_warning *warning = query ? query->warnings : NULL;
    if (strcmp(as, "warned") != 0 && warning)
        fail_msg("'%.*s' warns: %s", (int)example.n, example.p, warning->message.p);
    if (strcmp(as, "warned") == 0) {
        assert_non_null(warning);
        size_t n = strlen(warning->code);
        assert_true(line.n > n);
        check_text(warning->code, (fh_str){line.p + line.n - n, n}, warning->code);
    }
    fh_arena_free(arena);
}

static void every_example_is_what_it_is_said_to_be(void **state) {
    static const char mark[] = ".\\\" examples: ";
    char as[16] = "";
    bool inside = false;
    size_t count = 0;
    fh_buffer text = FH_BUFFER(4096);
    for (const char *line = manual, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        fh_str whole = {line, (size_t)(end - line)};
        if (strncmp(line, mark, sizeof mark - 1) == 0)
            snprintf(as, sizeof as, "%.*s", (int)(whole.n - sizeof mark + 1),
                     line + sizeof mark - 1);
        else if (strncmp(line, ".Bd -literal", 12) == 0)
            inside = true;
        else if (strncmp(line, ".Ed", 3) == 0)
            inside = false, as[0] = '\0';
        else if (inside) {
            assert_true(as[0]); /* every display is marked */
            try_example(as, read_example(line, whole.n, &text), whole);
            count++;
        }
    }
    assert_true(count >= EXAMPLES_MIN);
    fh_buffer_free(&text);
    (void)state;
}

static bool says(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool says(const char *format, ...) {
    char text[64];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return strstr(manual, text) != NULL;
}

static void every_field_is_described(void **state) {
    for (size_t i = 0; fh_query_field_list(i); i++)
        if (!says(".It Cm %s :", fh_query_field_list(i)) &&
            !says(" , %s :", fh_query_field_list(i)))
            fail_msg("%s: is not in the manual", fh_query_field_list(i));
    (void)state;
}

static void every_limit_is_the_one_that_holds(void **state) {
    static const int limits[] = {FH_QUERY_MAX_BYTES,    FH_QUERY_MAX_TERMS,    FH_QUERY_MAX_DEPTH,
                                 FH_QUERY_PHRASE_WORDS, FH_QUERY_STEM_LETTERS, FH_QUERY_NEAR_MAX};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (!says(".It %d", limits[i]))
            fail_msg("the limit of %d is not in the manual", limits[i]);
    assert_true(says("at most %d", FIHRIST_WILDCARD_MAX_FORMS));
    assert_true(says("at most %d", FIHRIST_WILDCARD_MAX_ALL));
    assert_true(says("and %d where", FH_QUERY_NEAR_DEFAULT));
    (void)state;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_what_it_is_said_to_be),
        cmocka_unit_test(every_field_is_described),
        cmocka_unit_test(every_limit_is_the_one_that_holds),
    };
    return cmocka_run_group_tests(tests, read_manual, NULL);
}
