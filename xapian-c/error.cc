/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * error.cc: what was caught, as a code and one printable line.
 */
#include "xapian-c/internal.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace {

/** Bytes of the UTF-8 sequence at `s`, at most `len` of them; 0 when it is none that may be
 *  printed (broken, overlong, a surrogate, beyond U+10FFFF, a C1 control). */
size_t printable_sequence(const unsigned char *s, size_t len) noexcept {
    if (s[0] < 0x80)
        return s[0] >= 0x20 && s[0] != 0x7f;
    size_t want = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || want > len)
        return 0;
    uint32_t point = s[0] & (0xffu >> (want + 1));
    for (size_t i = 1; i < want; ++i) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (s[i] & 0x3fu);
    }
    static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
    if (point < least[want] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    return want;
}

/** Copy `len` bytes into `out` (size bytes), made printable, cut between characters. */
void copy_printable(char *out, size_t size, const char *from, size_t len) noexcept {
    const unsigned char *s = reinterpret_cast<const unsigned char *>(from);
    size_t used = 0;
    for (size_t i = 0; i < len;) {
        size_t width = printable_sequence(s + i, len - i);
        if (used + (width ? width : 1) >= size)
            break;
        if (width) {
            memcpy(out + used, from + i, width);
            used += width;
            i += width;
        } else {
            out[used++] = '?';
            ++i;
        }
    }
    out[used] = '\0';
}

bool inside_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/** Copy `text` into a message. One too long loses its middle: what failed stands at its beginning,
 *  and why at its end. */
void set_message(xc_error *err, const char *text) noexcept {
    static const char gap[] = "...";
    const size_t size = sizeof err->message, room = size - sizeof gap;
    size_t len = strlen(text), head = room / 3, tail = len - (room - head);
    if (len < size) {
        copy_printable(err->message, size, text, len);
        return;
    }
    while (head > 0 && inside_character(text[head]))
        --head;
    while (inside_character(text[tail]))
        ++tail;
    copy_printable(err->message, size, text, head);
    size_t used = strlen(strcat(err->message, gap));
    copy_printable(err->message + used, size - used, text + tail, len - tail);
}

void fill(xc_error *err, int code, int sys_errno, const char *format, va_list args) noexcept {
    if (!err)
        return;
    char text[4 * XC_ERROR_MESSAGE_BYTES];
    int n = vsnprintf(text, sizeof text, format, args);
    *err = xc_error{};
    err->code = code;
    err->sys_errno = sys_errno;
    set_message(err, n < 0 ? "" : text);
}

/** libxapian keeps errno as text only; find the number it came from, 0 for none. */
int errno_of(const char *cause) noexcept {
    static const int highest = 133; /* EHWPOISON, the last one Linux has */
    for (int e = 1; cause && e <= highest; ++e) {
        char buffer[128];
        if (strcmp(strerror_r(e, buffer, sizeof buffer), cause) == 0)
            return e;
    }
    return 0;
}

/** libxapian throws these right after the call that failed, and leaves the cause out, or deep
 *  inside the text. */
bool leaves_cause_out(const std::string &message) noexcept {
    static const char *const beginnings[] = {"Failed to create iamglass file",
                                             "Modifications failed ("};
    for (const char *beginning : beginnings)
        if (message.compare(0, strlen(beginning), beginning) == 0)
            return true;
    return false;
}

/** "what: cause", where `what` may be of any length and `cause` NULL. */
int fail_because(xc_error *err, int code, const char *what, const char *cause) noexcept {
    const size_t most = XC_ERROR_MESSAGE_BYTES; /* of either end: more than is kept of it */
    size_t len = strlen(what);
    bool cut = len > 2 * most;
    return xc::fail(err, code, "%.*s%s%s%s", static_cast<int>(cut ? most : len), what,
                    cut ? what + len - most : "", cause ? ": " : "", cause ? cause : "");
}

