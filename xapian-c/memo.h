/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo.h: what the matches of one snapshot remember for one another, and sources that use it in
 * place of libxapian's own posting lists.
 *
 * Lengths: libxapian keeps them in a posting list of all documents and finds each by walking that
 * list from where it last was. For a term in a hundredth of the documents or more that walk is most
 * of the cost of a match (measured: 82 % of the instructions for one word in 3,425 of 357,000), and
 * the longer, the more other documents lie between. A length that was met once is one load.
 *
 * Synonyms: a tree of hundreds of posting lists, as a wildcard makes, is merged once into a list of
 * documents, where libxapian goes through the tree for each document of each match.
 */
#ifndef XAPIAN_C_MEMO_H
#define XAPIAN_C_MEMO_H

#include "xapian-c/weight.h"

#include <list>
#include <memory>
#include <string>
#include <vector>

namespace xc {

/** A document and the wdf of a synonym in it: the sum of its terms'. */
struct Merged {
    Xapian::docid docid;
    Xapian::termcount wdf;
};

typedef std::shared_ptr<const std::vector<Merged>> MergedList;

/** Of one snapshot, for one thread. */
class Memo {
    Xapian::Database db_;
    std::vector<Xapian::termcount> lengths_;
    std::list<std::pair<std::vector<std::string>, MergedList>> merged_; /**< the latest first */

  public:
    static constexpr Xapian::termcount unknown = UINT32_MAX;

    explicit Memo(const Xapian::Database &db)
        : db_(db), lengths_(db.get_lastdocid() + size_t{1}, unknown) {}

    /** Where the length of a document is or is to be noted. */
    Xapian::termcount &length(Xapian::docid docid) {
        if (docid >= lengths_.size())
            throw Xapian::InvalidArgumentError("the memo is of another snapshot");
        return lengths_[docid];
    }

    /** The documents that have any of `terms`, ascending. */
    MergedList merge(const std::vector<std::string> &terms);
};

typedef std::shared_ptr<Memo> SharedMemo;

/** `query` with each term and each synonym of terms that is weighted taken over by a source of
 * ours. A term gives the same documents the same weights; a synonym counts as frequent as it is,
 * where libxapian estimates that. What is in phrases, scaled parts and filters stays libxapian's.
 */
Xapian::Query with_memo(const Xapian::Query &query, const SharedMemo &memo,
                        const KindParameters &parameters);

} // namespace xc

struct xc_memo {
    xc::SharedMemo memo;
};

#endif
