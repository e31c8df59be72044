/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * date_written.c: RFC 822 and what is taken for it: the words of a date in whatever order, since
 * ctime, Java and those who write feeds by hand all have their own. A name of a month and the form
 * of each number say what it is.
 */
#include "core/date_written.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/date_find.h"
#include "core/slice.h"

enum {
    DATE_MAX_BYTES = 100, /* a field that is longer is no date */
    HOURS_MAX = 23,
    YEAR_MIN = 1000,    /* "-0001" is a date that was never set */
    CENTURY_TURNS = 50, /* RFC 2822, 4.3: "49" is 2049, "50" is 1950 */
    SECONDS_PER_DAY = 86400
};

typedef struct parts {
    int year, month, day;     /* 0: not seen */
    int hour, minute, second; /* hour -1: not seen */
    bool has_zone, lost;      /* lost: something stands there that no such date has */
    int zone_minutes;         /* east of Greenwich */
} parts;

typedef struct cursor {
    const char *at, *end;
} cursor;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- words --- */

/* From three letters on: "Jun", "June", "Sept". 0: none. */
static int month_of(fh_str word) {
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12 && word.n >= 3; i++)
        if (word.n <= strlen(names[i]) && strncasecmp(word.p, names[i], word.n) == 0)
            return i + 1;
    return 0;
}

static bool is_weekday(fh_str word) {
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    for (size_t i = 0; i < sizeof names / sizeof *names && word.n >= 3; i++)
        if (word.n <= strlen(names[i]) && strncasecmp(word.p, names[i], word.n) == 0)
            return true;
    return false;
}

