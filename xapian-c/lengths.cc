/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lengths.cc: see lengths.h.
 */
#include "xapian-c/lengths.h"

#include "xapian-c/internal.h"

#include <algorithm>

using xc::guard;

namespace {

/** One term's postings, weighted as KindWeight does it. */
class TermSource : public Xapian::PostingSource {
    std::string term_;
    Xapian::termcount wqf_;
    xc::Lengths lengths_;
    xc::KindParameters parameters_;

    xc::KindFormula formula_;
    Xapian::doccount termfreq_ = 0;
    Xapian::Database db_;
    Xapian::PostingIterator at_, end_;
    bool started_ = false;
    double weight_ = 0;

    void start(const Xapian::Database &db) {
        db_ = db;
        termfreq_ = db.get_termfreq(term_);
        formula_ = xc::KindFormula(parameters_, termfreq_, wqf_, 1);
        at_ = db.postlist_begin(term_);
        end_ = db.postlist_end(term_);
        started_ = false;
        set_maxweight(formula_.most(db.get_wdf_upper_bound(term_), db.get_doclength_lower_bound()));
    }

    /** From the posting it is at to the first that weighs enough. */
    void settle(double min_weight) {
        for (; at_ != end_; ++at_) {
            Xapian::docid docid = *at_;
            if (docid >= lengths_->size())
                throw Xapian::InvalidArgumentError("the lengths are of another snapshot");
            weight_ = formula_.part(at_.get_wdf(), (*lengths_)[docid]);
            if (weight_ >= min_weight)
                return;
        }
    }

  public:
    TermSource(const std::string &term, Xapian::termcount wqf, const xc::Lengths &lengths,
               const xc::KindParameters &parameters)
        : term_(term), wqf_(wqf), lengths_(lengths), parameters_(parameters) {}

    TermSource *clone() const override {
        return new TermSource(term_, wqf_, lengths_, parameters_);
    }
    std::string get_description() const override { return term_; }
    Xapian::doccount get_termfreq_min() const override { return termfreq_; }
    Xapian::doccount get_termfreq_est() const override { return termfreq_; }
    Xapian::doccount get_termfreq_max() const override { return termfreq_; }
    double get_weight() const override { return weight_; }
    Xapian::docid get_docid() const override { return *at_; }
    bool at_end() const override { return at_ == end_; }

#if XAPIAN_AT_LEAST(1, 5, 0)
    void reset(const Xapian::Database &db, Xapian::doccount) override {
        start(db);
    }
#else
    void init(const Xapian::Database &db) override {
        start(db);
    }
#endif

    void next(double min_weight) override {
        if (started_)
            ++at_;
        started_ = true;
        settle(min_weight);
    }

    void skip_to(Xapian::docid docid, double min_weight) override {
        if (!started_ || *at_ < docid)
            at_.skip_to(docid);
        started_ = true;
        settle(min_weight);
    }
};

typedef Xapian::Query Query;

Query source_for(const Query &leaf, const xc::Lengths &lengths,
                 const xc::KindParameters &parameters) {
    return Query((new TermSource(*leaf.get_terms_begin(), leaf.get_length(), lengths, parameters))
                     ->release());
}

} // namespace

Xapian::Query xc::with_lengths(const Query &query, const Lengths &lengths,
                               const KindParameters &parameters) {
    /* Of these only the first part is weighted. */
    size_t weighted = 1, count = query.get_num_subqueries();
    switch (query.get_type()) {
    case Query::LEAF_TERM:
        return source_for(query, lengths, parameters);
    case Query::OP_AND:
    case Query::OP_OR:
    case Query::OP_MAX:
    case Query::OP_AND_MAYBE:
        weighted = count;
        break;
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
        break;
    default:
        return query;
    }
    std::vector<Query> parts;
    for (size_t i = 0; i < count; ++i) {
        Query part = query.get_subquery(i);
        parts.push_back(i < weighted ? with_lengths(part, lengths, parameters) : part);
    }
    return Query(query.get_type(), parts.begin(), parts.end());
}

int xc_lengths_load(xc_database *db, xc_lengths **ret_lengths, xc_error *err) {
    return guard(err, [&] {
        auto lengths = std::make_shared<std::vector<uint32_t>>(db->db.get_lastdocid() + size_t{1});
        Xapian::PostingIterator end = db->db.postlist_end("");
        for (auto it = db->db.postlist_begin(""); it != end; ++it)
            lengths->at(*it) = it.get_doclength();
        *ret_lengths = new xc_lengths{lengths};
        return 0;
    });
}

void xc_lengths_free(xc_lengths *lengths) {
    delete lengths;
}
