/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dense_list.h: the documents of a frequent term with two bytes for each document of the database:
 * its wdf, and about how much it weighs there; and the most of that among 64 neighbours.
 *
 * libxapian's lists are walked posting by posting, at some 15 ns each. A term that is in every
 * second document is nowhere looked for long, but few of them have it so often that they come to be
 * answers: these are found sixteen at a time by the byte of their weight (impact.h), or not to be
 * in a range at all, by its bound (block-max indexes: Ding and Suel, 2011).
 */
#ifndef XAPIAN_C_DENSE_LIST_H
#define XAPIAN_C_DENSE_LIST_H

#include "xapian-c/impact.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace xc {

class Memo;
class Pace;

class DenseList {
    enum { LONG = UINT8_MAX };

    std::vector<Impact> impacts_; /**< of each docid; then IMPACT_STRIDE zeros */
    std::vector<uint8_t> wdfs_;   /**< of each docid; LONG: in long_ */
    std::vector<Impact> most_;    /**< of each range */
    std::unordered_map<Xapian::docid, Xapian::termcount> long_{};
    KindParameters parameters_;

  public:
    static constexpr Xapian::docid ended = UINT32_MAX;
    enum { RANGE = 64 };

    /** Read the list of `term`. Fetches lengths of its documents, which the memo then knows. */
    DenseList(Memo &memo, const std::string &term, const KindParameters &parameters, Pace &pace);

    /** The memory that one takes of a database whose last document is `last`. */
    static size_t bytes(Xapian::docid last) { return 2 * size_t{last} + last / RANGE; }

    /** Are its impacts those of weights with these? */
    bool is_for(const KindParameters &parameters) const {
        return parameters.weighs_like(parameters_);
    }

    /** What a document weighs at most; 0: it does not have the term. */
    Impact impact(Xapian::docid docid) const { return docid < wdfs_.size() ? impacts_[docid] : 0; }
    /** Of a document that has it. */
    Xapian::termcount wdf(Xapian::docid docid) const {
        return wdfs_[docid] == LONG ? long_.at(docid) : wdfs_[docid];
    }
    /** The first document at or after `docid` with an impact of `least`, which is not 0, or more;
     *  `ended` when there is none. */
    Xapian::docid next(Xapian::docid docid, Impact least) const;

    /** The greatest impact of all. */
    Impact most() const { return *std::max_element(most_.begin(), most_.end()); }
    /** The greatest impact in the range of `docid`. */
    Impact most_near(Xapian::docid docid) const {
        return docid < wdfs_.size() ? most_[docid / RANGE] : 0;
    }
    /** Where that range ends; `ended` for the last. */
    Xapian::docid range_end(Xapian::docid docid) const {
        size_t end = (size_t{docid} / RANGE + 1) * RANGE;
        return end < wdfs_.size() ? static_cast<Xapian::docid>(end) : ended;
    }
};

typedef std::shared_ptr<const DenseList> SharedDenseList;

} // namespace xc

#endif
