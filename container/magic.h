/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * magic.h: the first bytes of what is compressed. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_MAGIC_H
#define FIHRIST_CONTAINER_MAGIC_H

#include "core/memory.h"

enum { FH_MAGIC_BYTES = 6 /**< the longest of them */ };

static inline bool fh_begins(const void *bytes, size_t n, const char *magic, size_t magic_n) {
    return n >= magic_n && memcmp(bytes, magic, magic_n) == 0;
}

/** A member of gzip, packed with deflate, which is all there is. */
static inline bool fh_is_gzip(const uint8_t *p, size_t n) {
    return n >= 4 && p[0] == 0x1f && p[1] == 0x8b && p[2] == 8 && (p[3] & 0xe0) == 0;
}

/** A frame of zstd, or one that it passes over. */
static inline bool fh_is_zstd(const uint8_t *p, size_t n) {
    return fh_begins(p, n, "\x28\xb5\x2f\xfd", 4) ||
           (n >= 4 && (p[0] & 0xf0) == 0x50 && memcmp(p + 1, "\x2a\x4d\x18", 3) == 0);
}

/** A frame that zstd passes over, with the dictionary that a web archive is packed with. */
static inline bool fh_is_zstd_dictionary(const uint8_t *p, size_t n) {
    return fh_begins(p, n, "\x5d\x2a\x4d\x18", 4);
}

static inline bool fh_is_zip(const uint8_t *p, size_t n) {
    return fh_begins(p, n, "PK\3\4", 4) || fh_begins(p, n, "PK\5\6", 4) ||
           fh_begins(p, n, "PK\7\10", 4) || fh_begins(p, n, "PK00", 4);
}

static inline bool fh_is_7z(const uint8_t *p, size_t n) {
    return fh_begins(p, n, "7z\xbc\xaf\x27\x1c", 6);
}

/** One file packed with bzip2, xz, lzip, lz4 or compress. */
static inline bool fh_is_other_packed(const uint8_t *p, size_t n) {
    return (fh_begins(p, n, "BZh", 3) && n >= 4 && p[3] >= '1' && p[3] <= '9') ||
           fh_begins(p, n, "\xfd\x37zXZ\0", 6) || fh_begins(p, n, "LZIP", 4) ||
           fh_begins(p, n, "\x04\x22\x4d\x18", 4) || fh_begins(p, n, "\x1f\x9d", 2);
}

#endif
