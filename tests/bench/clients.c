/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * clients.c: the loop that asks and listens.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/bench/clients.h"

enum {
    HEAD_BYTES = 160, /* of a line: all that has to be looked at */
    CHUNK_BYTES = 256 << 10,
    REQUEST_BYTES = 64 << 10,
    RETRY_NS = 20000000,
};
static const uint64_t DRAIN_NS = UINT64_C(10000000000);

typedef struct bench_client {
    int fd; /* -1: not connected */
    bool asked;
    uint64_t id, sent_ns, retry_ns;
    const bench_question *question;
    size_t head_len;
    char head[HEAD_BYTES];
} bench_client;

typedef struct bench_run {
    const clients_plan *plan;
    bench_result *result;
    bench_client *clients;
    int epoll;
    uint64_t asked, under_way, start_ns, end_ns;
    bool over;
    char chunk[CHUNK_BYTES];
} bench_run;

int clients_connect(const char *path, int wait) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    if (n >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, n + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        (wait && fcntl(fd, F_SETFL, O_NONBLOCK) < 0)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

/* The request under way is answered, by its end or by an error. */
static void answered(bench_run *run, bench_client *client, uint64_t now) {
    if (client->asked)
        result_add(run->result, client->question->kind, now - client->sent_ns);
    run->under_way -= client->asked;
    client->asked = false;
}

/* It never will be. */
static void fail(bench_run *run, bench_client *client, const char *name, size_t name_len) {
    result_error(run->result, name, name_len);
    if (client->asked) {
        client->asked = false;
        run->under_way--;
    }
}

static void disconnect(bench_run *run, bench_client *client, const char *why) {
    fail(run, client, why, strlen(why));
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    client->head_len = 0;
    client->retry_ns = now_ns() + RETRY_NS;
}

static bool may_ask(bench_run *run) {
    const clients_plan *plan = run->plan;
    if (!run->over && ((plan->requests && run->asked >= plan->requests) ||
                       (plan->seconds > 0 && now_ns() >= run->end_ns)))
        run->over = true;
    return !run->over;
}

static size_t common_divisor(size_t a, size_t b) {
    while (b) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* All of them in each pass, in an order of its own, since people ask in no order: asked in the same
 * one, pass after pass, a cache that is somewhat too small for all never has what comes next, and
 * one that by chance is asked for every other question always has it. */
static const bench_question *pick(const bench_questions *questions, uint64_t number) {
    size_t count = questions->count, pass = (size_t)(number / count);
    size_t step = 1 + pass * 2654435761U % count;
    while (common_divisor(step, count) != 1)
        step++;
    return &questions->list[(number % count * step + pass * 97) % count];
}

static void ask(bench_run *run, bench_client *client) {
    static char request[REQUEST_BYTES];
    if (!may_ask(run))
        return;
    const bench_questions *questions = run->plan->questions;
    client->question = pick(questions, run->asked);
    client->id = ++run->asked;
    int n = snprintf(request, sizeof request,
                     "{\"id\":%" PRIu64 ",\"method\":\"search\",\"params\":%s}\n", client->id,
                     client->question->params);
    client->asked = true;
    run->under_way++;
    client->sent_ns = now_ns();
    /* The connection is idle: what is not taken at once never will be. */
    if (n < 0 || (size_t)n >= sizeof request ||
        send(client->fd, request, (size_t)n, MSG_NOSIGNAL) != n)
        disconnect(run, client, "closed");
}

static void open_client(bench_run *run, bench_client *client) {
    client->fd = clients_connect(run->plan->socket, 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (client->fd < 0 || epoll_ctl(run->epoll, EPOLL_CTL_ADD, client->fd, &event) < 0)
        disconnect(run, client, "connect");
    else
        ask(run, client);
}

/* ---- answers ---- */

/* What follows `prefix`, or NULL. */
static const char *after(const char *text, const char *prefix) {
    size_t n = strlen(prefix);
    return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

/* `head` is the beginning of the line, NUL-terminated. */
static void take_line(bench_run *run, bench_client *client, const char *head) {
    uint64_t now = now_ns();
    const char *id = after(head, "{\"id\":"), *name;
    char *rest = NULL;
    uint64_t number = id ? strtoull(id, &rest, 10) : 0;
    if (id && rest == id)
        rest = (char *)after(id, "null");
    if (rest && (name = after(rest, ",\"error\":{\"name\":\""))) {
        answered(run, client, now);
        result_error(run->result, name, strcspn(name, "\""));
    } else if (!rest || !client->asked || number != client->id) {
        disconnect(run, client, "malformed");
    } else if (after(rest, ",\"hit\":{")) {
        run->result->hits++;
    } else if (after(rest, ",\"end\":{")) {
        answered(run, client, now);
    } else {
        disconnect(run, client, "malformed");
    }
}

static void take_bytes(bench_run *run, bench_client *client, const char *p, size_t n) {
    while (n > 0 && client->fd >= 0) {
        const char *end = memchr(p, '\n', n);
        size_t piece = end ? (size_t)(end - p) : n, room = HEAD_BYTES - 1 - client->head_len;
        size_t kept = piece < room ? piece : room;
        memcpy(client->head + client->head_len, p, kept);
        client->head_len += kept;
        if (end) {
            client->head[client->head_len] = '\0';
            client->head_len = 0;
            take_line(run, client, client->head);
        }
        p += piece + (end != NULL);
        n -= piece + (end != NULL);
    }
    if (client->fd >= 0 && !client->asked)
        ask(run, client);
}

static void listen_to(bench_run *run, bench_client *client) {
    ssize_t n = recv(client->fd, run->chunk, sizeof run->chunk, 0);
    if (n > 0) {
        run->result->bytes += (uint64_t)n;
        take_bytes(run, client, run->chunk, (size_t)n);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        disconnect(run, client, "closed");
    }
}

/* ---- the loop ---- */

static void reconnect(bench_run *run) {
    for (unsigned i = 0; i < run->plan->clients && may_ask(run); i++) {
        if (run->clients[i].fd < 0 && now_ns() >= run->clients[i].retry_ns)
            open_client(run, &run->clients[i]);
    }
}

/* False when the run is over. */
static bool turn(bench_run *run) {
    struct epoll_event events[64];
    int count = epoll_wait(run->epoll, events, 64, run->plan->slow ? 1 : 20);
    for (int i = 0; i < count; i++)
        listen_to(run, events[i].data.ptr);
    if (run->plan->slow)
        slow_turn(run->plan->slow);
    if (run->under_way < run->plan->clients)
        reconnect(run);
    if (may_ask(run))
        return true;
    return run->under_way > 0 && (run->plan->seconds <= 0 || now_ns() < run->end_ns + DRAIN_NS);
}

static void close_all(bench_run *run) {
    for (unsigned i = 0; i < run->plan->clients; i++) {
        if (run->clients[i].asked)
            fail(run, &run->clients[i], "unanswered", strlen("unanswered"));
        if (run->clients[i].fd >= 0)
            close(run->clients[i].fd);
    }
}

int clients_run(const clients_plan *plan, bench_result *result) {
    bench_run *run = calloc(1, sizeof *run);
    int status = -1;
    if (run && (run->clients = calloc(plan->clients, sizeof *run->clients)) &&
        (run->epoll = epoll_create1(EPOLL_CLOEXEC)) >= 0) {
        run->plan = plan;
        run->result = result;
        run->start_ns = now_ns();
        run->end_ns = run->start_ns + (uint64_t)(plan->seconds * 1e9);
        for (unsigned i = 0; i < plan->clients; i++)
            open_client(run, &run->clients[i]);
        while (turn(run))
            ;
        result->seconds = (double)(now_ns() - run->start_ns) / 1e9;
        close_all(run);
        close(run->epoll);
        status = result->answers > 0 ? 0 : -1;
    }
    if (run)
        free(run->clients);
    free(run);
    return status;
}
