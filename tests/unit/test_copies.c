/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Copies: signatures, candidates, likeness, and that articles have the same clusters however they
 * came to be in the index.
 */
#include "tests/unit/check.h"

#include "indexer/alike.h"
#include "indexer/candidates.h"
#include "indexer/check.h"
#include "indexer/compact.h"
#include "indexer/copies_writer.h"
#include "indexer/rebuild.h"
#include "tests/unit/index_fixture.h"

static int make_scratch(void **state) {
    *state = scratch_new();
    return 0;
}

static int remove_scratch(void **state) {
    scratch_free(*state);
    return 0;
}

static uint32_t roll(uint64_t *dice, uint32_t n) {
    *dice = *dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((*dice >> 32) * n) >> 32);
}

/* --- signatures --- */

enum { WORDS_MAX = 2000 };

/* `count` words that are the same for one `seed`. */
static void make_units(fh_unit *units, size_t count, uint64_t seed) {
    for (size_t i = 0; i < count; i++) {
        uint64_t stem = roll(&seed, 5000) + 1;
        units[i] = stem * UINT64_C(0x9e3779b1) << 32 | (stem + 7);
    }
}

static fh_signature sign(const fh_unit *units, size_t count, size_t title_count) {
    fh_signature signature;
    fh_alike_words words = fh_alike_words_of(units, count, title_count);
    fh_signature_of(&words, &signature);
    return signature;
}

static unsigned agreement(const fh_signature *a, const fh_signature *b) {
    uint8_t x[FH_SIGNATURE_BYTES], y[FH_SIGNATURE_BYTES];
    fh_signature_save(a, x);
    fh_signature_save(b, y);
    return fh_signature_agreement(x, y);
}

/* Title, gap and text are compared by the text alone where that is long enough. */
static void a_title_makes_no_difference_to_a_long_text(void **state) {
    (void)state;
    fh_unit one[200], two[200];
    make_units(one, 5, 1);
    one[5] = FH_UNIT_GAP;
    make_units(one + 6, 100, 3);
    make_units(two, 9, 2);
    two[9] = FH_UNIT_GAP;
    make_units(two + 10, 100, 3);
    two[110] = FH_UNIT_GAP; /* an author */
    make_units(two + 111, 2, 4);
    fh_signature a = sign(one, 106, 5), b = sign(two, 113, 9);
    assert_true(a.text == b.text);
    assert_int_equal(agreement(&a, &b), FH_SIGNATURE_PLACES);
    fh_signature without = sign(one + 6, 100, 0);
    assert_true(a.text == without.text);
}

static void a_short_text_is_the_same_only_under_the_same_title(void **state) {
    (void)state;
    fh_unit one[200], two[200];
    make_units(one, 3, 1);
    one[3] = FH_UNIT_GAP;
    make_units(one + 4, FH_ALIKE_LEAST_WORDS - 1, 3);
    memcpy(two, one, sizeof two);
    fh_signature a = sign(one, 3 + FH_ALIKE_LEAST_WORDS, 3);
    fh_signature b = sign(two, 3 + FH_ALIKE_LEAST_WORDS, 3);
    assert_true(a.text == b.text);
    make_units(two, 3, 9);
    b = sign(two, 3 + FH_ALIKE_LEAST_WORDS, 3);
    assert_true(a.text != b.text);
    uint8_t saved[FH_SIGNATURE_BYTES];
    fh_signature_save(&a, saved);
    assert_false(fh_signature_has_sample(saved));
}

static void nothing_has_no_signature(void **state) {
    (void)state;
    static const fh_signature none;
    fh_signature a = sign(NULL, 0, 0);
    assert_memory_equal(&a, &none, sizeof none);
}

/* Of texts whose shingles are known the share of places that agree is near the share of shingles
 * in common. */
