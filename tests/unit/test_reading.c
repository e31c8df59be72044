/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_reading.c: the process that files are read in. Whatever becomes of it, the file's other
 * documents are read, and what was lost is named.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "core/json.h"
#include "input/reading.h"

#include "container_fixture.h"

typedef struct fixture {
    char *scratch;
    fh_file_options options;
    fh_reading_process *process;
    fh_arena *arena;
    int fd;
} fixture;

static const fh_reading_limits limits = {.seconds = 1, .megabytes = 400};

static int start(void **state) {
    fixture *f = fh_calloc(1, sizeof *f);
    fihrist_error err;
    f->scratch = scratch_new();
    f->arena = fh_arena_new();
    f->fd = -1;
    if (fh_reading_start(&f->options, &limits, &f->process, &err) != FIHRIST_OK)
        fail_msg("%s", err.message);
    *state = f;
    return 0;
}

static int stop(void **state) {
    fixture *f = *state;
    fh_reading_stop(f->process);
    if (f->fd >= 0)
        close(f->fd);
    fh_arena_free(f->arena);
    scratch_free(f->scratch);
    fh_free(f);
    return 0;
}

/* The one child of a process. */
static pid_t child_of(pid_t parent) {
    char path[80], text[32] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[n] = '\0';
    return (pid_t)strtol(text, NULL, 10);
}

static pid_t worker(void) {
    pid_t found = child_of(child_of(getpid()));
    assert_true(found > 0);
    return found;
}

static void open_bytes(fixture *f, const char *name, fh_str bytes) {
    fihrist_error err;
    const char *path = scratch_path(f->scratch, name);
    scratch_write_bytes(path, bytes.p, bytes.n);
    f->fd = open(path, O_RDONLY | O_CLOEXEC);
    fh_open_file file = {.fd = f->fd, .path = fh_str_of(name)};
    if (fh_reading_open(f->process, &file, (fh_file_place){0, 0}, &err) != FIHRIST_OK)
        fail_msg("%s", err.message);
}

static void open_text(fixture *f, const char *name, const char *text) {
    open_bytes(f, name, fh_str_of(text));
}

static const char page[] = "<html><head><title>The lock is shut</title></head><body><article>"
                           "<h1>The lock is shut</h1><p>The harbour board shut the lock at Velm on "
                           "Friday, after a barge had broken its gate, and said that it would stay "
                           "shut for a month.</p></article></body></html>";

/* What comes next: "title", "!reason", or "" at the end. */
static void check_next(fixture *f, const char *expected) {
    fh_article article;
    fh_file_item item;
    fihrist_error err;
    int got = fh_reading_next(f->process, f->arena, &article, &item, &err);
    if (got < 0)
        fail_msg("%s", err.message);
    fh_str seen = got == FH_READ_ARTICLE ? article.title
                  : got == FH_READ_END   ? (fh_str){"", 0}
                                         : fh_arena_printf(f->arena, "!%s", err.message);
    check_text("next", seen, expected);
}

static void a_page_is_read_by_another_process_as_by_this_one(void **state) {
    fixture *f = *state;
    open_text(f, "page.html", page);
    pid_t before = worker();
    check_next(f, "The lock is shut");
    check_next(f, "");
    fh_reading_close(f->process);
    close(f->fd);
    open_text(f, "page.html", page);
    check_next(f, "The lock is shut");
    assert_int_equal(worker(), before);
}

static void a_worker_that_crashes_costs_the_file_it_is_in_and_no_other(void **state) {
    fixture *f = *state;
    open_text(f, "page.html", page);
    kill(worker(), SIGSEGV);
    fh_article article;
    fh_file_item item;
    fihrist_error err;
    int got = fh_reading_next(f->process, f->arena, &article, &item, &err);
    /* It may have read the page before the signal came. */
    if (got == FH_READ_REJECTED)
        assert_non_null(strstr(err.message, "Segmentation fault"));
    else
        assert_int_equal(got, FH_READ_ARTICLE);
    fh_reading_close(f->process);
    close(f->fd);
    open_text(f, "other.html", page);
    check_next(f, "The lock is shut");
    check_next(f, "");
}

