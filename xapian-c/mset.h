/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mset.h: hand a result set to a C caller.
 */
#ifndef XAPIAN_C_MSET_H
#define XAPIAN_C_MSET_H

#include "xapian-c/internal.h"

namespace xc {

/** Copy all of `found`, so that the result outlives the database and its accessors cannot fail. */
int give_mset(const Xapian::MSet &found, xc_mset **ret_mset);

} // namespace xc

#endif
