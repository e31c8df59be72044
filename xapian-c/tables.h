/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * tables.h: open a database to read with all its tables, or fail.
 *
 * To libxapian all tables but that of the posting lists are optional: one that it cannot open, for
 * want of a descriptor or because the disk fails, it takes for one that was never made. Such a
 * database has no data, or no positions, and nothing tells: a compacted copy of it would have lost
 * them for ever. So it is seen afterwards which files the process has open.
 */
#ifndef XAPIAN_C_TABLES_H
#define XAPIAN_C_TABLES_H

#include "xapian-c/directory.h"

namespace xc {

/** Open the database in directory `path`, which is looked at first (open_directory). */
int open_database(const std::string &path, Xapian::Database *ret_db, xc_error *err);

/** 0 when this process has each table that is there open; else an error that says which one it
 *  cannot open. It counts what other handles have open too: with several on one database, in
 *  threads, what only this one was refused may be missed. So it is without /proc. */
int check_tables(const std::string &path, xc_error *err);

} // namespace xc

#endif
