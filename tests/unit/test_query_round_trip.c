/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Properties of the query language: a printed tree parses to the same tree, whatever it came from:
 * made up, typed, or any bytes. The seed is fixed, so that a failure can be had again.
 */
#include "tests/unit/check.h"

#include "searcher/query.h"

enum { TREES = 20000, TEXTS = 40000, RANDOM_BYTES = 20000, CHOSEN_MAX = 24 };

/* xorshift64*: the same numbers on every machine. */
typedef struct dice {
    uint64_t state;
} dice;

static size_t roll(dice *d, size_t sides) {
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return (size_t)((d->state * UINT64_C(2685821657736338717)) >> 33) % sides;
}

#define PICK(d, array) (array)[roll((d), sizeof(array) / sizeof *(array))]

/* --- trees made up --- */

static const char *const words[] = {"iran",
                                    "al-Qaeda",
                                    "U.S.",
                                    "don't",
                                    "or",
                                    "Taliban:",
                                    "10:30",
                                    "#x",
                                    "a",
                                    "C++",
                                    "won?",
                                    "and",
                                    "x-",
                                    "http://x.org/a_(b)?c=d&e",
                                    "\xd8\xa7\xdb\x8c\xd8\xb1\xd8\xa7\xd9\x86",
                                    "\xc3\xa9t\xc3\xa9",
                                    "NEARLY",
                                    "$5"};
static const char *const phrases[] = {
    "a b",           "OR",      "(x", "say \"no\" now", "a\xc2\xbb \"b",
    "a\xc2\xab \"b", "title:x", "-y", "Iran's 3,000 *"};
static const char *const patterns[] = {"tali*", "al-Qae*", "d'int*", "\xd8\xa7\xdb\x8c\xd8\xb1*",
                                       "2015*", "*ban",    "t*li*n", "*lib*-*gate"};
static const char *const values[] = {"wsj",
                                     "The Times",
                                     "AT&T",
                                     "OR",
                                     "-5",
                                     "(x)",
                                     "a\"b",
                                     "x*",
                                     "url:x",
                                     "nytimes.com",
                                     "http://x/y",
                                     "a:b",
                                     "\xd8\xa8\xdb\x8c"};
static const fh_query_field text_fields[] = {FH_QUERY_NO_FIELD, FH_QUERY_NO_FIELD, FH_QUERY_TITLE,
                                             FH_QUERY_TEXT,     FH_QUERY_COMMENT,  FH_QUERY_AUTHOR,
                                             FH_QUERY_COMMENTER};
static const fh_query_field value_fields[] = {FH_QUERY_SOURCE, FH_QUERY_ACTOR, FH_QUERY_LANG,
                                              FH_QUERY_ID,     FH_QUERY_URL,   FH_QUERY_CLUSTER};

static void set_days(dice *d, fh_query_node *node) {
    node->field = FH_QUERY_DATE;
    node->first_day = roll(d, 4) ? (int32_t)roll(d, 40000) - 10000 : FH_QUERY_FIRST_DAY;
    node->last_day = roll(d, 4) ? node->first_day + (int32_t)roll(d, 800) : FH_QUERY_LAST_DAY;
    if (roll(d, 4) == 0) { /* 2015: a whole year */
        node->first_day = 16436;
        node->last_day = 16800;
    }
}

static void set_revisions(dice *d, fh_query_node *node) {
    node->kind = FH_QUERY_REVISIONS;
    node->field = FH_QUERY_LASTMOD;
    node->first_revision = roll(d, 3) * roll(d, 1000);
    node->last_revision =
        roll(d, 3) ? node->first_revision + roll(d, 3) * roll(d, 100) : FH_QUERY_LAST_REVISION;
}

static fh_query_node *make_text_leaf(dice *d, fh_arena *arena, fh_query_field field) {
    fh_query_node *node = fh_arena_calloc(arena, 1, sizeof *node);
    size_t kind = roll(d, 6);
    node->field = field;
    node->kind = kind == 0 ? FH_QUERY_PHRASE : kind == 1 ? FH_QUERY_WILDCARD : FH_QUERY_WORD;
    node->text = fh_str_of(kind == 0   ? PICK(d, phrases)
                           : kind == 1 ? PICK(d, patterns)
                                       : PICK(d, words));
    return node;
}

