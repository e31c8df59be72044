/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * stem.c: stemming takes a microsecond, looking a form up a fiftieth of that, and most words of a
 * text were met before. The table is a cache: a form is looked for in a few slots only, and takes
 * the place of another when they are all full, so that no input makes looking up slow.
 */
#include "core/stem.h"

#include <libstemmer.h>

#include "core/restore.h"
#include "core/utf8.h"

enum { PROBES = 8, SLOTS_FIRST = 1 << 12, SLOTS_MAX = 1 << 17, POOL_MAX_BYTES = 4 << 20 };

typedef struct slot {
    uint32_t hash;   /* 0: empty */
    uint32_t offset; /* of the form in the pool; the stem stands behind it */
    uint8_t form_bytes, stem_bytes;
    uint8_t language;
    bool same; /* the stem is the form, and is not stored */
} slot;

struct fh_stemmer {
    fh_fold *fold;
    struct sb_stemmer **by_language; /* NULL until first used */
    slot *slots;
    size_t slot_count, used;
    fh_buffer pool;
    char stem[FH_STEM_MAX_BYTES];
};

fh_stemmer *fh_stemmer_new(fh_fold *fold) {
    fh_stemmer *s = fh_calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->fold = fold;
    s->pool = FH_BUFFER(POOL_MAX_BYTES);
    s->by_language = fh_calloc((size_t)fh_language_count(), sizeof *s->by_language);
    s->slots = fh_calloc(SLOTS_FIRST, sizeof *s->slots);
    s->slot_count = SLOTS_FIRST;
    if (!s->by_language || !s->slots) {
        fh_stemmer_free(s);
        return NULL;
    }
    return s;
}

void fh_stemmer_free(fh_stemmer *stemmer) {
    if (!stemmer)
        return;
    for (int i = 0; stemmer->by_language && i < fh_language_count(); i++)
        sb_stemmer_delete(stemmer->by_language[i]);
    fh_free(stemmer->by_language);
    fh_free(stemmer->slots);
    fh_buffer_free(&stemmer->pool);
    fh_free(stemmer);
}

/* --- the table --- */

static uint32_t hash_form(fh_language language, fh_str form) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = ((uint64_t)language << 8 | form.n) * factor;
    for (size_t i = 0; i < form.n; i += 8) {
        uint64_t word = 0;
        memcpy(&word, form.p + i, form.n - i < 8 ? form.n - i : 8);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash >> 32) | 1; /* 0 says empty */
}

static slot *slot_at(const fh_stemmer *s, uint32_t hash, size_t probe) {
    return &s->slots[((hash >> 1) + probe) & (s->slot_count - 1)];
}

static bool holds(const fh_stemmer *s, const slot *place, uint32_t hash, fh_language language,
                  fh_str form) {
    return place->hash == hash && place->form_bytes == form.n && place->language == language &&
           memcmp(s->pool.p + place->offset, form.p, form.n) == 0;
}

static fh_str stem_in(const fh_stemmer *s, const slot *place) {
    return (fh_str){s->pool.p + place->offset + (place->same ? 0 : place->form_bytes),
                    place->stem_bytes};
}

/* The slot for a new form: an empty one, else the one it is looked for first. */
static slot *slot_for(fh_stemmer *s, uint32_t hash) {
    for (size_t probe = 0; probe < PROBES; probe++) {
        slot *place = slot_at(s, hash, probe);
        if (place->hash == 0) {
            s->used++;
            return place;
        }
    }
    return slot_at(s, hash, 0);
}

/* Twice as many slots, when half are used and there is memory for it. */
static void grow(fh_stemmer *s) {
    if (s->used * 2 < s->slot_count || s->slot_count == SLOTS_MAX)
        return;
    slot *old = s->slots, *slots = fh_calloc(s->slot_count * 2, sizeof *slots);
    size_t old_count = s->slot_count;
    if (!slots)
        return;
    s->slots = slots;
    s->slot_count = old_count * 2;
    s->used = 0;
    for (size_t i = 0; i < old_count; i++)
        if (old[i].hash)
            *slot_for(s, old[i].hash) = old[i];
    fh_free(old);
}

