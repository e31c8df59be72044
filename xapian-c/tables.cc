/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * tables.cc: see tables.h.
 */
#include "xapian-c/tables.h"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

const char *const optional_tables[] = {"docdata.glass", "termlist.glass", "position.glass",
                                       "spelling.glass", "synonym.glass"};
const size_t table_count = sizeof optional_tables / sizeof *optional_tables;
const unsigned all_tables = (1u << table_count) - 1;

/** Which of these files the process has open, as bits; all of them when that cannot be seen. */
unsigned opened(const struct stat (&files)[table_count]) noexcept {
    DIR *descriptors = opendir("/proc/self/fd");
    if (!descriptors)
        return all_tables;
    unsigned found = 0;
    while (const dirent *entry = readdir(descriptors)) {
        struct stat st;
        if (fstatat(dirfd(descriptors), entry->d_name, &st, 0) != 0)
            continue;
        for (size_t i = 0; i < table_count; ++i)
            if (st.st_ino == files[i].st_ino && st.st_dev == files[i].st_dev)
                found |= 1u << i;
    }
    closedir(descriptors);
    return found;
}

int fail_opening(xc_error *err) noexcept {
    if (err)
        err->code = XC_E_DATABASE_OPENING;
    return XC_E_DATABASE_OPENING;
}

/** Why is it not open? Where it can be opened now, nobody knows. */
int fail_unopened(const std::string &table, xc_error *err) noexcept {
    xc::Descriptor file(open(table.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (file.get() >= 0)
        xc::fail(err, XC_E_DATABASE_OPENING, "'%s' was not opened", table.c_str());
    else
        xc::fail_errno(err, errno, "cannot open '%s'", table.c_str());
    return fail_opening(err);
}

} // namespace

int xc::check_tables(const std::string &path, xc_error *err) {
    struct stat files[table_count] = {};
    unsigned missing = 0;
    for (size_t i = 0; i < table_count; ++i) {
        std::string table = path + '/' + optional_tables[i];
        if (stat(table.c_str(), &files[i]) == 0) {
            missing |= 1u << i;
        } else if (errno != ENOENT) {
            fail_errno(err, errno, "cannot look at '%s'", table.c_str());
            return fail_opening(err);
        }
    }
    if (missing)
        missing &= ~opened(files);
    for (size_t i = 0; i < table_count; ++i)
        if (missing & 1u << i)
            return fail_unopened(path + '/' + optional_tables[i], err);
    return 0;
}

int xc::open_database(const std::string &path, Xapian::Database *ret_db, xc_error *err) {
    int fd = -1;
    int status = open_directory(path.c_str(), false, &fd, err);
    if (status < 0)
        return status;
    Descriptor directory(fd);
    /* What failed may have been of that moment, and what it was is not known. */
    for (int tries_left = 2; tries_left >= 0; --tries_left) {
        *ret_db = Xapian::Database(path, Xapian::DB_BACKEND_GLASS);
        status = check_tables(path, tries_left ? nullptr : err);
        if (status == 0)
            break;
    }
    return status;
}
