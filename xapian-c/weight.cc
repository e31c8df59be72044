/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * weight.cc: see weight.h.
 */
#include "xapian-c/weight.h"

#include <algorithm>
#include <cmath>

xc::KindWeight::KindWeight(const KindParameters &given) : given_(given) {
    need_stat(TERMFREQ);
    need_stat(WQF);
    need_stat(WDF);
    need_stat(WDF_MAX);
    if (length_matters()) {
        need_stat(DOC_LENGTH);
        need_stat(DOC_LENGTH_MIN);
    }
}

void xc::KindWeight::init(double factor) {
    if (factor == 0) { /* asked for the part that does not depend on terms: there is none */
        factor_ = 0;
        return;
    }
    double termfreq = get_termfreq();
    double documents = std::max(static_cast<double>(given_.doc_count), termfreq);
    double odds = (documents - termfreq + 0.5) / (termfreq + 0.5);
    /* Where a term is in a third of the documents or more, libxapian bends the odds so that their
     * logarithm stays above zero. */
    if (odds < 2)
        odds = odds * 0.5 + 1;
    double wqf = get_wqf();
    factor_ =
        std::log(odds) * factor * ((given_.k3 + 1) * wqf / (given_.k3 + wqf)) * (given_.k1 + 1);
    length_unit_ = length_matters() ? 1 / given_.average_length : 0;
}

double xc::KindWeight::part(double wdf, double length) const noexcept {
    if (wdf == 0)
        return 0;
    double normal = std::max(length * length_unit_, given_.min_normlen);
    return factor_ * (wdf / (given_.k1 * (normal * given_.b + (1 - given_.b)) + wdf));
}

/** The weight rises with wdf and falls with length, and no document is shorter than its wdf. Along
 *  length == wdf it still rises, so the greatest wdf at the least length possible bounds it. The
 *  bounds libxapian gives are of the whole database, and so of any kind in it. */
double xc::KindWeight::get_maxpart() const {
    Xapian::termcount wdf = get_wdf_upper_bound();
    return part(wdf, length_matters() ? std::max(wdf, get_doclength_lower_bound()) : 0);
}
