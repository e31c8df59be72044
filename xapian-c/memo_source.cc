/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo_source.cc: sources for terms and synonyms, weighted as KindWeight does it.
 */
#include "xapian-c/memo.h"

#include "xapian-c/internal.h"
#include "xapian-c/plain.h"

#include <algorithm>

namespace {

typedef Xapian::Query Query;

/** What both have in common: the weight of a document by its wdf and its length. */
class WeightedSource : public xc::MatchedSource {
  protected:
    xc::SharedMemo memo_;
    xc::KindParameters parameters_;
    Xapian::Database db_;
    xc::KindFormula formula_;
    Xapian::doccount termfreq_ = 0;
    Xapian::termcount least_length_ = 0;

    virtual void start() = 0;

    void begin(const Xapian::Database &db) override {
        db_ = db;
        start();
    }

    /** From `termfreq_` and what is known of wdf. */
    void set_weight(Xapian::termcount wqf, Xapian::termcount most_wdf) {
        least_length_ = db_.get_doclength_lower_bound();
        formula_ = xc::KindFormula(parameters_, termfreq_, wqf, 1);
        set_maxweight(formula_.most(most_wdf, least_length_));
    }

    double weight_of(Xapian::docid docid, Xapian::termcount wdf) const {
        Xapian::termcount &length = memo_->length(docid);
        if (length == xc::Memo::unknown)
            length = db_.get_doclength(docid);
        return formula_.part(wdf, length);
    }

    /** May it weigh enough, as far as can be seen without fetching a length? Sources run ahead of
     *  one another, and lengths are cheap to fetch in the order of documents only. */
    bool may_weigh(double min_weight, Xapian::docid docid, Xapian::termcount wdf) const {
        Xapian::termcount length = memo_->length(docid);
        return formula_.part(wdf, length == xc::Memo::unknown ? least_length_ : length) >=
               min_weight;
    }

  public:
    WeightedSource(const xc::SharedMemo &memo, const xc::KindParameters &parameters)
        : memo_(memo), parameters_(parameters) {}

    Xapian::doccount get_termfreq_min() const override { return termfreq_; }
    Xapian::doccount get_termfreq_est() const override { return termfreq_; }
    Xapian::doccount get_termfreq_max() const override { return termfreq_; }
};

/** A list of documents that is gone through one by one. */
class ListSource : public WeightedSource {
  protected:
    bool started_ = false;

    virtual void advance() = 0;
    /** Go on from where it is to what may weigh enough. */
    virtual void settle(double min_weight) = 0;

  public:
    using WeightedSource::WeightedSource;
    void next(double min_weight) override {
        if (started_)
            advance();
        started_ = true;
        settle(min_weight);
    }
};

class TermSource : public ListSource {
    std::string term_;
    Xapian::termcount wqf_;
    Xapian::PostingIterator at_, end_;

    void start() override {
        termfreq_ = db_.get_termfreq(term_);
        at_ = db_.postlist_begin(term_);
        end_ = db_.postlist_end(term_);
        set_weight(wqf_, db_.get_wdf_upper_bound(term_));
        started_ = false;
    }

    void advance() override { ++at_; }
    void settle(double min_weight) override {
        if (min_weight > 0)
            while (at_ != end_ && !may_weigh(min_weight, *at_, at_.get_wdf()))
                ++at_;
    }

  public:
    TermSource(const std::string &term, Xapian::termcount wqf, const xc::SharedMemo &memo,
               const xc::KindParameters &parameters)
        : ListSource(memo, parameters), term_(term), wqf_(wqf) {}
    TermSource *clone() const override { return new TermSource(term_, wqf_, memo_, parameters_); }
    std::string get_description() const override { return term_; }
    double get_weight() const override { return weight_of(*at_, at_.get_wdf()); }
    Xapian::docid get_docid() const override { return *at_; }
    bool at_end() const override { return at_ == end_; }

    void skip_to(Xapian::docid docid, double min_weight) override {
        if (!started_ || *at_ < docid)
            at_.skip_to(docid);
        started_ = true;
        settle(min_weight);
    }
};

class SynonymSource : public ListSource {
    std::vector<std::string> terms_;
    xc::MergedList merged_;
    std::vector<xc::Merged>::const_iterator at_;

    void start() override {
        merged_ = memo_->merge(terms_);
        at_ = merged_->begin();
        termfreq_ = static_cast<Xapian::doccount>(merged_->size());
        Xapian::termcount most = 0;
        for (const xc::Merged &document : *merged_)
            most = std::max(most, document.wdf);
        set_weight(1, most);
        started_ = false;
    }

