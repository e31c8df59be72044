/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan.c: a syntax tree made into one libxapian query a kind: how nodes combine, and the building
 * blocks that plan_words.c and plan_fields.c use for the leaves.
 *
 * Words are ranked, fields of identity, name, date and the like only filter. A comment inherits the
 * filters of its article; so where nothing in a query is ranked, only what a comment itself
 * names (an actor, its author) makes it a match beneath an article, else each comment would be.
 */
#include "searcher/plan.h"

#include "searcher/planner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- building blocks --- */

int fh_planner_keep(fh_planner *planner, int status, xc_query *query, const xc_error *cause,
                    const xc_query **ret_query) {
    if (status < 0)
        return fh_fail_engine(planner->err, cause, "cannot plan the query");
    fh_plan *plan = planner->plan;
    xc_query **moved = fh_array_grow(plan->queries, plan->query_count, &plan->query_capacity,
                                     sizeof *moved, SIZE_MAX / sizeof *moved);
    if (!moved) {
        xc_query_free(query);
        return fh_fail_memory(planner->err);
    }
    plan->queries = moved;
    plan->queries[plan->query_count++] = query;
    *ret_query = query;
    return 0;
}

int fh_planner_term(fh_planner *planner, fh_field field, fh_str value, const xc_query **ret_query) {
    fh_term term;
    xc_error cause;
    xc_query *query = NULL;
    fh_term_make(field, value, &term);
    int status = xc_query_term(term.bytes, term.n, 1, 0, &query, &cause);
    return fh_planner_keep(planner, status, query, &cause, ret_query);
}

int fh_planner_combine(fh_planner *planner, xc_operator op, const xc_query *const *queries,
                       size_t count, const xc_query **ret_query) {
    if (count == 1) {
        *ret_query = queries[0];
        return 0;
    }
    xc_error cause;
    xc_query *query = NULL;
    int status = xc_query_combine(op, queries, count, &query, &cause);
    return fh_planner_keep(planner, status, query, &cause, ret_query);
}

int fh_planner_filter(fh_planner *planner, const xc_query *query, const xc_query **ret_query) {
    xc_error cause;
    xc_query *scaled = NULL;
    int status = xc_query_scale(0, query, &scaled, &cause);
    return fh_planner_keep(planner, status, scaled, &cause, ret_query);
}

void *fh_planner_array_grow(fh_planner *planner, void *items, size_t count, size_t *capacity,
                            size_t size) {
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    void *moved = fh_arena_alloc(planner->arena, wanted * size);
    if (!moved)
        return NULL;
    if (count)
        memcpy(moved, items, count * size);
    *capacity = wanted;
    return moved;
}

int fh_planner_warn(fh_planner *planner, const char *code, const fh_query_node *node,
                    const char *format, ...) {
    fh_plan *plan = planner->plan;
    char message[sizeof((fihrist_error *)0)->message];
    fihrist_error shaped;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    fh_fail(&shaped, 0, "%s", message); /* printable, whatever the query quoted */
    int64_t position = node ? (int64_t)node->start : -1;
    for (size_t i = 0; i < plan->warning_count; i++) /* the other kind has said it already */
        if (plan->warnings[i].position == position && strcmp(plan->warnings[i].code, code) == 0)
            return 0;
    fihrist_warning *moved = fh_planner_array_grow(planner, plan->warnings, plan->warning_count,
                                                   &planner->warning_capacity, sizeof *moved);
    fh_str kept = fh_arena_copy(planner->arena, fh_str_of(shaped.message));
    if (!moved || !kept.p)
        return fh_fail_memory(planner->err);
    plan->warnings = moved;
    plan->warnings[plan->warning_count++] = (fihrist_warning){code, kept.p, position};
    return 0;
}

int fh_planner_mark(fh_planner *planner, const fh_needle *needle) {
    fh_plan *plan = planner->plan;
    if (planner->negated)
        return 0;
    const fh_needle **moved = fh_planner_array_grow(planner, plan->needles, plan->needle_count,
                                                    &planner->needle_capacity, sizeof *moved);
    if (!moved)
        return fh_fail_memory(planner->err);
    plan->needles = moved;
    plan->needles[plan->needle_count++] = needle;
    return 0;
}

