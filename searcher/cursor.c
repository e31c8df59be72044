/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cursor.c: writing and reading the text of a cursor.
 */
#include "searcher/cursor.h"

#include "core/hash.h"

#include <inttypes.h>
#include <stdio.h>

enum { DIGEST_DIGITS = 16 };

/* Everything that decides which answers come in which order. */
static void digest(const fh_reader *reader, fh_str text, const fihrist_search_options *options,
                   char ret[DIGEST_DIGITS + 1]) {
    fh_hasher hasher;
    uint8_t hash[FH_HASH_BYTES];
    char hex[FH_HASH_HEX_BYTES];
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, fh_str_of(reader->state.uuid));
    fh_hasher_add(&hasher, text);
    fh_hasher_add_number(&hasher, options->match);
    fh_hasher_add_number(&hasher, options->comments);
    fh_hasher_add_number(&hasher, options->sort);
    fh_hasher_add_number(&hasher, options->plain);
    fh_hasher_add_number(&hasher, options->copies);
    fh_hasher_add(&hasher, fh_str_of(options->language));
    fh_hasher_finish(&hasher, hash);
    fh_hash_hex(hash, hex);
    memcpy(ret, hex, DIGEST_DIGITS);
    ret[DIGEST_DIGITS] = '\0';
}

void fh_cursor_write(const fh_reader *reader, fh_str text, const fihrist_search_options *options,
                     uint32_t offset, char ret_cursor[FH_CURSOR_BYTES]) {
    char check[DIGEST_DIGITS + 1];
    digest(reader, text, options, check);
    snprintf(ret_cursor, FH_CURSOR_BYTES, "r%" PRIu64 "-o%" PRIu32 "-%s", reader->state.revision,
             offset, check);
}

int fh_cursor_read(const fh_reader *reader, fh_str text, const fihrist_search_options *options,
                   uint32_t *ret_offset, fihrist_error *err) {
    uint64_t revision;
    uint32_t offset;
    char given[DIGEST_DIGITS + 1], check[DIGEST_DIGITS + 1];
    int end = 0;
    if (sscanf(options->cursor, "r%" SCNu64 "-o%" SCNu32 "-%16[0-9a-f]%n", &revision, &offset,
               given, &end) != 3 ||
        options->cursor[end] != '\0')
        return fh_fail(err, FIHRIST_E_USAGE, "'%s' is not a cursor", options->cursor);
    digest(reader, text, options, check);
    if (strcmp(given, check) != 0)
        return fh_fail(err, FIHRIST_E_USAGE, "cursor '%s' belongs to another query or index",
                       options->cursor);
    if (revision != reader->state.revision)
        return fh_fail(err, FIHRIST_E_BUSY,
                       "cursor '%s': revision %" PRIu64 " is gone, the index is at %" PRIu64
                       "; begin again without it",
                       options->cursor, revision, reader->state.revision);
    *ret_offset = offset;
    return 0;
}