int from_xapian(xc_error *err, int code, const Xapian::Error &error) noexcept {
    int sys_errno = errno; /* nothing was called since the throw that could have changed it */
    char buffer[128];
    const char *cause = nullptr;
    try {
        cause = error.get_error_string();
    } catch (...) { /* made on demand: without memory there is none */
    }
    /* get_msg() refers to the exception's own string: nothing is allocated here. */
    const std::string &message = error.get_msg();
    if (cause)
        sys_errno = errno_of(cause);
    else if (leaves_cause_out(message) && sys_errno)
        cause = strerror_r(sys_errno, buffer, sizeof buffer);
    else
        sys_errno = 0;
    fail_because(err, code, message.empty() ? error.get_type() : message.c_str(), cause);
    if (err)
        err->sys_errno = sys_errno;
    return code;
}

/* libxapian throws the same for a lock that somebody has and for one that cannot be made: a full
 * disk, no descriptor left. Only its words tell them apart. */
int lock_code(const std::string &message) noexcept {
    bool tried = message.compare(0, 27, "Unable to get write lock on") == 0;
    bool held = message.find(": already locked") != std::string::npos;
    return tried && !held ? XC_E_DATABASE_OPENING : XC_E_DATABASE_LOCK;
}

int from_callback(xc_error *err, const xc::CallbackFailure &failure) noexcept {
    /* The callback may have said in *err what happened: keep that. */
    if (err && err->message[0] == '\0')
        xc::fail(err, XC_E_CALLBACK, "callback '%s' returned %d", failure.callback, failure.status);
    if (err) {
        err->code = XC_E_CALLBACK;
        err->callback_status = failure.status;
    }
    return XC_E_CALLBACK;
}

/** The exceptions of libxapian that tell of databases. */
int classify_database(xc_error *err) {
    try {
        throw;
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return from_xapian(err, XC_E_DATABASE_NOT_FOUND, e);
    } catch (const Xapian::DatabaseVersionError &e) {
        return from_xapian(err, XC_E_DATABASE_VERSION, e);
    } catch (const Xapian::DatabaseOpeningError &e) {
        return from_xapian(err, XC_E_DATABASE_OPENING, e);
    } catch (const Xapian::DatabaseCreateError &e) {
        return from_xapian(err, XC_E_DATABASE_CREATE, e);
    } catch (const Xapian::DatabaseLockError &e) {
        return from_xapian(err, lock_code(e.get_msg()), e);
    } catch (const Xapian::DatabaseModifiedError &e) {
        return from_xapian(err, XC_E_DATABASE_MODIFIED, e);
    } catch (const Xapian::DatabaseClosedError &e) {
        return from_xapian(err, XC_E_DATABASE_CLOSED, e);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return from_xapian(err, XC_E_CORRUPT, e);
    } catch (const Xapian::DatabaseError &e) {
        return from_xapian(err, XC_E_DATABASE, e);
    }
}

/** Any other exception of libxapian. */
int classify_xapian(xc_error *err) {
    try {
        throw;
    } catch (const Xapian::DatabaseError &) {
        return classify_database(err);
    } catch (const Xapian::InvalidArgumentError &e) {
        return from_xapian(err, XC_E_INVALID_ARGUMENT, e);
    } catch (const Xapian::InvalidOperationError &e) {
        return from_xapian(err, XC_E_INVALID_OPERATION, e);
    } catch (const Xapian::UnimplementedError &e) {
        return from_xapian(err, XC_E_UNIMPLEMENTED, e);
    } catch (const Xapian::AssertionError &e) {
        return from_xapian(err, XC_E_ASSERTION, e);
    } catch (const Xapian::DocNotFoundError &e) {
        return from_xapian(err, XC_E_NOT_FOUND, e);
    } catch (const Xapian::FeatureUnavailableError &e) {
        return from_xapian(err, XC_E_FEATURE_UNAVAILABLE, e);
    } catch (const Xapian::InternalError &e) {
        return from_xapian(err, XC_E_INTERNAL, e);
    } catch (const Xapian::NetworkTimeoutError &e) {
        return from_xapian(err, XC_E_NETWORK_TIMEOUT, e);
    } catch (const Xapian::NetworkError &e) {
        return from_xapian(err, XC_E_NETWORK, e);
    } catch (const Xapian::QueryParserError &e) {
        return from_xapian(err, XC_E_QUERY_PARSER, e);
    } catch (const Xapian::SerialisationError &e) {
        return from_xapian(err, XC_E_SERIALISATION, e);
    } catch (const Xapian::RangeError &e) {
        return from_xapian(err, XC_E_RANGE, e);
    } catch (const Xapian::WildcardError &e) {
        return from_xapian(err, XC_E_WILDCARD, e);
    } catch (const Xapian::Error &e) {
        return from_xapian(err, XC_E_UNKNOWN, e);
    }
}

} // namespace

