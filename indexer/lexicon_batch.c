/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_batch.c: word forms in an open hash table.
 */
#include "indexer/lexicon_batch.h"

#include <stdlib.h>

#include "core/key.h"
#include "core/lexicon_run.h"

/* One form. Its key and its stem stand in the arena, one behind the other. */
typedef struct form {
    fh_key key; /* the stem stands behind its text */
    int64_t change;
    uint32_t stem_n;
} form;

struct fh_lexicon_batch {
    fh_arena *arena;
    form *forms;
    size_t count, capacity;
    uint32_t *slots; /* place in forms + 1, 0 where free; a power of 2, at most half full */
    size_t slot_count;
    fh_language language; /* of the word counted last, and its code */
    const char *code;
    uint32_t round; /* places of forms stay what they are in it; no two batches have the same */
};

enum {
    FIRST_SLOTS = 1024,
    FORMS_MAX = 1 << 28,
    MANY_SLOTS = 1 << 16,
    AHEAD = 8, /* forms */
    KEY_MAX_BYTES = FH_LEXICON_CODE_BYTES + FH_LEXICON_FORM_MAX_BYTES
};

/* Words of one language come one behind the other. */
static const char *code_of(fh_lexicon_batch *batch, fh_language language) {
    if (!batch->code || batch->language != language) {
        batch->language = language;
        batch->code = language == FH_LANGUAGE_UNKNOWN ? "" : fh_language_code(language);
    }
    return batch->code;
}

/* The language's code, a NUL, the form: in byte order as the lexicon is. */
static size_t make_key(const char *code, fh_str form_text, char key[KEY_MAX_BYTES]) {
    size_t n = strnlen(code, FH_LEXICON_CODE_BYTES - 1);
    memcpy(key, code, n);
    key[n++] = '\0';
    size_t form_n =
        form_text.n < FH_LEXICON_FORM_MAX_BYTES ? form_text.n : FH_LEXICON_FORM_MAX_BYTES;
    memcpy(key + n, form_text.p, form_n);
    return n + form_n;
}

static uint32_t next_round(void) {
    static _Atomic uint32_t last;
    uint32_t round = ++last;
    return round ? round : ++last;
}

int fh_lexicon_batch_new(fh_lexicon_batch **ret_batch, fihrist_error *err) {
    fh_lexicon_batch *batch = fh_calloc(1, sizeof *batch);
    if (batch) {
        batch->arena = fh_arena_new();
        batch->slots = fh_calloc(FIRST_SLOTS, sizeof *batch->slots);
        batch->slot_count = FIRST_SLOTS;
        batch->round = next_round();
    }
    if (!batch || !batch->arena || !batch->slots) {
        fh_lexicon_batch_free(batch);
        return fh_fail_memory(err);
    }
    *ret_batch = batch;
    return FIHRIST_OK;
}

void fh_lexicon_batch_free(fh_lexicon_batch *batch) {
    if (!batch)
        return;
    fh_arena_free(batch->arena);
    fh_free(batch->forms);
    fh_free(batch->slots);
    fh_free(batch);
}

size_t fh_lexicon_batch_bytes(const fh_lexicon_batch *batch) {
    return fh_arena_bytes(batch->arena) + batch->capacity * sizeof *batch->forms +
           batch->slot_count * sizeof *batch->slots;
}

size_t fh_lexicon_batch_forms(const fh_lexicon_batch *batch) {
    return batch->count;
}

/* Put every form into its slot; they are all free. */
static void fill_slots(const fh_lexicon_batch *batch, uint32_t *slots, size_t count) {
    for (size_t i = 0; i < batch->count; i++) {
        size_t at = batch->forms[i].key.hash & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = (uint32_t)i + 1;
    }
}

static bool grow_slots(fh_lexicon_batch *batch) {
    size_t count = batch->slot_count * 2;
    uint32_t *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    fill_slots(batch, slots, count);
    fh_free(batch->slots);
    batch->slots = slots;
    batch->slot_count = count;
    return true;
}

static form *add_form(fh_lexicon_batch *batch, const fh_key *key, fh_str stem) {
    if (batch->count * 2 >= batch->slot_count && !grow_slots(batch))
        return NULL;
    form *forms =
        fh_array_grow(batch->forms, batch->count, &batch->capacity, sizeof *forms, FORMS_MAX);
    if (!forms)
        return NULL;
    batch->forms = forms;
    size_t stem_n = stem.n < FH_LEXICON_STEM_MAX_BYTES ? stem.n : FH_LEXICON_STEM_MAX_BYTES;
    char *text = fh_arena_alloc(batch->arena, key->n + stem_n);
    if (!text)
        return NULL;
    memcpy(text, key->text, key->n);
    memcpy(text + key->n, stem.p, stem_n);
    size_t at = key->hash & (batch->slot_count - 1);
    while (batch->slots[at])
        at = (at + 1) & (batch->slot_count - 1);
    form *added = &forms[batch->count++];
    *added = (form){.key = *key, .stem_n = (uint32_t)stem_n};
    added->key.text = text;
    batch->slots[at] = (uint32_t)batch->count;
    return added;
}

/* *ret_found is NULL when out of memory. */
static int count_key(fh_lexicon_batch *batch, const fh_key *key, fh_str stem, int64_t change,
                     form **ret_found, fihrist_error *err) {
    form *found = NULL;
    size_t mask = batch->slot_count - 1;
    for (size_t at = key->hash & mask; !found && batch->slots[at]; at = (at + 1) & mask) {
        form *here = &batch->forms[batch->slots[at] - 1];
        if (fh_key_equal(&here->key, key))
            found = here;
    }
    if (!found)
        found = add_form(batch, key, stem);
    *ret_found = found;
    if (!found)
        return fh_fail_memory(err);
    found->change += change;
    return FIHRIST_OK;
}