int fh_planner_own(fh_planner *planner, const xc_query *query) {
    xc_query **moved = fh_planner_array_grow(planner, planner->own, planner->own_count,
                                             &planner->own_capacity, sizeof *moved);
    if (!moved)
        return fh_fail_memory(planner->err);
    planner->own = moved;
    planner->own[planner->own_count++] = (xc_query *)query;
    return 0;
}

/* A verifier of one requirement, the plan's, for as long as its queries. */
static int keep_verifier(fh_planner *planner, fh_requirement requirement,
                         fh_verifier **ret_verifier) {
    fh_plan *plan = planner->plan;
    fh_requirement *kept = fh_arena_alloc(planner->arena, sizeof *kept);
    fh_verifier **moved = fh_planner_array_grow(planner, plan->verifiers, plan->verifier_count,
                                                &plan->verifier_capacity, sizeof *moved);
    if (!kept || !moved)
        return fh_fail_memory(planner->err);
    *kept = requirement;
    plan->verifiers = moved;
    fh_requirements one = {kept, 1};
    int status =
        fh_verifier_new(planner->reader, one, planner->deadline_ns, ret_verifier, planner->err);
    if (status == 0)
        plan->verifiers[plan->verifier_count++] = *ret_verifier;
    return status;
}

/* The documents of `query` that meet the requirement. Nearly all do, as a rule: most words have one
 * form that is used. */
static int keep_verified(fh_planner *planner, fh_requirement requirement, const xc_query *query,
                         const xc_query **ret_query) {
    static const xc_condition condition = {sizeof condition, fh_verifier_holds, NULL, 1, false};
    fh_verifier *verifier;
    int status = keep_verifier(planner, requirement, &verifier);
    if (status < 0)
        return status;
    xc_error cause;
    xc_query *made = NULL;
    status = xc_query_where(query, &condition, verifier, &made, &cause);
    return fh_planner_keep(planner, status, made, &cause, ret_query);
}

int fh_planner_verify(fh_planner *planner, fh_requirement requirement, bool required,
                      const xc_query **query) {
    if (required) {
        fh_requirements *all = &planner->plan->kinds[planner->kind].required;
        fh_requirement *moved =
            fh_planner_array_grow(planner, planner->required[planner->kind], all->count,
                                  &planner->required_capacity[planner->kind], sizeof *moved);
        if (!moved)
            return fh_fail_memory(planner->err);
        moved[all->count++] = requirement;
        planner->required[planner->kind] = moved;
        all->items = moved;
        return 0;
    }
    return keep_verified(planner, requirement, *query, query);
}

/* --- inner nodes --- */

int fh_planner_type(fh_planner *planner, const xc_query **ret_query) {
    const char *type = planner->kind == FH_KIND_ARTICLE ? "article" : "comment";
    int status = fh_planner_term(planner, FH_FIELD_TYPE, fh_str_of(type), ret_query);
    return status < 0 ? status : fh_planner_filter(planner, *ret_query, ret_query);
}

static int plan_all(fh_planner *planner, fh_part *ret_part) {
    *ret_part = (fh_part){FH_PART_QUERY, NULL, true, false};
    return fh_planner_type(planner, &ret_part->query);
}

/* The children of a conjunction, the ranked and the filters apart. */
typedef struct conjuncts {
    const xc_query **weighted, **filters;
    size_t weighted_count, filter_count;
    bool nothing, anchored_all, anchored_weighted, anchored_filter;
} conjuncts;

static void add_conjunct(conjuncts *parts, const fh_part *part) {
    if (part->state == FH_PART_IGNORED)
        return;
    if (part->weighted) {
        parts->weighted[parts->weighted_count++] = part->query;
        parts->anchored_weighted = parts->anchored_weighted || part->anchored;
        parts->anchored_all = parts->anchored_all && part->anchored;
    } else {
        parts->filters[parts->filter_count++] = part->query;
        parts->anchored_filter = parts->anchored_filter || part->anchored;
    }
}

