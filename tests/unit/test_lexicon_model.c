/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon counts as a plain table does, whatever was merged, reopened, copied or cut off in
 * between, and patterns match what the C library says.
 */
#include "tests/unit/lexicon_fixture.h"

#include <dirent.h>
#include <fnmatch.h>

/* Forms in byte order. */
static int by_form(const void *a, const void *b) {
    char left[40], right[40];
    return fh_str_compare(form_number(*(const int *)a, left), form_number(*(const int *)b, right));
}

static const int *forms_in_order(void) {
    static int order[FORMS];
    if (order[1] != 0 || order[0] != 0)
        return order;
    for (int i = 0; i < FORMS; i++)
        order[i] = i;
    qsort(order, FORMS, sizeof *order, by_form);
    return order;
}

static void check_entry(const fh_lexicon_entry *entry, int i, int64_t wanted) {
    char form[40], stem[40];
    assert_true(fh_str_equal(entry->form, form_number(i, form)));
    assert_true(fh_str_equal(entry->stem, stem_number(i, stem)));
    assert_int_equal(entry->frequency, wanted);
}

static void check_language(lexicon_test *f, const lexicon_model *model, int language) {
    static fh_lexicon_entry entries[FORMS];
    const int *order = forms_in_order();
    size_t found, next = 0;
    bool more;
    char room[40];
    fh_arena_reset(f->arena);
    OK(f, fh_lexicon_match(f->lexicon, language_number(language), fh_str_of("*"), f->arena, entries,
                           FORMS, &found, &more, &f->err));
    for (int at = 0; at < FORMS; at++)
        if (model->counts[language][order[at]] > 0) {
            assert_true(next < found);
            check_entry(&entries[next++], order[at], model->counts[language][order[at]]);
        }
    assert_int_equal(next, found);
    for (int i = language; i < FORMS; i += 13) {
        fh_lexicon_entry entry;
        int64_t wanted = model->counts[language][i];
        assert_int_equal(fh_lexicon_find(f->lexicon, language_number(language),
                                         form_number(i, room), f->arena, &entry, &f->err),
                         wanted > 0);
        if (wanted > 0)
            check_entry(&entry, i, wanted);
    }
}

/* The directory holds the files that it should: the database's, and one of a lexicon. */
static void check_files(lexicon_test *f) {
    DIR *dir = opendir(f->path);
    int files = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        files += strncmp(entry->d_name, "lexicon", 7) == 0;
    closedir(dir);
    assert_int_equal(files, 1);
}

/* A pattern of pieces of a form, mostly of one that is there: an1*, *ban*7, *. In `room` of 60. */
static void make_pattern(uint64_t *random, char *room) {
    char form[40];
    fh_str text = form_number((int)random_below(random, FORMS), form);
    size_t n = 0, at = random_below(random, 2) ? 0 : random_below(random, 4);
    if (at > 0)
        room[n++] = '*';
    while (at < text.n) {
        size_t piece = 1 + random_below(random, 4);
        for (; piece > 0 && at < text.n; piece--)
            room[n++] = text.p[at++];
        room[n++] = '*';
        at += random_below(random, 5);
    }
    n -= random_below(random, 2) && n > 1;
    room[n] = '\0';
}

/* The C library says what matches. */
static void check_pattern(lexicon_test *f, const lexicon_model *model, int language,
                          const char *pattern) {
    static fh_lexicon_entry entries[FORMS];
    const int *order = forms_in_order();
    size_t found, next = 0;
    bool more;
    char room[40];
    OK(f, fh_lexicon_match(f->lexicon, language_number(language), fh_str_of(pattern), f->arena,
                           entries, FORMS, &found, &more, &f->err));
    for (int at = 0; at < FORMS; at++)
        if (model->counts[language][order[at]] > 0 &&
            fnmatch(pattern, form_number(order[at], room).p, 0) == 0) {
            if (next == found)
                fail_msg("'%s' finds no %s", pattern, room);
            check_entry(&entries[next++], order[at], model->counts[language][order[at]]);
        }
    if (next != found)
        fail_msg("'%s' finds more", pattern);
    fh_arena_reset(f->arena);
}

