/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * collector.h: all documents that match a query, as bits.
 *
 * Terms and what combines them are read from their posting lists straight into bits, at some thirty
 * instructions a posting; libxapian's matcher takes ten times as many for a document that matches.
 * Conditions are asked about what is left when all else has been looked at. Sources, phrases and
 * ranges of values are left to libxapian's matcher.
 */
#ifndef XAPIAN_C_COLLECTOR_H
#define XAPIAN_C_COLLECTOR_H

#include "xapian-c/memo.h"
#include "xapian-c/pace.h"

namespace xc {

/** The documents of a query of the memo's snapshot. */
Bits collect(const Tree &tree, Memo &memo, Pace &pace);

/** Add the documents of a term. */
void add_postings(const Xapian::Database &db, const std::string &term, Bits &bits, Pace &pace);

/** Add what libxapian's matcher finds. */
void add_matches(const Xapian::Database &db, const Xapian::Query &query, Bits &bits, Pace &pace);

} // namespace xc

#endif
