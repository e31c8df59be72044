/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * impact.h: how much a term weighs in a document, as a byte (as impact-ordered indexes quantise it:
 * Anh, de Kretser and Moffat, 2001).
 */
#ifndef XAPIAN_C_IMPACT_H
#define XAPIAN_C_IMPACT_H

#include "xapian-c/weight.h"

#include <cmath>
#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace xc {

/** KindFormula::unit in steps, rounded up, so that the steps bound it: 0 is "not there". */
typedef uint8_t Impact;
/** Steps, and how many impacts are looked at at once. */
enum { IMPACT_STEPS = UINT8_MAX, IMPACT_STRIDE = 16 };

inline Impact impact_of(double unit) {
    return static_cast<Impact>(std::max(std::ceil(unit * IMPACT_STEPS), 1.0));
}

/** Bit k says whether impacts[k] is `least` or more, of IMPACT_STRIDE. */
inline unsigned at_least(const Impact *impacts, Impact least) {
#ifdef __SSE2__
    __m128i all = _mm_loadu_si128(reinterpret_cast<const __m128i *>(impacts));
    __m128i greater = _mm_max_epu8(all, _mm_set1_epi8(static_cast<char>(least)));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(greater, all)));
#else
    unsigned found = 0;
    for (unsigned k = 0; k < IMPACT_STRIDE; ++k)
        found |= static_cast<unsigned>(impacts[k] >= least) << k;
    return found;
#endif
}

} // namespace xc

#endif
