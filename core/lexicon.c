/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon.c: word forms, counted in an open hash table and written in key order, so that one batch
 * walks the B-tree once. An entry's value is its frequency (varint) and its stem.
 */
#include "core/lexicon.h"

#include <stdlib.h>

#include "core/engine.h"
#include "core/varint.h"

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

enum { FIRST_SLOTS = 1024, FORMS_MAX = 1 << 28, KEY_MAX_BYTES = 16 + FH_TOKEN_MAX_BYTES };

static size_t make_key(fh_language language, fh_str form_text, char key[KEY_MAX_BYTES]) {
    const char *code = fh_language_code(language);
    size_t n = 0, code_n = strlen(code);
    if (code_n > 13)
        code_n = 13;
    key[n++] = 'w';
    memcpy(key + n, code, code_n);
    n += code_n;
    key[n++] = ':';
    size_t form_n = form_text.n < FH_TOKEN_MAX_BYTES ? form_text.n : FH_TOKEN_MAX_BYTES;
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

static bool grow_slots(fh_lexicon_batch *batch) {
    size_t count = batch->slot_count * 2;
    uint32_t *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < batch->count; i++) {
        size_t at = batch->forms[i].hash & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = (uint32_t)i + 1;
    }
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
    size_t stem_n = stem.n < UINT16_MAX ? stem.n : UINT16_MAX;
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

int fh_lexicon_batch_add(fh_lexicon_batch *batch, fh_language language, fh_str form_text,
                         fh_str stem, int64_t change, fihrist_error *err) {
    char key[KEY_MAX_BYTES];
    size_t n = make_key(language, form_text, key);
    uint32_t hash = hash_key(key, n);
    form *found = NULL;
    for (size_t at = hash & (batch->slot_count - 1); batch->slots[at];
         at = (at + 1) & (batch->slot_count - 1)) {
        form *here = &batch->forms[batch->slots[at] - 1];
        if (here->hash == hash && here->key_n == n && memcmp(here->text, key, n) == 0) {
            found = here;
            break;
        }
    }
    if (!found)
        found = add_form(batch, (fh_str){key, n}, hash, stem);
    if (!found)
        return fh_fail_memory(err);
    found->change += change;
    return FIHRIST_OK;
}

/* --- the entries in the database --- */

static bool read_value(fh_str value, uint64_t *ret_frequency, fh_str *ret_stem) {
    size_t at = 0;
    if (!fh_varint_read(value, &at, ret_frequency))
        return false;
    *ret_stem = (fh_str){value.p + at, value.n - at};
    return true;
}

static int fail_damaged(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: its lexicon cannot be read");
}

/* What the database holds for a key; 0 when it holds nothing. */
static int read_frequency(xc_database *db, const form *entry, uint64_t *ret_frequency,
                          fihrist_error *err) {
    char *data;
    size_t n;
    xc_error cause;
    *ret_frequency = 0;
    int found = xc_database_get_metadata(db, entry->text, entry->key_n, &data, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read the lexicon");
    if (found == 0)
        return FIHRIST_OK;
    fh_str stem;
    bool good = read_value((fh_str){data, n}, ret_frequency, &stem);
    xc_free(data);
    return good ? FIHRIST_OK : fail_damaged(err);
}

static int write_form(const form *entry, xc_writer *writer, fh_buffer *value, fihrist_error *err) {
    uint64_t before;
    int code = read_frequency(xc_writer_database(writer), entry, &before, err);
    if (code != FIHRIST_OK)
        return code;
    int64_t after;
    if (before > INT64_MAX || __builtin_add_overflow((int64_t)before, entry->change, &after) ||
        after < 0)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "damaged index: its lexicon does not count what its articles hold");
    fh_buffer_clear(value);
    if (after > 0) {
        fh_varint_append(value, (uint64_t)after);
        fh_buffer_append(value, entry->text + entry->key_n, entry->stem_n);
    }
    if (value->failed)
        return fh_fail_memory(err);
    fh_str data = fh_buffer_str(value);
    xc_error cause;
    code = xc_writer_set_metadata(writer, entry->text, entry->key_n, data.p, data.n, &cause);
    return code == 0 ? FIHRIST_OK : fh_fail_engine(err, &cause, "cannot write the lexicon");
}

static int compare_forms(const void *a, const void *b) {
    const form *left = a, *right = b;
    return fh_str_compare((fh_str){left->text, left->key_n}, (fh_str){right->text, right->key_n});
}

int fh_lexicon_batch_write(fh_lexicon_batch *batch, xc_writer *writer, fihrist_error *err) {
    fh_buffer value = FH_BUFFER(1 << 20);
    int code = FIHRIST_OK;
    if (batch->count)
        qsort(batch->forms, batch->count, sizeof *batch->forms, compare_forms);
    for (size_t i = 0; i < batch->count && code == FIHRIST_OK; i++)
        if (batch->forms[i].change != 0)
            code = write_form(&batch->forms[i], writer, &value, err);
    fh_buffer_free(&value);
    batch->count = 0;
    fh_arena_reset(batch->arena);
    memset(batch->slots, 0, batch->slot_count * sizeof *batch->slots);
    return code;
}

/* 1, or 0 where there is none. */
static int read_entry(xc_database *db, fh_str key, size_t form_at, fh_arena *arena,
                      fh_lexicon_entry *ret_entry, fihrist_error *err) {
    char *data;
    size_t n;
    xc_error cause;
    int found = xc_database_get_metadata(db, key.p, key.n, &data, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read the lexicon");
    if (found == 0)
        return 0;
    fh_str value = fh_arena_copy(arena, (fh_str){data, n});
    fh_str form_text = fh_arena_copy(arena, (fh_str){key.p + form_at, key.n - form_at});
    xc_free(data);
    if (!value.p || !form_text.p)
        return fh_fail_memory(err);
    ret_entry->form = form_text;
    return read_value(value, &ret_entry->frequency, &ret_entry->stem) ? 1 : fail_damaged(err);
}

int fh_lexicon_find(xc_database *db, fh_language language, fh_str form_text, fh_arena *arena,
                    fh_lexicon_entry *ret_entry, fihrist_error *err) {
    char key[KEY_MAX_BYTES];
    if (form_text.n > FH_TOKEN_MAX_BYTES)
        return 0;
    size_t n = make_key(language, form_text, key);
    return read_entry(db, (fh_str){key, n}, n - form_text.n, arena, ret_entry, err);
}

int fh_lexicon_prefix(xc_database *db, fh_language language, fh_str prefix, fh_arena *arena,
                      fh_lexicon_entry *ret_entries, size_t room, size_t *ret_count, bool *ret_more,
                      fihrist_error *err) {
    char key[KEY_MAX_BYTES];
    xc_terms *keys;
    xc_error cause;
    *ret_count = 0;
    *ret_more = false;
    if (prefix.n > FH_TOKEN_MAX_BYTES)
        return FIHRIST_OK;
    size_t n = make_key(language, prefix, key), form_at = n - prefix.n;
    if (xc_metadata_keys(db, key, n, &keys, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the lexicon");
    int more, code = FIHRIST_OK;
    while ((more = xc_terms_next(keys, &cause)) > 0) {
        if (*ret_count == room) {
            *ret_more = true;
            break;
        }
        xc_bytes found = xc_terms_term(keys);
        int read = read_entry(db, (fh_str){found.data, found.len}, form_at, arena,
                              &ret_entries[*ret_count], err);
        code = read == 0 ? fail_damaged(err) : read < 0 ? read : FIHRIST_OK;
        if (code != FIHRIST_OK)
            break;
        ++*ret_count;
    }
    xc_terms_free(keys);
    return more < 0 ? fh_fail_engine(err, &cause, "cannot read the lexicon") : code;
}
