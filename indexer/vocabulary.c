/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * vocabulary.c: an open hash table. Its hash has a seed, so that nobody can write a text whose
 * words all fall into one place.
 */
#include "indexer/vocabulary.h"

#include <stdalign.h>
#include <sys/random.h>

enum {
    FIRST_SLOTS = 1 << 10,
    WORDS_MAX = 1 << 16, /* 8 MB of entries, and many times the words of an article */
    TEXT_MAX_BYTES = 4 << 20,
    AHEAD = 8 /* tokens; half as far ahead is known where the word is */
};

typedef struct slot {
    uint32_t hash;
    uint32_t number; /* of the word + 1; 0: free */
} slot;

/* Two lines of the cache. */
typedef struct entry {
    alignas(FH_LINE_BYTES) fh_word word;
} entry;

/* A token that is to come. */
typedef struct pending {
    fh_token token;
    fh_key key; /* of its form, which is kept here */
    char form[FH_TOKEN_MAX_BYTES];
} pending;

struct fh_vocabulary {
    fh_analyser *analyser;
    fh_mention_finder *finder;
    uint64_t seed;
    fh_arena *arena; /* of the texts */
    entry *entries;
    size_t count;
    slot *slots; /* a power of 2, at most half full */
    size_t slot_count;
    /* the text that is read */
    fh_language language;
    pending ahead[AHEAD];
    size_t read, given; /* tokens of it */
    bool ended;
};

int fh_vocabulary_new(fh_analyser *analyser, fh_mention_finder *finder,
                      fh_vocabulary **ret_vocabulary, fihrist_error *err) {
    fh_vocabulary *vocabulary = fh_calloc(1, sizeof *vocabulary);
    if (!vocabulary)
        return fh_fail_memory(err);
    vocabulary->analyser = analyser;
    vocabulary->finder = finder;
    vocabulary->arena = fh_arena_new();
    vocabulary->slots = fh_calloc(FIRST_SLOTS, sizeof *vocabulary->slots);
    vocabulary->slot_count = FIRST_SLOTS;
    /* Not touched before it is needed. */
    vocabulary->entries = fh_malloc_lines(WORDS_MAX * sizeof *vocabulary->entries);
    /* Without a seed it works as well. */
    if (getrandom(&vocabulary->seed, sizeof vocabulary->seed, GRND_NONBLOCK) < 0)
        vocabulary->seed = 0;
    if (!vocabulary->arena || !vocabulary->slots || !vocabulary->entries) {
        fh_vocabulary_free(vocabulary);
        return fh_fail_memory(err);
    }
    *ret_vocabulary = vocabulary;
    return FIHRIST_OK;
}

void fh_vocabulary_free(fh_vocabulary *vocabulary) {
    if (!vocabulary)
        return;
    fh_arena_free(vocabulary->arena);
    fh_free(vocabulary->entries);
    fh_free(vocabulary->slots);
    fh_free(vocabulary);
}

/* --- the table --- */

static void put_slot(slot *slots, size_t count, uint32_t hash, size_t number) {
    size_t at = hash & (count - 1);
    while (slots[at].number)
        at = (at + 1) & (count - 1);
    slots[at] = (slot){hash, (uint32_t)number + 1};
}

static bool grow_slots(fh_vocabulary *vocabulary) {
    size_t count = vocabulary->slot_count * 2;
    slot *slots = fh_calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < vocabulary->slot_count; i++)
        if (vocabulary->slots[i].number)
            put_slot(slots, count, vocabulary->slots[i].hash, vocabulary->slots[i].number - 1);
    fh_free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->slot_count = count;
    return true;
}

static void begin_anew(fh_vocabulary *vocabulary) {
    vocabulary->count = 0;
    fh_arena_reset(vocabulary->arena);
    memset(vocabulary->slots, 0, vocabulary->slot_count * sizeof *vocabulary->slots);
}

/* --- words --- */

static bool describe(const fh_vocabulary *vocabulary, fh_word *word, const fh_key *key,
                     fh_language language) {
    fh_str form = {key->text, key->n};
    fh_str stem = fh_analyser_stem(vocabulary->analyser, language, form);
    if (!stem.p)
        return false;
    bool same = fh_str_equal(stem, form);
    *word = (fh_word){.form = *key, .language = language};
    word->form.text = fh_arena_copy(vocabulary->arena, form).p;
    word->unit = fh_unit_of(FH_FIELD_WORD, stem, form);
    if (vocabulary->finder)
        word->name = fh_mention_finder_word(vocabulary->finder, form);
    word->stem = same ? (fh_str){word->form.text, form.n} : fh_arena_copy(vocabulary->arena, stem);
    return word->form.text && word->stem.p;
}

