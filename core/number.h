/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * number.h: numbers from text, strictly: digits and nothing else, within bounds. The one place that
 * turns text from outside into a number. And numbers for people.
 */
#ifndef FIHRIST_CORE_NUMBER_H
#define FIHRIST_CORE_NUMBER_H

#include "core/memory.h"

/** Read a whole decimal number, a '-' before it allowed. False: not one, or not min..max. */
bool fh_number_parse(fh_str text, int64_t min, int64_t max, int64_t *ret_number);

enum { FH_GROUPED_BYTES = 32 };

/** A number for people: 1234567 as 1,234,567. Returns `text`. */
const char *fh_number_grouped(uint64_t number, char text[FH_GROUPED_BYTES]);

/** Read a size in bytes: a number, and K, M or G behind it for 1024, its square or cube. */
bool fh_size_parse(fh_str text, uint64_t *ret_bytes);

#endif
