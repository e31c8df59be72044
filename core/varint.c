/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * varint.c: numbers of variable length. Calls nothing but fh_buffer.
 */
#include "core/varint.h"

enum { VARINT_MAX_BYTES = 10 };

bool fh_varint_append(fh_buffer *buffer, uint64_t number) {
    unsigned char bytes[VARINT_MAX_BYTES];
    size_t n = 0;
    for (; number >= 0x80; number >>= 7)
        bytes[n++] = (unsigned char)(number | 0x80);
    bytes[n++] = (unsigned char)number;
    return fh_buffer_append(buffer, bytes, n);
}

bool fh_varint_read(fh_str bytes, size_t *at, uint64_t *ret_number) {
    uint64_t number = 0;
    for (size_t i = 0; i < VARINT_MAX_BYTES && *at + i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[*at + i];
        if (i == VARINT_MAX_BYTES - 1 && byte > 1)
            return false;
        number |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *at += i + 1;
            *ret_number = number;
            return true;
        }
    }
    return false;
}