int fh_lexicon_batch_add_at(fh_lexicon_batch *batch, fh_lexicon_place *place, fh_language language,
                            fh_str form_text, fh_str stem, int64_t change, fihrist_error *err) {
    char bytes[KEY_MAX_BYTES];
    form *found;
    if (place->round == batch->round) {
        batch->forms[place->at].change += change;
        return FIHRIST_OK;
    }
    fh_key key =
        fh_key_of((fh_str){bytes, make_key(code_of(batch, language), form_text, bytes)}, 0);
    int code = count_key(batch, &key, stem, change, &found, err);
    if (code == FIHRIST_OK)
        *place = (fh_lexicon_place){batch->round, (uint32_t)(found - batch->forms)};
    return code;
}

int fh_lexicon_batch_add(fh_lexicon_batch *batch, fh_language language, fh_str form_text,
                         fh_str stem, int64_t change, fihrist_error *err) {
    fh_lexicon_place nowhere = {0};
    return fh_lexicon_batch_add_at(batch, &nowhere, language, form_text, stem, change, err);
}

static fh_str stem_of(const form *one) {
    return (fh_str){one->key.text + one->key.n, one->stem_n};
}

/* Slots and forms are anywhere in memory, so they are asked for some forms ahead. */
static void fetch(const fh_lexicon_batch *batch, const fh_lexicon_batch *from, size_t i) {
    size_t mask = batch->slot_count - 1;
    if (i + 2 * AHEAD < from->count)
        __builtin_prefetch(&batch->slots[from->forms[i + 2 * AHEAD].key.hash & mask]);
    if (i + AHEAD < from->count) {
        uint32_t place = batch->slots[from->forms[i + AHEAD].key.hash & mask];
        if (place)
            __builtin_prefetch(&batch->forms[place - 1], 1);
    }
}

int fh_lexicon_batch_merge(fh_lexicon_batch *batch, const fh_lexicon_batch *from,
                           fihrist_error *err) {
    int code = FIHRIST_OK;
    form *found;
    for (size_t i = 0; i < from->count && code == FIHRIST_OK; i++) {
        const form *one = &from->forms[i];
        fetch(batch, from, i);
        code = count_key(batch, &one->key, stem_of(one), one->change, &found, err);
    }
    return code;
}

/* What very many forms took is not kept: it would count as memory in use, and the next batch of a
 * writer be full with few. */
static void forget_many(fh_lexicon_batch *batch) {
    uint32_t *slots = fh_calloc(FIRST_SLOTS, sizeof *slots);
    if (!slots) /* then it is kept */
        return;
    fh_free(batch->slots);
    fh_free(batch->forms);
    batch->slots = slots;
    batch->slot_count = FIRST_SLOTS;
    batch->forms = NULL;
    batch->capacity = 0;
}

void fh_lexicon_batch_clear(fh_lexicon_batch *batch) {
    if (batch->slot_count > MANY_SLOTS)
        forget_many(batch);
    batch->count = 0;
    batch->round = next_round();
    fh_arena_reset(batch->arena);
    memset(batch->slots, 0, batch->slot_count * sizeof *batch->slots);
}

static int compare_forms(const void *a, const void *b) {
    return fh_key_compare(&((const form *)a)->key, &((const form *)b)->key);
}

/* The places of forms are other ones then; so are the slots. */
void fh_lexicon_batch_sort(fh_lexicon_batch *batch) {
    if (batch->count == 0)
        return;
    batch->round = next_round();
    qsort(batch->forms, batch->count, sizeof *batch->forms, compare_forms);
    memset(batch->slots, 0, batch->slot_count * sizeof *batch->slots);
    fill_slots(batch, batch->slots, batch->slot_count);
}

fh_lexicon_change fh_lexicon_batch_at(const fh_lexicon_batch *batch, size_t i) {
    const form *one = &batch->forms[i];
    size_t form_at = strlen(one->key.text) + 1;
    return (fh_lexicon_change){.code = one->key.text,
                               .form = {one->key.text + form_at, one->key.n - form_at},
                               .stem = stem_of(one),
                               .change = one->change};
}

/* Each change is looked up; what the lexicon has beside that is only counted. */
int fh_lexicon_batch_compare(const fh_lexicon_batch *batch, fh_lexicon *lexicon,
                             uint64_t *ret_different, fihrist_error *err) {
    uint64_t entries, common = 0;
    fh_arena *arena = fh_arena_new();
    int code = arena ? fh_lexicon_count(lexicon, &entries, err) : fh_fail_memory(err);
    *ret_different = 0;
    for (size_t i = 0; i < batch->count && code >= 0; i++) {
        fh_lexicon_change wanted = fh_lexicon_batch_at(batch, i);
        fh_lexicon_entry entry;
        fh_arena_reset(arena);
        code = fh_lexicon_find(lexicon, fh_language_find(fh_str_of(wanted.code)), wanted.form,
                               arena, &entry, err);
        common += code > 0;
        *ret_different += code > 0 ? (int64_t)entry.frequency != wanted.change ||
                                         !fh_str_equal(entry.stem, wanted.stem)
                                   : wanted.change != 0;
    }
    fh_arena_free(arena);
    if (code < 0)
        return code;
    *ret_different += entries - common;
    return FIHRIST_OK;
}
