/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * names.c: names to sorted keys and to a trie of words. Words are numbered; an edge of the trie is
 * a slot of a hash table under (node, word), so that a node has any number of branches at no cost
 * to the others.
 */
#include "core/names.h"

#include <stdlib.h>

typedef struct word_slot {
    fh_str form;
    uint32_t number; /* 0: free */
    uint32_t hash;
} word_slot;

typedef struct edge_slot {
    uint32_t node, word; /* word 0: free */
    uint32_t to;
} edge_slot;

/* A name's words as the trie needs them, until the names are sealed. */
typedef struct name_path {
    uint32_t name; /* 1 + index into names while building */
    uint8_t count;
    uint32_t words[FH_NAME_MAX_WORDS];
} name_path;

/* Bits of a filter in front of the word table: most words of a text are in no name, and one look at
 * 8 kB tells so without hashing. */
enum { FILTER_BITS = 1 << 16 };

struct fh_names {
    fh_arena *arena;
    fh_tokenizer *tokenizer;
    fh_name *names;
    size_t count, capacity;
    uint32_t *order; /* indices of the names that resolve, by key */
    size_t asked_count;
    name_path *paths;
    size_t path_count, path_capacity;
    word_slot *words;
    size_t word_count, word_slots; /* slots: a power of two, at most half full */
    edge_slot *edges;
    size_t edge_count, edge_slots;
    uint32_t *endings; /* by node: 1 + index of the first name there */
    size_t node_count, node_capacity;
    uint64_t filter[FILTER_BITS / 64];
};

/* --- words --- */

