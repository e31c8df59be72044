/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index directory: what is opened, what is refused (promise 20), one writer (promise 5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/index_dir.h"
#include "tests/unit/scratch.h"

static fh_manifest sample(void) {
    return (fh_manifest){.format = FH_INDEX_FORMAT,
                         .generation = 1,
                         .fingerprint = "fihrist-text-1 icu-72 stem-00000000",
                         .language = "english",
                         .authority = true};
}

/* A scratch directory with an index `i` in it, its database a set of empty files. */
static int make_index(void **state) {
    char *scratch = scratch_new();
    fh_manifest manifest = sample();
    char index[300];
    snprintf(index, sizeof index, "%s/i", scratch);
    assert_int_equal(fh_index_dir_create(index, NULL), 0);
    assert_int_equal(fh_manifest_write(index, &manifest, NULL), 0);
    assert_int_equal(mkdir(scratch_path(scratch, "i/gen-1"), 0700), 0);
    scratch_write(scratch_path(scratch, "i/gen-1/iamglass"), "12345");
    scratch_write(scratch_path(scratch, "i/gen-1/postlist.glass"), "");
    *state = scratch;
    return 0;
}

static int remove_index(void **state) {
    scratch_free(*state);
    return 0;
}

static void a_manifest_comes_back_as_written(void **state) {
    const char *index = scratch_path(*state, "i");
    fh_manifest in = sample(), out;
    in.generation = 7;
    in.authority = false;
    in.positions = FH_POSITIONS_XAPIAN;
    assert_int_equal(fh_manifest_write(index, &in, NULL), 0);
    assert_int_equal(fh_manifest_read(index, &out, NULL), 0);
    assert_int_equal(out.format, FH_INDEX_FORMAT);
    assert_int_equal(out.generation, 7);
    assert_string_equal(out.fingerprint, in.fingerprint);
    assert_string_equal(out.language, "english");
    assert_false(out.authority);
    assert_int_equal(out.positions, FH_POSITIONS_XAPIAN);
}

static void a_manifest_that_is_read_again_is_what_the_file_says(void **state) {
    const char *index = scratch_path(*state, "i");
    fh_manifest manifest = {0}, written = sample();
    assert_int_equal(fh_manifest_reread(index, &manifest, NULL), 0);
    assert_int_equal(manifest.generation, 1);
    manifest.generation = 77; /* nothing is read: the file is as it was */
    assert_int_equal(fh_manifest_reread(index, &manifest, NULL), 0);
    assert_int_equal(manifest.generation, 77);
    written.generation = 2;
    assert_int_equal(fh_manifest_write(index, &written, NULL), 0);
    assert_int_equal(fh_manifest_reread(index, &manifest, NULL), 0);
    assert_int_equal(manifest.generation, 2);
    assert_string_equal(manifest.fingerprint, written.fingerprint);
    scratch_write(scratch_path(*state, "i/manifest.json"), "{");
    assert_int_equal(fh_manifest_reread(index, &manifest, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(manifest.generation, 2);
}

static void what_is_not_an_index_is_refused(void **state) {
    fh_manifest manifest;
    fihrist_error err;
    char wanted[500];
    assert_int_equal(fh_manifest_read(scratch_path(*state, "none"), &manifest, &err),
                     FIHRIST_E_NOT_FOUND);
    snprintf(wanted, sizeof wanted, "cannot open index '%s': no such directory",
             scratch_path(*state, "none"));
    assert_string_equal(err.message, wanted);

    scratch_write(scratch_path(*state, "stub"), "inetd prog /bin/true\n");
    assert_int_equal(fh_manifest_read(scratch_path(*state, "stub"), &manifest, &err),
                     FIHRIST_E_NOT_FOUND);
    snprintf(wanted, sizeof wanted, "cannot open index '%s': not a directory",
             scratch_path(*state, "stub"));
    assert_string_equal(err.message, wanted);

    assert_int_equal(fh_manifest_read(*state, &manifest, &err), FIHRIST_E_NOT_FOUND);
    snprintf(wanted, sizeof wanted, "cannot open index '%s': not a fihrist index",
             (const char *)*state);
    assert_string_equal(err.message, wanted);
}

static void a_manifest_of_another_kind_of_file_is_refused(void **state) {
    const char *index = scratch_path(*state, "i");
    const char *path = scratch_path(*state, "i/manifest.json");
    fh_manifest manifest;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(fh_manifest_read(index, &manifest, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(unlink(path), 0);
    scratch_write(scratch_path(*state, "elsewhere"), "{}");
    assert_int_equal(symlink("../elsewhere", path), 0);
    assert_int_equal(fh_manifest_read(index, &manifest, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(fh_manifest_read(index, &manifest, NULL), FIHRIST_E_CORRUPT);
}

static void a_damaged_manifest_is_refused(void **state) {
    static const struct {
        const char *text;
        int code;
    } cases[] = {
        {"", FIHRIST_E_CORRUPT},
        {"[]", FIHRIST_E_CORRUPT},
        {"{\"format\":2", FIHRIST_E_CORRUPT},
        {"{\"format\":\"2\"}", FIHRIST_E_CORRUPT},
        {"{\"format\":1}", FIHRIST_E_VERSION},
        {"{\"format\":3}", FIHRIST_E_VERSION},
        {"{\"format\":2}", FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":0,\"fingerprint\":\"f\",\"language\":\"l\","
         "\"authority\":true}",
         FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":1,\"fingerprint\":\"f\",\"language\":\"\","
         "\"authority\":true}",
         FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":1,\"fingerprint\":\"f\",\"language\":\"l\"}",
         FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":1,\"fingerprint\":\"f\",\"language\":\"l\","
         "\"authority\":true}",
         FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":1,\"fingerprint\":\"f\",\"language\":\"l\","
         "\"authority\":true,\"positions\":\"elsewhere\"}",
         FIHRIST_E_CORRUPT},
        {"{\"format\":2,\"generation\":1,\"fingerprint\":\"f\",\"language\":\"l\","
         "\"authority\":true,\"positions\":\"store\"}",
         FIHRIST_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_manifest manifest;
        scratch_write(scratch_path(*state, "i/manifest.json"), cases[i].text);
        assert_int_equal(fh_manifest_read(scratch_path(*state, "i"), &manifest, NULL),
                         cases[i].code);
    }
}

static void another_format_is_named(void **state) {
    fh_manifest manifest;
    fihrist_error err;
    scratch_write(scratch_path(*state, "i/manifest.json"), "{\"format\":9}");
    assert_int_equal(fh_manifest_read(scratch_path(*state, "i"), &manifest, &err),
                     FIHRIST_E_VERSION);
    assert_non_null(strstr(
        err.message, "it has format 9, this program reads format 2; index its articles again"));
}

static void a_directory_others_may_write_is_refused(void **state) {
    const char *index = scratch_path(*state, "i");
    fh_manifest manifest;
    int fd;
    assert_int_equal(chmod(index, 0777), 0);
    assert_int_equal(fh_manifest_read(index, &manifest, NULL), FIHRIST_E_IO);
    assert_int_equal(fh_index_lock(index, &fd, NULL), FIHRIST_E_IO);
    assert_int_equal(fh_index_dir_create(index, NULL), FIHRIST_E_IO);
    assert_int_equal(chmod(index, 0755), 0);
    assert_int_equal(fh_index_check_generation(index, 1, NULL), 0);
    assert_int_equal(chmod(scratch_path(*state, "i/gen-1"), 0777), 0);
    assert_int_equal(fh_index_check_generation(index, 1, NULL), FIHRIST_E_IO);
}

static void a_database_with_a_foreign_part_is_refused(void **state) {
    const char *index = scratch_path(*state, "i");
    static const char *const parts[] = {"i/gen-1/XAPIANDB", "i/gen-1/flintlock",
                                        "i/gen-1/termlist.glass"};
    assert_int_equal(fh_index_check_generation(index, 1, NULL), 0);
    assert_int_equal(fh_index_check_generation(index, 2, NULL), FIHRIST_E_NOT_FOUND);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *part = scratch_path(*state, parts[i]);
        if (i == 0)
            scratch_write(part, "inetd prog /bin/true\n");
        else if (i == 1)
            assert_int_equal(symlink("../../elsewhere", part), 0);
        else
            assert_int_equal(mkfifo(part, 0600), 0);
        assert_int_equal(fh_index_check_generation(index, 1, NULL), FIHRIST_E_CORRUPT);
        assert_int_equal(unlink(part), 0);
    }
    assert_int_equal(unlink(scratch_path(*state, "i/gen-1/iamglass")), 0);
    assert_int_equal(fh_index_check_generation(index, 1, NULL), FIHRIST_E_CORRUPT);
}

static void a_linked_generation_is_refused(void **state) {
    const char *index = scratch_path(*state, "i");
    assert_int_equal(symlink("gen-1", scratch_path(*state, "i/gen-2")), 0);
    assert_int_equal(fh_index_check_generation(index, 2, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(fh_index_remove_generations(index, 1, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(fh_index_check_generation(index, 1, NULL), 0);
}

static void other_generations_are_removed(void **state) {
    const char *index = scratch_path(*state, "i");
    assert_int_equal(mkdir(scratch_path(*state, "i/gen-2"), 0700), 0);
    scratch_write(scratch_path(*state, "i/gen-2/iamglass"), "");
    assert_int_equal(mkdir(scratch_path(*state, "i/gen-x"), 0700), 0);
    assert_int_equal(fh_index_remove_generations(index, 2, NULL), 0);
    assert_int_equal(access(scratch_path(*state, "i/gen-1"), F_OK), -1);
    assert_int_equal(access(scratch_path(*state, "i/gen-2/iamglass"), F_OK), 0);
    assert_int_equal(access(scratch_path(*state, "i/gen-x"), F_OK), 0);
    assert_int_equal(access(scratch_path(*state, "i/manifest.json"), F_OK), 0);
}

static void an_index_is_not_made_among_other_things(void **state) {
    fihrist_error err;
    scratch_write(scratch_path(*state, "notes.txt"), "mine");
    assert_int_equal(fh_index_dir_create(*state, &err), FIHRIST_E_USAGE);
    assert_int_equal(fh_index_dir_create(scratch_path(*state, "notes.txt"), &err),
                     FIHRIST_E_NOT_FOUND);
    assert_int_equal(fh_index_dir_create(scratch_path(*state, "i"), &err), 0);
    assert_int_equal(fh_index_dir_create(scratch_path(*state, "a/b"), &err), FIHRIST_E_IO);
}

static void a_second_writer_is_refused_at_once_and_named_the_first(void **state) {
    const char *index = scratch_path(*state, "i");
    int first, second;
    fihrist_error err;
    char pid[32];
    assert_int_equal(fh_index_lock(index, &first, NULL), 0);
    assert_int_equal(fh_index_lock(index, &second, &err), FIHRIST_E_BUSY);
    snprintf(pid, sizeof pid, "process %ld ", (long)getpid());
    assert_non_null(strstr(err.message, pid));
    close(first);
    assert_int_equal(fh_index_lock(index, &second, NULL), 0);
    close(second);
}

static void a_lock_that_is_a_link_is_not_followed(void **state) {
    const char *index = scratch_path(*state, "i");
    int fd;
    struct stat info;
    scratch_write(scratch_path(*state, "precious"), "precious");
    assert_int_equal(symlink("../precious", scratch_path(*state, "i/lock")), 0);
    assert_int_equal(fh_index_lock(index, &fd, NULL), FIHRIST_E_CORRUPT);
    assert_int_equal(stat(scratch_path(*state, "precious"), &info), 0);
    assert_int_equal(info.st_size, 8);
    assert_int_equal(unlink(scratch_path(*state, "i/lock")), 0);
    assert_int_equal(mkfifo(scratch_path(*state, "i/lock"), 0600), 0);
    assert_int_equal(fh_index_lock(index, &fd, NULL), FIHRIST_E_CORRUPT);
}

static void the_size_is_that_of_all_files(void **state) {
    const char *index = scratch_path(*state, "i");
    uint64_t before, after;
    assert_int_equal(fh_index_bytes(index, &before, NULL), 0);
    scratch_write(scratch_path(*state, "i/gen-1/position.glass"), "0123456789");
    assert_int_equal(fh_index_bytes(index, &after, NULL), 0);
    assert_int_equal(after, before + 10);
}

#define INDEX_TEST(name) cmocka_unit_test_setup_teardown(name, make_index, remove_index)

int main(void) {
    const struct CMUnitTest tests[] = {
        INDEX_TEST(a_manifest_comes_back_as_written),
        INDEX_TEST(a_manifest_that_is_read_again_is_what_the_file_says),
        INDEX_TEST(what_is_not_an_index_is_refused),
        INDEX_TEST(a_manifest_of_another_kind_of_file_is_refused),
        INDEX_TEST(a_damaged_manifest_is_refused),
        INDEX_TEST(another_format_is_named),
        INDEX_TEST(a_directory_others_may_write_is_refused),
        INDEX_TEST(a_database_with_a_foreign_part_is_refused),
        INDEX_TEST(a_linked_generation_is_refused),
        INDEX_TEST(other_generations_are_removed),
        INDEX_TEST(an_index_is_not_made_among_other_things),
        INDEX_TEST(a_second_writer_is_refused_at_once_and_named_the_first),
        INDEX_TEST(a_lock_that_is_a_link_is_not_followed),
        INDEX_TEST(the_size_is_that_of_all_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