bool fh_plan_is_ranked(const fh_query_node *node) {
    if (node->kind == FH_QUERY_NOT)
        return fh_plan_is_ranked(node->child);
    if (!fh_query_is_leaf(node)) {
        for (const fh_query_node *child = node->child; child; child = child->next)
            if (fh_plan_is_ranked(child))
                return true;
        return false;
    }
    return node->kind != FH_QUERY_DATES && node->kind != FH_QUERY_ALL &&
           (node->field == FH_QUERY_NO_FIELD || node->field == FH_QUERY_TITLE ||
            node->field == FH_QUERY_TEXT || node->field == FH_QUERY_COMMENT);
}

static size_t ranked_children(const fh_query_node *node) {
    size_t count = 0;
    for (const fh_query_node *child = node->child; child; child = child->next)
        count += fh_plan_is_ranked(child);
    return count;
}

/* The words first, if any, and then what they are filtered by. */
static int join_conjuncts(fh_planner *planner, const xc_query *words, const conjuncts *parts,
                          const xc_query **ret_query) {
    if (!words)
        return fh_planner_combine(planner, XC_OP_AND, parts->filters, parts->filter_count,
                                  ret_query);
    size_t count = parts->filter_count;
    const xc_query **all = fh_arena_alloc(planner->arena, (count + 1) * sizeof *all);
    if (!all)
        return fh_fail_memory(planner->err);
    all[0] = words;
    memcpy(all + 1, parts->filters, count * sizeof *all);
    return fh_planner_combine(planner, XC_OP_FILTER, all, count + 1, ret_query);
}

/* Words side by side, loosened by --match any: one of the words is enough, filters still hold. */
static int plan_and(fh_planner *planner, const fh_query_node *node, bool required,
                    fh_part *ret_part) {
    bool loose = node->implicit && planner->match == FIHRIST_MATCH_ANY && ranked_children(node) > 1;
    conjuncts parts = {.anchored_all = true};
    parts.weighted = fh_arena_alloc(planner->arena, node->count * sizeof *parts.weighted);
    parts.filters = fh_arena_alloc(planner->arena, node->count * sizeof *parts.filters);
    if (!parts.weighted || !parts.filters)
        return fh_fail_memory(planner->err);
    bool words_missing = false;
    for (const fh_query_node *child = node->child; child; child = child->next) {
        fh_part part;
        bool may_miss = loose && fh_plan_is_ranked(child);
        int status = fh_plan_node(planner, child, required && !may_miss, &part);
        if (status < 0)
            return status;
        if (part.state == FH_PART_NOTHING) {
            parts.nothing = parts.nothing || !may_miss;
            words_missing = words_missing || may_miss;
        } else {
            add_conjunct(&parts, &part);
        }
    }
    if (parts.nothing || (words_missing && parts.weighted_count == 0)) {
        *ret_part = (fh_part){.state = FH_PART_NOTHING};
        return 0;
    }
    if (parts.weighted_count + parts.filter_count == 0) {
        *ret_part = (fh_part){.state = FH_PART_IGNORED};
        return 0;
    }
    const xc_query *words = NULL;
    int status = 0;
    if (parts.weighted_count)
        status = fh_planner_combine(planner, loose ? XC_OP_OR : XC_OP_AND, parts.weighted,
                                    parts.weighted_count, &words);
    *ret_part = (fh_part){FH_PART_QUERY, NULL,
                          parts.anchored_filter ||
                              (words && (loose ? parts.anchored_all : parts.anchored_weighted)),
                          words != NULL};
    return status < 0 ? status : join_conjuncts(planner, words, &parts, &ret_part->query);
}

