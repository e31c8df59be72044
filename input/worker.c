/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * worker.c: a host that forks, a worker that reads. A worker that does not understand what it is
 * told ends; whoever asked takes that for a crash.
 */
#include "input/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/json.h"
#include "input/frame.h"

enum { CONTROL = 3 /* its descriptor in the host, the socket's in the worker */ };

/* --- the worker --- */

typedef struct worker {
    const fh_file_options *options;
    fh_arena *arena;
    fh_buffer message; /* a frame and its text */
    fh_file_reader *reader;
    int fd; /* of the file that is read */
} worker;

/* Addresses a sanitizer reserves are no memory that is used. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

/* It has what it needs. Whatever may be made of it by a file, it opens no other, writes none,
 * starts nothing, and takes no more than its memory. */
static void give_up_rights(const fh_reading_limits *limits) {
    const rlim_t bytes = (rlim_t)limits->megabytes << 20;
    const struct rlimit none = {0, 0}, memory = {bytes, bytes};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &none);
#ifndef HAS_SANITIZER
    setrlimit(RLIMIT_DATA, &memory);
#else
    (void)memory;
#endif
}

static void send_frame(worker *w, fh_frame frame, fh_str text) {
    frame.text_bytes = (uint32_t)text.n;
    frame.bytes = fh_file_bytes(w->reader);
    frame.passed_over = fh_file_passed_over(w->reader);
    fh_buffer_clear(&w->message);
    if (!fh_buffer_append(&w->message, &frame, sizeof frame) ||
        !fh_buffer_append_str(&w->message, text) ||
        !fh_frame_send(CONTROL, w->message.p, w->message.n))
        _exit(1);
}

static fh_frame frame_of(fh_frame_kind kind, const fh_file_item *item) {
    return (fh_frame){.kind = kind,
                      .document = item->place.document,
                      .item = item->place.item,
                      .line = item->line,
                      .is_document = item->is_document,
                      .is_page = item->is_page,
                      .unread = item->unread};
}

static int tell(void *user, const fh_file_item *item, fihrist_error *err) {
    (void)err;
    send_frame(user, frame_of(FH_FRAME_GOES, item), item->path);
    return FIHRIST_OK;
}

static bool knows(void *user, const uint8_t content[FH_HASH_BYTES]) {
    char known;
    int no_fd;
    send_frame(user, (fh_frame){.kind = FH_FRAME_CONTENT},
               (fh_str){(const char *)content, FH_HASH_BYTES});
    if (!fh_frame_receive(CONTROL, &known, sizeof known, &no_fd))
        _exit(1);
    return known;
}

static void send_article(worker *w, const fh_file_item *item, const fh_article *article) {
    fh_buffer line = FH_BUFFER(FH_FRAME_TEXT_MAX_BYTES);
    fh_frame frame = frame_of(FH_FRAME_ARTICLE, item);
    fh_json_article(&line, article);
    if (line.failed) {
        frame.kind = FH_FRAME_REJECTED;
        send_frame(w, frame, fh_str_of("an article that is too large"));
    } else {
        send_frame(w, frame, fh_buffer_str(&line));
    }
    fh_buffer_free(&line);
}

/* What cannot be opened was not gone into. */
static void send_rejection(worker *w, const fh_file_item *item, const fihrist_error *why) {
    send_frame(w, frame_of(FH_FRAME_GOES, item), item->path);
    send_frame(w, frame_of(FH_FRAME_REJECTED, item), fh_str_of(why->message));
}

