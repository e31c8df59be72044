/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * read_ahead.c: a ring of readings. One thread fills it, others prepare what it has, each the
 * oldest that nobody has begun, and the writer takes them from its end when they are ready.
 */
#include "indexer/read_ahead.h"

#include "core/clock.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

enum {
    WORKERS_MAX = 8,
    READINGS_A_WORKER = 16,
    READINGS_MAX = READINGS_A_WORKER * (WORKERS_MAX + 1),
    /* An article with more is prepared by the writer, which first makes room for it. So large a one
     * has fewer words than FH_DOCUMENT_MAX_WORDS, and comes to about 2 MB when prepared. */
    PREPARED_MAX_BYTES = 100 << 10,
    AHEAD_MAX_BYTES = 4 << 20, /* of texts that wait for the writer: then no more are read */
    WAIT_NANOSECONDS = 250000000
};

/* What one thread needs to prepare articles. */
typedef struct worker {
    fh_read_ahead *ahead;
    fh_analyser *analyser;
    fh_document_maker *maker;
    fh_store_packer packer;
    pthread_t thread;
} worker;

struct fh_read_ahead {
    fh_input *input;
    bool for_bulk;
    int64_t now;                            /* of workspace.h */
    atomic_bool changed;                    /* the article that was told of last */
    _Atomic(const ZSTD_CDict *) dictionary; /* of the packers, once there is one */
    pthread_t reader;
    bool reading;
    worker workers[WORKERS_MAX];
    size_t worker_count;  /* that have what they need */
    size_t started_count; /* that run */
    pthread_mutex_t lock; /* of all that follows; not of readings, which are one thread's each */
    pthread_cond_t read, prepared, freed;
    fh_reading readings[READINGS_MAX];
    bool ready[READINGS_MAX]; /* for the writer */
    size_t size;              /* of the ring */
    size_t first, count;      /* those that were read and are not free again */
    size_t begun;             /* of them, from the first on, that a worker has, or had */
    size_t bytes;             /* of texts in them */
    bool lent;                /* the first one is in the writer's hands */
    bool stopped;
};

static size_t place(const fh_read_ahead *ahead, size_t number) {
    return (ahead->first + number) % ahead->size;
}

/* --- the thread that reads --- */

/* The rejection's text is the input's, which goes on. */
static int keep_rejection(fh_reading *reading, fihrist_error *err) {
    fh_str path = fh_arena_copy(reading->arena, reading->rejection.path);
    reading->rejection.path = path;
    return path.p ? FH_INPUT_REJECTED : fh_fail_memory(err);
}

static void read_one(fh_read_ahead *ahead, fh_reading *reading) {
    fihrist_error *err = &reading->error;
    fh_arena_reset(reading->arena);
    fh_buffer_clear(&reading->position);
    int got =
        fh_input_next(ahead->input, reading->arena, &reading->article, &reading->rejection, err);
    if (got == FH_INPUT_REJECTED)
        got = keep_rejection(reading, err);
    int placed = got < 0 ? got : fh_input_position(ahead->input, &reading->position, err);
    reading->got = placed < 0 ? placed : got;
    reading->bytes = fh_input_bytes(ahead->input);
    reading->files = fh_input_files(ahead->input);
    reading->noted = fh_input_noted(ahead->input);
}

static bool is_full(const fh_read_ahead *ahead) {
    return ahead->count == ahead->size || (ahead->count > 0 && ahead->bytes > AHEAD_MAX_BYTES);
}

/* A reader that waits goes on when half of the ring is free: were it woken for each reading, a
 * tenth of all time would be spent on changing from thread to thread. */
static bool is_half_free(const fh_read_ahead *ahead) {
    return ahead->count <= ahead->size / 2 && ahead->bytes <= AHEAD_MAX_BYTES;
}

/* The place for another reading, once there is one; NULL: it is time to stop. */
static fh_reading *next_free(fh_read_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stopped && is_full(ahead))
        pthread_cond_wait(&ahead->freed, &ahead->lock);
    size_t at = place(ahead, ahead->count);
    ahead->ready[at] = false;
    bool stopped = ahead->stopped;
    pthread_mutex_unlock(&ahead->lock);
    return stopped ? NULL : &ahead->readings[at];
}