static void agreement_estimates_what_texts_have_in_common(void **state) {
    (void)state;
    static fh_unit one[WORDS_MAX], two[WORDS_MAX];
    for (unsigned percent = 0; percent <= 100; percent += 20) {
        unsigned sum = 0, rounds = 40, words = 300;
        for (unsigned round = 0; round < rounds; round++) {
            make_units(one, words, 100 + round);
            make_units(two, words, 1000 + round);
            memcpy(two, one, words * percent / 100 * sizeof *two);
            fh_signature a = sign(one, words, 0), b = sign(two, words, 0);
            sum += agreement(&a, &b);
        }
        double found = (double)sum / (rounds * FH_SIGNATURE_PLACES);
        double common = percent / 100.0 / (2 - percent / 100.0);
        if (found < common - 0.05 || found > common + 0.05)
            fail_msg("%u%% kept: %.3f agree, %.3f are in common", percent, found, common);
    }
}

/* --- candidates --- */

typedef struct found_list {
    uint32_t numbers[1000];
    size_t count;
} found_list;

static int note(void *user, uint32_t number, unsigned agreement, fihrist_error *err) {
    found_list *list = user;
    (void)agreement, (void)err;
    if (list->count < 1000)
        list->numbers[list->count++] = number;
    return 0;
}

static bool has_number(const found_list *list, uint32_t number) {
    for (size_t i = 0; i < list->count; i++)
        if (list->numbers[i] == number)
            return true;
    return false;
}

/* A hundred articles of one text leave room for another that is nearly the same. */
static void the_same_text_many_times_crowds_nothing_out(void **state) {
    (void)state;
    enum { MANY = 100 };
    static fh_unit units[300];
    static uint8_t saved[MANY + 2][FH_SIGNATURE_BYTES];
    fh_candidates *candidates;
    fihrist_error err;
    found_list found = {.count = 0};
    for (uint32_t i = 0; i < MANY + 2; i++) {
        make_units(units, 300, 5);
        if (i == 0 || i == MANY + 1)
            make_units(units + 200, 50, 10 + i);
        fh_signature signature = sign(units, 300, 0);
        fh_signature_save(&signature, saved[i]);
    }
    must(fh_candidates_new(MANY + 1, &candidates, &err), &err);
    fh_candidates_begin(candidates, 0);
    for (uint32_t i = 0; i < MANY + 1; i++)
        fh_candidates_add(candidates, saved[i]);
    must(fh_candidates_find(candidates, saved[MANY + 1], note, &found, &err), &err);
    assert_true(has_number(&found, 0));
    assert_true(has_number(&found, 1));
    fh_candidates_free(candidates);
}

/* --- articles --- */

enum { FAMILIES = 12, VERSIONS = 6, ARTICLES = FAMILIES * VERSIONS };

static void append_words(fh_buffer *out, uint64_t seed, unsigned from, unsigned count) {
    for (unsigned i = 0; i < from + count; i++) {
        uint32_t word = roll(&seed, 3000);
        if (i >= from)
            fh_buffer_printf(out, "word%c%c%c ", 'a' + word % 17, 'a' + word / 17 % 17,
                             'a' + word / 289);
    }
}

/* Version `version` of the text of a family: 0 is the first, 1 the same, of others parts are cut,
 * replaced or in another order. `edition` is of an article that was changed. */
static fh_buffer make_article(unsigned family, unsigned version, unsigned edition) {
    fh_buffer out = FH_BUFFER(1 << 20);
    uint64_t seed = family * 1000 + 1;
    unsigned words = family == 0 ? 12 : 60 + 20 * family;
    fh_buffer_printf(&out, "{\"id\":\"%c%u-%u\",\"title\":\"Title %u\",\"source\":\"s%u\",",
                     'a' + (version * 7 + family) % 26, family, version, family, version);
    if (version != 3)
        fh_buffer_printf(&out, "\"date\":\"20%02u-0%u\",", 10 + (version + family) % 5,
                         1 + version % 2);
    fh_buffer_append_text(&out, "\"text\":\"");
    if (edition % 2 == 1) {
        append_words(&out, 99999 + edition * 100 + family, 0, words);
    } else if (version <= 1) {
        append_words(&out, seed, 0, words);
    } else if (version == 2) {
        append_words(&out, seed, words / 5, words - words / 5);
    } else if (version == 3) {
        append_words(&out, seed, words / 2, words - words / 2);
        append_words(&out, seed, 0, words / 2);
    } else if (version == 4) {
        append_words(&out, 77 + family, 0, words / 4);
        append_words(&out, seed, 0, words - words / 4);
    } else { /* of its own */
        append_words(&out, 5000 + family, 0, words);
        append_words(&out, seed, 0, words / 8);
    }
    fh_buffer_append_text(&out, "\",\"comments\":[{\"text\":\"yes\"}]}");
    fh_buffer_append_byte(&out, '\0');
    return out;
}

