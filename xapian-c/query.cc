/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query.cc: build queries from the leaves up.
 *
 * A combination shares its parts. libxapian walks a query by recursion without a limit, and so do
 * we: the depth is counted here and capped.
 */
#include "xapian-c/query_tree.h"

#include <algorithm>
#include <cmath>

using xc::guard;
using xc::text;
using xc::Tree;

namespace {

/** Hand over `tree`, whose deepest part has `depth` levels below it. */
int give_query(const Tree &tree, unsigned depth, xc_query **ret_query, xc_error *err) {
    if (depth >= XC_QUERY_MAX_DEPTH)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "a query nested more than %d deep",
                        XC_QUERY_MAX_DEPTH);
    *ret_query = new xc_query{tree, depth + 1};
    return 0;
}

std::vector<Tree> trees_of(const xc_query *const *queries, size_t count) {
    std::vector<Tree> trees;
    trees.reserve(count);
    for (size_t i = 0; i < count; ++i)
        trees.push_back(queries[i]->tree);
    return trees;
}

unsigned depth_of(const xc_query *const *queries, size_t count) {
    unsigned depth = 0;
    for (size_t i = 0; i < count; ++i)
        depth = std::max(depth, queries[i]->depth);
    return depth;
}

bool is_conditional(const Tree &tree) {
    return tree->conditional;
}

int combine_near(Xapian::Query::op op, const xc_query *const *queries, size_t count,
                 uint32_t window, xc_query **ret_query, xc_error *err) {
    return guard(err, [&] {
        if (count > UINT32_MAX)
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "a phrase of %zu terms", count);
        unsigned depth = depth_of(queries, count);
        if (count == 1)
            return give_query(queries[0]->tree, depth, ret_query, err);
        std::vector<Tree> trees = trees_of(queries, count);
        if (std::any_of(trees.begin(), trees.end(), is_conditional))
            return xc::fail(err, XC_E_UNIMPLEMENTED, "a phrase of what is under a condition");
        std::vector<Xapian::Query> parts;
        for (const Tree &tree : trees)
            parts.push_back(xc::xapian_query(tree));
        /* A window narrower than the terms themselves holds nothing. */
        uint32_t fits = std::max(window, static_cast<uint32_t>(count));
        return give_query(xc::make_other(Xapian::Query(op, parts.begin(), parts.end(), fits)),
                          depth, ret_query, err);
    });
}

} // namespace

int xc_query_term(const char *term, size_t len, uint32_t wqf, uint32_t position,
                  xc_query **ret_query, xc_error *err) {
    return guard(err, [&] {
        return give_query(xc::make_term(text(term, len), wqf, position), 0, ret_query, err);
    });
}

int xc_query_combine(xc_operator op, const xc_query *const *queries, size_t count,
                     xc_query **ret_query, xc_error *err) {
    if (op < XC_OP_AND || op > XC_OP_XOR)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%d is no operator", op);
    return guard(err, [&] {
        std::vector<Tree> parts = trees_of(queries, count);
        if (op == XC_OP_SYNONYM && std::any_of(parts.begin(), parts.end(), is_conditional))
            return xc::fail(err, XC_E_UNIMPLEMENTED, "a synonym of what is under a condition");
        return give_query(xc::combine(static_cast<xc::Op>(op), parts), depth_of(queries, count),
                          ret_query, err);
    });
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
        if (!begin && !end)
            return give_query(xc::make_term("", 1, 0), 0, ret_query, err);
        Xapian::Query range =
            !end     ? Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, text(begin, begin_len))
            : !begin ? Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, text(end, end_len))
                     : Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, text(begin, begin_len),
                                     text(end, end_len));
        return give_query(xc::make_other(range), 0, ret_query, err);
    });
}

int xc_query_where(const xc_query *query, const xc_condition *condition, void *user,
                   xc_query **ret_query, xc_error *err) {
    if (condition->struct_bytes != sizeof *condition || !condition->holds || !condition->one_in)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "a condition is not complete");
    return guard(err, [&] {
        return give_query(xc::where(xc::Condition(*condition, user), query->tree), query->depth,
                          ret_query, err);
    });
}

int xc_query_scale(double factor, const xc_query *query, xc_query **ret_query, xc_error *err) {
    if (!(factor >= 0) || !std::isfinite(factor))
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%g is no factor of a weight", factor);
    return guard(err, [&] {
        return give_query(xc::scale(factor, query->tree), query->depth, ret_query, err);
    });
}

int xc_query_match_all(xc_query **ret_query, xc_error *err) {
    return guard(err, [&] { return give_query(xc::make_term("", 1, 0), 0, ret_query, err); });
}

int xc_query_match_nothing(xc_query **ret_query, xc_error *err) {
    return guard(err, [&] { return give_query(xc::make_nothing(), 0, ret_query, err); });
}

int xc_query_description(const xc_query *query, char **ret_text, size_t *ret_len, xc_error *err) {
    return guard(err, [&] {
        xc::give(xc::xapian_query(query->tree).get_description(), ret_text, ret_len);
        return 0;
    });
}

int xc_query_terms(const xc_query *query, xc_terms **ret_terms, xc_error *err) {
    return guard(err, [&] {
        Xapian::Query whole = xc::xapian_query(query->tree);
        return xc::new_terms(whole.get_unique_terms_begin(), whole.get_terms_end(), nullptr,
                             ret_terms);
    });
}

void xc_query_free(xc_query *query) {
    delete query;
}
