/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dense_list.cc: see dense_list.h.
 */
#include "xapian-c/memo.h"

xc::DenseList::DenseList(Memo &memo, const std::string &term, const KindParameters &parameters,
                         Pace &pace)
    : impacts_(memo.size() + IMPACT_STRIDE), wdfs_(memo.size()), most_(memo.size() / RANGE + 1),
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
    for (size_t at = docid; at < wdfs_.size(); at += IMPACT_STRIDE)
        if (unsigned found = at_least(&impacts_[at], least))
            return static_cast<Xapian::docid>(at + static_cast<size_t>(__builtin_ctz(found)));
    return ended;
}
