/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sparse_list.cc: see sparse_list.h.
 */
#include "xapian-c/memo.h"

void xc::SparseList::add(Xapian::docid docid, Xapian::termcount wdf, Impact impact) {
    size_t at = size();
    docids_.push_back(docid);
    wdfs_.push_back(static_cast<uint8_t>(std::min<Xapian::termcount>(wdf, LONG)));
    if (wdfs_.back() == LONG)
        long_[at] = wdf;
    impacts_.push_back(impact);
    if (at % RANGE == 0)
        most_.push_back(0);
    most_.back() = std::max(most_.back(), impact);
}

xc::SparseList::SparseList(Memo &memo, const std::string &term, const KindParameters &parameters,
                           Pace &pace)
    : parameters_(parameters) {
    KindFormula formula(parameters, 1, 1, 1);
    Xapian::doccount termfreq = memo.stats(term).termfreq;
    docids_.reserve(termfreq);
    wdfs_.reserve(termfreq);
    impacts_.reserve(termfreq + size_t{IMPACT_STRIDE});
    Xapian::PostingIterator end = memo.db().postlist_end(term);
    for (auto it = memo.db().postlist_begin(term); it != end; ++it) {
        Xapian::termcount wdf = it.get_wdf();
        add(*it, wdf, impact_of(formula.unit(wdf, memo.length(*it))));
        pace.step();
    }
    impacts_.resize(size() + IMPACT_STRIDE);
    most_.push_back(0); /* so that there is one */
}

/* It is near as a rule: twice as far at each step. */
size_t xc::SparseList::find(size_t from, Xapian::docid wanted) const {
    size_t low = from, step = 1;
    if (docid(from) >= wanted)
        return from;
    while (low + step < size() && docids_[low + step] < wanted) {
        low += step;
        step *= 2;
    }
    auto begin = docids_.begin();
    auto last = begin + static_cast<ptrdiff_t>(std::min(low + step, size()));
    return static_cast<size_t>(
        std::lower_bound(begin + static_cast<ptrdiff_t>(low) + 1, last, wanted) - begin);
}

size_t xc::SparseList::next(size_t from, Impact least) const {
    for (size_t at = from; at < size(); at += IMPACT_STRIDE)
        if (unsigned found = at_least(&impacts_[at], least))
            return at + static_cast<size_t>(__builtin_ctz(found));
    return size();
}
