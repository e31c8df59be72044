/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * leaf_part.cc: terms, synonyms, bits and sources, as parts of a query.
 */
#include "xapian-c/part.h"

#include <algorithm>

namespace {

using xc::KindFormula;
using xc::Match;
using xc::Part;

class TermPart final : public Part {
    const Match &match_;
    KindFormula formula_{};
    Xapian::PostingIterator at_, end_;
    Xapian::docid docid_ = 0; /**< 0: before the first */

    void settle() { docid_ = at_ == end_ ? ended : *at_; }

    void go(Xapian::docid wanted) {
        if (docid_ >= wanted)
            return;
        if (docid_ + 1 == wanted && docid_ > 0)
            ++at_;
        else
            at_.skip_to(wanted);
        settle();
    }

    bool may_weigh(double min_weight) const {
        return formula_.part(at_.get_wdf(), match_.shortest(docid_)) >= min_weight;
    }

  public:
    TermPart(const xc::Node &term, double factor, const Match &match)
        : match_(match), at_(match.db.postlist_begin(term.term)),
          end_(match.db.postlist_end(term.term)) {
        least_frequent = estimate = most_frequent = match.db.get_termfreq(term.term);
        if (at_ == end_)
            docid_ = ended;
        else if (factor > 0 && !term.term.empty()) {
            formula_ = KindFormula(match.parameters, estimate, term.wqf, factor);
            most = formula_.most(match.db.get_wdf_upper_bound(term.term), match.least_length);
        }
    }

    Xapian::docid seek(Xapian::docid wanted, double min_weight) override {
        go(wanted);
        if (min_weight > 0)
            while (docid_ != ended && !may_weigh(min_weight)) {
                ++at_;
                settle();
            }
        return docid_;
    }

    Xapian::docid reach(Xapian::docid wanted, double min_weight) override {
        go(wanted);
        return docid_ == wanted && min_weight > 0 && !may_weigh(min_weight) ? wanted + 1 : docid_;
    }

    double weight() override {
        return most > 0 ? formula_.part(at_.get_wdf(), match_.length(docid_)) : 0;
    }
    double bound() override {
        return most > 0 ? formula_.part(at_.get_wdf(), match_.shortest(docid_)) : 0;
    }
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
        : match_(match), merged_(match.memo->merge(terms)), at_(merged_->begin()) {
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

    double weight() override { return formula_.part(at_->wdf, match_.length(at_->docid)); }
    double bound() override { return formula_.part(at_->wdf, match_.shortest(at_->docid)); }
};

/** Documents of a filter. */
class BitsPart final : public Part {
    xc::SharedBits bits_;

  public:
    explicit BitsPart(const xc::SharedBits &bits) : bits_(bits) {
        cheap = true;
        for (uint64_t word : *bits)
            estimate += static_cast<Xapian::doccount>(__builtin_popcountll(word));
        least_frequent = most_frequent = estimate;
    }

    Xapian::docid seek(Xapian::docid wanted, double) override {
        size_t word = wanted / 64;
        if (word >= bits_->size())
            return ended;
        uint64_t left = (*bits_)[word] >> wanted % 64 << wanted % 64;
        while (left == 0 && ++word < bits_->size())
            left = (*bits_)[word];
        return left ? static_cast<Xapian::docid>(word * 64 +
                                                 static_cast<size_t>(__builtin_ctzll(left)))
                    : ended;
    }

    bool has(Xapian::docid docid, double) override {
        return docid / 64 < bits_->size() && (*bits_)[docid / 64] >> docid % 64 & 1;
    }

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
    return std::make_unique<TermPart>(term, factor, match);
}

xc::OwnedPart xc::make_synonym_part(const std::vector<std::string> &terms, double factor,
                                    const Match &match) {
    return std::make_unique<SynonymPart>(terms, factor, match);
}

xc::OwnedPart xc::make_bits_part(const SharedBits &bits) {
    return std::make_unique<BitsPart>(bits);
}

xc::OwnedPart xc::make_source_part(const Xapian::PostingSource &source, double factor,
                                   const Match &match) {
    return std::make_unique<SourcePart>(source, factor, match);
}
