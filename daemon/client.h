/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * client.h: one connection: lines in, lines out, with bounds on both.
 */
#ifndef FIHRIST_DAEMON_CLIENT_H
#define FIHRIST_DAEMON_CLIENT_H

#include <uv.h>

#include "daemon/job.h"

struct fh_server;

typedef struct fh_client {
    uv_pipe_t pipe;
    struct fh_server *server;
    TAILQ_ENTRY(fh_client) in_server;
    struct fh_job_list jobs; /**< asked and not answered */
    size_t job_count;
    fh_turn turn;
    fh_buffer input;     /**< read, and not yet taken as lines */
    size_t scanned;      /**< of it: bytes that hold no line feed */
    size_t output_bytes; /**< handed to the loop and not written */
    size_t output_left;  /**< the same as last seen by the sweep */
    uint64_t line_ns;    /**< when the line that is not whole began; 0: there is none */
    uint64_t active_ns;  /**< when it last asked, or took something of an answer */
    bool reading;
    bool taking;    /**< its lines are being taken: not to be begun again from within */
    bool ended;     /**< it sends nothing more; what it asked is answered */
    bool finishing; /**< to be closed when all output is written */
    bool closing;
    uid_t uid;
    pid_t pid;
} fh_client;

/** Take the connection that is waiting, or turn it away when there are too many. */
void client_accept(struct fh_server *server);

/** Send whole lines. Copies what cannot be written at once. The client may be closing when this
 *  returns. */
void client_send(fh_client *client, const char *lines, size_t n);

/** One of its jobs is answered: it may ask again. */
void client_resume(fh_client *client);

/** Send nothing more than what was handed over, then close. */
void client_finish(fh_client *client);
/** Close at once. */
void client_close(fh_client *client);

/** Close what has been idle or stuck for too long. */
void client_sweep(struct fh_server *server);

#endif
