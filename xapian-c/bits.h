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

} // namespace xc

#endif
