/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * condition.h: what a caller knows of documents (xc_condition), as queries carry it.
 */
#ifndef XAPIAN_C_CONDITION_H
#define XAPIAN_C_CONDITION_H

#include "xapian-c/internal.h"

#include <vector>

namespace xc {

/** So many documents are announced to a condition before it is asked about the first. */
enum { AHEAD = 8 };

class Condition {
    xc_condition calls_{};
    void *user_ = nullptr;

  public:
    Condition() = default;
    Condition(const xc_condition &calls, void *user) : calls_(calls), user_(user) {}

    bool holds(Xapian::docid docid) const {
        int verdict = calls_.holds(user_, docid);
        if (verdict < 0)
            throw CallbackFailure{"condition", verdict};
        return verdict != 0;
    }
    void expect(Xapian::docid docid) const {
        if (calls_.expect)
            calls_.expect(user_, docid);
    }
    bool cheap() const { return calls_.cheap; }
    double share() const { return 1.0 / calls_.one_in; }
};

/** Those that are cheap are asked first, and of these the outermost. */
inline void add_condition(const Condition &condition, std::vector<Condition> &conditions) {
    conditions.insert(condition.cheap() ? conditions.begin() : conditions.end(), condition);
}

/** Every document for which the condition holds. It is there to be asked last about what else was
 *  found; gone through by itself it would ask about each docid there is. `estimate`: it says how
 *  many these may be, and no match is to look at any. */
Xapian::Query condition_query(const Condition &condition, bool estimate);

} // namespace xc

#endif
