/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The writer: put, replace, delete; and promise 4: indexing the same articles in any split, or
 * resumed, gives the same index.
 */
#include "tests/unit/check.h"

#include "core/term.h"
#include "indexer/bulk.h"
#include "indexer/check.h"
#include "indexer/document.h"
#include "indexer/rebuild.h"
#include "tests/archive.h"
#include "tests/unit/index_fixture.h"

static int make_scratch(void **state) {
    *state = scratch_new();
    return 0;
}

static int remove_scratch(void **state) {
    scratch_free(*state);
    return 0;
}

static const char one[] = "{\"id\":\"one\",\"title\":\"First boats\",\"text\":\"Boats sail.\","
                          "\"comments\":[{\"text\":\"sailing\"},{\"text\":\"sunk\"}]}";
static const char one_changed[] = "{\"id\":\"one\",\"title\":\"First boats\",\"text\":\"Boats "
                                  "sank.\",\"comments\":[{\"text\":\"sunk\"}]}";
static const char two[] = "{\"id\":\"two\",\"title\":\"Second\",\"text\":\"Nothing.\"}";

static uint64_t revision(const test_index *index) {
    return fh_writer_state(index->writer)->revision;
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

static void an_article_is_put_once_and_then_unchanged(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    assert_int_equal(put_article(&index, one), FH_PUT_ADDED);
    commit(&index);
    assert_int_equal(revision(&index), 1);
    assert_int_equal(put_article(&index, one), FH_PUT_UNCHANGED);
    assert_false(fh_writer_pending(index.writer));
    const fh_index_state *now = fh_writer_state(index.writer);
    assert_int_equal(now->kinds[FH_KIND_ARTICLE].documents, 1);
    assert_int_equal(now->kinds[FH_KIND_COMMENT].documents, 2);
    close_index(&index);
}

static void a_changed_article_is_replaced_with_its_comments(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    test_index fresh = open_index(scratch_path(*state, "j"), "none");
    put_article(&index, one);
    put_article(&index, two);
    commit(&index);
    assert_int_equal(put_article(&index, one_changed), FH_PUT_REPLACED);
    commit(&index);
    put_article(&fresh, two);
    put_article(&fresh, one_changed);
    commit(&fresh);
    fh_buffer got = dump_index(&index), wanted = dump_index(&fresh);
    assert_string_equal(got.p, wanted.p);
    check_index(&index);
    fh_buffer_free(&got);
    fh_buffer_free(&wanted);
    close_index(&index);
    close_index(&fresh);
}

static void an_article_may_come_twice_in_a_batch(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    assert_int_equal(put_article(&index, one), FH_PUT_ADDED);
    assert_int_equal(put_article(&index, one), FH_PUT_UNCHANGED);
    assert_int_equal(put_article(&index, one_changed), FH_PUT_REPLACED);
    commit(&index);
    check_index(&index);
    close_index(&index);
}

static void a_deleted_article_leaves_nothing_behind(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    test_index empty = open_index(scratch_path(*state, "j"), "none");
    put_article(&index, one);
    commit(&index);
    assert_int_equal(fh_writer_delete(index.writer, fh_str_of("one"), NULL), 1);
    assert_int_equal(fh_writer_delete(index.writer, fh_str_of("one"), NULL), 0);
    assert_int_equal(fh_writer_delete(index.writer, fh_str_of("none"), NULL), 0);
    commit(&index);
    fh_buffer got = dump_index(&index), wanted = dump_index(&empty);
    assert_string_equal(got.p, wanted.p);
    check_index(&index);
    fh_buffer_free(&got);
    fh_buffer_free(&wanted);
    close_index(&index);
    close_index(&empty);
}

/* Of a query for `story`, the article comes first, then its comments in their order. */
static void comments_follow_their_article_and_know_it(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    put_article(&index, two);
    put_article(&index, one);
    commit(&index);
    fh_arena *arena = fh_arena_new();
    uint32_t *docids;
    size_t count;
    xc_database *db = fh_writer_database(index.writer);
    fh_stored stored = fh_writer_stored(index.writer);
    assert_int_equal(fh_stored_find(&stored, fh_str_of("one"), arena, &docids, &count, NULL), 0);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        char *value;
        size_t n;
        assert_int_equal(docids[i], 2 + i);
        assert_int_equal(xc_database_document_value(db, docids[i], FH_SLOT_STORY, &value, &n, NULL),
                         0);
        assert_int_equal(n, 4);
        assert_int_equal(fh_unpack_docid(value), 2);
        xc_free(value);
    }
    fh_arena_free(arena);
    close_index(&index);
}