int xc::classify(xc_error *err) noexcept {
    try {
        throw;
    } catch (const xc::CallbackFailure &failure) {
        return from_callback(err, failure);
    } catch (const Xapian::Error &) {
        return classify_xapian(err);
    } catch (const std::bad_alloc &) {
        return fail(err, XC_E_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        return fail(err, XC_E_UNKNOWN, "unexpected exception: %s", e.what());
    } catch (...) {
        return fail(err, XC_E_UNKNOWN, "unexpected exception of no known type");
    }
}

int xc::fail(xc_error *err, int code, const char *format, ...) noexcept {
    va_list args;
    va_start(args, format);
    fill(err, code, 0, format, args);
    va_end(args);
    return code;
}

int xc::fail_errno(xc_error *err, int sys_errno, const char *format, ...) noexcept {
    char what[2 * XC_ERROR_MESSAGE_BYTES];
    char cause[128];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    fail_because(err, XC_E_SYSTEM, what, strerror_r(sys_errno, cause, sizeof cause));
    if (err)
        err->sys_errno = sys_errno;
    return XC_E_SYSTEM;
}

void xc::give(const std::string &s, char **ret_data, size_t *ret_len) {
    char *copy = static_cast<char *>(malloc(s.size() + 1));
    if (!copy)
        throw std::bad_alloc();
    memcpy(copy, s.data(), s.size());
    copy[s.size()] = '\0';
    *ret_data = copy;
    if (ret_len)
        *ret_len = s.size();
}

int xc::check_term(const char *term, size_t len, xc_error *err) noexcept {
    if (len == 0)
        return fail(err, XC_E_INVALID_ARGUMENT, "an empty term or key");
    size_t stored = len;
    if (len <= XC_TERM_MAX_BYTES)
        for (const char *nul = term; (nul = static_cast<const char *>(memchr(
                                          nul, '\0', len - static_cast<size_t>(nul - term))));
             ++nul)
            ++stored;
    if (stored > XC_TERM_MAX_BYTES)
        return fail(err, XC_E_INVALID_ARGUMENT,
                    "a term or key of %zu bytes as stored is longer than %d: '%.*s'", stored,
                    XC_TERM_MAX_BYTES, len < 40 ? static_cast<int>(len) : 40, term);
    return 0;
}

const char *xc_error_name(int code) {
    static const char *const names[] = {"XC_OK",
                                        "XC_E_UNKNOWN",
                                        "XC_E_MEMORY",
                                        "XC_E_INVALID_ARGUMENT",
                                        "XC_E_INVALID_OPERATION",
                                        "XC_E_UNIMPLEMENTED",
                                        "XC_E_RANGE",
                                        "XC_E_NOT_FOUND",
                                        "XC_E_DATABASE",
                                        "XC_E_DATABASE_NOT_FOUND",
                                        "XC_E_DATABASE_OPENING",
                                        "XC_E_DATABASE_CREATE",
                                        "XC_E_DATABASE_VERSION",
                                        "XC_E_DATABASE_LOCK",
                                        "XC_E_DATABASE_MODIFIED",
                                        "XC_E_DATABASE_CLOSED",
                                        "XC_E_CORRUPT",
                                        "XC_E_FEATURE_UNAVAILABLE",
                                        "XC_E_INTERNAL",
                                        "XC_E_ASSERTION",
                                        "XC_E_NETWORK",
                                        "XC_E_NETWORK_TIMEOUT",
                                        "XC_E_QUERY_PARSER",
                                        "XC_E_SERIALISATION",
                                        "XC_E_WILDCARD",
                                        "XC_E_SYSTEM",
                                        "XC_E_UNSAFE",
                                        "XC_E_CALLBACK",
                                        "XC_E_POISONED"};
    const int count = sizeof names / sizeof *names;
    return code <= 0 && code > -count ? names[-code] : "XC_E_UNKNOWN";
}

const char *xc_version(void) {
    return Xapian::version_string();
}

void xc_free(void *allocated) {
    free(allocated);
}