static void hand_over(fh_read_ahead *ahead, const fh_reading *reading) {
    pthread_mutex_lock(&ahead->lock);
    ahead->count++;
    ahead->bytes += fh_arena_bytes(reading->arena);
    pthread_cond_signal(&ahead->read);
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

/* --- threads that prepare --- */

static int take_dictionary(worker *by, fihrist_error *err) {
    const ZSTD_CDict *dictionary =
        atomic_load_explicit(&by->ahead->dictionary, memory_order_acquire);
    return dictionary ? fh_store_packer_share(&by->packer, dictionary, err) : FIHRIST_OK;
}

static void prepare(worker *by, fh_reading *reading) {
    bool worth = atomic_load_explicit(&by->ahead->changed, memory_order_relaxed) &&
                 fh_arena_bytes(reading->arena) <= PREPARED_MAX_BYTES;
    if (reading->got != FH_INPUT_ARTICLE)
        return;
    if (reading->article.seen == 0)
        reading->article.seen = by->ahead->now ? by->ahead->now : fh_utc_now();
    fh_preparer how = {
        .maker = worth ? by->maker : NULL, .packer = &by->packer, .for_bulk = by->ahead->for_bulk};
    int code = take_dictionary(by, &reading->error);
    if (code == FIHRIST_OK)
        code = fh_prepare(&reading->prepared, &how, &reading->article, &reading->error);
    if (code != FIHRIST_OK)
        reading->got = code;
}

/* The oldest reading that nobody has prepared, in its place, once there is one; SIZE_MAX: it is
 * time to stop. */
static size_t next_read(fh_read_ahead *ahead) {
    size_t at = SIZE_MAX;
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stopped && ahead->begun == ahead->count)
        pthread_cond_wait(&ahead->read, &ahead->lock);
    if (!ahead->stopped)
        at = place(ahead, ahead->begun++);
    pthread_mutex_unlock(&ahead->lock);
    return at;
}

static void make_ready(fh_read_ahead *ahead, size_t at) {
    pthread_mutex_lock(&ahead->lock);
    ahead->ready[at] = true;
    if (at == ahead->first)
        pthread_cond_signal(&ahead->prepared);
    pthread_mutex_unlock(&ahead->lock);
}

static void *prepare_all(void *user) {
    worker *by = user;
    size_t at;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    while ((at = next_read(by->ahead)) != SIZE_MAX) {
        prepare(by, &by->ahead->readings[at]);
        make_ready(by->ahead, at);
    }
    return NULL;
}

/* --- the thread that writes --- */

