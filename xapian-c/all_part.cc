/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * all_part.cc: a conjunction: all of several parts, none of others, and then the conditions.
 *
 * The rarest part leads, and the others are looked up where it stands; each leaves out by itself
 * what could not weigh enough if all others weighed their most.
 */
#include "xapian-c/part.h"

#include <algorithm>

namespace {

using xc::Condition;
using xc::Match;
using xc::OwnedPart;
using xc::Part;

class AllPart final : public Part {
    static constexpr double unknown = -1;

    std::vector<OwnedPart> required_; /**< the rarest first; weights are added in this order */
    std::vector<OwnedPart> excluded_; /**< what has conditions last */
    OwnedPart maybe_;                 /**< adds its weight where it matches; may be null */
    bool maybe_here_ = false;         /**< it matches where this stands, as far as known */
    std::vector<Part *> followers_{}; /**< all required but the first, as they are asked */
    std::vector<Part *> weighted_{};  /**< the required that weigh */
    std::vector<Part *> unsure_{};    /**< the required that have conditions of their own */
    size_t surely_excluded_ = 0;      /**< those of excluded_ without conditions */
    std::vector<Condition> conditions_;
    xc::RangeBound range_{};
    Xapian::docid docid_ = 0;
    Xapian::docid weighed_ = 0; /**< what weight_ is of */
    double weight_ = 0;

    void sort_parts() {
        std::stable_sort(
            required_.begin(), required_.end(),
            [](const OwnedPart &a, const OwnedPart &b) { return a->estimate < b->estimate; });
        for (const OwnedPart &part : required_) {
            if (part != required_.front())
                followers_.push_back(part.get());
            if (part->most > 0)
                weighted_.push_back(part.get());
            if (part->conditional)
                unsure_.push_back(part.get());
            most += part->most;
            ranged = ranged || part->ranged;
        }
        if (maybe_) {
            most += maybe_->most;
            ranged = ranged || maybe_->ranged;
        }
        std::stable_partition(followers_.begin(), followers_.end(),
                              [](const Part *part) { return part->cheap; });
        auto sure = [](const OwnedPart &part) { return !part->conditional; };
        auto end = std::stable_partition(excluded_.begin(), excluded_.end(), sure);
        surely_excluded_ = static_cast<size_t>(end - excluded_.begin());
        conditional = !conditions_.empty() || !defers();
    }

    /** As libxapian estimates them, as if parts were independent of each other. */
    void estimate_from(double documents) {
        double least = documents, guess = documents;
        most_frequent = required_.front()->most_frequent;
        for (const OwnedPart &part : required_) {
            least += part->least_frequent - documents;
            guess *= part->estimate / documents;
            most_frequent = std::min(most_frequent, part->most_frequent);
        }
        for (const OwnedPart &part : excluded_) {
            least -= part->most_frequent;
            guess *= 1 - part->estimate / documents;
        }
        for (const Condition &condition : conditions_)
            guess *= condition.share();
        least_frequent =
            conditions_.empty() && least > 0 ? static_cast<Xapian::doccount>(least) : 0;
        estimate = static_cast<Xapian::doccount>(std::max(guess, 0.0) + 0.5);
        estimate = std::min(most_frequent, std::max(least_frequent, estimate));
    }

    void add_up() {
        weight_ = 0;
        for (Part *part : weighted_)
            weight_ += part->weight();
        if (maybe_here_)
            weight_ += maybe_->weight();
    }

    /** Lengths are fetched only for what asks for a weight. */
    bool weigh(Xapian::docid docid, double min_weight) {
        weighed_ = docid;
        weight_ = unknown;
        return min_weight <= 0 || weight() >= min_weight;
    }

    /** Parts that have conditions of their own. */
    bool confirm_unsure(Xapian::docid docid, double min_weight) {
        weight(); /* which tells of maybe_, too */
        for (Part *part : unsure_) {
            double others = weight_ - part->weight();
            if (!part->confirm(docid, min_weight - others))
                return false;
            add_up();
        }
        if (maybe_here_ && maybe_->conditional) {
            maybe_here_ = maybe_->confirm(docid, min_weight - weight_ + maybe_->weight());
            add_up();
        }
        return weight_ >= min_weight;
    }

