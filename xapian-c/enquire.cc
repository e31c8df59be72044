/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * enquire.cc: run a query: weights, order, collapsing, limits, and the callbacks that see its
 * documents.
 */
#include "xapian-c/internal.h"
#include "xapian-c/memo.h"
#include "xapian-c/mset.h"
#include "xapian-c/pace.h"
#include "xapian-c/weight.h"

#include <cmath>

using xc::guard;

namespace {

/** The conditions of a query, and then what the caller decides. */
class Decider : public Xapian::MatchDecider {
    const std::vector<xc::Condition> &conditions_;
    xc_decider decide_; /**< NULL: takes all */
    void *user_;

  public:
    Decider(const std::vector<xc::Condition> &conditions, xc_decider decide, void *user)
        : conditions_(conditions), decide_(decide), user_(user) {}
    bool operator()(const Xapian::Document &document) const override {
        for (const xc::Condition &condition : conditions_)
            if (!condition.holds(document.get_docid()))
                return false;
        if (!decide_)
            return true;
        xc_view view{document, {}, {}};
        int verdict = decide_(user_, &view);
        if (verdict < 0)
            throw xc::CallbackFailure{"decider", verdict};
        return verdict != 0;
    }
};

class Spy : public Xapian::MatchSpy {
    xc_spy spy_;
    void *user_;

  public:
    Spy(xc_spy spy, void *user) : spy_(spy), user_(user) {}
    void operator()(const Xapian::Document &document, double weight) override {
        xc_view view{document, {}, {}};
        int status = spy_(user_, &view, weight);
        if (status < 0)
            throw xc::CallbackFailure{"spy", status};
    }
};

} // namespace

struct xc_enquire {
    std::vector<std::unique_ptr<Spy>> spies; /**< before enquire, which refers to them */
    Xapian::Enquire enquire;
    xc::SharedPace pace = std::make_shared<xc::Pace>(nullptr, nullptr); /**< of getting ready */
    xc::Tree conditional{};       /**< the query, if it has conditions and no memo; else null */
    Xapian::termcount length = 0; /**< its length, as given */
    std::vector<xc::Condition> conditions{}; /**< those the decider asks */

    explicit xc_enquire(const Xapian::Database &db) : enquire(db) {}
};

namespace {

/** Run `action`, which returns nothing, on the Enquire. */
template <typename Action> int set(xc_enquire *enquire, xc_error *err, Action action) noexcept {
    return guard(err, [&] {
        action(enquire->enquire);
        return 0;
    });
}

void keep_conditions(xc_enquire &enquire, const xc::Tree &conditional) {
    enquire.conditional = conditional;
    enquire.conditions.clear();
}

/** Make ready for a match. libxapian calls a decider after its test of the weight, a filter before
 *  it: so conditions of the whole query are left to the decider. Where no document will be looked
 *  at they all stand in the query, and count in its estimate. */
void prepare(xc_enquire &enquire, bool looks) {
    if (!enquire.conditional)
        return;
    enquire.conditions.clear();
    xc::Tree rest = enquire.conditional;
    if (looks)
        rest = xc::take_conditions(rest, enquire.conditions);
    enquire.enquire.set_query(xc::xapian_query(rest, !looks), enquire.length);
}

bool is_amount(double value) noexcept {
    return value >= 0 && std::isfinite(value);
}

} // namespace

int xc_enquire_new(xc_database *db, xc_enquire **ret_enquire, xc_error *err) {
    return guard(err, [&] {
        *ret_enquire = new xc_enquire(db->db);
        return 0;
    });
}

void xc_enquire_free(xc_enquire *enquire) {
    delete enquire;
}

int xc_enquire_set_query(xc_enquire *enquire, const xc_query *query, uint32_t length,
                         xc_error *err) {
    return set(enquire, err, [&](Xapian::Enquire &e) {
        e.set_query(xc::xapian_query(query->tree), length);
        keep_conditions(*enquire, query->tree->conditional ? query->tree : nullptr);
        enquire->length = length;
    });
}

int xc_enquire_set_bm25(xc_enquire *enquire, double k1, double k2, double k3, double b,
                        double min_normlen, xc_error *err) {
    if (!is_amount(k1) || !is_amount(k2) || !is_amount(k3) || !(b >= 0 && b <= 1) ||
        !is_amount(min_normlen))
        return xc::fail(err, XC_E_RANGE, "parameters of BM25 out of range: %g %g %g %g %g", k1, k2,
                        k3, b, min_normlen);
    return set(enquire, err, [&](Xapian::Enquire &e) {
        e.set_weighting_scheme(Xapian::BM25Weight(k1, k2, k3, b, min_normlen));
    });
}

int xc_enquire_set_bm25_kind(xc_enquire *enquire, double k1, double k3, double b,
                             double min_normlen, uint32_t doc_count, double average_length,
                             xc_error *err) {
    if (!is_amount(k1) || !is_amount(k3) || !(b >= 0 && b <= 1) || !is_amount(min_normlen) ||
        !(average_length > 0) || !std::isfinite(average_length))
        return xc::fail(err, XC_E_RANGE, "parameters of BM25 out of range: %g %g %g %g %g", k1, k3,
                        b, min_normlen, average_length);
    return set(enquire, err, [&](Xapian::Enquire &e) {
        e.set_weighting_scheme(
            xc::KindWeight(xc::KindParameters{k1, k3, b, min_normlen, doc_count, average_length}));
    });
}

