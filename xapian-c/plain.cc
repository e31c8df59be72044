/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plain.cc: see plain.h.
 */
#include "xapian-c/plain.h"

#include <algorithm>

using xc::Op;
using xc::Tree;

bool xc::is_plain(const Tree &tree) {
    switch (tree->op) {
    case Op::Where:
        return tree->condition.cheap() && is_plain(tree->parts[0]);
    case Op::Source:
    case Op::Other:
    case Op::Xor:
        return false;
    default:
        return std::all_of(tree->parts.begin(), tree->parts.end(), is_plain);
    }
}

Tree xc::unscaled(Tree tree) {
    while (tree->op == Op::Scale)
        tree = tree->parts[0];
    return tree;
}

Xapian::doccount xc::size_of(Memo &memo, const Tree &tree) {
    Xapian::doccount all = memo.db().get_doccount(), bound = 0;
    switch (tree->op) {
    case Op::Term:
        return memo.stats(tree->term).termfreq;
    case Op::Nothing:
        return 0;
    case Op::Range:
        return std::min(all, tree->last - tree->first + 1);
    case Op::Scale:
    case Op::Where:
    case Op::AndNot:
    case Op::AndMaybe:
        return size_of(memo, tree->parts[0]);
    case Op::And:
    case Op::Filter:
        bound = all;
        for (const Tree &part : tree->parts)
            bound = std::min(bound, size_of(memo, part));
        return bound;
    case Op::Or:
    case Op::Max:
    case Op::Synonym:
        for (const Tree &part : tree->parts)
            bound += std::min(all - bound, size_of(memo, part));
        return bound;
    default:
        return all;
    }
}

std::vector<Tree> xc::parts_of(const Tree &tree) {
    std::vector<Tree> parts;
    for (const Tree &part : tree->parts)
        parts.push_back(unscaled(part));
    return parts;
}

std::vector<Tree> xc::by_size(Memo &memo, const std::vector<Tree> &parts) {
    std::vector<std::pair<Xapian::doccount, Tree>> sized;
    for (const Tree &part : parts)
        sized.emplace_back(size_of(memo, part), part);
    std::stable_sort(sized.begin(), sized.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Tree> sorted;
    for (const auto &part : sized)
        sorted.push_back(part.second);
    return sorted;
}
