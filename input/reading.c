/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reading.c: the end of the program. It knows at any time which document the worker is in, and goes
 * on behind that where the worker is lost.
 */
#include "input/reading.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "input/file_stream.h"
#include "input/frame.h"
#include "input/worker.h"

struct fh_reading_process {
    fh_reading_limits limits;
    pid_t host;
    int control;
    int socket; /* the worker's; -1: there is none */
    bool busy;  /* the worker is in a file */
    fh_open_file file;
    bool waits;  /* the file may have nothing for now */
    fh_frame at; /* the last frame */
    fh_file_place skip_to;
    bool is_document; /* it is in one, at `path` */
    fh_buffer path, text;
    bool is_over;        /* and it gave the one article it holds */
    bool told;           /* the worker has said something of this file */
    uint64_t again_from; /* document where a container was gone on with, after a loss in it */
    bool again;          /* it was lost before it had, and asked once more */
    fh_file_knows knows;
    void *knowing;
    bool has_content; /* of the document it is in */
    uint8_t content[FH_HASH_BYTES];
    unsigned lost; /* in this file */
    bool ended;    /* nothing more comes of it */
};

int fh_reading_start(const fh_file_options *options, const fh_reading_limits *limits,
                     fh_reading_process **ret_process, fihrist_error *err) {
    int pair[2];
    fh_reading_process *process = fh_calloc(1, sizeof *process);
    if (!process)
        return fh_fail_memory(err);
    process->path = FH_BUFFER(FH_FRAME_TEXT_MAX_BYTES);
    process->text = FH_BUFFER(FH_FRAME_TEXT_MAX_BYTES);
    process->socket = -1;
    process->limits = *limits;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        fh_free(process);
        return fh_fail_errno(err, errno, "cannot start a process to read");
    }
    process->host = fork();
    if (process->host == 0) {
        close(pair[0]);
        fh_worker_host(pair[1], options, limits);
    }
    int cause = errno;
    close(pair[1]);
    process->control = pair[0];
    if (process->host < 0) {
        fh_reading_stop(process);
        return fh_fail_errno(err, cause, "cannot start a process to read");
    }
    *ret_process = process;
    return FIHRIST_OK;
}

void fh_reading_stop(fh_reading_process *process) {
    if (!process)
        return;
    if (process->socket >= 0)
        close(process->socket);
    close(process->control); /* at which the host ends its worker, and itself */
    while (process->host > 0 && waitpid(process->host, NULL, 0) < 0 && errno == EINTR)
        ;
    fh_buffer_free(&process->path);
    fh_buffer_free(&process->text);
    fh_free(process);
}

fh_file_place fh_reading_here(const fh_reading_process *process) {
    return process->skip_to;
}

uint64_t fh_reading_bytes(const fh_reading_process *process) {
    return process->at.bytes;
}

uint64_t fh_reading_passed_over(const fh_reading_process *process) {
    return process->at.passed_over;
}

/* --- the worker --- */

/* One in place of the one there is; *ret_status says how that ended. */
static int new_worker(fh_reading_process *process, int *ret_status, fihrist_error *err) {
    fh_frame_worker reply;
    char ask = 0;
    if (process->socket >= 0)
        close(process->socket);
    process->socket = -1;
    if (!fh_frame_send(process->control, &ask, 1) ||
        !fh_frame_receive(process->control, &reply, sizeof reply, &process->socket))
        return fh_fail(err, FIHRIST_E_IO, "the process that reads is gone");
    if (reply.cause)
        return fh_fail_errno(err, reply.cause, "cannot start a process to read");
    *ret_status = reply.status;
    process->busy = false;
    return FIHRIST_OK;
}

static int ask(fh_reading_process *process, fihrist_error *err) {
    int status = 0;
    const fh_open_file *file = &process->file;
    fh_frame_request request = {.path_bytes = (uint32_t)file->path.n,
                                .start_bytes = (uint32_t)file->start.n,
                                .named = file->named,
                                .asks = process->knows != NULL,
                                .skip_to = process->skip_to};
    int code =
        process->socket < 0 || process->busy ? new_worker(process, &status, err) : FIHRIST_OK;
    if (code != FIHRIST_OK)
        return code;
    process->busy = true;
    process->told = false;
    /* One that is gone is found to be when its answer does not come. */
    if (fh_frame_send_file(process->socket, &request, sizeof request, file->fd) &&
        fh_frame_send(process->socket, file->path.p, file->path.n))
        fh_frame_send(process->socket, file->start.p, file->start.n);
    return FIHRIST_OK;
}

