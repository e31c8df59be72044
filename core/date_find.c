/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date_find.c: dates as pages print them ("Saturday, June 20, 2015 at 3:14 pm", "20. Juni 2015",
 * "5 hours ago"), found within a line. Knows the months of a dozen languages, the years, months and
 * days of Chinese, Japanese and Korean, and the calendar and digits of Iran.
 */
#include "core/date_find.h"
#include <stdio.h>

#include "core/calendar.h"
#include "core/date.h"
#include "core/slice.h"

typedef struct cursor {
    fh_str line;
    size_t at;
} cursor;

typedef struct found {
    int year, month, day;     /* 0: not known */
    int hour, minute, second; /* hour -1: no time */
    bool either;              /* day and month may be the other way round */
    bool solar;               /* of the calendar of Iran */
    int weekday;              /* 1: Monday; 0: not said */
} found;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Letters: ASCII, and any byte of a character outside it but spaces and punctuation (U+00A0 to
 * U+00BF, U+2000 to U+206F). */
static size_t letter_at(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    if ((u[0] >= 'a' && u[0] <= 'z') || (u[0] >= 'A' && u[0] <= 'Z'))
        return 1;
    if (u[0] < 0xc3 || (u[0] == 0xe2 && n > 1 && (u[1] == 0x80 || u[1] == 0x81)))
        return 0;
    size_t length = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
    return length <= n ? length : 0;
}

static fh_str peek_word(const cursor *c) {
    size_t n = 0, length;
    while (c->at + n < c->line.n &&
           (length = letter_at(c->line.p + c->at + n, c->line.n - c->at - n)) > 0)
        n += length;
    return (fh_str){c->line.p + c->at, n};
}

/* Spaces (U+00A0, U+202F too) and any of `also`; where that begins with a comma, dots and dashes
 * outside ASCII as well. */
static void skip(cursor *c, const char *also) {
    while (c->at < c->line.n) {
        const char *p = c->line.p + c->at;
        size_t left = c->line.n - c->at;
        if (*p == ' ' || *p == '\t' || (*p && strchr(also, *p)))
            c->at++;
        else if (left >= 2 && memcmp(p, "\xc2\xa0", 2) == 0)
            c->at += 2;
        else if (*also == ',' && left >= 2 && memcmp(p, "\xc2\xb7", 2) == 0)
            c->at += 2;
        else if (left >= 3 && (memcmp(p, "\xe2\x80\xaf", 3) == 0 ||
                               (*also == ',' && (memcmp(p, "\xe2\x80\xa2", 3) == 0 ||
                                                 memcmp(p, "\xe2\x80\x93", 3) == 0 ||
                                                 memcmp(p, "\xe2\x80\x94", 3) == 0))))
            c->at += 3;
        else
            return;
    }
}

static bool take_word(cursor *c, const char *const *words, size_t count) {
    fh_str word = peek_word(c);
    bool taken = fh_str_is_any(word, words, count);
    c->at += taken ? word.n : 0;
    return taken;
}

/* A number of at most `most_digits`; -1 when there is none. */
static int take_number(cursor *c, size_t most_digits, size_t *ret_digits) {
    size_t n = 0;
    int value = 0;
    while (c->at + n < c->line.n && n < most_digits && is_digit(c->line.p[c->at + n]))
        value = value * 10 + (c->line.p[c->at + n++] - '0');
    if (n == 0 || (c->at + n < c->line.n && is_digit(c->line.p[c->at + n])))
        return -1;
    c->at += n;
    if (ret_digits)
        *ret_digits = n;
    return value;
}

static bool take_byte(cursor *c, const char *any) {
    if (c->at >= c->line.n || !c->line.p[c->at] || !strchr(any, c->line.p[c->at]))
        return false;
    c->at++;
    return true;
}

static bool take_month(cursor *c, found *f) {
    fh_str word = peek_word(c);
    int month = fh_calendar_month(word, &f->solar);
    if (!month)
        return false;
    c->at += word.n;
    take_byte(c, ".");
    f->month = month;
    return true;
}

