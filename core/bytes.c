/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bytes.c: see bytes.h.
 */
#include "core/bytes.h"

#include <zlib.h>

uint32_t fh_checksum_more(uint32_t before, const void *bytes, size_t n) {
    return (uint32_t)crc32_z(before, bytes, n);
}

uint32_t fh_checksum_join(uint32_t before, uint32_t behind, uint64_t n) {
    return (uint32_t)crc32_combine(before, behind, (z_off_t)n);
}

uint32_t fh_checksum(const void *bytes, size_t n) {
    return fh_checksum_more(0, bytes, n);
}
