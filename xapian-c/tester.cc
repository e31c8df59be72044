/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * tester.cc: does a document match a plain query? Asked about documents in ascending order, the
 * answer is found by going forward in the posting lists, no further than each question needs.
 */
#include "xapian-c/plain.h"

#include <algorithm>

using xc::guard;

namespace {

using xc::Op;
using xc::Tree;

class Node {
  public:
    virtual ~Node() = default;
    virtual bool has(Xapian::docid docid) = 0;
};

typedef std::unique_ptr<Node> Owned;

/** Its list is opened when it is first needed: of a long OR many lists never are. */
class Term : public Node {
    Xapian::Database db_;
    std::string term_;
    Xapian::PostingIterator at_, end_;
    bool open_ = false;
    Xapian::docid docid_ = 0;

  public:
    Term(const Xapian::Database &db, const std::string &term) : db_(db), term_(term) {}
    bool has(Xapian::docid docid) override {
        if (!open_) {
            at_ = db_.postlist_begin(term_);
            end_ = db_.postlist_end(term_);
            open_ = true;
        }
        if (docid_ < docid) {
            if (at_ != end_)
                at_.skip_to(docid);
            docid_ = at_ == end_ ? UINT32_MAX : *at_;
        }
        return docid_ == docid;
    }
};

/** A term whose list is remembered. */
class DenseTerm : public Node {
    xc::SharedDenseList list_;

  public:
    explicit DenseTerm(const xc::SharedDenseList &list) : list_(list) {}
    bool has(Xapian::docid docid) override { return list_->impact(docid) > 0; }
};

/** AND, OR and NOT differ in what ends the look through their parts, and how. */
class Combination : public Node {
    std::vector<Owned> parts_;
    Op op_;

  public:
    Combination(Op op, std::vector<Owned> parts) : parts_(std::move(parts)), op_(op) {}
    bool has(Xapian::docid docid) override {
        bool any = op_ == Op::Or, without = op_ == Op::AndNot;
        for (size_t i = 0; i < parts_.size(); ++i) {
            bool found = parts_[i]->has(docid);
            if (any ? found : found == (without && i > 0))
                return any;
        }
        return !any;
    }
};

class Range : public Node {
    Xapian::docid first_, last_;

  public:
    Range(Xapian::docid first, Xapian::docid last) : first_(first), last_(last) {}
    bool has(Xapian::docid docid) override { return docid >= first_ && docid <= last_; }
};

class Where : public Node {
    Owned part_;
    xc::Condition condition_;

  public:
    Where(Owned part, const xc::Condition &condition)
        : part_(std::move(part)), condition_(condition) {}
    bool has(Xapian::docid docid) override { return part_->has(docid) && condition_.holds(docid); }
};

class Nothing : public Node {
  public:
    bool has(Xapian::docid) override { return false; }
};

Owned make(xc::Memo &memo, const Tree &given);

/** What settles the question soonest comes first: the rarest of AND, the commonest of OR. */
Owned combine(xc::Memo &memo, const Tree &tree, Op op) {
    std::vector<Tree> parts = xc::parts_of(tree);
    if (op != Op::AndNot)
        parts = xc::by_size(memo, parts);
    if (op == Op::Or)
        std::reverse(parts.begin(), parts.end());
    std::vector<Owned> nodes;
    for (const Tree &part : parts)
        nodes.push_back(make(memo, part));
    return std::make_unique<Combination>(op, std::move(nodes));
}

Owned make_term(xc::Memo &memo, const std::string &term) {
    if (xc::SharedDenseList list = memo.known_dense(term))
        return std::make_unique<DenseTerm>(list);
    return std::make_unique<Term>(memo.db(), term);
}

Owned make(xc::Memo &memo, const Tree &given) {
    Tree tree = xc::unscaled(given);
    switch (tree->op) {
    case Op::Term:
    case Op::All:
        return make_term(memo, tree->term);
    case Op::Range:
        return std::make_unique<Range>(tree->first, tree->last);
    case Op::And:
    case Op::Filter:
        return combine(memo, tree, Op::And);
    case Op::Or:
    case Op::Max:
    case Op::Synonym:
        return combine(memo, tree, Op::Or);
    case Op::AndNot:
        return combine(memo, tree, Op::AndNot);
    case Op::AndMaybe:
        return make(memo, tree->parts[0]);
    case Op::Where:
        return std::make_unique<Where>(make(memo, tree->parts[0]), tree->condition);
    default:
        return std::make_unique<Nothing>();
    }
}

} // namespace

struct xc_tester {
    Owned root;
};

bool xc_query_is_plain(const xc_query *query) {
    bool plain = false;
    guard(nullptr, [&] {
        plain = xc::is_plain(query->tree);
        return 0;
    });
    return plain;
}

int xc_tester_new(xc_memo *memo, const xc_query *query, xc_tester **ret_tester, xc_error *err) {
    return guard(err, [&] {
        if (!xc::is_plain(query->tree))
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "only a plain query can be tested");
        auto tester = std::make_unique<xc_tester>();
        tester->root = make(*memo->memo, query->tree);
        *ret_tester = tester.release();
        return 0;
    });
}

int xc_tester_has(xc_tester *tester, uint32_t docid, xc_error *err) {
    return guard(err, [&] { return tester->root->has(docid) ? 1 : 0; });
}

void xc_tester_free(xc_tester *tester) {
    delete tester;
}
