/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * requests.c: the life of requests. Each is answered by exactly one end or error, from whichever of
 * these comes first: its worker, its deadline, a cancel, the loss of its worker, the daemon's end.
 */
#include "daemon/requests.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/json.h"
#include "daemon/log.h"
#include "daemon/server.h"

enum { LINE_BYTES = 4096, LOGGED_BYTES = 200 };

static const uint64_t MS = 1000000;

/* --- answering --- */

static void send_error(fh_client *c, fh_str id, const fihrist_error *error) {
    fh_buffer line = FH_BUFFER(LINE_BYTES);
    request_write_error(&line, id, error);
    if (!line.failed)
        client_send(c, line.p, line.n);
    fh_buffer_free(&line);
}

static void send_end(fh_client *c, fh_str id, const char *json) {
    fh_buffer line = FH_BUFFER(LINE_BYTES);
    fh_buffer_append_text(&line, "{\"id\":");
    fh_buffer_append_str(&line, id);
    fh_buffer_printf(&line, ",\"end\":%s}\n", json);
    if (!line.failed)
        client_send(c, line.p, line.n);
    fh_buffer_free(&line);
}

void requests_refuse(fh_client *c, int code, const char *message) {
    fihrist_error err = {.position = -1};
    fh_fail(&err, code, "%s", message);
    send_error(c, fh_str_of("null"), &err);
    log_client("uid %u, process %d: %s", c->uid, c->pid, message);
}

/* --- log --- */

/* What an administrator should know of; wrong queries and unknown ids are the client's own. */
static bool is_trouble(int code) {
    switch (code) {
    case FIHRIST_E_MEMORY:
    case FIHRIST_E_IO:
    case FIHRIST_E_TIMEOUT:
    case FIHRIST_E_CORRUPT:
    case FIHRIST_E_VERSION:
    case FIHRIST_E_INTERNAL:
    case FIHRIST_E_WORKER_LOST:
        return true;
    default:
        return false;
    }
}

static void log_job(const fh_server *server, const fh_job *job, int code) {
    const fh_settings *settings = server->settings;
    uint64_t ms = (fh_now_ns() - job->received_ns) / MS;
    bool slow = settings->slow_ms && ms >= (uint64_t)settings->slow_ms;
    if (!settings->log_requests && !slow && !is_trouble(code))
        return;
    const fh_request *r = job->request;
    void (*log)(const char *, ...) = settings->log_requests ? log_line : log_client;
    log("%s%s %.*s: %llu ms, %zu bytes%s%s", slow ? "slow: " : "", r->method.p,
        (int)(r->params.n < LOGGED_BYTES ? r->params.n : LOGGED_BYTES), r->params.p,
        (unsigned long long)ms, job->answer_bytes, code ? ", error " : "",
        code ? fihrist_error_name(code) : "");
}

/* --- the life of a job --- */

/* Nobody waits for it any more, but a worker may still be at it. */
static void detach(fh_server *server, fh_job *job) {
    fh_client *c = job->client;
    if (!c)
        return;
    if (!job->worker)
        job_queue_remove(&server->queue, &c->turn, job);
    TAILQ_REMOVE(&c->jobs, job, in_client);
    c->job_count--;
    job->client = NULL;
}

static void free_job(fh_server *server, fh_job *job) {
    TAILQ_REMOVE(&server->jobs, job, in_all);
    server->input_bytes -= request_bytes(job->request);
    request_free(job->request);
    fh_free(job);
    server_check_drained(server);
}

/* Let a worker that is at a job nobody waits for finish it, but not for long. */
static void hurry(fh_job *job) {
    uint64_t soon = fh_now_ns() + GRACE_MS * MS;
    if (job->kill_ns > soon)
        job->kill_ns = soon;
}

static void abandon(fh_server *server, fh_job *job) {
    detach(server, job);
    if (job->worker)
        hurry(job);
    else
        free_job(server, job);
}

/* End a job with an error of the daemon's own. A worker that is at it goes on until it is killed or
 * done; frees the job otherwise. */
