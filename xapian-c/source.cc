/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * source.cc: posting sources: a list of docids, a range of them, and one by callbacks.
 *
 * The matcher clones a source for each match, so the clones share what they were made from and
 * have a position of their own. What a callback says is checked: a source that goes backwards, or
 * weighs more than it said, would silently lose hits.
 */
#include "xapian-c/query_tree.h"

#include <algorithm>
#include <cmath>

using xc::guard;

namespace {

/** What both sources have in common: their bounds. */
class Source : public xc::MatchedSource {
  protected:
    xc_source_bounds bounds_{};
    virtual void start(const Xapian::Database &db) = 0;
    void begin(const Xapian::Database &db) override {
        start(db);
        set_maxweight(bounds_.max_weight);
    }

  public:
    Xapian::doccount get_termfreq_min() const override { return bounds_.lower; }
    Xapian::doccount get_termfreq_est() const override { return bounds_.estimated; }
    Xapian::doccount get_termfreq_max() const override { return bounds_.upper; }
};

typedef std::shared_ptr<const std::vector<uint32_t>> Docids;

class DocidSource : public Source {
    Docids docids_;
    double weight_;
    std::vector<uint32_t>::const_iterator at_;
    bool started_ = false;

  protected:
    void start(const Xapian::Database &db) override {
        size_t most = std::min(docids_->size(), static_cast<size_t>(db.get_doccount()));
        uint32_t count = static_cast<uint32_t>(most);
        bounds_ = xc_source_bounds{count, count, count, weight_};
        at_ = docids_->begin();
        started_ = false;
    }

  public:
    DocidSource(const Docids &docids, double weight)
        : docids_(docids), weight_(weight), at_(docids->begin()) {}
    double get_weight() const override { return weight_; }
    Xapian::docid get_docid() const override { return *at_; }
    bool at_end() const override { return at_ == docids_->end(); }
    DocidSource *clone() const override { return new DocidSource(docids_, weight_); }
    std::string get_description() const override { return "docids"; }

    void next(double min_weight) override {
        if (min_weight > weight_)
            at_ = docids_->end();
        else if (started_)
            ++at_;
        started_ = true;
    }

    /** Doubling steps, then bisection: near targets are near in the list as a rule. */
    void skip_to(Xapian::docid docid, double min_weight) override {
        started_ = true;
        auto end = docids_->end();
        if (min_weight > weight_)
            at_ = end;
        ptrdiff_t step = 1;
        auto low = at_;
        while (end - low > step && low[step] < docid) {
            low += step;
            step *= 2;
        }
        at_ = std::lower_bound(low, end - low > step ? low + step + 1 : end, docid);
    }
};

/** As libxapian's matcher sees a range. */
class RangeSource : public Source {
    Xapian::docid first_, last_;
    Xapian::docid end_ = 0; /**< the last of them that a document may have */
    Xapian::docid docid_ = 0;

  protected:
    void start(const Xapian::Database &db) override {
        end_ = std::min(last_, db.get_lastdocid());
        Xapian::docid size = first_ <= end_ ? end_ - first_ + 1 : 0;
        Xapian::doccount most = std::min<Xapian::doccount>(size, db.get_doccount());
        bounds_ = xc_source_bounds{0, most, most, 0};
        docid_ = 0;
    }

  public:
    RangeSource(Xapian::docid first, Xapian::docid last) : first_(first), last_(last) {}
    double get_weight() const override { return 0; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return docid_ > end_; }
    RangeSource *clone() const override { return new RangeSource(first_, last_); }
    std::string get_description() const override {
        return "docids " + std::to_string(first_) + ".." + std::to_string(last_);
    }

    void next(double min_weight) override { skip_to(docid_ + 1, min_weight); }
    void skip_to(Xapian::docid docid, double min_weight) override {
        docid_ = min_weight > 0 ? end_ + 1 : std::max(docid_, std::max(docid, first_));
    }
};

/** The caller's callbacks; released when the last query or match that needs them is gone. */
struct Callbacks {
    xc_source_callbacks calls;
    void *user;
    bool armed = false; /**< not while the query is made: then the caller keeps `user` */

    ~Callbacks() {
        if (armed && calls.release)
            calls.release(user);
    }
};

class CallbackSource : public Source {
    std::shared_ptr<Callbacks> callbacks_;
    xc_database db_;
    void *state_ = nullptr;
    bool open_ = false;
    bool at_end_ = false;
    uint32_t docid_ = 0;
    double weight_ = 0;