    void advance() override { ++at_; }
    void settle(double min_weight) override {
        if (min_weight > 0)
            while (at_ != merged_->end() && !may_weigh(min_weight, at_->docid, at_->wdf))
                ++at_;
    }

  public:
    SynonymSource(const std::vector<std::string> &terms, const xc::SharedMemo &memo,
                  const xc::KindParameters &parameters)
        : ListSource(memo, parameters), terms_(terms) {}
    SynonymSource *clone() const override { return new SynonymSource(terms_, memo_, parameters_); }
    std::string get_description() const override {
        return "synonym of " + std::to_string(terms_.size());
    }
    double get_weight() const override { return weight_of(at_->docid, at_->wdf); }
    Xapian::docid get_docid() const override { return at_->docid; }
    bool at_end() const override { return at_ == merged_->end(); }

    void skip_to(Xapian::docid docid, double min_weight) override {
        started_ = true;
        at_ = std::lower_bound(at_, merged_->end(), docid,
                               [](const xc::Merged &document, Xapian::docid wanted) {
                                   return document.docid < wanted;
                               });
        settle(min_weight);
    }
};

/** Any of several terms, the more the better: a disjunction that leaves alone what cannot matter.
 *
 *  Terms stand in the order of the most they can weigh. While the least of them together weigh less
 *  than a document needs, no document is looked for on their account; they are asked only about
 *  documents that others have brought up (Turtle and Flood's MaxScore, 1995). libxapian's tree of
 *  ORs does so for each pair of branches; with dozens of terms, most of them frequent, this reads a
 *  fraction of the postings. */
class AnySource : public WeightedSource {
  public:
    struct Term {
        std::string term;
        Xapian::termcount wqf;
    };

  private:
    static constexpr Xapian::docid ended = UINT32_MAX;

    struct Part {
        xc::KindFormula formula;
        double most;     /**< it can weigh */
        double together; /**< it and all before it can weigh */
        Xapian::PostingIterator at, end;
        Xapian::docid docid; /**< 0: before its first */

        void go(Xapian::docid wanted) {
            if (docid >= wanted)
                return;
            if (docid + 1 == wanted && docid > 0)
                ++at;
            else
                at.skip_to(wanted);
            docid = at == end ? ended : *at;
        }
        double weigh(double length) const { return formula.part(at.get_wdf(), length); }
    };

    std::vector<Term> terms_;
    std::vector<Part> parts_;
    std::vector<Part *> here_; /**< the parts that the document looked at has, as far as known */
    size_t first_ = 0;         /**< the parts before it bring up no document */
    Xapian::doccount most_frequent_ = 0, all_ = 0;
    Xapian::docid docid_ = 0;
    double weight_ = 0;

    void start() override {
        double none = 1; /* how likely a document has none of them */
        double documents = std::max(db_.get_doccount(), 1u);
        least_length_ = db_.get_doclength_lower_bound();
        parts_.clear();
        most_frequent_ = all_ = 0;
        for (const Term &term : terms_) {
            Xapian::doccount termfreq = db_.get_termfreq(term.term);
            if (termfreq == 0)
                continue;
            xc::KindFormula formula(parameters_, termfreq, term.wqf, 1);
            double most = formula.most(db_.get_wdf_upper_bound(term.term), least_length_);
            parts_.push_back(
                {formula, most, 0, db_.postlist_begin(term.term), db_.postlist_end(term.term), 0});
            most_frequent_ = std::max(most_frequent_, termfreq);
            all_ += std::min(termfreq, db_.get_doccount() - all_);
            none *= 1 - termfreq / documents;
        }
        termfreq_ = std::min(
            all_, std::max(most_frequent_, static_cast<Xapian::doccount>(documents * (1 - none))));
        order_parts();
    }

    void order_parts() {
        std::stable_sort(parts_.begin(), parts_.end(),
                         [](const Part &a, const Part &b) { return a.most < b.most; });
        double together = 0;
        for (Part &part : parts_)
            part.together = together += part.most;
        first_ = 0;
        docid_ = 0;
        set_maxweight(together);
    }

    /** The next document, from `wanted` on, that one of the weightier parts has; these are here_.
     */
    Xapian::docid bring_up(Xapian::docid wanted) {
        Xapian::docid least = ended;
        for (size_t i = first_; i < parts_.size(); ++i) {
            Part &part = parts_[i];
            part.go(wanted);
            if (part.docid > least)
                continue;
            if (part.docid < least)
                here_.clear();
            least = part.docid;
            here_.push_back(&part);
        }
        return least;
    }

