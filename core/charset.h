/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * charset.h: text in whatever charset to UTF-8. ICU knows the charsets. No I/O.
 */
#ifndef FIHRIST_CORE_CHARSET_H
#define FIHRIST_CORE_CHARSET_H

#include "core/memory.h"

enum { FH_CHARSET_NAME_BYTES = 40 /**< a longer name is none */ };

/** `bytes` as valid UTF-8 (fh_utf8_repair), themselves or in `arena`. A byte order mark goes before
 *  what is declared, and is left out. What is UTF-8 is that whatever is declared: who wrote it
 *  looked at it in a browser. Without a charset that ICU knows it is UTF-8 or Windows-1252.
 *  Less than 700 MB. {NULL, 0} when out of memory. */
fh_str fh_charset_to_utf8(fh_arena *arena, fh_str bytes, fh_str declared);

#endif
