/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unit_scan.h: looking through the units of one document (store.h) for words by their ids, many at
 * a time by the low bytes. Knows arrays alone: no store, no query.
 */
#ifndef FIHRIST_SEARCHER_UNIT_SCAN_H
#define FIHRIST_SEARCHER_UNIT_SCAN_H

#include "core/store.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/** Ids of a block, ascending, each once. */
typedef struct fh_ids {
    uint16_t *items;
    size_t count;
    size_t room; /**< for so many */
} fh_ids;

/** Sort, and leave out what is there twice. */
void fh_ids_order(fh_ids *ids);
bool fh_ids_have(const fh_ids *ids, uint16_t id);

/** More different bytes than these are looked up in a table, which takes three times as long. */
enum { FH_BYTES_FEW = 8 };

/** The low bytes of some ids. Most units are told apart by them; the others are then looked at. */
typedef struct fh_bytes_wanted {
    uint8_t splat[FH_BYTES_FEW][16]; /**< each byte as often as they are compared at a time */
    uint8_t has[256];
    unsigned count; /**< of different bytes; past FH_BYTES_FEW only `has` holds them all */
} fh_bytes_wanted;

void fh_bytes_clear(fh_bytes_wanted *bytes);
void fh_bytes_add(fh_bytes_wanted *bytes, uint16_t id);

/** The units behind `low` that are looked at together. */
enum { FH_SCAN_STEP = 64 };
_Static_assert((int)FH_SCAN_STEP <= (int)FH_UNITS_SLACK, "the last unit is looked at like others");

#ifdef __SSE2__
static inline uint64_t fh_bytes_match_few(const fh_bytes_wanted *bytes, const uint8_t *low) {
    const __m128i *units = (const __m128i *)low;
    __m128i a = _mm_loadu_si128(units), b = _mm_loadu_si128(units + 1);
    __m128i c = _mm_loadu_si128(units + 2), d = _mm_loadu_si128(units + 3);
    __m128i in_a = _mm_setzero_si128(), in_b = in_a, in_c = in_a, in_d = in_a;
    for (unsigned i = 0; i < bytes->count; i++) {
        __m128i wanted = _mm_loadu_si128((const __m128i *)bytes->splat[i]);
        in_a = _mm_or_si128(in_a, _mm_cmpeq_epi8(a, wanted));
        in_b = _mm_or_si128(in_b, _mm_cmpeq_epi8(b, wanted));
        in_c = _mm_or_si128(in_c, _mm_cmpeq_epi8(c, wanted));
        in_d = _mm_or_si128(in_d, _mm_cmpeq_epi8(d, wanted));
    }
    return (uint64_t)_mm_movemask_epi8(in_a) | (uint64_t)_mm_movemask_epi8(in_b) << 16 |
           (uint64_t)_mm_movemask_epi8(in_c) << 32 | (uint64_t)_mm_movemask_epi8(in_d) << 48;
}
#endif

/** Bit k says whether low[k] is one of them, for the first `n` units, and FH_SCAN_STEP at the most.
 *  Reads FH_SCAN_STEP bytes. */
static inline uint64_t fh_bytes_match(const fh_bytes_wanted *bytes, const uint8_t *low, size_t n) {
    uint64_t found = 0;
#ifdef __SSE2__
    if (bytes->count <= FH_BYTES_FEW) {
        found = fh_bytes_match_few(bytes, low);
        return n < FH_SCAN_STEP ? found & (((uint64_t)1 << n) - 1) : found;
    }
#endif
    for (size_t i = 0; i < n && i < FH_SCAN_STEP; i++)
        found |= (uint64_t)bytes->has[low[i]] << i;
    return found;
}

/** Words that stand one after another. They are looked for by two of them at once, best the two
 *  rarest; of one word both are that one. */
typedef struct fh_run {
    fh_ids *words; /**< what may stand for each; none of them empty */
    size_t count;  /**< at least 1 */
    size_t anchors[2];
    fh_bytes_wanted bytes[2]; /**< of the anchors: fh_run_prepare */
} fh_run;

/** To be called when the ids have changed. */
void fh_run_prepare(fh_run *run);
/** Do they stand at unit `at`, none of them past the first `end` units? */
bool fh_run_stands_at(const fh_run *run, const fh_units *units, size_t at, size_t end);
/** Do they stand anywhere in the first `end` units? */
bool fh_run_stands(const fh_run *run, const fh_units *units, size_t end);

#endif
