/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * tester.cc: does a document match? Asked about documents in ascending order, a plain query is
 * answered by going forward in its posting lists, no further than each question needs; of any other
 * all documents are found beforehand.
 */
#include "xapian-c/docid_set.h"
#include "xapian-c/internal.h"
#include "xapian-c/plain.h"

#include <algorithm>

using xc::guard;

namespace {

typedef Xapian::Query Query;

class Node {
  public:
    virtual ~Node() = default;
    virtual bool has(Xapian::docid docid) = 0;
};

typedef std::unique_ptr<Node> Owned;

class Term : public Node {
    Xapian::PostingIterator at_, end_;
    Xapian::docid docid_ = 0;

  public:
    Term(const Xapian::Database &db, const std::string &term)
        : at_(db.postlist_begin(term)), end_(db.postlist_end(term)) {}
    bool has(Xapian::docid docid) override {
        if (docid_ < docid) {
            if (at_ != end_)
                at_.skip_to(docid);
            docid_ = at_ == end_ ? UINT32_MAX : *at_;
        }
        return docid_ == docid;
    }
};

/** AND, OR and NOT differ in what ends the look through their parts, and how. */
class Combination : public Node {
    std::vector<Owned> parts_;
    Query::op op_;

  public:
    Combination(Query::op op, std::vector<Owned> parts) : parts_(std::move(parts)), op_(op) {}
    bool has(Xapian::docid docid) override {
        bool any = op_ == Query::OP_OR, without = op_ == Query::OP_AND_NOT;
        for (size_t i = 0; i < parts_.size(); ++i) {
            bool found = parts_[i]->has(docid);
            if (any ? found : found == (without && i > 0))
                return any;
        }
        return !any;
    }
};

class Nothing : public Node {
  public:
    bool has(Xapian::docid) override { return false; }
};

class Set : public Node {
    xc::Bits bits_;

  public:
    explicit Set(xc::Bits bits) : bits_(std::move(bits)) {}
    bool has(Xapian::docid docid) override {
        return docid / 64 < bits_.size() && (bits_[docid / 64] >> docid % 64 & 1);
    }
};

Owned make(const Xapian::Database &db, const Query &given);

/** What settles the question soonest comes first: the rarest of AND, the commonest of OR. */
Owned combine(const Xapian::Database &db, const Query &query, Query::op op) {
    std::vector<Query> parts;
    for (size_t i = 0; i < query.get_num_subqueries(); ++i)
        parts.push_back(query.get_subquery(i));
    if (op != Query::OP_AND_NOT)
        std::stable_sort(parts.begin(), parts.end(), [&](const Query &a, const Query &b) {
            Xapian::doccount x = xc::size_of(db, a), y = xc::size_of(db, b);
            return op == Query::OP_OR ? x > y : x < y;
        });
    std::vector<Owned> nodes;
    for (const Query &part : parts)
        nodes.push_back(make(db, part));
    return std::make_unique<Combination>(op, std::move(nodes));
}

Owned make(const Xapian::Database &db, const Query &given) {
    Query query = xc::unscaled(given);
    switch (query.get_type()) {
    case Query::LEAF_TERM:
        return std::make_unique<Term>(db, *query.get_terms_begin());
    case Query::LEAF_MATCH_ALL:
        return std::make_unique<Term>(db, std::string());
    case Query::OP_AND:
    case Query::OP_FILTER:
        return combine(db, query, Query::OP_AND);
    case Query::OP_OR:
    case Query::OP_MAX:
    case Query::OP_SYNONYM:
        return combine(db, query, Query::OP_OR);
    case Query::OP_AND_NOT:
        return combine(db, query, Query::OP_AND_NOT);
    case Query::OP_AND_MAYBE:
        return make(db, query.get_subquery(0));
    default:
        return std::make_unique<Nothing>();
    }
}

} // namespace

struct xc_tester {
    Owned root;
};

int xc_tester_new(xc_database *db, const xc_query *query, xc_check check, void *user,
                  xc_tester **ret_tester, xc_error *err) {
    if (err) /* so that a message found there afterwards is the callback's */
        *err = xc_error{};
    return guard(err, [&] {
        auto tester = std::make_unique<xc_tester>();
        tester->root = xc::is_plain(query->query)
                           ? make(db->db, query->query)
                           : std::make_unique<Set>(xc::bits_of(db->db, query->query, check, user));
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
