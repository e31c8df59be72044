/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * calendar.c: what months and days of the week are called, and the calendar of Iran.
 */
#include "core/calendar.h"

#include <strings.h>

#include "core/date.h"

enum {
    MONTH_NAMES = 17,   /* the most that a month has below */
    WEEKDAY_NAMES = 12, /* the same of a day */
    SOLAR_FIRST = 1300, /* years of the calendar of Iran that news are of: 1921 */
    SOLAR_LAST = 1500   /* to 2122 */
};

static const char *const months[12][MONTH_NAMES] = {
    {"january", "jan", "janvier", "januar", "enero", "gennaio", "ene", "januari", "janeiro", "janv",
     "j\xc3\xa4nner", "\xd1\x8f\xd0\xbd\xd0\xb2\xd0\xb0\xd1\x80\xd1\x8f",
     "\xd1\x8f\xd0\xbd\xd0\xb2", "stycznia", "ledna", "ocak",
     "\xd9\x8a\xd9\x86\xd8\xa7\xd9\x8a\xd8\xb1"},
    {"february", "feb", "f\xc3\xa9vrier", "februar", "febrero", "febbraio", "februari", "fevereiro",
     "f\xc3\xa9vr", "fev", "\xd1\x84\xd0\xb5\xd0\xb2\xd1\x80\xd0\xb0\xd0\xbb\xd1\x8f",
     "\xd1\x84\xd0\xb5\xd0\xb2", "lutego", "\xc3\xbanora", "\xc5\x9fubat",
     "\xd9\x81\xd8\xa8\xd8\xb1\xd8\xa7\xd9\x8a\xd8\xb1"},
    {"march", "mar", "mars", "m\xc3\xa4rz", "marzo", "maart", "mar\xc3\xa7o",
     "\xd0\xbc\xd0\xb0\xd1\x80\xd1\x82\xd0\xb0", "\xd0\xbc\xd0\xb0\xd1\x80", "marca",
     "b\xc5\x99"
     "ezna",
     "mart", "\xd9\x85\xd8\xa7\xd8\xb1\xd8\xb3"},
    {"april", "apr", "avril", "abril", "aprile", "abr", "avr",
     "\xd0\xb0\xd0\xbf\xd1\x80\xd0\xb5\xd0\xbb\xd1\x8f", "\xd0\xb0\xd0\xbf\xd1\x80", "kwietnia",
     "dubna", "nisan", "\xd8\xa3\xd8\xa8\xd8\xb1\xd9\x8a\xd9\x84",
     "\xd8\xa7\xd8\xa8\xd8\xb1\xd9\x8a\xd9\x84"},
    {"may", "mai", "mayo", "maggio", "mei", "maio", "maj", "\xd0\xbc\xd0\xb0\xd1\x8f",
     "\xd0\xbc\xd0\xb0\xd0\xb9", "maja", "kv\xc4\x9btna", "may\xc4\xb1s",
     "\xd9\x85\xd8\xa7\xd9\x8a\xd9\x88"},
    {"june", "jun", "juin", "juni", "junio", "giugno", "junho", "giu",
     "\xd0\xb8\xd1\x8e\xd0\xbd\xd1\x8f", "\xd0\xb8\xd1\x8e\xd0\xbd", "czerwca",
     "\xc4\x8d"
     "ervna",
     "haziran", "\xd9\x8a\xd9\x88\xd9\x86\xd9\x8a\xd9\x88"},
    {"july", "jul", "juillet", "juli", "julio", "luglio", "julho", "juil", "lug",
     "\xd0\xb8\xd1\x8e\xd0\xbb\xd1\x8f", "\xd0\xb8\xd1\x8e\xd0\xbb", "lipca",
     "\xc4\x8d"
     "ervence",
     "temmuz", "\xd9\x8a\xd9\x88\xd9\x84\xd9\x8a\xd9\x88"},
    {"august", "aug", "ao\xc3\xbbt", "agosto", "augustus", "ago",
     "\xd0\xb0\xd0\xb2\xd0\xb3\xd1\x83\xd1\x81\xd1\x82\xd0\xb0", "\xd0\xb0\xd0\xb2\xd0\xb3",
     "sierpnia", "srpna", "a\xc4\x9fustos", "\xd8\xa3\xd8\xba\xd8\xb3\xd8\xb7\xd8\xb3",
     "\xd8\xa7\xd8\xba\xd8\xb3\xd8\xb7\xd8\xb3"},
    {"september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro",
     "\xd1\x81\xd0\xb5\xd0\xbd\xd1\x82\xd1\x8f\xd0\xb1\xd1\x80\xd1\x8f", "\xd1\x81\xd0\xb5\xd0\xbd",
     "wrze\xc5\x9bnia", "z\xc3\xa1\xc5\x99\xc3\xad", "eyl\xc3\xbcl",
     "\xd8\xb3\xd8\xa8\xd8\xaa\xd9\x85\xd8\xa8\xd8\xb1"},
    {"october", "oct", "octobre", "oktober", "octubre", "ottobre", "okt", "outubro", "ott",
     "\xd0\xbe\xd0\xba\xd1\x82\xd1\x8f\xd0\xb1\xd1\x80\xd1\x8f", "\xd0\xbe\xd0\xba\xd1\x82",
     "pa\xc5\xba"
     "dziernika",
     "\xc5\x99\xc3\xadjna", "ekim", "\xd8\xa3\xd9\x83\xd8\xaa\xd9\x88\xd8\xa8\xd8\xb1",
     "\xd8\xa7\xd9\x83\xd8\xaa\xd9\x88\xd8\xa8\xd8\xb1"},
    {"november", "nov", "novembre", "noviembre", "novembro",
     "\xd0\xbd\xd0\xbe\xd1\x8f\xd0\xb1\xd1\x80\xd1\x8f", "\xd0\xbd\xd0\xbe\xd1\x8f", "listopada",
     "listopadu", "kas\xc4\xb1m", "\xd9\x86\xd9\x88\xd9\x81\xd9\x85\xd8\xa8\xd8\xb1"},
    {"december", "dec",
     "d\xc3\xa9"
     "cembre",
     "dezember", "diciembre", "dicembre", "dez", "desember", "dezembro", "dic",
     "d\xc3\xa9"
     "c",
     "\xd0\xb4\xd0\xb5\xd0\xba\xd0\xb0\xd0\xb1\xd1\x80\xd1\x8f", "\xd0\xb4\xd0\xb5\xd0\xba",
     "grudnia", "prosince", "aral\xc4\xb1k", "\xd8\xaf\xd9\x8a\xd8\xb3\xd9\x85\xd8\xa8\xd8\xb1"},
};

