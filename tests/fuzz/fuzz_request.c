/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as a line from a client. What is read is whole and printable as JSON
 * again; what is refused is refused under an id that is JSON, by a line that is one. The params of
 * what is read are then read as each method would.
 */
#include <jansson.h>
#include <stdlib.h>

#include "daemon/request.h"
#include "searcher/params.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

static void check_json(fh_str text) {
    json_t *value = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    check(value);
    json_decref(value);
}

static void check_params(fh_str params) {
    fh_arena *arena = fh_arena_new();
    for (unsigned method = 0; method < FH_METHOD_NONE; method++) {
        fh_params read, again;
        fihrist_error err;
        if (fh_params_read((fh_method)method, params, arena, &read, &err) < 0)
            continue;
        fh_buffer text = FH_BUFFER(1 << 20);
        fh_params_write((fh_method)method, &read, &text);
        check(fh_params_read((fh_method)method, fh_buffer_str(&text), arena, &again, &err) == 0);
        check(fh_str_equal(read.query, again.query) && fh_str_equal(read.id, again.id) &&
              read.options.limit == again.options.limit &&
              read.options.match == again.options.match);
        fh_buffer_free(&text);
    }
    fh_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char id[REQUEST_ID_ROOM];
    fh_request *request;
    fihrist_error err = {.position = -1};
    int status = request_read((fh_str){(const char *)data, size}, id, &request, &err);
    check_json(fh_str_of(id));
    if (status == 0) {
        check(fh_str_equal(request->id, fh_str_of(id)));
        check_json(request->params);
        check_params(request->params);
        request_free(request);
        return 0;
    }
    check(status == FIHRIST_E_PROTOCOL || status == FIHRIST_E_USAGE);
    fh_buffer line = FH_BUFFER(8192);
    request_write_error(&line, fh_str_of(id), &err);
    check(!line.failed && line.p[line.n - 1] == '\n' && !memchr(line.p, '\n', line.n - 1));
    check_json(fh_buffer_str(&line));
    fh_buffer_free(&line);
    return 0;
}
