/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_words.c: words, exact words and wildcards, as terms to run and needles to look for in the
 * stored text.
 *
 * Postings hold stems. So exact words are run as the stems they may have and the candidates' text
 * is looked at, for wildcards where a stem has other forms too (plan_forms.c); text: is run over
 * all words of articles and looked at too. Names (author:, commenter:) are indexed as they are, and
 * need no second look.
 */
#include "searcher/pattern_words.h"
#include "searcher/planner.h"

enum {
    WORDS_MAX = FH_NEEDLE_MAX_SLOTS, /**< tokens of one leaf; a URL has a few dozen */
    READINGS_MAX = 64                /**< ways the languages of an index take a leaf apart */
};

/* Where the words of a leaf are looked for in the kind that is planned now. */
typedef struct word_place {
    fh_field field;
    unsigned zones;
    bool names; /**< forms, not stems */
    bool weighted;
    bool anchored;
    bool verify; /**< the field's postings hold more than the zone: text: */
} word_place;

/* False: documents of this kind have no such field. */
static bool place_of(fh_kind kind, fh_query_field field, word_place *ret) {
    bool article = kind == FH_KIND_ARTICLE;
    switch (field) {
    case FH_QUERY_TITLE:
        *ret = (word_place){FH_FIELD_TITLE, FH_ZONE_TITLE, false, true, true, false};
        return article;
    case FH_QUERY_TEXT:
        *ret = (word_place){FH_FIELD_WORD, FH_ZONE_TEXT, false, true, true, true};
        return article;
    case FH_QUERY_COMMENT:
        *ret = (word_place){FH_FIELD_COMMENT_WORD, FH_ZONE_COMMENT, false, true, true, false};
        return !article;
    case FH_QUERY_AUTHOR:
        *ret = (word_place){FH_FIELD_AUTHOR, 0, true, false, false, false};
        return true;
    case FH_QUERY_COMMENTER:
        *ret = (word_place){FH_FIELD_COMMENTER, 0, true, false, true, false};
        return !article;
    default:
        *ret = article
                   ? (word_place){FH_FIELD_WORD, FH_ZONE_ARTICLE, false, true, true, false}
                   : (word_place){FH_FIELD_COMMENT_WORD, FH_ZONE_COMMENT, false, true, true, false};
        return true;
    }
}

/* --- one leaf taken apart --- */

/* The words of a leaf as one or more languages take them: slot after slot. */
typedef struct reading {
    fh_slot slots[WORDS_MAX];
    fh_str forms[WORDS_MAX];
    size_t count;
} reading;

static bool has_alternative(const fh_slot *slot, fh_str text) {
    for (size_t i = 0; i < slot->alternative_count; i++)
        if (fh_str_equal(slot->alternatives[i], text))
            return true;
    return false;
}

static int add_alternative(fh_planner *planner, fh_slot *slot, fh_str text) {
    if (has_alternative(slot, text))
        return 0;
    if (!slot->alternatives)
        slot->alternatives = fh_arena_calloc(planner->arena, planner->language_count + 1,
                                             sizeof *slot->alternatives);
    fh_str copy = fh_arena_copy(planner->arena, text);
    if (!slot->alternatives || !copy.p)
        return fh_fail_memory(planner->err);
    slot->alternatives[slot->alternative_count++] = copy;
    return 0;
}

static int fail_too_many(fh_planner *planner, const fh_query_node *node) {
    return fh_fail_at(planner->err, FIHRIST_E_LIMIT, (int64_t)node->start,
                      "more than %d words in one piece", WORDS_MAX);
}

