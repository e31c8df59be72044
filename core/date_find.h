/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date_find.h: dates as people and pages write them, found within a line. No I/O.
 */
#ifndef FIHRIST_CORE_DATE_FIND_H
#define FIHRIST_CORE_DATE_FIND_H

#include "core/memory.h"

enum {
    FH_DATE_LINE_MAX_BYTES = 300, /**< a longer line is prose */
    FH_DATE_ISO_BYTES = 32
};

/** A date somewhere in a line, with the time, weekday and zone around it. */
typedef struct fh_found_date {
    size_t start, end;
    bool has_time;               /**< or is "5 hours ago", which only a page says */
    char iso[FH_DATE_ISO_BYTES]; /**< empty when it cannot be told (03/04/2015, "2 days ago") */
    /** Of 03/04/2015 both that it may be; empty else. */
    char day_first[FH_DATE_ISO_BYTES], month_first[FH_DATE_ISO_BYTES];
} fh_found_date;

/** The first date of a line. */
bool fh_date_find(fh_str line, fh_found_date *ret_date);
/** The line is a month and a year and nothing else. */
bool fh_date_is_month(fh_str line, fh_found_date *ret_date);

#endif
