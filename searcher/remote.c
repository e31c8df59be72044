/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * remote.c: questions as requests, and answers as what fihrist.h promises.
 */
#include "searcher/remote.h"

#include "core/clock.h"
#include "core/error.h"
#include "core/json.h"
#include "searcher/connection.h"
#include "searcher/page.h"
#include "searcher/remote_hit.h"

/* A daemon answers by its deadline, or has gone silent: its own is two seconds unless it was
 * started with another, an hour at the most. */
enum { SLACK_MS = 10000, SILENCE_MS = 120000, PARAMS_MAX_BYTES = 16 << 20 };

struct fh_remote {
    fh_connection *connection;
};

static int send(fh_remote *remote, fh_method method, const fh_params *params, fihrist_error *err) {
    fh_buffer text = FH_BUFFER(PARAMS_MAX_BYTES);
    uint32_t timeout_ms = params->options.timeout_ms;
    fh_params_write(method, params, &text);
    int status = text.failed
                     ? fh_fail_memory(err)
                     : fh_connection_send(
                           remote->connection, fh_method_name(method), fh_buffer_str(&text),
                           fh_deadline_in(timeout_ms ? timeout_ms + SLACK_MS : SILENCE_MS), err);
    fh_buffer_free(&text);
    return status;
}

/* --- one object --- */

/* The end of an answer that has no hits, valid until the next request. */
static int ask(fh_remote *remote, fh_method method, const fh_params *params, fh_str *ret_json,
               fihrist_error *err) {
    char kind;
    int status = send(remote, method, params, err);
    if (status == 0)
        status = fh_connection_line(remote->connection, &kind, ret_json, err);
    if (status == 0 && kind != 'e')
        return fh_fail(err, FIHRIST_E_PROTOCOL, "the daemon answered '%s' with hits",
                       fh_method_name(method));
    return status;
}

int fh_remote_ask(fh_remote *remote, fh_method method, const fh_params *params, char **ret_json,
                  size_t *ret_json_len, fihrist_error *err) {
    fh_str json;
    int status = ask(remote, method, params, &json, err);
    if (status < 0)
        return status;
    char *copy = fh_malloc(json.n + 1);
    if (!copy)
        return fh_fail_memory(err);
    memcpy(copy, json.p, json.n);
    copy[json.n] = '\0';
    *ret_json = copy;
    *ret_json_len = json.n;
    return 0;
}

/* --- opening --- */

static int check_protocol(fh_remote *remote, fihrist_error *err) {
    static const fh_params none = FH_PARAMS;
    fh_str info;
    int status = ask(remote, FH_METHOD_INFO, &none, &info, err);
    if (status < 0)
        return status;
    json_t *object = json_loadb(info.p, info.n, 0, NULL);
    json_int_t protocol = json_integer_value(json_object_get(object, "protocol"));
    json_decref(object);
    if (protocol != FIHRIST_PROTOCOL)
        return fh_fail(err, FIHRIST_E_PROTOCOL,
                       "the daemon speaks version %lld of the protocol, not %d",
                       (long long)protocol, FIHRIST_PROTOCOL);
    return 0;
}

int fh_remote_open(const char *path, fh_remote **ret_remote, fihrist_error *err) {
    fh_remote *remote = fh_calloc(1, sizeof *remote);
    if (!remote)
        return fh_fail_memory(err);
    int status = fh_connection_open(path, &remote->connection, err);
    if (status == 0)
        status = check_protocol(remote, err);
    if (status < 0)
        fh_remote_close(remote);
    else
        *ret_remote = remote;
    return status;
}

void fh_remote_close(fh_remote *remote) {
    if (!remote)
        return;
    fh_connection_close(remote->connection);
    fh_free(remote);
}

/* --- pages --- */

/* The lines of an answer as they come: of each hit, then of the end as {"end":…}. */
static int receive_lines(fh_remote *remote, fihrist_page *page, size_t room, fihrist_error *err) {
    fihrist_text *lines = fh_arena_alloc(page->arena, (room + 1) * sizeof *lines);
    if (!lines)
        return fh_fail_memory(err);
    page->lines = lines;
    for (;;) {
        char kind;
        fh_str json;
        int status = fh_connection_line(remote->connection, &kind, &json, err);
        if (status < 0)
            return status;
        bool end = kind == 'e';
        if (!end && page->count == room)
            return fh_fail(err, FIHRIST_E_PROTOCOL, "the daemon sent more than %zu hits", room);
        fh_str kept = end ? fh_arena_printf(page->arena, "{\"end\":%.*s}", (int)json.n, json.p)
                          : fh_arena_copy(page->arena, json);
        if (!kept.p)
            return fh_fail_memory(err);
        lines[page->count] = (fihrist_text){kept.p, kept.n};
        if (end)
            return 0;
        page->count++;
    }
}

int fh_remote_search(fh_remote *remote, const char *text, size_t text_len,
                     const fihrist_search_options *options, fihrist_page **ret_page,
                     fihrist_error *err) {
    fh_params params = {.query = {text, text_len}, .options = *options};
    fihrist_page *page = fh_page_new();
    if (!page)
        return fh_fail_memory(err);
    int status = send(remote, FH_METHOD_SEARCH, &params, err);
    if (status == 0)
        status = receive_lines(remote, page, options->limit, err);
    if (status == 0)
        status = fh_remote_page_read(page, err);
    if (status < 0)
        fihrist_page_free(page);
    else
        *ret_page = page;
    return status;
}
