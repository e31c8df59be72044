/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_revisions.c: the table of revisions, by itself and as the writer keeps it: whatever happens
 * to an index, the table says of each document which revision brought it, and the record of each
 * article when it first came.
 */
#include "tests/unit/check.h"

#include "core/revisions.h"
#include "indexer/compact.h"
#include "indexer/rebuild.h"
#include "tests/unit/index_fixture.h"

/* The same numbers on every machine. */
static uint64_t dice;

static unsigned roll(unsigned sides) {
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(dice >> 33) % sides;
}

static void must_engine(int code, const xc_error *cause) {
    if (code < 0)
        fail_msg("unexpected: %s", cause->message);
}

/* --- the table by itself --- */

enum { MANY = 3 * FH_REVISIONS_CHUNK + 7 };

/* Entry i: revision 2 i + 2 begins at document 10 i + 1. */
static void write_many(const char *path, uint32_t count, uint32_t commits) {
    fh_revisions revisions = {.entries = NULL};
    xc_writer *writer;
    xc_error cause;
    fihrist_error err;
    must_engine(xc_writer_open(path, XC_WRITER_NEW, 0, &writer, &cause), &cause);
    for (uint32_t i = 0, k = 1; k <= commits; k++) {
        must_engine(xc_writer_begin(writer, &cause), &cause);
        for (; i < count * k / commits; i++)
            must(fh_revisions_note(&revisions, 2 * i + 2, 10 * i + 1, &err), &err);
        must(fh_revisions_note(&revisions, revisions.last, 10 * i + 1, &err), &err);
        must(fh_revisions_write(&revisions, writer, &err), &err);
        must_engine(xc_writer_commit(writer, &cause), &cause);
        /* Another writer goes on with what is there. */
        fh_revisions_free(&revisions);
        must(fh_revisions_read(&revisions, xc_writer_database(writer), &err), &err);
    }
    fh_revisions_free(&revisions);
    xc_writer_close(writer);
}

static uint32_t find(xc_database *db, uint64_t number) {
    fh_revision_table table;
    fihrist_error err;
    uint32_t docid;
    must(fh_revision_table_open(db, &table, &err), &err);
    must(fh_revision_table_find(&table, number, &docid, &err), &err);
    return docid;
}

static void every_revision_is_found_however_many_there_are(void **state) {
    static const uint32_t counts[] = {0, 1, 255, 256, 257, 512, MANY};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char name[32];
        xc_database *db;
        xc_error cause;
        fihrist_error err;
        snprintf(name, sizeof name, "t%zu", i);
        write_many(scratch_path(*state, name), counts[i], 1 + (uint32_t)i);
        must_engine(xc_database_open(scratch_path(*state, name), &db, &cause), &cause);
        for (uint32_t k = 0; k < counts[i]; k += 1 + k % 7) {
            assert_int_equal(find(db, 2 * k + 1), 10 * k + 1);
            assert_int_equal(find(db, 2 * k + 2), 10 * k + 1);
        }
        assert_int_equal(find(db, 2 * (uint64_t)counts[i] + 1), UINT32_MAX);
        assert_int_equal(find(db, UINT64_MAX), UINT32_MAX);
        assert_int_equal(find(db, 0), 1);
        must(fh_revision_table_check(db, 2 * counts[i], 10 * counts[i], &err), &err);
        if (counts[i] > 0) {
            assert_int_equal(fh_revision_table_check(db, 2 * counts[i] - 1, UINT32_MAX, &err),
                             FIHRIST_E_CORRUPT);
            assert_int_equal(fh_revision_table_check(db, 2 * counts[i], 10 * counts[i] - 10, &err),
                             FIHRIST_E_CORRUPT);
        }
        xc_database_close(db);
    }
}

/* Change `bytes` bytes at `at` of the value under a key; 0: take it away. */
static void damage(const char *path, const char *key, size_t at, size_t bytes) {
    xc_writer *writer;
    xc_error cause;
    char *data;
    size_t n;
    must_engine(xc_writer_open(path, 0, 0, &writer, &cause), &cause);
    must_engine(xc_writer_begin(writer, &cause), &cause);
    must_engine(
        xc_database_get_metadata(xc_writer_database(writer), key, strlen(key), &data, &n, &cause),
        &cause);
    for (size_t i = 0; i < bytes; i++)
        data[at + i] = (char)(data[at + i] ^ 1);
    must_engine(xc_writer_set_metadata(writer, key, strlen(key), data, bytes ? n : 0, &cause),
                &cause);
    must_engine(xc_writer_commit(writer, &cause), &cause);
    xc_free(data);
    xc_writer_close(writer);
}

