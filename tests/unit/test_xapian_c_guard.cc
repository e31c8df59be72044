/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is thrown inside the binding: each exception of libxapian, and what is none of its own,
 * ends at the guard as its code and one printable line.
 */
#include "xapian-c/internal.h"

#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {
#include <cmocka.h>
}

namespace {

template <typename Exception> int guard_one(xc_error *err) {
    return xc::guard(err, []() -> int { throw Exception("the 'thing' is gone", ENOSPC); });
}

struct Case {
    int code;
    int (*run)(xc_error *err);
};

void each_exception_of_libxapian_has_its_code(void **) {
    static const Case cases[] = {
        {XC_E_ASSERTION, guard_one<Xapian::AssertionError>},
        {XC_E_INVALID_ARGUMENT, guard_one<Xapian::InvalidArgumentError>},
        {XC_E_INVALID_OPERATION, guard_one<Xapian::InvalidOperationError>},
        {XC_E_UNIMPLEMENTED, guard_one<Xapian::UnimplementedError>},
        {XC_E_DATABASE, guard_one<Xapian::DatabaseError>},
        {XC_E_CORRUPT, guard_one<Xapian::DatabaseCorruptError>},
        {XC_E_DATABASE_CREATE, guard_one<Xapian::DatabaseCreateError>},
        {XC_E_DATABASE_LOCK, guard_one<Xapian::DatabaseLockError>},
        {XC_E_DATABASE_MODIFIED, guard_one<Xapian::DatabaseModifiedError>},
        {XC_E_DATABASE_OPENING, guard_one<Xapian::DatabaseOpeningError>},
        {XC_E_DATABASE_VERSION, guard_one<Xapian::DatabaseVersionError>},
        {XC_E_DATABASE_NOT_FOUND, guard_one<Xapian::DatabaseNotFoundError>},
        {XC_E_DATABASE_CLOSED, guard_one<Xapian::DatabaseClosedError>},
        {XC_E_NOT_FOUND, guard_one<Xapian::DocNotFoundError>},
        {XC_E_FEATURE_UNAVAILABLE, guard_one<Xapian::FeatureUnavailableError>},
        {XC_E_INTERNAL, guard_one<Xapian::InternalError>},
        {XC_E_NETWORK, guard_one<Xapian::NetworkError>},
        {XC_E_NETWORK_TIMEOUT, guard_one<Xapian::NetworkTimeoutError>},
        {XC_E_QUERY_PARSER, guard_one<Xapian::QueryParserError>},
        {XC_E_SERIALISATION, guard_one<Xapian::SerialisationError>},
        {XC_E_RANGE, guard_one<Xapian::RangeError>},
        {XC_E_WILDCARD, guard_one<Xapian::WildcardError>},
    };
    for (const Case &c : cases) {
        xc_error err{};
        if (c.run(&err) != c.code)
            fail_msg("%s expected, %s found", xc_error_name(c.code), xc_error_name(err.code));
        assert_int_equal(err.code, c.code);
        assert_int_equal(err.sys_errno, ENOSPC);
        assert_string_equal(err.message, "the 'thing' is gone: No space left on device");
        assert_int_equal(c.run(nullptr), c.code);
    }
}

void what_is_not_of_libxapian_is_a_failure_too(void **) {
    xc_error err{};
    assert_int_equal(xc::guard(&err, []() -> int { throw std::bad_alloc(); }), XC_E_MEMORY);
    assert_int_equal(xc::guard(&err, []() -> int { throw std::length_error("long"); }),
                     XC_E_UNKNOWN);
    assert_non_null(strstr(err.message, "long"));
    assert_int_equal(xc::guard(&err, []() -> int { throw 42; }), XC_E_UNKNOWN);
    assert_true(err.message[0] != '\0');
    assert_int_equal(xc::guard(&err, []() -> int { throw "text"; }), XC_E_UNKNOWN);
}

/** libxapian says why in errno alone, or deep in the text; of all else errno says nothing. */
void a_cause_that_was_left_out_is_found(void **) {
    static const struct {
        const char *message;
        bool left_out;
    } cases[] = {
        {"Failed to create iamglass file", true},
        {"Modifications failed (this), and couldn't open at the old revision: that", true},
        {"Rev file magic incorrect", false},
        {"EOF reading block 3", false},
    };
    for (const auto &c : cases) {
        xc_error err{};
        xc::guard(&err, [&]() -> int {
            errno = EDQUOT;
            throw Xapian::DatabaseCreateError(c.message);
        });
        std::string expected(c.message);
        if (c.left_out)
            expected += ": Disk quota exceeded";
        assert_string_equal(err.message, expected.c_str());
        assert_int_equal(err.sys_errno, c.left_out ? EDQUOT : 0);
    }
}

void a_failed_callback_carries_its_status(void **) {
    xc_error err{};
    auto failing = []() -> int { throw xc::CallbackFailure{"decider", -77}; };
    assert_int_equal(xc::guard(&err, failing), XC_E_CALLBACK);
    assert_int_equal(err.callback_status, -77);
    assert_string_equal(err.message, "callback 'decider' returned -77");
}

void what_succeeds_leaves_the_error_alone(void **) {
    xc_error err{};
    err.code = 7;
    assert_int_equal(xc::guard(&err, [] { return 1; }), 1);
    assert_int_equal(err.code, 7);
}

void a_message_can_be_printed_on_a_terminal(void **) {
    static const struct {
        const char *raw;
        const char *printed;
    } cases[] = {
        {"two\nlines\x1b[31m\x7f", "two?lines?[31m?"},
        {"d\xc3\xa9j\xc3\xa0 \xe2\x82\xac \xf0\x9f\x98\x80", "d\xc3\xa9j\xc3\xa0 \xe2\x82\xac "
                                                             "\xf0\x9f\x98\x80"},
        {"cut \xc3", "cut ?"},
        {"overlong \xc0\xaf", "overlong ??"},
        {"surrogate \xed\xa0\x80", "surrogate ???"},
        {"a control \xc2\x9b", "a control ??"},
    };
    for (const auto &c : cases) {
        xc_error err{};
        xc::guard(&err, [&]() -> int { throw Xapian::InternalError(c.raw); });
        assert_string_equal(err.message, c.printed);
    }
}

void a_long_message_loses_its_middle_between_characters(void **) {
    std::string word, expected;
    while (word.size() < 2000)
        word += "\xe2\x82\xac";
    expected = word.substr(0, 78) + "..." + word.substr(0, 60) + " end: Input/output error";
    xc_error err{};
    xc::guard(&err, [&]() -> int { throw Xapian::InternalError(word + " end", EIO); });
    assert_memory_equal(err.message, expected.c_str(), 100);
    const char *end = strstr(err.message, " end: Input/output error");
    assert_non_null(end);
    assert_int_equal(strlen(end), strlen(" end: Input/output error"));
    assert_null(strchr(err.message, '?'));
    assert_true(strlen(err.message) >= sizeof err.message - 4);
    xc::fail_errno(&err, ENOSPC, "cannot open '%s'", word.c_str());
    assert_memory_equal(err.message, "cannot open '\xe2\x82\xac", 16);
    assert_non_null(strstr(err.message, ": No space left on device"));
}

enum { TOLD = 42 };

void tell_quota(const xc_error *cause) {
    _exit(cause->sys_errno == EDQUOT && strstr(cause->message, ": Disk quota exceeded") ? TOLD : 1);
}

__attribute__((noinline)) void throw_quota() {
    errno = EDQUOT;
    throw Xapian::DatabaseError("no room", EDQUOT);
}

struct ThrowsWhenDestroyed {
    ~ThrowsWhenDestroyed() { throw_quota(); }
};

[[noreturn]] void die(bool with_handler, bool with_exception) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (with_handler)
        xc_terminate_set_handler(tell_quota);
    errno = EDQUOT;
    if (with_exception)
        ThrowsWhenDestroyed thrower;
    std::terminate();
}