static fh_word *add(fh_vocabulary *vocabulary, const fh_key *key, fh_language language) {
    if (vocabulary->count == WORDS_MAX || fh_arena_bytes(vocabulary->arena) > TEXT_MAX_BYTES)
        begin_anew(vocabulary);
    if (vocabulary->count * 2 >= vocabulary->slot_count && !grow_slots(vocabulary))
        return NULL;
    fh_word *added = &vocabulary->entries[vocabulary->count].word;
    if (!describe(vocabulary, added, key, language))
        return NULL;
    put_slot(vocabulary->slots, vocabulary->slot_count, key->hash, vocabulary->count++);
    return added;
}

static fh_key key_of(const fh_vocabulary *vocabulary, fh_language language, fh_str form) {
    return fh_key_of(form, vocabulary->seed + (uint64_t)language);
}

static fh_word *find(fh_vocabulary *vocabulary, fh_language language, const fh_key *key) {
    size_t mask = vocabulary->slot_count - 1;
    for (size_t at = key->hash & mask; vocabulary->slots[at].number; at = (at + 1) & mask) {
        if (vocabulary->slots[at].hash != key->hash)
            continue;
        fh_word *here = &vocabulary->entries[vocabulary->slots[at].number - 1].word;
        if (here->language == language && fh_key_equal(&here->form, key))
            return here;
    }
    return add(vocabulary, key, language);
}

fh_word *fh_vocabulary_find(fh_vocabulary *vocabulary, fh_language language, fh_str form) {
    fh_key key = key_of(vocabulary, language, form);
    return find(vocabulary, language, &key);
}

/* --- texts --- */

void fh_vocabulary_start(fh_vocabulary *vocabulary, fh_str text, fh_language language,
                         uint32_t first_position) {
    fh_analyser_start(vocabulary->analyser, text, language, first_position);
    vocabulary->language = language;
    vocabulary->read = vocabulary->given = 0;
    vocabulary->ended = false;
}

static const slot *first_slot(const fh_vocabulary *vocabulary, const fh_key *key) {
    return &vocabulary->slots[key->hash & (vocabulary->slot_count - 1)];
}

/* The slot is there by now, most often; have the word on its way. */
static void fetch_word(const fh_vocabulary *vocabulary, const fh_key *key) {
    const slot *place = first_slot(vocabulary, key);
    if (place->number == 0)
        return;
    const char *word = (const char *)&vocabulary->entries[place->number - 1];
    __builtin_prefetch(word, 1);
    __builtin_prefetch(word + FH_LINE_BYTES, 1);
}

static int read_one(fh_vocabulary *vocabulary) {
    pending *next = &vocabulary->ahead[vocabulary->read % AHEAD];
    int more = fh_analyser_next_form(vocabulary->analyser, &next->token);
    if (more <= 0) {
        vocabulary->ended = true;
        return more;
    }
    fh_str form = {memcpy(next->form, next->token.form.p, next->token.form.n), next->token.form.n};
    next->token.form = form;
    next->key = key_of(vocabulary, vocabulary->language, form);
    __builtin_prefetch(first_slot(vocabulary, &next->key));
    if (vocabulary->read++ >= AHEAD / 2)
        fetch_word(vocabulary, &vocabulary->ahead[(vocabulary->read - 1 - AHEAD / 2) % AHEAD].key);
    return 1;
}

int fh_vocabulary_next(fh_vocabulary *vocabulary, fh_token *ret_token, fh_word **ret_word) {
    int more = 1;
    while (more > 0 && !vocabulary->ended && vocabulary->read - vocabulary->given < AHEAD)
        more = read_one(vocabulary);
    if (more < 0 || vocabulary->given == vocabulary->read)
        return more < 0 ? more : 0;
    pending *next = &vocabulary->ahead[vocabulary->given++ % AHEAD];
    *ret_token = next->token;
    *ret_word = find(vocabulary, vocabulary->language, &next->key);
    return *ret_word ? 1 : FIHRIST_E_MEMORY;
}
