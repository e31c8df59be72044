/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bits.cc: all documents that match a query, as bits, from libxapian's matcher where need be.
 */
#include "xapian-c/collector.h"
#include "xapian-c/plain.h"

#include <algorithm>

using xc::Bits;
using xc::guard;
using xc::Pace;

namespace {

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

} // namespace

void xc::add_matches(const Xapian::Database &db, const Xapian::Query &query, Bits &bits,
                     Pace &pace) {
    Noter noter(bits, pace);
    Xapian::Enquire enquire(db);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.get_mset(0, 1, db.get_doccount(), nullptr, &noter);
}

int xc_query_bits(xc_memo *memo, const xc_query *query, uint64_t *bits, size_t words,
                  xc_check check, void *user, xc_error *err) {
    if (err) /* so that a message found there afterwards is the callback's */
        *err = xc_error{};
    return guard(err, [&] {
        if (words < memo->memo->bit_words())
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "%zu words of bits are too few", words);
        Pace pace(check, user);
        Bits found = xc::collect(query->tree, *memo->memo, pace);
        std::fill(std::copy(found.begin(), found.end(), bits), bits + words, 0);
        return 0;
    });
}
