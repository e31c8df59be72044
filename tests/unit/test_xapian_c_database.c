/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading a database: what is refused before libxapian sees it, counts, documents, metadata,
 * check and compact.
 */
#include "xc_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

static void write_file(const char *directory, const char *name, const char *text) {
    char path[192];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/** A database of three documents, closed. */
static void make_database(xc_fixture *f) {
    xc_writer *writer = new_writer(f);
    add_words(f, writer, "red green blue red");
    add_words(f, writer, "green");
    add_words(f, writer, "blue sky");
    MUST(f, xc_writer_set_metadata(writer, "colour\0a", 8, "x\0y", 3, &f->err));
    MUST(f, xc_writer_set_metadata(writer, "colour\0b", 8, "z", 1, &f->err));
    MUST(f, xc_writer_set_metadata(writer, "other", 5, "o", 1, &f->err));
    xc_database_close(commit_and_open(f, writer));
}

static void a_database_says_what_is_in_it(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    uint32_t n = 0;
    uint64_t wide = 0;
    double average = 0;
    MUST(f, xc_database_doc_count(db, &n, &f->err));
    assert_int_equal(n, 3);
    MUST(f, xc_database_last_docid(db, &n, &f->err));
    assert_int_equal(n, 3);
    MUST(f, xc_database_average_length(db, &average, &f->err));
    assert_true(average > 2.333 && average < 2.334);
    MUST(f, xc_database_term_freq(db, "green", 5, &n, &f->err));
    assert_int_equal(n, 2);
    MUST(f, xc_database_term_freq(db, "mauve", 5, &n, &f->err));
    assert_int_equal(n, 0);
    MUST(f, xc_database_collection_freq(db, "red", 3, &wide, &f->err));
    assert_int_equal(wide, 2);
    assert_int_equal(xc_database_term_exists(db, "sky", 3, &f->err), 1);
    assert_int_equal(xc_database_term_exists(db, "sk", 2, &f->err), 0);
    MUST(f, xc_database_document_length(db, 1, &n, &f->err));
    assert_int_equal(n, 4);
    assert_int_equal(xc_database_has_positions(db, &f->err), 1);
    MUST(f, xc_database_revision(db, &wide, &f->err));
    assert_true(wide > 0);
    xc_database_close(db);
}

static void documents_come_back_and_missing_ones_are_not_found(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    char *data = NULL;
    size_t len = 0;
    MUST(f, xc_database_document_data(db, 3, &data, &len, &f->err));
    assert_int_equal(len, 8);
    assert_string_equal(data, "blue sky");
    xc_free(data);
    MUST(f, xc_database_document_value(db, 2, 0, &data, &len, &f->err));
    assert_string_equal(data, "green");
    xc_free(data);
    MUST(f, xc_database_document_value(db, 2, 7, &data, &len, &f->err));
    assert_int_equal(len, 0);
    xc_free(data);
    assert_int_equal(xc_database_document_data(db, 4, &data, &len, &f->err), XC_E_NOT_FOUND);
    uint32_t n = 0;
    assert_int_equal(xc_database_document_length(db, 4, &n, &f->err), XC_E_NOT_FOUND);
    assert_int_equal(xc_database_document_data(db, 0, &data, &len, &f->err), XC_E_INVALID_ARGUMENT);
    xc_database_close(db);
}

static void metadata_keeps_nuls_and_an_absent_key_is_0(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    char *data = NULL;
    size_t len = 0;
    assert_int_equal(xc_database_get_metadata(db, "colour\0a", 8, &data, &len, &f->err), 1);
    assert_int_equal(len, 3);
    assert_memory_equal(data, "x\0y", 4);
    xc_free(data);
    assert_int_equal(xc_database_get_metadata(db, "colour", 6, &data, &len, &f->err), 0);
    assert_int_equal(xc_database_get_metadata(db, "", 0, &data, &len, &f->err),
                     XC_E_INVALID_ARGUMENT);

    xc_terms *keys = NULL;
    MUST(f, xc_metadata_keys(db, "colour", 6, &keys, &f->err));
    assert_int_equal(xc_terms_next(keys, &f->err), 1);
    assert_int_equal(xc_terms_term(keys).len, 8);
    assert_memory_equal(xc_terms_term(keys).data, "colour\0a", 8);
    assert_int_equal(xc_terms_next(keys, &f->err), 1);
    assert_int_equal(xc_terms_next(keys, &f->err), 0);
    xc_terms_free(keys);
    xc_database_close(db);
}

static void reopen_says_whether_anything_changed(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    assert_int_equal(xc_database_reopen(db, &f->err), 0);
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, 0, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    add_words(f, writer, "new");
    MUST(f, xc_writer_commit(writer, &f->err));
    uint32_t n = 0;
    MUST(f, xc_database_doc_count(db, &n, &f->err));
    assert_int_equal(n, 3);
    assert_int_equal(xc_database_reopen(db, &f->err), 1);
    MUST(f, xc_database_doc_count(db, &n, &f->err));
    assert_int_equal(n, 4);
    xc_writer_close(writer);
    xc_database_close(db);
}

static void add_many(xc_fixture *f, xc_writer *writer, int round) {
    for (int i = 0; i < 500; ++i) {
        char words[64];
        snprintf(words, sizeof words, "sky word%d round%d", i, round);
        add_words(f, writer, words);
    }
}

static void a_reader_left_behind_by_two_commits_is_told_so(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    add_many(f, writer, 0);
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    for (int round = 1; round < 4; ++round) {
        MUST(f, xc_writer_begin(writer, &f->err));
        MUST(f, xc_writer_delete_unique(writer, "sky", 3, &f->err));
        add_many(f, writer, round);
        MUST(f, xc_writer_commit(writer, &f->err));
    }
    int status = 0;
    for (uint32_t docid = 1; docid <= 500 && status >= 0; ++docid) {
        char *data = NULL;
        status = xc_database_document_data(db, docid, &data, NULL, &f->err);
        if (status == 0)
            xc_free(data);
    }
    assert_int_equal(status, XC_E_DATABASE_MODIFIED);
    assert_int_equal(xc_database_reopen(db, &f->err), 1);
    uint32_t count = 0;
    MUST(f, xc_database_term_freq(db, "round3", 6, &count, &f->err));
    assert_int_equal(count, 500);
    xc_writer_close(writer);
    xc_database_close(db);
}

/** What is put into the directory of a database, and how opening it then fails. */
static void a_directory_with_a_trap_in_it_is_refused(void **state) {
    xc_fixture *f = *state;
    static const struct {
        const char *name;
        char kind; /**< s a symlink in its place, f a FIFO in its place, t text in it */
        int code;
    } cases[] = {
        {"XAPIANDB", 't', XC_E_UNSAFE},       {"XAPIANDB", 's', XC_E_UNSAFE},
        {"iamchert", 't', XC_E_UNSAFE},       {"flintlock", 's', XC_E_UNSAFE},
        {"flintlock", 't', XC_E_UNSAFE},      {"flintlock", 'f', XC_E_UNSAFE},
        {"iamglass", 's', XC_E_UNSAFE},       {"postlist.glass", 's', XC_E_UNSAFE},
        {"postlist.glass", 'f', XC_E_UNSAFE}, {"docdata.glass", 's', XC_E_UNSAFE},
        {"spelling.glass", 'f', XC_E_UNSAFE}, {"v.tmp", 's', XC_E_UNSAFE},
    };
    make_database(f);
    write_file(f->directory, "victim", "precious");
    char victim[128], trap[192], kept[192];
    snprintf(victim, sizeof victim, "%s/victim", f->directory);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        snprintf(trap, sizeof trap, "%s/%s", f->path, cases[i].name);
        snprintf(kept, sizeof kept, "%s/kept", f->directory);
        int had = rename(trap, kept) == 0;
        if (cases[i].kind == 's')
            assert_int_equal(symlink(victim, trap), 0);
        else if (cases[i].kind == 'f')
            assert_int_equal(mkfifo(trap, 0600), 0);
        else
            write_file(f->path, cases[i].name, "auto /etc\n");
        xc_database *db = NULL;
        xc_writer *writer = NULL;
        char *report = NULL;
        size_t len = 0;
        assert_int_equal(xc_database_open(f->path, &db, &f->err), cases[i].code);
        assert_non_null(strstr(f->err.message, cases[i].name));
        assert_int_equal(xc_writer_open(f->path, XC_WRITER_CREATE, 0, &writer, &f->err),
                         cases[i].code);
        assert_int_equal(xc_database_check(f->path, &report, &len, &f->err), cases[i].code);
        unlink(trap);
        if (had)
            assert_int_equal(rename(kept, trap), 0);
    }
    struct stat st;
    assert_int_equal(stat(victim, &st), 0);
    assert_int_equal(st.st_size, 8);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    xc_database_close(db);
}

