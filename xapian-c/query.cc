/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query.cc: build queries from the leaves up.
 *
 * libxapian's queries count their users, so a combination shares its parts. It walks a query by
 * recursion without a limit: the depth is counted here and capped.
 */
#include "xapian-c/internal.h"

#include <algorithm>
#include <cmath>

using xc::guard;
using xc::text;

namespace {

/** Hand over `query`, whose deepest part has `depth` levels below it. */
int give_query(const Xapian::Query &query, unsigned depth, xc_query **ret_query, xc_error *err) {
    if (depth >= XC_QUERY_MAX_DEPTH)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "a query nested more than %d deep",
                        XC_QUERY_MAX_DEPTH);
    *ret_query = new xc_query{query, depth + 1};
    return 0;
}

int combine(Xapian::Query::op op, const xc_query *const *queries, size_t count, uint32_t window,
            xc_query **ret_query, xc_error *err) {
    unsigned depth = 0;
    std::vector<Xapian::Query> parts;
    parts.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        parts.push_back(queries[i]->query);
        depth = std::max(depth, queries[i]->depth);
    }
    return give_query(Xapian::Query(op, parts.begin(), parts.end(), window), depth, ret_query, err);
}

int combine_near(Xapian::Query::op op, const xc_query *const *queries, size_t count,
                 uint32_t window, xc_query **ret_query, xc_error *err) {
    return guard(err, [&] {
        if (count > UINT32_MAX)
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "a phrase of %zu terms", count);
        /* A window narrower than the terms themselves holds nothing. */
        uint32_t fits = std::max(window, static_cast<uint32_t>(count));
        return combine(op, queries, count, fits, ret_query, err);
    });
}

} // namespace

int xc_query_term(const char *term, size_t len, uint32_t wqf, uint32_t position,
                  xc_query **ret_query, xc_error *err) {
    return guard(err, [&] {
        return give_query(Xapian::Query(text(term, len), wqf, position), 0, ret_query, err);
    });
}

int xc_query_combine(xc_operator op, const xc_query *const *queries, size_t count,
                     xc_query **ret_query, xc_error *err) {
    static const Xapian::Query::op operators[] = {
        Xapian::Query::OP_AND,    Xapian::Query::OP_OR,        Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_FILTER, Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_SYNONYM,
        Xapian::Query::OP_MAX,    Xapian::Query::OP_XOR};
    if (op < XC_OP_AND || op > XC_OP_XOR)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%d is no operator", op);
    return guard(err, [&] { return combine(operators[op], queries, count, 0, ret_query, err); });
}

int xc_query_phrase(const xc_query *const *queries, size_t count, uint32_t window,
                    xc_query **ret_query, xc_error *err) {
    return combine_near(Xapian::Query::OP_PHRASE, queries, count, window, ret_query, err);
}

int xc_query_near(const xc_query *const *queries, size_t count, uint32_t window,
                  xc_query **ret_query, xc_error *err) {
    return combine_near(Xapian::Query::OP_NEAR, queries, count, window, ret_query, err);
}

int xc_query_value_range(uint32_t slot, const char *begin, size_t begin_len, const char *end,
                         size_t end_len, xc_query **ret_query, xc_error *err) {
    return guard(err, [&] {
        Xapian::Query range =
            !begin && !end ? Xapian::Query::MatchAll
            : !end         ? Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, text(begin, begin_len))
            : !begin       ? Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, text(end, end_len))
                     : Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, text(begin, begin_len),
                                     text(end, end_len));
        return give_query(range, 0, ret_query, err);
    });
}

int xc_query_scale(double factor, const xc_query *query, xc_query **ret_query, xc_error *err) {
    if (!(factor >= 0) || !std::isfinite(factor))
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%g is no factor of a weight", factor);
    return guard(err, [&] {
        return give_query(Xapian::Query(factor, query->query), query->depth, ret_query, err);
    });
}

int xc_query_match_all(xc_query **ret_query, xc_error *err) {
    return guard(err, [&] { return give_query(Xapian::Query::MatchAll, 0, ret_query, err); });
}

int xc_query_match_nothing(xc_query **ret_query, xc_error *err) {
    return guard(err, [&] { return give_query(Xapian::Query::MatchNothing, 0, ret_query, err); });
}

int xc_query_description(const xc_query *query, char **ret_text, size_t *ret_len, xc_error *err) {
    return guard(err, [&] {
        xc::give(query->query.get_description(), ret_text, ret_len);
        return 0;
    });
}

int xc_query_terms(const xc_query *query, xc_terms **ret_terms, xc_error *err) {
    return guard(err, [&] {
        return xc::new_terms(query->query.get_unique_terms_begin(), query->query.get_terms_end(),
                             nullptr, ret_terms);
    });
}

void xc_query_free(xc_query *query) {
    delete query;
}
