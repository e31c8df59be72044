/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_packer.c: zstd at level 3 in frames without a checksum (a record has its own) and without
 * the dictionary's number (a store has one dictionary).
 */
#include "indexer/store_packer.h"

#include <zdict.h>
#include <zstd_errors.h>

enum {
    LEVEL = 3,
    DICTIONARY_BYTES = 64 << 10,
    TRAINING_BYTES = 2 << 20,
    SAMPLE_MAX_BYTES = 16 << 10, /* so that one long text is not all that is learnt from */
    SAMPLES_MAX = 1000
};

void fh_store_packer_free(fh_store_packer *packer) {
    ZSTD_freeCCtx(packer->context);
    ZSTD_freeCDict(packer->dictionary);
    *packer = (fh_store_packer){NULL, NULL};
}

size_t fh_store_packer_bytes(const fh_store_packer *packer) {
    return ZSTD_sizeof_CCtx(packer->context) + ZSTD_sizeof_CDict(packer->dictionary);
}

/* Of zstd's failures with what it is given here only one is not a mistake of ours. */
static int fail_zstd(size_t result, fihrist_error *err) {
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        return fh_fail_memory(err);
    return fh_fail(err, FIHRIST_E_INTERNAL, "cannot pack a record: %s", ZSTD_getErrorName(result));
}

static int make_context(fh_store_packer *packer, fihrist_error *err) {
    if (packer->context)
        return FIHRIST_OK;
    packer->context = ZSTD_createCCtx();
    if (!packer->context)
        return fh_fail_memory(err);
    size_t result = ZSTD_CCtx_setParameter(packer->context, ZSTD_c_compressionLevel, LEVEL);
    if (!ZSTD_isError(result))
        result = ZSTD_CCtx_setParameter(packer->context, ZSTD_c_dictIDFlag, 0);
    return ZSTD_isError(result) ? fail_zstd(result, err) : FIHRIST_OK;
}

int fh_store_packer_dictionary(fh_store_packer *packer, fh_str content, fihrist_error *err) {
    int code = make_context(packer, err);
    if (code != FIHRIST_OK)
        return code;
    packer->dictionary = ZSTD_createCDict(content.p, content.n, LEVEL);
    if (!packer->dictionary)
        return fh_fail_memory(err);
    size_t result = ZSTD_CCtx_refCDict(packer->context, packer->dictionary);
    return ZSTD_isError(result) ? fail_zstd(result, err) : FIHRIST_OK;
}

int fh_store_pack(fh_store_packer *packer, fh_str record, fh_buffer *out, fihrist_error *err) {
    size_t bound = ZSTD_compressBound(record.n);
    int code = make_context(packer, err);
    if (code != FIHRIST_OK)
        return code;
    if (!fh_buffer_reserve(out, 1 + bound))
        return fh_fail_memory(err);
    char *to = out->p + out->n;
    size_t n = ZSTD_compress2(packer->context, to + 1, bound, record.p, record.n);
    if (ZSTD_isError(n))
        return fail_zstd(n, err);
    to[0] = packer->dictionary ? FH_STORE_ZSTD_DICTIONARY : FH_STORE_ZSTD;
    if (n >= record.n) {
        to[0] = FH_STORE_PLAIN;
        n = record.n;
        if (n)
            memcpy(to + 1, record.p, n);
    }
    out->n += 1 + n;
    return FIHRIST_OK;
}

/* Every so many-th record, so that all of them are not more than TRAINING_BYTES. */
static uint32_t gather_samples(fh_str records, const fh_store_row *rows, uint32_t count,
                               fh_buffer *samples, size_t sizes[SAMPLES_MAX]) {
    uint32_t step = (uint32_t)(records.n / TRAINING_BYTES) + 1, taken = 0;
    for (uint32_t i = 0; i < count && taken < SAMPLES_MAX; i += step) {
        size_t n = rows[i + 1].record_at - rows[i].record_at;
        if (n > SAMPLE_MAX_BYTES)
            n = SAMPLE_MAX_BYTES;
        if (!fh_buffer_append(samples, records.p + rows[i].record_at, n))
            break;
        sizes[taken++] = n;
    }
    return taken;
}

int fh_store_train(fh_str records, const fh_store_row *rows, uint32_t count,
                   fh_buffer *ret_dictionary, fihrist_error *err) {
    size_t sizes[SAMPLES_MAX];
    fh_buffer samples = FH_BUFFER((size_t)SAMPLES_MAX * SAMPLE_MAX_BYTES);
    uint32_t taken = gather_samples(records, rows, count, &samples, sizes);
    bool room = !samples.failed && fh_buffer_reserve(ret_dictionary, DICTIONARY_BYTES);
    size_t n = 0;
    if (room)
        n = ZDICT_trainFromBuffer(ret_dictionary->p + ret_dictionary->n, DICTIONARY_BYTES,
                                  samples.p, sizes, taken);
    fh_buffer_free(&samples);
    if (!room || (ZDICT_isError(n) && ZSTD_getErrorCode(n) == ZSTD_error_memory_allocation))
        return fh_fail_memory(err);
    if (!ZDICT_isError(n))
        ret_dictionary->n += n;
    return FIHRIST_OK;
}
