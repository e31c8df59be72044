/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * calendar.h: what months and days of the week are called in the languages of news, and the
 * calendar of Iran.
 */
#ifndef FIHRIST_CORE_CALENDAR_H
#define FIHRIST_CORE_CALENDAR_H

#include "core/memory.h"

/** 1 to 12; 0: the word is no month. *ret_solar: it is one of Iran's calendar. */
int fh_calendar_month(fh_str word, bool *ret_solar);
/** Monday is 1; 0: the word is no day of the week. */
int fh_calendar_weekday(fh_str word);
/** Whether a year, given first, is of Iran's calendar. */
bool fh_calendar_is_solar_year(int year);
/** Make a day of Iran's calendar one of ours; false, and nothing is changed, where it is none. */
bool fh_calendar_from_solar(int *year, int *month, int *day);

#endif
