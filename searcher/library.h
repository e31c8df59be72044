/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * library.h: a handle of fihrist.h from the inside: an index directory or a socket.
 */
#ifndef FIHRIST_SEARCHER_LIBRARY_H
#define FIHRIST_SEARCHER_LIBRARY_H

#include "searcher/local.h"
#include "searcher/remote.h"

/** One of the two is there. */
struct fihrist_reader {
    fh_reader *local;
    fh_remote *remote;
};

/** The caller's options (NULL: none) over the defaults; FIHRIST_E_USAGE and _LIMIT where one is out
 *  of its bounds. */
int fh_options_read(const fihrist_search_options *given, fihrist_search_options *ret_options,
                    fihrist_error *err);

/** The options of a search that only counts. */
void fh_options_count(fihrist_search_options *options);

#endif
