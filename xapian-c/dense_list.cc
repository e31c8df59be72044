/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dense_list.cc: see dense_list.h.
 */
#include "xapian-c/memo.h"

#include <cmath>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace {

/** Bit k says whether impacts[k] is `least` or more, of sixteen. */
unsigned at_least(const xc::Impact *impacts, xc::Impact least) {
#ifdef __SSE2__
    __m128i all = _mm_loadu_si128(reinterpret_cast<const __m128i *>(impacts));
    __m128i greater = _mm_max_epu8(all, _mm_set1_epi8(static_cast<char>(least)));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(greater, all)));
#else
    unsigned found = 0;
    for (unsigned k = 0; k < 16; ++k)
        found |= static_cast<unsigned>(impacts[k] >= least) << k;
    return found;
#endif
}

xc::Impact impact_of(double unit) {
    return static_cast<xc::Impact>(std::max(std::ceil(unit * xc::IMPACT_STEPS), 1.0));
}

} // namespace

xc::DenseList::DenseList(Memo &memo, const std::string &term, const KindParameters &parameters,
                         Pace &pace)
    : impacts_(memo.size() + STEP), wdfs_(memo.size()), most_(memo.size() / RANGE + 1),
      parameters_(parameters) {
    KindFormula formula(parameters, 1, 1, 1);
    Xapian::PostingIterator end = memo.db().postlist_end(term);
    for (auto it = memo.db().postlist_begin(term); it != end; ++it) {
        Xapian::docid docid = *it;
        Xapian::termcount wdf = it.get_wdf();
        wdfs_.at(docid) = static_cast<uint8_t>(std::min<Xapian::termcount>(wdf, LONG));
        if (wdfs_[docid] == LONG)
            long_[docid] = wdf;
        Impact impact = impact_of(formula.unit(wdf, memo.length(docid)));
        impacts_[docid] = impact;
        most_[docid / RANGE] = std::max(most_[docid / RANGE], impact);
        pace.step();
    }
}

Xapian::docid xc::DenseList::next(Xapian::docid docid, Impact least) const {
    for (size_t at = docid; at < wdfs_.size(); at += STEP)
        if (unsigned found = at_least(&impacts_[at], least))
            return static_cast<Xapian::docid>(at + static_cast<size_t>(__builtin_ctz(found)));
    return ended;
}
