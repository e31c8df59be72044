/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * directory.cc: see directory.h.
 */
#include "xapian-c/directory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

/* Stub files, and the marks of backends that are not glass: no glass database holds them. */
const char *const foreign_names[] = {"XAPIANDB", "iamchert", "iamflint", "iambrass"};

/* All that the glass backend opens, v.tmp being what a new iamglass is written to. */
const char *const glass_names[] = {"iamglass",       "flintlock",      "postlist.glass",
                                   "docdata.glass",  "termlist.glass", "position.glass",
                                   "spelling.glass", "synonym.glass",  "v.tmp"};

int check_foreign(int fd, const char *path, xc_error *err) noexcept {
    for (const char *name : foreign_names) {
        struct stat st;
        if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            return xc::fail(err, XC_E_UNSAFE, "'%s' is not a glass database: it holds '%s'", path,
                            name);
        if (errno != ENOENT)
            return xc::fail_errno(err, errno, "cannot look at '%s/%s'", path, name);
    }
    return 0;
}

int check_file(int fd, const char *path, const char *name, bool *ret_there,
               xc_error *err) noexcept {
    struct stat st;
    *ret_there = fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (!*ret_there)
        return errno == ENOENT ? 0
                               : xc::fail_errno(err, errno, "cannot look at '%s/%s'", path, name);
    if (!S_ISREG(st.st_mode))
        return xc::fail(err, XC_E_UNSAFE, "'%s/%s' is not a regular file", path, name);
    /* The lock is always empty, and truncated when taken: one that is not was put there, as a
     * hard link say, to have something destroyed. */
    if (strcmp(name, "flintlock") == 0 && st.st_size != 0)
        return xc::fail(err, XC_E_UNSAFE, "'%s/%s' is a lock file that is not empty", path, name);
    return 0;
}

} // namespace

int xc::open_directory(const char *path, bool may_be_empty, int *ret_fd, xc_error *err) noexcept {
    Descriptor directory(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int fd = directory.get();
    if (fd < 0) {
        int cause = errno;
        fail_errno(err, cause, "cannot open database '%s'", path);
        int code = cause == ENOENT ? XC_E_DATABASE_NOT_FOUND : XC_E_DATABASE_OPENING;
        if (err)
            err->code = code;
        return code;
    }
    int status = check_foreign(fd, path, err);
    bool any = false;
    for (const char *name : glass_names) {
        bool there = false;
        if (status == 0)
            status = check_file(fd, path, name, &there, err);
        if (name == glass_names[0])
            any = there;
    }
    if (status < 0)
        return status;
    if (!any && !may_be_empty)
        return fail(err, XC_E_DATABASE_NOT_FOUND, "there is no database in '%s'", path);
    *ret_fd = directory.release();
    return 0;
}

int xc::sync_directory(int fd, const char *path, xc_error *err) noexcept {
    int status;
    do
        status = fsync(fd);
    while (status != 0 && errno == EINTR);
    return status == 0 ? 0 : fail_errno(err, errno, "cannot fsync directory '%s'", path);
}

int xc::open_parent(const char *path, int *ret_fd, xc_error *err) {
    std::string parent(path);
    while (parent.size() > 1 && parent.back() == '/')
        parent.pop_back();
    size_t slash = parent.rfind('/');
    parent = slash == std::string::npos ? "." : slash == 0 ? "/" : parent.substr(0, slash);
    int fd = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, errno, "cannot open directory '%s'", parent.c_str());
    *ret_fd = fd;
    return 0;
}

int xc::sync_parent(const char *path, xc_error *err) {
    int fd = -1;
    int status = open_parent(path, &fd, err);
    if (status < 0)
        return status;
    Descriptor directory(fd);
    return sync_directory(directory.get(), path, err);
}
