/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * leaf_part.cc: terms, synonyms, bits, ranges and sources, as parts of a query.
 */
#include "xapian-c/part.h"

#include <algorithm>
#include <cmath>

namespace {

using xc::KindFormula;
using xc::Match;
using xc::Part;

class TermPart final : public Part {
    const Match &match_;
    std::string term_;
    xc::SharedFrequentTerm frequent_;
    uint64_t read_ = 0; /**< counted here where nobody else is interested */
    uint64_t &counter_; /**< of postings read */
    KindFormula formula_{};
    Xapian::PostingIterator at_{}, end_{};
    Xapian::docid docid_ = 0; /**< 0: before the first, and the list not open: many never are */

    void open(Xapian::docid wanted) {
        at_ = match_.db.postlist_begin(term_);
        end_ = match_.db.postlist_end(term_);
        if (at_ != end_ && *at_ < wanted)
            at_.skip_to(wanted);
    }

    void settle() { docid_ = at_ == end_ ? ended : *at_; }

    void go(Xapian::docid wanted) {
        if (docid_ >= wanted)
            return;
        ++counter_;
        if (docid_ == 0)
            open(wanted);
        else if (docid_ + 1 == wanted)
            ++at_;
        else
            at_.skip_to(wanted);
        settle();
    }

    bool may_weigh(double min_weight) const {
        return formula_.part(at_.get_wdf(), match_.shortest(docid_)) >= min_weight;
    }

  public:
    /** `frequent` may be null. */
    TermPart(const xc::Node &term, double factor, const xc::SharedFrequentTerm &frequent,
             const Match &match)
        : match_(match), term_(term.term), frequent_(frequent),
          counter_(frequent ? frequent->read : read_) {
        formula = &formula_;
        xc::TermStats stats = match.memo->stats(term_);
        least_frequent = estimate = most_frequent = stats.termfreq;
        if (factor > 0 && !term_.empty() && stats.termfreq) {
            formula_ = KindFormula(match.parameters, estimate, term.wqf, factor);
            most = formula_.most(stats.most_wdf, match.least_length);
        }
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        go(wanted);
        if (min_weight > 0)
            while (docid_ != ended && !may_weigh(min_weight)) {
                ++counter_;
                ++at_;
                settle();
            }
        return docid_;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        go(wanted);
        return docid_ == wanted && min_weight > 0 && !may_weigh(min_weight) ? wanted + 1 : docid_;
    }

    Xapian::termcount wdf() override { return at_.get_wdf(); }
    double weight() override {
        return most > 0 ? formula_.part(at_.get_wdf(), match_.length(docid_)) : 0;
    }
    double bound() override {
        return most > 0 ? formula_.part(at_.get_wdf(), match_.shortest(docid_)) : 0;
    }
};

/** A term whose list is remembered, with impacts. */
template <typename List> class ImpactPart : public Part {
    const Match &match_;
    double step_ = 0; /**< what an impact of one more weighs; 0: impacts are for other weights */

  protected:
    std::shared_ptr<const List> list_;
    KindFormula formula_{};
    Xapian::docid docid_ = 0;

    ImpactPart(const xc::Node &term, double factor, const std::shared_ptr<const List> &list,
               const Match &match)
        : match_(match), list_(list) {
        formula = &formula_;
        xc::TermStats stats = match.memo->stats(term.term);
        least_frequent = estimate = most_frequent = stats.termfreq;
        formula_ = KindFormula(match.parameters, estimate, term.wqf, factor);
        if (list->is_for(match.parameters))
            step_ = formula_.of_unit(1.0 / xc::IMPACT_STEPS);
        most = formula_.most(stats.most_wdf, match.least_length);
        if (step_ > 0)
            most = std::min(most, bound_of(list->most()));
        ranged = step_ > 0;
    }

    /** Documents of any less impact do not weigh so much, nor do others of more where it is none.
     *  Lowered, as it is compared with what was computed in another order. */
    double steps(double min_weight) const {
        return min_weight > 0 && step_ > 0 ? min_weight * (1 - 1e-12) / step_ : 0;
    }
    /** The impact that is looked for; 0: none is as great. */
    xc::Impact least(double min_weight) const {
        double least = std::ceil(steps(min_weight));
        return least > xc::IMPACT_STEPS ? 0 : static_cast<xc::Impact>(std::max(least, 1.0));
    }
    double bound_of(xc::Impact impact) const { return step_ > 0 ? impact * step_ : most; }
    double weight_of(Xapian::termcount wdf) const {
        return formula_.part(wdf, match_.length(docid_));
    }
};

class DensePart final : public ImpactPart<xc::DenseList> {
  public:
    DensePart(const xc::Node &term, double factor, const xc::SharedDenseList &list,
              const Match &match)
        : ImpactPart(term, factor, list, match) {}

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        xc::Impact impact = least(min_weight);
        return docid_ = impact ? list_->next(wanted, impact) : ended;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        if (has(wanted, min_weight))
            return wanted;
        return list_->impact(wanted) > 0 ? wanted + 1 : list_->next(wanted, 1);
    }

