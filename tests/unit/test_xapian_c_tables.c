/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table that cannot be opened: to libxapian it was never made, and a database without its data
 * or its positions is as good as any. To the binding it is an error, or is opened at the second
 * try; what was compacted has all that there was, and is on disk. open and syncfs are this
 * program's own here, so that they can be made to fail.
 */
#undef _FORTIFY_SOURCE /* its inline functions are the very names defined here */

#include "xc_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static const char *refused; /**< the file that cannot be opened; NULL: none */
static int refusals;        /**< how many times */
static bool fail_syncfs;

__attribute__((visibility("default"))) int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (refused && strstr(path, refused) && refusals-- > 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

__attribute__((visibility("default"))) int syncfs(int fd) {
    if (!fail_syncfs)
        return (int)syscall(SYS_syncfs, fd);
    errno = EIO;
    return -1;
}

enum { ONCE = 1, ALWAYS = 1000 };

static const char *const tables[] = {"docdata.glass", "termlist.glass", "position.glass"};
enum { TABLE_COUNT = sizeof tables / sizeof *tables };

static void refuse(const char *table, int times) {
    refused = table;
    refusals = times;
}

static int set_up(void **state) {
    refuse(NULL, 0);
    fail_syncfs = false;
    xc_setup(state);
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "one two");
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    return 0;
}

static void add_another(xc_fixture *f) {
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, 0, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    add_words(f, writer, "one two three");
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
}

/* All that the tables hold of a document is there. */
static void check_document(xc_fixture *f, xc_database *db, uint32_t docid, const char *words) {
    char *data = NULL;
    xc_terms *terms = NULL;
    MUST(f, xc_database_document_data(db, docid, &data, NULL, &f->err));
    assert_string_equal(data, words);
    xc_free(data);
    MUST(f, xc_database_document_terms(db, docid, &terms, &f->err));
    assert_int_equal(xc_terms_next(terms, &f->err), 1);
    xc_terms_free(terms);
    assert_int_equal(xc_database_has_positions(db, &f->err), 1);
}

static void check_unopened(const xc_fixture *f, int status, const char *table) {
    char end[64];
    snprintf(end, sizeof end, "%s': Input/output error", table);
    assert_int_equal(status, XC_E_DATABASE_OPENING);
    assert_int_equal(f->err.code, XC_E_DATABASE_OPENING);
    assert_int_equal(f->err.sys_errno, EIO);
    assert_non_null(strstr(f->err.message, end));
}

static void one_refused_once_is_opened_all_the_same(void **state) {
    xc_fixture *f = *state;
    for (int i = 0; i < TABLE_COUNT; i++) {
        xc_database *db = NULL;
        refuse(tables[i], ONCE);
        MUST(f, xc_database_open(f->path, &db, &f->err));
        assert_true(refusals < ONCE);
        check_document(f, db, 1, "one two");
        xc_database_close(db);
    }
}

static void one_refused_for_good_is_an_error_with_its_cause(void **state) {
    xc_fixture *f = *state;
    for (int i = 0; i < TABLE_COUNT; i++) {
        xc_database *db = NULL;
        refuse(tables[i], ALWAYS);
        check_unopened(f, xc_database_open(f->path, &db, &f->err), tables[i]);
        assert_null(db);
    }
}

static void a_newer_revision_is_whole_or_not_opened(void **state) {
    xc_fixture *f = *state;
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    for (int i = 0; i < TABLE_COUNT; i++) {
        add_another(f);
        refuse(tables[i], ONCE);
        assert_int_equal(MUST(f, xc_database_reopen(db, &f->err)), 1);
        check_document(f, db, 2 + 2 * (uint32_t)i, "one two three");
        refuse(NULL, 0);
        add_another(f);
        refuse(tables[i], ALWAYS);
        check_unopened(f, xc_database_reopen(db, &f->err), tables[i]);
        check_unopened(f, xc_database_reopen(db, &f->err), tables[i]);
        refuse(NULL, 0);
        assert_int_equal(MUST(f, xc_database_reopen(db, &f->err)), 1);
        assert_int_equal(MUST(f, xc_database_reopen(db, &f->err)), 0);
        check_document(f, db, 3 + 2 * (uint32_t)i, "one two three");
    }
    xc_database_close(db);
}

static void what_broke_off_is_opened_again_later(void **state) {
    xc_fixture *f = *state;
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    add_another(f);
    refuse("postlist.glass", ALWAYS); /* without which libxapian itself fails */
    assert_int_equal(xc_database_reopen(db, &f->err), XC_E_DATABASE_OPENING);
    refuse(NULL, 0);
    assert_int_equal(MUST(f, xc_database_reopen(db, &f->err)), 1);
    check_document(f, db, 2, "one two three");
    xc_database_close(db);
}

static void a_compacted_copy_is_whole_or_not_made(void **state) {
    xc_fixture *f = *state;
    char copy[128];
    for (int i = 0; i < TABLE_COUNT; i++) {
        struct stat st;
        xc_database *db = NULL;
        snprintf(copy, sizeof copy, "%s/copy-%d", f->directory, i);
        refuse(tables[i], ALWAYS);
        check_unopened(f, xc_database_compact(f->path, copy, 0, 0, &f->err), tables[i]);
        assert_int_equal(stat(copy, &st), -1);
        refuse(tables[i], ONCE);
        MUST(f, xc_database_compact(f->path, copy, 0, 0, &f->err));
        MUST(f, xc_database_open(copy, &db, &f->err));
        check_document(f, db, 1, "one two");
        xc_database_close(db);
    }
}

static void a_compacted_copy_that_is_not_on_disk_is_a_failure(void **state) {
    xc_fixture *f = *state;
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", f->directory);
    fail_syncfs = true;
    assert_int_equal(xc_database_compact(f->path, copy, 0, 0, &f->err), XC_E_SYSTEM);
    assert_int_equal(f->err.sys_errno, EIO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_refused_once_is_opened_all_the_same, set_up,
                                        xc_teardown),
        cmocka_unit_test_setup_teardown(one_refused_for_good_is_an_error_with_its_cause, set_up,
                                        xc_teardown),
        cmocka_unit_test_setup_teardown(a_newer_revision_is_whole_or_not_opened, set_up,
                                        xc_teardown),
        cmocka_unit_test_setup_teardown(what_broke_off_is_opened_again_later, set_up, xc_teardown),
        cmocka_unit_test_setup_teardown(a_compacted_copy_is_whole_or_not_made, set_up, xc_teardown),
        cmocka_unit_test_setup_teardown(a_compacted_copy_that_is_not_on_disk_is_a_failure, set_up,
                                        xc_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