static fh_query_node *make_leaf(dice *d, fh_arena *arena) {
    size_t kind = roll(d, 10);
    if (kind < 7)
        return make_text_leaf(d, arena, PICK(d, text_fields));
    fh_query_node *node = fh_arena_calloc(arena, 1, sizeof *node);
    if (kind == 7 && roll(d, 3) == 0) {
        set_revisions(d, node);
    } else if (kind == 7) {
        node->kind = FH_QUERY_DATES;
        set_days(d, node);
    } else if (kind == 8) {
        node->kind = FH_QUERY_ALL;
    } else {
        node->kind = FH_QUERY_WORD;
        node->field = roll(d, 6) ? PICK(d, value_fields) : FH_QUERY_TYPE;
        node->text = fh_str_of(node->field == FH_QUERY_TYPE ? "comment" : PICK(d, values));
    }
    return node;
}

static void add_child(fh_query_node *node, fh_query_node *child) {
    child->next = node->child;
    node->child = child;
    node->count++;
}

static fh_query_node *make_choice(dice *d, fh_arena *arena, fh_query_field field) {
    fh_query_node *node = fh_arena_calloc(arena, 1, sizeof *node);
    node->kind = FH_QUERY_OR;
    for (size_t n = 2 + roll(d, 2); n > 0; n--)
        add_child(node, make_text_leaf(d, arena, field));
    return node;
}

/* At most 3 levels of at most 3 children: within the limit of terms. */
static fh_query_node *make_tree(dice *d, fh_arena *arena, size_t depth) {
    static const fh_query_kind kinds[] = {FH_QUERY_NEAR, FH_QUERY_ADJ, FH_QUERY_AND,
                                          FH_QUERY_AND,  FH_QUERY_NOT, FH_QUERY_OR};
    if (depth == 0 || roll(d, 4) == 0)
        return make_leaf(d, arena);
    fh_query_node *node = fh_arena_calloc(arena, 1, sizeof *node);
    node->kind = PICK(d, kinds);
    bool near = node->kind == FH_QUERY_NEAR || node->kind == FH_QUERY_ADJ;
    fh_query_field field = PICK(d, text_fields);
    node->implicit = node->kind == FH_QUERY_AND && roll(d, 2);
    node->distance = near ? 1 + (uint32_t)roll(d, FH_QUERY_NEAR_MAX) : 0;
    for (size_t n = 2 + roll(d, 2); n > 0; n--)
        add_child(node, !near             ? make_tree(d, arena, depth - 1)
                        : roll(d, 4) == 0 ? make_choice(d, arena, field)
                                          : make_text_leaf(d, arena, field));
    return node;
}

/* The printed form of `tree` parses to it, and prints as itself. */
static void check_tree(const fh_query_node *tree, fh_arena *arena, fh_str origin) {
    fh_query *again;
    fihrist_error err = {0};
    fh_str printed = fh_query_print(tree, arena);
    assert_non_null(printed.p);
    if (fh_query_parse(printed, arena, &again, &err) != FIHRIST_OK)
        fail_msg("'%.*s' prints as '%s': %s", (int)origin.n, origin.p, printed.p, err.message);
    if (!fh_query_equal(tree, again->root))
        fail_msg("'%.*s' prints as '%s', which is %s, not %s", (int)origin.n, origin.p, printed.p,
                 fh_query_explain(again->root, arena).p, fh_query_explain(tree, arena).p);
    check_text("printed twice", fh_query_print(again->root, arena), printed.p);
    for (const fh_query_warning *w = again->warnings; w; w = w->next)
        if (strcmp(w->code, "mixed_operators") == 0)
            fail_msg("'%s' warns: %s", printed.p, w->message.p);
}

