/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * maintenance.cc: check a database, and write a compacted copy of one.
 */
#include "xapian-c/tables.h"

#include <cerrno>
#include <climits>
#include <ostream>
#include <streambuf>
#include <sys/stat.h>

using xc::guard;

namespace {

/** Keeps the first `cap` bytes written to it and takes the rest without a word, so that a badly
 *  damaged database cannot fill memory with complaints. */
class CappedBuffer : public std::streambuf {
    std::string kept_;
    size_t cap_;

  protected:
    int_type overflow(int_type c) override {
        if (c != traits_type::eof() && kept_.size() < cap_)
            kept_.push_back(traits_type::to_char_type(c));
        return traits_type::not_eof(c);
    }
    std::streamsize xsputn(const char *s, std::streamsize n) override {
        kept_.append(s, std::min(static_cast<size_t>(n), cap_ - kept_.size()));
        return n;
    }

  public:
    explicit CappedBuffer(size_t cap) : cap_(cap) {}
    const std::string &kept() const { return kept_; }
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
        CappedBuffer buffer(report_cap_bytes);
        std::ostream out(&buffer);
        size_t errors = Xapian::Database::check(path, 0, &out);
        if (ret_report)
            xc::give(buffer.kept(), ret_report, ret_len);
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
