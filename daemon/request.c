/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * request.c: reading requests, by jansson, and writing the errors that answer them.
 */
#include "daemon/request.h"

#include "core/error.h"
#include "core/json.h"

/* Strict, but for NUL in strings: a query may say it, and is told so as a query. */
enum { STRICT = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL };

/* Each value stands behind one of these, so their number bounds what parsing allocates. */
static int check_bounds(fh_str line, fihrist_error *err) {
    size_t values = 0, depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
            continue;
        }
        quoted = c == '"';
        values += c == '{' || c == '[' || c == ',' || c == ':';
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth > 0;
        if (depth > REQUEST_MAX_DEPTH)
            return fh_fail(err, FIHRIST_E_PROTOCOL, "a request is nested at most %d deep",
                           REQUEST_MAX_DEPTH);
        if (values > REQUEST_MAX_VALUES)
            return fh_fail(err, FIHRIST_E_PROTOCOL, "a request has at most %d values",
                           REQUEST_MAX_VALUES);
    }
    return 0;
}

/* An id as compact JSON; false: it is none. */
static bool read_id(const json_t *id, char ret[REQUEST_ID_ROOM]) {
    if (!json_is_integer(id) && !(json_is_string(id) && json_string_length(id) <= REQUEST_ID_BYTES))
        return false;
    size_t n = json_dumpb(id, ret, REQUEST_ID_ROOM - 1, JSON_COMPACT | JSON_ENCODE_ANY);
    if (n == 0 || n >= REQUEST_ID_ROOM)
        return false;
    ret[n] = '\0';
    return true;
}

static int check_members(const json_t *object, fihrist_error *err) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        if (strcmp(key, "id") != 0 && strcmp(key, "method") != 0 && strcmp(key, "params") != 0)
            return fh_fail(err, FIHRIST_E_USAGE, "a request has id, method and params, no '%.40s'",
                           key);
    }
    return 0;
}

/* Takes timeout_ms out of the params. */
static int take_timeout(json_t *params, uint32_t *ret, fihrist_error *err) {
    static const char *const names[] = {"timeout_ms", "timeout-ms"};
    *ret = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *value = json_object_get(params, names[i]);
        json_int_t ms = json_integer_value(value);
        if (value && !json_is_null(value) &&
            (!json_is_integer(value) || ms < 0 || ms > FIHRIST_TIMEOUT_MAX_MS))
            return fh_fail(err, FIHRIST_E_USAGE,
                           "param 'timeout_ms' is to be a number from 0 to %d",
                           FIHRIST_TIMEOUT_MAX_MS);
        if (ms)
            *ret = (uint32_t)ms;
        json_object_del(params, names[i]);
    }
    return 0;
}

static int read_target(json_t *params, char ret[REQUEST_ID_ROOM], fihrist_error *err) {
    if (json_object_size(params) == 1 && read_id(json_object_get(params, "id"), ret))
        return 0;
    return fh_fail(err, FIHRIST_E_USAGE, "'cancel' has one param, the id of a request");
}

static fh_str put(char **at, const char *text, size_t n) {
    fh_str kept = {*at, n};
    memcpy(*at, text, n);
    (*at)[n] = '\0';
    *at += n + 1;
    return kept;
}

/* All of it in one block. */
static int make(const char *id, const json_t *method, json_t *params, const char *target,
                uint32_t timeout_ms, fh_request **ret, fihrist_error *err) {
    size_t id_n = strlen(id), target_n = strlen(target), method_n = json_string_length(method);
    size_t params_n = params ? json_dumpb(params, NULL, 0, JSON_COMPACT) : strlen("{}");
    fh_request *r = fh_malloc(sizeof *r + id_n + target_n + method_n + params_n + 4);
    if (!r)
        return fh_fail_memory(err);
    char *at = (char *)(r + 1);
    *r = (fh_request){.timeout_ms = timeout_ms};
    r->id = put(&at, id, id_n);
    r->method = put(&at, json_string_value(method), method_n);
    if (target_n)
        r->target = put(&at, target, target_n);
    r->params = (fh_str){at, params_n};
    if (params)
        json_dumpb(params, at, params_n, JSON_COMPACT);
    else
        memcpy(at, "{}", params_n);
    *ret = r;
    return 0;
}

static int read_object(json_t *object, char ret_id[REQUEST_ID_ROOM], fh_request **ret,
                       fihrist_error *err) {
    const json_t *method = json_object_get(object, "method");
    json_t *params = json_object_get(object, "params");
    char target[REQUEST_ID_ROOM] = "";
    uint32_t timeout_ms = 0;
    if (!json_is_object(object))
        return fh_fail(err, FIHRIST_E_PROTOCOL, "a request is a JSON object");
    if (!read_id(json_object_get(object, "id"), ret_id)) {
        strcpy(ret_id, "null");
        return fh_fail(err, FIHRIST_E_PROTOCOL,
                       "a request has an id: an integer, or a string of at most %d bytes",
                       REQUEST_ID_BYTES);
    }
    if (!json_is_string(method) || json_string_length(method) > REQUEST_METHOD_BYTES ||
        strlen(json_string_value(method)) != json_string_length(method))
        return fh_fail(err, FIHRIST_E_USAGE, "a request has a method; 'info' lists them");
    if (params && !json_is_object(params) && !json_is_null(params))
        return fh_fail(err, FIHRIST_E_USAGE, "the params of a request are an object");
    int status = check_members(object, err);
    if (status == 0)
        status = take_timeout(params, &timeout_ms, err);
    if (status == 0 && strcmp(json_string_value(method), "cancel") == 0)
        status = read_target(params, target, err);
    if (status < 0)
        return status;
    return make(ret_id, method, json_is_object(params) ? params : NULL, target, timeout_ms, ret,
                err);
}

int request_read(fh_str line, char ret_id[REQUEST_ID_ROOM], fh_request **ret_request,
                 fihrist_error *err) {
    json_error_t why;
    strcpy(ret_id, "null");
    int status = check_bounds(line, err);
    if (status < 0)
        return status;
    json_t *object = json_loadb(line.p, line.n, STRICT, &why);
    if (!object)
        return fh_fail(err, FIHRIST_E_PROTOCOL, "not a line of JSON: %s", why.text);
    status = read_object(object, ret_id, ret_request, err);
    json_decref(object);
    return status;
}

void request_free(fh_request *r) {
    fh_free(r);
}

size_t request_bytes(const fh_request *r) {
    return sizeof *r + r->id.n + r->method.n + r->params.n + r->target.n;
}

void request_write_error(fh_buffer *out, fh_str id, const fihrist_error *error) {
    fh_json_open(out, '{');
    fh_json_key(out, "id");
    fh_buffer_append_str(out, id);
    fh_json_key(out, "error");
    fh_json_open(out, '{');
    fh_json_member(out, "name", fh_str_of(fihrist_error_name(error->code)));
    fh_json_member(out, "message", fh_str_of(error->message));
    if (error->position >= 0)
        fh_json_member_integer(out, "position", error->position);
    fh_json_close(out, '}');
    fh_json_close(out, '}');
    fh_buffer_append_byte(out, '\n');
}