void fh_reading_ask(fh_reading_process *process, fh_file_knows knows, void *user) {
    process->knows = knows;
    process->knowing = user;
}

int fh_reading_open(fh_reading_process *process, const fh_open_file *file, fh_file_place skip_to,
                    fihrist_error *err) {
    process->file = *file;
    process->waits = fh_file_stream_of(file->fd).waits;
    process->skip_to = skip_to;
    process->at = (fh_frame){.kind = FH_FRAME_GOES};
    process->is_document = false;
    process->lost = 0;
    process->again = process->is_over = false;
    process->again_from = 0;
    process->ended = false;
    fh_buffer_clear(&process->path);
    return fh_buffer_append_str(&process->path, file->path) ? ask(process, err)
                                                            : fh_fail_memory(err);
}

void fh_reading_close(fh_reading_process *process) {
    process->ended = true;
    process->at = (fh_frame){.kind = FH_FRAME_GOES};
}

/* --- frames --- */

typedef enum receipt {
    RECEIVED,
    LOST,
    LATE, /* nothing came for too long */
    FULL  /* it has all the memory there may be, and wants more */
} receipt;

static bool has_words(const fh_reading_process *process) {
    struct pollfd wanted = {.fd = process->socket, .events = POLLIN};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const time_t until = now.tv_sec + process->limits.seconds;
    int ready;
    do {
        ready = poll(&wanted, 1, process->waits ? -1 : (int)(until - now.tv_sec) * 1000);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (ready < 0 && errno == EINTR && now.tv_sec < until);
    return ready > 0;
}

/* The thread holds nothing here that the process does not. */
static receipt receive(fh_reading_process *process) {
    int no_fd, before = fh_let_cancel(true);
    bool late = !has_words(process);
    fh_end_cancel(before);
    fh_buffer *text = &process->text;
    fh_buffer_clear(text);
    if (late)
        return LATE;
    if (!fh_frame_receive(process->socket, &process->at, sizeof process->at, &no_fd) ||
        process->at.kind >= FH_FRAME_KINDS || !fh_buffer_reserve(text, process->at.text_bytes) ||
        !fh_frame_receive(process->socket, text->p, process->at.text_bytes, &no_fd))
        return LOST;
    text->n = process->at.text_bytes;
    process->told = true;
    return process->at.kind == FH_FRAME_FAILED ? FULL : RECEIVED;
}

static int take_article(fh_reading_process *process, fh_arena *arena, fh_article *ret_article,
                        fihrist_error *err) {
    fh_str line = fh_arena_copy(arena, fh_buffer_str(&process->text));
    if (!line.p)
        return fh_fail_memory(err);
    int code = fh_jsonl_read(line, arena, ret_article, err);
    return code == FIHRIST_OK ? FH_READ_ARTICLE : code == FIHRIST_E_INPUT ? FH_READ_REJECTED : code;
}

static bool take_path(fh_reading_process *process) {
    fh_buffer_clear(&process->path);
    process->is_document = process->at.is_document;
    process->is_over = process->has_content = false;
    process->skip_to = (fh_file_place){process->at.document, process->at.item};
    return fh_buffer_append_str(&process->path, fh_buffer_str(&process->text));
}

/* A worker that is gone is found to be when nothing more comes. */
static bool answer(fh_reading_process *process) {
    if (!process->knows || process->text.n != sizeof process->content)
        return false;
    memcpy(process->content, process->text.p, sizeof process->content);
    process->has_content = true;
    const char known = process->knows(process->knowing, process->content);
    fh_frame_send(process->socket, &known, sizeof known);
    return true;
}

/* --- what is lost --- */

static int tell_end(const fh_reading_process *process, receipt how, int status,
                    fihrist_error *err) {
    const char *rest = process->ended ? "; nothing more is read of the file" : "";
    if (how == LATE)
        return fh_fail(err, FIHRIST_E_INPUT, "reading it took more than %u seconds%s",
                       process->limits.seconds, rest);
    if (how == FULL)
        return fh_fail(err, FIHRIST_E_INPUT, "reading it takes more than %llu MB of memory%s",
                       (unsigned long long)process->limits.megabytes, rest);
    return fh_fail(err, FIHRIST_E_INPUT, "reading it failed%s%s%s", WIFSIGNALED(status) ? ": " : "",
                   WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "", rest);
}

/* The document is rejected, and what is behind it read by another worker. Where that got no
 * further, or a container itself is the cause, the rest of the file is. */
static int go_on_behind(fh_reading_process *process, receipt how, fh_arena *arena,
                        fh_file_item *ret_item, fihrist_error *err) {
    int status = 0;
    int code = new_worker(process, &status, err);
    *ret_item = (fh_file_item){.path = fh_arena_copy(arena, fh_buffer_str(&process->path)),
                               .place = process->skip_to,
                               .is_document = process->is_document};
    process->ended =
        !process->is_document || process->waits || ++process->lost >= FH_READING_MAX_LOST;
    process->skip_to = (fh_file_place){process->skip_to.document + 1, 0};
    process->is_document = false; /* until the next one comes as far */
    fh_buffer_clear(&process->path);
    if (code == FIHRIST_OK &&
        (!ret_item->path.p || !fh_buffer_append_str(&process->path, process->file.path)))
        code = fh_fail_memory(err);
    if (code == FIHRIST_OK && !process->ended)
        code = ask(process, err);
    if (code != FIHRIST_OK)
        return code;
    tell_end(process, how, status, err);
    return FH_READ_REJECTED;
}

/* --- reading --- */

static int take_frame(fh_reading_process *process, fh_arena *arena, fh_article *ret_article,
                      fh_file_item *ret_item, fihrist_error *err) {
    const fh_frame *at = &process->at;
    if (at->kind == FH_FRAME_END) {
        process->ended = true;
        process->busy = false;
        return FH_READ_END;
    }
    process->skip_to = (fh_file_place){at->document, at->item + 1};
    *ret_item = (fh_file_item){.path = fh_buffer_str(&process->path),
                               .place = {at->document, at->item},
                               .line = at->line,
                               .is_document = at->is_document,
                               .is_page = at->is_page,
                               .unread = at->unread,
                               .has_content = process->has_content};
    memcpy(ret_item->content, process->content, sizeof ret_item->content);
    process->is_over = at->is_page;
    if (at->kind == FH_FRAME_ARTICLE)
        return take_article(process, arena, ret_article, err);
    if (at->kind == FH_FRAME_KNOWN)
        return FH_READ_KNOWN;
    fh_fail(err, FIHRIST_E_INPUT, "%.*s", (int)process->text.n, process->text.p);
    return FH_READ_REJECTED;
}

/* A worker that was lost before it came to the file, or between two documents, takes nothing with
 * it: unless the next one gets no further, where it is the container that is to blame. */
static bool lost_nothing(fh_reading_process *process) {
    if (process->waits || process->lost >= FH_READING_MAX_LOST)
        return false;
    if (process->is_over) {
        process->lost++;
        process->skip_to = (fh_file_place){process->skip_to.document + 1, 0};
        process->is_document = process->is_over = false;
        return true;
    }
    if (process->told && !process->is_document && process->skip_to.document > process->again_from) {
        process->lost++;
        process->again_from = process->skip_to.document;
        return true;
    }
    bool again = !process->told && !process->again;
    process->again |= again;
    return again;
}

static int ask_again(fh_reading_process *process, fihrist_error *err) {
    int status;
    int code = new_worker(process, &status, err);
    return code == FIHRIST_OK ? ask(process, err) : code;
}

int fh_reading_next(fh_reading_process *process, fh_arena *arena, fh_article *ret_article,
                    fh_file_item *ret_item, fihrist_error *err) {
    while (!process->ended) {
        receipt got = receive(process);
        if (got == RECEIVED && process->at.kind == FH_FRAME_CONTENT) {
            if (answer(process))
                continue;
            got = LOST;
        }
        if (got == LOST && lost_nothing(process)) {
            int code = ask_again(process, err);
            if (code != FIHRIST_OK)
                return code;
            continue;
        }
        if (got != RECEIVED)
            return go_on_behind(process, got, arena, ret_item, err);
        if (process->at.kind != FH_FRAME_GOES)
            return take_frame(process, arena, ret_article, ret_item, err);
        if (!take_path(process))
            return fh_fail_memory(err);
    }
    return FH_READ_END;
}
