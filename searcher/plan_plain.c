/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_plain.c: text without a syntax (a pasted paragraph, a test collection's topic) as the stems
 * it has, each once and as heavy as it is often.
 *
 * A word has the stems that the languages of the index make of it, and counts as one term. Where
 * these take the text apart otherwise (l'eau), each way is a query of its own, and a document has
 * the score of the one that suits it best: its own language's.
 */
#include <stdlib.h>

#include "searcher/planner.h"

enum {
    LANGUAGES_MAX = 64,                /**< of which an index may hold documents (index_state.h) */
    READINGS_MAX = FH_TOKEN_SUFFIX + 1 /**< rules of words that languages have */
};

/* A word of the text, in any of its forms that have the same stems. */
typedef struct plain_word {
    fh_str form;
    fh_str *stems; /* each once, in the order of the languages */
    size_t stem_count;
    uint32_t count; /* in the text */
    uint64_t freq;  /* documents that have one of the stems, counted for each */
} plain_word;

/* The words of the text as some of the languages take it apart. */
typedef struct plain_reading {
    fh_language languages[LANGUAGES_MAX];
    size_t language_count;
    plain_word *words;
    size_t count;
} plain_reading;

static int by_form(const void *a, const void *b) {
    return fh_str_compare(((const plain_word *)a)->form, ((const plain_word *)b)->form);
}

static int by_stems(const void *a, const void *b) {
    const plain_word *x = a, *y = b;
    size_t common = x->stem_count < y->stem_count ? x->stem_count : y->stem_count;
    for (size_t i = 0; i < common; i++) {
        int order = fh_str_compare(x->stems[i], y->stems[i]);
        if (order)
            return order;
    }
    return (x->stem_count > y->stem_count) - (x->stem_count < y->stem_count);
}

static int by_rarity(const void *a, const void *b) {
    const plain_word *x = a, *y = b;
    return x->freq != y->freq ? (x->freq > y->freq) - (x->freq < y->freq) : by_stems(a, b);
}

/* Put the words in an order, and what is equal in it together: how many are left. */
static size_t unite(plain_word *words, size_t count, int (*order)(const void *, const void *)) {
    size_t kept = 0;
    qsort(words, count, sizeof *words, order);
    for (size_t i = 0; i < count; i++) {
        if (kept && order(&words[kept - 1], &words[i]) == 0)
            words[kept - 1].count += words[i].count;
        else
            words[kept++] = words[i];
    }
    return kept;
}

/* --- readings --- */

/* The forms of the text; `room` is for as many as it can have. */
static int read_forms(fh_planner *planner, fh_str text, fh_language language, plain_word *words,
                      size_t room, size_t *ret_count) {
    fh_analyser *analyser = planner->reader->analyser;
    fh_token token;
    size_t count = 0;
    int status;
    fh_analyser_start(analyser, text, language, 1);
    while ((status = fh_analyser_next_form(analyser, &token)) > 0 && count < room) {
        words[count] = (plain_word){.form = fh_arena_copy(planner->arena, token.form), .count = 1};
        if (!words[count++].form.p)
            return fh_fail_memory(planner->err);
    }
    if (status < 0)
        return fh_fail_memory(planner->err);
    *ret_count = unite(words, count, by_form);
    return 0;
}

static bool same_words(const plain_reading *reading, const plain_word *words, size_t count) {
    if (reading->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (reading->words[i].count != words[i].count ||
            !fh_str_equal(reading->words[i].form, words[i].form))
            return false;
    return true;
}

static plain_reading *reading_by_rules(plain_reading *readings, size_t count,
                                       fh_language language) {
    fh_token_rules rules = fh_language_token_rules(language);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < readings[i].language_count; k++)
            if (fh_language_token_rules(readings[i].languages[k]) == rules)
                return &readings[i];
    return NULL;
}

static plain_reading *reading_by_words(plain_reading *readings, size_t count,
                                       const plain_word *words, size_t word_count) {
    for (size_t i = 0; i < count; i++)
        if (same_words(&readings[i], words, word_count))
            return &readings[i];
    return NULL;
}

/* Every language into the reading that is its own. */
static int read_text(fh_planner *planner, fh_str text, plain_reading *readings, size_t *ret_count) {
    size_t room = text.n / 2 + 1; /* a token and what parts it are two bytes at least */
    plain_word *words = fh_arena_alloc(planner->arena, room * sizeof *words);
    if (!words)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < planner->language_count; i++) {
        fh_language language = planner->languages[i];
        plain_reading *reading = reading_by_rules(readings, *ret_count, language);
        size_t count = 0;
        int status = reading ? 0 : read_forms(planner, text, language, words, room, &count);
        if (status < 0)
            return status;
        if (!reading)
            reading = reading_by_words(readings, *ret_count, words, count);
        if (!reading) {
            reading = &readings[(*ret_count)++];
            *reading = (plain_reading){
                .words = fh_arena_alloc(planner->arena, (count + 1) * sizeof *words),
                .count = count};
            if (!reading->words)
                return fh_fail_memory(planner->err);
            memcpy(reading->words, words, count * sizeof *words);
        }
        reading->languages[reading->language_count++] = language;
    }
    return 0;
}

/* --- stems --- */

static bool is_among(const fh_str *stems, size_t count, fh_str stem) {
    for (size_t i = 0; i < count; i++)
        if (fh_str_equal(stems[i], stem))
            return true;
    return false;
}

static bool add_stems(fh_planner *planner, const plain_reading *reading, plain_word *word) {
    fh_str stems[LANGUAGES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < reading->language_count; i++) {
        fh_str stem =
            fh_analyser_stem(planner->reader->analyser, reading->languages[i], word->form);
        if (stem.p && is_among(stems, count, stem))
            continue;
        stems[count] = stem.p ? fh_arena_copy(planner->arena, stem) : stem;
        if (!stems[count++].p)
            return false;
    }
    word->stems = fh_arena_alloc(planner->arena, count * sizeof *stems);
    word->stem_count = count;
    if (word->stems)
        memcpy(word->stems, stems, count * sizeof *stems);
    return word->stems;
}

static int stem_words(fh_planner *planner, plain_reading *reading) {
    for (size_t i = 0; i < reading->count; i++)
        if (!add_stems(planner, reading, &reading->words[i]))
            return fh_fail_memory(planner->err);
    reading->count = unite(reading->words, reading->count, by_stems);
    return 0;
}

/* Count the documents that have the word; of several stems, those that none has are left out. */
static int count_documents(fh_planner *planner, fh_field field, plain_word *word) {
    size_t kept = 0;
    word->freq = 0;
    for (size_t i = 0; i < word->stem_count; i++) {
        fh_term term;
        xc_error cause;
        uint32_t freq;
        fh_term_make(field, word->stems[i], &term);
        if (xc_database_term_freq(planner->reader->db, term.bytes, term.n, &freq, &cause) < 0)
            return fh_fail_engine(planner->err, &cause, "cannot read the words of the index");
        word->freq += freq;
        if (freq || (kept == 0 && i + 1 == word->stem_count))
            word->stems[kept++] = word->stems[i];
    }
    word->stem_count = kept;
    return 0;
}

/* Those that have so many stems or more. */
static int count_words(fh_planner *planner, fh_field field, plain_reading *reading, size_t stems) {
    int status = 0;
    for (size_t i = 0; i < reading->count && status == 0; i++)
        if (reading->words[i].stem_count >= stems)
            status = count_documents(planner, field, &reading->words[i]);
    return status;
}

/* How many of the words, the first, have no more stems together than are searched. */
static size_t words_within_limit(const plain_reading *reading) {
    size_t count = 0, stems = 0;
    while (count < reading->count &&
           stems + reading->words[count].stem_count <= FIHRIST_PLAIN_MAX_STEMS)
        stems += reading->words[count++].stem_count;
    return count;
}

/* The rarest stems say most; the commonest are left out past the limit, and before them those that
 * no document has, where one of the words is enough. */
static int keep_rarest(fh_planner *planner, fh_field field, plain_reading *reading) {
    bool many = reading->count > FIHRIST_PLAIN_MAX_STEMS;
    int status = count_words(planner, field, reading, many ? 1 : 2);
    if (status < 0 || words_within_limit(reading) == reading->count)
        return status;
    if (!many)
        status = count_words(planner, field, reading, 1);
    if (status == 0)
        status = fh_planner_warn(planner, "text_capped", NULL,
                                 "the text has %zu different words; the rarest %d are searched",
                                 reading->count, FIHRIST_PLAIN_MAX_STEMS);
    qsort(reading->words, reading->count, sizeof *reading->words, by_rarity);
    size_t absent = 0;
    while (planner->match == FIHRIST_MATCH_ANY && absent < reading->count &&
           reading->words[absent].freq == 0)
        absent++;
    reading->words += absent;
    reading->count -= absent;
    reading->count = words_within_limit(reading);
    return status;
}

/* --- queries --- */

/* A synonym has no count of its own in a query: it weighs so many times as much. */
static int plan_synonym(fh_planner *planner, fh_field field, const plain_word *word,
                        const xc_query **ret_query) {
    int status = fh_plan_any_term(planner, field, word->stems, word->stem_count, false, ret_query);
    if (status < 0 || word->count == 1)
        return status;
    xc_error cause;
    xc_query *scaled = NULL;
    status = xc_query_scale(word->count, *ret_query, &scaled, &cause);
    return fh_planner_keep(planner, status, scaled, &cause, ret_query);
}

static int plan_word(fh_planner *planner, fh_field field, const plain_word *word,
                     const xc_query **ret_query) {
    if (word->stem_count > 1)
        return plan_synonym(planner, field, word, ret_query);
    fh_term term;
    xc_error cause;
    xc_query *query = NULL;
    fh_term_make(field, word->stems[0], &term);
    int status = xc_query_term(term.bytes, term.n, word->count, 0, &query, &cause);
    return fh_planner_keep(planner, status, query, &cause, ret_query);
}

/* NULL: it has no words. */
static int plan_reading(fh_planner *planner, fh_field field, const plain_reading *reading,
                        const xc_query **ret_query) {
    *ret_query = NULL;
    if (reading->count == 0)
        return 0;
    const xc_query **terms = fh_arena_alloc(planner->arena, reading->count * sizeof *terms);
    if (!terms)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < reading->count; i++) {
        int status = plan_word(planner, field, &reading->words[i], &terms[i]);
        if (status < 0)
            return status;
    }
    xc_operator op = planner->match == FIHRIST_MATCH_ANY ? XC_OP_OR : XC_OP_AND;
    return fh_planner_combine(planner, op, terms, reading->count, ret_query);
}