static bool take_year(cursor *c, int *ret_year) {
    size_t digits;
    cursor saved = *c;
    int year = take_number(c, 4, &digits);
    if (year < 1000 || digits != 4) {
        *c = saved;
        return false;
    }
    *ret_year = year;
    return true;
}

/* A day of the month with what may hang on it: 20th, 20., 1er. */
static int take_day(cursor *c) {
    static const char *const suffixes[] = {"st", "nd", "rd", "th", "er", "de"};
    int day = take_number(c, 2, NULL);
    if (day < 1 || day > 31)
        return 0;
    if (!take_word(c, suffixes, 6))
        take_byte(c, ".");
    return day;
}

/* "20 June 2015", "20. Juni 2015", "20 de junio de 2015"; the year may be absent. */
static bool take_day_month(cursor *c, found *f) {
    static const char *const of[] = {"de", "of", "di", "del"};
    f->day = take_day(c);
    skip(c, "-");
    take_word(c, of, 4);
    skip(c, "");
    if (!f->day || !take_month(c, f))
        return false;
    cursor saved = *c;
    skip(c, ",-");
    take_word(c, of, 4);
    skip(c, "");
    if (!take_year(c, &f->year))
        *c = saved;
    return true;
}

/* "June 20, 2015"; the year may be absent. */
static bool take_month_day(cursor *c, found *f) {
    bool month = take_month(c, f);
    skip(c, "");
    if (!month || (f->day = take_day(c)) == 0)
        return false;
    cursor saved = *c;
    skip(c, ",");
    if (!take_year(c, &f->year))
        *c = saved;
    return true;
}

static bool take_sign(cursor *c, const char *const *signs, size_t count) {
    skip(c, "");
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(signs[i]);
        if (c->line.n - c->at >= n && memcmp(c->line.p + c->at, signs[i], n) == 0) {
            c->at += n;
            return true;
        }
    }
    return false;
}

/* A number of at most two digits and the sign behind it, Chinese and Japanese, or Korean. */
static bool take_signed(cursor *c, const char *const *signs, int *ret_number) {
    cursor saved = *c;
    skip(c, "");
    *ret_number = take_number(c, 2, NULL);
    if (*ret_number >= 0 && take_sign(c, signs, 2))
        return true;
    *c = saved;
    return false;
}

/* Year, month and day, each with its sign. */
static bool take_signs(cursor *c, found *f) {
    static const char *const years[] = {"\xe5\xb9\xb4", "\xeb\x85\x84"};
    static const char *const month_signs[] = {"\xe6\x9c\x88", "\xec\x9b\x94"};
    static const char *const days[] = {"\xe6\x97\xa5", "\xec\x9d\xbc"};
    return take_year(c, &f->year) && take_sign(c, years, 2) &&
           take_signed(c, month_signs, &f->month) && take_signed(c, days, &f->day);
}

/* 2015-06-20, 2015/06/20, 20.06.2015, 20/06/2015, 6/20/15. Day and month of 03/04/2015 cannot be
 * told apart, but by a weekday: it is a date, but not a known one. */
static bool take_numeric(cursor *c, found *f) {
    size_t digits;
    int first = take_number(c, 4, &digits);
    char separator = c->at < c->line.n ? c->line.p[c->at] : '\0';
    if (first < 0 || !take_byte(c, "-/."))
        return false;
    int second = take_number(c, 2, NULL);
    if (second < 0 || c->at >= c->line.n || c->line.p[c->at] != separator)
        return false;
    c->at++;
    if (digits == 4) {
        f->year = first, f->month = second, f->day = take_number(c, 2, NULL);
        f->solar = fh_calendar_is_solar_year(first);
        return first >= 1000 && second >= 1 && second <= 12 && f->day >= 1 && f->day <= 31;
    }
    size_t year_digits;
    f->year = take_number(c, 4, &year_digits);
    if (f->year < 0 || year_digits == 3 || year_digits == 1 || digits > 2 || first < 1 ||
        second < 1)
        return false;
    if (year_digits == 2)
        f->year += f->year < 70 ? 2000 : 1900;
    bool day_first = separator == '.' || first > 12;
    f->either = !day_first && second <= 12 && first != second;
    f->day = day_first ? first : second;
    f->month = day_first ? second : first;
    return f->day <= 31 && f->month <= 12;
}

