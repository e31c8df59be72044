/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_languages.c: which languages the words of a query are stemmed in: all that the index holds
 * documents in, fewer where `lang:` leaves no others to be found.
 */
#include "searcher/planner.h"

/* Languages as bits; an index counts as many (index_state.h). */
typedef uint64_t language_set;

enum { SET_BITS = 64 };

#define EVERY_LANGUAGE UINT64_MAX

static language_set set_of(fh_language language) {
    return language >= 0 && language < SET_BITS ? (language_set)1 << language : EVERY_LANGUAGE;
}

/* Those that a document can be in which the node finds. */
static language_set languages_of(const fh_planner *planner, const fh_query_node *node) {
    language_set set = EVERY_LANGUAGE;
    switch (node->kind) {
    case FH_QUERY_WORD:
        return node->field == FH_QUERY_LANG ? set_of(fh_language_find(node->text)) : set;
    case FH_QUERY_NOT:
        return languages_of(planner, node->child);
    case FH_QUERY_AND: /* what --match any loosens may be missing */
        for (const fh_query_node *child = node->child; child; child = child->next)
            if (!node->implicit || planner->match != FIHRIST_MATCH_ANY || !fh_plan_is_ranked(child))
                set &= languages_of(planner, child);
        return set;
    case FH_QUERY_OR:
        set = 0;
        for (const fh_query_node *child = node->child; child; child = child->next)
            set |= languages_of(planner, child);
        return set;
    default:
        return set;
    }
}

int fh_plan_narrow_languages(fh_planner *planner, const fh_query_node *node) {
    size_t count = planner->language_count, kept = 0;
    if (count == 1)
        return 0;
    language_set set = languages_of(planner, node);
    fh_language *languages = fh_arena_alloc(planner->arena, count * sizeof *languages);
    if (!languages)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++)
        if (set & set_of(planner->languages[i]))
            languages[kept++] = planner->languages[i];
    if (kept == 0) /* nothing will be found */
        return 0;
    planner->languages = languages;
    planner->language_count = kept;
    return 0;
}

int fh_plan_choose_languages(fh_planner *planner, const fihrist_search_options *options) {
    const fh_index_state *state = &planner->reader->state;
    size_t known = sizeof state->languages / sizeof *state->languages;
    planner->languages = fh_arena_alloc(planner->arena, (known + 1) * sizeof(fh_language));
    if (!planner->languages)
        return fh_fail_memory(planner->err);
    if (options->language) {
        fh_language language = fh_language_find(fh_str_of(options->language));
        if (language == FH_LANGUAGE_UNKNOWN)
            return fh_fail(planner->err, FIHRIST_E_USAGE, "unknown language '%s'",
                           options->language);
        planner->languages[planner->language_count++] = language;
        return 0;
    }
    for (size_t i = 0; i < known && (int)i < fh_language_count(); i++)
        if (state->languages[i])
            planner->languages[planner->language_count++] = (fh_language)i;
    if (planner->language_count == 0)
        planner->languages[planner->language_count++] = planner->reader->language;
    return 0;
}
