/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_snippet.c: snippets show why a text matched, in whole words, on one line, and mark exactly
 * what matched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "searcher/snippet.h"

static fh_analyser *analyser;
static fh_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = fh_arena_new();
    return arena && fh_analyser_new(&analyser, NULL) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    fh_analyser_free(analyser);
    fh_arena_free(arena);
    return 0;
}

static fh_scan scan_of(const char *text) {
    fh_scan scan;
    fh_language english = fh_language_find(fh_str_of("en"));
    assert_int_equal(fh_scan_text(analyser, fh_str_of(text), english, NULL, arena, &scan, NULL), 0);
    return scan;
}

/* Marks every token whose form is `word` as needle `needle`, behind the marks there are. */
static size_t mark(const fh_scan *scan, const char *word, uint32_t needle, fh_mark *marks) {
    size_t count = 0;
    for (size_t i = 0; i < scan->count; i++)
        if (fh_str_equal(scan->tokens[i].form, fh_str_of(word)))
            marks[count++] = (fh_mark){scan->tokens[i].start, scan->tokens[i].end, needle};
    return count;
}

static size_t choose(const fh_scan *scan, const fh_mark *marks, size_t count, size_t room,
                     fihrist_snippet *snippets) {
    size_t found;
    assert_int_equal(fh_snippet_choose(scan, marks, count, room, arena, snippets, &found, NULL), 0);
    return found;
}

static const char *filler =
    "The council met on a rainy morning and spoke at length of roads and lamps and of the price of "
    "bread in the lower town. Nobody had anything to add about the lamps, and so the clerk went on "
    "to the next point of a long list that had been drawn up in the spring. ";

static char *long_text(const char *middle, const char *end) {
    fh_str text =
        fh_arena_printf(arena, "%s%s%s%s%s%s", filler, filler, middle, filler, filler, end);
    return (char *)text.p;
}

static void a_snippet_begins_at_the_sentence_and_marks_the_word(void **state) {
    (void)state;
    fh_scan scan = scan_of(long_text("Then the ferry sank. It was late. ", "The end."));
    fh_mark marks[8];
    fihrist_snippet snippets[2];
    assert_int_equal(choose(&scan, marks, mark(&scan, "ferry", 0, marks), 2, snippets), 1);
    assert_memory_equal(snippets[0].text.p, "Then the ferry sank.", 20);
    assert_int_equal(snippets[0].match_count, 1);
    fihrist_span span = snippets[0].matches[0];
    assert_int_equal(span.end - span.start, 5);
    assert_memory_equal(snippets[0].text.p + span.start, "ferry", 5);
    assert_true(snippets[0].cut_before && snippets[0].cut_after);
}

static void the_window_with_more_different_words_wins(void **state) {
    (void)state;
    fh_scan scan = scan_of(
        long_text("A ferry and a ferry and a ferry passed. ", "One ferry met the quarry barge."));
    fh_mark marks[16];
    size_t count = mark(&scan, "ferry", 0, marks);
    count += mark(&scan, "quarry", 1, marks + count);
    fihrist_snippet snippets[1];
    assert_int_equal(choose(&scan, marks, count, 1, snippets), 1);
    assert_non_null(memmem(snippets[0].text.p, snippets[0].text.n, "quarry barge", 12));
}

static void several_snippets_do_not_overlap_and_keep_the_order_of_the_text(void **state) {
    (void)state;
    fh_scan scan =
        scan_of(long_text("The quarry lay silent. ", "At last the ferry came to the pier."));
    fh_mark marks[16];
    size_t count = mark(&scan, "quarry", 1, marks);
    count += mark(&scan, "ferry", 0, marks + count);
    fihrist_snippet snippets[5];
    assert_int_equal(choose(&scan, marks, count, 5, snippets), 2);
    assert_non_null(memmem(snippets[0].text.p, snippets[0].text.n, "quarry", 6));
    assert_non_null(memmem(snippets[1].text.p, snippets[1].text.n, "ferry", 5));
}

static void without_a_mark_the_beginning_is_shown(void **state) {
    (void)state;
    fh_scan scan = scan_of(long_text("", ""));
    fihrist_snippet snippets[3];
    assert_int_equal(choose(&scan, NULL, 0, 3, snippets), 1);
    assert_memory_equal(snippets[0].text.p, "The council met", 15);
    assert_false(snippets[0].cut_before);
    assert_true(snippets[0].cut_after);
    assert_in_range(snippets[0].text.n, 100, FH_SNIPPET_BYTES + 40);
}

static void a_snippet_stays_in_its_paragraph_and_on_one_line(void **state) {
    (void)state;
    fh_scan scan = scan_of("First paragraph.\n\nThe ferry\nsank.\n\nLast paragraph.");
    fh_mark marks[4];
    fihrist_snippet snippets[1];
    assert_int_equal(choose(&scan, marks, mark(&scan, "ferry", 0, marks), 1, snippets), 1);
    assert_int_equal(snippets[0].text.n, strlen("The ferry sank."));
    assert_memory_equal(snippets[0].text.p, "The ferry sank.", snippets[0].text.n);
}

