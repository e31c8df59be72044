/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * info.c: fh_info: what can be asked of an index, for programs that want to know before they ask.
 */
#include "core/json.h"
#include "searcher/local.h"
#include "searcher/params.h"
#include "searcher/query.h"
#include "searcher/reader.h"

enum { JSON_MAX_BYTES = 64 * 1024 };

static void write_methods(fh_buffer *out) {
    fh_json_key(out, "methods");
    fh_json_open(out, '[');
    for (unsigned method = 0; method < FH_METHOD_NONE; method++)
        fh_json_text(out, fh_method_name((fh_method)method));
    fh_json_text(out, "cancel"); /* the daemon's own */
    fh_json_close(out, ']');
}

static void write_fields(fh_buffer *out) {
    fh_json_key(out, "fields");
    fh_json_open(out, '[');
    const char *name;
    for (size_t i = 0; (name = fh_query_field_list(i)); i++)
        fh_json_text(out, name);
    fh_json_close(out, ']');
}

static void write_limits(fh_buffer *out) {
    static const struct {
        const char *name;
        int64_t most;
    } limits[] = {{"query_bytes", FIHRIST_QUERY_MAX_BYTES},
                  {"query_terms", FH_QUERY_MAX_TERMS},
                  {"query_depth", FH_QUERY_MAX_DEPTH},
                  {"phrase_words", FH_QUERY_PHRASE_WORDS},
                  {"plain_bytes", FIHRIST_PLAIN_MAX_BYTES},
                  {"plain_stems", FIHRIST_PLAIN_MAX_STEMS},
                  {"wildcard_forms", FIHRIST_WILDCARD_MAX_FORMS},
                  {"wildcard_forms_all", FIHRIST_WILDCARD_MAX_ALL},
                  {"limit", FIHRIST_LIMIT_MAX},
                  {"snippets", FIHRIST_SNIPPETS_MAX},
                  {"timeout_ms", FIHRIST_TIMEOUT_MAX_MS},
                  {"request_bytes", FIHRIST_REQUEST_MAX_BYTES},
                  {"answer_bytes", FIHRIST_ANSWER_MAX_BYTES}};
    fh_json_key(out, "limits");
    fh_json_open(out, '{');
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        fh_json_member_integer(out, limits[i].name, limits[i].most);
    fh_json_close(out, '}');
}

int fh_info(fh_reader *reader, char **ret_json, size_t *ret_json_len, fihrist_error *err) {
    fh_buffer out = FH_BUFFER(JSON_MAX_BYTES);
    int status = fh_reader_refresh(reader, err);
    fh_json_open(&out, '{');
    fh_json_member_integer(&out, "protocol", FIHRIST_PROTOCOL);
    fh_json_member(&out, "version", fh_str_of(fihrist_version()));
    write_methods(&out);
    write_fields(&out);
    fh_json_key(&out, "params");
    fh_params_list(&out);
    write_limits(&out);
    fh_json_member(&out, "uuid", fh_str_of(reader->state.uuid));
    fh_json_member_integer(&out, "revision", (int64_t)reader->state.revision);
    fh_json_close(&out, '}');
    return fh_reader_give(&out, status, ret_json, ret_json_len, err);
}
