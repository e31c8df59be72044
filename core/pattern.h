/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pattern.h: a folded word form with stars in it, each of which stands for any
 * letters or none: tali*, *ban, ta*ib*n. Without a star it is the form.
 */
#ifndef FIHRIST_CORE_PATTERN_H
#define FIHRIST_CORE_PATTERN_H

#include "core/memory.h"

enum { FH_PATTERN_STAR = '*' };

bool fh_pattern_matches(fh_str pattern, fh_str form);
/** What every form that matches begins with: what stands before the first star.
 */
fh_str fh_pattern_prefix(fh_str pattern);
/** The longest piece that stands in every form that matches; where two are as
 * long, the later. *ret_last: each such form ends with it. */
fh_str fh_pattern_longest(fh_str pattern, bool *ret_last);

/** Where `wanted` (a byte or more) first stands in the bytes from `from` up to
 * `end`; NULL: nowhere. Made for the long: 16 bytes at a time where the
 * processor can. */
const char *fh_bytes_find(const char *from, const char *end, fh_str wanted);

#endif
