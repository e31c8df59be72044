/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plain.h: plain queries, those of terms and what combines them, which can be answered from posting
 * lists without libxapian's matcher.
 */
#ifndef XAPIAN_C_PLAIN_H
#define XAPIAN_C_PLAIN_H

#include "xapian-c/memo.h"

namespace xc {

/** Is it made of terms, ranges of docids, all, nothing, cheap conditions, and AND, OR, NOT and
 * their like alone? */
bool is_plain(const Tree &tree);

/** What it matches without what it weighs. */
Tree unscaled(Tree tree);

/** A bound of how many documents a query matches. */
Xapian::doccount size_of(Memo &memo, const Tree &tree);

/** The operands, unscaled: as they come, and those that match fewest first. */
std::vector<Tree> parts_of(const Tree &tree);
std::vector<Tree> by_size(Memo &memo, const std::vector<Tree> &parts);

} // namespace xc

#endif