    void close() noexcept {
        if (open_ && callbacks_->calls.close)
            callbacks_->calls.close(state_);
        open_ = false;
    }

    /** Take what next or skip_to returned. */
    void moved(const char *callback, int status, uint32_t docid, double weight) {
        if (status < 0)
            throw xc::CallbackFailure{callback, status};
        at_end_ = status == 0;
        if (at_end_)
            return;
        if (docid <= docid_)
            throw Xapian::InvalidArgumentError("a posting source went back");
        if (!(weight >= 0 && weight <= bounds_.max_weight))
            throw Xapian::InvalidArgumentError("a posting source weighs more than its bound");
        docid_ = docid;
        weight_ = weight;
    }

  protected:
    void start(const Xapian::Database &db) override {
        close();
        db_.db = db;
        docid_ = 0;
        at_end_ = false;
        bounds_ = xc_source_bounds{};
        int status = callbacks_->calls.open(callbacks_->user, &db_, &state_, &bounds_);
        if (status < 0)
            throw xc::CallbackFailure{"source open", status};
        open_ = true;
        const xc_source_bounds &b = bounds_;
        if (!(b.lower <= b.estimated && b.estimated <= b.upper) || !(b.max_weight >= 0) ||
            !std::isfinite(b.max_weight))
            throw Xapian::InvalidArgumentError("bounds of a posting source are out of order");
    }

  public:
    explicit CallbackSource(const std::shared_ptr<Callbacks> &callbacks) : callbacks_(callbacks) {}
    ~CallbackSource() override { close(); }
    double get_weight() const override { return weight_; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return at_end_; }
    CallbackSource *clone() const override { return new CallbackSource(callbacks_); }
    std::string get_description() const override { return "callback"; }

    void next(double min_weight) override {
        uint32_t docid = 0;
        double weight = 0;
        int status = callbacks_->calls.next(state_, min_weight, &docid, &weight);
        moved("source next", status, docid, weight);
    }

    void skip_to(Xapian::docid docid, double min_weight) override {
        if (docid_ >= docid)
            return;
        if (!callbacks_->calls.skip_to) {
            do
                next(min_weight);
            while (!at_end_ && docid_ < docid);
            return;
        }
        uint32_t found = 0;
        double weight = 0;
        int status = callbacks_->calls.skip_to(state_, docid, min_weight, &found, &weight);
        if (status == 1 && found < docid)
            throw Xapian::InvalidArgumentError("a posting source skipped too little");
        moved("source skip_to", status, found, weight);
    }
};

int give_source(Source *source, xc_query **ret_query) {
    xc::Tree tree = xc::make_source(source); /* before anything else can fail */
    *ret_query = new xc_query{tree, 1};
    return 0;
}

} // namespace

int xc_query_docids(const uint32_t *docids, size_t count, double weight, xc_query **ret_query,
                    xc_error *err) {
    if (!(weight >= 0) || !std::isfinite(weight))
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%g is no weight", weight);
    for (size_t i = 0; i < count; ++i)
        if (docids[i] <= (i ? docids[i - 1] : 0))
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "docids do not ascend at %zu", i);
    return guard(err, [&] {
        auto copy = std::make_shared<const std::vector<uint32_t>>(docids, docids + count);
        return give_source(new DocidSource(copy, weight), ret_query);
    });
}

xc::Tree xc::make_range(Xapian::docid first, Xapian::docid last) {
    auto node = std::make_shared<Node>(Op::Range);
    node->query = own_source(new RangeSource(first, last));
    node->first = first;
    node->last = last;
    return node;
}

int xc_query_docid_range(uint32_t first, uint32_t last, xc_query **ret_query, xc_error *err) {
    if (first == 0 || first > last || last == UINT32_MAX)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%u to %u is no range of docids", first, last);
    return guard(err, [&] {
        *ret_query = new xc_query{xc::make_range(first, last), 1};
        return 0;
    });
}

int xc_query_source(const xc_source_callbacks *callbacks, void *user, xc_query **ret_query,
                    xc_error *err) {
    if (callbacks->struct_bytes != sizeof *callbacks || !callbacks->open || !callbacks->next)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "callbacks of a source are not complete");
    return guard(err, [&] {
        auto shared = std::make_shared<Callbacks>();
        shared->calls = *callbacks;
        shared->user = user;
        int status = give_source(new CallbackSource(shared), ret_query);
        shared->armed = true;
        return status;
    });
}
