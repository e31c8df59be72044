/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * remote.h: the calls of fihrist.h answered by a daemon at the other end of a Unix socket.
 */
#ifndef FIHRIST_SEARCHER_REMOTE_H
#define FIHRIST_SEARCHER_REMOTE_H

#include "searcher/params.h"

/** What stands before the path of a socket. */
#define FH_REMOTE_SCHEME "unix:"

typedef struct fh_remote fh_remote;

/** Connect, and see that a daemon of this protocol answers. FIHRIST_E_AWAY, _PROTOCOL, _USAGE. */
int fh_remote_open(const char *path, fh_remote **ret_remote, fihrist_error *err);
void fh_remote_close(fh_remote *remote);

int fh_remote_search(fh_remote *remote, const char *text, size_t text_len,
                     const fihrist_search_options *options, fihrist_page **ret_page,
                     fihrist_error *err);

/** A method whose answer is its end. *ret_json is the caller's: fh_free. */
int fh_remote_ask(fh_remote *remote, fh_method method, const fh_params *params, char **ret_json,
                  size_t *ret_json_len, fihrist_error *err);

#endif
