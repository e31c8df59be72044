/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pool.c: starting, feeding and replacing workers.
 *
 * A worker is gone when its pipe ends, not when its exit is reported: what it wrote before it died
 * is read first.
 */
#include "daemon/pool.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/json.h"
#include "daemon/frame.h"
#include "daemon/log.h"
#include "daemon/requests.h"
#include "daemon/server.h"
#include "daemon/worker.h"

/* Between starts of a worker that dies as it starts. */
enum { FIRST_PAUSE_MS = 50, LONGEST_PAUSE_MS = 5000, PIECE_MAX_BYTES = 80 << 20 };

static void start_worker(fh_server *server, unsigned slot);

/* --- the end of a worker --- */

static void free_worker(uv_handle_t *handle) {
    fh_worker_process *w = handle->data;
    if (--w->handles)
        return;
    fh_buffer_free(&w->input);
    fh_free(w);
}

static void schedule_start(fh_server *server, unsigned slot, bool failed) {
    fh_pool_slot *place = &server->pool.slots[slot];
    place->worker = NULL;
    place->start_ns = fh_now_ns();
    place->failures = failed ? place->failures + 1 : 0;
    if (server->state == SERVER_CLOSING)
        return;
    if (!failed) {
        start_worker(server, slot);
        return;
    }
    uint64_t pause_ms = FIRST_PAUSE_MS;
    for (unsigned i = 1; i < place->failures && pause_ms < LONGEST_PAUSE_MS; i++)
        pause_ms *= 2;
    place->start_ns += (pause_ms < LONGEST_PAUSE_MS ? pause_ms : LONGEST_PAUSE_MS) * 1000000;
    server_watch_deadlines(server);
}

/* Its pipe is closed: a worker that lives ends by itself at the end of its input. */
static void let_go(fh_worker_process *w, bool failed) {
    if (w->gone)
        return;
    w->gone = true;
    uv_close((uv_handle_t *)&w->pipe, free_worker);
    requests_lost(w);
    schedule_start(w->server, w->slot, failed);
}

static void on_process_end(uv_process_t *process, int64_t status, int signal_number) {
    fh_worker_process *w = process->data;
    w->exited = true;
    if (!w->dismissed && signal_number)
        log_line("worker %d died of signal %d (%s)", process->pid, signal_number,
                 strsignal(signal_number));
    else if (!w->dismissed)
        log_line("worker %d ended with status %lld", process->pid, (long long)status);
    uv_close((uv_handle_t *)&w->process, free_worker);
}

static void end_process(fh_worker_process *w) {
    if (!w->exited)
        uv_process_kill(&w->process, SIGKILL);
}

static void on_lost(fh_worker_process *w) {
    bool failed = !w->ready;
    end_process(w);
    let_go(w, failed);
    if (failed)
        server_worker_failed(w->server);
}

/* A worker that is not needed any more; it has no job. */
static void dismiss(fh_worker_process *w) {
    w->dismissed = true;
    let_go(w, false);
}

/* --- what it says --- */

static void on_ready(fh_worker_process *w, const fh_piece_head *head, const char *text) {
    char why[sizeof((fihrist_error *)0)->message];
    snprintf(why, sizeof why, "%.*s", (int)head->bytes, text);
    w->ready = true;
    w->server->pool.slots[w->slot].failures = 0;
    if (w->retiring)
        dismiss(w);
    else
        server_worker_ready(w->server, head->code, why);
}

static void take_pieces(fh_worker_process *w) {
    size_t at = 0;
    fh_piece_head head;
    while (!w->gone && w->input.n - at >= sizeof head) {
        memcpy(&head, w->input.p + at, sizeof head);
        if (head.bytes > PIECE_MAX_BYTES) {
            log_line("worker %d sent what makes no sense", w->process.pid);
            on_lost(w);
            return;
        }
        if (w->input.n - at - sizeof head < head.bytes)
            break;
        const char *bytes = w->input.p + at + sizeof head;
        at += sizeof head + head.bytes;
        if (head.kind == PIECE_READY)
            on_ready(w, &head, bytes);
        else
            requests_piece(w, &head, bytes);
    }
    if (w->gone)
        return;
    w->input.n -= at;
    if (w->input.n)
        memmove(w->input.p, w->input.p + at, w->input.n);
    else if (w->input.capacity > 4 * PIECE_BYTES)
        fh_buffer_free(&w->input);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    const fh_worker_process *w = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(w->server->read_buffer, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer) {
    fh_worker_process *w = stream->data;
    if (n < 0 || (n > 0 && !fh_buffer_append(&w->input, buffer->base, (size_t)n)))
        on_lost(w);
    else if (n > 0)
        take_pieces(w);
}

/* --- the start of one --- */

static int spawn(fh_worker_process *w) {
    fh_server *server = w->server;
    char memory[32];
    snprintf(memory, sizeof memory, "%llu", (unsigned long long)server->settings->worker_memory);
    char *argv[] = {server->pool.program, (char *)WORKER_OPTION, (char *)server->settings->index,
                    memory, NULL};
    uv_stdio_container_t stdio[WORKER_FD + 1] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
        {.flags = (uv_stdio_flags)(UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE),
         .data.stream = (uv_stream_t *)&w->pipe}};
    uv_process_options_t how = {.exit_cb = on_process_end,
                                .file = server->pool.program,
                                .args = argv,
                                .stdio_count = WORKER_FD + 1,
                                .stdio = stdio};
    int status = uv_spawn(&server->loop, &w->process, &how);
    return status < 0 ? status : uv_read_start((uv_stream_t *)&w->pipe, on_alloc, on_read);
}