/* The words of a wildcard: patterns, and others. */
static int read_wildcard(fh_planner *planner, const fh_query_node *node, fh_language language,
                         reading *ret) {
    fh_analyser *analyser = planner->reader->analyser;
    int status = fh_pattern_words(analyser, node->text, language, planner->arena, ret->forms,
                                  WORDS_MAX, &ret->count);
    if (status == FIHRIST_E_LIMIT)
        return fail_too_many(planner, node);
    for (size_t i = 0; status == 0 && i < ret->count; i++) {
        fh_str form = ret->forms[i];
        ret->slots[i] = (fh_slot){.kind = FH_SLOT_STEM};
        status = add_alternative(planner, &ret->slots[i],
                                 fh_is_pattern(form) ? form
                                                     : fh_analyser_stem(analyser, language, form));
    }
    return status < 0 ? fh_fail_memory(planner->err) : 0;
}

static int read_in_language(fh_planner *planner, fh_str text, fh_language language,
                            const fh_query_node *node, reading *ret) {
    fh_analyser *analyser = planner->reader->analyser;
    fh_token token;
    fh_str stem;
    int status;
    if (node->kind == FH_QUERY_WILDCARD)
        return read_wildcard(planner, node, language, ret);
    ret->count = 0;
    fh_analyser_start(analyser, text, language, 1);
    while ((status = fh_analyser_next(analyser, &token, &stem)) > 0) {
        if (ret->count == WORDS_MAX)
            return fail_too_many(planner, node);
        fh_slot *slot = &ret->slots[ret->count];
        *slot = (fh_slot){.kind = FH_SLOT_STEM};
        ret->forms[ret->count] = fh_arena_copy(planner->arena, token.form);
        if (!ret->forms[ret->count].p || add_alternative(planner, slot, stem) < 0)
            return fh_fail_memory(planner->err);
        ret->count++;
    }
    return status < 0 ? fh_fail_memory(planner->err) : 0;
}

static bool same_forms(const reading *a, const reading *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!fh_str_equal(a->forms[i], b->forms[i]))
            return false;
    return true;
}

/* The readings of a text in all languages of the index: one where all of them take it apart alike,
 * with the stems of each as alternatives. */
static int read_leaf(fh_planner *planner, const fh_query_node *node, reading **ret_readings,
                     size_t *ret_count) {
    size_t most = planner->language_count < READINGS_MAX ? planner->language_count : READINGS_MAX;
    reading *readings = fh_arena_calloc(planner->arena, most, sizeof *readings);
    reading *one = fh_arena_calloc(planner->arena, 1, sizeof *one);
    if (!readings || !one)
        return fh_fail_memory(planner->err);
    size_t count = 0;
    for (size_t i = 0; i < most; i++) {
        int status = read_in_language(planner, node->text, planner->languages[i], node, one);
        if (status < 0)
            return status;
        size_t at = 0;
        while (at < count && !same_forms(&readings[at], one))
            at++;
        if (at == count) {
            readings[count++] = *one;
            continue;
        }
        for (size_t word = 0; word < one->count; word++)
            if (add_alternative(planner, &readings[at].slots[word],
                                one->slots[word].alternatives[0]) < 0)
                return FIHRIST_E_MEMORY;
    }
    *ret_readings = readings;
    *ret_count = count;
    return 0;
}

/* --- terms --- */

int fh_plan_any_term(fh_planner *planner, fh_field field, const fh_str *values, size_t count,
                     bool positional, const xc_query **ret_query) {
    const xc_query **terms = fh_arena_alloc(planner->arena, (count + 1) * sizeof *terms);
    if (!terms)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++) {
        int status = fh_planner_term(planner, field, values[i], &terms[i]);
        if (status < 0)
            return status;
    }
    return fh_planner_combine(planner, positional ? XC_OP_OR : XC_OP_SYNONYM, terms, count,
                              ret_query);
}

/* --- leaves --- */

