/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases, NEAR and ADJ by the units of documents find what their definition says, tried out word
 * by word, and what libxapian finds by the same positions in its tables.
 */
#include "tests/unit/proximity_fixture.h"

/* --- the definition --- */

/* How a document looks to a proximity: where its units stand, and what each fills. */
typedef struct view {
    uint32_t count, positions[UNITS_MAX];
    bool fills[OPERANDS_MAX][UNITS_MAX];
} view;

static bool is_choice(const fh_proximity_word *word, uint8_t number) {
    for (size_t i = 0; i < word->count; i++)
        if (is_word_of(word->units[i], number))
            return true;
    return false;
}

/* Every unit of a run that stands. */
static void mark_run(const document *doc, uint32_t count, const fh_proximity_run *run,
                     bool fills[UNITS_MAX]) {
    for (uint32_t at = 0; at + run->count <= count; at++) {
        size_t k = 0;
        while (k < run->count && is_choice(&run->words[k], doc->words[at + k]))
            k++;
        if (k == run->count)
            memset(fills + at, true, run->count);
    }
}

static void look(const document *doc, const fh_proximity *proximity, view *ret) {
    uint32_t position = 0;
    memset(ret, 0, sizeof *ret);
    ret->count = proximity->title_only ? doc->title_count : doc->count;
    for (uint32_t i = 0; i < ret->count; i++) {
        /* The first word behind a gap stands FH_POSITION_GAP behind the last before it. */
        if (doc->words[i] != FH_UNIT_GAP)
            ret->positions[i] = position += i && doc->words[i - 1] == 0 ? FH_POSITION_GAP : 1;
    }
    for (size_t i = 0; i < proximity->count; i++)
        for (size_t run = 0; run < proximity->operands[i].count; run++)
            mark_run(doc, ret->count, &proximity->operands[i].runs[run], ret->fills[i]);
}

/* Can operand `at` and those after it be filled, given units for those before it? */
static bool can_fill(const view *v, const fh_proximity *proximity, size_t at,
                     uint32_t taken[OPERANDS_MAX]) {
    if (at == proximity->count)
        return true;
    for (uint32_t unit = at && proximity->ordered ? taken[at - 1] + 1 : 0; unit < v->count;
         unit++) {
        bool possible = v->fills[at][unit];
        for (size_t i = 0; possible && i < at; i++) {
            int64_t apart = (int64_t)v->positions[unit] - v->positions[taken[i]];
            possible = apart != 0 && llabs(apart) < proximity->window;
        }
        taken[at] = unit;
        if (possible && can_fill(v, proximity, at + 1, taken))
            return true;
    }
    return false;
}

static bool holds_by_definition(const fh_proximity *proximity, uint32_t docid) {
    static view v;
    uint32_t taken[OPERANDS_MAX];
    look(&made[docid], proximity, &v);
    return can_fill(&v, proximity, 0, taken);
}

static void check_definition(const fh_proximity *proximity, unsigned number) {
    fh_arena *arena = fh_arena_new();
    fh_proximity_test *test = fh_proximity_test_new(proximity, NULL, 0, arena);
    assert_non_null(test);
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid += 1 + random_below(3)) {
        fh_proximity_expect(test, docid);
        bool expected = holds_by_definition(proximity, docid);
        if (fh_proximity_holds(test, docid) != expected)
            fail_msg("proximity %u, document %u: should be %d", number, docid, expected);
    }
    fh_arena_free(arena);
}

static void phrases_stand_where_their_words_stand_one_after_another(void **state) {
    static shape s;
    (void)state;
    make_documents();
    for (unsigned i = 0; i < 1000; i++) {
        random_phrase(&s);
        check_definition(&s.proximity, i);
    }
}

static void near_and_adj_stand_where_each_operand_has_a_word_of_its_own(void **state) {
    static shape s;
    (void)state;
    make_documents();
    for (unsigned i = 0; i < 2000; i++) {
        random_near(&s, i % 2);
        check_definition(&s.proximity, i);
    }
}

/* --- libxapian --- */

static size_t term_of(char *term, bool title, uint32_t word) {
    return (size_t)sprintf(term, "%s%u", title ? "S" : "w", word);
}

static xc_database *index_documents(xc_fixture *f) {
    xc_writer *writer = new_writer(f);
    xc_document *out = NULL;
    MUST(f, xc_document_new(&out, &f->err));
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        static view v;
        char term[16];
        look(&made[docid], &(fh_proximity){0}, &v);
        xc_document_clear(out);
        for (uint32_t i = 0; i < v.count; i++)
            for (int title = 0; title <= (i < made[docid].title_count); title++)
                if (made[docid].words[i] != FH_UNIT_GAP)
                    MUST(f, xc_document_add_posting(out, term,
                                                    term_of(term, title, made[docid].words[i]),
                                                    v.positions[i], 1, &f->err));
        MUST(f, xc_writer_add(writer, out, NULL, &f->err));
    }
    xc_document_free(out);
    return commit_and_open(f, writer);
}

