/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lengths.h: document lengths remembered in memory, and terms weighted by them.
 *
 * libxapian keeps lengths in a posting list of all documents and finds each by walking that list
 * from where it last was. For a term in a hundredth of the documents or more that walk is most of
 * the cost of a match (measured: 82 % of the instructions for one word in 3,425 of 357,000), and
 * the longer, the more other documents lie between. A length that was met once is one load.
 */
#ifndef XAPIAN_C_LENGTHS_H
#define XAPIAN_C_LENGTHS_H

#include "xapian-c/weight.h"

#include <memory>
#include <vector>

namespace xc {

/** Lengths by docid, filled in as they are met. Of one snapshot, for one thread. */
class Lengths {
    std::vector<Xapian::termcount> known_;

  public:
    static constexpr Xapian::termcount unknown = UINT32_MAX;

    explicit Lengths(const Xapian::Database &db)
        : known_(db.get_lastdocid() + size_t{1}, unknown) {}

    /** Where the length of a document is or is to be noted. */
    Xapian::termcount &of(Xapian::docid docid) {
        if (docid >= known_.size())
            throw Xapian::InvalidArgumentError("the lengths are of another snapshot");
        return known_[docid];
    }
};

typedef std::shared_ptr<Lengths> SharedLengths;

/** `query` with each term that is weighted by itself taken over by a source of ours, which gives
 *  the same documents the same weights. Terms in phrases, synonyms, scaled parts and filters stay
 *  libxapian's. */
Xapian::Query with_lengths(const Xapian::Query &query, const SharedLengths &lengths,
                           const KindParameters &parameters);

} // namespace xc

struct xc_lengths {
    xc::SharedLengths lengths;
};

#endif
