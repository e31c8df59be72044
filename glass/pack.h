/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pack.h: how glass packs numbers and terms. All put bytes at `to`, where there has to be room, and
 * return how many or where they end.
 */
#ifndef FIHRIST_GLASS_PACK_H
#define FIHRIST_GLASS_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    GLASS_VARINT_MAX_BYTES = 10,
    GLASS_DOCID_KEY_MAX_BYTES = 5,
    /** The longest key that a table takes. */
    GLASS_KEY_MAX_BYTES = 255
};

/** Seven bits a byte, the lowest first, the top bit set on all but the last. */
static inline uint8_t *glass_put_varint(uint8_t *to, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        *to++ = (uint8_t)(number | 0x80);
    *to++ = (uint8_t)number;
    return to;
}

/** A posting, `gap` behind the one before it: while it is put aside, not in a table. A wdf below
 *  GLASS_WDF_APART, as most are, is in the lowest two bits; else what it is more follows. */
enum { GLASS_WDF_BITS = 2, GLASS_WDF_APART = 3, GLASS_POSTING_MAX_BYTES = 10 };
static inline uint8_t *glass_put_posting(uint8_t *to, uint32_t gap, uint32_t wdf) {
    unsigned low = wdf < GLASS_WDF_APART ? wdf : GLASS_WDF_APART;
    to = glass_put_varint(to, (uint64_t)gap << GLASS_WDF_BITS | low);
    return wdf < GLASS_WDF_APART ? to : glass_put_varint(to, wdf - GLASS_WDF_APART);
}

static inline void glass_put_u16(uint8_t *to, unsigned number) {
    to[0] = (uint8_t)(number >> 8);
    to[1] = (uint8_t)number;
}

static inline void glass_put_u32(uint8_t *to, uint32_t number) {
    glass_put_u16(to, number >> 16);
    glass_put_u16(to + 2, number & 0xffff);
}

/** A docid in the order of its bytes: two of them below 0x8000, else as many one bits as there are
 *  more bytes than two, a zero bit, and the number. */
static inline size_t glass_put_docid_key(uint8_t *to, uint32_t docid) {
    size_t n = 2;
    while (n < GLASS_DOCID_KEY_MAX_BYTES && (uint64_t)docid >> (7 * n + 1) != 0)
        n++;
    uint64_t bits = docid;
    for (size_t i = n; i-- > 0; bits >>= 8)
        to[i] = (uint8_t)bits;
    to[0] |= (uint8_t)(0xff00 >> (n - 2));
    return n;
}

/** The number without leading zero bytes, the lowest first: the last thing of its key. */
static inline size_t glass_put_last(uint8_t *to, uint32_t number) {
    size_t n = 0;
    for (; number; number >>= 8)
        to[n++] = (uint8_t)number;
    return n;
}

/** A term as the beginning of a key, each NUL followed by 0xff, so that the order of keys is that
 * of terms; `ended` where something follows. 0 when it is longer than `room`. */
static inline size_t glass_put_term_key(uint8_t *to, size_t room, const char *term, size_t n,
                                        int ended) {
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (at + 2 > room)
            return 0;
        to[at++] = (uint8_t)term[i];
        if (term[i] == '\0')
            to[at++] = 0xff;
    }
    if (ended && at >= room)
        return 0;
    if (ended)
        to[at++] = 0;
    return at;
}

#endif