/* The slots as the stored text is compared with: exact forms, patterns. */
static fh_needle *make_needle(fh_planner *planner, const fh_query_node *node,
                              const word_place *place, const reading *words) {
    fh_needle *needle = fh_arena_calloc(planner->arena, 1, sizeof *needle);
    fh_slot *slots = fh_arena_calloc(planner->arena, words->count, sizeof *slots);
    fh_str *forms = fh_arena_calloc(planner->arena, words->count, sizeof *forms);
    if (!needle || !slots || !forms)
        return NULL;
    for (size_t i = 0; i < words->count; i++) {
        slots[i] = words->slots[i];
        forms[i] = words->forms[i];
        if (node->kind == FH_QUERY_PHRASE)
            slots[i] = (fh_slot){FH_SLOT_FORM, &forms[i], 1};
        else if (fh_is_pattern(forms[i]))
            slots[i] = (fh_slot){FH_SLOT_PATTERN, &forms[i], 1};
    }
    /* A word of the title is worth showing where the text says it too. */
    unsigned marked = place->zones & FH_ZONE_TITLE ? FH_ZONE_ARTICLE : place->zones;
    *needle = (fh_needle){
        .zones = place->zones, .marked = marked, .slots = slots, .slot_count = words->count};
    return needle;
}

/* What has to be said of a reading when its query is made. */
typedef struct certainty {
    bool complete;        /**< what the query matches is what is asked for */
    const xc_query *sure; /**< or what matches this; NULL: nothing */
} certainty;

/* What a wildcard stands for. */
static int expand_wildcard(fh_planner *planner, const fh_query_node *node, const word_place *place,
                           fh_str pattern, bool positional, certainty *ret_certainty,
                           fh_word_choice *ret_choice) {
    const fh_expansion *found;
    int status = place->names ? fh_plan_wildcard_names(planner, node, place->field, pattern, &found)
                              : fh_plan_wildcard(planner, node, pattern, &found);
    if (status < 0)
        return status;
    ret_choice->values = found->values;
    ret_choice->count = found->count;
    if (found->certain == found->count)
        return 0;
    if (fh_planner_uses_store(planner) && !planner->operand) {
        ret_choice->words = found->words;
        ret_choice->word_count = found->word_count;
        return 0;
    }
    ret_certainty->complete = false;
    if (found->certain && !positional)
        status = fh_plan_any_term(planner, place->field, found->values, found->certain, false,
                                  &ret_certainty->sure);
    return status;
}

/* Of several stems, which languages of the index make of a word, those that it has: it knows few of
 * what all but one of them make. One stays in any case. */
static int choose_stems(fh_planner *planner, fh_field field, const fh_slot *slot,
                        fh_word_choice *ret_choice) {
    size_t count = slot->alternative_count, kept = 0;
    *ret_choice = (fh_word_choice){.values = slot->alternatives, .count = count};
    if (count == 1)
        return 0;
    fh_str *values = fh_arena_alloc(planner->arena, count * sizeof *values);
    if (!values)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++) {
        int exists = fh_plan_term_exists(planner, field, slot->alternatives[i]);
        if (exists < 0)
            return exists;
        if (exists || (kept == 0 && i + 1 == count))
            values[kept++] = slot->alternatives[i];
    }
    ret_choice->values = values;
    ret_choice->count = kept;
    return 0;
}

/* An exact word is to have the form that it has in the leaf, where its stem has others too. */
static int keep_form(fh_planner *planner, fh_str form, certainty *ret_certainty,
                     fh_word_choice *ret_choice) {
    size_t count = ret_choice->count;
    int only = fh_plan_is_only_form(planner, form, ret_choice->values, count);
    if (only != 0)
        return only < 0 ? only : 0;
    if (!fh_planner_uses_store(planner)) {
        ret_certainty->complete = false;
        return 0;
    }
    fh_stem_form *words = fh_arena_alloc(planner->arena, count * sizeof *words);
    if (!words)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++)
        words[i] = (fh_stem_form){ret_choice->values[i], form};
    ret_choice->words = words;
    ret_choice->word_count = count;
    return 0;
}

