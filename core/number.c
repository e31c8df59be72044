/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * number.c: strict parsing of numbers and sizes, and numbers in groups of digits.
 */
#include "core/number.h"

#include <inttypes.h>
#include <stdio.h>

/* At most INT64_MAX, so that a sign can be put before it. */
static bool parse_digits(fh_str text, int64_t *ret_number) {
    int64_t number = 0;
    if (text.n == 0)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int digit = text.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, digit, &number))
            return false;
    }
    *ret_number = number;
    return true;
}

bool fh_number_parse(fh_str text, int64_t min, int64_t max, int64_t *ret_number) {
    bool negative = text.n > 0 && text.p[0] == '-';
    int64_t number;
    if (!parse_digits(negative ? (fh_str){text.p + 1, text.n - 1} : text, &number))
        return false;
    if (negative)
        number = -number;
    if (number < min || number > max)
        return false;
    *ret_number = number;
    return true;
}

bool fh_size_parse(fh_str text, uint64_t *ret_bytes) {
    int64_t unit = 1, number;
    switch (text.n > 0 ? text.p[text.n - 1] : '\0') {
    case 'k':
    case 'K':
        unit = INT64_C(1) << 10;
        break;
    case 'm':
    case 'M':
        unit = INT64_C(1) << 20;
        break;
    case 'g':
    case 'G':
        unit = INT64_C(1) << 30;
        break;
    default:
        break;
    }
    if (!parse_digits((fh_str){text.p, text.n - (unit > 1)}, &number) ||
        __builtin_mul_overflow(number, unit, &number))
        return false;
    *ret_bytes = (uint64_t)number;
    return true;
}

const char *fh_number_grouped(uint64_t number, char text[FH_GROUPED_BYTES]) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, number);
    char *to = text;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}
