/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * filter_source.cc: filters of many documents as bits.
 */
#include "xapian-c/collector.h"
#include "xapian-c/plain.h"

namespace {

typedef Xapian::Query Query;

/** Matches the documents of some bits, and weighs nothing. */
class BitsSource : public xc::MatchedSource {
    xc::SharedBits bits_;
    Xapian::doccount count_ = 0;
    Xapian::docid docid_ = 0; /**< 0: before the first */
    bool at_end_ = false;

    void begin(const Xapian::Database &) override {
        docid_ = 0;
        at_end_ = false;
    }

    bool has(Xapian::docid docid) const {
        return docid / 64 < bits_->size() && (*bits_)[docid / 64] >> docid % 64 & 1;
    }

    void find(Xapian::docid from) {
        size_t word = from / 64;
        if (word < bits_->size()) {
            uint64_t left = (*bits_)[word] >> from % 64 << from % 64;
            while (left == 0 && ++word < bits_->size())
                left = (*bits_)[word];
            docid_ = static_cast<Xapian::docid>(word * 64 + (left ? __builtin_ctzll(left) : 0));
        }
        at_end_ = word >= bits_->size();
    }

  public:
    explicit BitsSource(const xc::SharedBits &bits) : bits_(bits) {
        for (uint64_t word : *bits)
            count_ += static_cast<Xapian::doccount>(__builtin_popcountll(word));
    }
    BitsSource *clone() const override { return new BitsSource(bits_); }
    std::string get_description() const override {
        return "any of " + std::to_string(count_) + " documents";
    }
    Xapian::doccount get_termfreq_min() const override { return count_; }
    Xapian::doccount get_termfreq_est() const override { return count_; }
    Xapian::doccount get_termfreq_max() const override { return count_; }
    Xapian::docid get_docid() const override { return docid_; }
    bool at_end() const override { return at_end_; }
    void next(double) override { find(docid_ + 1); }
    void skip_to(Xapian::docid docid, double) override {
        if (docid_ < docid)
            find(docid);
    }
    bool check(Xapian::docid docid, double) override {
        if (!has(docid))
            return false;
        docid_ = docid;
        return true;
    }
};

} // namespace

Query xc::with_bits(const Query &filter, Xapian::doccount candidates, const SharedMemo &memo) {
    enum { CHEAPER = 64 }; /* postings read while one list is moved to a document */
    uint64_t moves = uint64_t{candidates} * filter.get_length();
    if (!is_plain(filter) || moves < size_of(memo->db(), filter) / CHEAPER)
        return filter;
    Pace pace(nullptr, nullptr);
    auto bits = std::make_shared<const Bits>(collect(filter, *memo, pace));
    return own_source(new BitsSource(bits));
}
