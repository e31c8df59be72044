/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing: transactions, replacing and deleting, what a failed write leaves behind, and what has
 * been synced when a commit returns. fsync, fdatasync and pwrite are this program's own here, so
 * that they can be counted and made to fail.
 */
#include "xc_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int directories_synced;
static int files_synced;
static int fail_sync_of; /**< 'd' directories, 'f' files, '1' the next file only, 0 nothing */

static int watched_sync(int fd, long call) {
    struct stat st;
    int is_directory = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
    if (fail_sync_of == (is_directory ? 'd' : 'f') || (fail_sync_of == '1' && !is_directory)) {
        if (fail_sync_of == '1')
            fail_sync_of = 0;
        errno = EIO;
        return -1;
    }
    *(is_directory ? &directories_synced : &files_synced) += 1;
    return (int)syscall(call, fd);
}

__attribute__((visibility("default"))) int fsync(int fd) {
    return watched_sync(fd, SYS_fsync);
}

__attribute__((visibility("default"))) int fdatasync(int fd) {
    return watched_sync(fd, SYS_fdatasync);
}

static long writes_left = -1; /**< before the next one fails; negative: none fails */

__attribute__((visibility("default"))) ssize_t pwrite(int fd, const void *data, size_t n,
                                                      off_t offset) {
    if (writes_left == 0) {
        errno = ENOSPC;
        return -1;
    }
    if (writes_left > 0)
        --writes_left;
    return syscall(SYS_pwrite64, fd, data, n, offset);
}

static uint32_t doc_count(xc_fixture *f) {
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    uint32_t count = 0;
    MUST(f, xc_database_doc_count(db, &count, &f->err));
    xc_database_close(db);
    return count;
}

static void a_commit_syncs_files_then_the_directory(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "one");
    directories_synced = files_synced = 0;
    MUST(f, xc_writer_commit(writer, &f->err));
    assert_true(files_synced > 0);
    assert_int_equal(directories_synced, 1);
    xc_writer_close(writer);
    assert_int_equal(doc_count(f), 1);
}

static void creating_syncs_the_directory_and_its_parent(void **state) {
    xc_fixture *f = *state;
    directories_synced = 0;
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, XC_WRITER_CREATE, 0, &writer, &f->err));
    assert_int_equal(directories_synced, 2);
    xc_writer_close(writer);
}

static void a_directory_that_cannot_be_synced_fails_the_commit(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "one");
    fail_sync_of = 'd';
    assert_int_equal(xc_writer_commit(writer, &f->err), XC_E_SYSTEM);
    fail_sync_of = 0;
    assert_int_equal(f->err.sys_errno, EIO);
    assert_int_equal(xc_writer_is_poisoned(writer), 1);
    xc_writer_close(writer);
}

