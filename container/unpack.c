/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unpack.c: gzip, deflate, brotli and zstd as streams, one loop for them all. Each step of a
 * decoder takes of the bytes read ahead and makes of them what there is room for.
 */
#include "container/unpack.h"

#define ZLIB_CONST
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "container/ahead.h"
#include "container/magic.h"

enum {
    TEXT_BYTES = 512,    /* of packed bytes, some are never a text's */
    ZLIB_GZIP = 15 + 16, /* inflateInit2: the largest window, with gzip's header and checksum */
    ZLIB_WRAPPED = 15,
    ZLIB_BARE = -15
};

struct fh_unpack {
    fh_stream stream;
    fh_coding coding;
    fh_unpack_options options;
    z_stream zlib;
    ZSTD_DStream *zstd;
    BrotliDecoderState *brotli;
    bool begun, zlib_open, plain, ended;
    bool between; /* a frame is complete, and none has begun behind it */
    fihrist_error damage;
    fh_ahead in;
};

static const char *coding_name(fh_coding coding) {
    static const char *const names[] = {"gzip", "deflate", "br", "zstd"};
    return names[coding];
}

static int damaged(const fh_unpack *unpack, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_INPUT, "damaged %s data", coding_name(unpack->coding));
}

/* Have `want` bytes ahead, or all that are left. */
static int read_ahead(fh_unpack *unpack, size_t want, fihrist_error *err) {
    uint64_t before = unpack->in.taken;
    int rc = fh_ahead_fill(&unpack->in, want, err);
    if (unpack->options.counts_packed)
        unpack->options.ratio->packed += unpack->in.taken - before;
    return rc;
}

/* --- beginning --- */

static bool is_gzip(const fh_unpack *unpack) {
    return fh_is_gzip(fh_ahead_at(&unpack->in), fh_ahead_n(&unpack->in));
}

static bool is_text(const fh_unpack *unpack) {
    size_t n = fh_ahead_n(&unpack->in) < TEXT_BYTES ? fh_ahead_n(&unpack->in) : TEXT_BYTES;
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = fh_ahead_at(&unpack->in)[i];
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f')
            return false;
    }
    return true;
}

static bool is_packed(const fh_unpack *unpack) {
    switch (unpack->coding) {
    case FH_CODING_GZIP:
        return is_gzip(unpack);
    case FH_CODING_ZSTD:
        return fh_is_zstd(fh_ahead_at(&unpack->in), fh_ahead_n(&unpack->in));
    case FH_CODING_DEFLATE:
    case FH_CODING_BROTLI:
        break;
    }
    return !is_text(unpack);
}

/* zlib's header of two bytes: its method, and a check of both. A bare stream never begins so, as
 * its first block would be stored with bits set that are padding. */
static bool is_wrapped(const fh_unpack *unpack) {
    const uint8_t *p = fh_ahead_at(&unpack->in);
    return fh_ahead_n(&unpack->in) >= 2 && (p[0] & 0x0f) == 8 && (p[0] << 8 | p[1]) % 31 == 0;
}

static int begin_decoder(fh_unpack *unpack, fihrist_error *err) {
    bool made = true;
    switch (unpack->coding) {
    case FH_CODING_GZIP:
        made = unpack->zlib_open = inflateInit2(&unpack->zlib, ZLIB_GZIP) == Z_OK;
        break;
    case FH_CODING_DEFLATE:
        made = unpack->zlib_open =
            inflateInit2(&unpack->zlib, is_wrapped(unpack) ? ZLIB_WRAPPED : ZLIB_BARE) == Z_OK;
        break;
    case FH_CODING_BROTLI:
        made = (unpack->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL)) != NULL;
        break;
    case FH_CODING_ZSTD:
        made = (unpack->zstd = ZSTD_createDStream()) != NULL &&
               !ZSTD_isError(ZSTD_DCtx_setParameter(unpack->zstd, ZSTD_d_windowLogMax,
                                                    unpack->options.window_log));
        break;
    }
    return made ? 0 : fh_fail_memory(err);
}

static int begin(fh_unpack *unpack, fihrist_error *err) {
    unpack->begun = true;
    int rc = read_ahead(unpack, TEXT_BYTES, err);
    if (rc < 0)
        return rc;
    unpack->plain = unpack->options.may_be_plain && !is_packed(unpack);
    return unpack->plain ? 0 : begin_decoder(unpack, err);
}

/* --- steps: *ret_made bytes are made of at most `room`; 0 or an error --- */

static int step_zlib(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                     fihrist_error *err) {
    z_stream *zlib = &unpack->zlib;
    zlib->next_in = fh_ahead_at(&unpack->in);
    zlib->avail_in = (uInt)fh_ahead_n(&unpack->in);
    zlib->next_out = out;
    zlib->avail_out = (uInt)room;
    int rc = inflate(zlib, Z_NO_FLUSH);
    unpack->in.at = unpack->in.n - zlib->avail_in;
    *ret_made = room - zlib->avail_out;
    if (rc == Z_MEM_ERROR)
        return fh_fail_memory(err);
    if (rc == Z_OK || rc == Z_BUF_ERROR)
        return 0;
    if (rc != Z_STREAM_END)
        return damaged(unpack, err);
    rc = read_ahead(unpack, FH_MAGIC_BYTES, err);
    if (rc < 0)
        return rc;
    /* What stands behind the last member and is none is padding, as gzip itself has it. */
    if (unpack->coding == FH_CODING_GZIP && is_gzip(unpack))
        inflateReset(zlib);
    else
        unpack->ended = true;
    return 0;
}

