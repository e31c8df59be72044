/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * condition.cc: a condition as a filter of libxapian's, where no source of ours can test it.
 */
#include "xapian-c/condition.h"

#include <algorithm>

namespace {

class ConditionSource : public xc::MatchedSource {
    xc::Condition condition_;
    bool estimate_;
    Xapian::doccount documents_ = 0;
    Xapian::docid last_ = 0, docid_ = 0;
    Xapian::docid from_ = 1; /**< documents before it have been asked about */
    bool at_end_ = false;

    void begin(const Xapian::Database &db) override {
        documents_ = db.get_doccount();
        last_ = db.get_lastdocid();
        docid_ = 0;
        from_ = 1;
        at_end_ = false;
    }

    void find() {
        while (from_ <= last_ && !condition_.holds(from_))
            ++from_;
        at_end_ = from_ > last_;
        docid_ = from_++;
    }

  public:
    ConditionSource(const xc::Condition &condition, bool estimate)
        : condition_(condition), estimate_(estimate) {}
    ConditionSource *clone() const override { return new ConditionSource(condition_, estimate_); }
    std::string get_description() const override { return "condition"; }
    /* libxapian's AND asks its parts by their estimates: this has to come after all others, and so
     * is more frequent than any of them can be. */
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override {
        return estimate_ ? static_cast<Xapian::doccount>(documents_ * condition_.share())
                         : documents_ + 1;
    }
    Xapian::doccount get_termfreq_max() const override { return documents_; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return at_end_; }
    void next(double) override { find(); }
    void skip_to(Xapian::docid docid, double) override {
        if (docid_ >= docid)
            return;
        from_ = std::max(from_, docid);
        find();
    }
    bool check(Xapian::docid docid, double) override {
        if (docid < from_)
            return docid_ == docid;
        from_ = docid + 1;
        if (!condition_.holds(docid))
            return false;
        docid_ = docid;
        return true;
    }
};

} // namespace

Xapian::Query xc::condition_query(const Condition &condition, bool estimate) {
    return own_source(new ConditionSource(condition, estimate));
}
