/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * conjunction.h: all that has to be true of a document for a query to match it, in one list,
 * however ANDs, FILTERs, NOTs, MAYBEs and conditions are nested: so that what is cheap can be
 * tested first, and conditions last.
 */
#ifndef XAPIAN_C_CONJUNCTION_H
#define XAPIAN_C_CONJUNCTION_H

#include "xapian-c/query_tree.h"

namespace xc {

struct Conjunct {
    Tree tree;
    double factor; /**< of its weight; 0: it only filters */
};

struct Conjunction {
    std::vector<Conjunct> required{}; /**< none: all documents */
    std::vector<Tree> excluded{};
    std::vector<Conjunct> optional{}; /**< add their weight where they match */
    std::vector<Condition> conditions{};
    bool beside = false; /**< others that weigh bring up documents too, which it is asked about */
};

/** What `tree` is made of, with `factor` times its weights. */
Conjunction flatten(const Tree &tree, double factor);

} // namespace xc

#endif
