/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_read_ahead.c: what is read and prepared by threads of their own is what the input says, in
 * its order, and leads to the same index; and they end whenever they are told to. `make tsan` runs
 * this too.
 */
#include <signal.h>
#include <time.h>

#include "indexer/check.h"
#include "indexer/read_ahead.h"
#include "tests/unit/check.h"
#include "tests/unit/index_fixture.h"

/* Names of authors and outlets are looked up by every thread. */
static const char authority[] = "id\ttype\tname\taliases\n"
                                "mara\tperson\tMara Delling\tM. Delling\n"
                                "tide\toutlet\tSaltmere Tide\tTide|The Tide\n";

enum { ARTICLES = 400, LARGE = 17, BROKEN = 23, LARGE_BYTES = 300 << 10 };

static int make_scratch(void **state) {
    *state = scratch_new();
    return 0;
}

static int remove_scratch(void **state) {
    scratch_free(*state);
    return 0;
}

/* Articles "0" to "59" with comments, one of them too large to be prepared ahead, and a line that
 * is none between them. */
static void write_articles(const char *path) {
    fh_buffer lines = FH_BUFFER(4 << 20);
    for (int i = 0; i < ARTICLES; i++) {
        if (i == BROKEN)
            fh_buffer_printf(&lines, "{\"id\":\n");
        fh_buffer_printf(
            &lines,
            "{\"id\":\"%d\",\"source\":\"Tide\",\"date\":\"2021-01-%02d\",\"authors\":"
            "[\"Mara Delling\"],\"title\":\"Boat %d\",\"text\":\"Boats sailed %d times",
            i, i % 28 + 1, i, i);
        for (int n = 0; i == LARGE && n < LARGE_BYTES / 10; n++)
            fh_buffer_printf(&lines, " and %d", n % 1000);
        fh_buffer_printf(&lines,
                         ".\",\"comments\":[{\"id\":\"1\",\"author\":\"Tess\",\"text\":\"Sailing "
                         "%d\"},{\"id\":\"2\",\"parent\":\"1\",\"text\":\"never sailed\"}]}\n",
                         i);
    }
    fh_buffer_append_byte(&lines, '\0');
    assert_false(lines.failed);
    scratch_write(path, lines.p);
    fh_buffer_free(&lines);
}

static const char *write_authority(char *scratch) {
    const char *path = scratch_path(scratch, "authority");
    scratch_write(path, authority);
    return path;
}

static fh_input *open_input(const char *const *path) {
    fihrist_error err;
    fh_input *input;
    fh_input_options options = {.paths = path, .path_count = 1, .format = FH_FORMAT_JSONL};
    must(fh_input_open(&options, &input, &err), &err);
    return input;
}

static fh_read_ahead *start(fh_input *input, const test_index *index) {
    fihrist_error err;
    fh_read_ahead *ahead;
    must(fh_read_ahead_start(input, index->workspace, fh_writer_is_bulk(index->writer), &ahead,
                             &err),
         &err);
    return ahead;
}

static const fh_reading *next(fh_read_ahead *ahead) {
    const fh_reading *reading;
    do
        reading = fh_read_ahead_next(ahead);
    while (!reading);
    return reading;
}

static void readings_are_those_of_the_input_in_its_order(void **state) {
    const char *path = scratch_path(*state, "a.jsonl");
    write_articles(path);
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_input *input = open_input(&path), *same = open_input(&path);
    fh_read_ahead *ahead = start(input, &index);
    fh_arena *arena = fh_arena_new();
    fh_buffer position = FH_BUFFER(FH_INPUT_POSITION_MAX_BYTES);
    int got, articles = 0;
    do {
        fh_article article;
        fh_rejection rejection;
        fihrist_error err;
        const fh_reading *reading = next(ahead);
        fh_arena_reset(arena);
        fh_buffer_clear(&position);
        got = fh_input_next(same, arena, &article, &rejection, &err);
        must(fh_input_position(same, &position, &err), &err);
        assert_int_equal(reading->got, got);
        assert_int_equal(reading->bytes, fh_input_bytes(same));
        assert_true(fh_str_equal(fh_buffer_str(&reading->position), fh_buffer_str(&position)));
        if (got == FH_INPUT_REJECTED) {
            assert_int_equal(articles, BROKEN);
            assert_int_equal(reading->rejection.line, BROKEN + 1);
            assert_true(fh_str_equal(reading->rejection.path, rejection.path));
            assert_string_equal(reading->rejection.reason, rejection.reason);
        }
        if (got != FH_INPUT_ARTICLE)
            continue;
        fh_content_hash hash = fh_article_content_hash(&article);
        assert_true(fh_str_equal(reading->article.id, article.id));
        assert_memory_equal(reading->prepared.hash.bytes, hash.bytes, sizeof hash.bytes);
        assert_int_equal(reading->prepared.count, articles == LARGE ? 0 : 3);
        articles++;
    } while (got > 0);
    assert_int_equal(articles, ARTICLES);
    fh_read_ahead_stop(ahead);
    fh_input_close(input);
    fh_input_close(same);
    fh_arena_free(arena);
    fh_buffer_free(&position);
    close_index(&index);
}

