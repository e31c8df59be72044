/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * maintenance.cc: check a database, and write a compacted copy of one.
 */
#include "xapian-c/tables.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <ostream>
#include <streambuf>
#include <sys/stat.h>

using xc::guard;

namespace {

/** What libxapian's check says, line by line. Keeps the first `cap` bytes and takes the rest
 *  without a word, so that a badly damaged database cannot fill memory with complaints.
 *
 *  Complaints that are not true are left out. The check knows documents by their lengths alone:
 *  where one is 0, as that of a document whose terms all have a wdf of 0, it says of each position
 *  list that there is no such document, or that it has no terms. */
class Report : public std::streambuf {
    std::string kept_{}, line_{};
    size_t cap_, untrue_ = 0;
    Xapian::Database db_{};
    bool open_; /**< not where the damage is such that nothing can be asked */

    bool has_terms(Xapian::docid docid) noexcept {
        auto look = [&] { return db_.termlist_begin(docid) != db_.termlist_end(docid); };
        return open_ && guard(nullptr, look) > 0;
    }

    bool is_untrue() noexcept {
        Xapian::docid docid = 0;
        int end = 0;
        sscanf(line_.c_str(),
               "Position list entry for document %u which doesn't exist or has no terms%n", &docid,
               &end);
        return end > 0 && has_terms(docid);
    }

    /** How many complaints a table had. */
    bool is_wrong_sum() const {
        return untrue_ && line_.rfind("position table errors found: ", 0) == 0;
    }

    void put(char c) {
        if (line_.size() < cap_)
            line_.push_back(c);
        if (c == '\n')
            end_line();
    }

  protected:
    int_type overflow(int_type c) override {
        if (c != traits_type::eof())
            put(traits_type::to_char_type(c));
        return traits_type::not_eof(c);
    }
    std::streamsize xsputn(const char *s, std::streamsize n) override {
        std::for_each(s, s + n, [&](char c) { put(c); });
        return n;
    }

  public:
    Report(const char *path, size_t cap) : cap_(cap) {
        open_ = guard(nullptr, [&] { return xc::open_database(path, &db_, nullptr); }) == 0;
    }
    void end_line() {
        if (is_untrue())
            ++untrue_;
        else if (!is_wrong_sum())
            kept_.append(line_, 0, cap_ - kept_.size());
        line_.clear();
    }
    const std::string &kept() const { return kept_; }
    size_t untrue() const { return untrue_; }
};

const size_t report_cap_bytes = 64 * 1024;

} // namespace

int xc_database_check(const char *path, char **ret_report, size_t *ret_len, xc_error *err) {
    return guard(err, [&] {
        int fd = -1;
        int status = xc::open_directory(path, false, &fd, err);
        if (status < 0)
            return status;
        xc::Descriptor directory(fd);
        Report report(path, report_cap_bytes);
        std::ostream out(&report);
        size_t errors = Xapian::Database::check(path, 0, &out);
        report.end_line();
        errors -= std::min(errors, report.untrue());
        if (ret_report)
            xc::give(report.kept(), ret_report, ret_len);
        return errors > INT_MAX ? INT_MAX : static_cast<int>(errors);
    });
}

namespace {

/** Put what was written to `destination` on disk. libxapian does not look at what its fsyncs
 *  return, and a later one of the same file may not tell of an error again; that of the file system
 *  tells of all since `parent` was opened. */
int make_durable(const char *destination, const xc::Descriptor &parent, xc_error *err) noexcept {
    while (syncfs(parent.get()) != 0)
        if (errno != EINTR)
            return xc::fail_errno(err, errno, "cannot write '%s'", destination);
    int fd = -1;
    int status = xc::open_directory(destination, false, &fd, err);
    if (status < 0)
        return status;
    xc::Descriptor made(fd);
    status = xc::sync_directory(made.get(), destination, err);
    return status < 0 ? status : xc::sync_directory(parent.get(), destination, err);
}

} // namespace

int xc_database_compact(const char *source, const char *destination, unsigned flags,
                        uint32_t block_bytes, xc_error *err) {
    return guard(err, [&] {
        struct stat st;
        if (lstat(destination, &st) == 0)
            return xc::fail(err, XC_E_DATABASE_CREATE, "'%s' exists already", destination);
        int status = xc::check_block_bytes(block_bytes, err);
        Xapian::Database db;
        if (status == 0)
            status = xc::open_database(source, &db, err);
        int fd = -1;
        if (status == 0)
            status = xc::open_parent(destination, &fd, err);
        if (status < 0)
            return status;
        xc::Descriptor parent(fd);
        unsigned how =
            (flags & XC_COMPACT_FULLER ? Xapian::Compactor::FULLER : Xapian::Compactor::FULL);
        if (flags & XC_COMPACT_KEEP_DOCIDS)
            how |= Xapian::DBCOMPACT_NO_RENUMBER;
        db.compact(destination, how, static_cast<int>(block_bytes));
        return make_durable(destination, parent, err);
    });
}