static int open_readings(fh_read_ahead *ahead, fihrist_error *err) {
    int code = FIHRIST_OK;
    ahead->size = READINGS_A_WORKER * (ahead->worker_count + 1);
    for (size_t i = 0; i < ahead->size && code == FIHRIST_OK; i++) {
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
    pthread_cond_init(&ahead->read, NULL);
    pthread_cond_init(&ahead->prepared, &monotonic);
    pthread_cond_init(&ahead->freed, NULL);
    pthread_condattr_destroy(&monotonic);
}

/* One for each processor that this process may use: reading costs little, and writing waits. */
static size_t count_workers(void) {
    cpu_set_t allowed;
    int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
    return count < WORKERS_MAX ? (size_t)count : WORKERS_MAX;
}

static int open_worker(fh_read_ahead *ahead, const fh_workspace *workspace, fihrist_error *err) {
    worker *added = &ahead->workers[ahead->worker_count++];
    added->ahead = ahead;
    added->packer = FH_STORE_PACKER;
    int code = fh_analyser_new(&added->analyser, err);
    return code == FIHRIST_OK
               ? fh_document_maker_new(workspace->authority, added->analyser, workspace->language,
                                       workspace->manifest.positions, &added->maker, err)
               : code;
}

static int fail_thread(int cause, fihrist_error *err) {
    return fh_fail_errno(err, cause, "cannot start a thread to read");
}

/* Fewer workers than wanted will do. */
static int start_threads(fh_read_ahead *ahead, fihrist_error *err) {
    int cause = 0;
    for (size_t i = 0; i < ahead->worker_count && cause == 0; i++) {
        cause = pthread_create(&ahead->workers[i].thread, NULL, prepare_all, &ahead->workers[i]);
        ahead->started_count += cause == 0;
    }
    if (ahead->started_count == 0)
        return fail_thread(cause, err);
    cause = pthread_create(&ahead->reader, NULL, read_all, ahead);
    ahead->reading = cause == 0;
    return cause == 0 ? FIHRIST_OK : fail_thread(cause, err);
}

int fh_read_ahead_start(fh_input *input, const fh_workspace *workspace, bool for_bulk,
                        fh_read_ahead **ret_ahead, fihrist_error *err) {
    fh_read_ahead *ahead = fh_calloc(1, sizeof *ahead);
    if (!ahead)
        return fh_fail_memory(err);
    ahead->input = input;
    ahead->for_bulk = for_bulk;
    ahead->now = workspace->now;
    atomic_init(&ahead->changed, true);
    atomic_init(&ahead->dictionary, NULL);
    init_locks(ahead);
    int code = FIHRIST_OK;
    for (size_t i = count_workers(); i > 0 && code == FIHRIST_OK; i--)
        code = open_worker(ahead, workspace, err);
    if (code == FIHRIST_OK)
        code = open_readings(ahead, err);
    if (code == FIHRIST_OK)
        code = start_threads(ahead, err);
    if (code == FIHRIST_OK)
        *ret_ahead = ahead;
    else
        fh_read_ahead_stop(ahead);
    return code;
}

static void stop_threads(fh_read_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    ahead->stopped = true;
    pthread_cond_signal(&ahead->freed);
    pthread_cond_broadcast(&ahead->read);
    pthread_mutex_unlock(&ahead->lock);
    if (ahead->reading) {
        pthread_cancel(ahead->reader); /* where it waits for a pipe: fh_source_read */
        pthread_join(ahead->reader, NULL);
    }
    for (size_t i = 0; i < ahead->started_count; i++)
        pthread_join(ahead->workers[i].thread, NULL);
}

void fh_read_ahead_stop(fh_read_ahead *ahead) {
    if (!ahead)
        return;
    stop_threads(ahead);
    for (size_t i = 0; i < ahead->size; i++) {
        fh_prepared_close(&ahead->readings[i].prepared);
        fh_buffer_free(&ahead->readings[i].position);
        fh_arena_free(ahead->readings[i].arena);
    }
    for (size_t i = 0; i < ahead->worker_count; i++) {
        fh_document_maker_free(ahead->workers[i].maker);
        fh_analyser_free(ahead->workers[i].analyser);
        fh_store_packer_free(&ahead->workers[i].packer);
    }
    pthread_cond_destroy(&ahead->read);
    pthread_cond_destroy(&ahead->prepared);
    pthread_cond_destroy(&ahead->freed);
    pthread_mutex_destroy(&ahead->lock);
    fh_free(ahead);
}

/* What the writer had comes back into the ring. */
static void take_back(fh_read_ahead *ahead) {
    if (!ahead->lent)
        return;
    ahead->bytes -= fh_arena_bytes(ahead->readings[ahead->first].arena);
    ahead->first = place(ahead, 1);
    ahead->count--;
    ahead->begun--;
    ahead->lent = false;
    if (is_half_free(ahead) || ahead->count == 0)
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

static bool is_first_ready(const fh_read_ahead *ahead) {
    return ahead->count > 0 && ahead->ready[ahead->first];
}

const fh_reading *fh_read_ahead_next(fh_read_ahead *ahead) {
    struct timespec until = soon();
    pthread_mutex_lock(&ahead->lock);
    take_back(ahead);
    int waited = 0;
    while (!is_first_ready(ahead) && waited == 0)
        waited = pthread_cond_timedwait(&ahead->prepared, &ahead->lock, &until);
    ahead->lent = is_first_ready(ahead);
    pthread_mutex_unlock(&ahead->lock);
    return ahead->lent ? &ahead->readings[ahead->first] : NULL;
}

void fh_read_ahead_tell(fh_read_ahead *ahead, bool changed) {
    atomic_store_explicit(&ahead->changed, changed, memory_order_relaxed);
}

void fh_read_ahead_pack_with(fh_read_ahead *ahead, const ZSTD_CDict *dictionary) {
    atomic_store_explicit(&ahead->dictionary, dictionary, memory_order_release);
}
