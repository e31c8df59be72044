/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * part.cc: which queries sources of ours can go through, and what they are made of.
 */
#include "xapian-c/part.h"

#include "xapian-c/collector.h"
#include "xapian-c/plain.h"

#include <algorithm>

namespace {

using xc::Conjunct;
using xc::Conjunction;
using xc::Match;
using xc::Node;
using xc::Op;
using xc::OwnedPart;
using xc::Tree;

bool is_term(const Tree &tree) {
    return tree->op == Op::Term;
}

/** The first part with `factor`, the others with `rest`. */
bool can_make_parts(const Node &node, double factor, double rest) {
    for (size_t i = 0; i < node.parts.size(); ++i)
        if (!xc::can_make(node.parts[i], i ? rest : factor))
            return false;
    return true;
}

/** Is it a disjunction when its parts have `factor`? */
bool is_any(Op op, double factor) {
    return op == Op::Or || (factor == 0 && (op == Op::Synonym || op == Op::Max));
}

/** Alternatives within alternatives are alternatives. */
void add_alternatives(const Tree &tree, double factor, const Match &match,
                      std::vector<OwnedPart> &parts) {
    if (tree->op == Op::Scale)
        add_alternatives(tree->parts[0], factor * tree->factor, match, parts);
    else if (is_any(tree->op, factor))
        for (const Tree &part : tree->parts)
            add_alternatives(part, factor, match, parts);
    else
        parts.push_back(xc::make_part(tree, factor, match));
}

size_t count_terms(const Tree &tree) {
    size_t count = tree->op == Op::Term;
    for (const Tree &part : tree->parts)
        count += count_terms(part);
    return count;
}

/** A filter as bits where `candidates`, documents that will be asked about, are so many that
 *  reading it whole is cheaper; else from its posting lists. */
OwnedPart make_filter(const Tree &tree, Xapian::doccount candidates, const Match &match) {
    enum { CHEAPER = 64 }; /* postings read while one list is moved to a document */
    uint64_t moves = uint64_t{candidates} * count_terms(tree);
    if (!moves || !xc::is_plain(tree) || tree->conditional ||
        moves < xc::size_of(*match.memo, tree) / CHEAPER)
        return xc::make_part(tree, 0, match);
    return xc::make_filter_part(match.memo->filter(tree, match.pace));
}

/** How many documents filters may be asked about; 0 where nothing weighs, as then the first few
 *  that match may be all that is wanted. */
Xapian::doccount count_candidates(const Conjunction &all, const Match &match) {
    Xapian::doccount least = all.beside ? match.db.get_doccount() : 0;
    for (const Conjunct &part : all.required)
        if (part.factor > 0) {
            Xapian::doccount size = xc::size_of(*match.memo, part.tree);
            least = least ? std::min(least, size) : size;
        }
    return least;
}

} // namespace

bool xc::can_make(const Tree &tree, double factor) {
    switch (tree->op) {
    case Op::Term:
    case Op::All:
    case Op::Range:
    case Op::Source:
        return true;
    case Op::Synonym:
        if (factor > 0)
            return std::all_of(tree->parts.begin(), tree->parts.end(), is_term);
        break;
    case Op::Filter:
    case Op::AndNot:
        return can_make_parts(*tree, factor, 0);
    case Op::AndMaybe:
        return factor > 0 ? can_make_parts(*tree, factor, factor) : can_make(tree->parts[0], 0);
    case Op::Scale:
        return can_make(tree->parts[0], factor * tree->factor);
    case Op::Max:
        if (factor > 0)
            return false;
        break;
    case Op::And:
    case Op::Or:
    case Op::Where:
        break;
    case Op::Nothing:
    case Op::Xor:
    case Op::Other:
        return false;
    }
    return can_make_parts(*tree, factor, factor);
}

xc::OwnedPart xc::make_part(const Tree &tree, double factor, const Match &match) {
    if (tree->op == Op::Term || tree->op == Op::All)
        return make_term_part(*tree, factor, match);
    if (tree->op == Op::Range)
        return make_range_part(*tree, match);
    if (tree->op == Op::Source)
        return make_source_part(*tree->source, factor, match);
    if (is_any(tree->op, factor)) {
        std::vector<OwnedPart> parts;
        add_alternatives(tree, factor, match, parts);
        return make_any_part(std::move(parts), match);
    }
    if (tree->op == Op::Synonym) {
        std::vector<std::string> terms;
        for (const Tree &part : tree->parts)
            terms.push_back(part->term);
        return make_synonym_part(terms, factor, match);
    }
    return make_part(flatten(tree, factor), match);
}

xc::OwnedPart xc::make_part(const Conjunction &all, const Match &match) {
    Xapian::doccount candidates = count_candidates(all, match);
    std::vector<OwnedPart> required, excluded, optional;
    for (const Conjunct &part : all.required)
        required.push_back(part.factor > 0 ? make_part(part.tree, part.factor, match)
                                           : make_filter(part.tree, candidates, match));
    if (required.empty())
        required.push_back(make_term_part(*make_term("", 1, 0), 0, match));
    for (const Tree &part : all.excluded)
        excluded.push_back(make_filter(part, candidates, match));
    for (const Conjunct &part : all.optional)
        optional.push_back(make_part(part.tree, part.factor, match));
    if (required.size() == 1 && excluded.empty() && optional.empty() && all.conditions.empty())
        return std::move(required.front());
    OwnedPart maybe = optional.empty() ? nullptr : make_any_part(std::move(optional), match);
    return make_all_part(std::move(required), std::move(excluded), std::move(maybe), all.conditions,
                         match);
}
