/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pace.h: calls the caller's check now and then in what may take long.
 */
#ifndef XAPIAN_C_PACE_H
#define XAPIAN_C_PACE_H

#include "xapian-c/internal.h"

namespace xc {

class Pace {
    static constexpr unsigned check_every = 4096;
    xc_check check_;
    void *user_;
    unsigned left_ = check_every;

  public:
    Pace(xc_check check, void *user) : check_(check), user_(user) {}
    void step() {
        if (--left_)
            return;
        left_ = check_every;
        int status = check_ ? check_(user_) : 0;
        if (status < 0)
            throw CallbackFailure{"check", status};
    }
};

typedef std::shared_ptr<Pace> SharedPace;

} // namespace xc

#endif
