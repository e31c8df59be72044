/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_batch.c: word forms in an open hash table.
 */
#include "indexer/lexicon_batch.h"

#include <stdlib.h>

#include "core/lexicon_run.h"

/* One form. Its key and its stem stand in the arena, one behind the other. */
typedef struct form {
    const char *text; /* key, stem */
    uint32_t hash;
    uint16_t key_n, stem_n;
    int64_t change;
} form;

struct fh_lexicon_batch {
    fh_arena *arena;
    form *forms;
    size_t count, capacity;
    uint32_t *slots; /* place in forms + 1, 0 where free; a power of 2, at most half full */
    size_t slot_count;
};

enum {
    FIRST_SLOTS = 1024,
    FORMS_MAX = 1 << 28,
    KEY_MAX_BYTES = FH_LEXICON_CODE_BYTES + FH_LEXICON_FORM_MAX_BYTES
};

/* The language's code, a NUL, the form: in byte order as the lexicon is. */
static size_t make_key(fh_language language, fh_str form_text, char key[KEY_MAX_BYTES]) {
    const char *code = language == FH_LANGUAGE_UNKNOWN ? "" : fh_language_code(language);
    size_t n = strnlen(code, FH_LEXICON_CODE_BYTES - 1);
    memcpy(key, code, n);
    key[n++] = '\0';
    size_t form_n =
        form_text.n < FH_LEXICON_FORM_MAX_BYTES ? form_text.n : FH_LEXICON_FORM_MAX_BYTES;
    memcpy(key + n, form_text.p, form_n);
    return n + form_n;
}

/* FNV-1a: keys are short. */
static uint32_t hash_key(const char *key, size_t n) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)key[i]) * 16777619u;
    return hash ^ hash >> 15;
}

int fh_lexicon_batch_new(fh_lexicon_batch **ret_batch, fihrist_error *err) {
    fh_lexicon_batch *batch = fh_calloc(1, sizeof *batch);
    if (batch) {
        batch->arena = fh_arena_new();
        batch->slots = fh_calloc(FIRST_SLOTS, sizeof *batch->slots);
        batch->slot_count = FIRST_SLOTS;
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
        size_t at = batch->forms[i].hash & (count - 1);
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

static form *add_form(fh_lexicon_batch *batch, fh_str key, uint32_t hash, fh_str stem) {
    if (batch->count * 2 >= batch->slot_count && !grow_slots(batch))
        return NULL;
    form *forms =
        fh_array_grow(batch->forms, batch->count, &batch->capacity, sizeof *forms, FORMS_MAX);
    if (!forms)
        return NULL;
    batch->forms = forms;
    size_t stem_n = stem.n < FH_LEXICON_STEM_MAX_BYTES ? stem.n : FH_LEXICON_STEM_MAX_BYTES;
    char *text = fh_arena_alloc(batch->arena, key.n + stem_n);
    if (!text)
        return NULL;
    memcpy(text, key.p, key.n);
    memcpy(text + key.n, stem.p, stem_n);
    size_t at = hash & (batch->slot_count - 1);
    while (batch->slots[at])
        at = (at + 1) & (batch->slot_count - 1);
    form *added = &forms[batch->count++];
    *added = (form){text, hash, (uint16_t)key.n, (uint16_t)stem_n, 0};
    batch->slots[at] = (uint32_t)batch->count;
    return added;
}

static int count_key(fh_lexicon_batch *batch, fh_str key, uint32_t hash, fh_str stem,
                     int64_t change, fihrist_error *err) {
    form *found = NULL;
    for (size_t at = hash & (batch->slot_count - 1); batch->slots[at];
         at = (at + 1) & (batch->slot_count - 1)) {
        form *here = &batch->forms[batch->slots[at] - 1];
        if (here->hash == hash && here->key_n == key.n && memcmp(here->text, key.p, key.n) == 0) {
            found = here;
            break;
        }
    }
    if (!found)
        found = add_form(batch, key, hash, stem);
    if (!found)
        return fh_fail_memory(err);
    found->change += change;
    return FIHRIST_OK;
}

int fh_lexicon_batch_add(fh_lexicon_batch *batch, fh_language language, fh_str form_text,
                         fh_str stem, int64_t change, fihrist_error *err) {
    char key[KEY_MAX_BYTES];
    size_t n = make_key(language, form_text, key);
    return count_key(batch, (fh_str){key, n}, hash_key(key, n), stem, change, err);
}

int fh_lexicon_batch_merge(fh_lexicon_batch *batch, const fh_lexicon_batch *from,
                           fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t i = 0; i < from->count && code == FIHRIST_OK; i++) {
        const form *one = &from->forms[i];
        code = count_key(batch, (fh_str){one->text, one->key_n}, one->hash,
                         (fh_str){one->text + one->key_n, one->stem_n}, one->change, err);
    }
    return code;
}

void fh_lexicon_batch_clear(fh_lexicon_batch *batch) {
    batch->count = 0;
    fh_arena_reset(batch->arena);
    memset(batch->slots, 0, batch->slot_count * sizeof *batch->slots);
}

static int compare_forms(const void *a, const void *b) {
    const form *left = a, *right = b;
    return fh_str_compare((fh_str){left->text, left->key_n}, (fh_str){right->text, right->key_n});
}

/* The places of forms are other ones then; so are the slots. */
void fh_lexicon_batch_sort(fh_lexicon_batch *batch) {
    if (batch->count == 0)
        return;
    qsort(batch->forms, batch->count, sizeof *batch->forms, compare_forms);
    memset(batch->slots, 0, batch->slot_count * sizeof *batch->slots);
    fill_slots(batch, batch->slots, batch->slot_count);
}

fh_lexicon_change fh_lexicon_batch_at(const fh_lexicon_batch *batch, size_t i) {
    const form *one = &batch->forms[i];
    size_t form_at = strlen(one->text) + 1;
    return (fh_lexicon_change){.code = one->text,
                               .form = {one->text + form_at, one->key_n - form_at},
                               .stem = {one->text + one->key_n, one->stem_n},
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
