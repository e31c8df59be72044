/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * worker.c: a worker: reads a task, has the library answer it, writes the lines. It may crash, hang
 * or eat its memory; the daemon sees to that. Knows an index only through fihrist.h.
 */
#include "daemon/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/error.h"
#include "core/memory.h"
#include "daemon/frame.h"
#include "daemon/log.h"
#include "daemon/request.h"
#include "daemon/settings.h"

/* Of a task: the parts of a request, which the daemon has bounded. */
enum { TASK_MAX_BYTES = 2 * FIHRIST_REQUEST_MAX_BYTES };

typedef struct worker {
    const char *index;
    fihrist_reader *reader; /* NULL: could not be opened yet */
    fh_buffer task;
    fh_buffer piece;     /* lines that were not sent yet */
    size_t answer_bytes; /* of the task under way */
    bool sent;           /* a piece of it was */
    bool gone;           /* the daemon */
    fh_str id;
} worker;

/* --- bytes --- */

/* 1, or 0 at the end of the input; what breaks off is the end too. */
static int read_all(void *bytes, size_t n) {
    char *at = bytes;
    while (n > 0) {
        ssize_t got = read(WORKER_FD, at, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        at += got;
        n -= (size_t)got;
    }
    return 1;
}

static bool write_all(const void *bytes, size_t n) {
    const char *at = bytes;
    while (n > 0) {
        ssize_t put = write(WORKER_FD, at, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        at += put;
        n -= (size_t)put;
    }
    return true;
}

static void send_piece(worker *w, fh_piece_kind kind, int code) {
    fh_piece_head head = {(uint32_t)w->piece.n, (uint16_t)kind, (int16_t)code};
    w->gone |= !write_all(&head, sizeof head) || !write_all(w->piece.p, w->piece.n);
    w->sent = true;
    fh_buffer_clear(&w->piece);
}

/* --- lines --- */

static int add_line(void *user, const char *kind, const char *json, size_t json_len) {
    worker *w = user;
    w->answer_bytes += json_len;
    if (w->gone || w->answer_bytes > FIHRIST_ANSWER_MAX_BYTES)
        return -1;
    fh_buffer_append_text(&w->piece, "{\"id\":");
    fh_buffer_append_str(&w->piece, w->id);
    fh_buffer_printf(&w->piece, ",\"%s\":", kind);
    fh_buffer_append(&w->piece, json, json_len);
    if (!fh_buffer_append_text(&w->piece, "}\n"))
        return -1;
    if (w->piece.n >= PIECE_BYTES && strcmp(kind, "hit") == 0)
        send_piece(w, PIECE_MORE, 0);
    return 0;
}

/* Hits that were not sent are left out; no client misses them before an error. */
static void add_error(worker *w, const fihrist_error *error) {
    fh_buffer_clear(&w->piece);
    request_write_error(&w->piece, w->id, error);
}

static void explain_stop(const worker *w, fihrist_error *err) {
    if (w->answer_bytes > FIHRIST_ANSWER_MAX_BYTES)
        fh_fail(err, FIHRIST_E_LIMIT,
                "the answer has more than %d bytes; ask for fewer hits, and go on with a cursor",
                FIHRIST_ANSWER_MAX_BYTES);
    else
        fh_fail_memory(err);
}

/* --- tasks --- */

static int open_index(worker *w, fihrist_error *err) {
    return w->reader ? 0 : fihrist_open(w->index, &w->reader, err);
}

static void answer(worker *w, const char *method, fh_str params) {
    fihrist_error err = {.position = -1};
    w->answer_bytes = 0;
    w->sent = false;
    int status = open_index(w, &err);
    if (status == 0)
        status = fihrist_call(w->reader, method, params.p, params.n, add_line, w, &err);
    if (status == FIHRIST_E_CANCELLED)
        explain_stop(w, &err);
    if (status < 0)
        add_error(w, &err);
    send_piece(w, PIECE_LAST, status < 0 ? err.code : 0);
    /* What one large answer took is not kept for the small ones. */
    if (w->piece.capacity > 4 * PIECE_BYTES)
        fh_buffer_free(&w->piece);
}

static int serve_one(worker *w) {
    fh_task_head head;
    if (w->gone || !read_all(&head, sizeof head))
        return 0;
    size_t bytes = (size_t)head.id_bytes + head.method_bytes + head.params_bytes;
    fh_buffer_clear(&w->task);
    if (!fh_buffer_reserve(&w->task, bytes + 1) || !read_all(w->task.p, bytes))
        return 0;
    char method[REQUEST_METHOD_BYTES + 1];
    const char *at = w->task.p;
    w->id = (fh_str){at, head.id_bytes};
    at += head.id_bytes;
    snprintf(method, sizeof method, "%.*s", (int)head.method_bytes, at);
    at += head.method_bytes;
    answer(w, method, (fh_str){at, head.params_bytes});
    return 1;
}

/* --- the process --- */

/* Signals sent to the whole group are for the daemon to act on; when it dies, so does this. */
static void prepare_process(uint64_t memory_bytes) {
    struct rlimit most = {memory_bytes, memory_bytes};
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (setrlimit(RLIMIT_DATA, &most) != 0)
        log_line("cannot limit a worker's memory: %s", strerror(errno));
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "fihristd worker");
}

int worker_main(int argc, char **argv) {
    if (argc != 4) {
        log_line("%s is for fihristd's own use", WORKER_OPTION);
        return DAEMON_ERROR;
    }
    prepare_process(strtoull(argv[3], NULL, 10));
    worker w = {.index = argv[2],
                .task = FH_BUFFER(TASK_MAX_BYTES),
                .piece = FH_BUFFER(2 * (size_t)FIHRIST_ANSWER_MAX_BYTES)};
    fihrist_error err = {0};
    int status = open_index(&w, &err);
    if (status < 0)
        fh_buffer_append_text(&w.piece, err.message);
    send_piece(&w, PIECE_READY, status);
    while (serve_one(&w))
        continue;
    fihrist_close(w.reader);
    fh_buffer_free(&w.task);
    fh_buffer_free(&w.piece);
    return DAEMON_DONE;
}
