/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * requests.h: what becomes of a request: refused, queued, given to a worker, answered, cancelled,
 * past its deadline, lost.
 */
#ifndef FIHRIST_DAEMON_REQUESTS_H
#define FIHRIST_DAEMON_REQUESTS_H

#include "daemon/client.h"
#include "daemon/frame.h"
#include "daemon/pool.h"

/** A line of a client. */
void requests_take(fh_client *client, fh_str line);

/** May `n` bytes more be taken of a client, or of a request, of which there are `held` then? */
bool requests_have_room(const struct fh_server *server, size_t held, size_t n);

/** A client has gone: nobody waits for its answers. */
void requests_leave(fh_client *client);

/** Answer a client outside any request; `log` it too. */
void requests_refuse(fh_client *client, int code, const char *message);

/** Lines of the answer that a worker is at; of PIECE_LAST also what it met. */
void requests_piece(fh_worker_process *worker, const fh_piece_head *head, const char *lines);

/** A worker is gone with the job it had. */
void requests_lost(fh_worker_process *worker);

/** Give waiting jobs to idle workers. */
void requests_dispatch(struct fh_server *server);

/** See to what is past its deadline. */
void requests_tick(struct fh_server *server, uint64_t now_ns);

/** Answer all that is left with `away`. */
void requests_give_up(struct fh_server *server);

#endif