int xc_enquire_set_query_kind(xc_enquire *enquire, const xc_query *query, xc_memo *memo, double k1,
                              double k3, double b, double min_normlen, uint32_t doc_count,
                              double average_length, xc_error *err) {
    int status =
        xc_enquire_set_bm25_kind(enquire, k1, k3, b, min_normlen, doc_count, average_length, err);
    if (status < 0)
        return status;
    return set(enquire, err, [&](Xapian::Enquire &e) {
        xc::KindParameters parameters{k1, k3, b, min_normlen, doc_count, average_length};
        e.set_query(xc::with_memo(query->tree, memo->memo, parameters, enquire->pace));
        keep_conditions(*enquire, nullptr);
    });
}

int xc_enquire_set_bool(xc_enquire *enquire, xc_error *err) {
    return set(enquire, err,
               [](Xapian::Enquire &e) { e.set_weighting_scheme(Xapian::BoolWeight()); });
}

int xc_enquire_set_order(xc_enquire *enquire, xc_order order, uint32_t slot, bool descending,
                         xc_error *err) {
    return guard(err, [&] {
        Xapian::Enquire &e = enquire->enquire;
        switch (order) {
        case XC_ORDER_RELEVANCE:
            e.set_sort_by_relevance();
            return 0;
        case XC_ORDER_RELEVANCE_VALUE:
            e.set_sort_by_relevance_then_value(slot, descending);
            return 0;
        case XC_ORDER_VALUE:
            e.set_sort_by_value(slot, descending);
            return 0;
        case XC_ORDER_VALUE_RELEVANCE:
            e.set_sort_by_value_then_relevance(slot, descending);
            return 0;
        case XC_ORDER_DOCID: /* by a slot no document can have: all are ties */
            e.set_sort_by_value(Xapian::BAD_VALUENO, false);
            return 0;
        }
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "%d is no order", order);
    });
}

int xc_enquire_set_docid_order(xc_enquire *enquire, bool descending, xc_error *err) {
    return set(enquire, err, [&](Xapian::Enquire &e) {
        e.set_docid_order(descending ? Xapian::Enquire::DESCENDING : Xapian::Enquire::ASCENDING);
    });
}

int xc_enquire_set_collapse(xc_enquire *enquire, uint32_t slot, uint32_t max, xc_error *err) {
    return set(enquire, err, [&](Xapian::Enquire &e) {
        e.set_collapse_key(max ? slot : Xapian::BAD_VALUENO, max ? max : 1);
    });
}

int xc_enquire_set_cutoff(xc_enquire *enquire, int percent, double weight, xc_error *err) {
    if (percent < 0 || percent > 100 || !is_amount(weight))
        return xc::fail(err, XC_E_RANGE, "cutoff out of range: %d %%, %g", percent, weight);
    return set(enquire, err, [&](Xapian::Enquire &e) { e.set_cutoff(percent, weight); });
}

int xc_enquire_set_time_limit(xc_enquire *enquire, double seconds, xc_error *err) {
    if (!is_amount(seconds))
        return xc::fail(err, XC_E_RANGE, "%g is no time limit", seconds);
    return set(enquire, err, [&](Xapian::Enquire &e) { e.set_time_limit(seconds); });
}

int xc_enquire_set_check(xc_enquire *enquire, xc_check check, void *user, xc_error *err) {
    return set(enquire, err, [&](Xapian::Enquire &) { *enquire->pace = xc::Pace(check, user); });
}

int xc_enquire_add_spy(xc_enquire *enquire, xc_spy spy, void *user, xc_error *err) {
    return guard(err, [&] {
        enquire->spies.push_back(std::make_unique<Spy>(spy, user));
        enquire->enquire.add_matchspy(enquire->spies.back().get());
        return 0;
    });
}

int xc_enquire_clear_spies(xc_enquire *enquire, xc_error *err) {
    return guard(err, [&] {
        enquire->enquire.clear_matchspies();
        enquire->spies.clear();
        return 0;
    });
}

int xc_enquire_mset(xc_enquire *enquire, uint32_t first, uint32_t maxitems, uint32_t check_at_least,
                    xc_decider decider, void *user, xc_mset **ret_mset, xc_error *err) {
    if (err) /* so that a message found there afterwards is a callback's */
        *err = xc_error{};
    if (first > UINT32_MAX - maxitems)
        return xc::fail(err, XC_E_RANGE, "hits %u to %u + %u", first, first, maxitems);
    return guard(err, [&] {
        prepare(*enquire, first + maxitems > 0 || check_at_least > 0);
        Decider decide(enquire->conditions, decider, user);
        bool decides = decider || !enquire->conditions.empty();
        Xapian::MSet found =
            enquire->enquire.get_mset(first, maxitems, std::max(check_at_least, first + maxitems),
                                      nullptr, decides ? &decide : nullptr);
        return xc::give_mset(found, ret_mset);
    });
}

uint32_t xc_view_docid(const xc_view *view) {
    return view->document.get_docid();
}

int xc_view_data(xc_view *view, xc_bytes *ret_data, xc_error *err) {
    return guard(err, [&] {
        if (!view->data)
            view->data = std::make_unique<std::string>(view->document.get_data());
        *ret_data = xc::bytes(*view->data);
        return 0;
    });
}

int xc_view_value(xc_view *view, uint32_t slot, xc_bytes *ret_value, xc_error *err) {
    return guard(err, [&] {
        /* Only a few slots are ever asked for. Each has a string of its own that stays put. */
        for (auto &known : view->values)
            if (known->first == slot) {
                *ret_value = xc::bytes(known->second);
                return 0;
            }
        view->values.push_back(std::make_unique<std::pair<uint32_t, std::string>>(
            slot, view->document.get_value(slot)));
        *ret_value = xc::bytes(view->values.back()->second);
        return 0;
    });
}
