/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dictionary.c: a dictionary of zstd's, in a frame that zstd itself passes over.
 */
#include "container/dictionary.h"

#include "container/magic.h"
#include "container/unpack.h"

enum { SKIPPABLE_HEADER_BYTES = 8 };

/* A dictionary may itself be packed. */
static int load(ZSTD_DCtx *zstd, fh_str dictionary, fihrist_error *err) {
    fh_memory_stream from = fh_memory_stream_of(dictionary);
    fh_ratio ratio = {0};
    fh_unpack_options options = {.may_be_plain = true,
                                 .window_log = FH_ZSTD_WINDOW_LOG_FILE,
                                 .ratio = &ratio,
                                 .counts_packed = true};
    fh_buffer plain = FH_BUFFER(FH_DICTIONARY_MAX_BYTES + 1);
    fh_unpack *unpack;
    int rc = fh_unpack_open(FH_CODING_ZSTD, &options, &from.stream, &unpack, err);
    if (rc < 0)
        return rc;
    rc = fh_stream_read_all(fh_unpack_stream(unpack), "a dictionary", FH_DICTIONARY_MAX_BYTES,
                            &plain, err);
    if (rc == 0 && ZSTD_isError(ZSTD_DCtx_loadDictionary(zstd, plain.p, plain.n)))
        rc = fh_fail(err, FIHRIST_E_INPUT, "a dictionary that zstd cannot use");
    fh_unpack_close(unpack);
    fh_buffer_free(&plain);
    return rc;
}

/* The dictionary stands in a frame of its own before all others. */
int fh_dictionary_read(fh_packed *packed, ZSTD_DCtx *zstd, fihrist_error *err) {
    int rc = fh_packed_fill(packed, SKIPPABLE_HEADER_BYTES, err);
    const uint8_t *p = fh_packed_at(packed);
    if (rc < 0 || fh_packed_ahead(packed) < SKIPPABLE_HEADER_BYTES ||
        !fh_is_zstd_dictionary(p, fh_packed_ahead(packed)))
        return rc;
    size_t left = (size_t)p[4] | (size_t)p[5] << 8 | (size_t)p[6] << 16 | (size_t)p[7] << 24;
    if (left > FH_DICTIONARY_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_INPUT, "a dictionary of %zu bytes", left);
    fh_buffer stored = FH_BUFFER(FH_DICTIONARY_MAX_BYTES);
    packed->at += SKIPPABLE_HEADER_BYTES;
    while (rc == 0 && left > 0) {
        packed->member = packed->at;
        rc = fh_packed_fill(packed, 1, err);
        size_t n = fh_packed_ahead(packed) < left ? fh_packed_ahead(packed) : left;
        if (rc == 0 && n == 0)
            rc = fh_fail(err, FIHRIST_E_INPUT, "a dictionary that is cut off");
        else if (rc == 0 && !fh_buffer_append(&stored, fh_packed_at(packed), n))
            rc = fh_fail_memory(err);
        packed->at += n;
        left -= n;
    }
    if (rc == 0)
        rc = load(zstd, fh_buffer_str(&stored), err);
    fh_buffer_free(&stored);
    return rc;
}
