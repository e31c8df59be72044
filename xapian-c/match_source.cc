/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * match_source.cc: queries with a memo: what sources of ours can go through becomes one of them, as
 * libxapian's matcher sees it; the rest stays libxapian's.
 */
#include "xapian-c/part.h"

#include <algorithm>

namespace {

using xc::Conjunct;
using xc::Conjunction;
using xc::KindParameters;
using xc::Op;
using xc::Part;
using xc::SharedMemo;
using xc::SharedPace;
using xc::Tree;
typedef Xapian::Query Query;

class MatchSource : public xc::MatchedSource {
    /** What nobody may ask for is not weighed: that may take fetching a length. */
    static constexpr double unknown = -1;

    struct Candidate {
        Xapian::docid docid;
        double weight;
    };

    Conjunction all_;
    SharedMemo memo_;
    KindParameters parameters_;
    SharedPace pace_;
    bool last_; /**< to be asked after all else that is required */

    std::unique_ptr<xc::Match> match_{};
    xc::OwnedPart root_{};
    Candidate ahead_[xc::AHEAD]{}; /**< found by the first step, to be confirmed */
    size_t at_ = 0, found_ = 0, most_ahead_ = 1;
    Xapian::docid from_ = 1; /**< documents before it have been looked at */
    Xapian::docid docid_ = 0;
    double weight_ = 0;

    void begin(const Xapian::Database &db) override {
        memo_->expect(db);
        match_ = std::make_unique<xc::Match>(
            xc::Match{memo_, parameters_, db, db.get_doclength_lower_bound(), *pace_});
        root_ = xc::make_part(all_, *match_);
        at_ = found_ = 0;
        most_ahead_ = root_->conditional && root_->defers() ? xc::AHEAD : 1;
        from_ = 1;
        docid_ = 0;
        set_maxweight(root_->most);
    }

    /** Bounds are sums in another order than weights, so that they may fall short in the last bits
     *  where they are reached. */
    double lowered(double min_weight) const { return min_weight - root_->most * 1e-12; }

    void gather(double min_weight) {
        at_ = found_ = 0;
        if (lowered(min_weight) > root_->most)
            from_ = Part::ended;
        while (found_ < most_ahead_ && from_ != Part::ended) {
            Xapian::docid docid = root_->seek(from_, lowered(min_weight));
            from_ = docid == Part::ended ? docid : docid + 1;
            if (docid == Part::ended)
                break;
            double weight = root_->conditional || min_weight > 0 ? root_->weight() : unknown;
            if (weight != unknown && weight < min_weight)
                continue;
            ahead_[found_++] = {docid, weight};
            if (root_->conditional)
                root_->expect(docid);
        }
    }

    bool confirm(const Candidate &candidate, double min_weight) {
        double weight = candidate.weight;
        if (root_->conditional) {
            if (weight < min_weight || !root_->confirm(candidate.docid, lowered(min_weight)))
                return false;
            if (!root_->defers())
                weight = root_->weight();
            if (weight < min_weight)
                return false;
        }
        docid_ = candidate.docid;
        weight_ = weight;
        return true;
    }

    void find(double min_weight) {
        for (;;) {
            if (at_ == found_)
                gather(min_weight);
            if (at_ == found_)
                break;
            if (confirm(ahead_[at_++], min_weight))
                return;
        }
        docid_ = Part::ended;
    }

    void drop(Xapian::docid before) {
        while (at_ < found_ && ahead_[at_].docid < before)
            ++at_;
        from_ = std::max(from_, before);
    }

  public:
    MatchSource(const Conjunction &all, const SharedMemo &memo, const KindParameters &parameters,
                const SharedPace &pace, bool last)
        : all_(all), memo_(memo), parameters_(parameters), pace_(pace), last_(last) {}
    MatchSource *clone() const override {
        return new MatchSource(all_, memo_, parameters_, pace_, last_);
    }
    std::string get_description() const override { return "match"; }
    Xapian::doccount get_termfreq_min() const override { return root_->least_frequent; }
    Xapian::doccount get_termfreq_est() const override {
        return last_ ? match_->db.get_doccount() + 1 : root_->estimate;
    }
    Xapian::doccount get_termfreq_max() const override { return root_->most_frequent; }
    double get_weight() const override { return weight_ == unknown ? root_->weight() : weight_; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return docid_ == Part::ended; }
    void next(double min_weight) override { find(min_weight); }

