/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sparse_list.h: the documents of a term that some documents have, one behind the other: docid,
 * wdf, about how much it weighs there, and the most of that among 64 of them.
 *
 * What dense_list.h does for a term that very many documents have costs two bytes for each document
 * of the database. This takes six for each document of the term, and finds those that weigh enough
 * in the same way, sixteen at a time.
 */
#ifndef XAPIAN_C_SPARSE_LIST_H
#define XAPIAN_C_SPARSE_LIST_H

#include "xapian-c/impact.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace xc {

class Memo;
class Pace;

class SparseList {
    enum { LONG = UINT8_MAX };

    std::vector<Xapian::docid> docids_{};
    std::vector<uint8_t> wdfs_{};   /**< LONG: in long_ */
    std::vector<Impact> impacts_{}; /**< then IMPACT_STRIDE zeros */
    std::vector<Impact> most_{};    /**< of each range */
    std::unordered_map<size_t, Xapian::termcount> long_{};
    KindParameters parameters_;

    void add(Xapian::docid docid, Xapian::termcount wdf, Impact impact);

  public:
    static constexpr Xapian::docid ended = UINT32_MAX;
    enum { RANGE = 64 };

    /** Read the list of `term`. Fetches lengths of its documents, which the memo then knows. */
    SparseList(Memo &memo, const std::string &term, const KindParameters &parameters, Pace &pace);

    /** The memory that one of so many documents takes. */
    static size_t bytes(Xapian::doccount termfreq) {
        return termfreq * (sizeof(Xapian::docid) + 2) + termfreq / RANGE;
    }

    /** Are its impacts those of weights with these? */
    bool is_for(const KindParameters &parameters) const {
        return parameters.weighs_like(parameters_);
    }

    /* Documents are known by their place, from 0. */

    size_t size() const { return docids_.size(); }
    /** `ended` behind the last. */
    Xapian::docid docid(size_t at) const { return at < size() ? docids_[at] : ended; }
    Impact impact(size_t at) const { return impacts_[at]; }
    Xapian::termcount wdf(size_t at) const { return wdfs_[at] == LONG ? long_.at(at) : wdfs_[at]; }

    /** The first at or after `from` whose docid is `wanted` or more; size() when there is none. */
    size_t find(size_t from, Xapian::docid wanted) const;
    /** The first at or after `from` with an impact of `least`, which is not 0, or more; size() when
     *  there is none. */
    size_t next(size_t from, Impact least) const;

    /** The greatest impact of all. */
    Impact most() const { return *std::max_element(most_.begin(), most_.end()); }
    /** The greatest impact in the range of `at`; 0 behind the last. */
    Impact most_near(size_t at) const { return at < size() ? most_[at / RANGE] : 0; }
    /** The first docid behind that range; `ended` for the last. */
    Xapian::docid range_end(size_t at) const { return docid((at / RANGE + 1) * RANGE); }
};

typedef std::shared_ptr<const SparseList> SharedSparseList;

} // namespace xc

#endif