static void what_is_not_committed_is_dropped(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    put_article(&index, one);
    commit(&index);
    put_article(&index, two);
    close_index(&index);
    index = open_index(scratch_path(*state, "i"), "none");
    assert_int_equal(revision(&index), 1);
    assert_int_equal(fh_writer_delete(index.writer, fh_str_of("two"), NULL), 0);
    close_index(&index);
}

static void the_cursor_is_committed_with_its_batch(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_arena *arena = fh_arena_new();
    fh_str cursor;
    put_article(&index, one);
    assert_int_equal(fh_writer_commit(index.writer, fh_str_of("place"), NULL), 0);
    close_index(&index);
    index = open_index(scratch_path(*state, "i"), "none");
    assert_int_equal(fh_writer_cursor(index.writer, arena, &cursor, NULL), 0);
    check_text("cursor", cursor, "place");
    commit(&index);
    assert_int_equal(fh_writer_cursor(index.writer, arena, &cursor, NULL), 0);
    assert_null(cursor.p);
    fh_arena_free(arena);
    close_index(&index);
}

static void a_batch_is_full_by_count_and_by_memory(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_writer *small;
    fh_writer_options options = {.memory_bytes = FH_MEMORY_LEAST_BYTES, .batch_articles = 2};
    fh_writer_close(index.writer);
    assert_int_equal(fh_writer_open(index.workspace, 1, &options, &small, NULL), 0);
    index.writer = small;
    put_article(&index, one);
    assert_false(fh_writer_full(small));
    put_article(&index, two);
    assert_true(fh_writer_full(small));
    commit(&index);
    assert_false(fh_writer_full(small));
    fh_buffer json = FH_BUFFER(4 << 20);
    fh_buffer_append_text(&json, "{\"id\":\"big\",\"text\":\"");
    for (int i = 0; i < 50000; i++)
        fh_buffer_printf(&json, "word%d ", i);
    fh_buffer_append(&json, "\"}", 3);
    put_article(&index, json.p);
    assert_true(fh_writer_full(small));
    fh_buffer_free(&json);
    close_index(&index);
}

/* Words are in three syllables, so that none is split into letters and digits. */
static fh_buffer many_words(unsigned count, const char *author) {
    fh_buffer json = FH_BUFFER(8 << 20);
    fh_buffer_printf(&json, "{\"id\":\"many\",\"authors\":[\"%s\"],\"text\":\"", author);
    for (unsigned i = 0; i < count; i++) {
        for (unsigned left = i, digit = 0; digit < 6; digit++, left /= 16)
            fh_buffer_append_byte(&json, "bcdfghjklmnpqrst"[left % 16]);
        fh_buffer_append_byte(&json, ' ');
    }
    fh_buffer_append(&json, "\"}", 3);
    return json;
}

static void an_article_with_too_many_words_is_refused_and_changes_nothing(void **state) {
    test_index index = open_index(scratch_path(*state, "i"), "none");
    fh_buffer most = many_words(FH_DOCUMENT_MAX_WORDS - 2, "Mara Delling"),
              more = many_words(FH_DOCUMENT_MAX_WORDS - 1, "Mara Delling");
    fh_arena *arena = fh_arena_new();
    fh_put outcome;
    fihrist_error err;
    put_article(&index, one);
    commit(&index);
    fh_buffer before = dump_index(&index);
    fh_article article = read_article(more.p, arena);
    assert_int_equal(fh_writer_put(index.writer, &article, NULL, &outcome, &err), FIHRIST_E_LIMIT);
    assert_string_equal(err.message, "more than 60000 different words");
    commit(&index);
    fh_buffer after = dump_index(&index);
    assert_string_equal(after.p, before.p);
    assert_int_equal(put_article(&index, most.p), FH_PUT_ADDED);
    commit(&index);
    fh_buffer_free(&most);
    fh_buffer_free(&more);
    fh_buffer_free(&before);
    fh_buffer_free(&after);
    fh_arena_free(arena);
    close_index(&index);
}