    bool is_excluded(Xapian::docid docid) {
        for (size_t i = 0; i < surely_excluded_; ++i)
            if (excluded_[i]->has(docid, 0))
                return true;
        return false;
    }

    /** `docid` when it will do, else where to look on. */
    Xapian::docid follow(Xapian::docid docid, double min_weight) {
        double spare = min_weight - most;
        /* With four or more that weigh, what the first do not weigh often settles it. */
        bool hopes = min_weight > 0 && weighted_.size() > 3;
        double lost = hopes ? required_.front()->most - required_.front()->bound() : 0;
        for (Part *part : followers_) {
            if (part->cheap) {
                if (!part->has(docid, 0))
                    return docid + 1;
                continue;
            }
            Xapian::docid next = part->reach(docid, spare + part->most);
            if (next != docid)
                return next;
            if (hopes && (lost += part->most - part->bound()) > -spare)
                return docid + 1;
        }
        return weigh(docid, min_weight) && !is_excluded(docid) ? docid : docid + 1;
    }

  public:
    AllPart(std::vector<OwnedPart> required, std::vector<OwnedPart> excluded, OwnedPart maybe,
            const std::vector<Condition> &conditions, const Match &match)
        : required_(std::move(required)), excluded_(std::move(excluded)), maybe_(std::move(maybe)),
          conditions_(conditions) {
        sort_parts();
        estimate_from(std::max(match.db.get_doccount(), 1u));
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        double spare = min_weight - most;
        Part &rarest = *required_.front();
        if (spare > 0)
            return docid_ = ended;
        do {
            docid_ = wanted == ended ? ended : rarest.seek(wanted, spare + rarest.most);
            if (docid_ == ended)
                break;
            wanted = ranged ? range_.pass(*this, docid_, min_weight) : docid_;
            if (wanted == docid_)
                wanted = follow(docid_, min_weight);
        } while (wanted != docid_);
        return docid_;
    }

    double most_near(Xapian::docid docid, Xapian::docid &end) override {
        double sum = maybe_ ? maybe_->most_near(docid, end) : 0;
        for (Part *part : weighted_)
            sum += part->most_near(docid, end);
        return sum;
    }

    bool has(Xapian::docid docid, double min_weight) override {
        if (docid_ >= docid)
            return docid_ == docid;
        double spare = min_weight - most;
        if (spare > 0)
            return false;
        for (const OwnedPart &part : required_)
            if (!part->has(docid, spare + part->most))
                return false;
        if (!weigh(docid, min_weight) || is_excluded(docid))
            return false;
        docid_ = docid;
        return true;
    }

    double weight() override {
        if (weight_ == unknown) {
            maybe_here_ = maybe_ && maybe_->has(weighed_, 0);
            add_up();
        }
        return weight_;
    }

    bool defers() const override {
        return unsure_.empty() && surely_excluded_ == excluded_.size() &&
               !(maybe_ && maybe_->conditional);
    }

    bool confirm(Xapian::docid docid, double min_weight) override {
        for (const Condition &condition : conditions_)
            if (!condition.holds(docid))
                return false;
        if (defers()) /* it may stand elsewhere by now */
            return true;
        if (!confirm_unsure(docid, min_weight))
            return false;
        for (size_t i = surely_excluded_; i < excluded_.size(); ++i)
            if (excluded_[i]->has(docid, 0) && excluded_[i]->confirm(docid, 0))
                return false;
        return true;
    }

    void expect(Xapian::docid docid) override {
        if (!conditions_.empty()) /* most documents do not come to the others */
            conditions_.front().expect(docid);
        for (Part *part : unsure_)
            part->expect(docid);
        if (maybe_here_)
            maybe_->expect(docid);
    }
};

} // namespace

xc::OwnedPart xc::make_all_part(std::vector<OwnedPart> required, std::vector<OwnedPart> excluded,
                                OwnedPart maybe, const std::vector<Condition> &conditions,
                                const Match &match) {
    return std::make_unique<AllPart>(std::move(required), std::move(excluded), std::move(maybe),
                                     conditions, match);
}
