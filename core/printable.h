/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * printable.h: what of a text from outside may reach a terminal: no control characters (C0 and C1,
 * so no escape sequence), nothing that reorders a line (bidirectional overrides and isolates), no
 * broken UTF-8.
 */
#ifndef FIHRIST_CORE_PRINTABLE_H
#define FIHRIST_CORE_PRINTABLE_H

#include <stddef.h>

/** Bytes of the character at p (of n > 0 bytes) when it may be printed, else 0: then one byte,
 * p[0], is not to be. */
size_t fh_printable_length(const unsigned char *p, size_t n);

#endif