static int plan_or(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    const xc_query **queries = fh_arena_alloc(planner->arena, node->count * sizeof *queries);
    if (!queries)
        return fh_fail_memory(planner->err);
    size_t count = 0, ignored = 0;
    fh_part sum = {FH_PART_QUERY, NULL, true, false};
    for (const fh_query_node *child = node->child; child; child = child->next) {
        fh_part part;
        int status = fh_plan_node(planner, child, false, &part);
        if (status < 0)
            return status;
        ignored += part.state == FH_PART_IGNORED;
        if (part.state != FH_PART_QUERY)
            continue;
        queries[count++] = part.query;
        sum.anchored = sum.anchored && part.anchored;
        sum.weighted = sum.weighted || part.weighted;
    }
    *ret_part = sum;
    if (count == 0) {
        ret_part->state = ignored == node->count ? FH_PART_IGNORED : FH_PART_NOTHING;
        return 0;
    }
    return fh_planner_combine(planner, XC_OP_OR, queries, count, &ret_part->query);
}

static int plan_not(fh_planner *planner, const fh_query_node *node, bool required,
                    fh_part *ret_part) {
    int status = fh_plan_node(planner, node->child, required, ret_part);
    bool outer = planner->negated;
    planner->negated = true;
    for (const fh_query_node *child = node->child->next; status == 0 && child;
         child = child->next) {
        fh_part part;
        status = fh_plan_node(planner, child, false, &part);
        if (status < 0 || part.state != FH_PART_QUERY || ret_part->state != FH_PART_QUERY)
            continue;
        const xc_query *both[] = {ret_part->query, part.query};
        status = fh_planner_combine(planner, XC_OP_AND_NOT, both, 2, &ret_part->query);
    }
    planner->negated = outer;
    return status;
}

static int plan_leaf(fh_planner *planner, const fh_query_node *node, bool required,
                     fh_part *ret_part) {
    switch (node->field) {
    case FH_QUERY_SOURCE:
    case FH_QUERY_ACTOR:
        return fh_plan_identity(planner, node, ret_part);
    case FH_QUERY_TYPE:
        if (required && !planner->negated && fh_str_equal(node->text, fh_str_of("comment")))
            planner->plan->comments_only = true;
        return fh_plan_value(planner, node, ret_part);
    case FH_QUERY_LANG:
    case FH_QUERY_ID:
    case FH_QUERY_URL:
    case FH_QUERY_CLUSTER:
        return fh_plan_value(planner, node, ret_part);
    default:
        return fh_plan_words(planner, node, required, ret_part);
    }
}

/* Words are stemmed in the languages that the documents found can be in. */
static int plan_in_languages(fh_planner *planner, const fh_query_node *node, bool required,
                             fh_part *ret_part) {
    fh_language *languages = planner->languages;
    size_t count = planner->language_count;
    int status = fh_plan_narrow_languages(planner, node);
    if (status == 0)
        status = node->kind == FH_QUERY_AND ? plan_and(planner, node, required, ret_part)
                                            : plan_not(planner, node, required, ret_part);
    planner->languages = languages;
    planner->language_count = count;
    return status;
}

/* The parser bounds the depth (FH_QUERY_MAX_DEPTH). */
int fh_plan_node(fh_planner *planner, const fh_query_node *node, bool required, fh_part *ret_part) {
    switch (node->kind) {
    case FH_QUERY_ALL:
        return plan_all(planner, ret_part);
    case FH_QUERY_DATES:
        return fh_plan_dates(planner, node, ret_part);
    case FH_QUERY_REVISIONS:
        return fh_plan_revisions(planner, node, ret_part);
    case FH_QUERY_NEAR:
    case FH_QUERY_ADJ:
        return fh_plan_near(planner, node, ret_part);
    case FH_QUERY_AND:
    case FH_QUERY_NOT:
        return plan_in_languages(planner, node, required, ret_part);
    case FH_QUERY_OR:
        return plan_or(planner, node, ret_part);
    default:
        return plan_leaf(planner, node, required, ret_part);
    }
}

/* --- the whole --- */

