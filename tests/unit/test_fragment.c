/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_fragment.c: HTML that is one text, as feeds and letters have it.
 */
#include "webpage/webpage.h"

#include "check.h"

static void html_is_text_in_paragraphs(void **state) {
    (void)state;
    static const struct {
        const char *html, *text;
    } cases[] = {
        {"", ""},
        {" \n ", ""},
        {"A harbour.", "A harbour."},
        {"<p>One.</p><p>Two\n  words.</p>", "One.\n\nTwo words."},
        {"One.<br>Still one.<br><br>Two.", "One. Still one.\n\nTwo."},
        {"<h2>Head</h2><ul><li>a<li>b</ul>", "Head\n\na\n\nb"},
        {"See <a href=\"https://tidings.example/\">the <b>port</b></a>.", "See the port."},
        {"<script>alert('x')</script><style>p{}</style><p>Seen.</p>", "Seen."},
        {"<!-- no --><p>yes</p>", "yes"},
        {"Fish &amp; chips &#8217;15 &eacute;", "Fish & chips \xe2\x80\x99"
                                                "15 \xc3\xa9"},
        {"5 &amp;lt; 6", "5 &lt; 6"}, /* once */
        {"AT&T and 3 < 4", "AT&T and 3 < 4"},
        {"First line\nof one.\n\nSecond.\n \n Third &amp; last.",
         "First line of one.\n\nSecond.\n\nThird & last."},
        {"<p>Only\n\none.</p>", "Only one."},
        {"<div><div><p>deep</p></div></div><p></p>", "deep"},
        {"<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"},
        {"caf\xe9", "caf\xc3\xa9"},
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_str text;
        fihrist_error err;
        assert_int_equal(fh_html_fragment_text(fh_str_of(cases[i].html), arena, &text, &err), 0);
        check_text(cases[i].html, text, cases[i].text);
    }
    fh_arena_free(arena);
}

/* A buffer that is full is the input's fault, not a want of memory, which would end the run. */
static void a_text_that_is_too_long_is_refused_as_input(void **state) {
    (void)state;
    enum { PARAGRAPHS = 17, BYTES = 1 << 20 };
    fh_buffer html = FH_BUFFER(64 << 20);
    fh_arena *arena = fh_arena_new();
    fihrist_error err;
    fh_str text;
    for (size_t p = 0; p < PARAGRAPHS; p++) {
        fh_buffer_append_text(&html, "<p>");
        assert_true(fh_buffer_reserve(&html, BYTES));
        memset(html.p + html.n, 'a', BYTES);
        html.n += BYTES;
    }
    assert_int_equal(fh_html_fragment_text(fh_buffer_str(&html), arena, &text, &err),
                     FIHRIST_E_INPUT);
    assert_string_equal(err.message, "HTML with more than 16777216 bytes of text");
    fh_arena_free(arena);
    fh_buffer_free(&html);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_is_text_in_paragraphs),
        cmocka_unit_test(a_text_that_is_too_long_is_refused_as_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
