/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * connection.h: one request at a time over a Unix socket and the lines that answer it, with a
 * deadline; connects again when the daemon was away between two requests.
 */
#ifndef FIHRIST_SEARCHER_CONNECTION_H
#define FIHRIST_SEARCHER_CONNECTION_H

#include "core/memory.h"
#include "fihrist.h"

typedef struct fh_connection fh_connection;

/** Connect to the socket at `path`. */
int fh_connection_open(const char *path, fh_connection **ret_connection, fihrist_error *err);
void fh_connection_close(fh_connection *connection);

/** Send a request. `params` is a JSON object; it is waited for until `deadline_ns`. */
int fh_connection_send(fh_connection *connection, const char *method, fh_str params,
                       uint64_t deadline_ns, fihrist_error *err);

/** The next line of the answer: *ret_kind is 'h' for a hit, 'e' for the end, and *ret_json its
 *  value, valid until the next call. An error the daemon sends is returned as one of ours. After
 *  the end or any failure there is no next line. */
int fh_connection_line(fh_connection *connection, char *ret_kind, fh_str *ret_json,
                       fihrist_error *err);

#endif
