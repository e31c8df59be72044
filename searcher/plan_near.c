/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_near.c: words in a certain place to one another: phrases, NEAR and ADJ.
 *
 * Where the places of words are in the store, documents that have all the words are asked for, of
 * which those count where they stand so; where they are in libxapian's tables it is asked. Scores
 * are the same: those of the words.
 */
#include "core/engine.h"
#include "searcher/near_scan.h"
#include "searcher/planner.h"

_Static_assert(FH_QUERY_MAX_TERMS <= (int)FH_NEAR_MAX_SLOTS, "NEAR takes what a query may hold");

/* libxapian's guesses: of the documents with the words one in so many has them in place. */
enum { PHRASE_ONE_IN = 4, ADJ_ONE_IN = 3, NEAR_ONE_IN = 2 };

/* And ours of those with a stem: most words have one form that is used. */
enum { FORM_ONE_IN = 1 };

bool fh_planner_uses_store(const fh_planner *planner) {
    return planner->reader->manifest.positions == FH_POSITIONS_STORE;
}

/* The documents of `query` whose words stand as the proximity says. */
static int keep_where(fh_planner *planner, const xc_query *query, const fh_proximity *proximity,
                      uint32_t one_in, const xc_query **ret_query) {
    fh_proximity_test *test = fh_proximity_test_new(proximity, planner->reader->store,
                                                    planner->deadline_ns, planner->arena);
    if (!test)
        return fh_fail_memory(planner->err);
    planner->plan->kinds[planner->kind].placed = true;
    xc_condition condition = {sizeof condition, fh_proximity_holds, fh_proximity_expect, one_in,
                              true};
    xc_error cause;
    xc_query *made = NULL;
    int status = xc_query_where(query, &condition, test, &made, &cause);
    return fh_planner_keep(planner, status, made, &cause, ret_query);
}

/* --- runs --- */

static fh_unit unit_of(fh_field field, const fh_word_choice *choice, size_t at) {
    if (!choice->words)
        return fh_unit_of_stem(field, choice->values[at]);
    const fh_stem_form *word = &choice->words[at];
    return word->form.n ? fh_unit_of(field, word->stem, word->form)
                        : fh_unit_of_stem(field, word->stem);
}

static int make_word(fh_planner *planner, fh_field field, const fh_word_choice *choice,
                     fh_proximity_word *ret) {
    size_t count = choice->words ? choice->word_count : choice->count;
    fh_unit *units = fh_arena_alloc(planner->arena, count * sizeof *units);
    int status = units ? 0 : fh_fail_memory(planner->err);
    *ret = (fh_proximity_word){.units = units, .count = count};
    for (size_t i = 0; status == 0 && i < count; i++)
        units[i] = unit_of(field, choice, i);
    /* Words of a title count twice, which does not matter for which is the rarest. */
    for (size_t i = 0; status == 0 && i < choice->count; i++)
        status = fh_plan_add_occurrences(planner, field, choice->values[i], &ret->occurrences);
    return status;
}

static int make_run(fh_planner *planner, fh_field field, const fh_word_choice *choices,
                    size_t count, fh_proximity_run *ret) {
    fh_proximity_word *words = fh_arena_alloc(planner->arena, count * sizeof *words);
    int status = words ? 0 : fh_fail_memory(planner->err);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = make_word(planner, field, &choices[i], &words[i]);
    *ret = (fh_proximity_run){words, count};
    return status;
}

/* Inside NEAR the run is one of what the operand may be. */
static int add_to_operand(fh_planner *planner, fh_proximity_run run) {
    fh_operand *operand = planner->operand;
    fh_proximity_run *moved = fh_planner_array_grow(planner, operand->runs, operand->count,
                                                    &operand->capacity, sizeof *moved);
    if (!moved)
        return fh_fail_memory(planner->err);
    operand->runs = moved;
    operand->runs[operand->count++] = run;
    return 0;
}