static void start_worker(fh_server *server, unsigned slot) {
    fh_worker_process *w = fh_calloc(1, sizeof *w);
    if (!w) {
        schedule_start(server, slot, true);
        return;
    }
    *w = (fh_worker_process){.server = server,
                             .slot = slot,
                             .handles = 2,
                             .input = FH_BUFFER(PIECE_MAX_BYTES + READ_BYTES)};
    uv_pipe_init(&server->loop, &w->pipe, 0);
    w->pipe.data = w->process.data = w;
    server->pool.slots[slot].worker = w;
    int status = spawn(w);
    w->process.data = w;
    if (status == 0)
        return;
    log_line("cannot start a worker: %s", uv_strerror(status));
    if (!uv_is_active((uv_handle_t *)&w->process)) /* there is no exit to wait for */
        uv_close((uv_handle_t *)&w->process, free_worker);
    let_go(w, true);
    server_worker_failed(server);
}

int pool_start(fh_server *server, unsigned count, fihrist_error *err) {
    fh_pool *pool = &server->pool;
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    if (n <= 0 || n == sizeof path)
        return fh_fail(err, FIHRIST_E_IO, "cannot find this program's own file in /proc");
    pool->program = fh_calloc(1, (size_t)n + 1);
    pool->slots = fh_calloc(count, sizeof *pool->slots);
    if (!pool->program || !pool->slots)
        return fh_fail_memory(err);
    memcpy(pool->program, path, (size_t)n);
    pool->count = count;
    /* The first that cannot be started ends the daemon; none is to be started after that. */
    for (unsigned i = 0; i < count && server->state == SERVER_STARTING; i++)
        start_worker(server, i);
    return 0;
}

/* --- jobs --- */

fh_worker_process *pool_idle(fh_pool *pool) {
    for (unsigned i = 0; i < pool->count; i++) {
        fh_worker_process *w = pool->slots[i].worker;
        if (w && w->ready && !w->gone && !w->job && !w->retiring)
            return w;
    }
    return NULL;
}

typedef struct task_write {
    uv_write_t write;
    char bytes[];
} task_write;

static void on_written(uv_write_t *write, int status) {
    (void)status; /* a worker that cannot be written to is found out by reading */
    fh_free((task_write *)write);
}

static void write_task(const fh_request *r, uint32_t left_ms, fh_buffer *out) {
    fh_task_head head = {(uint32_t)r->id.n, (uint32_t)r->method.n, 0};
    fh_buffer_append(out, &head, sizeof head);
    fh_buffer_append_str(out, r->id);
    fh_buffer_append_str(out, r->method);
    size_t before = out->n;
    fh_buffer_append(out, r->params.p, r->params.n - 1); /* without the last bracket */
    fh_json_member_integer(out, "timeout_ms", left_ms);
    fh_json_close(out, '}');
    if (out->failed)
        return;
    head.params_bytes = (uint32_t)(out->n - before);
    memcpy(out->p, &head, sizeof head);
}

void pool_give(fh_worker_process *w, fh_job *job, uint32_t left_ms) {
    fh_buffer task = FH_BUFFER(4 * FIHRIST_REQUEST_MAX_BYTES);
    write_task(job->request, left_ms, &task);
    task_write *write = task.failed ? NULL : fh_malloc(sizeof *write + task.n);
    w->job = job;
    job->worker = w;
    if (!write) { /* it will be found to be late */
        fh_buffer_free(&task);
        return;
    }
    memcpy(write->bytes, task.p, task.n);
    uv_buf_t buffer = uv_buf_init(write->bytes, (unsigned)task.n);
    fh_buffer_free(&task);
    if (uv_write(&write->write, (uv_stream_t *)&w->pipe, &buffer, 1, on_written) < 0)
        fh_free(write);
}

void pool_done(fh_worker_process *w) {
    w->job = NULL;
    if (w->retiring)
        dismiss(w);
}

void pool_kill(fh_worker_process *w) {
    w->dismissed = true;
    w->retiring = true; /* it may have finished all the same, and that be read before its end */
    end_process(w);
}

/* --- all of them --- */

void pool_replace(fh_server *server) {
    for (unsigned i = 0; i < server->pool.count; i++) {
        fh_worker_process *w = server->pool.slots[i].worker;
        if (!w)
            continue;
        w->retiring = true;
        if (w->ready && !w->job)
            dismiss(w);
    }
}

bool pool_is_fresh(const fh_pool *pool) {
    for (unsigned i = 0; i < pool->count; i++) {
        const fh_worker_process *w = pool->slots[i].worker;
        if (!w || !w->ready || w->retiring)
            return false;
    }
    return true;
}

void pool_tick(fh_server *server, uint64_t now_ns) {
    for (unsigned i = 0; i < server->pool.count; i++)
        if (!server->pool.slots[i].worker && server->pool.slots[i].start_ns <= now_ns)
            start_worker(server, i);
}

void pool_stop(fh_server *server) {
    for (unsigned i = 0; i < server->pool.count; i++) {
        fh_worker_process *w = server->pool.slots[i].worker;
        if (!w)
            continue;
        pool_kill(w);
        let_go(w, false);
    }
}

void pool_free(fh_pool *pool) {
    fh_free(pool->slots);
    fh_free(pool->program);
}