static uint32_t word_hash(fh_str form) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < form.n; i++)
        hash = (hash ^ (unsigned char)form.p[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static size_t filter_bit(fh_str form) {
    unsigned char a = (unsigned char)form.p[0];
    unsigned char b = (unsigned char)form.p[form.n / 2];
    unsigned char c = (unsigned char)form.p[form.n - 1];
    return (a * 2654435761u ^ b * 40503u * 64 ^ c * 2246822519u ^ (uint32_t)form.n * 668265263u) >>
           16;
}

static word_slot *word_find(const fh_names *names, fh_str form, uint32_t hash) {
    size_t mask = names->word_slots - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        word_slot *slot = &names->words[i];
        if (!slot->number || (slot->hash == hash && fh_str_equal(slot->form, form)))
            return slot;
    }
}

uint32_t fh_names_word(const fh_names *names, fh_str form) {
    if (!form.n)
        return 0;
    size_t bit = filter_bit(form);
    if (!(names->filter[bit / 64] >> bit % 64 & 1))
        return 0;
    return word_find(names, form, word_hash(form))->number;
}

static bool words_double(fh_names *names) {
    word_slot *old = names->words;
    size_t old_slots = names->word_slots;
    word_slot *bigger = fh_calloc(old_slots * 2, sizeof *bigger);
    if (!bigger)
        return false;
    names->words = bigger;
    names->word_slots = old_slots * 2;
    for (size_t i = 0; i < old_slots; i++)
        if (old[i].number)
            *word_find(names, old[i].form, old[i].hash) = old[i];
    fh_free(old);
    return true;
}

/* 0: out of memory or too many. */
static uint32_t word_number(fh_names *names, fh_str form) {
    uint32_t hash = word_hash(form);
    word_slot *slot = word_find(names, form, hash);
    if (slot->number)
        return slot->number;
    if (names->word_count >= FH_WORDS_MAX)
        return 0;
    if ((names->word_count + 1) * 2 > names->word_slots) {
        if (!words_double(names))
            return 0;
        slot = word_find(names, form, hash);
    }
    fh_str kept = fh_arena_copy(names->arena, form);
    if (!kept.p)
        return 0;
    *slot = (word_slot){kept, (uint32_t)++names->word_count, hash};
    size_t bit = filter_bit(form);
    names->filter[bit / 64] |= (uint64_t)1 << bit % 64;
    return slot->number;
}

/* --- the trie --- */

static edge_slot *edge_find(const fh_names *names, uint32_t node, uint32_t word) {
    size_t mask = names->edge_slots - 1;
    uint64_t hash = ((uint64_t)node << 32 | word) * 0x9e3779b97f4a7c15u;
    for (size_t i = (hash >> 32) & mask;; i = (i + 1) & mask) {
        edge_slot *slot = &names->edges[i];
        if (!slot->word || (slot->node == node && slot->word == word))
            return slot;
    }
}

uint32_t fh_names_step(const fh_names *names, uint32_t node, uint32_t word) {
    return word ? edge_find(names, node, word)->to : 0;
}

const fh_name *fh_names_ending(const fh_names *names, uint32_t node) {
    uint32_t at = names->endings[node];
    return at ? &names->names[at - 1] : NULL;
}

static bool edges_double(fh_names *names) {
    edge_slot *old = names->edges;
    size_t old_slots = names->edge_slots;
    edge_slot *bigger = fh_calloc(old_slots * 2, sizeof *bigger);
    if (!bigger)
        return false;
    names->edges = bigger;
    names->edge_slots = old_slots * 2;
    for (size_t i = 0; i < old_slots; i++)
        if (old[i].word)
            *edge_find(names, old[i].node, old[i].word) = old[i];
    fh_free(old);
    return true;
}

static bool node_add(fh_names *names) {
    uint32_t *moved = fh_array_grow(names->endings, names->node_count, &names->node_capacity,
                                    sizeof *names->endings, UINT32_MAX);
    if (!moved)
        return false;
    names->endings = moved;
    names->endings[names->node_count++] = 0;
    return true;
}

static bool path_insert(fh_names *names, const name_path *path) {
    uint32_t node = 0;
    for (size_t i = 0; i < path->count; i++) {
        if ((names->edge_count + 1) * 2 > names->edge_slots && !edges_double(names))
            return false;
        edge_slot *slot = edge_find(names, node, path->words[i]);
        if (!slot->word) {
            if (!node_add(names))
                return false;
            *slot = (edge_slot){node, path->words[i], (uint32_t)(names->node_count - 1)};
            names->edge_count++;
        }
        node = slot->to;
    }
    names->names[path->name - 1].next = names->endings[node];
    names->endings[node] = path->name;
    return true;
}

/* --- reading a name --- */

typedef struct name_words {
    fh_str forms[FH_NAME_MAX_WORDS]; /* in `bytes` */
    fh_str written[FH_NAME_MAX_WORDS];
    size_t count;
    char bytes[FH_NAME_MAX_BYTES];
} name_words;

/* 1; 0: no word, or past a limit; negative: out of memory. */
static int read_words(fh_tokenizer *tokenizer, fh_str text, fh_token_rules rules,
                      name_words *words) {
    words->count = 0;
    if (text.n > FH_NAME_MAX_BYTES)
        return 0;
    size_t used = 0;
    fh_token token;
    int status;
    fh_tokenizer_start(tokenizer, text, rules, 1);
    while ((status = fh_tokenizer_next(tokenizer, &token)) > 0) {
        if (words->count == FH_NAME_MAX_WORDS || token.form.n > FH_NAME_MAX_BYTES - used)
            return 0;
        memcpy(words->bytes + used, token.form.p, token.form.n);
        words->forms[words->count] = (fh_str){words->bytes + used, token.form.n};
        words->written[words->count++] = (fh_str){text.p + token.start, token.end - token.start};
        used += token.form.n;
    }
    return status < 0 ? status : words->count > 0;
}

static size_t skip_the(const name_words *words, size_t least_left) {
    return words->count > least_left && fh_str_equal(words->forms[0], fh_str_of("the"));
}

static bool append(fh_str word, char *room, size_t *length) {
    size_t space = *length > 0;
    if (word.n + space > FH_NAME_MAX_BYTES - *length)
        return false;
    if (space)
        room[(*length)++] = ' ';
    memcpy(room + *length, word.p, word.n);
    *length += word.n;
    return true;
}

static fh_str words_key(const name_words *words, char *room) {
    size_t length = 0;
    for (size_t i = skip_the(words, 1); i < words->count; i++)
        if (!append(words->forms[i], room, &length))
            return (fh_str){room, 0};
    return (fh_str){room, length};
}

/* Dots, apostrophes and other ASCII or general punctuation (U+2000..U+203F) are not compared, so
 * that =US is also U.S. */
bool fh_name_exact_word(fh_str word, char *room, size_t *length) {
    char kept[FH_NAME_MAX_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        bool letter = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (c == 0xe2 && word.n - i > 2 && (unsigned char)word.p[i + 1] == 0x80) {
            i += 2;
            continue;
        }
        if (letter && n == sizeof kept)
            return false;
        if (letter)
            kept[n++] = word.p[i];
    }
    return append((fh_str){kept, n}, room, length);
}

static fh_str words_exact(const name_words *words, size_t first, char *room) {
    size_t length = 0;
    for (size_t i = first; i < words->count; i++)
        if (!fh_name_exact_word(words->written[i], room, &length))
            return (fh_str){room, 0};
    return (fh_str){room, length};
}

fh_tokenizer *fh_names_tokenizer(const fh_names *names) {
    return names->tokenizer;
}

fh_str fh_names_key(fh_tokenizer *tokenizer, fh_str name, char *room) {
    name_words words;
    if (read_words(tokenizer, name, FH_TOKEN_POSSESSIVE, &words) <= 0)
        return (fh_str){room, 0};
    return words_key(&words, room);
}

fh_str fh_names_exact(fh_tokenizer *tokenizer, fh_str name, char *room) {
    name_words words;
    if (read_words(tokenizer, name, FH_TOKEN_POSSESSIVE, &words) <= 0)
        return (fh_str){room, 0};
    return words_exact(&words, 0, room);
}

/* --- adding --- */

static bool all_capitals(fh_str exact) {
    bool capital = false;
    for (size_t i = 0; i < exact.n; i++) {
        unsigned char c = (unsigned char)exact.p[i];
        if (c >= 0x80 || (c >= 'a' && c <= 'z'))
            return false;
        capital |= c >= 'A' && c <= 'Z';
    }
    return capital;
}

/* "the" before a name of several words may be missing in a text; before one word it is what makes
 * it a name (The Economist), and where the case counts the name is taken as it is written. */
static size_t text_first(const fh_name_spec *spec, const name_words *words) {
    return spec->exact ? 0 : skip_the(words, 2);
}

static int add_path(fh_names *names, const name_words *words, size_t first) {
    name_path *paths = fh_array_grow(names->paths, names->path_count, &names->path_capacity,
                                     sizeof *paths, FH_NAMES_MAX);
    if (!paths)
        return FIHRIST_E_MEMORY;
    names->paths = paths;
    name_path *added = &paths[names->path_count];
    *added = (name_path){.name = (uint32_t)names->count, .count = (uint8_t)(words->count - first)};
    for (size_t i = first; i < words->count; i++) {
        uint32_t word = word_number(names, words->forms[i]);
        if (!word)
            return FIHRIST_E_MEMORY;
        added->words[i - first] = word;
    }
    names->path_count++;
    return 0;
}

static int add_words(fh_names *names, const fh_name_spec *spec, const name_words *words) {
    fh_name *all =
        fh_array_grow(names->names, names->count, &names->capacity, sizeof *all, FH_NAMES_MAX);
    if (!all)
        return FIHRIST_E_MEMORY;
    names->names = all;
    char room[FH_NAME_MAX_BYTES];
    fh_name name = {.actor = spec->actor, .kind = (uint8_t)spec->kind, .key = {"", 0}};
    name.comma = memchr(spec->text.p, ',', spec->text.n) != NULL;
    if (spec->asked) {
        fh_str key = words_key(words, room);
        if (!key.n)
            return 0;
        name.key = fh_arena_copy(names->arena, key);
        if (!name.key.p)
            return FIHRIST_E_MEMORY;
        name.the = skip_the(words, 1);
    }
    size_t first = text_first(spec, words);
    if (spec->exact) {
        fh_str exact = words_exact(words, first, room);
        if (!exact.n)
            return 0;
        name.exact = fh_arena_copy(names->arena, exact);
        if (!name.exact.p)
            return FIHRIST_E_MEMORY;
        name.shouts = all_capitals(name.exact);
    }
    names->names[names->count++] = name;
    int status = spec->in_texts ? add_path(names, words, first) : 0;
    return status < 0 ? status : 1;
}

static bool same_words(const name_words *a, const name_words *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!fh_str_equal(a->forms[i], b->forms[i]))
            return false;
    return true;
}

