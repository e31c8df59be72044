/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bits.cc: all documents that match a query, as bits. A query that is not plain (with phrases,
 * sources, ranges in it) is left to libxapian's matcher.
 */
#include "xapian-c/collector.h"
#include "xapian-c/plain.h"

#include <algorithm>

using xc::guard;

namespace {

typedef Xapian::Query Query;
using xc::Bits;
using xc::Pace;

/** Sees every document the matcher finds, and refuses them all. */
class Noter : public Xapian::MatchDecider {
    Bits &bits_;
    Pace &pace_;

  public:
    Noter(Bits &bits, Pace &pace) : bits_(bits), pace_(pace) {}
    bool operator()(const Xapian::Document &document) const override {
        Xapian::docid docid = document.get_docid();
        bits_[docid / 64] |= uint64_t{1} << docid % 64;
        pace_.step();
        return false;
    }
};

void match_all(const Xapian::Database &db, const Query &query, Bits &bits, Pace &pace) {
    Noter noter(bits, pace);
    Xapian::Enquire enquire(db);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.get_mset(0, 1, db.get_doccount(), nullptr, &noter);
}

Bits bits_of(const Query &query, xc::Memo &memo, xc_check check, void *user) {
    Pace pace(check, user);
    if (xc::is_plain(query))
        return xc::collect(query, memo, pace);
    Bits bits(memo.bit_words());
    match_all(memo.db(), query, bits, pace);
    return bits;
}

} // namespace

int xc_query_bits(xc_memo *memo, const xc_query *query, uint64_t *bits, size_t words,
                  xc_check check, void *user, xc_error *err) {
    if (err) /* so that a message found there afterwards is the callback's */
        *err = xc_error{};
    return guard(err, [&] {
        if (words < memo->memo->bit_words())
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "%zu words of bits are too few", words);
        Bits found = bits_of(query->query, *memo->memo, check, user);
        std::fill(std::copy(found.begin(), found.end(), bits), bits + words, 0);
        return 0;
    });
}