/* What looks at the run lives as long as the plan. */
static int keep_phrase(fh_planner *planner, fh_field field, const xc_query *words,
                       fh_proximity_run run, const xc_query **ret_query) {
    fh_proximity_run *kept = fh_arena_alloc(planner->arena, sizeof *kept);
    if (!kept)
        return fh_fail_memory(planner->err);
    *kept = run;
    fh_proximity_operand operand = {kept, 1};
    fh_proximity phrase = {.operands = &operand,
                           .count = 1,
                           .window = (uint32_t)run.count,
                           .title_only = field == FH_FIELD_TITLE};
    return keep_where(planner, words, &phrase, run.count == 1 ? FORM_ONE_IN : PHRASE_ONE_IN,
                      ret_query);
}

static int run_in_store(fh_planner *planner, fh_field field, const fh_word_choice *choices,
                        const xc_query *const *queries, size_t count, const xc_query **ret_query) {
    fh_proximity_run run;
    const xc_query *words = queries[0];
    bool placed = count > 1 || choices[0].words;
    if (!placed && !planner->operand) {
        *ret_query = words;
        return 0;
    }
    int status = make_run(planner, field, choices, count, &run);
    if (status == 0 && planner->operand)
        status = add_to_operand(planner, run);
    if (status == 0 && count > 1)
        status = fh_planner_combine(planner, XC_OP_AND, queries, count, &words);
    if (status == 0 && placed)
        return keep_phrase(planner, field, words, run, ret_query);
    *ret_query = words;
    return status;
}

int fh_plan_run(fh_planner *planner, fh_field field, const fh_word_choice *words, size_t count,
                const xc_query **ret_query) {
    const xc_query **queries = fh_arena_alloc(planner->arena, count * sizeof *queries);
    if (!queries)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++)
        queries[i] = words[i].query;
    if (fh_planner_uses_store(planner))
        return run_in_store(planner, field, words, queries, count, ret_query);
    if (count == 1) {
        *ret_query = queries[0];
        return 0;
    }
    xc_error cause;
    xc_query *query = NULL;
    int status = xc_query_phrase(queries, count, 0, &query, &cause);
    return fh_planner_keep(planner, status, query, &cause, ret_query);
}

/* --- NEAR and ADJ --- */

/* What has to stand near one another. */
typedef struct operands {
    const xc_query **queries;
    fh_proximity_operand *items; /* filled where the store has the positions */
    size_t count;
    bool title_only;
} operands;

/* A leaf or an OR of leaves: their stems, for NEAR works on stems. */
static int plan_operand(fh_planner *planner, const fh_query_node *node, fh_operand *operand,
                        fh_part *ret_part) {
    *operand = (fh_operand){0};
    planner->operand = operand;
    int status = fh_plan_node(planner, node, false, ret_part);
    planner->operand = NULL;
    return status;
}

/* All sides are of one field (the parser sees to it). *ret_part is what they are together, but for
 * the query. */
static int plan_operands(fh_planner *planner, const fh_query_node *node, operands *ret,
                         fh_part *ret_part) {
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    const fh_query_node *first =
        node->child->kind == FH_QUERY_OR ? node->child->child : node->child;
    ret->title_only = first->field == FH_QUERY_TITLE;
    for (const fh_query_node *child = node->child; child; child = child->next) {
        fh_operand operand;
        fh_part part = {.state = FH_PART_IGNORED};
        int status = plan_operand(planner, child, &operand, &part);
        if (status < 0 || part.state == FH_PART_NOTHING)
            return status;
        if (part.state != FH_PART_QUERY)
            continue;
        ret_part->anchored = ret_part->anchored || part.anchored;
        ret_part->weighted = ret_part->weighted || part.weighted;
        ret->items[ret->count] = (fh_proximity_operand){operand.runs, operand.count};
        ret->queries[ret->count++] = part.query;
    }
    ret_part->state = ret->count ? FH_PART_QUERY : FH_PART_IGNORED;
    return 0;
}

/* A window of w positions holds words that are at most w - 1 apart. */
static uint32_t window_of(const fh_query_node *node, size_t count) {
    uint32_t window = node->distance * (uint32_t)(count - 1) + 1;
    return window < count ? (uint32_t)count : window;
}