static void check_all(lexicon_test *f, const lexicon_model *model) {
    uint64_t there = 0, wanted = 0, live = 0;
    const fh_lexicon_directory *directory = &f->lexicon->directory;
    for (int language = 0; language < LANGUAGES; language++) {
        check_language(f, model, language);
        for (int i = 0; i < FORMS; i++)
            wanted += model->counts[language][i] > 0;
    }
    for (int i = 0; i < 6; i++) {
        static uint64_t random = 11;
        char pattern[60];
        make_pattern(&random, pattern);
        check_pattern(f, model, i % LANGUAGES, pattern);
    }
    OK(f, fh_lexicon_count(f->lexicon, &there, &f->err));
    assert_int_equal(there, wanted);
    assert_int_equal(fh_lexicon_check(f->lexicon, tell_nobody, NULL), 0);
    check_files(f);
    for (uint32_t i = 0; i < directory->count; i++) {
        live += directory->runs[i].bytes;
        if (i > 0)
            assert_true(directory->runs[i - 1].bytes >= 4 * directory->runs[i].bytes);
    }
    assert_true(directory->bytes <= 4 * live + (1 << 20) + 200000);
}

/* Into a lexicon of its own, whose only run it is. */
static void check_copy(lexicon_test *f, const lexicon_model *model, int round) {
    lexicon_test copy = {.arena = f->arena};
    char name[20];
    snprintf(name, sizeof name, "copy-%d", round);
    copy.path = strdup(scratch_path(f->scratch, name));
    open_writer(&copy, true);
    OK(&copy, fh_lexicon_writer_copy(copy.writer, f->lexicon, &copy.err));
    commit(&copy);
    refresh(&copy);
    assert_true(copy.lexicon->directory.count <= 1);
    check_all(&copy, model);
    close_reader(&copy);
    close_writer(&copy);
    free(copy.path);
}

/* Forget what was appended since the commit, as a writer does that is killed. */
static void lose_some(lexicon_test *f, const lexicon_model *model, uint64_t *random) {
    lexicon_model lost = *model;
    for (int i = 0; i < 3; i++) {
        count_some(f, &lost, random, 3000);
        append(f);
    }
    if (random_below(random, 2)) /* on disk, but never committed */
        OK(f, fh_lexicon_writer_flush(f->writer, f->engine, &f->err));
    close_writer(f);
    open_writer(f, false);
}

static void a_lexicon_counts_as_a_plain_table_does(void **state) {
    lexicon_test *f = *state;
    static lexicon_model model;
    uint64_t random = 7;
    memset(&model, 0, sizeof model);
    for (int round = 0; round < 120; round++) {
        uint32_t appends = random_below(&random, 3);
        for (uint32_t i = 0; i <= appends; i++) {
            count_some(f, &model, &random, round % 10 == 0 ? 6000 : 100);
            append(f);
        }
        commit(f);
        if (random_below(&random, 4) == 0)
            lose_some(f, &model, &random);
        if (random_below(&random, 4) == 0)
            close_reader(f);
        refresh(f);
        check_all(f, &model);
        if (round % 40 == 0)
            check_copy(f, &model, round);
    }
    assert_true(f->lexicon->directory.file > 1);
}

/* The last of all forms go with the run that counts them. */
static void a_lexicon_can_be_emptied(void **state) {
    lexicon_test *f = *state;
    static lexicon_model model;
    memset(&model, 0, sizeof model);
    for (int i = 0; i < FORMS; i++)
        count(f, &model, i % LANGUAGES, i, i + 1);
    append(f);
    commit(f);
    refresh(f);
    for (int i = 0; i < FORMS; i++)
        count(f, &model, i % LANGUAGES, i, -i - 1);
    append(f);
    commit(f);
    refresh(f);
    assert_int_equal(f->lexicon->directory.count, 0);
    check_all(f, &model);
    count(f, &model, 1, 1, 1);
    append(f);
    commit(f);
    refresh(f);
    assert_int_equal(f->lexicon->directory.count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LEXICON_TEST(a_lexicon_counts_as_a_plain_table_does),
        LEXICON_TEST(a_lexicon_can_be_emptied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
