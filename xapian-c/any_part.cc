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
 *
 * The others are gone through window by window (window.h): with twenty of them, asking each at each
 * document where it stands took more time than reading them.
 */
#include "xapian-c/part.h"
#include "xapian-c/window.h"

#include <algorithm>

namespace {

using xc::Match;
using xc::OwnedPart;
using xc::Part;
using xc::Window;

class AnyPart final : public Part {
    struct Branch {
        OwnedPart part;
        double together = 0;     /**< it and all before it can weigh */
        double weight = 0;       /**< of the document, where it has that */
        Xapian::docid docid = 0; /**< where it stands; 0: before its first */
    };

    const Match &match_;
    std::vector<Branch> branches_{};
    std::vector<Branch *> here_{};      /**< those that have the document, as far as known */
    size_t first_ = 0;                  /**< the branches before it bring up no document */
    Window window_{};                   /**< what the lists among the others have */
    Xapian::docid size_ = 0;            /**< of the window */
    Xapian::docid ahead_ = 0;           /**< the first document behind it that they have */
    std::vector<Branch *> compounds_{}; /**< what is no list has to stand where it is weighed */
    xc::RangeBound range_{};
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

    void go(Branch &branch, Xapian::docid wanted, double min_weight) {
        if (branch.docid < wanted)
            branch.docid = branch.part->seek(wanted, min_weight - most + branch.part->most);
    }

    /** Does it bring up documents? */
    bool leads(const Branch &branch) const { return &branch >= branches_.data() + first_; }

    /** Put what branch `i` has before the window's end into it. */
    void gather(size_t i, double min_weight) {
        Branch &branch = branches_[i];
        while (branch.docid < window_.end()) {
            window_.add(branch.docid, i, branch.part->wdf());
            go(branch, branch.docid + 1, min_weight);
        }
        ahead_ = std::min(ahead_, branch.docid);
    }

    /** Begin a window with `wanted`. It is twice as large as the last where it goes on from there,
     *  and small again where documents are asked about here and there. */
    void fill(Xapian::docid wanted, double min_weight) {
        bool on = size_ && (wanted == window_.end() || wanted == ahead_);
        size_ = on ? std::min<Xapian::docid>(2 * size_, Window::MOST) : 1;
        window_.move(wanted, size_);
        while (first_ < branches_.size() && branches_[first_].together < min_weight)
            ++first_;
        ahead_ = ended;
        for (size_t i = first_; i < branches_.size(); ++i) {
            if (!branches_[i].part->formula)
                continue;
            go(branches_[i], wanted, min_weight);
            gather(i, min_weight);
        }
    }

    Xapian::docid next_in_window(Xapian::docid wanted, double min_weight) {
        for (;;) {
            if (wanted >= window_.end())
                fill(wanted, min_weight);
            Xapian::docid next = window_.next(wanted);
            if (next != ended || ahead_ == ended)
                return next;
            wanted = ahead_;
        }
    }

    /** The next document, from `wanted` on, that one of the weightier branches has. */
    Xapian::docid bring_up(Xapian::docid wanted, double min_weight) {
        Xapian::docid least = next_in_window(wanted, min_weight);
        for (Branch *branch : compounds_)
            if (leads(*branch)) {
                go(*branch, wanted, min_weight);
                least = std::min(least, branch->docid);
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

    /** Returns the weight. */
    double add_here(Branch &branch, double weight) {
        here_.push_back(&branch);
        return branch.weight = weight;
    }

    /** Those that brought the document up are here_; returns what they weigh. */
    double weigh_leaders(Xapian::docid docid) {
        double sum = 0;
        here_.clear();
        for (Branch *branch : compounds_)
            if (leads(*branch) && branch->docid == docid)
                sum += add_here(*branch, branch->part->weight());
        if (!window_.has(docid))
            return sum;
        Xapian::termcount length = most > 0 ? match_.length(docid) : 0;
        window_.each(docid, [&](const Window::Entry &entry) {
            Branch &branch = branches_[entry.list];
            sum += add_here(branch, branch.part->formula->part(entry.wdf, length));
        });
        return sum;
    }

    /** Does the document weigh enough, if all conditions hold? Then weight_ is what it weighs. */
    bool weigh(Xapian::docid docid, double min_weight) {
        double sum = weigh_leaders(docid);
        for (size_t i = first_; i-- > 0;) {
            Branch &branch = branches_[i];
            if (sum + branch.together < min_weight)
                return false;
            if (has_too(branch, docid))
                sum += add_here(branch, branch.part->weight());
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
    AnyPart(std::vector<OwnedPart> parts, const Match &match) : match_(match) {
        std::stable_sort(parts.begin(), parts.end(),
                         [](const OwnedPart &a, const OwnedPart &b) { return a->most < b->most; });
        ranged = true;
        for (OwnedPart &part : parts) {
            most += part->most;
            ranged = ranged && part->ranged;
            conditional = conditional || part->conditional;
            branches_.emplace_back();
            branches_.back().together = most;
            branches_.back().part = std::move(part);
        }
        for (Branch &branch : branches_)
            if (!branch.part->formula)
                compounds_.push_back(&branch);
        here_.reserve(branches_.size());
        estimate_from(std::max(match.db.get_doccount(), 1u));
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        do {
            if (ranged)
                wanted = range_.pass(*this, wanted, min_weight);
            docid_ = wanted = wanted == ended ? ended : bring_up(wanted, min_weight);
        } while (docid_ != ended && !weigh(docid_, min_weight) && ++wanted);
        return docid_;
    }

    double most_near(Xapian::docid docid, Xapian::docid &end) override {
        double sum = 0;
        for (const Branch &branch : branches_)
            sum += branch.part->most_near(docid, end);
        return sum;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
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
