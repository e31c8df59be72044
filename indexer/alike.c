/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * alike.c: sorted lists of shingles, held against one another. Words come from the store, or where
 * libxapian has their places, from the text.
 */
#include "indexer/alike.h"

#include "core/record.h"
#include "core/signature.h"

/* A title, a gap and a text, each as long as what is looked at may be. */
enum { UNITS_MAX = 2 * FH_ALIKE_MOST_WORDS + 1 };

/* What is known of one article. */
typedef struct side {
    uint32_t docid; /* 0: none */
    fh_unit *units;
    size_t count, capacity;
    size_t title_count;
    fh_alike_words words;
    uint64_t *shingles; /* ascending, each with its place in the words as its lower half */
    size_t shingle_count, shingle_capacity;
    bool *shared; /* by word, while two sides are compared */
} side;

struct fh_alike {
    const fh_workspace *workspace;
    fh_analyser *analyser;
    fh_arena *arena;
    side sides[2];
    uint64_t *scratch; /* for sorting */
    size_t scratch_capacity;
};

int fh_alike_new(const fh_workspace *workspace, fh_alike **ret_alike, fihrist_error *err) {
    fh_alike *alike = fh_calloc(1, sizeof *alike);
    if (!alike)
        return fh_fail_memory(err);
    alike->workspace = workspace;
    alike->arena = fh_arena_new();
    int code = alike->arena ? fh_analyser_new(&alike->analyser, err) : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        *ret_alike = alike;
    else
        fh_alike_free(alike);
    return code;
}

void fh_alike_free(fh_alike *alike) {
    if (!alike)
        return;
    for (size_t i = 0; i < 2; i++) {
        fh_free(alike->sides[i].units);
        fh_free(alike->sides[i].shingles);
    }
    fh_free(alike->scratch);
    fh_analyser_free(alike->analyser);
    fh_arena_free(alike->arena);
    fh_free(alike);
}

/* --- words --- */

static bool add_unit(side *to, fh_unit unit) {
    fh_unit *units = fh_array_grow(to->units, to->count, &to->capacity, sizeof *units, UNITS_MAX);
    if (!units)
        return false;
    to->units = units;
    units[to->count++] = unit;
    return true;
}

/* Of title, gap and text no more than is looked at. A title that is longer than all that is its
 * end: then the text is not short, and the title of no account, or both are compared so. */
static int read_store(side *to, fh_store *store, fihrist_error *err) {
    fh_units packed;
    if (!fh_store_units(store, to->docid, &packed))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: document %u is not in it",
                       to->docid);
    uint32_t first =
        packed.title_count > FH_ALIKE_MOST_WORDS ? packed.title_count - FH_ALIKE_MOST_WORDS : 0;
    to->title_count = packed.title_count - first;
    for (uint32_t i = first; i < packed.count && to->count < UNITS_MAX; i++) {
        fh_unit unit = fh_store_unit(store, packed.block, fh_unit_id(&packed, i));
        if (!add_unit(to, unit))
            return fh_fail_memory(err);
        if (unit == FH_UNIT_GAP && i > packed.title_count)
            break;
    }
    return FIHRIST_OK;
}

static bool add_text(fh_alike *alike, side *to, fh_str text, fh_language language) {
    fh_token token;
    fh_str stem;
    int more;
    bool gap = to->count > 0;
    fh_analyser_start(alike->analyser, text, language, 1);
    for (size_t i = 0; i < FH_ALIKE_MOST_WORDS; i++) {
        more = fh_analyser_next(alike->analyser, &token, &stem);
        if (more <= 0)
            return more == 0;
        if ((gap && !add_unit(to, FH_UNIT_GAP)) ||
            !add_unit(to, fh_unit_of(FH_FIELD_WORD, stem, token.form)))
            return false;
        gap = false;
    }
    return true;
}

/* As document.c makes units of an article. */
static int read_record(fh_alike *alike, side *to, fh_store *store, fihrist_error *err) {
    fh_str bytes;
    fh_record record;
    fh_arena_reset(alike->arena);
    int code = fh_store_record(store, to->docid, FH_RECORD_ALL, alike->arena, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_record_decode(bytes, alike->arena, &record, err);
    if (code != FIHRIST_OK)
        return code;
    const fh_article *article = &record.article;
    fh_language language = article->lang.n ? fh_language_find(article->lang) : FH_LANGUAGE_UNKNOWN;
    if (language == FH_LANGUAGE_UNKNOWN)
        language = alike->workspace->language;
    bool read = add_text(alike, to, article->title, language);
    to->title_count = to->count;
    size_t before = to->count;
    read = read && add_text(alike, to, article->text, language);
    if (read && to->count == before)
        read = add_text(alike, to, article->caption, language);
    return read ? FIHRIST_OK : fh_fail_memory(err);
}

/* --- shingles --- */

/* By a byte of the shingle a time from the lowest; those of one shingle stay in their order. */
static void sort_shingles(uint64_t *items, uint64_t *other, size_t count) {
    for (unsigned shift = 32; shift < 64; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(items[i] >> shift & 0xff) + 1]++;
        for (unsigned byte = 0; byte < 256; byte++)
            starts[byte + 1] += starts[byte];
        for (size_t i = 0; i < count; i++)
            other[starts[items[i] >> shift & 0xff]++] = items[i];
        uint64_t *from = items;
        items = other;
        other = from;
    }
}

