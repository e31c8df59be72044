/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * planner.h: what the files of the planner (plan.c, plan_words.c, plan_languages.c,
 * plan_near.c, plan_forms.c, plan_plain.c, plan_fields.c) share. Nobody else includes it.
 */
#ifndef FIHRIST_SEARCHER_PLANNER_H
#define FIHRIST_SEARCHER_PLANNER_H

#include "core/engine.h"
#include "searcher/plan.h"
#include "searcher/proximity.h"

/** What a node of the tree has become. */
typedef enum fh_part_state {
    FH_PART_NOTHING, /**< no document of this kind can match */
    FH_PART_QUERY,   /**< what `query` matches */
    FH_PART_IGNORED  /**< it says nothing (a word without a letter): as if it were not there */
} fh_part_state;

typedef struct fh_part {
    fh_part_state state;
    const xc_query *query; /**< the plan's */
    bool anchored;         /**< can match documents of the planned kind only */
    bool weighted;         /**< ranked words, not a filter */
} fh_part;

/** A word that has this stem, and this form; an empty one: any. */
typedef struct fh_stem_form {
    fh_str stem, form;
} fh_stem_form;

/** What a wildcard stands for. */
typedef struct fh_expansion {
    const fh_query_node *node;
    fh_str pattern;
    const fh_str *values; /**< stems, or words of names, each once */
    size_t count;
    size_t certain; /**< of them, the first: who has one has a word that matches */
    const fh_stem_form
        *words; /**< the same, and of other stems the forms that match; not of names */
    size_t word_count;
    struct fh_expansion *next;
} fh_expansion;

/** What one word of a leaf is run as. */
typedef struct fh_word_choice {
    const fh_str *values; /**< stems, or words of names: any of them will do */
    size_t count;
    const fh_stem_form *words; /**< what of them will do, where not every form does; NULL: all. Only
                                    where the store has the places of words */
    size_t word_count;
    const xc_query *query; /**< that finds one of them */
} fh_word_choice;

/** One side of NEAR or ADJ in the making: what its leaves may stand as. */
typedef struct fh_operand {
    fh_proximity_run *runs;
    size_t count, capacity;
} fh_operand;

typedef struct fh_planner {
    fh_reader *reader;
    fh_plan *plan;
    fh_arena *arena;
    fihrist_error *err;
    fh_str typed; /**< the query as typed */
    fihrist_match match;
    uint64_t deadline_ns;
    fh_kind kind;           /**< planned now */
    bool negated;           /**< inside what NOT excludes: nothing there is to be marked */
    fh_operand *operand;    /**< inside NEAR, where nothing is looked up in the text; else NULL */
    fh_language *languages; /**< the words are taken to be in, at least one */
    size_t language_count;
    fh_expansion *expansions; /**< found so far, for the other kind too */
    size_t wildcard_forms;    /**< used up of FIHRIST_WILDCARD_MAX_ALL */
    size_t needle_capacity, warning_capacity;
    fh_requirement *required[FH_KIND_COUNT]; /**< the plan's */
    size_t required_capacity[FH_KIND_COUNT];
    xc_query **own; /**< what a comment itself says of actors and commenters, see plan.c */
    size_t own_count, own_capacity;
} fh_planner;

/** Each fills *ret_part; `required` says that every hit must match the node, so that looking at
 *  the text can wait until a document is about to become a hit. */
int fh_plan_node(fh_planner *planner, const fh_query_node *node, bool required, fh_part *ret_part);
int fh_plan_words(fh_planner *planner, const fh_query_node *node, bool required, fh_part *ret_part);
int fh_plan_near(fh_planner *planner, const fh_query_node *node, fh_part *ret_part);
/** Does it hold a word to be ranked, and not only filters? What NOT leaves out does not count. */
bool fh_plan_is_ranked(const fh_query_node *node);
/** Choose planner->languages: those of the index, or the one that is asked for. */
int fh_plan_choose_languages(fh_planner *planner, const fihrist_search_options *options);
/** Of planner->languages those alone whose documents `node` can find, by its `lang:`. All of them
 *  stay where it can find those of no other. */