    bool has(Xapian::docid docid, double min_weight) override {
        xc::Impact impact = list_->impact(docid);
        if (impact == 0 || impact < steps(min_weight))
            return false;
        docid_ = docid;
        return true;
    }

    double most_near(Xapian::docid docid, Xapian::docid &end) override {
        end = std::min(end, list_->range_end(docid));
        return bound_of(list_->most_near(docid));
    }
    Xapian::termcount wdf() override { return list_->wdf(docid_); }
    double weight() override { return weight_of(wdf()); }
    double bound() override { return bound_of(list_->impact(docid_)); }
};

class SparsePart final : public ImpactPart<xc::SparseList> {
    size_t at_ = 0;   /**< place of docid_ */
    size_t near_ = 0; /**< place that most_near was asked about */
    Xapian::docid near_docid_ = 0;

    void stand(size_t at) {
        at_ = at;
        docid_ = list_->docid(at);
    }

  public:
    SparsePart(const xc::Node &term, double factor, const xc::SharedSparseList &list,
               const Match &match)
        : ImpactPart(term, factor, list, match) {}

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        xc::Impact impact = least(min_weight);
        stand(impact ? list_->next(list_->find(at_, wanted), impact) : list_->size());
        return docid_;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        if (docid_ < wanted)
            stand(list_->find(at_, wanted));
        return docid_ == wanted && list_->impact(at_) < steps(min_weight) ? wanted + 1 : docid_;
    }

    /** It may be asked about documents before those it was asked about last. */
    double most_near(Xapian::docid docid, Xapian::docid &end) override {
        near_ = list_->find(docid < near_docid_ ? 0 : near_, docid);
        near_docid_ = docid;
        end = std::min(end, list_->range_end(near_));
        return bound_of(list_->most_near(near_));
    }
    Xapian::termcount wdf() override { return list_->wdf(at_); }
    double weight() override { return weight_of(wdf()); }
    double bound() override { return bound_of(list_->impact(at_)); }
};

class SynonymPart final : public Part {
    const Match &match_;
    xc::MergedList merged_;
    KindFormula formula_{};
    std::vector<xc::Merged>::const_iterator at_;

    void go(Xapian::docid wanted) {
        auto end = merged_->end();
        if (at_ == end || at_->docid >= wanted)
            return;
        if (++at_ != end && at_->docid < wanted)
            at_ = std::lower_bound(at_, end, wanted,
                                   [](const xc::Merged &document, Xapian::docid docid) {
                                       return document.docid < docid;
                                   });
    }

  public:
    SynonymPart(const std::vector<std::string> &terms, double factor, const Match &match)
        : match_(match), merged_(match.memo->merge(terms, match.pace)), at_(merged_->begin()) {
        formula = &formula_;
        least_frequent = estimate = most_frequent = static_cast<Xapian::doccount>(merged_->size());
        Xapian::termcount wdf = 0;
        for (const xc::Merged &document : *merged_)
            wdf = std::max(wdf, document.wdf);
        formula_ = KindFormula(match.parameters, estimate, 1, factor);
        most = formula_.most(wdf, match.least_length);
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        go(wanted);
        if (min_weight > 0)
            while (at_ != merged_->end() &&
                   formula_.part(at_->wdf, match_.shortest(at_->docid)) < min_weight)
                ++at_;
        return at_ == merged_->end() ? ended : at_->docid;
    }

