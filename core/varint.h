/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * varint.h: unsigned numbers in seven bits a byte, the lowest first, the top bit set on all but
 * the last byte.
 */
#ifndef FIHRIST_CORE_VARINT_H
#define FIHRIST_CORE_VARINT_H

#include "core/memory.h"

/** Append `number`: one to ten bytes. */
bool fh_varint_append(fh_buffer *buffer, uint64_t number);

/** Read one at bytes.p[*at] and move *at behind it. False, and *at as it was: cut off, or past 64
 *  bits. */
bool fh_varint_read(fh_str bytes, size_t *at, uint64_t *ret_number);

#endif
