/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * part.h: parts of a query as the sources of ours go through their documents, in two steps. The
 * first finds what meets all but the conditions, and weighs it as if they held; the second asks
 * them. So a condition is asked only about documents for which everything else speaks.
 */
#ifndef XAPIAN_C_PART_H
#define XAPIAN_C_PART_H

#include "xapian-c/conjunction.h"
#include "xapian-c/memo.h"

namespace xc {

/** What all parts of a query share while it is run. */
struct Match {
    SharedMemo memo;
    KindParameters parameters;
    Xapian::Database db;
    Xapian::termcount least_length; /**< of any document */
    Pace &pace;                     /**< of making its parts */

    Xapian::termcount length(Xapian::docid docid) const { return memo->length(docid); }
    /** A lower one where it is not known: parts run ahead of one another. */
    Xapian::termcount shortest(Xapian::docid docid) const {
        Xapian::termcount length = memo->known_length(docid);
        return length == Memo::unknown ? least_length : length;
    }
};

class Part {
  public:
    static constexpr Xapian::docid ended = UINT32_MAX;

    /* Set once, when it is made. */
    double most = 0;          /**< that it can weigh; 0: it only filters */
    bool conditional = false; /**< there is something to confirm */
    bool cheap = false;       /**< whether it has a document is one look */
    bool ranged = false;      /**< most_near often says less than `most` */
    Xapian::doccount least_frequent = 0, estimate = 0, most_frequent = 0;
    /** Of a list of documents: what they weigh, given their `wdf` and length; null where there is
     *  more to it. */
    const KindFormula *formula = nullptr;

    Part() = default;
    Part(const Part &) = delete;
    Part &operator=(const Part &) = delete;
    virtual ~Part() = default;

    /** The first step: go to the first document at or after `wanted` that may weigh `min_weight`
     *  or more, if its conditions hold; `ended` when there is none. `wanted` never falls, nor does
     *  `min_weight`. */
    virtual Xapian::docid seek(Xapian::docid wanted, double min_weight) = 0;
    /** For one that follows: `wanted` if it has that document, which may weigh enough; else where
     *  its next may be, without looking at what that weighs. */
    virtual Xapian::docid reach(Xapian::docid wanted, double min_weight) {
        return seek(wanted, min_weight);
    }
    /** The same, where the next is of no interest. */
    virtual bool has(Xapian::docid docid, double min_weight) {
        return reach(docid, min_weight) == docid;
    }
    /** A bound of what documents weigh, from `docid` to before `end`, which is lowered to where it
     *  ends to hold. */
    virtual double most_near(Xapian::docid, Xapian::docid &) { return most; }
    /** Of the document it stands on: if all its conditions hold; once confirmed, as they do. */
    virtual double weight() = 0;
    /** Of such a list, where it stands. */
    virtual Xapian::termcount wdf() { return 0; }
    /** No less than `weight`, without fetching anything. */
    virtual double bound() { return weight(); }
    /** The second step, where it stands on `docid`: do the conditions hold, and does it weigh as
     *  much? */
    virtual bool confirm(Xapian::docid, double) { return true; }
    /** May other documents be looked for before `confirm`, which then changes no weight? */
    virtual bool defers() const { return false; }
    virtual void expect(Xapian::docid) {}
};

/** Passes over ranges of documents in which a part cannot weigh enough. */
class RangeBound {
    Xapian::docid end_ = 0; /**< of the range it is in */
    double most_ = 0;       /**< that can be weighed there */

  public:
    /** `wanted`, or the first document behind it for which that is not sure. */
    Xapian::docid pass(Part &part, Xapian::docid wanted, double min_weight) {
        while (min_weight > 0 && wanted != Part::ended) {
            if (wanted >= end_) {
                end_ = Part::ended;
                most_ = part.most_near(wanted, end_);
            }
            if (most_ >= min_weight)
                break;
            wanted = end_;
        }
        return wanted;
    }
};

typedef std::unique_ptr<Part> OwnedPart;

/** Can its parts be gone through by sources of ours? What merely filters can do more. */
bool can_make(const Tree &tree, double factor);

/** `match` has to outlive what is made. */
OwnedPart make_part(const Tree &tree, double factor, const Match &match);
OwnedPart make_part(const Conjunction &all, const Match &match);

/* What these are made of. */
OwnedPart make_term_part(const Node &term, double factor, const Match &match);
/** The documents of any of `terms`, weighing as if it were one. */
OwnedPart make_synonym_part(const std::vector<std::string> &terms, double factor,
                            const Match &match);
OwnedPart make_filter_part(const FilterBits &filter);
OwnedPart make_range_part(const Node &range, const Match &match);
OwnedPart make_source_part(const Xapian::PostingSource &source, double factor, const Match &match);
/** The more the better. */
OwnedPart make_any_part(std::vector<OwnedPart> parts, const Match &match);
/** `maybe`, if not null, adds its weight where it matches. */
OwnedPart make_all_part(std::vector<OwnedPart> required, std::vector<OwnedPart> excluded,
                        OwnedPart maybe, const std::vector<Condition> &conditions,
                        const Match &match);

} // namespace xc

#endif