static void what_is_no_database_is_named_as_such(void **state) {
    xc_fixture *f = *state;
    xc_database *db = NULL;
    assert_int_equal(xc_database_open(f->path, &db, &f->err), XC_E_DATABASE_NOT_FOUND);
    assert_int_equal(f->err.sys_errno, 2);
    assert_int_equal(xc_database_open(f->directory, &db, &f->err), XC_E_DATABASE_NOT_FOUND);
    write_file(f->directory, "stub", "glass db\n");
    char stub[128];
    snprintf(stub, sizeof stub, "%s/stub", f->directory);
    assert_int_equal(xc_database_open(stub, &db, &f->err), XC_E_DATABASE_OPENING);
    xc_writer *writer = NULL;
    assert_int_equal(xc_writer_open(stub, XC_WRITER_CREATE, 0, &writer, &f->err),
                     XC_E_DATABASE_OPENING);
    assert_int_equal(xc_writer_open(f->path, 0, 0, &writer, &f->err), XC_E_DATABASE_NOT_FOUND);
}

static void a_damaged_version_file_is_corrupt_or_of_another_version(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    write_file(f->path, "iamglass", "this is not a version file at all");
    xc_database *db = NULL;
    int status = xc_database_open(f->path, &db, &f->err);
    assert_true(status == XC_E_CORRUPT || status == XC_E_DATABASE_VERSION);
}

