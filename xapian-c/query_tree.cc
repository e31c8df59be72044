/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_tree.cc: see query_tree.h. Simplified as libxapian simplifies its own queries.
 */
#include "xapian-c/query_tree.h"

#include <algorithm>

namespace {

using xc::Node;
using xc::Op;
using xc::Tree;

bool is_conjunction(Op op) {
    return op == Op::And || op == Op::Filter;
}

/** Is the first part what matches, and the others only leave out or add weight? */
bool is_led(Op op) {
    return op == Op::AndNot || op == Op::AndMaybe;
}

bool is_nothing(const Tree &tree) {
    return tree->op == Op::Nothing;
}

/** Without the parts that change nothing; none at all where nothing is left to match. */
std::vector<Tree> simplify(Op op, const std::vector<Tree> &parts) {
    bool void_of_all = is_conjunction(op) ? std::any_of(parts.begin(), parts.end(), is_nothing)
                                          : is_led(op) && !parts.empty() && is_nothing(parts[0]);
    std::vector<Tree> left;
    if (!void_of_all)
        std::copy_if(parts.begin(), parts.end(), std::back_inserter(left),
                     [](const Tree &part) { return !is_nothing(part); });
    return left;
}

/** A synonym of one query that is not a term still weighs as a term does. */
bool stands_alone(Op op, const Tree &part) {
    return op != Op::Synonym || part->op == Op::Term || part->op == Op::All ||
           part->op == Op::Synonym;
}

/** Of what is only looked at to be left out. libxapian 1.4.22 does not set up the bounds of an AND
 *  MAYBE there, and may then take it for an AND. */
Tree without_maybe(const Tree &tree) {
    if (tree->op == Op::AndMaybe)
        return without_maybe(tree->parts[0]);
    if (tree->parts.empty())
        return tree;
    auto node = std::make_shared<Node>(*tree);
    node->conditional = tree->op == Op::Where;
    for (Tree &part : node->parts) {
        part = without_maybe(part);
        node->conditional = node->conditional || part->conditional;
    }
    return node;
}

Tree with_parts(Op op, std::vector<Tree> parts) {
    auto node = std::make_shared<Node>(op);
    node->conditional =
        std::any_of(parts.begin(), parts.end(), [](const Tree &part) { return part->conditional; });
    node->parts = std::move(parts);
    return node;
}

} // namespace

Tree xc::make_term(const std::string &term, Xapian::termcount wqf, Xapian::termpos position) {
    auto node = std::make_shared<Node>(term.empty() ? Op::All : Op::Term);
    node->term = term;
    node->wqf = wqf;
    node->position = position;
    return node;
}

Tree xc::make_nothing() {
    return std::make_shared<Node>(Op::Nothing);
}

Tree xc::make_other(const Xapian::Query &query) {
    if (query.empty())
        return make_nothing();
    if (query.get_type() == Xapian::Query::LEAF_MATCH_ALL)
        return make_term("", 1, 0);
    auto node = std::make_shared<Node>(Op::Other);
    node->query = query;
    return node;
}

Tree xc::make_source(Xapian::PostingSource *source) {
    Xapian::Query query = own_source(source);
    auto node = std::make_shared<Node>(Op::Source);
    node->query = query;
    node->source = source;
    return node;
}

Tree xc::combine(Op op, const std::vector<Tree> &parts) {
    std::vector<Tree> left = simplify(op, parts);
    if (left.empty())
        return make_nothing();
    if (left.size() == 1 && stands_alone(op, left[0]))
        return left[0];
    for (size_t i = 1; op == Op::AndNot && i < left.size(); ++i)
        left[i] = without_maybe(left[i]);
    return with_parts(op, std::move(left));
}

Tree xc::scale(double factor, const Tree &tree) {
    if (is_nothing(tree))
        return tree;
    auto node = std::make_shared<Node>(*with_parts(Op::Scale, {tree}));
    node->factor = factor;
    return node;
}

Tree xc::where(const Condition &condition, const Tree &tree) {
    if (is_nothing(tree))
        return tree;
    auto node = std::make_shared<Node>(*with_parts(Op::Where, {tree}));
    node->condition = condition;
    node->conditional = true;
    return node;
}

Xapian::Query xc::xapian_combination(Op op, const std::vector<Xapian::Query> &parts) {
    static const Xapian::Query::op operators[] = {
        Xapian::Query::OP_AND,    Xapian::Query::OP_OR,        Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_FILTER, Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_SYNONYM,
        Xapian::Query::OP_MAX,    Xapian::Query::OP_XOR};
    return Xapian::Query(operators[static_cast<int>(op)], parts.begin(), parts.end());
}

Xapian::Query xc::xapian_query(const Tree &tree, bool estimate) {
    std::vector<Xapian::Query> parts;
    for (const Tree &part : tree->parts)
        parts.push_back(xapian_query(part, estimate));
    switch (tree->op) {
    case Op::Term:
    case Op::All:
        return Xapian::Query(tree->term, tree->wqf, tree->position);
    case Op::Nothing:
        return Xapian::Query();
    case Op::Range:
    case Op::Source:
    case Op::Other:
        return tree->query;
    case Op::Scale:
        return Xapian::Query(tree->factor, parts[0]);
    case Op::Where:
        return xapian_combination(Op::Filter,
                                  {parts[0], condition_query(tree->condition, estimate)});
    default:
        return xapian_combination(tree->op, parts);
    }
}

Tree xc::take_conditions(const Tree &tree, std::vector<Condition> &conditions) {
    if (!tree->conditional)
        return tree;
    std::vector<Tree> parts = tree->parts;
    switch (tree->op) {
    case Op::Where: {
        Tree rest = take_conditions(parts[0], conditions);
        add_condition(tree->condition, conditions);
        return rest;
    }
    case Op::Scale:
        return scale(tree->factor, take_conditions(parts[0], conditions));
    case Op::And:
    case Op::Filter:
        for (Tree &part : parts)
            part = take_conditions(part, conditions);
        return combine(tree->op, parts);
    case Op::AndNot:
    case Op::AndMaybe:
        parts[0] = take_conditions(parts[0], conditions);
        return combine(tree->op, parts);
    default:
        return tree;
    }
}
