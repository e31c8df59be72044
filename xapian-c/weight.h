/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * weight.h: BM25 for one kind of document in a database of several.
 *
 * libxapian judges rarity and length against the whole database. Here the number of documents and
 * their average length are given; all else is as its BM25Weight does it, with k2 0.
 */
#ifndef XAPIAN_C_WEIGHT_H
#define XAPIAN_C_WEIGHT_H

#include <xapian.h>

#include <cstdint>

namespace xc {

struct KindParameters {
    double k1, k3, b, min_normlen;
    uint32_t doc_count;
    double average_length;
};

class KindWeight : public Xapian::Weight {
    KindParameters given_;
    double factor_ = 0;      /**< all of the weight that no document changes */
    double length_unit_ = 0; /**< 1 / average length; 0 where length does not matter */

    bool length_matters() const noexcept { return given_.k1 != 0 && given_.b != 0; }
    double part(double wdf, double length) const noexcept;

  protected:
    void init(double factor) override;

  public:
    explicit KindWeight(const KindParameters &given);
    KindWeight *clone() const override { return new KindWeight(given_); }
    double get_maxpart() const override;
#if XAPIAN_AT_LEAST(1, 5, 0)
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount,
                       Xapian::termcount) const override {
        return part(wdf, length);
    }
#else
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length,
                       Xapian::termcount) const override {
        return part(wdf, length);
    }
    double get_sumextra(Xapian::termcount, Xapian::termcount) const override {
        return 0;
    }
    double get_maxextra() const override {
        return 0;
    }
#endif
};

} // namespace xc

#endif
