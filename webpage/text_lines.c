/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_lines.c: page text as lines. Blank lines are only remembered; paragraphs that were wrapped
 * to a width are joined again before anything else looks at them.
 */
#include "webpage/text.h"

/* Bytes of the white space character at p, or 0: ASCII, U+00A0, U+2000 to U+200F, U+2028, U+2029,
 * U+202F, U+3000, U+FEFF. */
static size_t space_at(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    if (u[0] == ' ' || (u[0] >= '\t' && u[0] <= '\r'))
        return 1;
    if (n >= 2 && u[0] == 0xc2 && u[1] == 0xa0)
        return 2;
    if (n < 3)
        return 0;
    if (u[0] == 0xe2 && u[1] == 0x80 &&
        (u[2] <= 0x8f || u[2] == 0xa8 || u[2] == 0xa9 || u[2] == 0xaf))
        return 3;
    if ((u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80) ||
        (u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf))
        return 3;
    return 0;
}

/* Bytes of the white space character that ends at text.p + n, or 0. */
static size_t space_before(const char *p, size_t n) {
    for (size_t length = 1; length <= 3 && length <= n; length++)
        if (space_at(p + n - length, length) == length)
            return length;
    return 0;
}

fh_str fh_page_trim(fh_str text) {
    size_t n;
    while (text.n && (n = space_at(text.p, text.n)) > 0)
        text.p += n, text.n -= n;
    while (text.n && (n = space_before(text.p, text.n)) > 0)
        text.n -= n;
    return text;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool fh_page_starts(fh_str text, const char *prefix) {
    size_t n = 0;
    while (n < text.n && prefix[n] && lower(text.p[n]) == prefix[n])
        n++;
    return !prefix[n];
}

bool fh_page_same(fh_str text, const char *word) {
    return fh_page_starts(text, word) && text.n == strlen(word);
}

fh_str fh_page_behind(fh_str text, size_t n) {
    return fh_page_trim((fh_str){text.p + n, text.n - n});
}

fh_str fh_page_line_text(const fh_page *page, size_t line) {
    if (line >= page->count)
        return (fh_str){NULL, 0};
    return (fh_str){page->text.p + page->lines[line].at, page->lines[line].n};
}

bool fh_page_ends_sentence(fh_str line) {
    static const char *const closing[] = {"\"",           "'",       ")", "]", "\xe2\x80\x9d",
                                          "\xe2\x80\x99", "\xc2\xbb"};
    static const char *const ends[] = {
        ".", "!", "?", "\xe2\x80\xa6", "\xd8\x9f", "\xe3\x80\x82", "\xdb\x94", "\xe0\xa5\xa4"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
            size_t n = strlen(closing[i]);
            if (line.n > n && memcmp(line.p + line.n - n, closing[i], n) == 0)
                line.n -= n, again = true;
        }
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (line.n >= n && memcmp(line.p + line.n - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

/* Bytes of a bullet, bracket or ornament at p that says nothing about what a line is, or 0. */
static size_t ornament_at(const char *p, size_t n) {
    static const char *const ornaments[] = {
        "\xe2\x80\xa2", "\xc2\xb7",     "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\xba", "\xc2\xbb",
        "\xe2\x86\x90", "\xe2\x86\x92", "\xe2\x86\x93", "\xe2\x96\xba", "\xe2\x96\xb6", "\xc2\xab"};
    if (strchr("*+-|>[]({)}<=_~", *p) && *p)
        return 1;
    for (size_t i = 0; i < sizeof ornaments / sizeof *ornaments; i++) {
        size_t length = strlen(ornaments[i]);
        if (n >= length && memcmp(p, ornaments[i], length) == 0)
            return length;
    }
    return 0;
}

static fh_str without_ornaments(fh_str line) {
    size_t n;
    while (line.n && ((n = space_at(line.p, line.n)) > 0 || (n = ornament_at(line.p, line.n)) > 0))
        line.p += n, line.n -= n;
    for (;;) {
        line = fh_page_trim(line);
        if (line.n && strchr(".:,;!*+-|>[({<=_~", line.p[line.n - 1])) {
            line.n--;
            continue;
        }
        n = line.n >= 3 ? 3 : line.n;
        size_t cut = 0;
        for (size_t length = 2; length <= n && !cut; length++)
            if ((unsigned char)line.p[line.n - length] >= 0xc0 &&
                ornament_at(line.p + line.n - length, length) == length)
                cut = length;
        if (line.n >= 3 && memcmp(line.p + line.n - 3, "\xe2\x80\xa6", 3) == 0)
            cut = 3;
        if (!cut)
            return line;
        line.n -= cut;
    }
}

size_t fh_page_fold(fh_str line, char folded[FH_PAGE_FOLD_BYTES]) {
    if (line.n > FH_PAGE_MAX_META_BYTES)
        return 0;
    line = without_ornaments(line);
    size_t used = 0;
    for (size_t at = 0, n; at < line.n; at += n) {
        const char *p = line.p + at;
        if ((n = space_at(p, line.n - at)) > 0) {
            if (used && folded[used - 1] != ' ')
                folded[used++] = ' ';
        } else if (line.n - at >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0) {
            folded[used++] = '\'', n = 3;
        } else {
            folded[used++] = lower(*p), n = 1;
        }
    }
    return used;
}

/* --- cutting --- */

static uint16_t indent_of(const char *p, size_t n) {
    size_t column = 0, length;
    for (size_t at = 0; at < n && (length = space_at(p + at, n - at)) > 0; at += length)
        column = p[at] == '\t' ? (column | 7) + 1 : column + 1;
    return column > UINT16_MAX ? UINT16_MAX : (uint16_t)column;
}

static size_t count_lines(fh_str text) {
    size_t count = 1;
    for (const char *p = text.p; (p = memchr(p, '\n', (size_t)(text.p + text.n - p))); p++)
        count++;
    return count;
}

static int cut_lines(fh_page *page, fihrist_error *err) {
    fh_str text = page->text;
    size_t most = count_lines(text);
    if (most > FH_PAGE_MAX_LINES)
        return fh_fail(err, FIHRIST_E_INPUT, "a page has more than %d lines", FH_PAGE_MAX_LINES);
    page->lines = fh_arena_alloc(page->arena, most * sizeof *page->lines);
    if (!page->lines)
        return fh_fail_memory(err);
    page->count = 0;
    bool blank = false;
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
        fh_str trimmed = fh_page_trim((fh_str){text.p + at, n});
        if (trimmed.n)
            page->lines[page->count++] = (fh_page_line){.at = (uint32_t)(trimmed.p - text.p),
                                                        .n = (uint32_t)trimmed.n,
                                                        .indent = indent_of(text.p + at, n),
                                                        .blank_before = blank};
        blank = trimmed.n == 0;
        at += n + 1;
    }
    page->comments = page->count;
    return 0;
}

/* --- wrapped paragraphs --- */

static size_t columns(fh_str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return count;
}

static fh_str first_word(fh_str text) {
    const char *space = memchr(text.p, ' ', text.n);
    return (fh_str){text.p, space ? (size_t)(space - text.p) : text.n};
}

static bool begins_item(fh_str line) {
    fh_comment_number number;
    return ornament_at(line.p, line.n) > 0 || fh_page_read_number(line, &number);
}

/* A program that wraps to a width breaks a line exactly where the next word does not fit. */
static bool wraps_into(const fh_page *page, size_t line, size_t width) {
    const fh_page_line *this = &page->lines[line], *next = &page->lines[line + 1];
    if (next->blank_before || begins_item(fh_page_line_text(page, line + 1)))
        return false;
    if (next->indent > this->indent && !begins_item(fh_page_line_text(page, line)))
        return false;
    size_t word = columns(first_word(fh_page_line_text(page, line + 1)));
    return this->indent + columns(fh_page_line_text(page, line)) + 1 + word > width;
}

/* The width the page is wrapped to, or 0: no line with a space is wider than 100 columns, at least
 * four lines are followed by another, and six of ten of those are full. */
static size_t wrap_width(const fh_page *page) {
    size_t width = 0, pairs = 0, full = 0;
    for (size_t i = 0; i < page->count; i++) {
        fh_str line = fh_page_line_text(page, i);
        size_t wide = page->lines[i].indent + columns(line);
        if (!memchr(line.p, ' ', line.n))
            continue;
        if (wide > 100)
            return 0;
        width = wide > width ? wide : width;
    }
    if (width < 40)
        return 0;
    for (size_t i = 0; i + 1 < page->count; i++) {
        if (page->lines[i + 1].blank_before)
            continue;
        pairs++;
        /* Some programs leave a few columns free at the edge. */
        full += wraps_into(page, i, width - 4);
    }
    return full >= 4 && full * 10 >= pairs * 6 ? width - 4 : 0;
}

static int join_wrapped(fh_page *page, size_t width, fihrist_error *err) {
    fh_buffer joined = FH_BUFFER(page->text.n + page->count + 1);
    fh_page_line *kept = page->lines;
    fh_buffer_reserve(&joined, page->text.n);
    for (size_t i = 0; i < page->count;) {
        fh_page_line line = page->lines[i];
        line.at = (uint32_t)joined.n;
        fh_buffer_append_str(&joined, fh_page_line_text(page, i));
        while (i + 1 < page->count && wraps_into(page, i, width)) {
            fh_buffer_append_byte(&joined, ' ');
            fh_buffer_append_str(&joined, fh_page_line_text(page, ++i));
        }
        line.n = (uint32_t)(joined.n - line.at);
        fh_buffer_append_byte(&joined, '\n');
        i++;
        *kept++ = line;
    }
    fh_str text =
        joined.failed ? (fh_str){NULL, 0} : fh_arena_copy(page->arena, fh_buffer_str(&joined));
    fh_buffer_free(&joined);
    if (!text.p)
        return fh_fail_memory(err);
    page->text = text;
    page->comments = page->count = (size_t)(kept - page->lines);
    return 0;
}

int fh_page_split(fh_page *page, fihrist_error *err) {
    int rc = cut_lines(page, err);
    if (rc)
        return rc;
    size_t width = wrap_width(page);
    return width ? join_wrapped(page, width, err) : 0;
}