/** After a commit that failed, libxapian's next one succeeds without the batch. */
static void after_a_failed_commit_nothing_can_be_committed(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "first");
    MUST(f, xc_writer_commit(writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    add_words(f, writer, "second");
    fail_sync_of = '1';
    assert_int_equal(xc_writer_commit(writer, &f->err), XC_E_DATABASE);
    assert_int_equal(fail_sync_of, 0);
    assert_int_equal(f->err.sys_errno, EIO);

    xc_document *document = NULL;
    uint32_t docid = 0;
    MUST(f, xc_document_new(&document, &f->err));
    assert_int_equal(xc_writer_begin(writer, &f->err), XC_E_POISONED);
    assert_int_equal(xc_writer_add(writer, document, &docid, &f->err), XC_E_POISONED);
    assert_int_equal(xc_writer_commit(writer, &f->err), XC_E_POISONED);
    MUST(f, xc_writer_discard(writer, &f->err));
    assert_int_equal(xc_writer_begin(writer, &f->err), XC_E_POISONED);
    xc_writer_close(writer);
    assert_int_equal(doc_count(f), 1);

    MUST(f, xc_writer_open(f->path, 0, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    MUST(f, xc_writer_add(writer, document, &docid, &f->err));
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    xc_document_free(document);
    assert_int_equal(doc_count(f), 2);
}

/** What fails a commit may fail libxapian's way back from it too. */
static void a_writer_whose_disk_is_gone_can_be_discarded_and_closed(void **state) {
    xc_fixture *f = *state;
    for (int discards = 0; discards < 2; ++discards) {
        xc_writer *writer = NULL;
        MUST(f, xc_writer_open(f->path, XC_WRITER_CREATE, 0, &writer, &f->err));
        MUST(f, xc_writer_begin(writer, &f->err));
        add_words(f, writer, "second");
        fail_sync_of = 'f';
        assert_true(xc_writer_commit(writer, &f->err) < 0);
        fail_sync_of = 0;
        assert_int_equal(f->err.sys_errno, EIO);
        assert_non_null(strstr(f->err.message, ": Input/output error"));
        if (discards)
            MUST(f, xc_writer_discard(writer, &f->err));
        xc_writer_close(writer);
        assert_int_equal(doc_count(f), 0);
        assert_int_equal(xc_database_check(f->path, NULL, NULL, &f->err), 0);
    }
}

static void a_full_disk_fails_the_batch_and_keeps_the_last_one(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "kept");
    MUST(f, xc_writer_commit(writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));

    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, little = {0};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = before;
    little.rlim_cur = 64 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    int status = 0;
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    char *data = calloc(1, 100000);
    uint32_t noise = 1; /* so that it does not compress */
    for (int i = 0; i < 100000; ++i) {
        noise = noise * 1664525 + 1013904223;
        data[i] = (char)(noise >> 24);
    }
    MUST(f, xc_document_set_data(document, data, 100000, &f->err));
    for (int i = 0; i < 20 && status >= 0; ++i)
        status = xc_writer_add(writer, document, NULL, &f->err);
    if (status >= 0)
        status = xc_writer_commit(writer, &f->err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(status, XC_E_DATABASE);
    assert_int_equal(f->err.sys_errno, EFBIG);
    assert_int_equal(xc_writer_is_poisoned(writer), 1);
    free(data);
    xc_document_free(document);
    xc_writer_close(writer);
    assert_int_equal(doc_count(f), 1);
    assert_int_equal(xc_database_check(f->path, NULL, NULL, &f->err), 0);
}

enum { DONE, TOLD, RETURNED, OTHER };

static void tell_no_room(const xc_error *cause) {
    _exit(cause->sys_errno == ENOSPC && strstr(cause->message, strerror(ENOSPC)) ? TOLD : OTHER);
}

/* In a process of its own, for it may end in it: add a document, while the nth write of the commit
 * fails. */
static int add_in_child(xc_fixture *f, long failing_write) {
    pid_t child = fork();
    if (child == 0) {
        xc_writer *writer = NULL;
        xc_terminate_set_handler(tell_no_room);
        if (xc_writer_open(f->path, 0, 0, &writer, &f->err) < 0 ||
            xc_writer_begin(writer, &f->err) < 0)
            _exit(OTHER);
        add_words(f, writer, "another one");
        writes_left = failing_write;
        int status = xc_writer_commit(writer, &f->err);
        _exit(status == 0 ? DONE : f->err.sys_errno == ENOSPC ? RETURNED : OTHER);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/** The last values of a slot are written by a destructor, out of which nothing can be caught. */
static void a_write_that_cannot_be_caught_is_told_and_keeps_what_was_there(void **state) {
    xc_fixture *f = *state;
    int told = 0, end = OTHER;
    xc_writer *writer = new_writer(f);
    for (int i = 0; i < 2000; ++i)
        add_words(f, writer, "a few words");
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    for (long failing = 0; end != DONE && failing < 1000; ++failing) {
        end = add_in_child(f, failing);
        assert_int_not_equal(end, OTHER);
        told += end == TOLD;
        assert_int_equal(doc_count(f), end == DONE ? 2001 : 2000);
    }
    assert_int_equal(end, DONE);
    if (strncmp(xc_version(), "1.4.", 4) == 0)
        assert_true(told > 0);
    assert_int_equal(xc_database_check(f->path, NULL, NULL, &f->err), 0);
}

static void a_directory_that_cannot_be_made_is_named_with_the_cause(void **state) {
    xc_fixture *f = *state;
    char path[128];
    xc_writer *writer = NULL;
    snprintf(path, sizeof path, "%s/nowhere/db", f->directory);
    assert_int_equal(xc_writer_open(path, XC_WRITER_CREATE, 0, &writer, &f->err),
                     XC_E_DATABASE_CREATE);
    assert_int_equal(f->err.sys_errno, ENOENT);
    assert_non_null(strstr(f->err.message, "nowhere/db': No such file or directory"));
}

static void one_that_cannot_be_created_says_why(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = NULL;
    fail_sync_of = '1';
    assert_int_equal(xc_writer_open(f->path, XC_WRITER_CREATE, 0, &writer, &f->err),
                     XC_E_DATABASE_CREATE);
    assert_int_equal(f->err.sys_errno, EIO);
    assert_non_null(strstr(f->err.message, ": Input/output error"));
}

static void what_is_not_committed_is_gone_after_close_and_discard(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "one");
    xc_writer_close(writer);
    assert_int_equal(doc_count(f), 0);

    MUST(f, xc_writer_open(f->path, 0, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    add_words(f, writer, "two");
    MUST(f, xc_writer_discard(writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    add_words(f, writer, "three");
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    assert_int_equal(doc_count(f), 1);
}

static void a_change_outside_a_transaction_is_refused(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    assert_int_equal(xc_writer_begin(writer, &f->err), XC_E_INVALID_OPERATION);
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    uint32_t docid = 0;
    const int refused = XC_E_INVALID_OPERATION;
    assert_int_equal(xc_writer_add(writer, document, &docid, &f->err), refused);
    assert_int_equal(xc_writer_replace(writer, 1, document, &f->err), refused);
    assert_int_equal(xc_writer_replace_unique(writer, "Q", 1, document, &docid, &f->err), refused);
    assert_int_equal(xc_writer_delete_docid(writer, 1, &f->err), refused);
    assert_int_equal(xc_writer_delete_unique(writer, "Q", 1, &f->err), refused);
    assert_int_equal(xc_writer_set_metadata(writer, "k", 1, "v", 1, &f->err), refused);
    assert_int_equal(xc_writer_commit(writer, &f->err), refused);
    assert_int_equal(xc_writer_discard(writer, &f->err), refused);
    assert_int_equal(xc_writer_is_poisoned(writer), 0);
    xc_document_free(document);
    xc_writer_close(writer);
}

static void a_second_writer_is_refused_at_once(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    xc_writer *second = NULL;
    assert_int_equal(xc_writer_open(f->path, XC_WRITER_CREATE, 0, &second, &f->err),
                     XC_E_DATABASE_LOCK);
    xc_writer_close(writer);
    assert_int_equal(xc_writer_open(f->path, XC_WRITER_NEW, 0, &second, &f->err),
                     XC_E_DATABASE_CREATE);
    MUST(f, xc_writer_open(f->path, XC_WRITER_CREATE, 0, &second, &f->err));
    xc_writer_close(second);
    assert_int_equal(xc_writer_open(f->path, 0, 3000, &second, &f->err), XC_E_INVALID_ARGUMENT);
}

static void without_term_lists_documents_are_added_and_stay(void **state) {
    xc_fixture *f = *state;
    char table[300];
    xc_writer *writer = NULL;
    xc_document *document = NULL;
    uint32_t docid = 0, count = 0;
    MUST(f, xc_writer_open(f->path, XC_WRITER_NEW | XC_WRITER_NO_TERM_LISTS, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_add_boolean_term(document, "Qx", 2, &f->err));
    MUST(f, xc_writer_add(writer, document, &docid, &f->err));
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    snprintf(table, sizeof table, "%s/termlist.glass", f->path);
    assert_int_equal(access(table, F_OK), -1);
    MUST(f, xc_writer_open(f->path, XC_WRITER_NO_TERM_LISTS, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    assert_int_equal(xc_writer_delete_docid(writer, docid, &f->err), XC_E_FEATURE_UNAVAILABLE);
    xc_document_free(document);
    xc_writer_close(writer);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    MUST(f, xc_database_doc_count(db, &count, &f->err));
    assert_int_equal(count, 1);
    xc_database_close(db);
}

static void a_unique_term_replaces_and_deletes(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    xc_document *document = NULL;
    uint32_t docid = 0;
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_add_boolean_term(document, "Q\0x", 3, &f->err));
    MUST(f, xc_document_set_data(document, "old", 3, &f->err));
    MUST(f, xc_writer_replace_unique(writer, "Q\0x", 3, document, &docid, &f->err));
    assert_int_equal(docid, 1);
    MUST(f, xc_writer_add(writer, document, &docid, &f->err));
    assert_int_equal(docid, 2);
    MUST(f, xc_document_set_data(document, "new", 3, &f->err));
    MUST(f, xc_writer_replace_unique(writer, "Q\0x", 3, document, &docid, &f->err));
    assert_int_equal(docid, 1);

    xc_database *db = xc_writer_database(writer);
    uint32_t count = 0;
    char *data = NULL;
    MUST(f, xc_database_doc_count(db, &count, &f->err));
    assert_int_equal(count, 1);
    MUST(f, xc_database_document_data(db, 1, &data, NULL, &f->err));
    assert_string_equal(data, "new");
    xc_free(data);
    MUST(f, xc_writer_replace(writer, 9, document, &f->err));
    MUST(f, xc_writer_delete_unique(writer, "Q\0x", 3, &f->err));
    MUST(f, xc_writer_delete_unique(writer, "Q\0x", 3, &f->err));
    MUST(f, xc_database_doc_count(db, &count, &f->err));
    assert_int_equal(count, 0);
    assert_int_equal(xc_writer_delete_docid(writer, 9, &f->err), XC_E_NOT_FOUND);
    assert_int_equal(xc_writer_delete_docid(writer, 0, &f->err), XC_E_INVALID_ARGUMENT);
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_document_free(document);
    xc_writer_close(writer);
}

static void a_writers_database_sees_what_is_not_committed(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    xc_database *db = xc_writer_database(writer);
    char *data = NULL;
    size_t len = 0;
    add_words(f, writer, "red green");
    MUST(f, xc_writer_set_metadata(writer, "key", 3, "value", 5, &f->err));
    assert_int_equal(xc_database_get_metadata(db, "key", 3, &data, &len, &f->err), 1);
    assert_string_equal(data, "value");
    xc_free(data);
    assert_int_equal(xc_database_term_exists(db, "green", 5, &f->err), 1);
    assert_string_equal(found_by(f, db, term_query(f, "red")), "1");
    xc_postings *postings = NULL;
    MUST(f, xc_database_postings(db, "green", 5, &postings, &f->err));
    assert_int_equal(xc_postings_next(postings, &f->err), 1);
    xc_postings_free(postings);
    MUST(f, xc_writer_set_metadata(writer, "key", 3, "", 0, &f->err));
    assert_int_equal(xc_database_get_metadata(db, "key", 3, &data, &len, &f->err), 0);
    MUST(f, xc_writer_discard(writer, &f->err));
    assert_int_equal(xc_database_term_exists(db, "green", 5, &f->err), 0);
    xc_writer_close(writer);
}

static void a_document_can_be_read_changed_and_put_back(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "red green");
    MUST(f, xc_writer_commit(writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    xc_document *document = NULL;
    MUST(f, xc_database_document(xc_writer_database(writer), 1, &document, &f->err));
    MUST(f, xc_document_add_boolean_term(document, "XF", 2, &f->err));
    MUST(f, xc_writer_replace(writer, 1, document, &f->err));
    xc_document_free(document);
    xc_database *db = commit_and_open(f, writer);
    assert_string_equal(found_by(f, db, term_query(f, "green")), "1");
    assert_string_equal(found_by(f, db, term_query(f, "XF")), "1");
    xc_database_close(db);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_commit_syncs_files_then_the_directory),
        TEST(creating_syncs_the_directory_and_its_parent),
        TEST(a_directory_that_cannot_be_synced_fails_the_commit),
        TEST(after_a_failed_commit_nothing_can_be_committed),
        TEST(a_writer_whose_disk_is_gone_can_be_discarded_and_closed),
        TEST(a_full_disk_fails_the_batch_and_keeps_the_last_one),
        TEST(a_write_that_cannot_be_caught_is_told_and_keeps_what_was_there),
        TEST(a_directory_that_cannot_be_made_is_named_with_the_cause),
        TEST(one_that_cannot_be_created_says_why),
        TEST(what_is_not_committed_is_gone_after_close_and_discard),
        TEST(a_change_outside_a_transaction_is_refused),
        TEST(a_second_writer_is_refused_at_once),
        TEST(without_term_lists_documents_are_added_and_stay),
        TEST(a_unique_term_replaces_and_deletes),
        TEST(a_writers_database_sees_what_is_not_committed),
        TEST(a_document_can_be_read_changed_and_put_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
