/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date.h: dates as the index knows them: days since 1970-01-01, in the proleptic Gregorian
 * calendar, years 1 to 9999. Reads ISO 8601 and what a query may say (2015, 2015-06). And moments,
 * as programs note them: seconds, UTC.
 */
#ifndef FIHRIST_CORE_DATE_H
#define FIHRIST_CORE_DATE_H

#include "core/memory.h"

enum { FH_DATE_NONE = INT32_MIN };

/** How much of a date was given. */
typedef enum fh_date_precision { FH_DATE_YEAR, FH_DATE_MONTH, FH_DATE_DAY } fh_date_precision;

/** A date that may be imprecise: it covers the days first..last, both included. */
typedef struct fh_date {
    int32_t first_day, last_day;
    fh_date_precision precision;
} fh_date;

/** Read 2015, 2015-06, 2015-06-20, 20150620, or the last two with T or a space and a time behind
 *  (the time and zone are checked for form and left aside). False: not a date, as 2015-13-45. */
bool fh_date_parse(fh_str text, fh_date *ret_date);

void fh_date_from_day(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month);
/** Days since 1970-01-01; the fields must be valid. */
int32_t fh_date_to_day(int year, int month, int day_of_month);

/** The last second of the year 9999, since 1970, UTC. */
#define FH_UTC_MAX_SECONDS INT64_C(253402300799)
enum { FH_UTC_BYTES = sizeof "2026-11-27T04:55:00Z" };

/** A moment as "2026-11-27T04:55:00Z"; `seconds` since 1970, 0 to FH_UTC_MAX_SECONDS. */
void fh_utc_print(int64_t seconds, char ret_text[FH_UTC_BYTES]);
/** Read what fh_utc_print writes, and nothing else. */
bool fh_utc_parse(fh_str text, int64_t *ret_seconds);

#endif