static void a_rebuilt_index_is_the_same_one_revision_on(void **state) {
    const char *dir = scratch_path(*state, "i");
    test_index index = open_index(dir, "none");
    fh_rebuild_result result;
    fh_manifest manifest;
    fihrist_error err;
    put_article(&index, one);
    put_article(&index, two);
    commit(&index);
    put_article(&index, one_changed);
    commit(&index);
    fh_buffer before = dump_index(&index);
    fh_index_state old = *fh_writer_state(index.writer);
    fh_writer_close(index.writer);
    must(fh_rebuild(index.workspace,
                    &(fh_rebuild_options){.memory_bytes = FH_MEMORY_LEAST_BYTES, .bulk = true},
                    &result, &err),
         &err);
    fh_workspace_close(index.workspace);
    assert_int_equal(result.articles, 2);
    assert_int_equal(fh_manifest_read(dir, &manifest, NULL), 0);
    assert_int_equal(manifest.generation, 2);
    assert_int_equal(access(scratch_path(*state, "i/gen-1"), F_OK), -1);
    index = open_index(dir, "none");
    fh_buffer after = dump_index(&index);
    assert_string_equal(after.p, before.p);
    assert_int_equal(revision(&index), old.revision + 1);
    assert_string_equal(fh_writer_state(index.writer)->uuid, old.uuid);
    check_index(&index);
    fh_buffer_free(&before);
    fh_buffer_free(&after);
    close_index(&index);
}

static void an_index_of_another_analyser_is_refused_and_rebuilt(void **state) {
    const char *dir = scratch_path(*state, "i");
    test_index index = open_index(dir, "none");
    fh_manifest manifest;
    fh_workspace *workspace;
    fh_workspace_options how = {.dir = dir};
    fh_rebuild_result result;
    fihrist_error err;
    put_article(&index, one);
    commit(&index);
    close_index(&index);
    assert_int_equal(fh_manifest_read(dir, &manifest, NULL), 0);
    strcpy(manifest.fingerprint, "fihrist-text-0");
    assert_int_equal(fh_manifest_write(dir, &manifest, NULL), 0);
    assert_int_equal(fh_workspace_open(&how, &workspace, &err), FIHRIST_E_VERSION);
    assert_non_null(strstr(err.message, "fihrist index --rebuild"));
    how.any_fingerprint = true;
    must(fh_workspace_open(&how, &workspace, &err), &err);
    must(fh_rebuild(workspace, &(fh_rebuild_options){.memory_bytes = FH_MEMORY_LEAST_BYTES},
                    &result, &err),
         &err);
    fh_workspace_close(workspace);
    how.any_fingerprint = false;
    must(fh_workspace_open(&how, &workspace, &err), &err);
    fh_workspace_close(workspace);
}

static void a_second_writer_is_busy_and_a_dead_one_is_not(void **state) {
    const char *dir = scratch_path(*state, "i");
    test_index index = open_index(dir, "none");
    fh_workspace *second;
    fh_workspace_options how = {.dir = dir};
    assert_int_equal(fh_workspace_open(&how, &second, NULL), FIHRIST_E_BUSY);
    close_index(&index);
    assert_int_equal(fh_workspace_open(&how, &second, NULL), 0);
    fh_workspace_close(second);
}

static void a_new_index_is_not_made_over_an_old_one(void **state) {
    const char *dir = scratch_path(*state, "i");
    test_index index = open_index(dir, "none");
    fh_workspace *second;
    fh_workspace_options how = {.dir = dir, .create = true, .must_be_new = true};
    close_index(&index);
    assert_int_equal(fh_workspace_open(&how, &second, NULL), FIHRIST_E_USAGE);
}

