/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pool.h: the worker processes: started as this program with --worker, given one job at a time,
 * killed, replaced.
 */
#ifndef FIHRIST_DAEMON_POOL_H
#define FIHRIST_DAEMON_POOL_H

#include <uv.h>

#include "daemon/job.h"

struct fh_server;

typedef struct fh_worker_process {
    uv_process_t process;
    uv_pipe_t pipe;
    struct fh_server *server;
    unsigned slot;
    unsigned handles; /**< open ones; it is freed with the last */
    fh_job *job;
    fh_buffer input; /**< pieces that are not whole yet */
    bool ready;
    bool retiring;  /**< not to be given another job */
    bool dismissed; /**< its end is our doing */
    bool exited;
    bool gone; /**< its pipe is closed, its slot another's */
} fh_worker_process;

/** A place for one worker. */
typedef struct fh_pool_slot {
    fh_worker_process *worker; /**< NULL: to be started at start_ns */
    unsigned failures;         /**< starts in a row that came to nothing */
    uint64_t start_ns;
} fh_pool_slot;

typedef struct fh_pool {
    fh_pool_slot *slots;
    unsigned count;
    char *program; /**< this program's file */
} fh_pool;

/** Start `count` workers. */
int pool_start(struct fh_server *server, unsigned count, fihrist_error *err);

/** A worker that has nothing to do; NULL: none. */
fh_worker_process *pool_idle(fh_pool *pool);
/** Give it a job, which has `left_ms` to its deadline. */
void pool_give(fh_worker_process *worker, fh_job *job, uint32_t left_ms);
/** Its job is done. */
void pool_done(fh_worker_process *worker);
/** Kill it; requests_lost follows. */
void pool_kill(fh_worker_process *worker);

/** Replace all workers, each when its job is done. */
void pool_replace(struct fh_server *server);
/** Whether every place has a worker that has started and is to stay. */
bool pool_is_fresh(const fh_pool *pool);
/** Start what is due. */
void pool_tick(struct fh_server *server, uint64_t now_ns);
/** Kill them all, for good. */
void pool_stop(struct fh_server *server);
void pool_free(fh_pool *pool);

#endif