/* What a comment must itself contribute where nothing is ranked; see the head of this file. */
static int require_own(fh_planner *planner, fihrist_comments comments, fh_part *part) {
    if (planner->kind != FH_KIND_COMMENT || part->weighted || part->state != FH_PART_QUERY ||
        comments != FIHRIST_COMMENTS_UNDER || planner->plan->comments_only)
        return 0;
    if (planner->own_count == 0) {
        part->state = FH_PART_NOTHING;
        return 0;
    }
    const xc_query *own;
    int status = fh_planner_combine(planner, XC_OP_OR, (const xc_query *const *)planner->own,
                                    planner->own_count, &own);
    const xc_query *both[] = {part->query, own};
    return status < 0 ? status : fh_planner_combine(planner, XC_OP_FILTER, both, 2, &part->query);
}

static int plan_kind(fh_planner *planner, const fh_query *query,
                     const fihrist_search_options *options, fh_str text) {
    fh_part part;
    int status = options->plain ? fh_plan_plain(planner, text, &part)
                                : fh_plan_node(planner, query->root, true, &part);
    if (status == 0 && part.state == FH_PART_QUERY)
        status = require_own(planner, options->comments, &part);
    if (status < 0 || part.state != FH_PART_QUERY)
        return status;
    planner->plan->weighted = planner->plan->weighted || part.weighted;
    if (!part.anchored) {
        const xc_query *both[] = {part.query, NULL};
        status = fh_planner_type(planner, &both[1]);
        if (status == 0)
            status = fh_planner_combine(planner, XC_OP_FILTER, both, 2, &part.query);
    }
    planner->plan->kinds[planner->kind].query = (xc_query *)part.query;
    return status;
}

static int copy_parser_warnings(fh_planner *planner, const fh_query *query) {
    int status = 0;
    for (const fh_query_warning *w = query->warnings; status == 0 && w; w = w->next) {
        fh_query_node at = {.start = w->start};
        status = fh_planner_warn(planner, w->code, &at, "%.*s", (int)w->message.n, w->message.p);
    }
    return status;
}

int fh_plan_query(fh_reader *reader, const fh_query *query, fh_str text,
                  const fihrist_search_options *options, fihrist_match match, uint64_t deadline_ns,
                  fh_arena *arena, fh_plan *ret_plan, fihrist_error *err) {
    *ret_plan = (fh_plan){.arena = arena};
    fh_planner planner = {.reader = reader,
                          .plan = ret_plan,
                          .arena = arena,
                          .err = err,
                          .typed = text,
                          .match = match,
                          .deadline_ns = deadline_ns};
    int status = fh_plan_choose_languages(&planner, options);
    if (status == 0 && query)
        status = copy_parser_warnings(&planner, query);
    if (status == 0 && !fh_reader_same_analysis(reader))
        status = fh_planner_warn(&planner, "other_analysis", NULL,
                                 "the index was made by another analyser; some words may not be "
                                 "found until 'fihrist index --rebuild'");
    for (fh_kind kind = 0; status == 0 && kind < FH_KIND_COUNT; kind++) {
        planner.kind = kind;
        planner.own_count = 0;
        if (reader->state.kinds[kind].documents)
            status = plan_kind(&planner, query, options, text);
    }
    return status;
}

int fh_plan_narrow(fh_plan *plan, const xc_condition *condition, void *user, fihrist_error *err) {
    fh_planner planner = {.plan = plan, .arena = plan->arena, .err = err};
    int status = 0;
    for (fh_kind kind = 0; status == 0 && kind < FH_KIND_COUNT; kind++) {
        const xc_query *narrowed = NULL;
        xc_query *made = NULL;
        xc_error cause;
        if (!plan->kinds[kind].query)
            continue;
        status = xc_query_where(plan->kinds[kind].query, condition, user, &made, &cause);
        status = fh_planner_keep(&planner, status, made, &cause, &narrowed);
        plan->kinds[kind].query = (xc_query *)narrowed;
    }
    return status;
}

void fh_plan_free(fh_plan *plan) {
    for (size_t i = 0; i < plan->query_count; i++)
        xc_query_free(plan->queries[i]);
    fh_free(plan->queries);
    plan->queries = NULL;
    plan->query_count = plan->query_capacity = 0;
    for (size_t i = 0; i < plan->verifier_count; i++)
        fh_verifier_free(plan->verifiers[i]);
    plan->verifier_count = 0;
}
