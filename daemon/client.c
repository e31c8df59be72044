/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * client.c: connections.
 *
 * A client is asked for more only while it has few requests under way and takes its answers; the
 * rest waits in its socket. What it has not taken is kept here, so that no worker waits for it, but
 * not for long, and not beyond OUTPUT_MAX_BYTES for all clients together: past that the one with
 * the most is cut off.
 */
#include "daemon/client.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/clock.h"
#include "daemon/log.h"
#include "daemon/requests.h"
#include "daemon/server.h"

enum { WRITE_BYTES = 256 * 1024 };

static const uint64_t SECOND = 1000000000;

typedef struct output {
    uv_write_t write;
    fh_client *client;
    size_t n;
    char bytes[];
} output;

/* --- the end of one --- */

static void on_closed(uv_handle_t *handle) {
    fh_client *c = handle->data;
    fh_server *server = c->server;
    TAILQ_REMOVE(&server->clients, c, in_server);
    server->client_count--;
    server->input_bytes -= c->input.n;
    fh_buffer_free(&c->input);
    fh_free(c);
    server_check_drained(server);
}

void client_close(fh_client *c) {
    if (c->closing)
        return;
    c->closing = true;
    c->server->output_bytes -= c->output_bytes; /* the loop frees them before it comes round */
    requests_leave(c);
    uv_close((uv_handle_t *)&c->pipe, on_closed);
}

static void stop_reading(fh_client *c) {
    if (c->reading)
        uv_read_stop((uv_stream_t *)&c->pipe);
    c->reading = false;
}

void client_finish(fh_client *c) {
    c->finishing = true;
    stop_reading(c);
    if (c->output_bytes == 0)
        client_close(c);
}

/* All is said and nothing more will be asked. */
static void finish_if_done(fh_client *c) {
    if (!c->closing && c->ended && c->job_count == 0)
        client_finish(c);
}

/* --- lines out --- */

static void on_written(uv_write_t *write, int status) {
    output *out = (output *)write;
    fh_client *c = out->client;
    c->output_bytes -= out->n;
    if (!c->closing)
        c->server->output_bytes -= out->n;
    c->active_ns = fh_now_ns();
    fh_free(out);
    if (c->closing)
        return;
    if (status < 0 || (c->finishing && c->output_bytes == 0))
        client_close(c);
    else
        client_resume(c);
}

static bool write_later(fh_client *c, const char *bytes, size_t n) {
    output *out = fh_malloc(sizeof *out + n);
    if (!out)
        return false;
    out->client = c;
    out->n = n;
    memcpy(out->bytes, bytes, n);
    uv_buf_t buffer = uv_buf_init(out->bytes, (unsigned)n);
    if (uv_write(&out->write, (uv_stream_t *)&c->pipe, &buffer, 1, on_written) < 0) {
        fh_free(out);
        return false;
    }
    c->output_bytes += n;
    c->server->output_bytes += n;
    return true;
}

/* Make room among all answers that were not taken. False: it was this client's own that went. */
static bool make_room(fh_client *c, size_t n) {
    fh_server *server = c->server;
    while (server->output_bytes + n > OUTPUT_MAX_BYTES) {
        fh_client *one, *most = c;
        TAILQ_FOREACH(one, &server->clients, in_server)
        if (!one->closing && one->output_bytes > most->output_bytes)
            most = one;
        log_client("uid %u, process %d: cut off with %zu bytes of answers it did not take",
                   most->uid, most->pid, most->output_bytes);
        client_close(most);
        if (most == c)
            return false;
    }
    return true;
}

