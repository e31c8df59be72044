/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_packer.c: zstd at level 3 in frames without a checksum (a record has its own) and without
 * the dictionary's number (a store has one dictionary).
 */
#include "indexer/store_packer.h"

#include <zdict.h>
#include <zstd_errors.h>

#include "core/varint.h"

enum {
    LEVEL = 3,
    DICTIONARY_BYTES = 64 << 10,
    TRAINING_BYTES = 2 << 20,
    SAMPLE_MAX_BYTES = 16 << 10, /* so that one long text is not all that is learnt from */
    SAMPLES_MAX = 1000,
    SPLIT_BYTES = 1000 /* of the rest: a microsecond */
};

void fh_store_packer_free(fh_store_packer *packer) {
    ZSTD_freeCCtx(packer->context);
    ZSTD_freeCDict(packer->own);
    fh_buffer_free(&packer->head);
    *packer = FH_STORE_PACKER;
}

size_t fh_store_packer_bytes(const fh_store_packer *packer) {
    return ZSTD_sizeof_CCtx(packer->context) + ZSTD_sizeof_CDict(packer->own);
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

int fh_store_packer_share(fh_store_packer *packer, const ZSTD_CDict *dictionary,
                          fihrist_error *err) {
    int code = make_context(packer, err);
    if (code != FIHRIST_OK || packer->dictionary == dictionary)
        return code;
    size_t result = ZSTD_CCtx_refCDict(packer->context, dictionary);
    if (ZSTD_isError(result))
        return fail_zstd(result, err);
    packer->dictionary = dictionary;
    return FIHRIST_OK;
}

int fh_store_packer_dictionary(fh_store_packer *packer, fh_str content, fihrist_error *err) {
    packer->own = ZSTD_createCDict(content.p, content.n, LEVEL);
    return packer->own ? fh_store_packer_share(packer, packer->own, err) : fh_fail_memory(err);
}

/* Append a frame. */
static int compress(fh_store_packer *packer, fh_str bytes, fh_buffer *out, fihrist_error *err) {
    size_t bound = ZSTD_compressBound(bytes.n);
    if (!fh_buffer_reserve(out, bound))
        return fh_fail_memory(err);
    size_t n = ZSTD_compress2(packer->context, out->p + out->n, bound, bytes.p, bytes.n);
    if (ZSTD_isError(n))
        return fail_zstd(n, err);
    out->n += n;
    return FIHRIST_OK;
}

/* The head in a frame of its own, where the rest is long enough for that to save time. */
static int compress_split(fh_store_packer *packer, fh_str record, size_t head, fh_buffer *out,
                          fihrist_error *err) {
    fh_buffer_clear(&packer->head);
    int code = compress(packer, (fh_str){record.p, head}, &packer->head, err);
    if (code != FIHRIST_OK)
        return code;
    fh_varint_append(out, packer->head.n);
    if (!fh_buffer_append_str(out, fh_buffer_str(&packer->head)))
        return fh_fail_memory(err);
    return compress(packer, (fh_str){record.p + head, record.n - head}, out, err);
}

static int pack_plain(fh_str record, fh_buffer *out, fihrist_error *err) {
    fh_buffer_append_byte(out, FH_STORE_PLAIN);
    return fh_buffer_append_str(out, record) ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_store_pack(fh_store_packer *packer, fh_str record, fh_buffer *out, fihrist_error *err) {
    size_t from = out->n, head = fh_record_head_bytes(record);
    bool split = head > 0 && record.n - head >= SPLIT_BYTES;
    int kind = packer->dictionary ? FH_STORE_ZSTD_DICTIONARY : FH_STORE_ZSTD;
    int code = make_context(packer, err);
    if (code != FIHRIST_OK)
        return code;
    if (!fh_buffer_append_byte(out, (char)(split ? kind | FH_STORE_SPLIT : kind)))
        return fh_fail_memory(err);
    code =
        split ? compress_split(packer, record, head, out, err) : compress(packer, record, out, err);
    if (code != FIHRIST_OK || out->n - from <= record.n)
        return code;
    out->n = from;
    return pack_plain(record, out, err);
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
