/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases and NEAR as an AND of their words on a condition, which knows where the words stand: they
 * find and weigh what libxapian's own do, alone and combined.
 */
#include "xc_random.h"

enum { TEXTS = 1500, LONGEST = 60, FREQUENT = 12 };

/** The documents' words, as numbers; 0 ends a text. */
static unsigned char texts[TEXTS + 1][LONGEST + 1];

static xc_database *make_texts(xc_fixture *f) {
    xc_writer *writer = new_writer(f);
    random_state = 7;
    for (uint32_t docid = 1; docid <= TEXTS; ++docid) {
        char text[LONGEST * 4 + 1];
        uint32_t words = 2 + random_below(LONGEST - 2);
        size_t used = 0;
        memset(texts[docid], 0, sizeof texts[docid]);
        for (uint32_t i = 0; i < words; ++i) {
            texts[docid][i] = (unsigned char)(1 + random_below(1 + random_below(60)));
            used += (size_t)snprintf(text + used, sizeof text - used, i ? " w%u" : "w%u",
                                     texts[docid][i]);
        }
        assert_int_equal(add_words(f, writer, text), docid);
    }
    return commit_and_open(f, writer);
}

/** Two or three words in a row, or two near one another. */
typedef struct place {
    unsigned char words[3];
    size_t count;
    uint32_t window; /**< 0: a phrase */
} place;

static bool stands_at(const place *p, const unsigned char *text, size_t i) {
    if (p->window == 0)
        return memcmp(text + i, p->words, p->count) == 0;
    for (size_t j = 0; text[j]; ++j) {
        size_t distance = j < i ? i - j : j - i;
        if (text[i] == p->words[0] && text[j] == p->words[1] && distance < p->window)
            return true;
    }
    return false;
}

static int is_there(void *user, uint32_t docid) {
    for (size_t i = 0; texts[docid][i]; ++i)
        if (stands_at(user, texts[docid], i))
            return 1;
    return 0;
}

static xc_query *word_query(xc_fixture *f, unsigned word) {
    char term[8];
    snprintf(term, sizeof term, "w%u", word);
    return term_query(f, term);
}

/** Of different words: NEAR of a word and itself is another question. */
static place random_place(void) {
    place p = {.count = 2 + random_below(2)};
    for (size_t i = 0; i < 3; ++i)
        p.words[i] = (unsigned char)(1 + random_below(FREQUENT));
    if (random_below(3) == 0) {
        p.count = 2;
        p.window = 2 + random_below(6);
        if (p.words[0] == p.words[1])
            p.words[1]++;
    }
    return p;
}

/** As libxapian's own, or on a condition. */
static xc_query *place_query(xc_fixture *f, place *p, bool ours) {
    static const xc_condition condition = {sizeof condition, is_there, NULL, 3, false};
    xc_query *words[3], *query = NULL, *and = NULL;
    const xc_query *const *parts = (const xc_query *const *)words;
    for (size_t i = 0; i < p->count; ++i)
        words[i] = word_query(f, p->words[i]);
    if (ours) {
        MUST(f, xc_query_combine(XC_OP_AND, parts, p->count, &and, &f->err));
        MUST(f, xc_query_where(and, &condition, p, &query, &f->err));
        xc_query_free(and);
    } else if (p->window) {
        MUST(f, xc_query_near(parts, p->count, p->window, &query, &f->err));
    } else {
        MUST(f, xc_query_phrase(parts, p->count, 0, &query, &f->err));
    }
    for (size_t i = 0; i < p->count; ++i)
        xc_query_free(words[i]);
    return query;
}

/** Combines and frees two queries. */
static xc_query *join(xc_fixture *f, xc_operator op, xc_query *a, xc_query *b) {
    const xc_query *parts[] = {a, b};
    xc_query *query = NULL;
    MUST(f, xc_query_combine(op, parts, 2, &query, &f->err));
    xc_query_free(a);
    xc_query_free(b);
    return query;
}