static void fail_fault(void *user, const char *message) {
    (void)user;
    fail_msg("%s", message);
}

/* All articles of the file, prepared ahead or not, one by one or at once. */
static fh_buffer index_file(const char *dir, const char *path, const char *names, bool prepared,
                            bool bulk) {
    test_index index = bulk ? open_bulk(dir, names) : open_index(dir, names);
    fh_input *input = open_input(&path);
    fh_read_ahead *ahead = start(input, &index);
    const fh_reading *reading;
    fihrist_error err;
    fh_check_result result;
    while ((reading = next(ahead))->got != FH_INPUT_END) {
        fh_put outcome;
        if (reading->got == FH_INPUT_ARTICLE)
            must(fh_writer_put(index.writer, &reading->article,
                               prepared ? &reading->prepared : NULL, &outcome, &err),
                 &err);
    }
    fh_read_ahead_stop(ahead);
    fh_input_close(input);
    commit(&index);
    if (bulk)
        must(fh_writer_publish(index.writer, &err), &err);
    must(fh_check(index.workspace, true, fail_fault, NULL, &result, &err), &err);
    fh_buffer dump = dump_index(&index);
    close_index(&index);
    return dump;
}

static void what_was_prepared_ahead_makes_the_same_index(void **state) {
    const char *path = scratch_path(*state, "a.jsonl");
    write_articles(path);
    const char *names = write_authority(*state);
    fh_buffer alone = index_file(scratch_path(*state, "alone"), path, names, false, false);
    assert_non_null(strstr(alone.p, "kind 1: 800 documents"));
    for (int how = 1; how < 4; how++) {
        const char *dir = scratch_path(*state, (const char *[]){"", "a", "b", "c"}[how]);
        fh_buffer ahead = index_file(dir, path, names, how & 1, how & 2);
        assert_string_equal(ahead.p, alone.p);
        fh_buffer_free(&ahead);
    }
    fh_buffer_free(&alone);
}

static void nothing_is_prepared_while_articles_are_what_they_were(void **state) {
    const char *path = scratch_path(*state, "a.jsonl");
    write_articles(path);
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_input *input = open_input(&path);
    fh_read_ahead *ahead = start(input, &index);
    const fh_reading *reading;
    size_t prepared = 0;
    while ((reading = next(ahead))->got != FH_INPUT_END) {
        prepared += reading->prepared.count > 0;
        fh_read_ahead_tell(ahead, false);
    }
    /* Those of the ring that were read before the first was told of: with eight workers 144. */
    assert_in_range(prepared, 1, 150);
    fh_read_ahead_stop(ahead);
    fh_input_close(input);
    close_index(&index);
}

static void reading_can_be_stopped_in_the_middle(void **state) {
    const char *path = scratch_path(*state, "a.jsonl");
    write_articles(path);
    test_index index = open_index(scratch_path(*state, "i"), "none");
    for (int most = 0; most < 12; most++) {
        fh_input *input = open_input(&path);
        fh_read_ahead *ahead = start(input, &index);
        for (int i = 0; i < most; i++)
            assert_int_equal(next(ahead)->got, FH_INPUT_ARTICLE);
        fh_read_ahead_stop(ahead);
        fh_input_close(input);
    }
    close_index(&index);
}

/* The alarm ends the test should the thread not end. */
static void reading_can_be_stopped_while_a_pipe_is_silent(void **state) {
    const char *path = scratch_path(*state, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    test_index index = open_index(scratch_path(*state, "i"), "none");
    alarm(20);
    for (int opened = 0; opened < 2; opened++) {
        fh_input *input = open_input(&path);
        fh_read_ahead *ahead = start(input, &index);
        int fd = opened ? open(path, O_RDWR | O_CLOEXEC) : -1;
        if (opened) {
            dprintf(fd, "{\"id\":\"1\",\"text\":\"Boats\"}\n{\"id\":");
            assert_int_equal(next(ahead)->got, FH_INPUT_ARTICLE);
        }
        assert_null(fh_read_ahead_next(ahead));
        fh_read_ahead_stop(ahead);
        fh_input_close(input);
        if (opened)
            close(fd);
    }
    alarm(0);
    close_index(&index);
}

#define INDEX_TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void) {
    const struct CMUnitTest tests[] = {
        INDEX_TEST(readings_are_those_of_the_input_in_its_order),
        INDEX_TEST(what_was_prepared_ahead_makes_the_same_index),
        INDEX_TEST(nothing_is_prepared_while_articles_are_what_they_were),
        INDEX_TEST(reading_can_be_stopped_in_the_middle),
        INDEX_TEST(reading_can_be_stopped_while_a_pipe_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
