/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * connection.c: the client's end of a daemon's socket.
 *
 * A request and its answer stay on one connection; after anything unexpected the connection is
 * dropped, so that no line of one answer is ever taken for another's.
 */
#include "searcher/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/json.h"

/* An article of 16 MB whose every byte is escaped. */
enum { LINE_MAX_BYTES = 128 << 20, READ_BYTES = 64 * 1024, ENVELOPE_BYTES = 64 };

struct fh_connection {
    struct sockaddr_un address;
    int fd;          /* -1: not connected */
    uint64_t number; /* of the request under way */
    uint64_t deadline_ns;
    bool answering; /* the answer under way has not ended */
    bool begun;     /* something of it has come */
    fh_buffer request;
    fh_buffer input; /* what came and was not taken yet, from `taken` on */
    size_t taken;
};

static void drop(fh_connection *c) {
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->answering = false;
    c->taken = 0;
    fh_buffer_clear(&c->input);
}

static int fail(fh_connection *c, int code, const char *what, fihrist_error *err) {
    drop(c);
    return fh_fail(err, code, "the daemon at '%s' %s", c->address.sun_path, what);
}

/* Where trying again later may help, the daemon is away. */
static int fail_errno(fh_connection *c, int sys_errno, const char *what, fihrist_error *err) {
    bool away = sys_errno == ENOENT || sys_errno == ECONNREFUSED || sys_errno == EAGAIN ||
                sys_errno == ECONNRESET || sys_errno == EPIPE;
    drop(c);
    int status =
        fh_fail_errno(err, sys_errno, "cannot %s the daemon at '%s'", what, c->address.sun_path);
    if (away && err)
        err->code = FIHRIST_E_AWAY;
    return away ? FIHRIST_E_AWAY : status;
}

static int wait_for(fh_connection *c, short events, fihrist_error *err) {
    for (;;) {
        uint64_t now = fh_now_ns();
        if (now >= c->deadline_ns)
            return fail(c, FIHRIST_E_AWAY, "does not answer", err);
        uint64_t left_ms = (c->deadline_ns - now) / 1000000 + 1;
        struct pollfd one = {c->fd, events, 0};
        int ready = poll(&one, 1, left_ms < 60000 ? (int)left_ms : 60000);
        if (ready > 0)
            return 0;
        if (ready < 0 && errno != EINTR)
            return fail_errno(c, errno, "wait for", err);
    }
}

/* A full backlog makes connect() wait in the kernel; so the socket does not block from the start,
 * and is tried again. */
static int connect_now(fh_connection *c, fihrist_error *err) {
    enum { PAUSE_MS = 10 };
    c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        return fail_errno(c, errno, "make a socket for", err);
    while (connect(c->fd, (const struct sockaddr *)&c->address, sizeof c->address) != 0) {
        if ((errno != EAGAIN && errno != EINTR) || fh_now_ns() >= c->deadline_ns)
            return fail_errno(c, errno, "reach", err);
        poll(NULL, 0, PAUSE_MS);
    }
    return 0;
}

int fh_connection_open(const char *path, fh_connection **ret_connection, fihrist_error *err) {
    size_t n = strlen(path);
    fh_connection *c = fh_calloc(1, sizeof *c);
    if (!c)
        return fh_fail_memory(err);
    c->fd = -1;
    c->address.sun_family = AF_UNIX;
    c->request = FH_BUFFER(LINE_MAX_BYTES);
    c->input = FH_BUFFER(LINE_MAX_BYTES + READ_BYTES);
    if (n == 0 || n >= sizeof c->address.sun_path) {
        fh_free(c);
        return fh_fail(err, FIHRIST_E_USAGE, "the path of a socket has 1 to %zu bytes, not %zu",
                       sizeof c->address.sun_path - 1, n);
    }
    memcpy(c->address.sun_path, path, n);
    *ret_connection = c;
    return 0;
}

void fh_connection_close(fh_connection *c) {
    if (!c)
        return;
    drop(c);
    fh_buffer_free(&c->request);
    fh_buffer_free(&c->input);
    fh_free(c);
}

/* --- sending --- */

/* 1 when the other end is gone: the daemon was stopped or started anew since. */
static int write_request(fh_connection *c, fihrist_error *err) {
    size_t at = 0;
    while (at < c->request.n) {
        ssize_t n = send(c->fd, c->request.p + at, c->request.n - at, MSG_NOSIGNAL);
        if (n > 0) {
            at += (size_t)n;
            continue;
        }
        if (errno == EPIPE || errno == ECONNRESET)
            return 1;
        int status = errno == EINTR ? 0 : -1;
        if (errno == EAGAIN)
            status = wait_for(c, POLLOUT, err);
        else if (status < 0)
            status = fail_errno(c, errno, "write to", err);
        if (status < 0)
            return status;
    }
    return 0;
}

static int connect_and_write(fh_connection *c, fihrist_error *err) {
    drop(c);
    int status = connect_now(c, err);
    if (status == 0)
        status = write_request(c, err);
    return status > 0 ? fail(c, FIHRIST_E_AWAY, "closed the connection", err) : status;
}