/** The `shape`th way to combine two phrases, or near words, and two words. */
static xc_query *shaped(xc_fixture *f, unsigned shape, place *places, const unsigned *words,
                        bool ours) {
    xc_query *phrase = place_query(f, &places[0], ours), *word = word_query(f, words[0]);
    static const xc_operator with_word[] = {XC_OP_OR, XC_OP_AND, XC_OP_FILTER, XC_OP_AND_NOT,
                                            XC_OP_AND_MAYBE};
    if (shape < 5)
        return join(f, with_word[shape], phrase, word);
    if (shape < 10)
        return join(f, with_word[shape - 5], word, phrase);
    xc_query_free(word);
    if (shape == 10)
        return phrase;
    static const xc_operator with_phrase[] = {XC_OP_OR, XC_OP_AND, XC_OP_AND_NOT};
    xc_query *second = place_query(f, &places[1], ours);
    xc_query *both = join(f, with_phrase[shape % 3], phrase, second);
    if (shape < 14)
        return both;
    return join(f, shape < 17 ? XC_OP_AND : XC_OP_OR, both, word_query(f, words[1]));
}

enum { SHAPES = 20 };

static xc_mset *run(xc_fixture *f, xc_database *db, xc_memo *memo, const xc_query *query,
                    uint32_t items) {
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    if (memo) {
        MUST(f,
             xc_enquire_set_query_kind(enquire, query, memo, 1.2, 8, 0.6, 0.3, TEXTS, 30, &f->err));
    } else {
        MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
        MUST(f, xc_enquire_set_bm25_kind(enquire, 1.2, 8, 0.6, 0.3, TEXTS, 30, &f->err));
    }
    MUST(f, xc_enquire_mset(enquire, 0, items, items, NULL, NULL, &mset, &f->err));
    xc_enquire_free(enquire);
    return mset;
}

/** `ours` finds what `theirs` does: all of it, the best ten, the best one. */
static void check_same(xc_fixture *f, xc_database *db, xc_memo *memo, const xc_query *ours,
                       const xc_query *theirs) {
    static const uint32_t items[] = {TEXTS, 10, 1};
    xc_mset *all = run(f, db, NULL, theirs, TEXTS);
    for (size_t i = 0; i < 6; ++i) {
        xc_mset *some = run(f, db, i < 3 ? memo : NULL, ours, items[i % 3]);
        size_t size = xc_mset_size(all) < items[i % 3] ? xc_mset_size(all) : items[i % 3];
        assert_int_equal(xc_mset_size(some), size);
        check_alike(some, all);
        xc_mset_free(some);
    }
    xc_mset_free(all);
}

static void they_are_what_libxapians_own_are(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_texts(f);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    for (unsigned round = 0; round < 20 * SHAPES; ++round) {
        place places[] = {random_place(), random_place()};
        unsigned words[] = {1 + random_below(60), 1 + random_below(60)};
        xc_query *ours = shaped(f, round % SHAPES, places, words, true);
        xc_query *theirs = shaped(f, round % SHAPES, places, words, false);
        check_same(f, db, memo, ours, theirs);
        xc_query_free(ours);
        xc_query_free(theirs);
    }
    xc_memo_free(memo);
    xc_database_close(db);
}

static void a_match_of_a_snapshot_that_is_gone_says_so(void **state) {
    xc_fixture *f = *state;
    xc_database *db = make_texts(f);
    xc_memo *memo = NULL;
    MUST(f, xc_memo_new(db, &memo, &f->err));
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, XC_WRITER_CREATE, 0, &writer, &f->err));
    for (int round = 0; round < 3; ++round) {
        MUST(f, xc_writer_begin(writer, &f->err));
        MUST(f, xc_writer_delete_unique(writer, "w1", 2, &f->err));
        for (int i = 0; i < TEXTS; ++i)
            add_words(f, writer, "w1 w2 w3");
        MUST(f, xc_writer_commit(writer, &f->err));
    }
    xc_writer_close(writer);
    place p = {{1, 2}, 2, 0};
    xc_query *query = place_query(f, &p, true);
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    MUST(f, xc_enquire_set_query_kind(enquire, query, memo, 1, 1, 0.5, 0.5, TEXTS, 30, &f->err));
    assert_int_equal(xc_enquire_mset(enquire, 0, 10, TEXTS, NULL, NULL, &mset, &f->err),
                     XC_E_DATABASE_MODIFIED);
    xc_enquire_free(enquire);
    xc_query_free(query);
    xc_memo_free(memo);
    xc_database_close(db);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, xc_setup, xc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(they_are_what_libxapians_own_are),
        TEST(a_match_of_a_snapshot_that_is_gone_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
