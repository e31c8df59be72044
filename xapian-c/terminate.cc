/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * terminate.cc: the last words of a program in which an exception cannot be caught.
 *
 * In a commit libxapian 1.4 writes the last values of each slot in a destructor (ValueUpdater's, in
 * glass_values.cc), which C++ lets throw nothing: when a read, a write or an allocation fails
 * there, std::terminate is called inside libxapian, and no guard round the call sees any of it.
 */
#include "xapian-c/internal.h"

#include <atomic>
#include <cerrno>
#include <exception>

namespace {

std::atomic<xc_last_words> last_words{nullptr};
std::terminate_handler usual = std::get_terminate();

void on_terminate() noexcept {
    int sys_errno = errno; /* before anything else: of the call that failed */
    xc_last_words tell = last_words.load();
    xc_error cause{};
    if (std::current_exception())
        xc::classify(&cause);
    else if (std::uncaught_exceptions() == 0)
        tell = nullptr; /* no failure but a mistake, as a call of a function that is not there */
    else if (sys_errno)
        xc::fail_errno(&cause, sys_errno, "libxapian broke off");
    else
        xc::fail(&cause, XC_E_UNKNOWN, "libxapian broke off");
    if (tell)
        tell(&cause);
    usual();
}

} // namespace

void xc_terminate_set_handler(xc_last_words tell) {
    last_words.store(tell);
    std::set_terminate(tell ? on_terminate : usual);
}
