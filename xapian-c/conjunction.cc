/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * conjunction.cc: see conjunction.h.
 */
#include "xapian-c/conjunction.h"

namespace {

using xc::Conjunction;
using xc::Op;
using xc::Tree;

void add(const Tree &tree, double factor, Conjunction &all) {
    size_t count = tree->parts.size();
    switch (tree->op) {
    case Op::And:
    case Op::Filter:
        for (size_t i = 0; i < count; ++i)
            add(tree->parts[i], i && tree->op == Op::Filter ? 0 : factor, all);
        break;
    case Op::AndNot:
        add(tree->parts[0], factor, all);
        all.excluded.insert(all.excluded.end(), tree->parts.begin() + 1, tree->parts.end());
        break;
    case Op::Where:
        add(tree->parts[0], factor, all);
        xc::add_condition(tree->condition, all.conditions);
        break;
    case Op::Scale:
        add(tree->parts[0], factor * tree->factor, all);
        break;
    case Op::All: /* asks for nothing */
        break;
    case Op::AndMaybe:
        add(tree->parts[0], factor, all);
        for (size_t i = 1; i < count && factor > 0; ++i)
            all.optional.push_back({tree->parts[i], factor});
        break;
    default:
        all.required.push_back({tree, factor});
    }
}

} // namespace

Conjunction xc::flatten(const Tree &tree, double factor) {
    Conjunction all;
    add(tree, factor, all);
    return all;
}
