/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * collector.cc: see collector.h.
 */
#include "xapian-c/collector.h"

#include "xapian-c/conjunction.h"
#include "xapian-c/plain.h"

#include <algorithm>

namespace {

using xc::Bits;
using xc::Op;
using xc::Tree;

/** Going to a document costs as much as some postings on the way. */
enum { FEWER = 4 };

/** Counts no further than it has to. */
bool has_fewer(const Bits &bits, size_t than) {
    size_t sum = 0;
    for (size_t k = 0; k < bits.size() && sum < than; ++k)
        if (bits[k]) /* mostly a word has none */
            sum += static_cast<size_t>(__builtin_popcountll(bits[k]));
    return sum < than;
}

bool has_any(const Bits &bits) {
    return std::any_of(bits.begin(), bits.end(), [](uint64_t word) { return word != 0; });
}

void unite(const Bits &other, Bits &bits) {
    for (size_t k = 0; k < bits.size(); ++k)
        bits[k] |= other[k];
}

void intersect(const Bits &other, Bits &bits) {
    for (size_t k = 0; k < bits.size(); ++k)
        bits[k] &= other[k];
}

void differ(const Bits &other, Bits &bits) {
    for (size_t k = 0; k < bits.size(); ++k)
        bits[k] ^= other[k];
}

/** Every document of `bits`, of which `action` may remove what it has seen. */
template <typename Action> void each(const Bits &bits, Action action) {
    for (size_t k = 0; k < bits.size(); ++k)
        for (uint64_t left = bits[k]; left; left &= left - 1)
            action(static_cast<Xapian::docid>(k * 64 + static_cast<size_t>(__builtin_ctzll(left))));
}

void remove(Xapian::docid docid, Bits &bits) {
    bits[docid / 64] &= ~(uint64_t{1} << docid % 64);
}

class Collector {
    xc::Memo &memo_;
    xc::Pace &pace_;
    const Bits *within_ = nullptr; /**< what is found besides does not matter; null: all does */

    void add_term(const std::string &term, Bits &bits) {
        if (xc::SharedBits known = memo_.bits(term, pace_))
            unite(*known, bits);
        else
            xc::add_postings(memo_.db(), term, bits, pace_);
    }

    /** Whether there are documents of all these docids is for others to say. */
    void add_range(const xc::Node &range, Bits &bits) {
        size_t end = size_t{std::min(memo_.db().get_lastdocid(), range.last)} + 1;
        for (size_t docid = range.first; docid < end; ++docid)
            if (docid % 64 == 0 && end - docid >= 64) {
                bits[docid / 64] = ~uint64_t{0};
                docid += 63;
            } else {
                bits[docid / 64] |= uint64_t{1} << docid % 64;
            }
    }

    /** Keep of `found` what has, or has not, a term, by going from document to document. */
    void filter(const std::string &term, bool without, Bits &found) {
        Xapian::PostingIterator at = memo_.db().postlist_begin(term);
        Xapian::PostingIterator end = memo_.db().postlist_end(term);
        each(found, [&](Xapian::docid docid) {
            if (at != end)
                at.skip_to(docid);
            if ((at != end && *at == docid) == without)
                remove(docid, found);
            pace_.step();
        });
    }

    void ask(const xc::Condition &condition, Bits &found) {
        Xapian::docid ahead[xc::AHEAD];
        size_t n = 0;
        auto settle = [&] {
            for (size_t i = 0; i < n; ++i)
                if (!condition.holds(ahead[i]))
                    remove(ahead[i], found);
            n = 0;
        };
        each(found, [&](Xapian::docid docid) {
            condition.expect(docid);
            ahead[n++] = docid;
            if (n == xc::AHEAD)
                settle();
            pace_.step();
        });
        settle();
    }

    /** Without any of several: the commonest first, which leave least to ask the others about. */
    void keep_without_any(const Tree &tree, Bits &found) {
        std::vector<Tree> parts = xc::by_size(memo_, xc::parts_of(tree));
        for (size_t i = parts.size(); i-- > 0 && has_any(found);)
            keep(parts[i], true, found);
    }