static void a_worker_that_hangs_is_given_up(void **state) {
    fixture *f = *state;
    open_text(f, "first.html", page);
    check_next(f, "The lock is shut");
    check_next(f, "");
    fh_reading_close(f->process);
    close(f->fd);
    kill(worker(), SIGSTOP);
    open_text(f, "page.html", page);
    check_next(f, "!reading it took more than 1 seconds; nothing more is read of the file");
    check_next(f, "");
    fh_reading_close(f->process);
    close(f->fd);
    open_text(f, "other.html", page);
    check_next(f, "The lock is shut");
}

static void a_page_that_takes_more_memory_than_there_may_be_is_named(void **state) {
    fixture *f = *state;
    fh_buffer deep = FH_BUFFER(64 << 20);
#if defined(__SANITIZE_ADDRESS__)
    skip(); /* its own memory is not told from the program's */
#endif
    for (int i = 0; i < 4000000; i++)
        fh_buffer_append_text(&deep, "<p>x<b>");
    fh_buffer_append_byte(&deep, '\0');
    open_text(f, "large.html", deep.p);
    fh_buffer_free(&deep);
    fh_article article;
    fh_file_item item;
    fihrist_error err;
    assert_int_equal(fh_reading_next(f->process, f->arena, &article, &item, &err),
                     FH_READ_REJECTED);
    check_next(f, "");
}

/* One who knows a page, or none. */
typedef struct knower {
    bool any;
    unsigned asked;
    uint8_t content[FH_HASH_BYTES], known[FH_HASH_BYTES];
} knower;

static bool knows(void *user, const uint8_t content[FH_HASH_BYTES]) {
    knower *k = user;
    k->asked++;
    memcpy(k->content, content, sizeof k->content);
    return k->any && memcmp(content, k->known, sizeof k->known) == 0;
}

static void a_page_in_a_container_that_is_known_is_passed_over(void **state) {
    fixture *f = *state;
    knower k = {.any = false};
    static const char other[] =
        "<html><body><h1>The lock is open</h1><p>It was mended in a week, and not in a month, the "
        "harbour board said on Friday, and thanked all who had waited for it.</p></body></html>";
    const struct {
        const char *text;
        int got;
    } cases[] = {{page, FH_READ_ARTICLE}, {page, FH_READ_KNOWN}, {other, FH_READ_ARTICLE}};
    fh_reading_ask(f->process, knows, &k);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer packed = pack("gzip", cases[i].text);
        open_bytes(f, "page.html.gz", fh_buffer_str(&packed));
        fh_buffer_free(&packed);
        fh_article article;
        fh_file_item item;
        fihrist_error err;
        assert_int_equal(fh_reading_next(f->process, f->arena, &article, &item, &err),
                         cases[i].got);
        assert_int_equal(k.asked, i + 1);
        assert_true(item.has_content);
        assert_memory_equal(item.content, k.content, sizeof k.content);
        memcpy(k.known, k.content, sizeof k.known);
        k.any = true;
        check_next(f, "");
        fh_reading_close(f->process);
        close(f->fd);
    }
    open_text(f, "page.html", page);
    check_next(f, "The lock is shut");
    assert_int_equal(k.asked, 3);
}

static void the_processes_end_with_the_program(void **state) {
    fixture *f = *state;
    open_text(f, "page.html", page);
    check_next(f, "The lock is shut");
    pid_t last = worker();
    fh_reading_stop(f->process);
    f->process = NULL;
    assert_int_equal(kill(last, 0), -1);
    fihrist_error err;
    assert_int_equal(fh_reading_start(&f->options, &limits, &f->process, &err), FIHRIST_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_is_read_by_another_process_as_by_this_one, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_worker_that_crashes_costs_the_file_it_is_in_and_no_other,
                                        start, stop),
        cmocka_unit_test_setup_teardown(a_worker_that_hangs_is_given_up, start, stop),
        cmocka_unit_test_setup_teardown(a_page_that_takes_more_memory_than_there_may_be_is_named,
                                        start, stop),
        cmocka_unit_test_setup_teardown(a_page_in_a_container_that_is_known_is_passed_over, start,
                                        stop),
        cmocka_unit_test_setup_teardown(the_processes_end_with_the_program, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