/* --- times --- */

static bool take_half_day(cursor *c, int *hour) {
    cursor saved = *c;
    skip(c, "");
    fh_str word = peek_word(c);
    if (word.n < 1 || (word.p[0] | 32) < 'a' ||
        ((word.p[0] | 32) != 'a' && (word.p[0] | 32) != 'p')) {
        *c = saved;
        return false;
    }
    bool afternoon = (word.p[0] | 32) == 'p';
    bool dotted = word.n == 1 && c->at + 2 < c->line.n && c->line.p[c->at + 1] == '.' &&
                  (c->line.p[c->at + 2] | 32) == 'm';
    if (dotted) {
        c->at += 3;
        take_byte(c, ".");
    } else if (fh_str_is(word, "am") || fh_str_is(word, "pm")) {
        c->at += 2;
    } else {
        *c = saved;
        return false;
    }
    if (*hour < 1 || *hour > 12)
        return true;
    *hour = *hour % 12 + (afternoon ? 12 : 0);
    return true;
}

static void take_zone(cursor *c) {
    static const char *const zones[] = {"gmt", "utc", "est", "edt", "cst",  "cdt", "mst",  "mdt",
                                        "pst", "pdt", "bst", "cet", "cest", "ist", "irst", "msk",
                                        "et",  "pt",  "ct",  "z",   "uhr",  "h",   "hrs",  "eet"};
    cursor saved = *c;
    skip(c, "(");
    if (take_word(c, zones, sizeof zones / sizeof *zones)) {
        take_byte(c, ")");
        saved = *c;
    }
    if (c->at < c->line.n && (c->line.p[c->at] == '+' || c->line.p[c->at] == '-')) {
        c->at++;
        if (take_number(c, 4, NULL) >= 0) {
            if (take_byte(c, ":"))
                take_number(c, 2, NULL);
            return;
        }
    }
    *c = saved;
}

/* "15:14", "3.14 pm", "3 pm", "15h14", "15:14:07 GMT". */
static bool take_time(cursor *c, found *f) {
    cursor saved = *c;
    int hour = take_number(c, 2, NULL), minute = 0, second = 0;
    bool minutes = false;
    if (hour >= 0 && hour <= 24 && take_byte(c, ":.h")) {
        size_t digits = 0;
        minute = take_number(c, 2, &digits);
        minutes = minute >= 0 && minute < 60 && digits == 2;
        cursor before_seconds = *c;
        if (minutes && (!take_byte(c, ":") || (second = take_number(c, 2, NULL)) < 0)) {
            *c = before_seconds;
            second = 0;
        }
        if (minutes && take_byte(c, ".")) /* fractions of a second */
            if (take_number(c, 9, NULL) < 0)
                c->at--;
    }
    bool half = hour >= 0 && hour <= 12 && (minutes || minute == 0) && take_half_day(c, &hour);
    if (hour < 0 || hour > 23 || second > 59 || (!minutes && !half)) {
        *c = saved;
        return false;
    }
    f->hour = hour, f->minute = minute, f->second = second;
    take_zone(c);
    return true;
}

/* "9 hours 15 minutes" in signs. */
static bool take_time_signs(cursor *c, found *f) {
    static const char *const hours[] = {"\xe6\x99\x82", "\xec\x8b\x9c"};
    static const char *const minutes[] = {"\xe5\x88\x86", "\xeb\xb6\x84"};
    cursor saved = *c;
    int hour, minute;
    if (take_signed(c, hours, &hour) && take_signed(c, minutes, &minute) && hour < 24 &&
        minute < 60) {
        f->hour = hour, f->minute = minute, f->second = 0;
        return true;
    }
    *c = saved;
    return false;
}