/* Of the solar calendar of Iran, Farvardin to Esfand. */
static const char *const solar_months[12] = {
    "\xd9\x81\xd8\xb1\xd9\x88\xd8\xb1\xd8\xaf\xdb\x8c\xd9\x86",
    "\xd8\xa7\xd8\xb1\xd8\xaf\xdb\x8c\xd8\xa8\xd9\x87\xd8\xb4\xd8\xaa",
    "\xd8\xae\xd8\xb1\xd8\xaf\xd8\xa7\xd8\xaf",
    "\xd8\xaa\xdb\x8c\xd8\xb1",
    "\xd9\x85\xd8\xb1\xd8\xaf\xd8\xa7\xd8\xaf",
    "\xd8\xb4\xd9\x87\xd8\xb1\xdb\x8c\xd9\x88\xd8\xb1",
    "\xd9\x85\xd9\x87\xd8\xb1",
    "\xd8\xa2\xd8\xa8\xd8\xa7\xd9\x86",
    "\xd8\xa2\xd8\xb0\xd8\xb1",
    "\xd8\xaf\xdb\x8c",
    "\xd8\xa8\xd9\x87\xd9\x85\xd9\x86",
    "\xd8\xa7\xd8\xb3\xd9\x81\xd9\x86\xd8\xaf",
};

