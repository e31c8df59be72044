/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date.c: civil dates to day numbers and back, and the strict reading of ISO 8601. Within a
 * 400-year era the calendar repeats exactly; counting years from March puts the leap day last.
 */
#include "core/date.h"

#include <stdio.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

int32_t fh_date_to_day(int year, int month, int day_of_month) {
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day_of_month - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970);
}

void fh_date_from_day(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month) {
    int64_t z = (int64_t)day + DAYS_TO_1970;
    int64_t era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = (int)(z - era * DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;
    *ret_day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
    *ret_month = from_march < 10 ? from_march + 3 : from_march - 9;
    *ret_year = (int)(era * 400) + year_of_era + (*ret_month <= 2);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* --- reading --- */

typedef struct cursor {
    fh_str text;
    size_t at;
} cursor;

static bool take(cursor *c, const char *any_of) {
    if (c->at == c->text.n || c->text.p[c->at] == '\0' || !strchr(any_of, c->text.p[c->at]))
        return false;
    c->at++;
    return true;
}

static bool at_end(const cursor *c) {
    return c->at == c->text.n;
}

/* Exactly `digits` digits that make a number from low to high. */
static bool take_number(cursor *c, int digits, int low, int high, int *ret_number) {
    int number = 0;
    if (c->text.n - c->at < (size_t)digits)
        return false;
    for (int i = 0; i < digits; i++) {
        char byte = c->text.p[c->at + (size_t)i];
        if (byte < '0' || byte > '9')
            return false;
        number = number * 10 + (byte - '0');
    }
    if (number < low || number > high)
        return false;
    c->at += (size_t)digits;
    *ret_number = number;
    return true;
}

/* hh:mm[:ss[.fraction]][Z or +hh:mm], the colons left out throughout in the basic form; 24:00 is
 * the end of the day and second 60 a leap second. */
static bool take_time(cursor *c) {
    int hour, minute = 0, second = 0;
    if (!take_number(c, 2, 0, 24, &hour))
        return false;
    bool colons = take(c, ":");
    if (!take_number(c, 2, 0, 59, &minute))
        return false;
    if (colons ? take(c, ":") : !at_end(c) && !strchr("Zz+-., ", c->text.p[c->at])) {
        if (!take_number(c, 2, 0, 60, &second))
            return false;
        if (take(c, ".,")) {
            int digit;
            if (!take_number(c, 1, 0, 9, &digit))
                return false;
            while (take_number(c, 1, 0, 9, &digit))
                continue;
        }
    }
    if (hour == 24 && (minute || second))
        return false;
    take(c, " ");
    if (take(c, "Zz") || at_end(c))
        return true;
    if (!take(c, "+-") || !take_number(c, 2, 0, 23, &hour))
        return false;
    if (at_end(c))
        return true;
    take(c, ":");
    return take_number(c, 2, 0, 59, &minute);
}

static void set_date(fh_date *ret_date, int year, int month, int day, fh_date_precision precision) {
    int last_month = precision == FH_DATE_YEAR ? 12 : month;
    int last_day = precision == FH_DATE_DAY ? day : days_in_month(year, last_month);
    ret_date->first_day = fh_date_to_day(year, month, day);
    ret_date->last_day = fh_date_to_day(year, last_month, last_day);
    ret_date->precision = precision;
}

bool fh_date_parse(fh_str text, fh_date *ret_date) {
    cursor c = {text, 0};
    int year, month = 1, day = 1;
    fh_date_precision precision = FH_DATE_YEAR;
    if (!take_number(&c, 4, 1, 9999, &year))
        return false;
    if (!at_end(&c)) {
        bool dashes = take(&c, "-");
        if (!take_number(&c, 2, 1, 12, &month))
            return false;
        precision = FH_DATE_MONTH;
        if (at_end(&c) && !dashes) /* 201506 might as well be a number */
            return false;
        if (!at_end(&c)) {
            if (dashes && !take(&c, "-"))
                return false;
            if (!take_number(&c, 2, 1, days_in_month(year, month), &day))
                return false;
            precision = FH_DATE_DAY;
        }
    }
    if (!at_end(&c) && !(take(&c, "Tt ") && take_time(&c) && at_end(&c)))
        return false;
    set_date(ret_date, year, month, day, precision);
    return true;
}

/* --- moments --- */

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void fh_utc_print(int64_t seconds, char ret_text[FH_UTC_BYTES]) {
    int year, month, day, rest = (int)(seconds % DAY);
    fh_date_from_day((int32_t)(seconds / DAY), &year, &month, &day);
    /* The widths are those that the numbers have, as a compiler cannot see. */
    snprintf(ret_text, FH_UTC_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000,
             (unsigned)month % 100, (unsigned)day % 100, (unsigned)(rest / HOUR) % 100,
             (unsigned)(rest / MINUTE) % 60, (unsigned)rest % 60);
}

bool fh_utc_parse(fh_str text, int64_t *ret_seconds) {
    cursor c = {text, 0};
    int year, month, day, hour, minute, second;
    if (!take_number(&c, 4, 1970, 9999, &year) || !take(&c, "-") ||
        !take_number(&c, 2, 1, 12, &month) || !take(&c, "-") ||
        !take_number(&c, 2, 1, days_in_month(year, month), &day) || !take(&c, "T") ||
        !take_number(&c, 2, 0, 23, &hour) || !take(&c, ":") ||
        !take_number(&c, 2, 0, 59, &minute) || !take(&c, ":") ||
        !take_number(&c, 2, 0, 59, &second) || !take(&c, "Z") || !at_end(&c))
        return false;
    *ret_seconds =
        (int64_t)fh_date_to_day(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second;
    return true;
}