int fh_connection_send(fh_connection *c, const char *method, fh_str params, uint64_t deadline_ns,
                       fihrist_error *err) {
    if (c->answering) /* nobody read the last answer to its end */
        drop(c);
    c->number++;
    c->deadline_ns = deadline_ns;
    c->begun = false;
    fh_buffer_clear(&c->request);
    fh_buffer_printf(&c->request,
                     "{\"id\":%llu,\"method\":\"%s\",\"params\":", (unsigned long long)c->number,
                     method);
    fh_buffer_append_str(&c->request, params);
    if (!fh_buffer_append_text(&c->request, "}\n"))
        return fh_fail_memory(err);
    int status = c->fd < 0 ? 1 : write_request(c, err);
    if (status > 0)
        status = connect_and_write(c, err);
    c->answering = status == 0;
    return status;
}

/* --- receiving --- */

/* More input. A connection that ends before anything of the answer came is made again, once: the
 * daemon closed it before it read the request. */
static int receive(fh_connection *c, fihrist_error *err) {
    if (c->taken) {
        memmove(c->input.p, c->input.p + c->taken, c->input.n - c->taken);
        c->input.n -= c->taken;
        c->taken = 0;
    }
    if (!fh_buffer_reserve(&c->input, READ_BYTES))
        return fail(c, FIHRIST_E_PROTOCOL, "sent a line that is too long", err);
    for (;;) {
        ssize_t n = recv(c->fd, c->input.p + c->input.n, READ_BYTES, 0);
        if (n > 0) {
            c->input.n += (size_t)n;
            c->begun = true;
            return 0;
        }
        if (n == 0 || errno == ECONNRESET) {
            if (c->begun)
                return fail(c, FIHRIST_E_AWAY, "closed the connection", err);
            c->begun = true;
            int status = connect_and_write(c, err);
            if (status < 0)
                return status;
            continue;
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail_errno(c, errno, "read from", err);
        int status = wait_for(c, POLLIN, err);
        if (status < 0)
            return status;
    }
}

static int take_line(fh_connection *c, fh_str *ret_line, fihrist_error *err) {
    size_t searched = 0;
    for (;;) {
        const char *from = c->input.p + c->taken;
        size_t n = c->input.n - c->taken;
        const char *end = n > searched ? memchr(from + searched, '\n', n - searched) : NULL;
        if (end) {
            *ret_line = (fh_str){from, (size_t)(end - from)};
            c->taken += ret_line->n + 1;
            return 0;
        }
        int status = receive(c, err);
        if (status < 0)
            return status;
        searched = n < c->input.n ? n : 0; /* all is new on a connection made again */
    }
}

/* The daemon's {"name":…,"message":…,"position":…}. */
static int take_error(fh_connection *c, fh_str json, fihrist_error *err) {
    json_t *error = json_loadb(json.p, json.n, 0, NULL);
    const char *name = json_string_value(json_object_get(error, "name"));
    const char *message = json_string_value(json_object_get(error, "message"));
    const json_t *position = json_object_get(error, "position");
    int code = name ? fh_error_code(name) : FIHRIST_E_PROTOCOL;
    int64_t at = json_is_integer(position) ? json_integer_value(position) : -1;
    fh_fail_at(err, code, at, "%s",
               message ? message : "the daemon sent an error without a message");
    json_decref(error);
    c->answering = false;
    /* What cannot be understood leaves it open what comes next. */
    if (code == FIHRIST_E_PROTOCOL || code == FIHRIST_E_AWAY)
        drop(c);
    return code;
}

static bool begins(fh_str *text, const char *with) {
    size_t n = strlen(with);
    if (text->n < n || memcmp(text->p, with, n) != 0)
        return false;
    text->p += n;
    text->n -= n;
    return true;
}

int fh_connection_line(fh_connection *c, char *ret_kind, fh_str *ret_json, fihrist_error *err) {
    char id[ENVELOPE_BYTES];
    fh_str line;
    int status = take_line(c, &line, err);
    if (status < 0)
        return status;
    snprintf(id, sizeof id, "{\"id\":%llu,\"", (unsigned long long)c->number);
    bool whole = line.n > 0 && line.p[line.n - 1] == '}';
    line.n -= whole;
    if (whole && begins(&line, "{\"id\":null,\"error\":"))
        return take_error(c, line, err);
    if (!whole || !begins(&line, id))
        return fail(c, FIHRIST_E_PROTOCOL, "sent a line that answers nothing", err);
    if (begins(&line, "error\":"))
        return take_error(c, line, err);
    bool hit = begins(&line, "hit\":");
    if (!hit && !begins(&line, "end\":"))
        return fail(c, FIHRIST_E_PROTOCOL, "sent a line of an unknown kind", err);
    c->answering = hit;
    *ret_kind = hit ? 'h' : 'e';
    *ret_json = line;
    return 0;
}
