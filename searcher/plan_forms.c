/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_forms.c: what is asked of the lexicon: the stems a wildcard stands for, and whether a stem
 * has other forms than those asked for.
 *
 * Postings are of stems. For a wildcard the forms that match it are looked up and their stems
 * searched; for exact words their stems. A stem may have other forms too (that of
 * hoping* is hope's, and hope is not meant); then the forms are looked for in the store, or where
 * libxapian has the places of words, in the text of candidates. Mostly it has none, which is seen
 * by counting: all occurrences of the stem are occurrences of the forms asked for.
 */
#include "searcher/planner.h"

#include "core/lexicon.h"
#include "core/pattern.h"

#include <stdlib.h>

static const fh_expansion *known(const fh_planner *planner, const fh_query_node *node,
                                 fh_str pattern) {
    for (const fh_expansion *at = planner->expansions; at; at = at->next)
        if (at->node == node && fh_str_equal(at->pattern, pattern))
            return at;
    return NULL;
}

static int keep(fh_planner *planner, const fh_expansion *found, const fh_expansion **ret) {
    fh_expansion *kept = fh_arena_alloc(planner->arena, sizeof *kept);
    if (!kept)
        return fh_fail_memory(planner->err);
    *kept = *found;
    kept->next = planner->expansions;
    planner->expansions = kept;
    *ret = kept;
    return 0;
}

/* How many forms one wildcard may stand for now. */
static size_t room_left(const fh_planner *planner) {
    size_t left = FIHRIST_WILDCARD_MAX_ALL - planner->wildcard_forms;
    return left < FIHRIST_WILDCARD_MAX_FORMS ? left : FIHRIST_WILDCARD_MAX_FORMS;
}

static int warn_capped(fh_planner *planner, const fh_query_node *node, size_t room) {
    return fh_planner_warn(planner, "wildcard_capped", node,
                           "'%.*s' stands for more than %zu words; only the first %zu in "
                           "alphabetical order are searched",
                           (int)node->text.n, node->text.p, room, room);
}

/* --- words --- */

static int compare_by_stem(const void *a, const void *b) {
    return fh_str_compare(((const fh_lexicon_entry *)a)->stem, ((const fh_lexicon_entry *)b)->stem);
}

/* The forms that match a pattern, in every language asked for, in the order of their stems. */
static int find_forms(fh_planner *planner, fh_str pattern, size_t room, fh_lexicon_entry *ret_forms,
                      size_t *ret_count, bool *ret_more) {
    int status = 0;
    for (size_t i = 0; status == 0 && i < planner->language_count; i++) {
        size_t found = 0;
        bool more = false;
        status = fh_lexicon_match(planner->reader->lexicon, planner->languages[i], pattern,
                                  planner->arena, ret_forms + *ret_count, room - *ret_count, &found,
                                  &more, planner->err);
        *ret_count += found;
        *ret_more = *ret_more || more;
    }
    if (status == 0)
        qsort(ret_forms, *ret_count, sizeof *ret_forms, compare_by_stem);
    return status;
}

int fh_plan_add_occurrences(fh_planner *planner, fh_field field, fh_str value, uint64_t *sum) {
    fh_term term;
    xc_error cause;
    uint64_t occurrences;
    fh_term_make(field, value, &term);
    if (xc_database_collection_freq(planner->reader->db, term.bytes, term.n, &occurrences, &cause) <
        0)
        return fh_fail_engine(planner->err, &cause, "cannot read the words of the index");
    *sum += occurrences;
    return 0;
}

/* How often the words of a stem occur, counted as the lexicon counts: those of a title once. */
static int count_occurrences(fh_planner *planner, fh_str stem, uint64_t *ret_count) {
    uint64_t words = 0, in_titles = 0;
    int status = fh_plan_add_occurrences(planner, FH_FIELD_WORD, stem, &words);
    if (status == 0)
        status = fh_plan_add_occurrences(planner, FH_FIELD_COMMENT_WORD, stem, &words);
    if (status == 0)
        status = fh_plan_add_occurrences(planner, FH_FIELD_TITLE, stem, &in_titles);
    *ret_count = words - in_titles * (FH_TITLE_WDF - 1);
    return status;
}

/* The stems of the forms: first those that occur as often as these forms do. */
static int stems_of(fh_planner *planner, const fh_lexicon_entry *forms, size_t count,
                    fh_str *ret_values, fh_stem_form *ret_words, fh_expansion *found) {
    size_t uncertain = count; /* they gather at the end first */
    for (size_t first = 0, i = 0; i < count; first = i) {
        uint64_t of_forms = 0, of_stem;
        fh_str stem = forms[i].stem;
        for (; i < count && fh_str_equal(forms[i].stem, stem); i++)
            of_forms += forms[i].frequency;
        int status = count_occurrences(planner, stem, &of_stem);
        if (status < 0)
            return status;
        if (of_forms == of_stem) {
            ret_values[found->certain++] = stem;
            ret_words[found->word_count++] = (fh_stem_form){stem, {NULL, 0}};
            continue;
        }
        ret_values[--uncertain] = stem;
        for (; first < i; first++)
            ret_words[found->word_count++] = (fh_stem_form){stem, forms[first].form};
    }
    memmove(ret_values + found->certain, ret_values + uncertain,
            (count - uncertain) * sizeof *ret_values);
    found->count = found->certain + count - uncertain;
    return 0;
}

int fh_plan_wildcard(fh_planner *planner, const fh_query_node *node, fh_str pattern,
                     const fh_expansion **ret_expansion) {
    if ((*ret_expansion = known(planner, node, pattern)))
        return 0;
    size_t room = room_left(planner), count = 0;
    bool more = false;
    fh_lexicon_entry *forms = fh_arena_alloc(planner->arena, (room + 1) * sizeof *forms);
    fh_str *values = fh_arena_alloc(planner->arena, (room + 1) * sizeof *values);
    fh_stem_form *words = fh_arena_alloc(planner->arena, (room + 1) * sizeof *words);
    if (!forms || !values || !words)
        return fh_fail_memory(planner->err);
    fh_expansion found = {.node = node, .pattern = pattern, .values = values, .words = words};
    int status = find_forms(planner, pattern, room, forms, &count, &more);
    if (status == 0 && more)
        status = warn_capped(planner, node, room);
    if (status == 0)
        status = stems_of(planner, forms, count, values, words, &found);
    planner->wildcard_forms += count;
    return status < 0 ? status : keep(planner, &found, ret_expansion);
}

/* --- one form --- */

/* Occurrences of `form` as a word with this stem, in all languages asked for. */
static int count_form(fh_planner *planner, fh_str form, fh_str stem, uint64_t *ret_count) {
    *ret_count = 0;
    for (size_t i = 0; i < planner->language_count; i++) {
        fh_lexicon_entry entry;
        int found = fh_lexicon_find(planner->reader->lexicon, planner->languages[i], form,
                                    planner->arena, &entry, planner->err);
        if (found < 0)
            return found;
        if (found && fh_str_equal(entry.stem, stem))
            *ret_count += entry.frequency;
    }
    return 0;
}

int fh_plan_is_only_form(fh_planner *planner, fh_str form, const fh_str *stems, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t of_form, of_stem;
        int status = count_form(planner, form, stems[i], &of_form);
        if (status == 0)
            status = count_occurrences(planner, stems[i], &of_stem);
        if (status < 0)
            return status;
        if (of_form != of_stem)
            return 0;
    }
    return 1;
}