static void damage_is_seen(void **state) {
    static const struct {
        const char *key;
        size_t at, bytes;
        int code;
    } cases[] = {
        {"fihrist-revisions", 4, 1, FIHRIST_E_CORRUPT},
        {"fihrist-revisions", 0, 0, FIHRIST_E_NOT_FOUND},
        {"fihrist-revisions-00000000", 100, 1, FIHRIST_E_CORRUPT},
        {"fihrist-revisions-00000001", 0, 0, FIHRIST_E_CORRUPT},
        {"fihrist-revisions-00000003", 2, 1, FIHRIST_E_CORRUPT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[32];
        xc_database *db;
        xc_error cause;
        fihrist_error err;
        snprintf(name, sizeof name, "d%zu", i);
        write_many(scratch_path(*state, name), MANY, 2);
        damage(scratch_path(*state, name), cases[i].key, cases[i].at, cases[i].bytes);
        must_engine(xc_database_open(scratch_path(*state, name), &db, &cause), &cause);
        assert_int_equal(fh_revision_table_check(db, 2 * MANY, UINT32_MAX, &err), cases[i].code);
        xc_database_close(db);
    }
}

/* --- histories of an index --- */

enum { IDS = 9, HISTORIES = 20, STEPS = 10, FIRST_SEEN = 1000000 };

typedef struct known {
    bool there;
    unsigned version;
    uint64_t revision;
    int64_t seen;
} known;

typedef struct history {
    const char *dir;
    test_index index;
    bool fresh; /* a bulk is under way: its revision is the state's */
    known articles[IDS];
    int64_t clock;
} history;

static uint64_t revision_to_be(const history *h) {
    return fh_writer_state(h->index.writer)->revision + (h->fresh ? 0 : 1);
}

/* A version has as many comments as its number says. */
static void put(history *h, unsigned id, unsigned version) {
    static const char *const comments[] = {"", "{\"text\":\"x\"}",
                                           "{\"text\":\"x\"},{\"text\":\"y\"}"};
    known *k = &h->articles[id];
    char json[300];
    fihrist_error err;
    fh_put outcome;
    fh_arena *arena = fh_arena_new();
    snprintf(json, sizeof json, "{\"id\":\"a%u\",\"text\":\"version %u\",\"comments\":[%s]}", id,
             version, comments[version]);
    fh_article article = read_article(json, arena);
    article.seen = ++h->clock;
    uint64_t revision = revision_to_be(h);
    must(fh_writer_put(h->index.writer, &article, NULL, &outcome, &err), &err);
    fh_arena_free(arena);
    bool same = k->there && k->version == version;
    assert_int_equal(outcome, same ? FH_PUT_UNCHANGED : k->there ? FH_PUT_REPLACED : FH_PUT_ADDED);
    if (!same)
        *k = (known){true, version, revision, k->there ? k->seen : h->clock};
}

static void take_out(history *h, unsigned id) {
    char name[16];
    fihrist_error err;
    snprintf(name, sizeof name, "a%u", id);
    must(fh_writer_delete(h->index.writer, fh_str_of(name), &err), &err);
    h->articles[id].there = false;
}

static void reopen(history *h) {
    h->index = open_index(h->dir, "none");
    h->fresh = false;
}

static void make_again(history *h, bool bulk) {
    fihrist_error err;
    fh_rebuild_result result;
    fh_rebuild_options how = {.memory_bytes = FH_MEMORY_LEAST_BYTES, .bulk = bulk};
    fh_writer_close(h->index.writer);
    must(fh_rebuild(h->index.workspace, &how, &result, &err), &err);
    fh_workspace_close(h->index.workspace);
    reopen(h);
}

static void compact(history *h) {
    fihrist_error err;
    fh_writer_close(h->index.writer);
    must(fh_compact(h->index.workspace, false, &err), &err);
    fh_workspace_close(h->index.workspace);
    reopen(h);
}

/* As files do that are large against the index; then the same writer goes on. */
static void put_in_bulk(history *h) {
    fihrist_error err;
    fh_rebuild_result result;
    fh_rebuild_options how = {.memory_bytes = FH_MEMORY_LEAST_BYTES, .bulk = true};
    fh_writer_close(h->index.writer);
    must(fh_rebuild_begin(h->index.workspace, &how, &h->index.writer, &result, &err), &err);
    h->fresh = true;
    for (unsigned n = roll(8); n > 0; n--)
        put(h, roll(IDS), roll(3));
    commit(&h->index);
    must(fh_writer_publish(h->index.writer, &err), &err);
    h->fresh = false;
}

/* Which revision brought a document, as `lastmod:` would find it. */
static bool is_of(xc_database *db, uint32_t docid, uint64_t revision) {
    return docid >= find(db, revision) && docid < find(db, revision + 1);
}

static void check_article(history *h, unsigned id) {
    const known *k = &h->articles[id];
    fh_stored stored = fh_writer_stored(h->index.writer);
    fh_arena *arena = fh_arena_new();
    char name[16];
    fihrist_error err;
    fh_article article;
    uint32_t *docids = NULL;
    size_t count;
    snprintf(name, sizeof name, "a%u", id);
    must(fh_stored_find(&stored, fh_str_of(name), arena, &docids, &count, &err), &err);
    assert_int_equal(count, k->there ? 1 + k->version : 0);
    for (size_t i = 0; i < count; i++)
        if (!is_of(stored.db, docids[i], k->revision))
            fail_msg("document %u of %s is not of revision %llu", docids[i], name,
                     (unsigned long long)k->revision);
    if (count > 0) {
        must(fh_stored_article(&stored, docids, count, arena, &article, &err), &err);
        assert_int_equal(article.seen, k->seen);
    }
    fh_arena_free(arena);
}

static void check_history(history *h) {
    xc_database *db = fh_writer_database(h->index.writer);
    uint32_t last;
    xc_error cause;
    fihrist_error err;
    must_engine(xc_database_last_docid(db, &last, &cause), &cause);
    must(fh_revision_table_check(db, fh_writer_state(h->index.writer)->revision, last, &err), &err);
    for (unsigned id = 0; id < IDS; id++)
        check_article(h, id);
}

static void take_step(history *h) {
    for (unsigned n = roll(5); n > 0; n--) {
        if (roll(4))
            put(h, roll(IDS), roll(3));
        else
            take_out(h, roll(IDS));
    }
    commit(&h->index);
    switch (roll(6)) {
    case 0:
        make_again(h, true);
        break;
    case 1:
        make_again(h, false);
        break;
    case 2:
        compact(h);
        break;
    case 3:
        put_in_bulk(h);
        break;
    default:
        break;
    }
}

static void whatever_happens_each_article_keeps_its_revision_and_when_it_came(void **state) {
    for (int i = 0; i < HISTORIES; i++) {
        char name[32];
        dice = (uint64_t)i;
        snprintf(name, sizeof name, "h%d", i);
        history h = {.dir = scratch_path(*state, name), .clock = FIRST_SEEN};
        h.dir = strdup(h.dir);
        reopen(&h);
        for (int step = 0; step < STEPS; step++) {
            take_step(&h);
            check_history(&h);
        }
        close_index(&h.index);
        free((char *)(uintptr_t)h.dir);
    }
}

static void what_was_not_committed_is_of_no_revision(void **state) {
    test_index index = open_index(scratch_path(*state, "u"), "none");
    put_article(&index, "{\"id\":\"a\",\"text\":\"x\"}");
    commit(&index);
    put_article(&index, "{\"id\":\"b\",\"text\":\"x\"}");
    close_index(&index);
    index = open_index(scratch_path(*state, "u"), "none");
    commit(&index); /* one that brings nothing */
    put_article(&index, "{\"id\":\"c\",\"text\":\"x\"}");
    commit(&index);
    xc_database *db = fh_writer_database(index.writer);
    assert_int_equal(find(db, 1), 1);
    assert_int_equal(find(db, 2), 2);
    assert_int_equal(find(db, 3), 2);
    assert_int_equal(find(db, 4), UINT32_MAX);
    close_index(&index);
}

static int setup(void **state) {
    *state = scratch_new();
    return 0;
}

static int teardown(void **state) {
    scratch_free(*state);
    return 0;
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_revision_is_found_however_many_there_are),
        TEST(damage_is_seen),
        TEST(whatever_happens_each_article_keeps_its_revision_and_when_it_came),
        TEST(what_was_not_committed_is_of_no_revision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
