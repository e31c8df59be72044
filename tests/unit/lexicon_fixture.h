/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_fixture.h: for tests of the lexicon: a database and its lexicon in a scratch directory,
 * and forms in three languages that are the same whenever they are made.
 */
#ifndef FIHRIST_TESTS_LEXICON_FIXTURE_H
#define FIHRIST_TESTS_LEXICON_FIXTURE_H

#include "tests/unit/check.h"

#include "core/lexicon_part.h"
#include "indexer/lexicon_writer.h"
#include "tests/unit/scratch.h"

typedef struct lexicon_test {
    char *scratch;
    char *path; /* of the generation */
    xc_writer *engine;
    fh_lexicon_writer *writer;
    fh_lexicon_batch *batch;
    fh_lexicon *lexicon;
    fh_arena *arena;
    fihrist_error err;
} lexicon_test;

/** End the test, saying why, unless `code` is one of success. */
#define OK(f, call)                                                                                \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            fail_msg("%s: %s", #call, (f)->err.message);                                           \
    } while (0)

/** Open the database and its lexicon for writing, in a transaction. */
static inline void open_writer(lexicon_test *f, bool fresh) {
    assert_int_equal(xc_writer_open(f->path, XC_WRITER_CREATE, 0, &f->engine, NULL), 0);
    assert_int_equal(xc_writer_begin(f->engine, NULL), 0);
    OK(f,
       fh_lexicon_writer_open(f->path, xc_writer_database(f->engine), fresh, &f->writer, &f->err));
}

/** What was not committed goes. */
static inline void close_writer(lexicon_test *f) {
    fh_lexicon_writer_close(f->writer);
    xc_writer_close(f->engine);
    f->writer = NULL;
    f->engine = NULL;
}

static inline void append(lexicon_test *f) {
    OK(f, fh_lexicon_writer_append(f->writer, f->batch, &f->err));
}

static inline void commit(lexicon_test *f) {
    OK(f, fh_lexicon_writer_flush(f->writer, f->engine, &f->err));
    assert_int_equal(xc_writer_commit(f->engine, NULL), 0);
    fh_lexicon_writer_committed(f->writer);
    assert_int_equal(xc_writer_begin(f->engine, NULL), 0);
}

/** Follow the writer's database, opening the lexicon where it is not. */
static inline void refresh(lexicon_test *f) {
    xc_database *db = xc_writer_database(f->engine);
    if (f->lexicon)
        OK(f, fh_lexicon_refresh(f->lexicon, db, &f->err));
    else
        OK(f, fh_lexicon_open(f->path, db, &f->lexicon, &f->err));
}

static inline void close_reader(lexicon_test *f) {
    fh_lexicon_close(f->lexicon);
    f->lexicon = NULL;
}

static inline int lexicon_setup(void **state) {
    lexicon_test *f = calloc(1, sizeof *f);
    f->scratch = scratch_new();
    f->path = strdup(scratch_path(f->scratch, "gen-1"));
    f->arena = fh_arena_new();
    OK(f, fh_lexicon_batch_new(&f->batch, &f->err));
    open_writer(f, true);
    *state = f;
    return 0;
}

static inline int lexicon_teardown(void **state) {
    lexicon_test *f = *state;
    close_reader(f);
    close_writer(f);
    fh_lexicon_batch_free(f->batch);
    fh_arena_free(f->arena);
    free(f->path);
    scratch_free(f->scratch);
    free(f);
    return 0;
}

#define LEXICON_TEST(name) cmocka_unit_test_setup_teardown(name, lexicon_setup, lexicon_teardown)

static inline uint32_t random_below(uint64_t *state, uint32_t n) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((*state >> 32) * n) >> 32);
}

static inline void tell_nobody(void *user, const char *message) {
    (void)user;
    (void)message;
}

/* --- forms --- */

enum { LANGUAGES = 3, FORMS = 2000 };

static inline fh_language language_number(int i) {
    static const char *const names[LANGUAGES] = {"english", "french", "none"};
    return fh_language_find(fh_str_of(names[i]));
}

/** Form number `i`: short ones of few letters, so that many share what they begin and end with; in
 *  `room` of 40 bytes. Two numbers have two forms. */
static inline fh_str form_number(int i, char *room) {
    static const char *const letters[] = {"a", "b", "li", "n", "t", "\xc3\xa9", "st", "r"};
    size_t n = 0;
    for (int left = i + 8; left >= 8; left /= 8)
        n += (size_t)snprintf(room + n, 40 - n, "%s", letters[left % 8]);
    n += (size_t)snprintf(room + n, 40 - n, "%s%s", i % 3 ? "o" : "", i % 7 == 0 ? "ban" : "");
    if (i % 100 == 0) /* a long one */
        n += (size_t)snprintf(room + n, 40 - n, "%.*s", 16, "xxxxxxxxxxxxxxxx");
    n += (size_t)snprintf(room + n, 40 - n, "%d", i);
    return (fh_str){room, n};
}

/** Its stem: mostly a beginning of the form, now and then something else. In `room` of 40 bytes. */
static inline fh_str stem_number(int i, char *room) {
    fh_str form = form_number(i, room);
    if (i % 11 == 0)
        return (fh_str){room, (size_t)snprintf(room, 40, "otherwise%d", i)};
    if (i % 5 == 0)
        room[form.n - 1] = 'y';
    if (i % 100 == 1) {
        memcpy(room + form.n, "aaaaaaaaaaaaaaaaaaaa", 20);
        form.n += form.n + 20 <= 40 ? 20 : 0;
    }
    return form;
}

/** What the lexicon should say: how often, by language and number. */
typedef struct lexicon_model {
    int64_t counts[LANGUAGES][FORMS];
} lexicon_model;

static inline void count(lexicon_test *f, lexicon_model *model, int language, int i,
                         int64_t change) {
    char form[40], stem[40];
    OK(f, fh_lexicon_batch_add(f->batch, language_number(language), form_number(i, form),
                               stem_number(i, stem), change, &f->err));
    model->counts[language][i] += change;
}

/** Changes of up to `most` forms; none below 0 times. */
static inline void count_some(lexicon_test *f, lexicon_model *model, uint64_t *random,
                              uint32_t most) {
    uint32_t changes = random_below(random, most + 1);
    for (uint32_t n = 0; n < changes; n++) {
        int language = (int)random_below(random, LANGUAGES), i = (int)random_below(random, FORMS);
        int64_t there = model->counts[language][i];
        bool remove = there > 0 && random_below(random, 2);
        count(f, model, language, i,
              remove ? -(int64_t)(1 + random_below(random, (uint32_t)there))
                     : 1 + random_below(random, 300));
    }
}

#endif
