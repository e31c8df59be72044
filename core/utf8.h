/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * utf8.h: UTF-8: check, repair, step. No I/O.
 */
#ifndef FIHRIST_CORE_UTF8_H
#define FIHRIST_CORE_UTF8_H

#include "core/memory.h"

bool fh_utf8_valid(fh_str text);

/** The text itself where it is valid, else a copy in `arena` in which each maximal ill-formed part
 *  is U+FFFD (as the Unicode standard recommends), except that a text that reads as Windows-1252
 *  (single high bytes, none of it UTF-8) is taken as that. NULs and other C0 controls but tab and
 *  line feed become spaces; CR LF and CR become LF. {NULL, 0} when out of memory. */
fh_str fh_utf8_repair(fh_arena *arena, fh_str text);

/** Decode one code point of valid UTF-8 at text.p[*at] and move *at behind it. */
uint32_t fh_utf8_next(fh_str text, size_t *at);
/** Write a code point (not a surrogate, at most U+10FFFF) to out, 1 to 4 bytes; returns how many.
 */
size_t fh_utf8_encode(char out[4], uint32_t code_point);
/** Append one code point (a surrogate or one past U+10FFFF becomes U+FFFD). */
bool fh_utf8_append(fh_buffer *buffer, uint32_t code_point);
/** Code points in valid UTF-8. */
size_t fh_utf8_count(fh_str text);
/** Largest length <= bytes that does not cut a character. */
size_t fh_utf8_cut(fh_str text, size_t bytes);

#endif