static void another_authority_file_needs_a_rebuild(void **state) {
    static const char tsv[] = "id\ttype\tname\taliases\nferrin\tperson\tIda Ferrin\t\n";
    static const char other[] = "id\ttype\tname\taliases\nferrin\tperson\tIda Ferrin\tIda\n";
    char dir[300], path[300];
    snprintf(dir, sizeof dir, "%s", scratch_path(*state, "i"));
    snprintf(path, sizeof path, "%s", scratch_path(*state, "who.tsv"));
    scratch_write(path, tsv);
    test_index index = open_index(dir, path);
    fh_workspace *workspace;
    fh_workspace_options how = {.dir = dir, .authority = path};
    close_index(&index);
    assert_int_equal(fh_workspace_open(&how, &workspace, NULL), 0);
    fh_workspace_close(workspace);
    scratch_write(path, other);
    assert_int_equal(fh_workspace_open(&how, &workspace, NULL), FIHRIST_E_USAGE);
    how.authority = "none";
    assert_int_equal(fh_workspace_open(&how, &workspace, NULL), FIHRIST_E_USAGE);
    how.authority = path;
    how.change_authority = true;
    assert_int_equal(fh_workspace_open(&how, &workspace, NULL), 0);
    fh_workspace_close(workspace);
}

/* --- all at once --- */

static void a_bulk_is_nowhere_before_it_is_committed_and_published(void **state) {
    const char *dir = scratch_path(*state, "i");
    fihrist_error err;
    test_index index = open_bulk(dir, "none");
    put_article(&index, one);
    assert_true(fh_writer_is_bulk(index.writer));
    assert_false(fh_writer_full(index.writer));
    close_index(&index);
    index = open_bulk(dir, "none");
    assert_int_equal(put_article(&index, one), FH_PUT_ADDED);
    commit(&index);
    assert_false(fh_writer_is_bulk(index.writer));
    close_index(&index);
    index = open_bulk(dir, "none");
    put_article(&index, one);
    commit(&index);
    must(fh_writer_publish(index.writer, &err), &err);
    assert_int_equal(revision(&index), 1);
    assert_int_equal(put_article(&index, two), FH_PUT_ADDED);
    commit(&index);
    assert_int_equal(revision(&index), 2);
    check_index(&index);
    close_index(&index);
    index = open_index(dir, "none");
    assert_int_equal(fh_writer_state(index.writer)->kinds[FH_KIND_ARTICLE].documents, 2);
    close_index(&index);
}

static void the_installed_libxapian_takes_what_is_written_at_once(void **state) {
    fihrist_error why;
    test_index index = open_index(scratch_path(*state, "i"), "none");
    bool possible;
    must(fh_bulk_is_possible(index.workspace, &possible, &why), &why);
    assert_true(possible);
    assert_int_equal(access(scratch_path(*state, "i/gen-2"), F_OK), -1);
    index.workspace->manifest.positions = FH_POSITIONS_XAPIAN;
    must(fh_bulk_is_possible(index.workspace, &possible, &why), &why);
    assert_false(possible);
    assert_string_equal(why.message, "");
    close_index(&index);
}

static void an_article_may_come_again_in_a_bulk(void **state) {
    fihrist_error err;
    test_index index = open_bulk(scratch_path(*state, "i"), "none");
    assert_int_equal(put_article(&index, one), FH_PUT_ADDED);
    assert_int_equal(put_article(&index, one), FH_PUT_UNCHANGED);
    assert_int_equal(put_article(&index, two), FH_PUT_ADDED);
    assert_int_equal(put_article(&index, one_changed), FH_PUT_REPLACED);
    assert_int_equal(put_article(&index, one), FH_PUT_REPLACED);
    assert_int_equal(put_article(&index, one_changed), FH_PUT_REPLACED);
    commit(&index);
    must(fh_writer_publish(index.writer, &err), &err);
    check_index(&index);
    test_index fresh = open_index(scratch_path(*state, "j"), "none");
    put_article(&fresh, two);
    put_article(&fresh, one_changed);
    commit(&fresh);
    fh_buffer made = dump_index(&index), wanted = dump_index(&fresh);
    assert_string_equal(made.p, wanted.p);
    fh_buffer_free(&made);
    fh_buffer_free(&wanted);
    close_index(&index);
    close_index(&fresh);
}

static void a_bulk_of_nothing_is_an_empty_index(void **state) {
    fihrist_error err;
    test_index index = open_bulk(scratch_path(*state, "i"), "none");
    commit(&index);
    must(fh_writer_publish(index.writer, &err), &err);
    check_index(&index);
    assert_int_equal(put_article(&index, one), FH_PUT_ADDED);
    commit(&index);
    check_index(&index);
    close_index(&index);
}

/* --- promise 4 --- */

enum { ARTICLES = 40, CHANGES = 12, SPLITS = 50 };

