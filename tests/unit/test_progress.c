/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_progress.c: the line of progress: what it says, and what it leaves out where there is no
 * room.
 */
#include "indexer/progress.h"

#include "tests/unit/check.h"

static const fh_run_counts counts = {
    .added = 1000, .replaced = 200, .unchanged = 4, .comments = 310, .rejected = 12};

static void check_line(const fh_progress *progress, uint64_t bytes, double seconds,
                       unsigned columns, const char *wanted) {
    fh_buffer out = FH_BUFFER(1024);
    fh_progress_line(progress, &counts, bytes, seconds, columns, &out);
    check_text("line", fh_buffer_str(&out), wanted);
    fh_buffer_free(&out);
}

static void the_line_says_how_much_of_all_is_done(void **state) {
    (void)state;
    fh_progress p = {.total_bytes = 4800000000, .files = 12, .total_files = 1040};
    check_line(&p, 1200000000, 40, 200,
               "1,204 articles, 310 comments, 12 rejected, 1.2 of 4.8 GB, 12 of 1,040 files, "
               "30.0 MB/s, 2:00 left");
}

static void what_is_not_known_is_not_said(void **state) {
    (void)state;
    fh_progress p = {.total_bytes = 0};
    check_line(&p, 2500000, 2, 200, "1,204 articles, 310 comments, 12 rejected, 2.5 MB, 1.2 MB/s");
    p.total_bytes = 2000000; /* a file has grown */
    check_line(&p, 2500000, 2, 200,
               "1,204 articles, 310 comments, 12 rejected, 2.5 of 2.5 MB, 1.2 MB/s");
}

static void hours_are_told(void **state) {
    (void)state;
    fh_progress p = {.total_bytes = 1000000000};
    check_line(&p, 10000000, 100, 200,
               "1,204 articles, 310 comments, 12 rejected, 0.0 of 1.0 GB, 0.1 MB/s, 2:45:00 left");
}

static void words_go_first_then_what_matters_least(void **state) {
    (void)state;
    fh_progress p = {.total_bytes = 4800000000, .files = 12, .total_files = 1040};
    const uint64_t bytes = 1200000000;
    check_line(&p, bytes, 40, 80,
               "1,204 art., 310 com., 12 rej., 1.2/4.8 GB, 12/1,040 files, 30.0 MB/s, 2:00 left");
    check_line(&p, bytes, 40, 75,
               "1,204 art., 310 com., 12 rej., 1.2/4.8 GB, 12/1,040 files, 2:00 left");
    check_line(&p, bytes, 40, 60, "1,204 art., 310 com., 12 rej., 1.2/4.8 GB, 2:00 left");
    check_line(&p, bytes, 40, 45, "1,204 art., 12 rej., 1.2/4.8 GB, 2:00 left");
    check_line(&p, bytes, 40, 21, "1,204 art., 2:00 left");
    check_line(&p, bytes, 40, 20, "1,204 art.");
}

static void no_line_is_longer_than_the_terminal(void **state) {
    (void)state;
    fh_run_counts many = {.added = UINT64_MAX / 4, .comments = UINT64_MAX / 4, .rejected = 1 << 30};
    fh_progress p = {.total_bytes = UINT64_MAX, .files = 1 << 30, .total_files = UINT64_MAX};
    for (unsigned columns = 0; columns < 250; columns++) {
        fh_buffer out = FH_BUFFER(1024);
        fh_progress_line(&p, &many, 1000000, 1e9, columns, &out);
        assert_true(out.n <= columns);
        fh_buffer_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_says_how_much_of_all_is_done),
        cmocka_unit_test(what_is_not_known_is_not_said),
        cmocka_unit_test(hours_are_told),
        cmocka_unit_test(words_go_first_then_what_matters_least),
        cmocka_unit_test(no_line_is_longer_than_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