/* Those that mean one thing: not IST, which is India's, Israel's and Ireland's. */
static bool take_zone_name(fh_str word, parts *p) {
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {{"gmt", 0},    {"ut", 0},     {"utc", 0},    {"z", 0},      {"wet", 0},
                 {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420},
                 {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"bst", 60},   {"west", 60},
                 {"cet", 60},   {"met", 60},   {"cest", 120}, {"mest", 120}, {"eet", 120},
                 {"eest", 180}, {"msk", 180},  {"jst", 540},  {"aest", 600}, {"aedt", 660}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (fh_str_is(word, zones[i].name)) {
            p->has_zone = true;
            p->zone_minutes = zones[i].minutes;
            return true;
        }
    return false;
}

static bool take_half_day(fh_str word, parts *p) {
    bool afternoon = fh_str_is(word, "pm");
    if ((!afternoon && !fh_str_is(word, "am")) || p->hour < 1 || p->hour > 12)
        return false;
    p->hour = p->hour % 12 + (afternoon ? 12 : 0);
    return true;
}

static void take_word(cursor *c, parts *p) {
    fh_str word = {c->at, 0};
    while (c->at < c->end && is_letter(*c->at))
        c->at++, word.n++;
    if (c->at < c->end && *c->at == '.')
        c->at++;
    int month = month_of(word);
    if (month && !p->month)
        p->month = month;
    else if (!is_weekday(word) && !take_half_day(word, p) && !take_zone_name(word, p))
        /* Behind the time it is a zone that is not known. */
        p->lost = p->lost || p->hour < 0 || word.n > 5;
}

/* --- numbers --- */

static int take_digits(cursor *c, size_t most, size_t *ret_digits) {
    int number = 0;
    size_t n = 0;
    while (c->at < c->end && n < most && is_digit(*c->at))
        number = number * 10 + (*c->at++ - '0'), n++;
    *ret_digits = n;
    return number;
}

/* ":14:07.25" behind the hour. */
static void take_time(cursor *c, int hour, parts *p) {
    size_t digits;
    c->at++;
    int minute = take_digits(c, 2, &digits), second = 0;
    bool formed = digits > 0;
    if (c->at < c->end && *c->at == ':') {
        c->at++;
        second = take_digits(c, 2, &digits);
        formed = formed && digits > 0;
        if (c->at < c->end && *c->at == '.')
            for (c->at++; c->at < c->end && is_digit(*c->at);)
                c->at++;
    }
    p->lost = p->lost || !formed || p->hour >= 0;
    p->hour = hour, p->minute = minute, p->second = second;
}

/* "+0200", "-05:00", "+2". */
static void take_zone(cursor *c, parts *p) {
    size_t digits;
    bool west = *c->at++ == '-';
    int hours = take_digits(c, 4, &digits), minutes = 0;
    if (digits >= 3) {
        minutes = hours % 100;
        hours /= 100;
    } else if (c->at < c->end && *c->at == ':') {
        size_t more;
        c->at++;
        minutes = take_digits(c, 2, &more);
    }
    if (digits == 0 || hours > HOURS_MAX || minutes > 59)
        return;
    p->has_zone = true;
    p->zone_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
}

static void take_number(cursor *c, parts *p) {
    size_t digits;
    int number = take_digits(c, 4, &digits);
    bool more = c->at < c->end && is_digit(*c->at);
    if (digits <= 2 && c->at < c->end && *c->at == ':')
        take_time(c, number, p);
    else if (digits == 4 && !more && number >= YEAR_MIN && !p->year)
        p->year = number;
    else if (digits <= 2 && !p->day)
        p->day = number;
    else if (digits == 2 && p->month && !p->year)
        p->year = number + (number < CENTURY_TURNS ? 2000 : 1900);
    else
        p->lost = true;
}

/* --- the whole --- */

static void skip_comment(cursor *c) {
    while (c->at < c->end && *c->at != ')')
        c->at++;
    if (c->at < c->end)
        c->at++;
}

static bool read_parts(fh_str text, parts *p) {
    cursor c = {text.p, text.p + text.n};
    while (c.at < c.end && !p->lost) {
        if (is_letter(*c.at))
            take_word(&c, p);
        else if (is_digit(*c.at))
            take_number(&c, p);
        else if ((*c.at == '+' || *c.at == '-') && p->hour >= 0)
            take_zone(&c, p);
        else if (*c.at == '(')
            skip_comment(&c);
        else if (strchr(" \t\r\n,-/", *c.at) && *c.at)
            c.at++;
        else
            return false;
    }
    return !p->lost && p->year && p->month && p->day;
}

/* Without a time that there is not: 25:00. */
static fh_str print(const parts *p, fh_arena *arena) {
    fh_date date;
    char zone[16] = "", text[FH_DATE_ISO_BYTES * 2];
    int day = snprintf(text, sizeof text, "%04d-%02d-%02d", p->year % 10000, p->month, p->day), n;
    if (!fh_date_parse((fh_str){text, (size_t)day}, &date))
        return (fh_str){NULL, 0};
    if (p->has_zone && p->zone_minutes == 0)
        snprintf(zone, sizeof zone, "Z");
    else if (p->has_zone)
        snprintf(zone, sizeof zone, "%c%02d:%02d", p->zone_minutes < 0 ? '-' : '+',
                 abs(p->zone_minutes) / 60, abs(p->zone_minutes) % 60);
    n = day;
    if (p->hour >= 0)
        n += snprintf(text + day, sizeof text - (size_t)day, "T%02d:%02d:%02d%s", p->hour,
                      p->minute, p->second, zone);
    if (!fh_date_parse((fh_str){text, (size_t)n}, &date))
        n = day;
    return fh_arena_copy(arena, (fh_str){text, (size_t)n});
}

fh_str fh_date_written(fh_str text, fh_arena *arena) {
    fh_date date;
    fh_found_date found;
    parts p = {.hour = -1};
    text = fh_str_trim(text);
    if (text.n == 0 || text.n > DATE_MAX_BYTES)
        return (fh_str){NULL, 0};
    if (fh_date_parse(text, &date))
        return fh_arena_copy(arena, text);
    if (read_parts(text, &p))
        return print(&p, arena);
    if ((fh_date_find(text, &found) || fh_date_is_month(text, &found)) && found.iso[0])
        return fh_arena_copy(arena, fh_str_of(found.iso));
    return (fh_str){NULL, 0};
}

fh_str fh_date_of_seconds(int64_t seconds, fh_arena *arena) {
    const int64_t first = (int64_t)fh_date_to_day(1, 1, 1) * SECONDS_PER_DAY;
    const int64_t end = (int64_t)(fh_date_to_day(9999, 12, 31) + 1) * SECONDS_PER_DAY;
    int year, month, day;
    if (seconds < first || seconds >= end)
        return (fh_str){NULL, 0};
    int64_t days = (seconds - first) / SECONDS_PER_DAY + first / SECONDS_PER_DAY;
    int of_day = (int)((seconds - first) % SECONDS_PER_DAY);
    fh_date_from_day((int32_t)days, &year, &month, &day);
    return fh_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, of_day / 3600,
                           of_day / 60 % 60, of_day % 60);
}
