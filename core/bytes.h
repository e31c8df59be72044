/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bytes.h: numbers in files and in metadata: little endian, at any address; and the checksum that
 * both are kept under.
 */
#ifndef FIHRIST_CORE_BYTES_H
#define FIHRIST_CORE_BYTES_H

#include <endian.h>

#include "core/memory.h"

static inline uint16_t fh_load16(const uint8_t *from) {
    uint16_t value;
    memcpy(&value, from, sizeof value);
    return le16toh(value);
}

static inline uint32_t fh_load32(const uint8_t *from) {
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return le32toh(value);
}

static inline uint64_t fh_load64(const uint8_t *from) {
    uint64_t value;
    memcpy(&value, from, sizeof value);
    return le64toh(value);
}

static inline void fh_save16(uint8_t *to, uint16_t value) {
    value = htole16(value);
    memcpy(to, &value, sizeof value);
}

static inline void fh_save32(uint8_t *to, uint32_t value) {
    value = htole32(value);
    memcpy(to, &value, sizeof value);
}

static inline void fh_save64(uint8_t *to, uint64_t value) {
    value = htole64(value);
    memcpy(to, &value, sizeof value);
}

/** CRC-32, zlib's. */
uint32_t fh_checksum(const void *bytes, size_t n);
/** Of what has the checksum `before` with `n` bytes behind it. */
uint32_t fh_checksum_more(uint32_t before, const void *bytes, size_t n);
/** Of what has the checksum `before` with `n` bytes of the checksum `behind` behind it. */
uint32_t fh_checksum_join(uint32_t before, uint32_t behind, uint64_t n);

#endif
