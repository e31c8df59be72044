/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * job.h: a request under way, from the line that asked to the last line that answers: who asked,
 * which worker is at it, until when. And the queue of those that wait, which is fair: each
 * connection has its turn, however much another one asks.
 */
#ifndef FIHRIST_DAEMON_JOB_H
#define FIHRIST_DAEMON_JOB_H

#include <stdbool.h>
#include <sys/queue.h>

#include "daemon/request.h"

struct fh_client;
struct fh_worker_process;

typedef struct fh_job {
    fh_request *request;
    struct fh_client *client;         /**< NULL: nobody waits for an answer any more */
    struct fh_worker_process *worker; /**< NULL: it waits for one */
    uint64_t received_ns;
    uint64_t deadline_ns;
    uint64_t kill_ns;    /**< when its worker is killed; of a running job */
    size_t answer_bytes; /**< sent so far */
    TAILQ_ENTRY(fh_job) in_all;
    TAILQ_ENTRY(fh_job) in_client;
    TAILQ_ENTRY(fh_job) in_queue;
} fh_job;

TAILQ_HEAD(fh_job_list, fh_job);

/** One connection's turn. A connection has one; it is in the queue while jobs of it wait. */
typedef struct fh_turn {
    struct fh_job_list waiting;
    size_t count; /**< of them */
    TAILQ_ENTRY(fh_turn) in_queue;
} fh_turn;

TAILQ_HEAD(fh_turn_list, fh_turn);

typedef struct fh_job_queue {
    struct fh_turn_list turns;
    size_t count; /**< jobs that wait */
} fh_job_queue;

void job_queue_init(fh_job_queue *queue);
void turn_init(fh_turn *turn);

/** Put a job behind the others of its connection. */
void job_queue_add(fh_job_queue *queue, fh_turn *turn, fh_job *job);
/** Take out a job that waits. */
void job_queue_remove(fh_job_queue *queue, fh_turn *turn, fh_job *job);
/** The last job of the connection that has most waiting; NULL when none waits. It stays. */
fh_job *job_queue_greediest(const fh_job_queue *queue);
/** The first job of the connection whose turn it is, taken out; NULL when none waits. */
fh_job *job_queue_next(fh_job_queue *queue);

#endif
