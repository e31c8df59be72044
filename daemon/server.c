/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server.c: the event loop: accepting, signals, the passing of time, and a decent end.
 */
#include "daemon/server.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "core/clock.h"
#include "core/error.h"
#include "daemon/client.h"
#include "daemon/log.h"
#include "daemon/notify.h"
#include "daemon/requests.h"

enum {
    USUAL_FILES = 1024,
    FAST_TICK_MS = 20,
    SLOW_TICK_MS = 1000,
    OWN_FILES = 20,
    FILES_A_WORKER = 4
};

static const uint64_t SECOND = 1000000000;

/* --- the end --- */

static void close_handle(uv_handle_t *handle) {
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* The loop ends when all handles are closed. */
static void close_all(fh_server *server) {
    fh_client *c;
    server->state = SERVER_CLOSING;
    TAILQ_FOREACH(c, &server->clients, in_server)
    client_close(c);
    pool_stop(server);
    close_handle((uv_handle_t *)&server->accepting);
    close_handle((uv_handle_t *)&server->tick);
    close_handle((uv_handle_t *)&server->watchdog);
    close_handle((uv_handle_t *)&server->terminate);
    close_handle((uv_handle_t *)&server->interrupt);
    close_handle((uv_handle_t *)&server->hang_up);
}

void server_check_drained(fh_server *server) {
    fh_client *c, *next;
    if (server->state != SERVER_DRAINING || !TAILQ_EMPTY(&server->jobs))
        return;
    for (c = TAILQ_FIRST(&server->clients); c; c = next) {
        next = TAILQ_NEXT(c, in_server);
        if (!c->closing && !c->finishing)
            client_finish(c);
    }
    if (server->client_count == 0)
        close_all(server);
}

static void drain(fh_server *server) {
    if (server->state == SERVER_STARTING) {
        listener_remove(&server->listener);
        close_all(server);
    }
    if (server->state != SERVER_SERVING)
        return;
    server->state = SERVER_DRAINING;
    server->drain_until_ns = fh_now_ns() + DRAIN_MS * (SECOND / 1000);
    notify_send("STOPPING=1\nSTATUS=Finishing what was asked");
    log_line("stopping: %zu connections", server->client_count);
    listener_remove(&server->listener);
    close_handle((uv_handle_t *)&server->accepting);
    server_watch_deadlines(server);
    server_check_drained(server);
}

static void fail_start(fh_server *server, int code, const char *message) {
    log_line("%s", message);
    server->exit_status = code == FIHRIST_E_BUSY ? DAEMON_TRY_LATER : DAEMON_ERROR;
    listener_remove(&server->listener);
    close_all(server);
}

/* --- time --- */

static void on_slow_tick(fh_server *server, uint64_t now) {
    static uint64_t swept;
    if (now - swept < SECOND)
        return;
    swept = now;
    client_sweep(server);
}

static void on_tick(uv_timer_t *timer) {
    fh_server *server = timer->data;
    uint64_t now = fh_now_ns();
    pool_tick(server, now);
    requests_tick(server, now);
    on_slow_tick(server, now);
    if (server->state == SERVER_DRAINING && now > server->drain_until_ns) {
        requests_give_up(server);
        if (server->state == SERVER_DRAINING)
            close_all(server);
    }
    bool calm = TAILQ_EMPTY(&server->jobs) && server->state == SERVER_SERVING;
    for (unsigned i = 0; calm && i < server->pool.count; i++)
        calm = server->pool.slots[i].worker != NULL;
    if (calm && server->ticking_fast) {
        server->ticking_fast = false;
        uv_timer_start(timer, on_tick, SLOW_TICK_MS, SLOW_TICK_MS);
    }
}

void server_watch_deadlines(fh_server *server) {
    if (server->ticking_fast || server->state == SERVER_CLOSING)
        return;
    server->ticking_fast = true;
    uv_timer_start(&server->tick, on_tick, FAST_TICK_MS, FAST_TICK_MS);
}

static void on_watchdog(uv_timer_t *timer) {
    (void)timer;
    notify_send("WATCHDOG=1");
}

/* --- signals --- */

static void on_stop_signal(uv_signal_t *handle, int number) {
    (void)number;
    drain(handle->data);
}

static void on_hang_up(uv_signal_t *handle, int number) {
    fh_server *server = handle->data;
    (void)number;
    if (server->state != SERVER_SERVING)
        return;
    log_line("opening the index afresh");
    notify_reloading();
    server->reloading = true;
    pool_replace(server);
}

/* --- the beginning --- */

static void on_connection(uv_stream_t *stream, int status) {
    fh_server *server = stream->data;
    if (status < 0)
        log_client("cannot take a connection: %s", uv_strerror(status));
    else
        client_accept(server);
}

/* Connections wait in the socket's backlog until the first workers are there. */
static void serve(fh_server *server) {
    int status = uv_listen((uv_stream_t *)&server->accepting, SOMAXCONN, on_connection);
    if (status < 0) {
        fail_start(server, FIHRIST_E_IO, "cannot take connections");
        return;
    }
    server->state = SERVER_SERVING;
    printf("fihristd: ready: index '%s' at socket '%s', %u workers\n", server->settings->index,
           server->listener.path, server->pool.count);
    fflush(stdout);
    notify_send("READY=1\nSTATUS=Serving '%s'", server->settings->index);
}

void server_worker_ready(fh_server *server, int code, const char *why) {
    if (code && server->state == SERVER_STARTING) {
        fail_start(server, code, why);
        return;
    }
    if (code)
        log_line("a worker has no index: %s", why);
    if (pool_is_fresh(&server->pool)) {
        if (server->state == SERVER_STARTING)
            serve(server);
        if (server->reloading)
            notify_send("READY=1");
        server->reloading = false;
    }
    requests_dispatch(server);
}

void server_worker_failed(fh_server *server) {
    if (server->state == SERVER_STARTING)
        fail_start(server, FIHRIST_E_IO, "cannot start: a worker ended as it began");
}

/* Those of whoever started this, too: libuv does not survive it when none is left at first. */
static rlim_t open_files(void) {
    rlim_t count = 0;
    DIR *directory = opendir("/proc/self/fd");
    for (const struct dirent *one; directory && (one = readdir(directory));)
        count += one->d_name[0] != '.';
    if (directory)
        closedir(directory);
    return count;
}

/* As many connections as there may be open files, with some left for the daemon's own. */
static int find_room(fh_server *server, fihrist_error *err) {
    const fh_settings *settings = server->settings;
    struct rlimit files = {USUAL_FILES, USUAL_FILES};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        log_line("cannot find out how many files may be open: %s", strerror(errno));
    rlim_t own = open_files() + OWN_FILES + FILES_A_WORKER * (rlim_t)settings->workers;
    rlim_t wanted = own + (rlim_t)settings->connections;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur <= own)
        return fh_fail(err, FIHRIST_E_LIMIT,
                       "%llu open files are allowed, and %lld workers and one connection need %llu",
                       (unsigned long long)files.rlim_cur, (long long)settings->workers,
                       (unsigned long long)own + 1);
    server->client_max = (size_t)settings->connections;
    if (files.rlim_cur < wanted) {
        server->client_max = (size_t)(files.rlim_cur - own);
        log_line("%llu open files are allowed, so there may be %zu connections",
                 (unsigned long long)files.rlim_cur, server->client_max);
    }
    return 0;
}

