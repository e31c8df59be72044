/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * library_fixture.h: for tests of fihrist.h: a small index made for each test, and a taker of the
 * lines that fihrist_call gives. What should not fail aborts.
 */
#ifndef FIHRIST_TESTS_LIBRARY_FIXTURE_H
#define FIHRIST_TESTS_LIBRARY_FIXTURE_H

#include "tests/unit/check.h"

#include "fihrist.h"
#include "tests/unit/index_fixture.h"

static const char *const articles[] = {
    "{\"id\":\"one\",\"title\":\"First boats\",\"source\":\"Tide\",\"date\":\"2021-03-02\","
    "\"text\":\"Boats sail at dawn.\",\"comments\":[{\"id\":\"1\",\"author\":\"Tess\",\"text\":"
    "\"Boats, always boats.\"},{\"id\":\"2\",\"text\":\"No \\u0007\\\"quotes\\\".\"}]}",
    "{\"id\":\"two\",\"title\":\"Boats again\",\"source\":\"Tide\",\"date\":\"2022\",\"text\":"
    "\"More boats came; the Harbour Board did not count them.\"}",
    "{\"id\":\"three\",\"title\":\"Élections\",\"lang\":\"fr\",\"text\":\"Un bateau.\"}"};

static const char authority[] = "id\ttype\tname\taliases\n"
                                "board\torganisation\tHarbour Board\tHB|Board of Harbours\n"
                                "tide\toutlet\tSaltmere Tide\tTide\n";

typedef struct fixture {
    char *scratch;
    char index[256], authority[256];
} fixture;

static inline int make_index(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    snprintf(f->index, sizeof f->index, "%s", scratch_path(f->scratch, "index"));
    snprintf(f->authority, sizeof f->authority, "%s", scratch_path(f->scratch, "authority"));
    scratch_write(f->authority, authority);
    test_index index = open_index(f->index, f->authority);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        put_article(&index, articles[i]);
    commit(&index);
    close_index(&index);
    *state = f;
    return 0;
}

static inline int remove_index(void **state) {
    fixture *f = *state;
    scratch_free(f->scratch);
    free(f);
    return 0;
}

/** A test of an index of its own: its state is a fixture. */
#define OF_INDEX(test) cmocka_unit_test_setup_teardown(test, make_index, remove_index)

static inline fihrist_reader *open_reader(const fixture *f) {
    fihrist_error err;
    fihrist_reader *reader = NULL;
    must(fihrist_open(f->index, &reader, &err), &err);
    return reader;
}

static inline int search(fihrist_reader *reader, const char *query,
                         const fihrist_search_options *options, fihrist_page **ret_page,
                         fihrist_error *err) {
    return fihrist_search(reader, query, strlen(query), options, ret_page, err);
}

typedef struct lines {
    fh_buffer text;
    unsigned hits, ends;
    int stop_after; /* lines; negative: never */
} lines;

#define LINES                                                                                      \
    { FH_BUFFER(1 << 20), 0, 0, -1 }

static inline int take_line(void *user, const char *kind, const char *json, size_t n) {
    lines *l = user;
    bool hit = strcmp(kind, "hit") == 0;
    assert_true(hit || strcmp(kind, "end") == 0);
    assert_null(memchr(json, '\n', n));
    assert_int_equal(l->ends, 0);
    *(hit ? &l->hits : &l->ends) += 1;
    fh_buffer_append(&l->text, json, n);
    fh_buffer_append_byte(&l->text, '\n');
    return l->stop_after >= 0 && l->hits + l->ends > (unsigned)l->stop_after;
}

static inline int call(fihrist_reader *reader, const char *method, const char *params, lines *l,
                       fihrist_error *err) {
    return fihrist_call(reader, method, params, strlen(params), take_line, l, err);
}

#endif
