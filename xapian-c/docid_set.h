/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * docid_set.h: all documents that match a query, as bits.
 */
#ifndef XAPIAN_C_DOCID_SET_H
#define XAPIAN_C_DOCID_SET_H

#include "xapian-c.h"

#include <xapian.h>

#include <vector>

namespace xc {

/** Bit `docid % 64` of element `docid / 64`. */
typedef std::vector<uint64_t> Bits;

/** Throws what `check` returned as a CallbackFailure. */
Bits bits_of(const Xapian::Database &db, const Xapian::Query &query, xc_check check, void *user);

} // namespace xc

#endif