    Xapian::termcount wdf() override { return at_->wdf; }
    double weight() override { return formula_.part(at_->wdf, match_.length(at_->docid)); }
    double bound() override { return formula_.part(at_->wdf, match_.shortest(at_->docid)); }
};

/** Documents of a filter. */
class BitsPart final : public Part {
    xc::SharedBits bits_;

  public:
    explicit BitsPart(const xc::FilterBits &filter) : bits_(filter.bits) {
        cheap = true;
        least_frequent = most_frequent = estimate = filter.count;
    }

    Xapian::docid seek(Xapian::docid wanted, double) override {
        if (wanted / 64 >= bits_->size())
            return ended;
        size_t next = xc::next_bit(bits_->data(), bits_->size(), wanted);
        return next == xc::no_bit ? ended : static_cast<Xapian::docid>(next);
    }

    bool has(Xapian::docid docid, double) override {
        return docid / 64 < bits_->size() && (*bits_)[docid / 64] >> docid % 64 & 1;
    }

    double weight() override { return 0; }
};

/** Docids of a range, be there documents or not. */
class RangePart final : public Part {
    Xapian::docid first_, last_;

  public:
    RangePart(const xc::Node &range, const Match &match)
        : first_(range.first), last_(std::min(range.last, match.db.get_lastdocid())) {
        Xapian::docid size = first_ <= last_ ? last_ - first_ + 1 : 0;
        most_frequent = estimate = std::min<Xapian::doccount>(size, match.db.get_doccount());
    }

    Xapian::docid seek(Xapian::docid wanted, double) override {
        return wanted > last_ || first_ > last_ ? ended : std::max(wanted, first_);
    }

    bool has(Xapian::docid docid, double) override { return docid >= first_ && docid <= last_; }

    double weight() override { return 0; }
};

/** A posting source of the binding's, driven as libxapian would. */
class SourcePart final : public Part {
    std::unique_ptr<Xapian::PostingSource> source_;
    double factor_;
    Xapian::docid docid_ = 0;

  public:
    SourcePart(const Xapian::PostingSource &source, double factor, const Match &match)
        : source_(source.clone()), factor_(factor) {
        xc::MatchedSource::start_source(*source_, match.db);
        most = factor_ * source_->get_maxweight();
        least_frequent = source_->get_termfreq_min();
        estimate = source_->get_termfreq_est();
        most_frequent = source_->get_termfreq_max();
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        if (docid_ >= wanted)
            return docid_;
        double least = factor_ > 0 ? std::max(min_weight, 0.0) / factor_ : 0;
        if (docid_ + 1 == wanted)
            source_->next(least);
        else
            source_->skip_to(wanted, least);
        docid_ = source_->at_end() ? ended : source_->get_docid();
        return docid_;
    }

    double weight() override { return factor_ > 0 ? factor_ * source_->get_weight() : 0; }
};

} // namespace

xc::OwnedPart xc::make_term_part(const Node &term, double factor, const Match &match) {
    xc::SharedFrequentTerm frequent;
    if (factor > 0 && !term.term.empty())
        frequent = match.memo->frequent(term.term, match.parameters, match.pace);
    if (frequent && frequent->list)
        return std::make_unique<DensePart>(term, factor, frequent->list, match);
    if (frequent && frequent->sparse)
        return std::make_unique<SparsePart>(term, factor, frequent->sparse, match);
    return std::make_unique<TermPart>(term, factor, frequent, match);
}

xc::OwnedPart xc::make_synonym_part(const std::vector<std::string> &terms, double factor,
                                    const Match &match) {
    return std::make_unique<SynonymPart>(terms, factor, match);
}

xc::OwnedPart xc::make_filter_part(const FilterBits &filter) {
    return std::make_unique<BitsPart>(filter);
}

xc::OwnedPart xc::make_range_part(const Node &range, const Match &match) {
    return std::make_unique<RangePart>(range, match);
}

xc::OwnedPart xc::make_source_part(const Xapian::PostingSource &source, double factor,
                                   const Match &match) {
    return std::make_unique<SourcePart>(source, factor, match);
}