static int step_brotli(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                       fihrist_error *err) {
    const uint8_t *in = fh_ahead_at(&unpack->in);
    size_t in_left = fh_ahead_n(&unpack->in), out_left = room;
    BrotliDecoderResult rc =
        BrotliDecoderDecompressStream(unpack->brotli, &in_left, &in, &out_left, &out, NULL);
    unpack->in.at = unpack->in.n - in_left;
    *ret_made = room - out_left;
    if (rc == BROTLI_DECODER_RESULT_ERROR)
        return damaged(unpack, err);
    unpack->ended = rc == BROTLI_DECODER_RESULT_SUCCESS;
    return 0;
}

static int step_zstd(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                     fihrist_error *err) {
    ZSTD_inBuffer in = {unpack->in.bytes, unpack->in.n, unpack->in.at};
    ZSTD_outBuffer made = {out, room, 0};
    size_t rc = ZSTD_decompressStream(unpack->zstd, &made, &in);
    *ret_made = made.pos;
    if (!ZSTD_isError(rc)) {
        /* Asked again behind the last frame it waits for another. */
        if (in.pos > unpack->in.at || made.pos > 0)
            unpack->between = rc == 0;
        unpack->in.at = in.pos;
        return 0;
    }
    switch (ZSTD_getErrorCode(rc)) {
    case ZSTD_error_memory_allocation:
        return fh_fail_memory(err);
    case ZSTD_error_frameParameter_windowTooLarge:
        return fh_fail(err, FIHRIST_E_INPUT, "zstd data that takes more than %d MB to unpack",
                       1 << (unpack->options.window_log - 20));
    default:
        return damaged(unpack, err);
    }
}

static int step(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                fihrist_error *err) {
    if (unpack->brotli)
        return step_brotli(unpack, out, room, ret_made, err);
    if (unpack->zstd)
        return step_zstd(unpack, out, room, ret_made, err);
    return step_zlib(unpack, out, room, ret_made, err);
}

/* --- reading --- */

/* Nothing is left to read, and nothing more came of it. */
static int come_to_end(fh_unpack *unpack, fihrist_error *err) {
    unpack->ended = true;
    if (unpack->between || unpack->options.may_be_cut)
        return 0;
    return fh_fail(err, FIHRIST_E_INPUT, "%s data that is cut off", coding_name(unpack->coding));
}

static int unpack_some(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                       fihrist_error *err) {
    enum { STEP_MAX_BYTES = 1 << 20 }; /* zlib counts in 32 bits */
    *ret_made = 0;
    int rc = read_ahead(unpack, 1, err);
    if (rc < 0)
        return rc;
    size_t before = unpack->in.at;
    bool last = unpack->in.ended;
    rc = step(unpack, out, room < STEP_MAX_BYTES ? room : STEP_MAX_BYTES, ret_made, err);
    bool moved = *ret_made > 0 || unpack->in.at != before || unpack->ended;
    if (rc < 0 || moved)
        return rc;
    return last && fh_ahead_n(&unpack->in) == 0 ? come_to_end(unpack, err) : damaged(unpack, err);
}

static int read_some(fh_unpack *unpack, uint8_t *out, size_t room, size_t *ret_made,
                     fihrist_error *err) {
    if (!unpack->plain)
        return unpack_some(unpack, out, room, ret_made, err);
    int rc = read_ahead(unpack, 1, err);
    *ret_made = rc < 0 ? 0 : fh_ahead_take(&unpack->in, out, room);
    unpack->ended = *ret_made == 0;
    return rc;
}

/* An error that is met behind bytes which are good is told when they have been handed out. */
static ssize_t read_unpacked(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_unpack *unpack = (fh_unpack *)stream;
    size_t done = 0;
    if (!unpack->begun)
        begin(unpack, &unpack->damage);
    while (done < n && !unpack->ended && unpack->damage.code == 0) {
        size_t made;
        read_some(unpack, (uint8_t *)bytes + done, n - done, &made, &unpack->damage);
        done += made;
        unpack->options.ratio->plain += made;
        if (unpack->damage.code == 0)
            fh_ratio_check(unpack->options.ratio, &unpack->damage);
    }
    if (done > 0 || unpack->damage.code == 0)
        return (ssize_t)done;
    if (err)
        *err = unpack->damage;
    return unpack->damage.code;
}

int fh_unpack_open(fh_coding coding, const fh_unpack_options *options, fh_stream *from,
                   fh_unpack **ret_unpack, fihrist_error *err) {
    fh_unpack *unpack = fh_malloc(sizeof *unpack);
    if (!unpack)
        return fh_fail_memory(err);
    /* All but the bytes read ahead. */
    memset(unpack, 0, offsetof(fh_unpack, in));
    fh_ahead_start(&unpack->in, from);
    unpack->stream.read = read_unpacked;
    unpack->coding = coding;
    unpack->options = *options;
    *ret_unpack = unpack;
    return 0;
}

fh_stream *fh_unpack_stream(fh_unpack *unpack) {
    return &unpack->stream;
}

void fh_unpack_close(fh_unpack *unpack) {
    if (!unpack)
        return;
    if (unpack->zlib_open)
        inflateEnd(&unpack->zlib);
    ZSTD_freeDStream(unpack->zstd);
    BrotliDecoderDestroyInstance(unpack->brotli);
    fh_free(unpack);
}