/* Texts in other languages have other words round an apostrophe (d'Ivoire, Women's): a name that
 * has one is looked for in each of these forms. */
static int add_other_rules(fh_names *names, const fh_name_spec *spec, const name_words *words) {
    static const fh_token_rules others[] = {FH_TOKEN_PLAIN, FH_TOKEN_ELISION};
    if (!memchr(spec->text.p, '\'', spec->text.n) &&
        !memmem(spec->text.p, spec->text.n, "\u2019", 3))
        return 1;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        name_words other;
        int status = read_words(names->tokenizer, spec->text, others[i], &other);
        fh_name_spec unasked = *spec;
        unasked.asked = false;
        if (status > 0 && !same_words(words, &other))
            status = add_words(names, &unasked, &other);
        if (status < 0)
            return status;
    }
    return 1;
}

int fh_names_add(fh_names *names, const fh_name_spec *spec) {
    name_words words;
    int status = read_words(names->tokenizer, spec->text, FH_TOKEN_POSSESSIVE, &words);
    if (status > 0)
        status = add_words(names, spec, &words);
    if (status > 0 && spec->in_texts)
        status = add_other_rules(names, spec, &words);
    return status;
}

/* --- sealing --- */

/* A claim on the same words: the case-sensitive first, as it says most, then by kind. */
static int compare_claims(const fh_name *a, const fh_name *b) {
    int order = (b->exact.n > 0) - (a->exact.n > 0);
    if (!order)
        order = a->kind - b->kind;
    if (!order)
        order = (a->actor > b->actor) - (a->actor < b->actor);
    return order ? order : fh_str_compare(a->exact, b->exact);
}