static void empty_table(fh_stemmer *s) {
    memset(s->slots, 0, s->slot_count * sizeof *s->slots);
    s->used = 0;
    fh_buffer_clear(&s->pool);
}

static fh_str remember(fh_stemmer *s, uint32_t hash, fh_language language, fh_str form,
                       fh_str stem) {
    if (s->pool.n + form.n + stem.n > POOL_MAX_BYTES)
        empty_table(s);
    grow(s);
    slot new = {.hash = hash,
                .offset = (uint32_t)s->pool.n,
                .form_bytes = (uint8_t)form.n,
                .stem_bytes = (uint8_t)stem.n,
                .language = (uint8_t)language,
                .same = fh_str_equal(form, stem)};
    fh_buffer_append_str(&s->pool, form);
    if (!new.same)
        fh_buffer_append_str(&s->pool, stem);
    if (s->pool.failed) {
        empty_table(s);
        return (fh_str){NULL, 0};
    }
    *slot_for(s, hash) = new;
    return stem_in(s, &new);
}

/* --- stemming --- */

/* What may follow the apostrophe of an English contraction; what is no contraction is a name
 * (Sana'a, Shi'ite, O'Brien), as often written without it. */
static bool is_contraction(fh_str stem, size_t apostrophe) {
    static const char *const tails[] = {"t", "s", "d", "m", "ll", "re", "ve"};
    fh_str tail = {stem.p + apostrophe + 1, stem.n - apostrophe - 1};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (fh_str_equal(tail, fh_str_of(tails[i])))
            return true;
    return false;
}

/* Copy the stem into s->stem, cut to fit, without apostrophes that say nothing. */
static fh_str tidy(fh_stemmer *s, fh_str stem) {
    size_t n = 0;
    stem.n = fh_utf8_cut(stem, FH_STEM_MAX_BYTES);
    for (size_t i = 0; i < stem.n; i++)
        if (stem.p[i] != '\'' || is_contraction(stem, i))
            s->stem[n++] = stem.p[i];
    return (fh_str){s->stem, n};
}

static bool is_ascii(fh_str text) {
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80)
            return false;
    return true;
}

/* The stem by libstemmer; {NULL, 0} when out of memory. */
static fh_str stem_anew(fh_stemmer *s, fh_language language, fh_str form) {
    char folded[FH_STEM_MAX_BYTES], accented[FH_TOKEN_MAX_BYTES + 16];
    bool number = form.n && form.p[0] >= '0' && form.p[0] <= '9';
    if (number || language == fh_language_count() - 1)
        return tidy(s, form);
    struct sb_stemmer **stemmer = &s->by_language[language];
    if (!*stemmer)
        *stemmer = sb_stemmer_new(fh_language_name(language), "UTF_8");
    if (!*stemmer)
        return (fh_str){NULL, 0};
    fh_str given = fh_restore_accents(language, form, accented);
    const sb_symbol *symbols = sb_stemmer_stem(*stemmer, (const sb_symbol *)given.p, (int)given.n);
    if (!symbols)
        return (fh_str){NULL, 0};
    fh_str stem = {(const char *)symbols, (size_t)sb_stemmer_length(*stemmer)};
    if (!is_ascii(stem)) /* restored accents, and Serbian's own: it writes Cyrillic in Latin */
        stem = (fh_str){folded, fh_fold_word(s->fold, stem, folded, sizeof folded)};
    stem = tidy(s, stem);
    return stem.n ? stem : tidy(s, form);
}

fh_str fh_stemmer_stem(fh_stemmer *stemmer, fh_language language, fh_str form) {
    form.n = fh_utf8_cut(form, FH_TOKEN_MAX_BYTES);
    uint32_t hash = hash_form(language, form);
    for (size_t probe = 0; probe < PROBES; probe++) {
        slot *place = slot_at(stemmer, hash, probe);
        if (holds(stemmer, place, hash, language, form))
            return stem_in(stemmer, place);
        if (place->hash == 0)
            break;
    }
    fh_str stem = stem_anew(stemmer, language, form);
    return stem.p ? remember(stemmer, hash, language, form, stem) : stem;
}