static bool have_room(uint64_t **items, size_t *capacity, size_t count) {
    if (count <= *capacity)
        return true;
    uint64_t *grown = fh_realloc_array(*items, count, sizeof *grown);
    if (!grown)
        return false;
    *items = grown;
    *capacity = count;
    return true;
}

static int make_shingles(fh_alike *alike, side *of, fihrist_error *err) {
    size_t words = of->words.short_text ? 0 : of->words.count;
    size_t count = words < FH_SHINGLE_WORDS ? 0 : words - FH_SHINGLE_WORDS + 1;
    if (!have_room(&of->shingles, &of->shingle_capacity, count) ||
        !have_room(&alike->scratch, &alike->scratch_capacity, count))
        return fh_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        of->shingles[i] = (uint64_t)fh_shingle(of->words.units + i) << 32 | i;
    sort_shingles(of->shingles, alike->scratch, count);
    of->shingle_count = count;
    return FIHRIST_OK;
}

/* --- comparing --- */

static int read_side(fh_alike *alike, side *to, fh_store *store, uint32_t docid,
                     fihrist_error *err) {
    bool in_store = alike->workspace->manifest.positions == FH_POSITIONS_STORE;
    to->docid = docid;
    to->count = 0;
    int code = in_store ? read_store(to, store, err) : read_record(alike, to, store, err);
    if (code == FIHRIST_OK) {
        to->words = fh_alike_words_of(to->units, to->count, to->title_count);
        code = make_shingles(alike, to, err);
    }
    if (code != FIHRIST_OK)
        to->docid = 0;
    return code;
}

/* Have `docid` on one side and leave `other` where it is. */
static int have(fh_alike *alike, fh_store *store, uint32_t docid, uint32_t other, side **ret_side,
                fihrist_error *err) {
    side *sides = alike->sides;
    for (size_t i = 0; i < 2; i++)
        if (sides[i].docid == docid) {
            *ret_side = &sides[i];
            return FIHRIST_OK;
        }
    *ret_side = sides[0].docid == other ? &sides[1] : &sides[0];
    return read_side(alike, *ret_side, store, docid, err);
}

static uint32_t shingle_at(const side *of, size_t at) {
    return (uint32_t)(of->shingles[at] >> 32);
}

/* Note the words of all shingles that are the one at `at`; behind them. */
static size_t mark(side *of, size_t at) {
    uint32_t shingle = shingle_at(of, at);
    for (; at < of->shingle_count && shingle_at(of, at) == shingle; at++)
        for (size_t i = 0; i < FH_SHINGLE_WORDS; i++)
            of->shared[(uint32_t)of->shingles[at] + i] = true;
    return at;
}

static size_t count_shared(const side *of) {
    size_t count = 0;
    for (size_t i = 0; i < of->words.count; i++)
        count += of->shared[i];
    return count;
}

/* Find the words of both that stand in a shingle of both. */
static int find_shared(fh_alike *alike, side *a, side *b, fihrist_error *err) {
    fh_arena_reset(alike->arena);
    a->shared = fh_arena_calloc(alike->arena, a->words.count + 1, sizeof *a->shared);
    b->shared = fh_arena_calloc(alike->arena, b->words.count + 1, sizeof *b->shared);
    if (!a->shared || !b->shared)
        return fh_fail_memory(err);
    for (size_t i = 0, j = 0; i < a->shingle_count && j < b->shingle_count;) {
        uint32_t x = shingle_at(a, i), y = shingle_at(b, j);
        if (x == y) {
            i = mark(a, i);
            j = mark(b, j);
        } else {
            i += x < y;
            j += y < x;
        }
    }
    return FIHRIST_OK;
}

static bool are_same(const fh_alike_words *a, const fh_alike_words *b) {
    return a->short_text == b->short_text && a->count == b->count && a->count > 0 &&
           memcmp(a->units, b->units, a->count * sizeof *a->units) == 0;
}

int fh_alike_measure(fh_alike *alike, fh_store *store, uint32_t a, uint32_t b,
                     uint32_t *ret_likeness, fihrist_error *err) {
    side *one, *two;
    int code = have(alike, store, a, b, &one, err);
    if (code == FIHRIST_OK)
        code = have(alike, store, b, a, &two, err);
    if (code != FIHRIST_OK)
        return code;
    *ret_likeness = are_same(&one->words, &two->words) ? FH_LIKENESS_ONE : 0;
    if (*ret_likeness > 0 || one->shingle_count == 0 || two->shingle_count == 0)
        return FIHRIST_OK;
    code = find_shared(alike, one, two, err);
    if (code == FIHRIST_OK)
        *ret_likeness = (uint32_t)((uint64_t)(count_shared(one) + count_shared(two)) *
                                   FH_LIKENESS_ONE / (one->words.count + two->words.count));
    return code;
}
