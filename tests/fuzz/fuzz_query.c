/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as a query. What is refused names a byte of it; what is read prints as a
 * query that is read as the same tree.
 */
#include <stdlib.h>

#include "searcher/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_arena *arena = fh_arena_new();
    fh_query *query, *again;
    fihrist_error err = {.position = -1};
    int status = fh_query_parse((fh_str){(const char *)data, size}, arena, &query, &err);
    if (status == FIHRIST_OK) {
        fh_str printed = fh_query_print(query->root, arena);
        check(printed.p && fh_query_explain(query->root, arena).p);
        status = fh_query_parse(printed, arena, &again, &err);
        /* The printed form is longer than what was typed, and may be too long. */
        check(status == FIHRIST_E_LIMIT
                  ? printed.n > FH_QUERY_MAX_BYTES
                  : status == FIHRIST_OK && fh_query_equal(query->root, again->root));
    } else {
        check(status == FIHRIST_E_QUERY || status == FIHRIST_E_LIMIT);
        check(err.position >= 0 && (size_t)err.position <= size && err.message[0]);
    }
    fh_arena_free(arena);
    return 0;
}
