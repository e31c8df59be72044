/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * weight.cc: see weight.h.
 */
#include "xapian-c/weight.h"

#include <cmath>

xc::KindFormula::KindFormula(const KindParameters &given, double termfreq, double wqf,
                             double factor)
    : given_(given) {
    if (factor == 0) /* asked for the part that does not depend on terms: there is none */
        return;
    double documents = std::max(static_cast<double>(given_.doc_count), termfreq);
    double odds = (documents - termfreq + 0.5) / (termfreq + 0.5);
    /* Where a term is in a third of the documents or more, libxapian bends the odds so that their
     * logarithm stays above zero. */
    if (odds < 2)
        odds = odds * 0.5 + 1;
    factor_ =
        std::log(odds) * factor * ((given_.k3 + 1) * wqf / (given_.k3 + wqf)) * (given_.k1 + 1);
    length_unit_ = given_.length_matters() ? 1 / given_.average_length : 0;
}

/** The weight rises with wdf and falls with length, and no document is shorter than its wdf. Along
 *  length == wdf it still rises, so the greatest wdf at the least length possible bounds it. The
 *  bounds libxapian gives are of the whole database, and so of any kind in it. */
double xc::KindFormula::most(Xapian::termcount wdf, Xapian::termcount length) const noexcept {
    return part(wdf, given_.length_matters() ? std::max(wdf, length) : 0);
}

xc::KindWeight::KindWeight(const KindParameters &given) : given_(given) {
    need_stat(TERMFREQ);
    need_stat(WQF);
    need_stat(WDF);
    need_stat(WDF_MAX);
    if (given_.length_matters()) {
        need_stat(DOC_LENGTH);
        need_stat(DOC_LENGTH_MIN);
    }
}

void xc::KindWeight::init(double factor) {
    formula_ = factor == 0 ? KindFormula() : KindFormula(given_, get_termfreq(), get_wqf(), factor);
}

double xc::KindWeight::get_maxpart() const {
    return formula_.most(get_wdf_upper_bound(),
                         given_.length_matters() ? get_doclength_lower_bound() : 0);
}
