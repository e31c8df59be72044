/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * directory.h: look at a database's directory before libxapian does, and make it durable after.
 *
 * libxapian reads a stub file, or a directory that holds one, and runs the program named in it; it
 * follows a symlink at its lock file and truncates what that points to. So nothing is opened that
 * was not looked at. This guards against directories that come from elsewhere, not against one
 * that is changed by others while it is opened.
 */
#ifndef XAPIAN_C_DIRECTORY_H
#define XAPIAN_C_DIRECTORY_H

#include "xapian-c/internal.h"

#include <unistd.h>

namespace xc {

/** A descriptor that closes itself. */
class Descriptor {
    int fd_;

  public:
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    Descriptor(Descriptor &&from) noexcept : fd_(from.release()) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const noexcept { return fd_; }
    int release() noexcept {
        int fd = fd_;
        fd_ = -1;
        return fd;
    }
};

/** Open directory `path` and refuse it when it holds what must not be opened. Without a database
 *  in it: XC_E_DATABASE_NOT_FOUND, unless `may_be_empty`. *ret_fd is the caller's. */
int open_directory(const char *path, bool may_be_empty, int *ret_fd, xc_error *err) noexcept;

/** fsync a directory; EINTR is tried again. `path` is for the message. */
int sync_directory(int fd, const char *path, xc_error *err) noexcept;

/** Open the directory that `path` is an entry of; *ret_fd is the caller's. */
int open_parent(const char *path, int *ret_fd, xc_error *err);

/** fsync that. */
int sync_parent(const char *path, xc_error *err);

/** 0 or a power of 2 from 2,048 to 65,536; libxapian itself takes its default for any other. */
inline int check_block_bytes(uint32_t bytes, xc_error *err) noexcept {
    if (bytes != 0 && (bytes < 2048 || bytes > 65536 || (bytes & (bytes - 1)) != 0))
        return fail(err, XC_E_INVALID_ARGUMENT, "%u is not a block size", bytes);
    return 0;
}

} // namespace xc

#endif
