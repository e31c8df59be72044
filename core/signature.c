/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * signature.c: see signature.h. Signatures are stored, so they are the same on every machine, and
 * change only with the format of the store.
 */
#include "core/signature.h"

/* Odd, with bits spread evenly: those of unit.c, and others like them. */
#define STEP UINT64_C(0x9e3779b97f4a7c15)
#define MIX UINT64_C(0xff51afd7ed558ccd)
#define FIRST UINT64_C(0xc4ceb9fe1a85ec53)
#define SECOND UINT64_C(0xbf58476d1ce4e5b9)
#define THIRD UINT64_C(0x94d049bb133111eb)

enum { PLACE_BITS = 5, VALUE_BITS = 32 - PLACE_BITS };
_Static_assert(1 << PLACE_BITS == FH_SIGNATURE_PLACES, "a place is so many bits of a hash");

static const uint32_t EMPTY = UINT32_MAX; /* more than a value can be */

/* --- words --- */

fh_alike_words fh_alike_words_of(const fh_unit *units, size_t count, size_t title_count) {
    size_t begin = title_count, end;
    if (begin < count && units[begin] == FH_UNIT_GAP)
        begin++;
    for (end = begin; end < count && units[end] != FH_UNIT_GAP;)
        end++;
    bool short_text = end - begin < FH_ALIKE_LEAST_WORDS;
    if (short_text)
        begin = 0;
    if (end - begin > FH_ALIKE_MOST_WORDS)
        end = begin + FH_ALIKE_MOST_WORDS;
    return (fh_alike_words){units + begin, end - begin, short_text};
}

uint32_t fh_shingle(const fh_unit *words) {
    uint64_t hash = fh_unit_stem(words[0]) * FIRST ^ fh_unit_stem(words[1]) * SECOND ^
                    fh_unit_stem(words[2]) * THIRD;
    hash = (hash ^ hash >> 32) * MIX;
    return (uint32_t)(hash >> 32);
}

/* --- making --- */

static uint64_t hash_words(const fh_alike_words *words) {
    uint64_t hash = words->count * STEP;
    for (size_t i = 0; i < words->count; i++) {
        hash = (hash ^ words->units[i]) * STEP;
        hash ^= hash >> 29;
    }
    return words->count == 0 ? 0 : hash ? hash : 1;
}

static uint16_t fold(uint32_t value) {
    return (uint16_t)(value * UINT32_C(0x9e3779b1) >> 16);
}

/* A place that no shingle fell into is filled from the next one that has some, in a way that tells
 * how far away that is: as texts that are alike have the same places empty, they agree there. */
static void fill(const uint32_t *values, uint16_t *ret_least) {
    for (unsigned place = 0; place < FH_SIGNATURE_PLACES; place++) {
        unsigned away = 0;
        while (values[(place + away) % FH_SIGNATURE_PLACES] == EMPTY)
            away++;
        ret_least[place] = fold(values[(place + away) % FH_SIGNATURE_PLACES] + away * 0x10001);
    }
}

void fh_signature_of(const fh_alike_words *words, fh_signature *ret_signature) {
    uint32_t values[FH_SIGNATURE_PLACES];
    *ret_signature = (fh_signature){.text = hash_words(words)};
    if (words->short_text)
        return;
    memset(values, 0xff, sizeof values);
    for (size_t i = 0; i + FH_SHINGLE_WORDS <= words->count; i++) {
        uint32_t shingle = fh_shingle(words->units + i);
        uint32_t value = shingle & ((UINT32_C(1) << VALUE_BITS) - 1);
        uint32_t *least = &values[shingle >> VALUE_BITS];
        *least = value < *least ? value : *least;
    }
    fill(values, ret_signature->least);
}

/* --- as it is stored --- */

void fh_signature_save(const fh_signature *signature, uint8_t *to) {
    fh_save64(to, signature->text);
    for (size_t place = 0; place < FH_SIGNATURE_PLACES; place++)
        fh_save16(to + 8 + 2 * place, signature->least[place]);
}

void fh_signature_load(const uint8_t *from, fh_signature *ret_signature) {
    ret_signature->text = fh_signature_text(from);
    for (unsigned place = 0; place < FH_SIGNATURE_PLACES; place++)
        ret_signature->least[place] = fh_signature_least(from, place);
}

bool fh_signature_has_sample(const uint8_t *signature) {
    for (unsigned place = 0; place < FH_SIGNATURE_PLACES; place++)
        if (fh_signature_least(signature, place) != 0)
            return true;
    return false;
}

unsigned fh_signature_agreement(const uint8_t *a, const uint8_t *b) {
    unsigned agreement = 0;
    for (unsigned place = 0; place < FH_SIGNATURE_PLACES; place++)
        agreement += fh_signature_least(a, place) == fh_signature_least(b, place);
    return agreement;
}