static const char *const weekdays[7][WEEKDAY_NAMES] = {
    {"monday", "mon", "lundi", "montag", "lunes", "luned\xc3\xac", "maandag",
     "\xd0\xbf\xd0\xbe\xd0\xbd\xd0\xb5\xd0\xb4\xd0\xb5\xd0\xbb\xd1\x8c\xd0\xbd\xd0\xb8\xd0\xba",
     "\xd8\xa7\xd9\x84\xd8\xa7\xd8\xab\xd9\x86\xd9\x8a\xd9\x86",
     "\xd8\xaf\xd9\x88\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
    {"tuesday", "tue", "tues", "mardi", "dienstag", "martes", "marted\xc3\xac", "dinsdag",
     "\xd0\xb2\xd1\x82\xd0\xbe\xd1\x80\xd0\xbd\xd0\xb8\xd0\xba",
     "\xd8\xa7\xd9\x84\xd8\xab\xd9\x84\xd8\xa7\xd8\xab\xd8\xa7\xd8\xa1",
     "\xd8\xb3\xd9\x87\xe2\x80\x8c\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
    {"wednesday", "wed", "mercredi", "mittwoch", "mi\xc3\xa9rcoles", "mercoled\xc3\xac", "woensdag",
     "\xd1\x81\xd1\x80\xd0\xb5\xd0\xb4\xd0\xb0",
     "\xd8\xa7\xd9\x84\xd8\xa3\xd8\xb1\xd8\xa8\xd8\xb9\xd8\xa7\xd8\xa1",
     "\xda\x86\xd9\x87\xd8\xa7\xd8\xb1\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
    {"thursday", "thu", "thur", "thurs", "jeudi", "donnerstag", "jueves", "gioved\xc3\xac",
     "donderdag", "\xd1\x87\xd0\xb5\xd1\x82\xd0\xb2\xd0\xb5\xd1\x80\xd0\xb3",
     "\xd8\xa7\xd9\x84\xd8\xae\xd9\x85\xd9\x8a\xd8\xb3",
     "\xd9\xbe\xd9\x86\xd8\xac\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
    {"friday", "fri", "vendredi", "freitag", "viernes", "venerd\xc3\xac", "vrijdag",
     "\xd0\xbf\xd1\x8f\xd1\x82\xd0\xbd\xd0\xb8\xd1\x86\xd0\xb0",
     "\xd8\xa7\xd9\x84\xd8\xac\xd9\x85\xd8\xb9\xd8\xa9", "\xd8\xac\xd9\x85\xd8\xb9\xd9\x87"},
    {"saturday", "sat", "samedi", "samstag",
     "s\xc3\xa1"
     "bado",
     "sabato", "zaterdag", "\xd1\x81\xd1\x83\xd0\xb1\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0",
     "\xd8\xa7\xd9\x84\xd8\xb3\xd8\xa8\xd8\xaa", "\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
    {"sunday", "sun", "dimanche", "sonntag", "domingo", "domenica", "zondag",
     "\xd0\xb2\xd0\xbe\xd1\x81\xd0\xba\xd1\x80\xd0\xb5\xd1\x81\xd0\xb5\xd0\xbd\xd1\x8c\xd0\xb5",
     "\xd8\xa7\xd9\x84\xd8\xa3\xd8\xad\xd8\xaf",
     "\xdb\x8c\xda\xa9\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"},
};

bool fh_calendar_same(fh_str word, const char *name) {
    return word.n == strlen(name) && strncasecmp(word.p, name, word.n) == 0;
}

static bool is_one_of(fh_str word, const char *const *names, size_t count) {
    char first = word.p[0] >= 'A' && word.p[0] <= 'Z' ? (char)(word.p[0] | 0x20) : word.p[0];
    for (size_t i = 0; i < count && names[i]; i++)
        if (names[i][0] == first && fh_calendar_same(word, names[i]))
            return true;
    return false;
}

int fh_calendar_month(fh_str word, bool *ret_solar) {
    for (int month = 0; word.n > 0 && month < 12; month++) {
        *ret_solar = is_one_of(word, &solar_months[month], 1);
        if (*ret_solar || is_one_of(word, months[month], MONTH_NAMES))
            return month + 1;
    }
    return 0;
}

int fh_calendar_weekday(fh_str word) {
    for (int day = 0; word.n > 0 && day < 7; day++)
        if (is_one_of(word, weekdays[day], WEEKDAY_NAMES))
            return day + 1;
    return 0;
}

bool fh_calendar_is_solar_year(int year) {
    return year >= SOLAR_FIRST && year <= SOLAR_LAST;
}

/* Days since 1970: leap years come in cycles of 33 years, which holds for all years here. */
static int32_t solar_to_day(int year, int month, int day) {
    enum { CYCLE = 33, LEAP_IN_CYCLE = 8, BEFORE = 1595, FIRST_DAY = -355668 - 719528 };
    int month_days = month < 7 ? (month - 1) * 31 : (month - 7) * 30 + 186;
    year += BEFORE;
    return FIRST_DAY + 365 * year + year / CYCLE * LEAP_IN_CYCLE + (year % CYCLE + 3) / 4 + day +
           month_days;
}

bool fh_calendar_from_solar(int *year, int *month, int *day) {
    if (!fh_calendar_is_solar_year(*year) || *month < 1 || *month > 12 || *day < 1 || *day > 31)
        return false;
    fh_date_from_day(solar_to_day(*year, *month, *day), year, month, day);
    return true;
}