static void fail_job(fh_server *server, fh_job *job, const fihrist_error *error) {
    fh_client *c = job->client;
    bool running = job->worker != NULL;
    if (c) {
        log_job(server, job, error->code);
        detach(server, job);
        send_error(c, job->request->id, error);
    }
    if (!running)
        free_job(server, job);
    if (c)
        client_resume(c);
}

static void fail_late(fh_server *server, fh_job *job) {
    fihrist_error err = {.position = -1};
    fh_fail(&err, FIHRIST_E_TIMEOUT, "the request took longer than the %llu ms it was given",
            (unsigned long long)((job->deadline_ns - job->received_ns) / MS));
    fail_job(server, job, &err);
}

/* --- asking --- */

static fh_job *find_job(fh_client *c, fh_str id) {
    fh_job *one;
    TAILQ_FOREACH(one, &c->jobs, in_client)
    if (fh_str_equal(one->request->id, id))
        return one;
    return NULL;
}

static void cancel(fh_client *c, const fh_request *r) {
    fh_server *server = c->server;
    fh_job *target = find_job(c, r->target);
    fihrist_error err = {.position = -1};
    if (target) {
        fh_fail(&err, FIHRIST_E_CANCELLED, "the request was cancelled");
        if (target->worker)
            hurry(target);
        fail_job(server, target, &err);
    }
    send_end(c, r->id, target ? "{\"cancelled\":true}" : "{\"cancelled\":false}");
}

static uint64_t time_for(const fh_settings *settings, const fh_request *r) {
    int64_t ms = r->timeout_ms ? r->timeout_ms : settings->timeout_ms;
    return (uint64_t)(ms < settings->max_timeout_ms ? ms : settings->max_timeout_ms);
}

static int refuse_full(const fh_server *server, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_BUSY, "%zu requests wait already; try again later",
                   server->queue.count);
}

/* A full queue has room for one that asks little: the last request of whoever has most waiting goes
 * in its stead. */
static bool make_room(fh_client *c) {
    fh_server *server = c->server;
    fh_job *last = job_queue_greediest(&server->queue);
    fihrist_error err = {.position = -1};
    if (!last || last->client == c || last->client->turn.count <= c->turn.count + 1)
        return false;
    fh_client *greediest = last->client;
    bool taking = greediest->taking;
    refuse_full(server, &err);
    greediest->taking = true; /* it asks no more until another of its requests is answered */
    fail_job(server, last, &err);
    greediest->taking = taking;
    return !c->closing;
}

bool requests_have_room(const fh_server *server, size_t held, size_t n) {
    size_t kept = held > INPUT_LITTLE_BYTES ? INPUT_KEPT_BYTES : 0;
    return server->input_bytes + n <= INPUT_MAX_BYTES - kept;
}

static int check_room(fh_client *c, const fh_request *r, fihrist_error *err) {
    fh_server *server = c->server;
    if (server->state != SERVER_SERVING)
        return fh_fail(err, FIHRIST_E_AWAY, "the daemon is stopping; try again later");
    if (find_job(c, r->id))
        return fh_fail(err, FIHRIST_E_USAGE, "a request with the id %.*s is under way",
                       (int)r->id.n, r->id.p);
    if (!requests_have_room(server, request_bytes(r), request_bytes(r)) ||
        (server->queue.count >= (size_t)server->settings->queue && !make_room(c)))
        return refuse_full(server, err);
    return 0;
}

static void add_job(fh_client *c, fh_request *r, fh_job *job) {
    fh_server *server = c->server;
    uint64_t now = fh_now_ns();
    job->request = r;
    job->client = c;
    job->received_ns = now;
    job->deadline_ns = now + time_for(server->settings, r) * MS;
    job->kill_ns = job->deadline_ns + GRACE_MS * MS;
    TAILQ_INSERT_TAIL(&server->jobs, job, in_all);
    TAILQ_INSERT_TAIL(&c->jobs, job, in_client);
    c->job_count++;
    server->input_bytes += request_bytes(r);
    job_queue_add(&server->queue, &c->turn, job);
    server_watch_deadlines(server);
}