    /** Does the document weigh enough? Then weight_ is what it weighs, added up in the same order
     *  whatever was needed. */
    bool weigh(Xapian::docid docid, double min_weight) {
        double bound = first_ ? parts_[first_ - 1].together : 0;
        for (const Part *part : here_)
            bound += part->most;
        if (bound < min_weight)
            return false;
        Xapian::termcount &length = memo_->length(docid);
        if (length == xc::Memo::unknown)
            length = db_.get_doclength(docid);
        double sum = 0;
        for (const Part *part : here_)
            sum += part->weigh(length);
        for (size_t i = first_; i-- > 0;) {
            Part &part = parts_[i];
            if (sum + part.together < min_weight)
                return false;
            part.go(docid);
            if (part.docid == docid) {
                sum += part.weigh(length);
                here_.push_back(&part);
            }
        }
        /* The order of the parts, which stand in an array. */
        std::sort(here_.begin(), here_.end());
        weight_ = 0;
        for (const Part *part : here_)
            weight_ += part->weigh(length);
        return weight_ >= min_weight;
    }

    void find(Xapian::docid wanted, double min_weight) {
        while (first_ < parts_.size() && parts_[first_].together < min_weight)
            ++first_;
        do
            docid_ = wanted = bring_up(wanted);
        while (docid_ != ended && !weigh(docid_, min_weight) && ++wanted);
    }

  public:
    AnySource(const std::vector<Term> &terms, const xc::SharedMemo &memo,
              const xc::KindParameters &parameters)
        : WeightedSource(memo, parameters), terms_(terms) {}
    AnySource *clone() const override { return new AnySource(terms_, memo_, parameters_); }
    std::string get_description() const override {
        return "any of " + std::to_string(terms_.size());
    }
    Xapian::doccount get_termfreq_min() const override { return most_frequent_; }
    Xapian::doccount get_termfreq_max() const override { return all_; }
    double get_weight() const override { return weight_; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return docid_ == ended; }
    void next(double min_weight) override { find(docid_ + 1, min_weight); }
    void skip_to(Xapian::docid docid, double min_weight) override {
        if (docid_ < docid)
            find(docid, min_weight);
    }
};

/** The terms of a synonym; none when there is anything else in it. */
std::vector<std::string> terms_of(const Query &synonym) {
    std::vector<std::string> terms;
    for (size_t i = 0; i < synonym.get_num_subqueries(); ++i) {
        Query part = synonym.get_subquery(i);
        if (part.get_type() != Query::LEAF_TERM)
            return {};
        terms.push_back(*part.get_terms_begin());
    }
    return terms;
}

/** A disjunction: its terms by one source, whatever else it has as it comes. */
Query any_of(const Query &query, const xc::SharedMemo &memo, const xc::KindParameters &parameters) {
    std::vector<AnySource::Term> terms;
    std::vector<Query> parts;
    for (size_t i = 0; i < query.get_num_subqueries(); ++i) {
        Query part = query.get_subquery(i);
        if (part.get_type() == Query::LEAF_TERM)
            terms.push_back({*part.get_terms_begin(), part.get_length()});
        else
            parts.push_back(xc::with_memo(part, memo, parameters));
    }
    if (!terms.empty())
        parts.push_back(xc::own_source(new AnySource(terms, memo, parameters)));
    return Query(Query::OP_OR, parts.begin(), parts.end());
}

} // namespace

Xapian::Query xc::with_memo(const Query &query, const SharedMemo &memo,
                            const KindParameters &parameters) {
    size_t count = query.get_num_subqueries(), weighted = count;
    Xapian::doccount candidates = 0;
    switch (query.get_type()) {
    case Query::LEAF_TERM:
        return xc::own_source(
            new TermSource(*query.get_terms_begin(), query.get_length(), memo, parameters));
    case Query::OP_SYNONYM: {
        std::vector<std::string> terms = terms_of(query);
        return terms.empty() ? query : xc::own_source(new SynonymSource(terms, memo, parameters));
    }
    case Query::OP_OR:
        return any_of(query, memo, parameters);
    case Query::OP_AND:
    case Query::OP_MAX:
    case Query::OP_AND_MAYBE:
        break;
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
        weighted = 1; /* the rest only decides */
        candidates = size_of(memo->db(), query.get_subquery(0));
        break;
    default:
        return query;
    }
    std::vector<Query> parts;
    for (size_t i = 0; i < count; ++i) {
        Query part = query.get_subquery(i);
        parts.push_back(i < weighted ? with_memo(part, memo, parameters)
                                     : with_bits(part, candidates, memo));
    }
    return Query(query.get_type(), parts.begin(), parts.end());
}