static void put_version(test_index *index, unsigned number, unsigned edition) {
    fh_buffer json = make_article(number / VERSIONS, number % VERSIONS, edition);
    put_article(index, json.p);
    fh_buffer_free(&json);
}

/* --- what an index says of them --- */

static fh_str id_of(const fh_stored *stored, uint32_t docid, fh_arena *arena) {
    fihrist_error err;
    fh_record record;
    must(fh_stored_record(stored, docid, FH_RECORD_HEAD, arena, &record, &err), &err);
    return record.id;
}

static int compare_lines(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A line for each article that has copies: its id, that of the first, how alike they are. */
static char *clusters_of(test_index *index) {
    fihrist_error err;
    fh_copies copies = {0};
    fh_arena *arena = fh_arena_new();
    fh_buffer out = FH_BUFFER(1 << 20);
    fh_stored stored = fh_writer_stored(index->writer);
    must(fh_copies_read(&copies, fh_writer_database(index->writer), &err), &err);
    char **lines = fh_arena_calloc(arena, copies.count + 1, sizeof *lines);
    for (size_t i = 0; i < copies.count; i++) {
        fh_str id = id_of(&stored, copies.items[i].docid, arena);
        fh_str first = id_of(&stored, copies.items[i].first, arena);
        lines[i] =
            (char *)(uintptr_t)fh_arena_printf(arena, "%.*s of %.*s: %u\n", (int)id.n, id.p,
                                               (int)first.n, first.p, copies.items[i].likeness)
                .p;
    }
    qsort(lines, copies.count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < copies.count; i++)
        fh_buffer_append_text(&out, lines[i]);
    fh_buffer_append_byte(&out, '\0');
    fh_copies_free(&copies);
    fh_arena_free(arena);
    return out.p;
}

static void fail_fault(void *user, const char *message) {
    (void)user;
    fail_msg("%s", message);
}

static void check_index(test_index *index) {
    fh_check_result result;
    fihrist_error err;
    must(fh_check(index->workspace, true, fail_fault, NULL, &result, &err), &err);
}

/* --- clusters --- */

static void copies_are_found_and_the_first_gives_the_name(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    for (unsigned version = 0; version < VERSIONS; version++)
        put_version(&index, 4 * VERSIONS + version, 0);
    commit(&index);
    char *found = clusters_of(&index);
    /* Version 1 is of 2010; version 3 has no date, version 5 is another story. */
    assert_non_null(strstr(found, "e4-0 of l4-1: 1000000\n"));
    assert_non_null(strstr(found, "l4-1 of l4-1: 1000000\n"));
    assert_non_null(strstr(found, "s4-2 of l4-1: "));
    assert_non_null(strstr(found, "z4-3 of l4-1: "));
    assert_non_null(strstr(found, "g4-4 of l4-1: "));
    assert_null(strstr(found, "n4-5"));
    fh_free(found);
    check_index(&index);
    close_index(&index);
}

/* A short text is a copy of the same one alone. */
static void short_texts_are_copies_only_when_they_are_the_same(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    for (unsigned version = 0; version < VERSIONS; version++)
        put_version(&index, version, 0);
    commit(&index);
    char *found = clusters_of(&index);
    assert_string_equal(found, "a0-0 of a0-0: 1000000\nh0-1 of a0-0: 1000000\n");
    fh_free(found);
    close_index(&index);
}

static void shuffle(unsigned *order, unsigned count, uint64_t *dice) {
    for (unsigned i = 0; i < count; i++)
        order[i] = i;
    for (unsigned i = count; i > 1; i--) {
        unsigned other = roll(dice, i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static char *clusters_of_bulk(const char *dir) {
    test_index index = open_bulk(dir, "none");
    for (unsigned i = 0; i < ARTICLES; i++)
        if (i % 9 != 4)
            put_version(&index, i, 0);
    commit(&index);
    char *found = clusters_of(&index);
    close_index(&index);
    return found;
}

/* In any order, in batches of any size; some articles are first others, some come and go. */
static void any_order_gives_the_same_clusters(void **state) {
    char *wanted = clusters_of_bulk(scratch_path(*state, "bulk"));
    assert_true(strlen(wanted) > 500);
    for (uint64_t round = 1; round <= 12; round++) {
        uint64_t dice = round * 7919;
        unsigned order[ARTICLES];
        char name[16];
        fihrist_error err;
        snprintf(name, sizeof name, "i%u", (unsigned)round);
        test_index index = open_index(scratch_path(*state, name), "none");
        shuffle(order, ARTICLES, &dice);
        for (unsigned i = 0; i < ARTICLES; i++) {
            put_version(&index, order[i], roll(&dice, 3) == 0 ? 1 + 2 * roll(&dice, 4) : 0);
            if (roll(&dice, 6) == 0)
                commit(&index);
        }
        shuffle(order, ARTICLES, &dice);
        for (unsigned i = 0; i < ARTICLES; i++) {
            fh_buffer json = make_article(order[i] / VERSIONS, order[i] % VERSIONS, 0);
            fh_arena *arena = fh_arena_new();
            fh_article article = read_article(json.p, arena);
            if (order[i] % 9 == 4)
                must(fh_writer_delete(index.writer, article.id, &err), &err);
            else
                put_article(&index, json.p);
            fh_arena_free(arena);
            fh_buffer_free(&json);
            if (roll(&dice, 6) == 0)
                commit(&index);
        }
        commit(&index);
        char *found = clusters_of(&index);
        if (strcmp(found, wanted) != 0)
            fail_msg("round %u: not\n%sbut\n%s", (unsigned)round, wanted, found);
        fh_free(found);
        check_index(&index);
        close_index(&index);
    }
    fh_free(wanted);
}

static void a_rebuild_and_a_compaction_keep_clusters(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_rebuild_options how = {.memory_bytes = FH_MEMORY_LEAST_BYTES};
    fh_rebuild_result result;
    fihrist_error err;
    for (unsigned i = 0; i < ARTICLES; i++)
        put_version(&index, i, 0);
    commit(&index);
    char *wanted = clusters_of(&index);
    for (int way = 0; way < 3; way++) {
        fh_writer_close(index.writer);
        index.writer = NULL;
        if (way == 2) {
            must(fh_compact(index.workspace, false, &err), &err);
        } else {
            how.bulk = way == 1;
            must(fh_rebuild(index.workspace, &how, &result, &err), &err);
        }
        check_index(&index);
        fh_writer_options options = {.memory_bytes = FH_MEMORY_LEAST_BYTES};
        must(fh_writer_open(index.workspace, index.workspace->manifest.generation, &options,
                            &index.writer, &err),
             &err);
        char *found = clusters_of(&index);
        assert_string_equal(found, wanted);
        fh_free(found);
    }
    put_version(&index, 30, 1); /* what is there is found by its signature still */
    commit(&index);
    put_version(&index, 30, 0);
    commit(&index);
    char *found = clusters_of(&index);
    assert_string_equal(found, wanted);
    fh_free(found);
    fh_free(wanted);
    close_index(&index);
}

/* Where libxapian has the places of words, texts are read for what they have in common. */
static void likeness_is_the_same_wherever_places_of_words_are_kept(void **state) {
    char *found[2];
    for (int i = 0; i < 2; i++) {
        fihrist_error err;
        test_index index = open_index(scratch_path(*state, i ? "x" : "s"), "none");
        index.workspace->manifest.positions = i ? FH_POSITIONS_XAPIAN : FH_POSITIONS_STORE;
        fh_rebuild_options how = {.memory_bytes = FH_MEMORY_LEAST_BYTES};
        fh_rebuild_result result;
        fh_writer_close(index.writer);
        must(fh_rebuild(index.workspace, &how, &result, &err), &err);
        fh_writer_options options = {.memory_bytes = FH_MEMORY_LEAST_BYTES};
        must(fh_writer_open(index.workspace, index.workspace->manifest.generation, &options,
                            &index.writer, &err),
             &err);
        for (unsigned k = 0; k < ARTICLES; k++)
            put_version(&index, k, 0);
        commit(&index);
        check_index(&index);
        found[i] = clusters_of(&index);
        close_index(&index);
    }
    assert_string_equal(found[0], found[1]);
    fh_free(found[0]);
    fh_free(found[1]);
}

static void an_index_may_do_without(void **state) {
    fihrist_error err;
    test_index index = {0};
    const uint32_t none = 0;
    fh_workspace_options how = {.dir = scratch_path(*state, "i"),
                                .create = true,
                                .default_authority = "none",
                                .alike = &none};
    fh_index_state fresh;
    fh_writer_options first = {.memory_bytes = FH_MEMORY_LEAST_BYTES, .fresh = &fresh};
    must(fh_workspace_open(&how, &index.workspace, &err), &err);
    must(fh_index_state_new(&fresh, &err), &err);
    must(fh_writer_open(index.workspace, 1, &first, &index.writer, &err), &err);
    put_version(&index, 20, 0);
    put_version(&index, 21, 0);
    commit(&index);
    must(fh_writer_publish(index.writer, &err), &err);
    char *found = clusters_of(&index);
    assert_string_equal(found, "");
    fh_free(found);
    check_index(&index);
    close_index(&index);
}

/* --- damage --- */

static void note_fault(void *user, const char *message) {
    (void)message;
    ++*(uint64_t *)user;
}

/* What is said of copies is believed only as a whole. */
static void damage_is_told(void **state) {
    static const char *const values[] = {"", "x", "0123456789abcdef0123"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char name[16];
        fihrist_error err;
        fh_copies copies = {0};
        fh_check_result result;
        uint64_t faults = 0;
        snprintf(name, sizeof name, "i%zu", i);
        test_index index = open_index(scratch_path(*state, name), "none");
        put_version(&index, 20, 0);
        put_version(&index, 21, 0);
        commit(&index);
        fh_writer_close(index.writer);
        index.writer = NULL;
        char path[FH_PATH_MAX];
        xc_writer *engine;
        must(fh_index_generation_path(index.workspace->dir, 1, path, &err), &err);
        assert_int_equal(xc_writer_open(path, 0, 0, &engine, NULL), 0);
        assert_int_equal(xc_writer_begin(engine, NULL), 0);
        assert_int_equal(xc_writer_set_metadata(engine, "fihrist-copies-00000000",
                                                strlen("fihrist-copies-00000000"), values[i],
                                                strlen(values[i]), NULL),
                         0);
        assert_int_equal(xc_writer_commit(engine, NULL), 0);
        assert_int_equal(fh_copies_read(&copies, xc_writer_database(engine), &err),
                         FIHRIST_E_CORRUPT);
        xc_writer_close(engine);
        must(fh_check(index.workspace, false, note_fault, &faults, &result, &err), &err);
        assert_int_equal(faults, 1);
        fh_copies_free(&copies);
        close_index(&index);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_title_makes_no_difference_to_a_long_text),
        cmocka_unit_test(a_short_text_is_the_same_only_under_the_same_title),
        cmocka_unit_test(nothing_has_no_signature),
        cmocka_unit_test(agreement_estimates_what_texts_have_in_common),
        cmocka_unit_test(the_same_text_many_times_crowds_nothing_out),
        cmocka_unit_test_setup_teardown(copies_are_found_and_the_first_gives_the_name, make_scratch,
                                        remove_scratch),
        cmocka_unit_test_setup_teardown(short_texts_are_copies_only_when_they_are_the_same,
                                        make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(any_order_gives_the_same_clusters, make_scratch,
                                        remove_scratch),
        cmocka_unit_test_setup_teardown(a_rebuild_and_a_compaction_keep_clusters, make_scratch,
                                        remove_scratch),
        cmocka_unit_test_setup_teardown(likeness_is_the_same_wherever_places_of_words_are_kept,
                                        make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(an_index_may_do_without, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(damage_is_told, make_scratch, remove_scratch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