void client_send(fh_client *c, const char *lines, size_t n) {
    if (c->closing)
        return;
    size_t done = 0;
    if (c->output_bytes == 0) {
        uv_buf_t buffer = uv_buf_init((char *)lines, (unsigned)n);
        int written = uv_try_write((uv_stream_t *)&c->pipe, &buffer, 1);
        if (written < 0 && written != UV_EAGAIN) {
            client_close(c);
            return;
        }
        done = written > 0 ? (size_t)written : 0;
    }
    if (done < n && !make_room(c, n - done))
        return;
    while (done < n) {
        size_t part = n - done < WRITE_BYTES ? n - done : WRITE_BYTES;
        if (!write_later(c, lines + done, part)) {
            client_close(c);
            return;
        }
        done += part;
    }
}

/* --- lines in --- */

static bool may_ask(const fh_client *c) {
    return !c->closing && !c->finishing && c->job_count < CLIENT_MAX_JOBS &&
           c->output_bytes < CLIENT_OUTPUT_BYTES;
}

/* Too long a line: what comes behind it cannot be told from it. */
static void refuse_length(fh_client *c) {
    char message[80];
    snprintf(message, sizeof message, "a request has at most %d bytes", FIHRIST_REQUEST_MAX_BYTES);
    requests_refuse(c, FIHRIST_E_LIMIT, message);
    if (!c->closing)
        client_finish(c);
}

static void drop_input(fh_client *c, size_t n) {
    c->input.n -= n;
    c->server->input_bytes -= n;
    if (c->input.n)
        memmove(c->input.p, c->input.p + n, c->input.n);
    else
        fh_buffer_free(&c->input); /* thousands of connections are idle */
}

/* The next whole line of the input, or at its end what is left; false: there is none. */
static bool next_line(fh_client *c, size_t from, fh_str *ret) {
    const char *at = c->input.p + from;
    size_t n = c->input.n - from;
    const char *end = n > c->scanned ? memchr(at + c->scanned, '\n', n - c->scanned) : NULL;
    c->scanned = end ? 0 : n;
    *ret = (fh_str){at, end ? (size_t)(end - at) : n};
    return end || (c->ended && n);
}

static void take_lines(fh_client *c) {
    size_t taken = 0;
    fh_str line;
    c->taking = true;
    while (may_ask(c) && taken < c->input.n && next_line(c, taken, &line)) {
        if (line.n > FIHRIST_REQUEST_MAX_BYTES) {
            refuse_length(c);
            break;
        }
        taken += line.n + 1;
        if (taken > c->input.n) /* the last line of all may lack its end */
            taken = c->input.n;
        requests_take(c, line);
    }
    c->taking = false;
    if (taken) {
        drop_input(c, taken);
        c->scanned = 0;
    }
    if (may_ask(c) && c->input.n > FIHRIST_REQUEST_MAX_BYTES)
        refuse_length(c);
    c->line_ns = c->input.n == 0 ? 0 : c->line_ns && !taken ? c->line_ns : fh_now_ns();
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    const fh_client *c = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(c->server->read_buffer, READ_BYTES);
}

/* A client that closed its end takes no answer; one that only shut down its sending does. */
static bool is_gone(fh_client *c) {
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&c->pipe, &fd) < 0)
        return true;
    struct pollfd one = {fd, POLLOUT, 0};
    return poll(&one, 1, 0) > 0 && one.revents & (POLLHUP | POLLERR);
}

static void on_end(fh_client *c) {
    c->ended = true;
    stop_reading(c);
    if (is_gone(c)) {
        client_close(c);
        return;
    }
    take_lines(c);
    finish_if_done(c);
}

static void add_input(fh_client *c, const char *bytes, size_t n) {
    fh_server *server = c->server;
    if (!requests_have_room(server, c->input.n + n, n)) {
        requests_refuse(c, FIHRIST_E_BUSY, "too many requests wait already; try again later");
        if (!c->closing)
            client_finish(c);
        return;
    }
    if (!fh_buffer_append(&c->input, bytes, n)) {
        client_close(c);
        return;
    }
    server->input_bytes += n;
    c->active_ns = fh_now_ns();
    take_lines(c);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer) {
    fh_client *c = stream->data;
    if (n == UV_EOF)
        on_end(c);
    else if (n < 0)
        client_close(c);
    else if (n > 0)
        add_input(c, buffer->base, (size_t)n);
    if (!c->closing && c->reading && !may_ask(c))
        stop_reading(c);
}