/* --- words of names, which are terms as they are --- */

static int find_names(fh_planner *planner, fh_field field, fh_str pattern, size_t room,
                      fh_str *ret_values, size_t *ret_count, bool *ret_more) {
    fh_term term;
    xc_error cause;
    xc_terms *terms = NULL;
    fh_term_make(field, fh_pattern_prefix(pattern), &term);
    int status = xc_database_terms(planner->reader->db, term.bytes, term.n, &terms, &cause);
    while (status == 0 && (status = xc_terms_next(terms, &cause)) > 0) {
        status = 0;
        xc_bytes found = xc_terms_term(terms);
        fh_str value = fh_term_value(field, (fh_str){found.data, found.len});
        if (!fh_pattern_matches(pattern, value))
            continue;
        if (*ret_count == room) {
            *ret_more = true;
            break;
        }
        ret_values[*ret_count] = fh_arena_copy(planner->arena, value);
        if (!ret_values[(*ret_count)++].p)
            status = FIHRIST_E_MEMORY;
    }
    xc_terms_free(terms);
    return status < 0 ? fh_fail_engine(planner->err, &cause, "cannot read the words of the index")
                      : 0;
}

int fh_plan_wildcard_names(fh_planner *planner, const fh_query_node *node, fh_field field,
                           fh_str pattern, const fh_expansion **ret_expansion) {
    if ((*ret_expansion = known(planner, node, pattern)))
        return 0;
    size_t room = room_left(planner);
    bool more = false;
    fh_str *values = fh_arena_alloc(planner->arena, (room + 1) * sizeof *values);
    if (!values)
        return fh_fail_memory(planner->err);
    fh_expansion found = {.node = node, .pattern = pattern, .values = values};
    int status = find_names(planner, field, pattern, room, values, &found.count, &more);
    if (status == 0 && more)
        status = warn_capped(planner, node, room);
    planner->wildcard_forms += found.certain = found.count;
    return status < 0 ? status : keep(planner, &found, ret_expansion);
}