    void keep(const Tree &tree, bool without, Bits &found) {
        if (without && (tree->op == Op::Or || tree->op == Op::Max || tree->op == Op::Synonym)) {
            keep_without_any(tree, found);
            return;
        }
        if (tree->op == Op::Term && !memo_.has_bits(tree->term) &&
            has_fewer(found, memo_.stats(tree->term).termfreq / FEWER)) {
            filter(tree->term, without, found);
            return;
        }
        const Bits *outer = within_;
        within_ = &found;
        Bits other = collect(tree);
        within_ = outer;
        for (size_t k = 0; k < found.size(); ++k)
            found[k] &= without ? ~other[k] : other[k];
    }

    /** In the order in which they are to be looked at: conditions are dear. */
    std::vector<Tree> in_order(const std::vector<Tree> &parts) {
        std::vector<Tree> sorted;
        std::transform(parts.begin(), parts.end(), std::back_inserter(sorted), xc::unscaled);
        sorted = xc::by_size(memo_, sorted);
        std::stable_partition(sorted.begin(), sorted.end(),
                              [](const Tree &part) { return !part->conditional; });
        return sorted;
    }

    void add_conjunction(const Tree &tree, Bits &bits) {
        xc::Conjunction all = xc::flatten(tree, 0);
        std::vector<Tree> required;
        for (const xc::Conjunct &part : all.required)
            required.push_back(part.tree);
        if (required.empty())
            required.push_back(xc::make_term("", 1, 0));
        required = in_order(required);
        Bits found = collect(required[0]);
        if (within_)
            intersect(*within_, found);
        size_t next = 1;
        for (; next < required.size() && !required[next]->conditional; ++next)
            keep(required[next], false, found);
        all.excluded = in_order(all.excluded);
        for (const Tree &part : all.excluded)
            if (!part->conditional)
                keep(part, true, found);
        for (const xc::Condition &condition : all.conditions)
            ask(condition, found);
        for (; next < required.size(); ++next)
            keep(required[next], false, found);
        for (const Tree &part : all.excluded)
            if (part->conditional)
                keep(part, true, found);
        unite(found, bits);
    }

    void add(const Tree &tree, Bits &bits) {
        switch (tree->op) {
        case Op::Term:
        case Op::All:
            add_term(tree->term, bits);
            break;
        case Op::Range:
            add_range(*tree, bits);
            break;
        case Op::Or:
        case Op::Max:
        case Op::Synonym:
        case Op::Scale:
            for (const Tree &part : tree->parts)
                add(part, bits);
            break;
        case Op::And:
        case Op::Filter:
        case Op::AndNot:
        case Op::Where:
            add_conjunction(tree, bits);
            break;
        case Op::AndMaybe:
            add(tree->parts[0], bits);
            break;
        case Op::Xor: {
            Bits odd(memo_.bit_words());
            for (const Tree &part : tree->parts)
                differ(collect(part), odd);
            unite(odd, bits);
            break;
        }
        case Op::Source:
        case Op::Other:
            xc::add_matches(memo_.db(), tree->query, bits, pace_);
            break;
        case Op::Nothing:
            break;
        }
    }

  public:
    Collector(xc::Memo &memo, xc::Pace &pace) : memo_(memo), pace_(pace) {}

    Bits collect(const Tree &tree) {
        Bits bits(memo_.bit_words());
        add(tree, bits);
        return bits;
    }
};

} // namespace

void xc::add_postings(const Xapian::Database &db, const std::string &term, Bits &bits, Pace &pace) {
    Xapian::PostingIterator end = db.postlist_end(term);
    for (auto it = db.postlist_begin(term); it != end; ++it) {
        Xapian::docid docid = *it;
        bits.at(docid / 64) |= uint64_t{1} << docid % 64;
        pace.step();
    }
}

Bits xc::collect(const Tree &tree, Memo &memo, Pace &pace) {
    if (!is_plain(tree) && !tree->conditional) {
        Bits bits(memo.bit_words());
        add_matches(memo.db(), xapian_query(tree), bits, pace);
        return bits;
    }
    return Collector(memo, pace).collect(tree);
}