/* All articles, and then some again in another version. */
static void make_input(char *lines[ARTICLES + CHANGES]) {
    for (size_t i = 0; i < ARTICLES + CHANGES; i++) {
        size_t n;
        FILE *out = open_memstream(&lines[i], &n);
        archive_article(out, i < ARTICLES ? i : (i - ARTICLES) * 3, i >= ARTICLES);
        fclose(out);
    }
}

/* Index the input in pieces: committed here, cut off and begun again from the last commit there. */
static fh_buffer index_in_pieces(const char *dir, char *lines[], uint64_t *random) {
    test_index index = open_index(dir, "none");
    size_t committed = 0;
    for (size_t i = 0; i < ARTICLES + CHANGES;) {
        put_article(&index, lines[i++]);
        switch (archive_random(random) % 12) {
        case 0:
            commit(&index);
            committed = i;
            break;
        case 1:
            close_index(&index);
            index = open_index(dir, "none");
            i = committed;
            break;
        case 2: /* a run that begins with what is there already */
            commit(&index);
            committed = i;
            if (i < ARTICLES)
                i -= i < 5 ? i : 5;
            break;
        default:
            break;
        }
    }
    commit(&index);
    check_index(&index);
    fh_buffer dump = dump_index(&index);
    close_index(&index);
    return dump;
}

static void any_split_gives_the_same_index(void **state) {
    char *lines[ARTICLES + CHANGES];
    uint64_t random = 4;
    make_input(lines);
    test_index index = open_index(scratch_path(*state, "whole"), "none");
    for (size_t i = 0; i < ARTICLES + CHANGES; i++)
        put_article(&index, lines[i]);
    commit(&index);
    fh_buffer whole = dump_index(&index);
    close_index(&index);
    assert_non_null(strstr(whole.p, "kind 0: 40 documents"));
    for (int split = 0; split < SPLITS; split++) {
        char name[32];
        snprintf(name, sizeof name, "split-%d", split);
        fh_buffer pieces = index_in_pieces(scratch_path(*state, name), lines, &random);
        assert_string_equal(pieces.p, whole.p);
        fh_buffer_free(&pieces);
    }
    fihrist_error err;
    index = open_bulk(scratch_path(*state, "bulk"), "none");
    for (size_t i = 0; i < ARTICLES + CHANGES; i++)
        put_article(&index, lines[i]);
    commit(&index);
    must(fh_writer_publish(index.writer, &err), &err);
    check_index(&index);
    fh_buffer bulk = dump_index(&index);
    assert_string_equal(bulk.p, whole.p);
    fh_buffer_free(&bulk);
    close_index(&index);
    fh_buffer_free(&whole);
    for (size_t i = 0; i < ARTICLES + CHANGES; i++)
        free(lines[i]);
}

#define INDEX_TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void) {
    const struct CMUnitTest tests[] = {
        INDEX_TEST(an_article_is_put_once_and_then_unchanged),
        INDEX_TEST(a_changed_article_is_replaced_with_its_comments),
        INDEX_TEST(an_article_may_come_twice_in_a_batch),
        INDEX_TEST(a_deleted_article_leaves_nothing_behind),
        INDEX_TEST(comments_follow_their_article_and_know_it),
        INDEX_TEST(what_is_not_committed_is_dropped),
        INDEX_TEST(the_cursor_is_committed_with_its_batch),
        INDEX_TEST(a_batch_is_full_by_count_and_by_memory),
        INDEX_TEST(an_article_with_too_many_words_is_refused_and_changes_nothing),
        INDEX_TEST(a_rebuilt_index_is_the_same_one_revision_on),
        INDEX_TEST(an_index_of_another_analyser_is_refused_and_rebuilt),
        INDEX_TEST(a_second_writer_is_busy_and_a_dead_one_is_not),
        INDEX_TEST(a_new_index_is_not_made_over_an_old_one),
        INDEX_TEST(another_authority_file_needs_a_rebuild),
        INDEX_TEST(a_bulk_is_nowhere_before_it_is_committed_and_published),
        INDEX_TEST(the_installed_libxapian_takes_what_is_written_at_once),
        INDEX_TEST(an_article_may_come_again_in_a_bulk),
        INDEX_TEST(a_bulk_of_nothing_is_an_empty_index),
        INDEX_TEST(any_split_gives_the_same_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
