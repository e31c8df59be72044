/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bits.h: a set of small numbers, mostly docids, as bits: `n % 64` of element `n / 64`.
 */
#ifndef XAPIAN_C_BITS_H
#define XAPIAN_C_BITS_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xc {

typedef std::vector<uint64_t> Bits;
typedef std::shared_ptr<const Bits> SharedBits;

/** What next_bit says where there is none. */
static constexpr size_t no_bit = SIZE_MAX;

/** The first bit at or after `from`, which is less than 64 * `words`, that is set. */
inline size_t next_bit(const uint64_t *bits, size_t words, size_t from) {
    size_t word = from / 64;
    uint64_t left = bits[word] >> from % 64 << from % 64;
    while (left == 0 && ++word < words)
        left = bits[word];
    return left ? word * 64 + static_cast<size_t>(__builtin_ctzll(left)) : no_bit;
}

/** How many are set. Eight bytes at a time in one register: no processor of today lacks an
 *  instruction for it, but programs that are to run on older ones may not use it. */
inline size_t count_bits(const Bits &bits) {
    size_t sum = 0;
    for (uint64_t word : bits) {
        word -= word >> 1 & 0x5555555555555555;
        word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
        word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
        sum += word * 0x0101010101010101 >> 56;
    }
    return sum;
}

} // namespace xc

#endif
