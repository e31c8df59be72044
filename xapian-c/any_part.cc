/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * any_part.cc: a disjunction: any of several parts, the more the better, that leaves alone what
 * cannot matter.
 *
 * Parts stand in the order of the most they can weigh. While the least of them together weigh less
 * than a document needs, no document is looked for on their account; they are asked only about
 * documents that others have brought up (Turtle and Flood's MaxScore, 1995). libxapian's tree of
 * ORs does so for each pair of branches; with dozens of terms, most of them frequent, this reads a
 * fraction of the postings.
 */
#include "xapian-c/part.h"

#include <algorithm>

namespace {

using xc::Match;
using xc::OwnedPart;
using xc::Part;

class AnyPart final : public Part {
    struct Branch {
        OwnedPart part;
        double together = 0;     /**< it and all before it can weigh */
        double weight = 0;       /**< of the document, where it has that */
        Xapian::docid docid = 0; /**< 0: before its first */
    };

    std::vector<Branch> branches_{};
    std::vector<Branch *> here_{}; /**< those that have the document, as far as known */
    size_t first_ = 0;             /**< the branches before it bring up no document */
    Xapian::docid docid_ = 0;
    double weight_ = 0;

    void estimate_from(double documents) {
        double none = 1; /* how likely a document has none of them */
        double all = 0;
        for (const Branch &branch : branches_) {
            least_frequent = std::max(least_frequent, branch.part->least_frequent);
            all += branch.part->most_frequent;
            none *= 1 - branch.part->estimate / documents;
        }
        most_frequent = static_cast<Xapian::doccount>(std::min(all, documents));
        estimate = static_cast<Xapian::doccount>(documents * (1 - none));
        estimate = std::min(most_frequent, std::max(least_frequent, estimate));
    }

    void leave_light(double min_weight) {
        while (first_ < branches_.size() && branches_[first_].together < min_weight)
            ++first_;
    }

    /** The next document, from `wanted` on, that one of the weightier branches has; these are
     *  here_. */
    Xapian::docid bring_up(Xapian::docid wanted, double min_weight) {
        Xapian::docid least = ended;
        double spare = min_weight - most;
        for (size_t i = first_; i < branches_.size(); ++i) {
            Branch &branch = branches_[i];
            if (branch.docid < wanted)
                branch.docid = branch.part->seek(wanted, spare + branch.part->most);
            if (branch.docid > least)
                continue;
            if (branch.docid < least)
                here_.clear();
            least = branch.docid;
            here_.push_back(&branch);
        }
        return least;
    }

    bool has_too(Branch &branch, Xapian::docid docid) {
        if (branch.docid < docid && branch.part->has(docid, 0))
            branch.docid = docid;
        return branch.docid == docid;
    }

    /** Added up in the order in which they stand, whatever was needed to find them. */
    void add_up() {
        weight_ = 0;
        for (const Branch *branch : here_)
            weight_ += branch->weight;
    }

    /** Does the document weigh enough, if all conditions hold? Then weight_ is what it weighs. */
    bool weigh(Xapian::docid docid, double min_weight) {
        double bound = first_ ? branches_[first_ - 1].together : 0;
        for (const Branch *branch : here_)
            bound += branch->part->most;
        if (bound < min_weight)
            return false;
        double sum = 0;
        for (Branch *branch : here_)
            sum += branch->weight = branch->part->weight();
        for (size_t i = first_; i-- > 0;) {
            Branch &branch = branches_[i];
            if (sum + branch.together < min_weight)
                return false;
            if (has_too(branch, docid)) {
                sum += branch.weight = branch.part->weight();
                here_.push_back(&branch);
            }
        }
        std::sort(here_.begin(), here_.end()); /* which point into an array */
        add_up();
        return weight_ >= min_weight;
    }

    /** Nothing but that it matches is of interest, and that is sure. */
    bool settled() const {
        return most == 0 && std::any_of(here_.begin(), here_.end(), [](const Branch *branch) {
                   return !branch->part->conditional;
               });
    }

  public:
    AnyPart(std::vector<OwnedPart> parts, const Match &match) {
        std::stable_sort(parts.begin(), parts.end(),
                         [](const OwnedPart &a, const OwnedPart &b) { return a->most < b->most; });
        for (OwnedPart &part : parts) {
            most += part->most;
            conditional = conditional || part->conditional;
            branches_.emplace_back();
            branches_.back().part = std::move(part);
            branches_.back().together = most;
        }
        here_.reserve(branches_.size());
        estimate_from(std::max(match.db.get_doccount(), 1u));
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        leave_light(min_weight);
        do
            docid_ = wanted = bring_up(wanted, min_weight);
        while (docid_ != ended && !weigh(docid_, min_weight) && ++wanted);
        return docid_;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        leave_light(min_weight);
        Xapian::docid next = bring_up(wanted, min_weight);
        if (next != wanted)
            return next;
        if (!weigh(wanted, min_weight))
            return wanted + 1;
        return docid_ = wanted;
    }

    double weight() override { return weight_; }

    /** The weightiest first: when one fails, what is left may not be enough. */
    bool confirm(Xapian::docid docid, double min_weight) override {
        if (settled())
            return true;
        for (size_t i = here_.size(); i-- > 0 && weight_ >= min_weight;) {
            Part &part = *here_[i]->part;
            if (!part.conditional)
                continue;
            double others = weight_ - here_[i]->weight;
            if (part.confirm(docid, min_weight - others)) {
                if (most == 0)
                    return true;
                here_[i]->weight = part.weight();
                weight_ = others + here_[i]->weight;
            } else {
                here_.erase(here_.begin() + static_cast<ptrdiff_t>(i));
                weight_ = others;
            }
        }
        add_up();
        return !here_.empty() && weight_ >= min_weight;
    }

    void expect(Xapian::docid docid) override {
        for (const Branch *branch : here_)
            branch->part->expect(docid);
    }
};

} // namespace

xc::OwnedPart xc::make_any_part(std::vector<OwnedPart> parts, const Match &match) {
    return std::make_unique<AnyPart>(std::move(parts), match);
}