static void catch_signals(fh_server *server) {
    uv_signal_init(&server->loop, &server->terminate);
    uv_signal_init(&server->loop, &server->interrupt);
    uv_signal_init(&server->loop, &server->hang_up);
    server->terminate.data = server->interrupt.data = server->hang_up.data = server;
    uv_signal_start(&server->terminate, on_stop_signal, SIGTERM);
    uv_signal_start(&server->interrupt, on_stop_signal, SIGINT);
    uv_signal_start(&server->hang_up, on_hang_up, SIGHUP);
}

static void start_timers(fh_server *server) {
    uint64_t watchdog_ms = notify_watchdog_ms();
    uv_timer_init(&server->loop, &server->tick);
    uv_timer_init(&server->loop, &server->watchdog);
    server->tick.data = server;
    uv_timer_start(&server->tick, on_tick, SLOW_TICK_MS, SLOW_TICK_MS);
    if (watchdog_ms)
        uv_timer_start(&server->watchdog, on_watchdog, watchdog_ms, watchdog_ms);
}

static int start(fh_server *server, fihrist_error *err) {
    int status = uv_loop_init(&server->loop);
    if (status < 0)
        return fh_fail(err, FIHRIST_E_IO, "cannot start: %s", uv_strerror(status));
    catch_signals(server);
    start_timers(server);
    uv_pipe_init(&server->loop, &server->accepting, 0);
    server->accepting.data = server;
    status = uv_pipe_open(&server->accepting, server->listener.fd);
    if (status < 0)
        return fh_fail(err, FIHRIST_E_IO, "cannot listen: %s", uv_strerror(status));
    return pool_start(server, (unsigned)server->settings->workers, err);
}

int server_run(const fh_settings *settings, const fh_listener *listener) {
    static fh_server server; /* 64 KiB and more: not for the stack */
    fihrist_error err;
    server.settings = settings;
    server.listener = *listener;
    TAILQ_INIT(&server.clients);
    TAILQ_INIT(&server.jobs);
    job_queue_init(&server.queue);
    signal(SIGPIPE, SIG_IGN);
    if (find_room(&server, &err) < 0 || start(&server, &err) < 0) {
        log_line("%s", err.message);
        listener_remove(listener);
        return DAEMON_ERROR;
    }
    uv_run(&server.loop, UV_RUN_DEFAULT);
    uv_loop_close(&server.loop);
    pool_free(&server.pool);
    return server.exit_status;
}
