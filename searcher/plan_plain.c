/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_plain.c: text without a syntax (a pasted paragraph, a test collection's topic) as the stems
 * it has, each once and as heavy as it is often.
 */
#include <stdlib.h>

#include "searcher/planner.h"

typedef struct plain_stem {
    fh_str stem;
    uint32_t count; /**< in the text */
    uint32_t freq;  /**< documents that have it */
} plain_stem;

static int by_stem(const void *a, const void *b) {
    return fh_str_compare(((const plain_stem *)a)->stem, ((const plain_stem *)b)->stem);
}

static int by_rarity(const void *a, const void *b) {
    const plain_stem *x = a, *y = b;
    return x->freq != y->freq ? (x->freq > y->freq) - (x->freq < y->freq) : by_stem(a, b);
}

static int plain_stems(fh_planner *planner, fh_str text, plain_stem **ret, size_t *ret_count) {
    size_t room = text.n / 2 + 1, count = 0; /* a token and what parts it are two bytes at least */
    plain_stem *stems = fh_arena_alloc(planner->arena, room * sizeof *stems);
    if (!stems)
        return fh_fail_memory(planner->err);
    fh_token token;
    fh_str stem;
    int status;
    fh_analyser_start(planner->reader->analyser, text, planner->languages[0], 1);
    while ((status = fh_analyser_next(planner->reader->analyser, &token, &stem)) > 0 &&
           count < room) {
        stems[count] = (plain_stem){fh_arena_copy(planner->arena, stem), 1, 0};
        if (!stems[count++].stem.p)
            return fh_fail_memory(planner->err);
    }
    if (status < 0)
        return fh_fail_memory(planner->err);
    qsort(stems, count, sizeof *stems, by_stem);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && fh_str_equal(stems[kept - 1].stem, stems[i].stem))
            stems[kept - 1].count++;
        else
            stems[kept++] = stems[i];
    }
    *ret = stems;
    *ret_count = kept;
    return 0;
}

static int count_documents(fh_planner *planner, fh_field field, plain_stem *stems, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_term term;
        xc_error cause;
        fh_term_make(field, stems[i].stem, &term);
        if (xc_database_term_freq(planner->reader->db, term.bytes, term.n, &stems[i].freq, &cause) <
            0)
            return fh_fail_engine(planner->err, &cause, "cannot read the words of the index");
    }
    return 0;
}

/* The rarest stems say most; the commonest are left out past the limit, and before them those that
 * no document has, where one of the words is enough. */
static int keep_rarest(fh_planner *planner, fh_field field, plain_stem *stems, size_t *count) {
    if (*count <= FIHRIST_PLAIN_MAX_STEMS)
        return 0;
    int status = count_documents(planner, field, stems, *count);
    if (status == 0)
        status = fh_planner_warn(planner, "text_capped", NULL,
                                 "the text has %zu different words; the rarest %d are searched",
                                 *count, FIHRIST_PLAIN_MAX_STEMS);
    qsort(stems, *count, sizeof *stems, by_rarity);
    size_t absent = 0;
    while (planner->match == FIHRIST_MATCH_ANY && absent < *count && stems[absent].freq == 0)
        absent++;
    *count -= absent;
    memmove(stems, stems + absent, *count * sizeof *stems);
    if (*count > FIHRIST_PLAIN_MAX_STEMS)
        *count = FIHRIST_PLAIN_MAX_STEMS;
    return status;
}

static int mark_stems(fh_planner *planner, unsigned zones, const plain_stem *stems, size_t count) {
    fh_needle *needle = fh_arena_calloc(planner->arena, 1, sizeof *needle);
    fh_slot *slot = fh_arena_calloc(planner->arena, 1, sizeof *slot);
    fh_str *words = fh_arena_calloc(planner->arena, count, sizeof *words);
    if (!needle || !slot || !words)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++)
        words[i] = stems[i].stem;
    *slot = (fh_slot){FH_SLOT_STEM, words, count};
    *needle = (fh_needle){.zones = zones, .marked = zones, .slots = slot, .slot_count = 1};
    return fh_planner_mark(planner, needle);
}

int fh_plan_plain(fh_planner *planner, fh_str text, fh_part *ret_part) {
    bool article = planner->kind == FH_KIND_ARTICLE;
    fh_field field = article ? FH_FIELD_WORD : FH_FIELD_COMMENT_WORD;
    unsigned zones = article ? FH_ZONE_ARTICLE : FH_ZONE_COMMENT;
    plain_stem *stems = NULL;
    size_t count = 0;
    *ret_part = (fh_part){.state = FH_PART_NOTHING, .anchored = true, .weighted = true};
    int status = plain_stems(planner, text, &stems, &count);
    if (status == 0)
        status = keep_rarest(planner, field, stems, &count);
    if (status < 0 || count == 0)
        return status;
    const xc_query **terms = fh_arena_alloc(planner->arena, count * sizeof *terms);
    if (!terms)
        return fh_fail_memory(planner->err);
    for (size_t i = 0; i < count; i++) {
        fh_term term;
        xc_error cause;
        xc_query *query = NULL;
        fh_term_make(field, stems[i].stem, &term);
        status = xc_query_term(term.bytes, term.n, stems[i].count, 0, &query, &cause);
        status = fh_planner_keep(planner, status, query, &cause, &terms[i]);
        if (status < 0)
            return status;
    }
    ret_part->state = FH_PART_QUERY;
    status = mark_stems(planner, zones, stems, count);
    xc_operator op = planner->match == FIHRIST_MATCH_ANY ? XC_OP_OR : XC_OP_AND;
    return status < 0 ? status : fh_planner_combine(planner, op, terms, count, &ret_part->query);
}
