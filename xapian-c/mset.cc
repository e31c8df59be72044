/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mset.cc: result sets, copied out of libxapian's.
 */
#include "xapian-c/mset.h"

#include <forward_list>

struct xc_mset {
    std::vector<xc_hit> hits;
    std::forward_list<std::string> keys; /**< what the hits' keys refer to */
    xc_counts counts{};

    xc_bytes keep(const std::string &key) {
        if (key.empty())
            return xc_bytes{"", 0};
        keys.push_front(key);
        return xc::bytes(keys.front());
    }
};

namespace {

xc_counts count(const Xapian::MSet &found) {
    xc_counts counts{};
    counts.lower = found.get_matches_lower_bound();
    counts.estimated = found.get_matches_estimated();
    counts.upper = found.get_matches_upper_bound();
    counts.uncollapsed_lower = found.get_uncollapsed_matches_lower_bound();
    counts.uncollapsed_estimated = found.get_uncollapsed_matches_estimated();
    counts.uncollapsed_upper = found.get_uncollapsed_matches_upper_bound();
    counts.max_possible = found.get_max_possible();
    counts.max_attained = found.get_max_attained();
    return counts;
}

} // namespace

int xc::give_mset(const Xapian::MSet &found, xc_mset **ret_mset) {
    auto mset = std::make_unique<xc_mset>();
    mset->counts = count(found);
    mset->hits.reserve(found.size());
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i) {
        xc_hit hit{};
        hit.docid = *i;
        hit.weight = i.get_weight();
        hit.percent = i.get_percent();
        hit.collapse_count = i.get_collapse_count();
        hit.collapse_key = mset->keep(i.get_collapse_key());
        hit.sort_key = mset->keep(i.get_sort_key());
        mset->hits.push_back(hit);
    }
    *ret_mset = mset.release();
    return 0;
}

size_t xc_mset_size(const xc_mset *mset) {
    return mset->hits.size();
}

const xc_hit *xc_mset_hit(const xc_mset *mset, size_t i) {
    return i < mset->hits.size() ? &mset->hits[i] : nullptr;
}

xc_counts xc_mset_counts(const xc_mset *mset) {
    return mset->counts;
}

void xc_mset_free(xc_mset *mset) {
    delete mset;
}
