/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server.h: the daemon as a whole, and how its parts call one another, all on one event loop:
 *
 *     client.c    bytes of a connection <-> lines         calls requests_take, requests_leave
 *     requests.c  lines -> jobs -> workers -> lines       calls client_send, pool_give, pool_kill
 *     pool.c      the worker processes                    calls requests_piece, requests_lost
 *     server.c    accepting, signals, time, the end       calls all of them
 */
#ifndef FIHRIST_DAEMON_SERVER_H
#define FIHRIST_DAEMON_SERVER_H

#include <uv.h>

#include "daemon/job.h"
#include "daemon/listener.h"
#include "daemon/pool.h"
#include "daemon/settings.h"

enum { READ_BYTES = 64 * 1024 };

typedef enum fh_server_state {
    SERVER_STARTING, /**< workers start; nobody is let in */
    SERVER_SERVING,
    SERVER_DRAINING, /**< nobody is let in; what was asked before is answered */
    SERVER_CLOSING   /**< nothing is answered any more; handles close */
} fh_server_state;

TAILQ_HEAD(fh_client_list, fh_client);

typedef struct fh_server {
    uv_loop_t loop;
    const fh_settings *settings;
    fh_listener listener;
    fh_server_state state;
    int exit_status;
    uint64_t drain_until_ns;

    uv_pipe_t accepting;
    uv_timer_t tick, watchdog;
    uv_signal_t terminate, interrupt, hang_up;
    bool ticking_fast; /**< there are jobs, whose deadlines are watched */
    bool reloading;    /**< systemd waits to hear that all workers are new */

    fh_pool pool;
    struct fh_client_list clients;
    size_t client_count, client_max;
    fh_job_queue queue;
    struct fh_job_list jobs;      /**< all, waiting or running, oldest first */
    size_t input_bytes;           /**< of requests, whole or not, in memory */
    size_t output_bytes;          /**< of answers, in memory */
    char read_buffer[READ_BYTES]; /**< what is being read, of whomever */
} fh_server;

/** Run until SIGTERM. Returns an exit status. */
int server_run(const fh_settings *settings, const fh_listener *listener);

/** Nothing runs any more, or a client has gone: see whether draining is done. */
void server_check_drained(fh_server *server);

/** A worker has started; `code` and `why` are its trouble with the index. */
void server_worker_ready(fh_server *server, int code, const char *why);
/** A worker ended before it had started. */
void server_worker_failed(fh_server *server);

/** See to deadlines from now on. */
void server_watch_deadlines(fh_server *server);

#endif