static void start_reading(fh_client *c) {
    if (c->reading || c->ended)
        return;
    if (c->line_ns) /* it could not go on while it was not read */
        c->line_ns = fh_now_ns();
    c->reading = uv_read_start((uv_stream_t *)&c->pipe, on_alloc, on_read) == 0;
    if (!c->reading)
        client_close(c);
}

void client_resume(fh_client *c) {
    c->active_ns = fh_now_ns();
    /* A line that cancels a request, say, answers that one while the lines are taken. */
    if (c->taking || !may_ask(c))
        return;
    if (c->input.n)
        take_lines(c);
    finish_if_done(c);
    if (may_ask(c))
        start_reading(c);
}

/* --- the beginning of one --- */

static void find_peer(fh_client *c) {
    struct ucred peer = {.pid = -1, .uid = (uid_t)-1};
    socklen_t n = sizeof peer;
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&c->pipe, &fd) == 0)
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n);
    c->uid = peer.uid;
    c->pid = peer.pid;
}

static fh_client *new_client(fh_server *server) {
    fh_client *c = fh_calloc(1, sizeof *c);
    if (!c)
        return NULL;
    *c = (fh_client){.server = server,
                     .input = FH_BUFFER(FIHRIST_REQUEST_MAX_BYTES + 2 * READ_BYTES),
                     .active_ns = fh_now_ns()};
    TAILQ_INIT(&c->jobs);
    turn_init(&c->turn);
    uv_pipe_init(&server->loop, &c->pipe, 0);
    c->pipe.data = c;
    TAILQ_INSERT_TAIL(&server->clients, c, in_server);
    server->client_count++;
    return c;
}

void client_accept(fh_server *server) {
    fh_client *c = new_client(server);
    if (!c) {
        log_client("out of memory for a connection");
        return;
    }
    if (uv_accept((uv_stream_t *)&server->accepting, (uv_stream_t *)&c->pipe) < 0) {
        client_close(c);
        return;
    }
    find_peer(c);
    if (server->client_count > server->client_max) {
        requests_refuse(c, FIHRIST_E_BUSY, "there are too many connections; try again later");
        if (!c->closing)
            client_finish(c);
        return;
    }
    start_reading(c);
}

/* --- time --- */

static const char *trouble(fh_client *c, uint64_t now) {
    const fh_settings *settings = c->server->settings;
    size_t left = uv_stream_get_write_queue_size((uv_stream_t *)&c->pipe);
    if (left != c->output_left) {
        c->output_left = left;
        c->active_ns = now;
    }
    if (left && now - c->active_ns > CLIENT_STALL_SECONDS * SECOND)
        return "it takes nothing of its answer";
    if (c->line_ns && now > c->line_ns + CLIENT_STALL_SECONDS * SECOND && may_ask(c))
        return "the request does not come to its end";
    if (!left && c->job_count == 0 &&
        now - c->active_ns > (uint64_t)settings->idle_seconds * SECOND)
        return "nothing was asked for a long time";
    return NULL;
}

void client_sweep(fh_server *server) {
    uint64_t now = fh_now_ns();
    fh_client *c, *next;
    for (c = TAILQ_FIRST(&server->clients); c; c = next) {
        next = TAILQ_NEXT(c, in_server);
        const char *why = c->closing ? NULL : trouble(c, now);
        if (!why)
            continue;
        if (c->output_bytes == 0)
            requests_refuse(c, FIHRIST_E_TIMEOUT, why);
        else
            log_client("uid %u, process %d: %s", c->uid, c->pid, why);
        client_close(c); /* its place in the list stays until the loop comes round */
    }
}