/* What word `at` of a leaf is run as; ret_choice->query NULL: it stands for nothing. */
static int run_word(fh_planner *planner, const fh_query_node *node, const word_place *place,
                    const reading *words, size_t at, certainty *ret_certainty,
                    fh_word_choice *ret_choice) {
    bool positional = words->count > 1 || planner->operand;
    int status = 0;
    *ret_choice = (fh_word_choice){.values = &words->forms[at], .count = 1};
    if (!place->names)
        status = choose_stems(planner, place->field, &words->slots[at], ret_choice);
    if (status < 0)
        return status;
    if (fh_is_pattern(words->forms[at]))
        status = expand_wildcard(planner, node, place, words->forms[at], positional, ret_certainty,
                                 ret_choice);
    else if (node->kind == FH_QUERY_PHRASE && !place->names && !planner->operand)
        status = keep_form(planner, words->forms[at], ret_certainty, ret_choice);
    if (status < 0 || ret_choice->count == 0)
        return status;
    return fh_plan_any_term(planner, place->field, ret_choice->values, ret_choice->count,
                            positional, &ret_choice->query);
}

static int run_reading(fh_planner *planner, const fh_query_node *node, const word_place *place,
                       const reading *words, certainty *ret_certainty, const xc_query **ret_query) {
    fh_word_choice choices[WORDS_MAX];
    *ret_query = NULL;
    *ret_certainty = (certainty){.complete = true};
    for (size_t i = 0; i < words->count; i++) {
        int status = run_word(planner, node, place, words, i, ret_certainty, &choices[i]);
        if (status < 0 || !choices[i].query)
            return status;
    }
    return fh_plan_run(planner, place->field, choices, words->count, ret_query);
}

/* One reading of a leaf as a query; NULL: no document can match. */
static int plan_reading(fh_planner *planner, const fh_query_node *node, const word_place *place,
                        const reading *words, bool required, const xc_query **ret_query) {
    certainty certain;
    int status = run_reading(planner, node, place, words, &certain, ret_query);
    if (status < 0 || !*ret_query)
        return status;
    if (place->names) /* inside NEAR all of it has no weight, see there */
        return planner->operand ? 0 : fh_planner_filter(planner, *ret_query, ret_query);
    fh_needle *needle = make_needle(planner, node, place, words);
    if (!needle)
        return fh_fail_memory(planner->err);
    status = fh_planner_mark(planner, needle);
    if (status < 0 || planner->operand || (certain.complete && !place->verify))
        return status;
    fh_requirement requirement = {needle, place->verify ? NULL : certain.sure};
    return fh_planner_verify(planner, requirement, required, ret_query);
}

static int plan_leaf_in(fh_planner *planner, const fh_query_node *node, const word_place *place,
                        bool required, fh_part *ret_part) {
    reading *readings = NULL;
    size_t count = 0, queries_count = 0, ignored = 0;
    int status = read_leaf(planner, node, &readings, &count);
    const xc_query *queries[READINGS_MAX];
    for (size_t i = 0; status == 0 && i < count; i++) {
        if (readings[i].count == 0) {
            ignored++;
            continue;
        }
        const xc_query *query = NULL;
        status = plan_reading(planner, node, place, &readings[i], required && count == 1, &query);
        if (status == 0 && query)
            queries[queries_count++] = query;
    }
    if (status < 0)
        return status;
    if (ignored == count)
        ret_part->state = FH_PART_IGNORED;
    else if (queries_count)
        ret_part->state = FH_PART_QUERY;
    return queries_count == 0
               ? 0
               : fh_planner_combine(planner, XC_OP_OR, queries, queries_count, &ret_part->query);
}

int fh_plan_words(fh_planner *planner, const fh_query_node *node, bool required,
                  fh_part *ret_part) {
    word_place place;
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    if (!place_of(planner->kind, node->field, &place))
        return 0;
    ret_part->anchored = place.anchored;
    ret_part->weighted = place.weighted;
    int status = plan_leaf_in(planner, node, &place, required, ret_part);
    if (status == 0 && ret_part->state == FH_PART_IGNORED)
        return fh_planner_warn(planner, "no_word", node, "'%.*s' has no letter or digit in it",
                               (int)node->text.n, node->text.p);
    if (status == 0 && ret_part->state == FH_PART_QUERY && node->field == FH_QUERY_COMMENTER)
        status = fh_planner_own(planner, ret_part->query);
    return status;
}
