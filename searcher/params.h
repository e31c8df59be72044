/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * params.h: the params of a request, as JSON and as the options of fihrist.h: one table says what
 * each is called and may be, for reading them, for writing them and for `info`.
 */
#ifndef FIHRIST_SEARCHER_PARAMS_H
#define FIHRIST_SEARCHER_PARAMS_H

#include "core/memory.h"
#include "fihrist.h"

/** A method by its place in the list of them. */
typedef enum fh_method {
    FH_METHOD_SEARCH,
    FH_METHOD_COUNT,
    FH_METHOD_SHOW,
    FH_METHOD_ACTORS,
    FH_METHOD_STATUS,
    FH_METHOD_INFO,
    FH_METHOD_NONE
} fh_method;

/** What a request says, of all methods. Texts live where they were read. */
typedef struct fh_params {
    fh_str query, id, name;
    fihrist_search_options options;
} fh_params;

#define FH_PARAMS                                                                                  \
    { .options = FIHRIST_SEARCH_OPTIONS }

/** "search"; NULL for FH_METHOD_NONE. Static. */
const char *fh_method_name(fh_method method);
/** FH_METHOD_NONE: there is none of that name. */
fh_method fh_method_find(const char *name);

/** Read a JSON object (or nothing) as the params of `method`. What is not given keeps its default.
 *  Everything in *ret_params lives in `arena`. FIHRIST_E_USAGE names the param that is unknown, of
 *  the wrong type, out of its bounds or missing. */
int fh_params_read(fh_method method, fh_str json, fh_arena *arena, fh_params *ret_params,
                   fihrist_error *err);

/** Append, as an object, what differs from the default. */
void fh_params_write(fh_method method, const fh_params *params, fh_buffer *out);

/** Append {"search":["query",…],…}: which params each method takes. */
void fh_params_list(fh_buffer *out);

#endif
