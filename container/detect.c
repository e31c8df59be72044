/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * detect.c: what a container is by its first bytes, unpacked where they are packed.
 */
#include <zlib.h>
#include <zstd.h>

#include "container/magic.h"
#include "container/member_path.h"
#include "container/part.h"

enum {
    TAR_BLOCK_BYTES = 512,
    TAR_CHECKSUM_AT = 148,
    TAR_CHECKSUM_BYTES = 8,
    ZIP_HEADER_BYTES = 30, /* before a member's name */
    ZIP_NAME_LENGTH_AT = 26,
    CPIO_OCTAL_BYTES = 76, /* of the headers of both forms of cpio that are text */
    CPIO_HEX_BYTES = 110,
    PLAIN_BYTES = 4096
};

/* --- what is not packed --- */

/* The sum of a header's bytes, with blanks for the sum itself, is in it as octal digits. */
static bool is_tar(const uint8_t *p, size_t n) {
    unsigned sum = 0, said = 0;
    bool digits = false;
    if (n < TAR_BLOCK_BYTES)
        return false;
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
        bool own = i >= TAR_CHECKSUM_AT && i < TAR_CHECKSUM_AT + TAR_CHECKSUM_BYTES;
        sum += (unsigned)(own ? ' ' : p[i]);
    }
    for (size_t i = TAR_CHECKSUM_AT; i < TAR_CHECKSUM_AT + TAR_CHECKSUM_BYTES; i++) {
        if (p[i] == ' ' && !digits)
            continue;
        if (p[i] < '0' || p[i] > '7')
            break;
        said = said * 8 + (unsigned)(p[i] - '0');
        digits = true;
    }
    return digits && sum == said;
}

static bool is_digits(const uint8_t *p, size_t n, size_t wanted, bool hex) {
    if (n < wanted)
        return false;
    for (size_t i = 0; i < wanted; i++)
        if (!(p[i] >= '0' && p[i] <= (hex ? '9' : '7')) &&
            !(hex && (p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'f'))
            return false;
    return true;
}

static bool is_cpio(const uint8_t *p, size_t n) {
    if (fh_begins(p, n, "070707", 6))
        return is_digits(p, n, CPIO_OCTAL_BYTES, false);
    return (fh_begins(p, n, "070701", 6) || fh_begins(p, n, "070702", 6)) &&
           is_digits(p, n, CPIO_HEX_BYTES, true);
}

static bool is_warc(const uint8_t *p, size_t n) {
    return fh_begins(p, n, "WARC/", 5) && n > 5 && p[5] >= '0' && p[5] <= '9';
}

static fh_container_kind detect_plain(const uint8_t *p, size_t n) {
    if (is_warc(p, n))
        return FH_CONTAINER_WARC;
    if (is_tar(p, n) || is_cpio(p, n) || fh_is_7z(p, n) || fh_begins(p, n, "xar!", 4))
        return FH_CONTAINER_ARCHIVE;
    return FH_CONTAINER_NONE;
}

/* A WACZ is known by its name, or by a web archive that comes first in it. One that is not known is
 * read as any zip is, and its web archives as what they are. */
static fh_container_kind detect_zip(fh_str name, const uint8_t *p, size_t n) {
    if (fh_str_ends_as(name, ".wacz"))
        return FH_CONTAINER_WACZ;
    if (n < ZIP_HEADER_BYTES)
        return FH_CONTAINER_ARCHIVE;
    size_t length = (size_t)p[ZIP_NAME_LENGTH_AT] | (size_t)p[ZIP_NAME_LENGTH_AT + 1] << 8;
    fh_str first = {(const char *)p + ZIP_HEADER_BYTES, n - ZIP_HEADER_BYTES};
    first.n = first.n < length ? first.n : length;
    bool web_archive = fh_str_starts_as(first, "archive/") &&
                       (fh_str_ends_as(first, ".warc.gz") || fh_str_ends_as(first, ".warc"));
    return web_archive ? FH_CONTAINER_WACZ : FH_CONTAINER_ARCHIVE;
}

/* --- what is packed --- */

/* As much as comes of the beginning of a member of gzip. */
static size_t begin_gzip(const uint8_t *p, size_t n, uint8_t plain[PLAIN_BYTES]) {
    z_stream zlib = {.next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n};
    if (inflateInit2(&zlib, 15 + 16) != Z_OK)
        return 0;
    zlib.next_out = plain;
    zlib.avail_out = PLAIN_BYTES;
    inflate(&zlib, Z_SYNC_FLUSH);
    inflateEnd(&zlib);
    return PLAIN_BYTES - zlib.avail_out;
}

static size_t begin_zstd(const uint8_t *p, size_t n, uint8_t plain[PLAIN_BYTES]) {
    ZSTD_inBuffer in = {p, n, 0};
    ZSTD_outBuffer out = {plain, PLAIN_BYTES, 0};
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    /* More than once: frames may have nothing in them. */
    while (zstd && in.pos < n && out.pos < PLAIN_BYTES)
        if (ZSTD_isError(ZSTD_decompressStream(zstd, &out, &in)))
            break;
    ZSTD_freeDCtx(zstd);
    return out.pos;
}

static bool named_tar(fh_str name) {
    static const char *const endings[] = {".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".tlz", ".taz"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (fh_str_ends_as(name, endings[i]))
            return true;
    fh_str base = fh_name_base(name);
    size_t dot = base.n;
    while (dot > 0 && base.p[dot - 1] != '.')
        dot--;
    return dot > 0 && fh_str_ends_as((fh_str){base.p, dot - 1}, ".tar");
}

/* What is packed in it: by its bytes where enough of them came out. */
static fh_container_kind detect_packed(fh_str name, const uint8_t *plain, size_t n) {
    fh_container_kind inside = detect_plain(plain, n);
    if (inside == FH_CONTAINER_WARC || is_tar(plain, n))
        return inside;
    if (n < TAR_BLOCK_BYTES && named_tar(name))
        return FH_CONTAINER_ARCHIVE;
    if (n == 0 && (fh_str_ends_as(name, ".warc.gz") || fh_str_ends_as(name, ".warc.zst")))
        return FH_CONTAINER_WARC;
    return FH_CONTAINER_COMPRESSED;
}

fh_container_kind fh_container_detect(fh_str name, fh_str start) {
    const uint8_t *p = (const uint8_t *)start.p;
    size_t n = start.n < FH_CONTAINER_START_BYTES ? start.n : FH_CONTAINER_START_BYTES;
    uint8_t plain[PLAIN_BYTES] = {0};
    if (n == 0)
        return FH_CONTAINER_NONE;
    if (fh_is_zip(p, n))
        return detect_zip(name, p, n);
    if (fh_is_zstd_dictionary(p, n))
        return FH_CONTAINER_WARC;
    if (fh_is_gzip(p, n))
        return detect_packed(name, plain, begin_gzip(p, n, plain));
    if (fh_is_zstd(p, n))
        return detect_packed(name, plain, begin_zstd(p, n, plain));
    if (fh_is_other_packed(p, n))
        return detect_packed(name, plain, 0);
    return detect_plain(p, n);
}