static void check_counts_errors_and_keeps_its_words(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    char *report = NULL;
    size_t len = 0;
    assert_int_equal(xc_database_check(f->path, &report, &len, &f->err), 0);
    assert_non_null(strstr(report, "postlist"));
    xc_free(report);
    assert_int_equal(xc_database_check(f->path, NULL, NULL, &f->err), 0);

    char table[128];
    snprintf(table, sizeof table, "%s/postlist.glass", f->path);
    int fd = open(table, O_WRONLY);
    assert_true(fd >= 0);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < end; at += 8)
        assert_int_equal(pwrite(fd, "damaged!", 8, at), 8);
    close(fd);
    int status = xc_database_check(f->path, &report, &len, &f->err);
    assert_true(status > 0 || status == XC_E_CORRUPT);
    if (status > 0)
        xc_free(report);
}

/* libxapian's own check takes a document of length 0 for none, and its positions for left over. */
static void positions_of_words_that_count_nothing_are_no_error(void **state) {
    xc_fixture *f = *state;
    xc_writer *writer = new_writer(f);
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    MUST(f, xc_document_add_posting(document, "tess", 4, 1, 0, &f->err));
    MUST(f, xc_document_add_posting(document, "holm", 4, 2, 0, &f->err));
    for (uint32_t docid = 0; docid < 1200;)
        MUST(f, xc_writer_add(writer, document, &docid, &f->err));
    add_words(f, writer, "red sky");
    xc_database_close(commit_and_open(f, writer));
    xc_document_free(document);
    char *report = NULL;
    size_t len = 0;
    assert_int_equal(xc_database_check(f->path, &report, &len, &f->err), 0);
    assert_null(strstr(report, "Position list entry"));
    assert_null(strstr(report, "errors found"));
    assert_non_null(strstr(report, "postlist table structure checked OK"));
    xc_free(report);
}

static void compact_makes_a_copy_and_can_keep_docids(void **state) {
    xc_fixture *f = *state;
    make_database(f);
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, 0, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    MUST(f, xc_writer_delete_docid(writer, 1, &f->err));
    xc_database_close(commit_and_open(f, writer));

    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", f->directory);
    MUST(f, xc_database_compact(f->path, copy, XC_COMPACT_KEEP_DOCIDS, 0, &f->err));
    xc_database *db = NULL;
    MUST(f, xc_database_open(copy, &db, &f->err));
    char *data = NULL;
    size_t len = 0;
    MUST(f, xc_database_document_data(db, 3, &data, &len, &f->err));
    assert_string_equal(data, "blue sky");
    xc_free(data);
    assert_int_equal(xc_database_document_data(db, 1, &data, &len, &f->err), XC_E_NOT_FOUND);
    xc_database_close(db);

    assert_int_equal(xc_database_compact(f->path, copy, 0, 0, &f->err), XC_E_DATABASE_CREATE);
    assert_int_equal(xc_database_compact(f->path, "/nowhere/x", 0, 1000, &f->err),
                     XC_E_INVALID_ARGUMENT);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_database_says_what_is_in_it),
        TEST(documents_come_back_and_missing_ones_are_not_found),
        TEST(metadata_keeps_nuls_and_an_absent_key_is_0),
        TEST(reopen_says_whether_anything_changed),
        TEST(a_reader_left_behind_by_two_commits_is_told_so),
        TEST(a_directory_with_a_trap_in_it_is_refused),
        TEST(what_is_no_database_is_named_as_such),
        TEST(a_damaged_version_file_is_corrupt_or_of_another_version),
        TEST(check_counts_errors_and_keeps_its_words),
        TEST(positions_of_words_that_count_nothing_are_no_error),
        TEST(compact_makes_a_copy_and_can_keep_docids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