static void quotation_marks_at_the_edge_belong_to_the_snippet(void **state) {
    (void)state;
    fh_scan scan = scan_of("“The ferry sank,” he said.");
    fh_mark marks[4];
    fihrist_snippet snippets[1];
    choose(&scan, marks, mark(&scan, "ferry", 0, marks), 1, snippets);
    assert_memory_equal(snippets[0].text.p, "“The", strlen("“The"));
    assert_false(snippets[0].cut_before);
    assert_false(snippets[0].cut_after);
}

static void an_empty_text_has_no_snippet(void **state) {
    (void)state;
    fh_scan scan = scan_of(" … ");
    fihrist_snippet snippets[1];
    assert_int_equal(choose(&scan, NULL, 0, 1, snippets), 0);
}

/* Random texts and marks: every snippet is a valid piece of the text, its spans inside it. */
static void snippets_of_random_texts_hold_their_promises(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "word ", "ferry ",    "é",     "—", ". ",
        "\n\n",  "\n",        "“",     "”", "---------------------------",
        "x",     "الفارسية ", "3,000 "};
    srand(20260101);
    for (int round = 0; round < 2000; round++) {
        fh_buffer text = FH_BUFFER(1 << 16);
        for (int i = rand() % 120; i >= 0; i--)
            fh_buffer_append_text(&text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        fh_buffer_append_byte(&text, '\0');
        fh_scan scan = scan_of(text.p);
        fh_mark marks[256];
        size_t count = 0;
        for (size_t i = 0; i < scan.count && count < 250; i++)
            if (rand() % 5 == 0)
                marks[count++] =
                    (fh_mark){scan.tokens[i].start, scan.tokens[i].end, (uint32_t)(rand() % 3)};
        fihrist_snippet snippets[4];
        size_t found = choose(&scan, marks, count, 4, snippets);
        assert_in_range(found, scan.count ? 1 : 0, 4);
        for (size_t i = 0; i < found; i++) {
            assert_in_range(snippets[i].text.n, 1, 2 * FH_SNIPPET_BYTES);
            assert_null(memchr(snippets[i].text.p, '\n', snippets[i].text.n));
            uint32_t at = 0;
            for (size_t k = 0; k < snippets[i].match_count; k++) {
                assert_in_range(snippets[i].matches[k].start, at, snippets[i].text.n);
                assert_in_range(snippets[i].matches[k].end, snippets[i].matches[k].start + 1,
                                snippets[i].text.n);
                at = snippets[i].matches[k].end;
            }
        }
        fh_buffer_free(&text);
        fh_arena_reset(arena);
    }
}

static void a_scan_for_some_words_finds_them_where_a_whole_one_does(void **state) {
    (void)state;
    static const char text[] = "Lamps and lamp-posts: the lighting of Élan Street, an élan nobody "
                               "lit. LIGHTS out! Streets’ ends end where 3 streets end; Ends.";
    fh_str words[] = {fh_str_of("lamp"), fh_str_of("light"), fh_str_of("elan"),
                      fh_str_of("end"),  fh_str_of("3"),     fh_str_of("street"),
                      fh_str_of("l*t*"), fh_str_of("*ts"),   fh_str_of("*p*")};
    fh_language english = fh_language_find(fh_str_of("en"));
    fh_scan whole = scan_of(text), some;
    for (int i = 0; i < 9; i++) {
        fh_slot_kind kind = i < 6 ? (fh_slot_kind)(i % 3) : FH_SLOT_PATTERN;
        fh_slot slots[] = {{kind, &words[i], 1}, {FH_SLOT_STEM, &words[5], 1}};
        for (size_t count = 1; count <= 2; count++) {
            fh_needle needle = {.slots = slots, .slot_count = count};
            const fh_needle *needles[] = {&needle};
            fh_initials initials;
            fh_initials_of(needles, 1, english, &initials);
            assert_int_equal(
                fh_scan_text(analyser, fh_str_of(text), english, &initials, arena, &some, NULL), 0);
            assert_int_equal(some.count, whole.count);
            for (size_t at = 0; at < whole.count; at++) {
                assert_int_equal(some.tokens[at].start, whole.tokens[at].start);
                assert_int_equal(some.tokens[at].end, whole.tokens[at].end);
                assert_int_equal(fh_needle_at(&needle, &some, at),
                                 fh_needle_at(&needle, &whole, at));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snippet_begins_at_the_sentence_and_marks_the_word),
        cmocka_unit_test(the_window_with_more_different_words_wins),
        cmocka_unit_test(several_snippets_do_not_overlap_and_keep_the_order_of_the_text),
        cmocka_unit_test(without_a_mark_the_beginning_is_shown),
        cmocka_unit_test(a_snippet_stays_in_its_paragraph_and_on_one_line),
        cmocka_unit_test(quotation_marks_at_the_edge_belong_to_the_snippet),
        cmocka_unit_test(an_empty_text_has_no_snippet),
        cmocka_unit_test(snippets_of_random_texts_hold_their_promises),
        cmocka_unit_test(a_scan_for_some_words_finds_them_where_a_whole_one_does),
    };
    return cmocka_run_group_tests_name("snippet", tests, set_up, tear_down);
}
