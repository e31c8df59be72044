/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * read_ahead.c: a ring of readings between two threads.
 */
#include "indexer/read_ahead.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum {
    READINGS = 8, /* twice as many win nothing: both threads are busy throughout */
    /* An article with more is prepared by the writer, which first makes room for it. So large a one
     * has fewer words than FH_DOCUMENT_MAX_WORDS, and comes to about 2 MB when prepared. */
    PREPARED_MAX_BYTES = 100 << 10,
    AHEAD_MAX_BYTES = 4 << 20, /* of texts that wait for the writer: then no more are read */
    WAIT_NANOSECONDS = 250000000
};

struct fh_read_ahead {
    fh_input *input;
    fh_analyser *analyser;
    fh_document_maker *maker;
    bool for_bulk;
    atomic_bool changed; /* the article that was told of last */
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* of all that follows; not of readings, which are one thread's each */
    pthread_cond_t filled, freed;
    fh_reading readings[READINGS];
    size_t first, count; /* those that wait for the writer, or are in its hands */
    size_t bytes;        /* of texts in them */
    bool lent;           /* the first one is in the writer's hands */
    bool stopped;
};

/* --- the thread that reads --- */

/* The rejection's text is the input's, which goes on. */
static int keep_rejection(fh_reading *reading, fihrist_error *err) {
    fh_str path = fh_arena_copy(reading->arena, reading->rejection.path);
    reading->rejection.path = path;
    return path.p ? FH_INPUT_REJECTED : fh_fail_memory(err);
}

static int prepare(fh_read_ahead *ahead, fh_reading *reading, fihrist_error *err) {
    bool worth = atomic_load_explicit(&ahead->changed, memory_order_relaxed) &&
                 fh_arena_bytes(reading->arena) <= PREPARED_MAX_BYTES;
    int code = fh_prepare(&reading->prepared, worth ? ahead->maker : NULL, &reading->article,
                          ahead->for_bulk, err);
    return code == FIHRIST_OK ? FH_INPUT_ARTICLE : code;
}

static void read_one(fh_read_ahead *ahead, fh_reading *reading) {
    fihrist_error *err = &reading->error;
    fh_arena_reset(reading->arena);
    fh_buffer_clear(&reading->position);
    int got =
        fh_input_next(ahead->input, reading->arena, &reading->article, &reading->rejection, err);
    if (got == FH_INPUT_ARTICLE)
        got = prepare(ahead, reading, err);
    else if (got == FH_INPUT_REJECTED)
        got = keep_rejection(reading, err);
    int placed = got < 0 ? got : fh_input_position(ahead->input, &reading->position, err);
    reading->got = placed < 0 ? placed : got;
    reading->bytes = fh_input_bytes(ahead->input);
}

/* The place for another reading, once there is one; NULL: it is time to stop. */
static fh_reading *next_free(fh_read_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stopped &&
           (ahead->count == READINGS || (ahead->count > 0 && ahead->bytes > AHEAD_MAX_BYTES)))
        pthread_cond_wait(&ahead->freed, &ahead->lock);
    fh_reading *free = &ahead->readings[(ahead->first + ahead->count) % READINGS];
    bool stopped = ahead->stopped;
    pthread_mutex_unlock(&ahead->lock);
    return stopped ? NULL : free;
}

static void hand_over(fh_read_ahead *ahead, const fh_reading *reading) {
    pthread_mutex_lock(&ahead->lock);
    ahead->count++;
    ahead->bytes += fh_arena_bytes(reading->arena);
    pthread_cond_signal(&ahead->filled);
    pthread_mutex_unlock(&ahead->lock);
}

static void *read_all(void *user) {
    fh_read_ahead *ahead = user;
    fh_reading *reading;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    while ((reading = next_free(ahead))) {
        read_one(ahead, reading);
        bool more = reading->got > FH_INPUT_END;
        hand_over(ahead, reading);
        if (!more)
            break;
    }
    return NULL;
}

/* --- the thread that writes --- */

