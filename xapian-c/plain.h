/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plain.h: plain queries, those of terms and what combines them, which can be answered from posting
 * lists without libxapian's matcher.
 */
#ifndef XAPIAN_C_PLAIN_H
#define XAPIAN_C_PLAIN_H

#include <vector>

#include <xapian.h>

namespace xc {

/** Is it made of terms, all, nothing, and AND, OR, NOT and their like alone? */
bool is_plain(const Xapian::Query &query);

/** What it matches without what it weighs. */
Xapian::Query unscaled(Xapian::Query query);

/** A bound of how many documents a plain query matches. */
Xapian::doccount size_of(const Xapian::Database &db, const Xapian::Query &query);

/** The operands, unscaled: as they come, and those that match fewest first. */
std::vector<Xapian::Query> parts_of(const Xapian::Query &query);
std::vector<Xapian::Query> parts_by_size(const Xapian::Database &db, const Xapian::Query &query);

} // namespace xc

#endif
