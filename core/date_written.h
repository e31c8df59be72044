/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date_written.h: a field that is a date, in whatever way it is written, as ISO 8601. No I/O.
 */
#ifndef FIHRIST_CORE_DATE_WRITTEN_H
#define FIHRIST_CORE_DATE_WRITTEN_H

#include "core/memory.h"

/** A date as ISO 8601 in `arena`, with time and zone where it has them: ISO 8601 as it stands; the
 *  dates of mail and feeds in all their variants ("Sat, 20 Jun 2015 15:14:07 +0200", "20-Jun-15",
 *  "Sat Jun 20 15:14:07 EDT 2015"); what fh_date_find knows, without its zone; "June 2015".
 *  Absent: it cannot be told, or no memory (fh_arena_failed). */
fh_str fh_date_written(fh_str text, fh_arena *arena);

/** The same of a moment in seconds since 1970 (UTC); absent outside of years 1 to 9999. */
fh_str fh_date_of_seconds(int64_t seconds, fh_arena *arena);

#endif