int fh_plan_narrow_languages(fh_planner *planner, const fh_query_node *node);
/** Does the store have the places of words, or libxapian? */
bool fh_planner_uses_store(const fh_planner *planner);
/** The words of a leaf one after another, in a field that has positions. */
int fh_plan_run(fh_planner *planner, fh_field field, const fh_word_choice *words, size_t count,
                const xc_query **ret_query);
int fh_plan_plain(fh_planner *planner, fh_str text, fh_part *ret_part);
int fh_plan_identity(fh_planner *planner, const fh_query_node *node, fh_part *ret_part);
int fh_plan_value(fh_planner *planner, const fh_query_node *node, fh_part *ret_part);
int fh_plan_dates(fh_planner *planner, const fh_query_node *node, fh_part *ret_part);
int fh_plan_revisions(fh_planner *planner, const fh_query_node *node, fh_part *ret_part);

/** Whether all words with one of these stems, which are what the index's languages make of `form`,
 *  are that form: 1 or 0, or negative. */
int fh_plan_is_only_form(fh_planner *planner, fh_str form, const fh_str *stems, size_t count);

/** The stems of the words, or the words of the names in `field`, that match `pattern`; what more
 * there are than fit is said in a warning at `node`. Lives as long as the plan. */
int fh_plan_wildcard(fh_planner *planner, const fh_query_node *node, fh_str pattern,
                     const fh_expansion **ret_expansion);
int fh_plan_wildcard_names(fh_planner *planner, const fh_query_node *node, fh_field field,
                           fh_str pattern, const fh_expansion **ret_expansion);

/** 1: some document has the term; 0: none, negative: an error. */
int fh_plan_term_exists(fh_planner *planner, fh_field field, fh_str value);
/** Any of what one word may be, which counts as one term. `positional`: within a phrase or NEAR,
 * for which libxapian takes only OR. */
int fh_plan_any_term(fh_planner *planner, fh_field field, const fh_str *values, size_t count,
                     bool positional, const xc_query **ret_query);

/** Add how often a term stands in the texts of the index, as libxapian weighs it. */
int fh_plan_add_occurrences(fh_planner *planner, fh_field field, fh_str value, uint64_t *sum);

/** Arrays of the plan live in its arena: a grown one is a copy, the old one goes with the arena.
 *  NULL: out of memory. */
void *fh_planner_array_grow(fh_planner *planner, void *items, size_t count, size_t *capacity,
                            size_t size);

/** Building blocks. Queries belong to the plan. */
int fh_planner_term(fh_planner *planner, fh_field field, fh_str value, const xc_query **ret_query);
int fh_planner_combine(fh_planner *planner, xc_operator op, const xc_query *const *queries,
                       size_t count, const xc_query **ret_query);
/** All documents of the planned kind, without weight. */
int fh_planner_type(fh_planner *planner, const xc_query **ret_query);
/** The same as `query` without weight. */
int fh_planner_filter(fh_planner *planner, const xc_query *query, const xc_query **ret_query);
/** Take over a query libxapian's binding just made (or failed to). */
int fh_planner_keep(fh_planner *planner, int status, xc_query *query, const xc_error *cause,
                    const xc_query **ret_query);
int fh_planner_warn(fh_planner *planner, const char *code, const fh_query_node *node,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
int fh_planner_mark(fh_planner *planner, const fh_needle *needle);
/** Narrow *query to documents that are as required: at once, or with `required` (every hit of the
 *  plan must be) when they are about to become hits. */
int fh_planner_verify(fh_planner *planner, fh_requirement requirement, bool required,
                      const xc_query **query);
/** Note what a comment contributes by itself. */
int fh_planner_own(fh_planner *planner, const xc_query *query);

#endif