static void take_time_behind(cursor *c, found *f) {
    static const char *const at[] = {
        "at",   "um",  "\xc3\xa0", "a",
        "alle", "ore", "t",        "\xd8\xb3\xd8\xa7\xd8\xb9\xd8\xaa" /* Persian: hour */};
    cursor saved = *c;
    skip(c, ",|@-(");
    take_word(c, at, 8);
    skip(c, ",@");
    if (!take_time(c, f) && !take_time_signs(c, f)) {
        *c = saved;
        return;
    }
    if (saved.at < c->at && memchr(saved.line.p + saved.at, '(', c->at - saved.at))
        take_byte(c, ")");
}

/* --- "5 hours ago" --- */

static bool take_ago(cursor *c) {
    static const char *const units[] = {"second", "seconds", "minute", "minutes", "min",  "mins",
                                        "hour",   "hours",   "day",    "days",    "week", "weeks",
                                        "month",  "months",  "year",   "years",   "h",    "d",
                                        "hr",     "hrs",     "yr",     "yrs",     "mo"};
    static const char *const whole[] = {"yesterday", "today"};
    static const char *const one[] = {"an", "a", "one"};
    static const char *const ago[] = {"ago"};
    if (take_word(c, whole, 2)) {
        const char *behind = c->line.p + c->at;
        size_t left = c->line.n - c->at;
        return !(left && *behind == '\'') && !(left >= 3 && memcmp(behind, "\xe2\x80\x99", 3) == 0);
    }
    if (take_number(c, 3, NULL) < 0 && !take_word(c, one, 3))
        return false;
    skip(c, "");
    if (!take_word(c, units, sizeof units / sizeof *units))
        return false;
    skip(c, "");
    return take_word(c, ago, 1);
}

/* --- a date --- */

/* Monday is 1; 0: there is none. */
static int take_weekday(cursor *c) {
    fh_str word = peek_word(c);
    int day = fh_calendar_weekday(word);
    if (day) {
        c->at += word.n;
        take_byte(c, ".");
        skip(c, ",");
    }
    return day;
}

static void skip_weekday(cursor *c, found *f) {
    int day = take_weekday(c);
    if (day)
        f->weekday = day;
}

static bool take_day_of_year(cursor *c, found *f) {
    cursor start = *c;
    if (c->at < c->line.n && is_digit(c->line.p[c->at])) {
        const found before = *f;
        if (take_signs(c, f))
            return true;
        *c = start;
        *f = before;
        if (take_numeric(c, f))
            return true;
        *c = start;
        *f = before;
        return take_day_month(c, f);
    }
    return take_month_day(c, f);
}

/* "3:14 pm on June 20, 2015" */
static bool take_time_in_front(cursor *c, found *f) {
    static const char *const on[] = {"on"};
    if (!take_time(c, f))
        return false;
    skip(c, ",|-");
    take_word(c, on, 1);
    skip(c, "");
    return true;
}

static void print_day(const found *f, int month, int day, char iso[FH_DATE_ISO_BYTES]) {
    char text[80];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", f->year, month, day);
    fh_date parsed;
    iso[0] = '\0';
    if (!f->year || !month || !day || !fh_date_parse((fh_str){text, (size_t)n}, &parsed))
        return;
    if (f->hour >= 0)
        n += snprintf(text + n, sizeof text - (size_t)n, "T%02d:%02d:%02d", f->hour, f->minute,
                      f->second);
    if (n < FH_DATE_ISO_BYTES)
        memcpy(iso, text, (size_t)n + 1);
}

static bool is_weekday(const char *iso, int weekday) {
    enum { FIRST = 3 /* the first of January 1970 was a Thursday */ };
    fh_date date;
    if (!iso[0] || !fh_date_parse(fh_str_of(iso), &date))
        return false;
    return ((date.first_day + FIRST) % 7 + 7) % 7 + 1 == weekday;
}