static void a_printed_tree_parses_to_the_same_tree(void **state) {
    dice d = {UINT64_C(0x9e3779b97f4a7c15)};
    fh_arena *arena = fh_arena_new();
    size_t nodes = 0;
    for (size_t i = 0; i < TREES; i++) {
        fh_query_node *tree = make_tree(&d, arena, 3);
        check_tree(tree, arena, fh_str_of("(made up)"));
        nodes += tree->count;
        fh_arena_reset(arena);
    }
    assert_true(nodes > TREES); /* not all of them leaves */
    fh_arena_free(arena);
    (void)state;
}

/* --- texts --- */

static const char *const pieces[] = {" ",           " ",
                                     " ",           "(",
                                     ")",           "\"",
                                     "OR",          "AND",
                                     "NOT",         "-",
                                     "--",          "NEAR/5",
                                     "ADJ",         "NEAR",
                                     "title:",      "source:",
                                     "id:",         "url:",
                                     "date:",       "after:",
                                     "type:",       "actor:",
                                     "iran",        "iraq",
                                     "a",           "or",
                                     "tali*",       "*",
                                     "2015",        "2015-06",
                                     "..",          "comment",
                                     "http://x/",   "\xc2\xab",
                                     "\xc2\xbb",    ":",
                                     ".",           ",",
                                     "'",           "?",
                                     "~",           "\xe2\x80\x9c",
                                     "http://x/(a", "_(b)",
                                     "foo:",        "\xe2\x80\x8f",
                                     "\xd8\xa7",    "&",
                                     "10:30",       "\xc2\xa0",
                                     "\xcc\x81"};

static void parse_any(fh_str text, fh_arena *arena, size_t *read) {
    fh_query *query;
    fihrist_error err = {.position = -2};
    int status = fh_query_parse(text, arena, &query, &err);
    if (status == FIHRIST_OK) {
        check_tree(query->root, arena, text);
        (*read)++;
        return;
    }
    if ((status != FIHRIST_E_QUERY && status != FIHRIST_E_LIMIT) || err.position < 0 ||
        (size_t)err.position > text.n || !err.message[0])
        fail_msg("'%.*s': %d at %lld", (int)text.n, text.p, status, (long long)err.position);
}

static void what_is_typed_prints_and_parses_to_the_same_tree(void **state) {
    dice d = {UINT64_C(0xd1b54a32d192ed03)};
    fh_arena *arena = fh_arena_new();
    fh_buffer text = FH_BUFFER(4096);
    size_t read = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        fh_buffer_clear(&text);
        for (size_t n = 1 + roll(&d, CHOSEN_MAX); n > 0; n--) {
            fh_buffer_append_text(&text, PICK(&d, pieces));
            if (roll(&d, 2))
                fh_buffer_append_byte(&text, ' ');
        }
        parse_any(fh_buffer_str(&text), arena, &read);
        fh_arena_reset(arena);
    }
    assert_true(read > TEXTS / 50); /* enough of them are queries */
    fh_buffer_free(&text);
    fh_arena_free(arena);
    (void)state;
}

static void any_bytes_are_read_or_refused(void **state) {
    dice d = {UINT64_C(0x2545f4914f6cdd1d)};
    fh_arena *arena = fh_arena_new();
    size_t read = 0;
    for (size_t i = 0; i < RANDOM_BYTES; i++) {
        char bytes[64];
        size_t n = 1 + roll(&d, sizeof bytes);
        size_t range = roll(&d, 4) ? 95 : 256;
        for (size_t k = 0; k < n; k++)
            bytes[k] = (char)(roll(&d, range) + (range == 95 ? ' ' : 0));
        parse_any((fh_str){bytes, n}, arena, &read);
        fh_arena_reset(arena);
    }
    assert_true(read > 0);
    fh_arena_free(arena);
    (void)state;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_printed_tree_parses_to_the_same_tree),
        cmocka_unit_test(what_is_typed_prints_and_parses_to_the_same_tree),
        cmocka_unit_test(any_bytes_are_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