    void skip_to(Xapian::docid docid, double min_weight) override {
        if (docid_ >= docid)
            return;
        drop(docid);
        find(min_weight);
    }

    /** Conditions are asked about this document alone; without any, to go on is as cheap. */
    bool check(Xapian::docid docid, double min_weight) override {
        if (!root_->conditional) {
            skip_to(docid, min_weight);
            return true;
        }
        drop(docid);
        if (at_ < found_)
            return ahead_[at_].docid == docid && confirm(ahead_[at_++], min_weight);
        if (from_ > docid)
            return false;
        from_ = docid + 1;
        return root_->has(docid, lowered(min_weight)) &&
               confirm({docid, root_->weight()}, min_weight);
    }
};

/** Divides a query between sources of ours and libxapian. */
class Divider {
    SharedMemo memo_;
    KindParameters parameters_;
    SharedPace pace_;

    Query source(const Conjunction &all, bool last) const {
        return xc::own_source(new MatchSource(all, memo_, parameters_, pace_, last));
    }

    static Query scaled(const Tree &tree, double factor) {
        Query theirs = xc::xapian_query(tree);
        return factor == 1 ? theirs : Query(factor, theirs);
    }

    /** An operator that is no conjunction, or what has no parts that could be ours. */
    Query divide_other(const Tree &tree, double factor) const {
        std::vector<Query> parts;
        std::vector<Tree> ours;
        switch (tree->op) {
        case Op::Or:
            for (const Tree &part : tree->parts)
                if (xc::can_make(part, factor))
                    ours.push_back(part);
                else
                    parts.push_back(divide(part, factor));
            if (!ours.empty())
                parts.push_back(divide(xc::combine(Op::Or, ours), factor));
            return xc::xapian_combination(Op::Or, parts);
        case Op::Max:
            for (const Tree &part : tree->parts)
                parts.push_back(divide(part, factor));
            return xc::xapian_combination(tree->op, parts);
        default:
            return scaled(tree, factor);
        }
    }

  public:
    Divider(const SharedMemo &memo, const KindParameters &parameters, const SharedPace &pace)
        : memo_(memo), parameters_(parameters), pace_(pace) {}

    /** What is libxapian's stands beside one source that has the rest, and all conditions. */
    Query divide(const Tree &tree, double factor) const {
        Conjunction all = xc::flatten(tree, factor), ours;
        std::vector<Query> weighted, filters, excluded, optional;
        for (const Conjunct &part : all.required)
            if (xc::can_make(part.tree, part.factor))
                ours.required.push_back(part);
            else
                (part.factor > 0 ? weighted : filters)
                    .push_back(divide_other(part.tree, part.factor));
        for (const Tree &part : all.excluded)
            if (xc::can_make(part, 0))
                ours.excluded.push_back(part);
            else
                excluded.push_back(xc::xapian_query(part));
        for (const Conjunct &part : all.optional)
            if (xc::can_make(part.tree, part.factor))
                ours.optional.push_back(part);
            else
                optional.push_back(scaled(part.tree, part.factor));
        ours.conditions = all.conditions;
        ours.beside = !weighted.empty();
        bool theirs = !weighted.empty() || !filters.empty();
        if (!theirs || !ours.required.empty() || !ours.excluded.empty() || !ours.optional.empty() ||
            !ours.conditions.empty())
            weighted.push_back(source(ours, theirs && tree->conditional));
        if (weighted.empty()) { /* what only filters stands alone */
            weighted.push_back(filters.back());
            filters.pop_back();
        }
        Query whole = xc::xapian_combination(Op::And, weighted);
        filters.insert(filters.begin(), whole);
        whole = xc::xapian_combination(Op::Filter, filters);
        excluded.insert(excluded.begin(), whole);
        optional.insert(optional.begin(), xc::xapian_combination(Op::AndNot, excluded));
        return xc::xapian_combination(Op::AndMaybe, optional);
    }
};

} // namespace

Query xc::with_memo(const Tree &tree, const SharedMemo &memo, const KindParameters &parameters,
                    const SharedPace &pace) {
    if (tree->op == Op::Nothing)
        return Query();
    return Divider(memo, parameters, pace).divide(tree, 1);
}
