/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * line.c: write JSON.
 */
#include "corpus/generator/line.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/date.h"

static char *put_bytes(char *at, const char *p, size_t n) {
    memcpy(at, p, n);
    return at + n;
}

static char *put_text(char *at, const char *text) {
    return put_bytes(at, text, strlen(text));
}

/* Line feeds and quotation marks are all that texts have to be escaped. */
static char *put_quoted_until(char *at, const char *p, const char *end) {
    const char *mark;
    while ((mark = memchr(p, '"', (size_t)(end - p)))) {
        at = put_bytes(at, p, (size_t)(mark - p));
        at = put_bytes(at, "\\\"", 2);
        p = mark + 1;
    }
    return put_bytes(at, p, (size_t)(end - p));
}

static char *put_string(char *at, fh_str text) {
    const char *p = text.p, *end = p + text.n, *line;
    *at++ = '"';
    while ((line = memchr(p, '\n', (size_t)(end - p)))) {
        at = put_quoted_until(at, p, line);
        at = put_bytes(at, "\\n", 2);
        p = line + 1;
    }
    at = put_quoted_until(at, p, end);
    *at++ = '"';
    return at;
}

static char *put_member(char *at, const char *before, fh_str text) {
    return put_string(put_text(at, before), text);
}

static char *put_date(char *at, int32_t day, char separator) {
    int year, month, day_of_month;
    fh_date_from_day(day, &year, &month, &day_of_month);
    int digits[] = {year / 1000, year / 100, year / 10,         year,        -1, month / 10,
                    month,       -1,         day_of_month / 10, day_of_month};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        if (digits[i] < 0)
            *at++ = separator;
        else
            *at++ = (char)('0' + digits[i] % 10);
    }
    return at;
}

static char *put_number(char *at, uint64_t number) {
    char digits[20];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + number % 10);
    } while ((number /= 10) > 0);
    return put_bytes(at, digits + n, sizeof digits - n);
}

/* The letters of the title, dashes between them. */
static char *put_slug(char *at, fh_str title) {
    enum { SLUG_BYTES = 48 };
    const char *start = at;
    for (size_t i = 0; i < title.n && at - start < SLUG_BYTES; i++) {
        char c = title.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            *at++ = c;
        else if (at > start && at[-1] != '-')
            *at++ = '-';
    }
    return at;
}

static char *put_url(char *at, const corpus_article *article) {
    at = put_text(at, ",\"url\":\"https://");
    at = put_text(at, article->outlet->host);
    *at++ = '/';
    at = put_date(at, article->day, '/');
    *at++ = '/';
    at = put_slug(at, article->title);
    *at++ = '-';
    at = put_number(at, article->number);
    *at++ = '"';
    return at;
}

static char *put_comment(char *at, const corpus_comment *comment, uint32_t number) {
    at = put_number(put_text(at, number > 1 ? ",{\"id\":\"" : "{\"id\":\""), number);
    if (comment->parent) {
        at = put_number(put_text(at, "\",\"parent\":\""), comment->parent);
    }
    at = put_member(at, "\",\"author\":", comment->author);
    at = put_date(put_text(at, ",\"date\":\""), comment->day, '-');
    at = put_member(at, "\",\"text\":", comment->text);
    *at++ = '}';
    return at;
}

size_t corpus_line(const corpus_article *article, uint64_t seed, char *to) {
    char *at = put_number(put_text(to, "{\"id\":\""), seed);
    *at++ = '-';
    at = put_number(at, article->number);
    at = put_date(put_text(at, "\",\"date\":\""), article->day, '-');
    at = put_member(at, "\",\"source\":", fh_str_of(article->outlet->name));
    at = put_url(at, article);
    at = put_text(at, ",\"lang\":\"en\"");
    at = put_member(at, ",\"title\":", article->title);
    at = put_text(at, ",\"authors\":[");
    for (uint32_t i = 0; i < article->author_count; i++)
        at = put_member(at, i ? "," : "", article->authors[i]);
    at = put_member(at, "],\"text\":", article->text);
    at = put_text(at, ",\"comments\":[");
    for (uint32_t i = 0; i < article->comment_count; i++)
        at = put_comment(at, &article->comments[i], i + 1);
    at = put_text(at, "]}\n");
    return (size_t)(at - to);
}