static int mark_stems(fh_planner *planner, unsigned zones, const plain_reading *reading) {
    size_t room = 0, count = 0;
    for (size_t i = 0; i < reading->count; i++)
        room += reading->words[i].stem_count;
    fh_needle *needle = fh_arena_calloc(planner->arena, 1, sizeof *needle);
    fh_slot *slot = fh_arena_calloc(planner->arena, 1, sizeof *slot);
    fh_str *stems = fh_arena_calloc(planner->arena, room + 1, sizeof *stems);
    if (!needle || !slot || !stems)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < reading->count; i++)
        for (size_t k = 0; k < reading->words[i].stem_count; k++)
            stems[count++] = reading->words[i].stems[k];
    *slot = (fh_slot){FH_SLOT_STEM, stems, count};
    *needle = (fh_needle){.zones = zones, .marked = zones, .slots = slot, .slot_count = 1};
    return fh_planner_mark(planner, needle);
}

int fh_plan_plain(fh_planner *planner, fh_str text, fh_part *ret_part) {
    bool article = planner->kind == FH_KIND_ARTICLE;
    fh_field field = article ? FH_FIELD_WORD : FH_FIELD_COMMENT_WORD;
    unsigned zones = article ? FH_ZONE_ARTICLE : FH_ZONE_COMMENT;
    plain_reading readings[READINGS_MAX];
    const xc_query *queries[READINGS_MAX];
    size_t reading_count = 0, count = 0;
    *ret_part = (fh_part){.state = FH_PART_NOTHING, .anchored = true, .weighted = true};
    int status = read_text(planner, text, readings, &reading_count);
    for (size_t i = 0; i < reading_count && status == 0; i++) {
        status = stem_words(planner, &readings[i]);
        if (status == 0)
            status = keep_rarest(planner, field, &readings[i]);
        if (status == 0)
            status = plan_reading(planner, field, &readings[i], &queries[count]);
        if (status == 0 && queries[count]) {
            status = mark_stems(planner, zones, &readings[i]);
            count++;
        }
    }
    if (status < 0 || count == 0)
        return status;
    ret_part->state = FH_PART_QUERY;
    return fh_planner_combine(planner, XC_OP_MAX, queries, count, &ret_part->query);
}
