/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * utf8.c: UTF-8 as the Unicode standard's table 3-7 has it. What is read twice a byte (checking,
 * counting) goes eight bytes at a time through what is ASCII.
 */
#include "core/utf8.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define EACH_BYTE UINT64_C(0x0101010101010101)

enum { REPLACEMENT = 0xfffd, LATIN_RUN_MAX = 3 };

static uint64_t load_word(const unsigned char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Bytes of the well-formed character at p, or minus the length of the maximal ill-formed part. */
static int measure(const unsigned char *p, size_t left) {
    unsigned char lead = p[0], low = 0x80, high = 0xbf;
    int length;
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return -1;
    if (lead < 0xe0) {
        length = 2;
    } else if (lead < 0xf0) {
        length = 3;
        low = lead == 0xe0 ? 0xa0 : 0x80;
        high = lead == 0xed ? 0x9f : 0xbf;
    } else {
        length = 4;
        low = lead == 0xf0 ? 0x90 : 0x80;
        high = lead == 0xf4 ? 0x8f : 0xbf;
    }
    for (int i = 1; i < length; i++) {
        if ((size_t)i >= left || p[i] < low || p[i] > high)
            return -i;
        low = 0x80;
        high = 0xbf;
    }
    return length;
}

bool fh_utf8_valid(fh_str text) {
    const unsigned char *p = (const unsigned char *)text.p;
    size_t at = 0;
    while (at < text.n) {
        if (text.n - at >= 8 && !(load_word(p + at) & HIGH_BITS)) {
            at += 8;
            continue;
        }
        int length = measure(p + at, text.n - at);
        if (length < 0)
            return false;
        at += (size_t)length;
    }
    return true;
}

/* --- repair --- */

/* Windows-1252 from 0x80 to 0x9f; 0 where it has nothing. From 0xa0 on it is Latin-1. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

typedef struct findings {
    bool well_formed; /* no ill-formed part */
    bool controls;    /* a C0 control other than tab and line feed */
    bool latin;       /* ill-formed, and reads as Windows-1252 */
} findings;

/* Whether some byte of an all-ASCII word is below 0x20. */
static bool has_control(uint64_t word) {
    return ((word - EACH_BYTE * 0x20) & ~word & HIGH_BITS) != 0;
}

static findings inspect(fh_str text) {
    const unsigned char *p = (const unsigned char *)text.p;
    findings found = {.well_formed = true, .latin = true};
    size_t at = 0, run = 0;
    while (at < text.n) {
        uint64_t word = text.n - at >= 8 ? load_word(p + at) : HIGH_BITS;
        if (!(word & HIGH_BITS) && !has_control(word)) {
            at += 8;
            run = 0;
            continue;
        }
        unsigned char byte = p[at];
        int length = measure(p + at, text.n - at);
        if (byte < 0x80) {
            found.controls |= byte < 0x20 && byte != '\t' && byte != '\n';
            run = 0;
        } else if (length > 0) {
            found.latin = false; /* some of it is UTF-8 */
        } else {
            found.well_formed = false;
            run++;
            if (length < -1 || run > LATIN_RUN_MAX || (byte < 0xa0 && !windows_1252[byte - 0x80]))
                found.latin = false;
        }
        at += (size_t)(length < 0 ? -length : length);
    }
    found.latin = found.latin && !found.well_formed;
    return found;
}

/* The ASCII byte at text.p[at] as it is kept; 0 for nothing (the CR of CR LF). */
static char clean_ascii(fh_str text, size_t at) {
    char byte = text.p[at];
    if (byte == '\r')
        return at + 1 < text.n && text.p[at + 1] == '\n' ? 0 : '\n';
    return (unsigned char)byte < 0x20 && byte != '\t' && byte != '\n' ? ' ' : byte;
}

fh_str fh_utf8_repair(fh_arena *arena, fh_str text) {
    findings found = inspect(text);
    if (found.well_formed && !found.controls)
        return text.p ? text : (fh_str){"", 0};
    /* At worst each byte becomes a character of three. */
    if (text.n > (SIZE_MAX - 1) / 3)
        return (fh_str){NULL, 0};
    char *out = fh_arena_alloc(arena, (found.well_formed ? text.n : text.n * 3) + 1);
    if (!out)
        return (fh_str){NULL, 0};
    size_t n = 0, at = 0;
    while (at < text.n) {
        unsigned char byte = (unsigned char)text.p[at];
        int length = measure((const unsigned char *)text.p + at, text.n - at);
        if (byte < 0x80) {
            char kept = clean_ascii(text, at);
            if (kept)
                out[n++] = kept;
        } else if (length > 0) {
            memcpy(out + n, text.p + at, (size_t)length);
            n += (size_t)length;
        } else if (found.latin) {
            n += fh_utf8_encode(out + n, byte < 0xa0 ? windows_1252[byte - 0x80] : byte);
        } else {
            n += fh_utf8_encode(out + n, REPLACEMENT);
        }
        at += (size_t)(length < 0 ? -length : length);
    }
    out[n] = '\0';
    return (fh_str){out, n};
}

/* --- stepping --- */

uint32_t fh_utf8_next(fh_str text, size_t *at) {
    const unsigned char *p = (const unsigned char *)text.p + *at;
    size_t left = text.n - *at;
    uint32_t c = p[0];
    size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (length > left) { /* not valid UTF-8: stay inside the text all the same */
        *at = text.n;
        return REPLACEMENT;
    }
    *at += length;
    switch (length) {
    case 1:
        return c;
    case 2:
        return (c & 0x1f) << 6 | (p[1] & 0x3fU);
    case 3:
        return (c & 0x0f) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
    default:
        return (c & 0x07) << 18 | (p[1] & 0x3fU) << 12 | (p[2] & 0x3fU) << 6 | (p[3] & 0x3fU);
    }
}

size_t fh_utf8_encode(char out[4], uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

bool fh_utf8_append(fh_buffer *buffer, uint32_t code_point) {
    char bytes[4];
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = REPLACEMENT;
    return fh_buffer_append(buffer, bytes, fh_utf8_encode(bytes, code_point));
}

size_t fh_utf8_count(fh_str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return count;
}

size_t fh_utf8_cut(fh_str text, size_t bytes) {
    if (bytes >= text.n)
        return text.n;
    while (bytes > 0 && ((unsigned char)text.p[bytes] & 0xc0) == 0x80)
        bytes--;
    return bytes;
}