/* 0 when `r` is the job's from now on. */
static int begin(fh_client *c, fh_request *r, fihrist_error *err) {
    int status = check_room(c, r, err);
    if (status < 0)
        return status;
    fh_job *new_job = fh_calloc(1, sizeof *new_job);
    if (!new_job)
        return fh_fail_memory(err);
    add_job(c, r, new_job);
    return 0;
}

static bool is_blank(fh_str line) {
    while (line.n && strchr(" \t\r", line.p[line.n - 1]) && line.p[line.n - 1])
        line.n--;
    return line.n == 0;
}

void requests_take(fh_client *c, fh_str line) {
    char id[REQUEST_ID_ROOM];
    fh_request *r = NULL;
    fihrist_error err = {.position = -1};
    if (is_blank(line))
        return;
    int status = request_read(line, id, &r, &err);
    if (status == 0 && r->target.n) {
        cancel(c, r);
        request_free(r);
        return;
    }
    if (status == 0)
        status = begin(c, r, &err);
    if (status == 0) {
        requests_dispatch(c->server);
        return;
    }
    request_free(r);
    if (status == FIHRIST_E_PROTOCOL)
        log_client("uid %u, process %d: %s", c->uid, c->pid, err.message);
    send_error(c, fh_str_of(id), &err);
}

void requests_leave(fh_client *c) {
    fh_job *one;
    while ((one = TAILQ_FIRST(&c->jobs)))
        abandon(c->server, one);
}

/* --- working --- */

void requests_dispatch(fh_server *server) {
    fh_worker_process *w;
    while (server->queue.count && (w = pool_idle(&server->pool))) {
        fh_job *next = job_queue_next(&server->queue);
        uint64_t now = fh_now_ns();
        uint64_t left_ms = now < next->deadline_ns ? (next->deadline_ns - now) / MS : 0;
        pool_give(w, next, left_ms ? (uint32_t)left_ms : 1);
    }
}

void requests_piece(fh_worker_process *w, const fh_piece_head *head, const char *lines) {
    fh_server *server = w->server;
    fh_job *job = w->job;
    if (!job)
        return;
    fh_client *c = job->client;
    job->answer_bytes += head->bytes;
    if (c && head->bytes)
        client_send(c, lines, head->bytes);
    if (head->kind != PIECE_LAST)
        return;
    /* Sending may have closed the client, and so taken it from the job. */
    c = job->client;
    if (c) {
        log_job(server, job, head->code);
        detach(server, job);
    }
    pool_done(w);
    free_job(server, job);
    if (c)
        client_resume(c);
    requests_dispatch(server);
}

void requests_lost(fh_worker_process *w) {
    fh_job *job = w->job;
    fihrist_error err = {.position = -1};
    w->job = NULL;
    if (!job)
        return;
    fh_fail(&err, FIHRIST_E_WORKER_LOST,
            "the process that answered the request died; the others go on");
    if (job->client)
        fail_job(w->server, job, &err); /* detaches; the job's worker keeps it from being freed */
    free_job(w->server, job);
}

/* --- time --- */

/* The first that is past what it was given. */
static fh_job *find_late(const fh_server *server, uint64_t now_ns) {
    fh_job *one;
    TAILQ_FOREACH(one, &server->jobs, in_all)
    if (now_ns >= (one->worker ? one->kill_ns : one->deadline_ns))
        return one;
    return NULL;
}

/* Answering one may close its client and so free any other: each is looked for anew. */
void requests_tick(fh_server *server, uint64_t now_ns) {
    fh_job *late;
    while ((late = find_late(server, now_ns))) {
        fh_worker_process *w = late->worker;
        late->kill_ns = UINT64_MAX;
        if (late->client)
            fail_late(server, late); /* frees it where no worker is at it */
        if (w)
            pool_kill(w);
    }
}

void requests_give_up(fh_server *server) {
    fh_job *one;
    fihrist_error err = {.position = -1};
    fh_fail(&err, FIHRIST_E_AWAY, "the daemon stopped before the answer was there");
    while ((one = TAILQ_FIRST(&server->jobs))) {
        fh_worker_process *w = one->worker;
        if (w)
            w->job = NULL;
        if (one->client)
            fail_job(server, one, &err);
        if (w)
            free_job(server, one);
    }
}
