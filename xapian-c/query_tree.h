/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_tree.h: a query as the binding keeps it: a tree of its own, which can be looked into and
 * hold conditions, and is made into libxapian's when it is run.
 *
 * A tree is simple: nothing is no part of another query, and AND, OR and their like have two parts
 * or more (a SYNONYM may have one).
 */
#ifndef XAPIAN_C_QUERY_TREE_H
#define XAPIAN_C_QUERY_TREE_H

#include "xapian-c/condition.h"

#include <memory>
#include <string>
#include <vector>

namespace xc {

struct Node;
/** Never null. Parts are shared, and never changed. */
typedef std::shared_ptr<const Node> Tree;

enum class Op {
    And, /* as the XC_OP_ are numbered */
    Or,
    AndNot,
    Filter,
    AndMaybe,
    Synonym,
    Max,
    Xor,
    Term,
    All,
    Nothing,
    Scale,
    Where,
    Range,  /**< documents with docids from `first` to `last` */
    Source, /**< a posting source of the binding's */
    Other   /**< what only libxapian knows to match: phrases, ranges */
};

struct Node {
    Op op;
    std::vector<Tree> parts{};
    std::string term{}; /**< empty for All */
    Xapian::termcount wqf = 1;
    Xapian::termpos position = 0;
    double factor = 1;                       /**< of Scale */
    Condition condition{};                   /**< of Where */
    Xapian::docid first = 0, last = 0;       /**< of Range */
    Xapian::Query query{};                   /**< of Range, Source and Other */
    Xapian::PostingSource *source = nullptr; /**< of Source; `query` owns it */
    bool conditional = false;                /**< there is a Where in it */

    explicit Node(Op its_op) : op(its_op) {}
};

Tree make_term(const std::string &term, Xapian::termcount wqf, Xapian::termpos position);
Tree make_nothing();
Tree make_other(const Xapian::Query &query);
Tree make_range(Xapian::docid first, Xapian::docid last);
/** The tree owns `source` from here on, even when it cannot be made. */
Tree make_source(Xapian::PostingSource *source);
/** One of the first eight operators. */
Tree combine(Op op, const std::vector<Tree> &parts);
Tree scale(double factor, const Tree &tree);
Tree where(const Condition &condition, const Tree &tree);

/** As libxapian runs it by itself. Conditions are asked about whatever else is found; `estimate`:
 *  none is asked, and they count in the estimate. */
Xapian::Query xapian_query(const Tree &tree, bool estimate = false);
/** An operator of libxapian's on parts that are its queries. */
Xapian::Query xapian_combination(Op op, const std::vector<Xapian::Query> &parts);

/** `tree` without the conditions that the whole of it is under; these are added to `conditions`. */
Tree take_conditions(const Tree &tree, std::vector<Condition> &conditions);

} // namespace xc

struct xc_query {
    xc::Tree tree;
    unsigned depth; /**< levels of nesting, 1 for a leaf */
};

#endif