static int compare_keys(const void *a, const void *b, void *context) {
    const fh_name *names = context;
    const fh_name *x = &names[*(const uint32_t *)a], *y = &names[*(const uint32_t *)b];
    int order = fh_str_compare(x->key, y->key);
    return order ? order : compare_claims(x, y);
}

/* The weakest claim first: each is put before those at its node already. */
static int compare_paths(const void *a, const void *b, void *context) {
    const fh_name *names = context;
    return compare_claims(&names[((const name_path *)b)->name - 1],
                          &names[((const name_path *)a)->name - 1]);
}

int fh_names_seal(fh_names *names) {
    names->order = fh_calloc(names->count, sizeof *names->order);
    if (!names->order)
        return FIHRIST_E_MEMORY;
    for (size_t i = 0; i < names->count; i++)
        if (names->names[i].key.n)
            names->order[names->asked_count++] = (uint32_t)i;
    if (names->asked_count)
        qsort_r(names->order, names->asked_count, sizeof *names->order, compare_keys, names->names);
    if (names->path_count)
        qsort_r(names->paths, names->path_count, sizeof *names->paths, compare_paths, names->names);
    for (size_t i = 0; i < names->path_count; i++)
        if (!path_insert(names, &names->paths[i]))
            return FIHRIST_E_MEMORY;
    fh_free(names->paths);
    names->paths = NULL;
    names->path_count = names->path_capacity = 0;
    return 0;
}

size_t fh_names_asked(const fh_names *names) {
    return names->asked_count;
}

const fh_name *fh_names_at(const fh_names *names, size_t index) {
    return &names->names[names->order[index]];
}

const fh_name *fh_names_next(const fh_names *names, const fh_name *name) {
    return name->next ? &names->names[name->next - 1] : NULL;
}

/* The first name whose key is not before `key`, or, with `past`, that is behind it. */
static size_t bound(const fh_names *names, fh_str key, bool past) {
    size_t low = 0, high = names->asked_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = fh_str_compare(fh_names_at(names, middle)->key, key);
        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t fh_names_find(const fh_names *names, fh_str key, size_t *ret_first) {
    *ret_first = bound(names, key, false);
    return bound(names, key, true) - *ret_first;
}

/* --- life --- */

enum { FIRST_SLOTS = 64 };

fh_names *fh_names_new(void) {
    fh_names *names = fh_calloc(1, sizeof *names);
    if (!names)
        return NULL;
    names->arena = fh_arena_new();
    names->tokenizer = fh_tokenizer_new();
    names->words = fh_calloc(names->word_slots = FIRST_SLOTS, sizeof *names->words);
    names->edges = fh_calloc(names->edge_slots = FIRST_SLOTS, sizeof *names->edges);
    if (!names->arena || !names->tokenizer || !names->words || !names->edges || !node_add(names)) {
        fh_names_free(names);
        return NULL;
    }
    return names;
}

void fh_names_free(fh_names *names) {
    if (!names)
        return;
    fh_arena_free(names->arena);
    fh_tokenizer_free(names->tokenizer);
    fh_free(names->names);
    fh_free(names->order);
    fh_free(names->paths);
    fh_free(names->words);
    fh_free(names->edges);
    fh_free(names->endings);
    fh_free(names);
}
