/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * call.c: fihrist_call: a question in JSON, answered in JSON, by way of the other calls.
 */
#include "core/error.h"
#include "core/memory.h"
#include "searcher/library.h"
#include "searcher/params.h"

typedef struct call {
    fihrist_reader *reader;
    const fh_params *params;
    fihrist_line_function line;
    void *user;
    fihrist_error *err;
} call;

static int give(const call *c, const char *kind, const char *json, size_t json_len) {
    if (c->line(c->user, kind, json, json_len) == 0)
        return 0;
    return fh_fail(c->err, FIHRIST_E_CANCELLED, "the answer is not wanted any more");
}

/* The end of a page is {"end":{…}}; what is given is what stands in it. */
static int give_page(const call *c, fihrist_page *page) {
    static const char before[] = "{\"end\":", after[] = "}";
    fihrist_text json;
    int status = 0;
    for (size_t i = 0; status == 0 && i < fihrist_page_size(page); i++) {
        status = fihrist_page_hit_json(page, i, &json, c->err);
        if (status == 0)
            status = give(c, "hit", json.p, json.n);
    }
    if (status == 0)
        status = fihrist_page_end_json(page, &json, c->err);
    if (status == 0)
        status = give(c, "end", json.p + strlen(before), json.n - strlen(before) - strlen(after));
    return status;
}

static int call_search(const call *c, const fihrist_search_options *options) {
    fihrist_page *page;
    int status =
        fihrist_search(c->reader, c->params->query.p, c->params->query.n, options, &page, c->err);
    if (status < 0)
        return status;
    status = give_page(c, page);
    fihrist_page_free(page);
    return status;
}

static int call_count(const call *c) {
    fihrist_search_options options = c->params->options;
    fh_options_count(&options);
    return call_search(c, &options);
}

static int call_object(const call *c, fh_method method) {
    char *json = NULL;
    size_t n = 0;
    const fh_params *params = c->params;
    int status = 0;
    switch (method) {
    case FH_METHOD_SHOW:
        status = fihrist_show(c->reader, params->id.p, params->id.n, &json, &n, c->err);
        break;
    case FH_METHOD_ACTORS:
        status = fihrist_actors(c->reader, params->name.p, params->name.n, &json, &n, c->err);
        break;
    case FH_METHOD_STATUS:
        status = fihrist_status(c->reader, &json, &n, c->err);
        break;
    default:
        status = fihrist_info(c->reader, &json, &n, c->err);
        break;
    }
    if (status == 0)
        status = give(c, "end", json, n);
    fh_free(json);
    return status;
}

static int dispatch(const call *c, fh_method method) {
    switch (method) {
    case FH_METHOD_SEARCH:
        return call_search(c, &c->params->options);
    case FH_METHOD_COUNT:
        return call_count(c);
    default:
        return call_object(c, method);
    }
}

int fihrist_call(fihrist_reader *reader, const char *method, const char *params, size_t params_len,
                 fihrist_line_function line, void *user, fihrist_error *err) {
    fh_method which = fh_method_find(method);
    if (which == FH_METHOD_NONE)
        return fh_fail(err, FIHRIST_E_USAGE, "there is no method '%.40s'; 'info' lists them",
                       method);
    fh_arena *arena = fh_arena_new();
    if (!arena)
        return fh_fail_memory(err);
    fh_params read = FH_PARAMS;
    int status = fh_params_read(which, (fh_str){params, params_len}, arena, &read, err);
    if (status == 0)
        status = dispatch(&(call){reader, &read, line, user, err}, which);
    fh_arena_free(arena);
    return status;
}
