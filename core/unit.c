/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unit.c: the hash of a word. It is stored, so it is the same on every machine, and changes only
 * with the format of the store.
 */
#include "core/unit.h"

#include <endian.h>

/* Odd, with bits spread evenly: the golden ratio, and the multipliers of MurmurHash3's last mix. */
#define STEP UINT64_C(0x9e3779b97f4a7c15)
#define MIX_1 UINT64_C(0xff51afd7ed558ccd)
#define MIX_2 UINT64_C(0xc4ceb9fe1a85ec53)

static uint64_t mix(uint64_t hash) {
    hash = (hash ^ hash >> 33) * MIX_1;
    hash = (hash ^ hash >> 29) * MIX_2;
    return hash ^ hash >> 32;
}

enum { SEED_OF_FORMS = 4 };

/* Fields whose words are one and the same share a seed. */
static uint64_t seed_of(fh_field field) {
    switch (field) {
    case FH_FIELD_AUTHOR:
        return 2;
    case FH_FIELD_COMMENTER:
        return 3;
    default:
        return 1;
    }
}

/* Never 0. Eight bytes a step: most words are one or two. */
static uint32_t hash_of(uint64_t seed, fh_str value) {
    uint64_t hash = (seed << 56 ^ value.n) * STEP;
    const char *p = value.p;
    for (size_t left = value.n; left > 0;) {
        size_t n = left < sizeof hash ? left : sizeof hash;
        uint64_t bytes = 0;
        memcpy(&bytes, p, n);
        hash = mix(hash ^ le64toh(bytes)) * STEP;
        p += n, left -= n;
    }
    uint32_t upper = (uint32_t)(mix(hash) >> 32);
    return upper ? upper : 1;
}

fh_unit fh_unit_of_stem(fh_field field, fh_str stem) {
    return (fh_unit)hash_of(seed_of(field), stem) << 32;
}

fh_unit fh_unit_of(fh_field field, fh_str stem, fh_str form) {
    return fh_unit_of_stem(field, stem) | hash_of(SEED_OF_FORMS, form);
}
