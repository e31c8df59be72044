/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plain.cc: see plain.h.
 */
#include "xapian-c/plain.h"

#include <algorithm>

typedef Xapian::Query Query;

bool xc::is_plain(const Query &query) {
    switch (query.get_type()) {
    case Query::LEAF_TERM:
    case Query::LEAF_MATCH_ALL:
    case Query::LEAF_MATCH_NOTHING:
        return true;
    case Query::OP_AND:
    case Query::OP_OR:
    case Query::OP_MAX:
    case Query::OP_SYNONYM:
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
    case Query::OP_AND_MAYBE:
    case Query::OP_SCALE_WEIGHT:
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (!is_plain(query.get_subquery(i)))
            return false;
    return true;
}

Query xc::unscaled(Query query) {
    while (query.get_type() == Query::OP_SCALE_WEIGHT)
        query = query.get_subquery(0);
    return query;
}

Xapian::doccount xc::size_of(const Xapian::Database &db, const Query &query) {
    Xapian::doccount all = db.get_doccount(), bound = 0;
    size_t count = query.get_num_subqueries();
    switch (query.get_type()) {
    case Query::LEAF_TERM:
        return db.get_termfreq(*query.get_terms_begin());
    case Query::LEAF_MATCH_NOTHING:
        return 0;
    case Query::OP_SCALE_WEIGHT:
    case Query::OP_AND_NOT:
    case Query::OP_AND_MAYBE:
        return size_of(db, query.get_subquery(0));
    case Query::OP_AND:
    case Query::OP_FILTER:
        bound = all;
        for (size_t i = 0; i < count; ++i)
            bound = std::min(bound, size_of(db, query.get_subquery(i)));
        return bound;
    case Query::OP_OR:
    case Query::OP_MAX:
    case Query::OP_SYNONYM:
        for (size_t i = 0; i < count && bound < all; ++i)
            bound += std::min(all - bound, size_of(db, query.get_subquery(i)));
        return bound;
    default:
        return all;
    }
}

std::vector<Query> xc::parts_of(const Query &query) {
    std::vector<Query> parts;
    for (size_t i = 0; i < query.get_num_subqueries(); ++i)
        parts.push_back(unscaled(query.get_subquery(i)));
    return parts;
}

std::vector<Query> xc::parts_by_size(const Xapian::Database &db, const Query &query) {
    std::vector<std::pair<Xapian::doccount, Query>> sized;
    for (const Query &part : parts_of(query))
        sized.emplace_back(size_of(db, part), part);
    std::stable_sort(sized.begin(), sized.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Query> parts;
    for (const auto &part : sized)
        parts.push_back(part.second);
    return parts;
}