static void print_iso(found *f, fh_found_date *date) {
    if (f->solar && !fh_calendar_from_solar(&f->year, &f->month, &f->day))
        f->year = 0;
    date->iso[0] = date->day_first[0] = date->month_first[0] = '\0';
    if (!f->either) {
        print_day(f, f->month, f->day, date->iso);
        return;
    }
    print_day(f, f->month, f->day, date->month_first);
    print_day(f, f->day, f->month, date->day_first);
    bool month = f->weekday && is_weekday(date->month_first, f->weekday);
    bool day = f->weekday && is_weekday(date->day_first, f->weekday);
    if (month != day)
        memcpy(date->iso, month ? date->month_first : date->day_first, sizeof date->iso);
}

static bool date_at(fh_str line, size_t at, fh_found_date *date) {
    cursor c = {line, at};
    found f = {.hour = -1};
    bool ago = take_ago(&c);
    if (!ago) {
        c.at = at;
        skip_weekday(&c, &f);
        cursor start = c;
        bool timed = take_time_in_front(&c, &f);
        skip_weekday(&c, &f);
        if (!timed || !take_day_of_year(&c, &f)) {
            /* "12.04.2030" begins like a time. */
            f = (found){.hour = -1, .weekday = f.weekday};
            c = start;
            if (!take_day_of_year(&c, &f))
                return false;
        }
        if (f.hour < 0)
            take_time_behind(&c, &f);
        /* "May 1" alone is too little to be sure of. */
        if ((!f.year || f.either) && f.hour < 0 && !memchr(line.p + at, '/', c.at - at))
            return false;
    }
    *date = (fh_found_date){.start = at, .end = c.at, .has_time = ago || f.hour >= 0};
    print_iso(&f, date);
    return true;
}

static bool find_in(fh_str line, fh_found_date *ret_date) {
    bool inside = false, signs = false;
    for (size_t at = 0, n; at < line.n; at += n) {
        bool digit = is_digit(line.p[at]);
        n = letter_at(line.p + at, line.n - at);
        bool word = digit || n > 0;
        /* Chinese has no blanks before its numbers. */
        if (word && (!inside || (digit && signs)) && date_at(line, at, ret_date))
            return true;
        inside = word;
        signs = n > 1;
        n = n ? n : 1;
    }
    return false;
}

/* The digits of Arabic and of Persian, two bytes each. */
static bool is_other_digit(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    return n > 1 && ((u[0] == 0xd9 && u[1] >= 0xa0 && u[1] <= 0xa9) ||
                     (u[0] == 0xdb && u[1] >= 0xb0 && u[1] <= 0xb9));
}

bool fh_date_find(fh_str line, fh_found_date *ret_date) {
    if (line.n == 0 || line.n > FH_DATE_LINE_MAX_BYTES)
        return false;
    if (!memchr(line.p, 0xd9, line.n) && !memchr(line.p, 0xdb, line.n))
        return find_in(line, ret_date);
    char text[FH_DATE_LINE_MAX_BYTES];
    uint16_t places[FH_DATE_LINE_MAX_BYTES + 1]; /* in `line`, of each byte of `text` */
    size_t n = 0;
    for (size_t at = 0; at < line.n; n++) {
        bool other = is_other_digit(line.p + at, line.n - at);
        places[n] = (uint16_t)at;
        text[n] = other ? (char)('0' + (line.p[at + 1] & 0x0f)) : line.p[at];
        at += other ? 2 : 1;
    }
    places[n] = (uint16_t)line.n;
    if (!find_in((fh_str){text, n}, ret_date))
        return false;
    ret_date->start = places[ret_date->start];
    ret_date->end = places[ret_date->end];
    return true;
}

bool fh_date_is_month(fh_str line, fh_found_date *ret_date) {
    cursor c = {line, 0};
    found f = {.hour = -1};
    bool month = take_month(&c, &f);
    skip(&c, ",");
    if (!month || f.solar || !take_year(&c, &f.year) || c.at != line.n)
        return false;
    *ret_date = (fh_found_date){.start = 0, .end = line.n};
    snprintf(ret_date->iso, sizeof ret_date->iso, "%04d-%02d", f.year % 10000, f.month);
    return true;
}