int end_of_death(bool with_handler, bool with_exception) {
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        die(with_handler, with_exception);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

void an_exception_out_of_a_destructor_is_told_before_the_end(void **) {
    int status = end_of_death(true, true);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), TOLD);
    status = end_of_death(false, true);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

void what_is_a_mistake_and_no_failure_aborts(void **) {
    int status = end_of_death(true, false);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

void each_code_has_its_name(void **) {
    assert_string_equal(xc_error_name(0), "XC_OK");
    assert_string_equal(xc_error_name(XC_E_CORRUPT), "XC_E_CORRUPT");
    assert_string_equal(xc_error_name(XC_E_POISONED), "XC_E_POISONED");
    assert_string_equal(xc_error_name(XC_E_POISONED - 1), "XC_E_UNKNOWN");
    assert_string_equal(xc_error_name(5), "XC_E_UNKNOWN");
    assert_string_equal(xc_version(), Xapian::version_string());
}

} // namespace

int main() {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_exception_of_libxapian_has_its_code),
        cmocka_unit_test(what_is_not_of_libxapian_is_a_failure_too),
        cmocka_unit_test(a_cause_that_was_left_out_is_found),
        cmocka_unit_test(a_failed_callback_carries_its_status),
        cmocka_unit_test(what_succeeds_leaves_the_error_alone),
        cmocka_unit_test(a_message_can_be_printed_on_a_terminal),
        cmocka_unit_test(a_long_message_loses_its_middle_between_characters),
        cmocka_unit_test(an_exception_out_of_a_destructor_is_told_before_the_end),
        cmocka_unit_test(what_is_a_mistake_and_no_failure_aborts),
        cmocka_unit_test(each_code_has_its_name),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
