/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian.h: what the parts of peer-xapian share.
 */
#ifndef FIHRIST_BENCH_PEER_XAPIAN_H
#define FIHRIST_BENCH_PEER_XAPIAN_H

#include <libstemmer.h>

#include "tests/bench/peers/peer.h"
#include "xapian-c.h"

/** Dies with libxapian's message when `status` is negative. */
void xapian_must(int status, const xc_error *err, const char *what);

/** A question against what scriptindex made by the script that `peer-xapian script` prints: words
 *  by their stems, phrases by exact forms, filters without weight. Yours: xc_query_free. */
xc_query *xapian_query(struct sb_stemmer *stemmer, const peer_question *question);

#endif
