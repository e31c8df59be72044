/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * internal.h: what the files of the binding share: the handles, and the guard through which every
 * call goes. Nothing outside xapian-c/ includes it.
 *
 * The rule: whatever libxapian, the standard library or a callback throws stops at guard(). Its
 * default is failure, and an exception's text is copied before its catch is left.
 */
#ifndef XAPIAN_C_INTERNAL_H
#define XAPIAN_C_INTERNAL_H

#include "xapian-c.h"

#include <xapian.h>

#include <memory>
#include <string>
#include <vector>

namespace xc {

/** Thrown out of a callback that returned negative; carries it through the matcher. */
struct CallbackFailure {
    const char *callback; /**< static text: "decider" */
    int status;
};

/** Fill *err (which may be NULL) and return `code`. Control bytes and broken UTF-8 are replaced. */
int fail(xc_error *err, int code, const char *format, ...) noexcept
    __attribute__((format(printf, 3, 4)));

/** As fail with XC_E_SYSTEM, with errno's value and text behind the message. */
int fail_errno(xc_error *err, int sys_errno, const char *format, ...) noexcept
    __attribute__((format(printf, 3, 4)));

/** Inside a catch: say in *err what was caught and return its code. */
int classify(xc_error *err) noexcept;

/** Run `action`, which returns a status; an exception becomes its code. */
template <typename Action> int guard(xc_error *err, Action &&action) noexcept {
    int status = XC_E_UNKNOWN;
    try {
        status = action();
    } catch (...) {
        status = classify(err);
    }
    return status;
}

/** `len` bytes at `data` as a string; NULL is allowed when len is 0. */
inline std::string text(const char *data, size_t len) {
    return len ? std::string(data, len) : std::string();
}

inline xc_bytes bytes(const std::string &s) noexcept {
    return xc_bytes{s.data(), s.size()};
}

/** Give a copy of `s`, with a NUL behind it, to a C caller. Throws std::bad_alloc. */
void give(const std::string &s, char **ret_data, size_t *ret_len);

/** Refuse a term that is empty or too long as stored; returns 0 or XC_E_INVALID_ARGUMENT. */
int check_term(const char *term, size_t len, xc_error *err) noexcept;

} // namespace xc

struct xc_database {
    Xapian::Database db;
    std::string path{}; /**< empty for that of a writer */
    bool whole = true;  /**< all tables are open; if not, it has to be opened anew */
};

struct xc_document {
    Xapian::Document document;
    std::string scratch; /**< the term being added, so that its buffer is used again */
};

struct xc_view {
    const Xapian::Document &document;
    std::unique_ptr<std::string> data;
    std::vector<std::unique_ptr<std::pair<uint32_t, std::string>>> values;
};

namespace xc {

/** A source that is told of the beginning of a match, which libxapian 1.4 and later ones call by
 *  different names. */
class MatchedSource : public Xapian::PostingSource {
  protected:
    virtual void begin(const Xapian::Database &db) = 0;

  public:
#if XAPIAN_AT_LEAST(1, 5, 0)
    void reset(const Xapian::Database &db, Xapian::doccount) override {
        begin(db);
    }
    static void start_source(Xapian::PostingSource &source, const Xapian::Database &db) {
        source.reset(db, 0);
    }
#else
    void init(const Xapian::Database &db) override {
        begin(db);
    }
    static void start_source(Xapian::PostingSource &source, const Xapian::Database &db) {
        source.init(db);
    }
#endif
};

/** A query of `source`, which the query owns from here on, even when it cannot be made. */
inline Xapian::Query own_source(Xapian::PostingSource *source) {
    Xapian::Internal::opt_intrusive_ptr<Xapian::PostingSource> held(source->release());
    return Xapian::Query(source);
}

int new_terms(const Xapian::TermIterator &begin, const Xapian::TermIterator &end,
              const Xapian::Document *keep, xc_terms **ret_terms);

} // namespace xc

#endif
