/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pen_number.c: write numbers, sums and dates.
 */
#include "corpus/generator/pen.h"

static const char *const small[] = {"two",   "three", "four", "five", "six", "seven",
                                    "eight", "nine",  "ten",  "one",  "two", "three"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
static const char *const around[] = {
    "last week",  "this year",       "last year",       "this week",         "two years ago",
    "last month", "in recent years", "in recent weeks", "next year",         "a year earlier",
    "next week",  "so far",          "late last year",  "earlier this month"};

#define PICK(random, list) ((list)[corpus_below(random, sizeof(list) / sizeof *(list))])

/* Its digits, in groups of three. */
static void put_digits(corpus_pen *pen, uint32_t number, bool grouped) {
    char text[16];
    size_t n = sizeof text, digits = 0;
    do {
        if (grouped && digits > 0 && digits % 3 == 0)
            text[--n] = ',';
        text[--n] = (char)('0' + number % 10);
        digits++;
    } while ((number /= 10) > 0);
    pen_bytes(pen, text + n, sizeof text - n);
}

static void end_word(corpus_pen *pen) {
    *pen->at++ = ' ';
    pen->words++;
}

void pen_decimal(corpus_pen *pen, uint32_t number) {
    put_digits(pen, number, false);
    end_word(pen);
}

/* Round numbers more often, and of any length. */
static uint32_t some_number(uint64_t *random) {
    static const uint32_t powers[] = {1, 1, 1, 10, 10, 100, 100, 1000, 1000, 10000};
    return (1 + corpus_skewed(random, 100)) * PICK(random, powers) +
           (corpus_below(random, 3) == 0 ? corpus_below(random, 1000) : 0);
}

void pen_count(corpus_pen *pen) {
    pen->indefinite = false;
    if (corpus_below(&pen->random, 5) < 2) {
        pen_words(pen, PICK(&pen->random, small));
        return;
    }
    uint32_t number = some_number(&pen->random);
    put_digits(pen, number < 10 ? number + 10 : number, true);
    end_word(pen);
}

static void put_fraction(corpus_pen *pen) {
    put_digits(pen, corpus_skewed(&pen->random, 100), false);
    if (corpus_below(&pen->random, 2)) {
        *pen->at++ = '.';
        *pen->at++ = (char)('1' + corpus_below(&pen->random, 9));
    }
}

void pen_figure(corpus_pen *pen) {
    static const char *const money[] = {"$", "$", "$", "€", "£"};
    uint32_t how = corpus_below(&pen->random, 8);
    pen->indefinite = false;
    if (how < 3) {
        put_fraction(pen);
        end_word(pen);
        pen_words(pen, corpus_below(&pen->random, 5) ? "percent" : "per cent");
    } else if (how < 6) {
        const char *sign = PICK(&pen->random, money);
        pen_bytes(pen, sign, strlen(sign));
        put_fraction(pen);
        end_word(pen);
        pen_words(pen, corpus_below(&pen->random, 3) ? "million" : "billion");
    } else if (how == 6) {
        put_digits(pen, corpus_below(&pen->random, 6), false);
        *pen->at++ = '-';
        pen_decimal(pen, corpus_below(&pen->random, 5));
    } else {
        put_digits(pen, some_number(&pen->random), true);
        end_word(pen);
    }
}

void pen_when(corpus_pen *pen) {
    uint32_t how = corpus_below(&pen->random, 16);
    pen->indefinite = false;
    if (how < 6) {
        pen_words(pen, "on");
        pen_words(pen, PICK(&pen->random, weekdays));
    } else if (how < 9) {
        pen_words(pen, "in");
        pen_words(pen, PICK(&pen->random, month_names));
    } else if (how < 11) {
        pen_words(pen, "in");
        pen_decimal(pen, (uint32_t)pen->year - corpus_skewed(&pen->random, 30));
    } else if (how == 11) {
        pen_words(pen, "on");
        pen_words(pen, PICK(&pen->random, month_names));
        pen_decimal(pen, 1 + corpus_below(&pen->random, 28));
    } else {
        pen_words(pen, PICK(&pen->random, around));
    }
}