/* What any of an operand's runs may stand as, where each is one word; false: one is not. */
static bool merge_runs(fh_planner *planner, const fh_proximity_operand *operand,
                       fh_proximity_word *ret) {
    size_t count = 0;
    for (size_t i = 0; i < operand->count; i++) {
        if (operand->runs[i].count != 1)
            return false;
        count += operand->runs[i].words[0].count;
    }
    fh_unit *units = fh_arena_alloc(planner->arena, count * sizeof *units);
    *ret = (fh_proximity_word){.units = units};
    for (size_t i = 0; i < operand->count && units; i++) {
        const fh_proximity_word *word = &operand->runs[i].words[0];
        memcpy(units + ret->count, word->units, word->count * sizeof *units);
        ret->count += word->count;
        ret->occurrences += word->occurrences;
    }
    return units != NULL;
}

/* a ADJ/1 b ADJ/1 c is a phrase, which is looked for several times as fast. */
static bool make_phrase(fh_planner *planner, fh_proximity *adjacent) {
    fh_proximity_word *words = fh_arena_alloc(planner->arena, adjacent->count * sizeof *words);
    fh_proximity_run *run = fh_arena_alloc(planner->arena, sizeof *run);
    fh_proximity_operand *operand = fh_arena_alloc(planner->arena, sizeof *operand);
    if (!words || !run || !operand)
        return false;
    for (size_t i = 0; i < adjacent->count; i++)
        if (!merge_runs(planner, &adjacent->operands[i], &words[i]))
            return false;
    *run = (fh_proximity_run){words, adjacent->count};
    *operand = (fh_proximity_operand){run, 1};
    adjacent->operands = operand;
    adjacent->count = 1;
    return true;
}

static int near_in_store(fh_planner *planner, const fh_query_node *node, const operands *sides,
                         const xc_query **ret_query) {
    fh_proximity near = {.operands = sides->items,
                         .count = sides->count,
                         .window = window_of(node, sides->count),
                         .ordered = node->kind == FH_QUERY_ADJ,
                         .title_only = sides->title_only};
    bool adjacent = near.ordered && near.window == near.count;
    uint32_t one_in = adjacent ? PHRASE_ONE_IN : near.ordered ? ADJ_ONE_IN : NEAR_ONE_IN;
    if (adjacent)
        (void)make_phrase(planner, &near); /* where it cannot be made one it stays ADJ */
    const xc_query *all;
    int status = fh_planner_combine(planner, XC_OP_AND, sides->queries, sides->count, &all);
    return status < 0 ? status : keep_where(planner, all, &near, one_in, ret_query);
}

static int near_in_tables(fh_planner *planner, const fh_query_node *node, const operands *sides,
                          const xc_query **ret_query) {
    xc_error cause;
    xc_query *query = NULL;
    uint32_t window = window_of(node, sides->count);
    int status = node->kind == FH_QUERY_NEAR
                     ? xc_query_near(sides->queries, sides->count, window, &query, &cause)
                     : xc_query_phrase(sides->queries, sides->count, window, &query, &cause);
    return fh_planner_keep(planner, status, query, &cause, ret_query);
}

int fh_plan_near(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    operands sides = {0};
    sides.queries = fh_arena_alloc(planner->arena, node->count * sizeof *sides.queries);
    sides.items = fh_arena_alloc(planner->arena, node->count * sizeof *sides.items);
    if (!sides.queries || !sides.items)
        return fh_fail_memory(planner->err);
    int status = plan_operands(planner, node, &sides, ret_part);
    if (status < 0 || ret_part->state != FH_PART_QUERY)
        return status;
    ret_part->query = sides.queries[0];
    if (sides.count > 1)
        status = fh_planner_uses_store(planner)
                     ? near_in_store(planner, node, &sides, &ret_part->query)
                     : near_in_tables(planner, node, &sides, &ret_part->query);
    /* Names filter. libxapian takes no operands without weight. */
    if (status == 0 && !ret_part->weighted)
        status = fh_planner_filter(planner, ret_part->query, &ret_part->query);
    return status;
}