static int open_readings(fh_read_ahead *ahead, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t i = 0; i < READINGS && code == FIHRIST_OK; i++) {
        fh_reading *reading = &ahead->readings[i];
        reading->position = FH_BUFFER(FH_INPUT_POSITION_MAX_BYTES);
        reading->arena = fh_arena_new();
        code = reading->arena ? fh_prepared_open(&reading->prepared, err) : fh_fail_memory(err);
    }
    return code;
}

static void init_locks(fh_read_ahead *ahead) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->filled, &monotonic);
    pthread_cond_init(&ahead->freed, NULL);
    pthread_condattr_destroy(&monotonic);
}

static int start_thread(fh_read_ahead *ahead, fihrist_error *err) {
    int cause = pthread_create(&ahead->thread, NULL, read_all, ahead);
    ahead->started = cause == 0;
    return cause == 0 ? FIHRIST_OK : fh_fail_errno(err, cause, "cannot start a thread to read");
}

int fh_read_ahead_start(fh_input *input, const fh_workspace *workspace, bool for_bulk,
                        fh_read_ahead **ret_ahead, fihrist_error *err) {
    fh_read_ahead *ahead = fh_calloc(1, sizeof *ahead);
    if (!ahead)
        return fh_fail_memory(err);
    ahead->input = input;
    ahead->for_bulk = for_bulk;
    atomic_init(&ahead->changed, true);
    init_locks(ahead);
    int code = open_readings(ahead, err);
    if (code == FIHRIST_OK)
        code = fh_analyser_new(&ahead->analyser, err);
    if (code == FIHRIST_OK)
        code = fh_document_maker_new(workspace->authority, ahead->analyser, workspace->language,
                                     workspace->manifest.positions, &ahead->maker, err);
    if (code == FIHRIST_OK)
        code = start_thread(ahead, err);
    if (code == FIHRIST_OK)
        *ret_ahead = ahead;
    else
        fh_read_ahead_stop(ahead);
    return code;
}

static void stop_thread(fh_read_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    ahead->stopped = true;
    pthread_cond_signal(&ahead->freed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_cancel(ahead->thread); /* where it waits for a pipe: fh_source_read */
    pthread_join(ahead->thread, NULL);
}

void fh_read_ahead_stop(fh_read_ahead *ahead) {
    if (!ahead)
        return;
    if (ahead->started)
        stop_thread(ahead);
    for (size_t i = 0; i < READINGS; i++) {
        fh_prepared_close(&ahead->readings[i].prepared);
        fh_buffer_free(&ahead->readings[i].position);
        fh_arena_free(ahead->readings[i].arena);
    }
    pthread_cond_destroy(&ahead->filled);
    pthread_cond_destroy(&ahead->freed);
    pthread_mutex_destroy(&ahead->lock);
    fh_document_maker_free(ahead->maker);
    fh_analyser_free(ahead->analyser);
    fh_free(ahead);
}

/* What the writer had comes back into the ring. */
static void take_back(fh_read_ahead *ahead) {
    if (!ahead->lent)
        return;
    ahead->bytes -= fh_arena_bytes(ahead->readings[ahead->first].arena);
    ahead->first = (ahead->first + 1) % READINGS;
    ahead->count--;
    ahead->lent = false;
    pthread_cond_signal(&ahead->freed);
}

static struct timespec soon(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += WAIT_NANOSECONDS;
    if (at.tv_nsec >= 1000000000) {
        at.tv_nsec -= 1000000000;
        at.tv_sec++;
    }
    return at;
}

const fh_reading *fh_read_ahead_next(fh_read_ahead *ahead) {
    struct timespec until = soon();
    pthread_mutex_lock(&ahead->lock);
    take_back(ahead);
    int waited = 0;
    while (ahead->count == 0 && waited == 0)
        waited = pthread_cond_timedwait(&ahead->filled, &ahead->lock, &until);
    ahead->lent = ahead->count > 0;
    pthread_mutex_unlock(&ahead->lock);
    return ahead->lent ? &ahead->readings[ahead->first] : NULL;
}

void fh_read_ahead_tell(fh_read_ahead *ahead, bool changed) {
    atomic_store_explicit(&ahead->changed, changed, memory_order_relaxed);
}