/* Any of the words, as libxapian is asked for it. */
static xc_query *choice_query(xc_fixture *f, const fh_proximity_word *word, bool title) {
    xc_query *terms[WORDS], *query = NULL;
    size_t count = 0;
    for (uint8_t number = 1; number <= WORDS; number++) {
        char term[16];
        if (is_choice(word, number))
            MUST(f,
                 xc_query_term(term, term_of(term, title, number), 1, 0, &terms[count++], &f->err));
    }
    MUST(f, xc_query_combine(XC_OP_OR, (const xc_query *const *)terms, count, &query, &f->err));
    for (size_t i = 0; i < count; i++)
        xc_query_free(terms[i]);
    return query;
}

/* Of a phrase with one run, or of operands that are mere words. */
static xc_query *query_of(xc_fixture *f, const fh_proximity *proximity) {
    xc_query *parts[OPERANDS_MAX], *query = NULL;
    bool phrase = proximity->count == 1;
    size_t count = phrase ? proximity->operands[0].runs[0].count : proximity->count;
    for (size_t i = 0; i < count; i++)
        parts[i] = choice_query(f,
                                phrase ? &proximity->operands[0].runs[0].words[i]
                                       : &proximity->operands[i].runs[0].words[0],
                                proximity->title_only);
    const xc_query *const *all = (const xc_query *const *)parts;
    MUST(f, phrase               ? xc_query_phrase(all, count, 0, &query, &f->err)
            : proximity->ordered ? xc_query_phrase(all, count, proximity->window, &query, &f->err)
                                 : xc_query_near(all, count, proximity->window, &query, &f->err));
    for (size_t i = 0; i < count; i++)
        xc_query_free(parts[i]);
    return query;
}

/* Operands with some words in common: of those libxapian may give a word to the wrong one. */
static bool are_entangled(const fh_proximity *proximity) {
    for (size_t i = 0; i < proximity->count; i++)
        for (size_t k = 0; k < i; k++) {
            const fh_proximity_word *a = proximity->operands[i].runs[0].words;
            const fh_proximity_word *b = proximity->operands[k].runs[0].words;
            for (uint8_t number = 1; a != b && number <= WORDS; number++)
                if (is_choice(a, number) && is_choice(b, number))
                    return true;
        }
    return false;
}

static void check_libxapian(xc_fixture *f, xc_enquire *enquire, const fh_proximity *proximity,
                            unsigned number) {
    bool found[DOCUMENTS + 1] = {false};
    bool exact = proximity->ordered || proximity->count == 1 || !are_entangled(proximity);
    xc_mset *mset = NULL;
    xc_query *query = query_of(f, proximity);
    MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, DOCUMENTS, DOCUMENTS, NULL, NULL, &mset, &f->err));
    for (size_t i = 0; i < xc_mset_size(mset); i++)
        found[xc_mset_hit(mset, i)->docid] = true;
    fh_arena *arena = fh_arena_new();
    fh_proximity_test *test = fh_proximity_test_new(proximity, NULL, 0, arena);
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        bool holds = fh_proximity_holds(test, docid);
        if (exact ? holds != found[docid] : found[docid] && !holds)
            fail_msg("proximity %u, document %u: %d in the tables", number, docid, found[docid]);
    }
    fh_arena_free(arena);
    xc_mset_free(mset);
    xc_query_free(query);
}

static void what_libxapian_finds_by_its_positions_is_found(void **state) {
    static shape s;
    xc_fixture *f = *state;
    xc_enquire *enquire = NULL;
    make_documents();
    xc_database *db = index_documents(f);
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f, xc_enquire_set_bool(enquire, &f->err));
    for (unsigned i = 0; i < 3000; i++) {
        if (i % 3 == 0)
            random_phrase(&s);
        else
            random_near(&s, false);
        s.operands[0].count = 1;
        check_libxapian(f, enquire, &s.proximity, i);
    }
    xc_enquire_free(enquire);
    xc_database_close(db);
}

/* --- bounds --- */

static void what_the_store_does_not_have_has_no_phrase(void **state) {
    static shape s;
    (void)state;
    make_documents();
    fh_arena *arena = fh_arena_new();
    random_phrase(&s);
    fh_proximity_test *test = fh_proximity_test_new(&s.proximity, NULL, 0, arena);
    assert_int_equal(fh_proximity_holds(test, 0), 0);
    assert_int_equal(fh_proximity_holds(test, DOCUMENTS + 1), 0);
    fh_arena_free(arena);
}

static void past_the_deadline_it_refuses(void **state) {
    static shape s;
    int status = 0;
    unsigned asked = 0;
    (void)state;
    make_documents();
    fh_arena *arena = fh_arena_new();
    random_phrase(&s);
    fh_proximity_test *test = fh_proximity_test_new(&s.proximity, NULL, 1, arena);
    while (status >= 0 && asked < 10000)
        status = fh_proximity_holds(test, 1 + asked++ % DOCUMENTS);
    assert_int_equal(status, FIHRIST_E_TIMEOUT);
    fh_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_stand_where_their_words_stand_one_after_another),
        cmocka_unit_test(near_and_adj_stand_where_each_operand_has_a_word_of_its_own),
        cmocka_unit_test_setup_teardown(what_libxapian_finds_by_its_positions_is_found, xc_setup,
                                        xc_teardown),
        cmocka_unit_test(what_the_store_does_not_have_has_no_phrase),
        cmocka_unit_test(past_the_deadline_it_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
