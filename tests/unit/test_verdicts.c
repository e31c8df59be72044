/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered of texts is what was found out, of that very needle, until there is no room.
 */
#include "tests/unit/check.h"

#include "searcher/verdicts.h"

enum { SIZE = 1000 };

/* A needle of one word. */
typedef struct word {
    fh_str text;
    fh_slot slot;
    fh_needle needle;
} word;

static const fh_needle *needle_of(word *w, const char *text, unsigned zones) {
    w->text = fh_str_of(text);
    w->slot = (fh_slot){FH_SLOT_FORM, &w->text, 1};
    w->needle = (fh_needle){.zones = zones, .slots = &w->slot, .slot_count = 1};
    return &w->needle;
}

static void what_was_found_out_is_remembered(void **state) {
    (void)state;
    fh_verdicts verdicts = {0};
    word boats, boat, title;
    fh_verdict_set *set =
        fh_verdicts_use(&verdicts, needle_of(&boats, "boats", FH_ZONE_ARTICLE), SIZE);
    assert_int_equal(fh_verdict_get(set, 7), -1);
    fh_verdict_set_to(set, 7, true);
    fh_verdict_set_to(set, 8, false);
    fh_verdict_set_to(set, SIZE, true); /* no document of the snapshot */
    fh_verdicts_leave(set);
    assert_ptr_equal(fh_verdicts_use(&verdicts, needle_of(&boats, "boats", FH_ZONE_ARTICLE), SIZE),
                     set);
    assert_int_equal(fh_verdict_get(set, 7), 1);
    assert_int_equal(fh_verdict_get(set, 8), 0);
    assert_int_equal(fh_verdict_get(set, 9), -1);
    assert_int_equal(fh_verdict_get(set, SIZE), -1);
    assert_int_equal(fh_verdict_get(NULL, 7), -1);
    fh_verdict_set *others[] = {
        fh_verdicts_use(&verdicts, needle_of(&boat, "boat", FH_ZONE_ARTICLE), SIZE),
        fh_verdicts_use(&verdicts, needle_of(&title, "boats", FH_ZONE_TITLE), SIZE)};
    for (size_t i = 0; i < 2; i++) {
        assert_ptr_not_equal(others[i], set);
        assert_int_equal(fh_verdict_get(others[i], 7), -1);
    }
    fh_verdicts_clear(&verdicts);
    assert_int_equal(verdicts.bytes, 0);
}

static void there_is_room_for_the_newest_and_for_those_in_use(void **state) {
    (void)state;
    enum { MANY = 50, LARGE = 1 << 22 };
    fh_verdicts verdicts = {0};
    word kept, other;
    char text[20];
    fh_verdict_set *used =
        fh_verdicts_use(&verdicts, needle_of(&kept, "kept", FH_ZONE_ARTICLE), LARGE);
    fh_verdict_set_to(used, 1, true);
    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "word%d", i);
        fh_verdict_set *set =
            fh_verdicts_use(&verdicts, needle_of(&other, text, FH_ZONE_ARTICLE), LARGE);
        assert_non_null(set);
        assert_int_equal(fh_verdict_get(set, 1), -1);
        fh_verdict_set_to(set, 1, true);
        fh_verdicts_leave(set);
        assert_true(verdicts.bytes <= FH_VERDICTS_MAX_BYTES);
    }
    assert_int_equal(fh_verdict_get(used, 1), 1);
    /* One that would not fit by itself is done without. */
    assert_null(fh_verdicts_use(&verdicts, needle_of(&other, "huge", FH_ZONE_ARTICLE), 1u << 31));
    fh_verdicts_clear(&verdicts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_found_out_is_remembered),
        cmocka_unit_test(there_is_room_for_the_newest_and_for_those_in_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