/* Want of memory is the document's own fault here: it has all there may be. */
static void read_file(worker *w) {
    fh_article article;
    fh_file_item item;
    fihrist_error err;
    int got;
    do {
        fh_arena_reset(w->arena);
        err = (fihrist_error){0};
        got = fh_file_next(w->reader, w->arena, &article, &item, &err);
        if (got == FH_READ_ARTICLE)
            send_article(w, &item, &article);
        else if (got == FH_READ_KNOWN)
            send_frame(w, frame_of(FH_FRAME_KNOWN, &item), (fh_str){NULL, 0});
        else if (got == FH_READ_REJECTED)
            send_rejection(w, &item, &err);
    } while (got > 0);
    fh_file_place here = fh_file_here(w->reader);
    fh_frame last = {.kind = got == FH_READ_END ? FH_FRAME_END : FH_FRAME_FAILED,
                     .document = here.document,
                     .item = here.item};
    send_frame(w, last, got == FH_READ_END ? (fh_str){NULL, 0} : fh_str_of(err.message));
}

static void answer(worker *w, const fh_frame_request *request) {
    fihrist_error err;
    int no_fd;
    size_t bytes = (size_t)request->path_bytes + request->start_bytes;
    char *text = fh_malloc(bytes + 1);
    if (!text || !fh_frame_receive(CONTROL, text, bytes, &no_fd))
        _exit(1);
    fh_open_file file = {.fd = w->fd,
                         .path = {text, request->path_bytes},
                         .named = request->named,
                         .start = {text + request->path_bytes, request->start_bytes}};
    if (fh_file_open(&file, w->options, &w->reader, &err) != FIHRIST_OK)
        _exit(1);
    fh_file_skip_to(w->reader, request->skip_to);
    fh_file_tell_to(w->reader, tell, w);
    fh_file_ask(w->reader, request->asks ? knows : NULL, w);
    read_file(w);
    fh_file_close(w->reader);
    fh_free(text);
    close(w->fd);
}

static _Noreturn void work(const fh_file_options *options, const fh_reading_limits *limits) {
    worker w = {.options = options,
                .arena = fh_arena_new(),
                .message = FH_BUFFER(FH_FRAME_TEXT_MAX_BYTES + sizeof(fh_frame))};
    fh_frame_request request;
    give_up_rights(limits);
    while (w.arena && fh_frame_receive(CONTROL, &request, sizeof request, &w.fd) && w.fd >= 0)
        answer(&w, &request);
    _exit(0);
}

/* --- the host --- */

/* Nothing of what the program had open is kept open here: a lock would be held, a pipe not end. */
static void close_others(int control) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    if (control != CONTROL)
        dup2(control, CONTROL);
    close_range(CONTROL + 1, ~0U, 0);
}

/* What ends a process ends it, whatever the program does then. */
static void let_crash(void) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        signal(crashes[i], SIG_DFL);
}

/* Interrupting a command is meant for the program, which may have work to finish; its end is this
 * process's too. */
static void follow_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static int32_t end_worker(pid_t child) {
    int status = 0;
    if (child <= 0)
        return 0;
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* The worker and the other end of its socket. */
static pid_t fork_worker(const fh_file_options *options, const fh_reading_limits *limits,
                         int *ret_socket) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        follow_parent();
        dup2(pair[1], CONTROL);
        close_range(CONTROL + 1, ~0U, 0);
        work(options, limits);
    }
    int cause = errno;
    close(pair[1]);
    if (child < 0)
        close(pair[0]);
    errno = cause;
    *ret_socket = pair[0];
    return child;
}

_Noreturn void fh_worker_host(int control, const fh_file_options *options,
                              const fh_reading_limits *limits) {
    pid_t child = 0;
    char asked;
    int no_fd, socket;
    follow_parent();
    let_crash();
    close_others(control);
    while (fh_frame_receive(CONTROL, &asked, 1, &no_fd)) {
        fh_frame_worker reply = {.status = end_worker(child)};
        child = fork_worker(options, limits, &socket);
        reply.cause = child < 0 ? errno : 0;
        bool sent = child < 0 ? fh_frame_send(CONTROL, &reply, sizeof reply)
                              : fh_frame_send_file(CONTROL, &reply, sizeof reply, socket);
        if (child > 0)
            close(socket);
        if (!sent)
            break;
    }
    end_worker(child);
    _exit(0);
}
