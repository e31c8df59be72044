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

#include <algorithm>
#include <cstdint>

namespace xc {

struct KindParameters {
    double k1, k3, b, min_normlen;
    uint32_t doc_count;
    double average_length;

    bool length_matters() const noexcept { return k1 != 0 && b != 0; }
    /** Is KindFormula::unit the same with the others? */
    bool weighs_like(const KindParameters &other) const noexcept {
        return k1 == other.k1 && b == other.b && min_normlen == other.min_normlen &&
               average_length == other.average_length;
    }
};

/** The weight of one term in a document of a kind. */
class KindFormula {
    KindParameters given_{};
    double factor_ = 0;      /**< all of the weight that no document changes */
    double length_unit_ = 0; /**< 1 / average length; 0 where length does not matter */

  public:
    KindFormula() = default;
    KindFormula(const KindParameters &given, double termfreq, double wqf, double factor);

    double part(double wdf, double length) const noexcept {
        return wdf == 0 ? 0 : factor_ * unit(wdf, length);
    }
    /** That without what no document changes, below 1. */
    double unit(double wdf, double length) const noexcept {
        double normal = std::max(length * length_unit_, given_.min_normlen);
        return wdf == 0 ? 0 : wdf / (given_.k1 * (normal * given_.b + (1 - given_.b)) + wdf);
    }
    double of_unit(double unit) const noexcept { return factor_ * unit; }
    /** A bound of it, where `wdf` is one of wdf and `length` a lower one of length. */
    double most(Xapian::termcount wdf, Xapian::termcount length) const noexcept;
};

class KindWeight : public Xapian::Weight {
    KindParameters given_;
    KindFormula formula_;

  protected:
    void init(double factor) override;

  public:
    explicit KindWeight(const KindParameters &given);
    KindWeight *clone() const override { return new KindWeight(given_); }
    double get_maxpart() const override;
#if XAPIAN_AT_LEAST(1, 5, 0)
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount,
                       Xapian::termcount) const override {
        return formula_.part(wdf, length);
    }
#else
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length,
                       Xapian::termcount) const override {
        return formula_.part(wdf, length);
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
