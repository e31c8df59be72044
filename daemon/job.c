/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * job.c: the queue of jobs that wait for a worker.
 */
#include "daemon/job.h"

void job_queue_init(fh_job_queue *queue) {
    TAILQ_INIT(&queue->turns);
    queue->count = 0;
}

void turn_init(fh_turn *turn) {
    TAILQ_INIT(&turn->waiting);
    turn->count = 0;
}

void job_queue_add(fh_job_queue *queue, fh_turn *turn, fh_job *job) {
    if (TAILQ_EMPTY(&turn->waiting))
        TAILQ_INSERT_TAIL(&queue->turns, turn, in_queue);
    TAILQ_INSERT_TAIL(&turn->waiting, job, in_queue);
    turn->count++;
    queue->count++;
}

void job_queue_remove(fh_job_queue *queue, fh_turn *turn, fh_job *job) {
    TAILQ_REMOVE(&turn->waiting, job, in_queue);
    if (TAILQ_EMPTY(&turn->waiting))
        TAILQ_REMOVE(&queue->turns, turn, in_queue);
    turn->count--;
    queue->count--;
}

fh_job *job_queue_greediest(const fh_job_queue *queue) {
    fh_turn *one, *most = TAILQ_FIRST(&queue->turns);
    TAILQ_FOREACH(one, &queue->turns, in_queue)
    if (one->count > most->count)
        most = one;
    return most ? TAILQ_LAST(&most->waiting, fh_job_list) : NULL;
}

fh_job *job_queue_next(fh_job_queue *queue) {
    fh_turn *first = TAILQ_FIRST(&queue->turns);
    if (!first)
        return NULL;
    fh_job *next = TAILQ_FIRST(&first->waiting);
    job_queue_remove(queue, first, next);
    if (!TAILQ_EMPTY(&first->waiting)) {
        TAILQ_REMOVE(&queue->turns, first, in_queue);
        TAILQ_INSERT_TAIL(&queue->turns, first, in_queue);
    }
    return next;
}
