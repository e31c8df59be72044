/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * library.c: the calls of fihrist.h, passed on to an index directory (local.h) or to a daemon
 * (remote.h), which are to answer the same.
 */
#include "searcher/library.h"

#include "core/error.h"
#include "core/memory.h"

/* --- options --- */

static int check_options(const fihrist_search_options *options, fihrist_error *err) {
    if (options->match > FIHRIST_MATCH_SMART || options->comments > FIHRIST_COMMENTS_OFF ||
        options->sort > FIHRIST_SORT_OLDEST || options->copies > FIHRIST_COPIES_ONLY)
        return fh_fail(err, FIHRIST_E_USAGE, "an option has a value that is none of its own");
    if (options->limit > FIHRIST_LIMIT_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "limit %u is more than %d; a cursor goes further",
                       options->limit, FIHRIST_LIMIT_MAX);
    if (options->snippets > FIHRIST_SNIPPETS_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "%u snippets are more than %d", options->snippets,
                       FIHRIST_SNIPPETS_MAX);
    if (options->timeout_ms > FIHRIST_TIMEOUT_MAX_MS)
        return fh_fail(err, FIHRIST_E_LIMIT, "a timeout of %u ms is more than %d",
                       options->timeout_ms, FIHRIST_TIMEOUT_MAX_MS);
    return 0;
}

int fh_options_read(const fihrist_search_options *given, fihrist_search_options *ret_options,
                    fihrist_error *err) {
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    if (given && (given->size > sizeof options || given->size < sizeof given->size))
        return fh_fail(err, FIHRIST_E_USAGE, "the options are those of %s version",
                       given->size > sizeof options ? "a later" : "no");
    if (given)
        memcpy(&options, given, given->size);
    options.size = sizeof options;
    int status = check_options(&options, err);
    if (status == 0)
        *ret_options = options;
    return status;
}

void fh_options_count(fihrist_search_options *options) {
    options->exact_count = true;
    options->limit = 0;
    options->snippets = 0;
    options->cursor = NULL;
    if (options->copies == FIHRIST_COPIES_AUTO)
        options->copies = FIHRIST_COPIES_SHOW;
}

/* --- handles --- */

int fihrist_open(const char *path, fihrist_reader **ret_reader, fihrist_error *err) {
    fihrist_reader *reader = fh_calloc(1, sizeof *reader);
    if (!reader)
        return fh_fail_memory(err);
    size_t scheme = strlen(FH_REMOTE_SCHEME);
    int status = path && strncmp(path, FH_REMOTE_SCHEME, scheme) == 0
                     ? fh_remote_open(path + scheme, &reader->remote, err)
                     : fh_reader_open(path, &reader->local, err);
    if (status < 0)
        fh_free(reader);
    else
        *ret_reader = reader;
    return status;
}

void fihrist_close(fihrist_reader *reader) {
    if (!reader)
        return;
    fh_reader_close(reader->local);
    fh_remote_close(reader->remote);
    fh_free(reader);
}

/* --- questions --- */

int fihrist_search(fihrist_reader *reader, const char *text, size_t text_len,
                   const fihrist_search_options *options, fihrist_page **ret_page,
                   fihrist_error *err) {
    fihrist_search_options how;
    int status = fh_options_read(options, &how, err);
    if (status < 0)
        return status;
    return reader->remote ? fh_remote_search(reader->remote, text, text_len, &how, ret_page, err)
                          : fh_search(reader->local, text, text_len, &how, ret_page, err);
}

int fihrist_count(fihrist_reader *reader, const char *text, size_t text_len,
                  const fihrist_search_options *options, uint64_t *ret_count, fihrist_error *err) {
    fihrist_search_options how;
    fihrist_page *page;
    int status = fh_options_read(options, &how, err);
    if (status < 0)
        return status;
    fh_options_count(&how);
    status = fihrist_search(reader, text, text_len, &how, &page, err);
    if (status < 0)
        return status;
    *ret_count = fihrist_page_count(page, NULL);
    fihrist_page_free(page);
    return 0;
}

/* An answer that is one JSON object is the end of the daemon's answer. */
static int ask(fihrist_reader *reader, fh_method method, const fh_params *params, char **ret_json,
               size_t *ret_json_len, fihrist_error *err) {
    return fh_remote_ask(reader->remote, method, params, ret_json, ret_json_len, err);
}

int fihrist_show(fihrist_reader *reader, const char *id, size_t id_len, char **ret_json,
                 size_t *ret_json_len, fihrist_error *err) {
    if (reader->local)
        return fh_show(reader->local, id, id_len, ret_json, ret_json_len, err);
    fh_params params = FH_PARAMS;
    params.id = (fh_str){id, id_len};
    return ask(reader, FH_METHOD_SHOW, &params, ret_json, ret_json_len, err);
}

int fihrist_actors(fihrist_reader *reader, const char *name, size_t name_len, char **ret_json,
                   size_t *ret_json_len, fihrist_error *err) {
    if (reader->local)
        return fh_actors(reader->local, name, name_len, ret_json, ret_json_len, err);
    fh_params params = FH_PARAMS;
    params.name = (fh_str){name, name_len};
    return ask(reader, FH_METHOD_ACTORS, &params, ret_json, ret_json_len, err);
}

int fihrist_status(fihrist_reader *reader, char **ret_json, size_t *ret_json_len,
                   fihrist_error *err) {
    static const fh_params none = FH_PARAMS;
    return reader->local ? fh_status(reader->local, ret_json, ret_json_len, err)
                         : ask(reader, FH_METHOD_STATUS, &none, ret_json, ret_json_len, err);
}

int fihrist_info(fihrist_reader *reader, char **ret_json, size_t *ret_json_len,
                 fihrist_error *err) {
    static const fh_params none = FH_PARAMS;
    return reader->local ? fh_info(reader->local, ret_json, ret_json_len, err)
                         : ask(reader, FH_METHOD_INFO, &none, ret_json, ret_json_len, err);
}

const char *fihrist_version(void) {
    return FIHRIST_VERSION; /* the Makefile's */
}

void fihrist_free(void *block) {
    fh_free(block);
}
